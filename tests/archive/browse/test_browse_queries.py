"""The canned queries, each asked of the sample archive, and their pages."""

from __future__ import annotations

import re
import shutil
import sqlite3
from contextlib import closing
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest

from archive.browse.queries import QUERIES
from archive.browse.server import make_datasette
from archive.browse.views import questions
from tests.archive.browse.sample import GONE, POLICE, SNOW

if TYPE_CHECKING:
    from pathlib import Path

    from datasette.app import Datasette

    from archive.browse.messages import Language
    from archive.browse.queries import CannedQuery

pytestmark = pytest.mark.asyncio

ANSWERS: dict[str, tuple[str, list[list[Any]]]] = {
    "senaste_per_kommun": ("kommun rubrik publicerad artiklar", [
        ["Håbo", POLICE.headline, "2026-02-27T10:15+01:00", 3],
        ["Knivsta", "Simhallen öppnar igen efter renoveringen", "2025-11-14", 1],
    ]),
    "tysta_webbplatser": ("webbplats senaste_artikel artiklar", [["Knivsta kommun", "2025-11-14", 1]]),
    "andrade_efter_publicering": ("artikel rubrik andrat", [[1, POLICE.headline, '["headline", "article_body"]']]),
    "borttagna": ("rubrik publicerad", [[GONE.headline, "2025-08-30"]]),
    "bilder_per_fotograf": ("fotograf bilder", [["Anna Berg", 1], ["Foto: Lisa Ström", 1], ["Mats Lind", 1]]),
    "bilder_utan_beskrivning": ("webbplats bilder utan procent", [
        ["Håbo kommun", 3, 1, 33.0], ["Knivsta kommun", 1, 0, 0.0],
    ]),
    "utan_datum": ("rubrik kommun", [[SNOW.headline, "Håbo"]]),
    "utan_dag": ("rubrik", []),
    "artiklar_per_manad": ("manad kommun artiklar", [
        ["2026-02", "Håbo", 1], ["2025-11", "Knivsta", 1], ["2025-08", "Håbo", 1],
    ]),
    "bilagor_per_typ": ("filtyp bilagor webbplatser artikel", [["application/pdf", 1, 1, 1]]),
}  # fmt: skip


async def answer(datasette: Datasette, name: str, **parameters: str) -> list[dict[str, Any]]:
    response = await datasette.client.get(f"/archive/{name}.json", params={"_shape": "array", **parameters})
    assert response.status_code == 200, response.text
    rows: list[dict[str, Any]] = response.json()
    return rows


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
async def test_what_it_answers(datasette: Datasette, query: Any) -> None:
    columns, expected = ANSWERS[query.name]
    rows = await answer(datasette, query.name)
    assert [[row[name] for name in columns.split()] for row in rows] == expected


@pytest.mark.parametrize(
    ("name", "parameters", "count"),
    [
        ("tysta_webbplatser", {"dagar": "1000"}, 0),
        ("tysta_webbplatser", {"dagar": "x"}, 1),
        ("bilder_per_fotograf", {"fotograf": "lind"}, 1),
        ("bilder_per_fotograf", {"fotograf": "STRÖM"}, 1),
        ("bilder_per_fotograf", {"fotograf": "%"}, 0),
        ("artiklar_per_manad", {"kommun": "Håbo"}, 2),
        ("artiklar_per_manad", {"kommun": "HÅBO"}, 2),
    ],
)
async def test_parameters(datasette: Datasette, name: str, parameters: dict[str, str], count: int) -> None:
    assert len(await answer(datasette, name, **parameters)) == count


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
async def test_parameters_are_those_of_the_sql(query: CannedQuery) -> None:
    assert set(query.parameters) == set(re.findall(r":(\w+)", query.sql))


async def page(datasette: Datasette, path: str, language: str = "sv") -> str:
    response = await datasette.client.get(path, headers={"Accept-Language": language})
    assert response.status_code == 200
    return str(response.text)


