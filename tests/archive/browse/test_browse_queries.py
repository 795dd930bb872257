"""The canned queries, each asked of the sample archive."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from archive.browse.queries import QUERIES
from tests.archive.browse.sample import GONE, POLICE, SNOW

if TYPE_CHECKING:
    from datasette.app import Datasette

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
        ("artiklar_per_manad", {"kommun": "Håbo"}, 2),
    ],
)
async def test_parameters(datasette: Datasette, name: str, parameters: dict[str, str], count: int) -> None:
    assert len(await answer(datasette, name, **parameters)) == count


async def test_the_front_page_names_them_in_the_readers_language(datasette: Datasette) -> None:
    for language, titles in (("sv", [q.title for q in QUERIES]), ("en", [q.english for q in QUERIES])):
        front = (await datasette.client.get("/", headers={"Accept-Language": language})).text
        assert [title for title in titles if f">{title}</a>" not in front] == []


async def test_the_front_page_names_them_and_their_articles_are_links(datasette: Datasette) -> None:
    front = (await datasette.client.get("/")).text
    assert [query.name for query in QUERIES if f'href="/archive/{query.name}"' not in front] == []
    assert '<a href="/archive/artikel/3">3</a>' in (await datasette.client.get("/archive/borttagna")).text