async def test_the_front_page_names_them_in_the_readers_language(datasette: Datasette) -> None:
    languages: tuple[Language, ...] = ("sv", "en")
    for language in languages:
        front = await page(datasette, "/", language)
        led_to = re.findall(r'<a href="/archive/(\w+)">([^<]*)</a>', front)
        assert {(query.name, query.title(language)) for query in QUERIES} <= set(led_to)


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
@pytest.mark.parametrize("language", ["sv", "en"])
async def test_each_has_a_page_like_the_others(datasette: Datasette, query: CannedQuery, language: Language) -> None:
    html = await page(datasette, f"/archive/{query.name}", language)
    assert f"<title>{query.title(language)} – Kommunarkiv</title>" in html
    assert f"<h1>{query.title(language)}</h1>" in html
    assert query.description(language) in unescape(html)
    assert 'href="/archive/kalender"' in html
    assert unescape(html).count(f"<pre>{query.sql}</pre>") == 1


async def test_an_answer_is_in_words_links_and_swedish_time(datasette: Datasette) -> None:
    html = await page(datasette, "/archive/andrade_efter_publicering")
    heads = re.findall(r'<th scope="col"[^>]*>([^<]*)</th>', html)
    assert heads == ["Artikel", "Kommun", "Publicerad", "Såg ut så till", "Sedan ändrades"]
    assert f'<a href="/archive/artikel/1" lang="sv" dir="auto">{POLICE.headline}</a>' in html
    assert re.findall(r"<time[^>]*>([^<]*)</time>", html) == ["27 februari 2026 kl. 10.15", "2 mars 2026 kl. 09.30"]
    assert "rubriken och brödtexten" in html
    assert "the headline and the body" in await page(datasette, "/archive/andrade_efter_publicering", "en")


async def test_a_website_without_a_municipality_is_not_named_as_one(archive_file: Path, tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    shutil.copy(archive_file, path)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE sites SET municipality_code = NULL WHERE key = 'knivsta'")
    datasette = make_datasette(path)
    rows = await answer(datasette, "artiklar_per_manad")
    assert [[row["manad"], row["kommun"], row["annan_webbplats"]] for row in rows] == [
        ["2026-02", "Håbo", None], ["2025-11", None, "Knivsta kommun"], ["2025-08", "Håbo", None],
    ]  # fmt: skip
    heads = re.findall(r'<th scope="col"[^>]*>([^<]*)</th>', await page(datasette, "/archive/artiklar_per_manad"))
    assert heads == ["Månad", "Kommun", "Annan webbplats", "Artiklar", "Ord"]


async def test_a_silent_website_leads_to_its_articles(datasette: Datasette) -> None:
    html = await page(datasette, "/archive/tysta_webbplatser")
    assert '<a href="/archive/sok?plats=knivsta">Knivsta kommun</a>' in html


async def test_numbers_shares_and_kinds_are_in_words(datasette: Datasette) -> None:
    assert "<div>33\u00a0%</div>" in await page(datasette, "/archive/bilder_utan_beskrivning")
    assert "<div>PDF</div>" in await page(datasette, "/archive/bilagor_per_typ")


async def test_what_may_be_filled_in_has_a_name_and_keeps_its_value(datasette: Datasette) -> None:
    html = await page(datasette, "/archive/bilder_per_fotograf?fotograf=%22lind")
    assert '<label for="ask-fotograf">Fotograf (tomt: alla)</label>' in html
    assert 'name="fotograf" value="&#34;lind">' in html
    assert "Inget sådant finns i arkivet." in html


async def test_a_long_answer_is_cut_and_says_so(datasette: Datasette, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(questions, "MOST_ROWS", 2)
    html = await page(datasette, "/archive/bilder_per_fotograf")
    assert '<h2 id="rows">De första 2 raderna</h2>' in html
    assert html.count("<tr>") == 3


async def test_it_leads_to_the_same_rows_for_programs_and_to_its_sql(datasette: Datasette) -> None:
    html = await page(datasette, "/archive/artiklar_per_manad?kommun=H%C3%A5bo")
    csv, json, sql = (unescape(href) for href in re.findall(r'href="(/archive(?:/\w+\.\w+)?\?[^"]*)"', html))
    assert (await datasette.client.get(csv)).text.startswith(
        "manad,kommun,annan_webbplats,artiklar,ord\r\n2026-02,Håbo,,1,"
    )
    assert [row["manad"] for row in (await datasette.client.get(json)).json()] == ["2026-02", "2025-08"]
    assert "2025-08" in await page(datasette, sql)
