"""The pages for people, read in process: what each of them says of the sample archive."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from archive import Archive
from archive.browse.headers import page_policy
from archive.browse.options import Options
from archive.browse.reading.teasers import Picture
from archive.browse.server import make_datasette
from tests.archive.browse.sample import GONE, POLICE, POOL, SNOW, add_articles
from tests.archive.browse.visiting import page, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from datasette.app import Datasette

pytestmark = pytest.mark.asyncio

PAGES = (
    "/", "/archive/start", "/archive/artikel/1", "/archive/artikel/1/version/1", "/archive/avsnitt/2",
    "/archive/kommun/0305", "/archive/webbplats/1", "/archive/kommuner", "/archive/bilder", "/archive/kalender",
    "/archive/sok?q=polis",
)  # fmt: skip


def in_order(html: str, *parts: str) -> bool:
    places = [html.find(part) for part in parts]
    return -1 not in places and places == sorted(places)


async def test_the_front_page_shows_the_newest_first_and_counts(datasette: Datasette) -> None:
    html = await page(datasette, "/")
    assert in_order(html, POLICE.headline, POOL.headline, GONE.headline, SNOW.headline)
    assert text_of(html).count("4 artiklar från 2 kommuner. Senast hämtat ") == 1
    assert '<form class="search" role="search" action="/archive/sok" method="get">' in html
    assert re.search(r'<a href="/archive/kommun/0305">Håbo</a> <span class="count">3</span>', html)
    assert re.search(r'<a href="/archive/avsnitt/\d+">Trygghet<span class="under">Håbo kommun</span></a>', html)


async def test_only_a_crawl_makes_the_archive_fresh(archive_file: Path, tmp_path: Path) -> None:
    copy = tmp_path / "archive.db"
    shutil.copy(archive_file, copy)
    with closing(sqlite3.connect(copy)) as connection:
        connection.execute("UPDATE runs SET finished_at = '2026-03-04T05:06:07+00:00'")
        connection.execute(
            """INSERT INTO runs (kind, started_at, finished_at, process, arguments, program_version)
               VALUES ('reextract', '2026-05-01T00:00:00+00:00', '2026-05-01T00:00:00+00:00', '', '{}', '')"""
        )
        connection.commit()
    datasette = make_datasette(copy)
    assert "Senast hämtat 4 mars 2026 kl. 06.06" in text_of(await page(datasette, "/"))
    datasette.databases["archive"].close()


async def test_an_article_is_shown_whole(datasette: Datasette) -> None:
    html = await page(datasette, "/archive/artikel/1")
    words = text_of(html)
    assert in_order(
        html,
        '<nav class="trail"',
        "<h1",
        "Från den 9 mars",
        "Torggatan 4 byggs om",
        "Det gamla kontoret",
        "Planritning",
    )
    assert in_order(words, "Håbo kommun Hem Nyheter Trygghet", f"{POLICE.headline} Publicerad")
    assert "<h2>Öppettider</h2><ul><li>Måndag–torsdag 9–16</li>" in html
    assert "Torggatan 4 byggs om under vintern. Foto: Mats Lind" in words
    assert '<a href="https://www.habo.se/download/18.5/planritning.pdf" rel="noreferrer">Planritning</a>' in html
    assert '<time datetime="2026-02-27T10:15+01:00">27 februari 2026 kl. 10.15</time>' in html
    assert "det stod ”27 februari 2026 kl. 10.15” (efter ordet ”Publicerad” eller liknande)" in words
    assert f'<a href="{POLICE.url}" rel="noreferrer">{POLICE.url}</a>' in html
    assert "Karin Ek Områdespolis" in words
    assert 'href="/archive/artikel/1/version/1"' in html
    assert "<img" not in html


async def test_dates_that_are_no_publication_are_told_apart(datasette: Datasette) -> None:
    words = text_of(await page(datasette, "/archive/artikel/2"))
    assert "Publiceringsdatum saknas" in words
    assert "Nämnd i texten: 8 februari det stod ”Den 8 februari” (prose)" in words


async def test_an_article_that_is_gone_says_so(datasette: Datasette) -> None:
    words = text_of(await page(datasette, "/archive/artikel/3"))
    assert "Artikeln är borttagen från webbplatsen. Det upptäcktes " in words


async def test_a_date_that_is_known_twice_is_written_once(archive_file: Path, tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    shutil.copy(archive_file, path)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(
            """INSERT INTO article_dates (article_id, role, value, precision, source, text)
               SELECT article_id, role, value, precision, 'listing', '27/2' FROM article_dates
               WHERE article_id = 1 AND role = 'published' LIMIT 1"""
        )
    words = text_of(await page(make_datasette(path), "/archive/artikel/1"))
    assert "det stod ”27/2” (i listan som visade artikeln)" in words
    assert words.count("Publicerad: 27 februari 2026 kl. 10.15") == 1


async def test_a_version_shows_what_changed_word_by_word(datasette: Datasette) -> None:
    html = await page(datasette, "/archive/artikel/1/version/1")
    assert re.search(r"flyttar <ins><span class=\"unseen\">tillagt: </span>till nya lokaler</ins>", html)
    assert (
        '<del><span class="unseen">borttaget: </span>13</del><ins><span class="unseen">tillagt: </span>6</ins>' in html
    )
    assert "Ändring 1 av 1" in html


async def test_a_section_has_its_tree_and_everything_below_it(datasette: Datasette) -> None:
    html = await page(datasette, "/archive/avsnitt/2")
    assert "<h1" in html
    assert "3 artiklar" in text_of(html)
    assert in_order(html, POLICE.headline, GONE.headline, SNOW.headline, "Avsnitt här under")
    assert POOL.headline not in html


async def test_a_municipality_has_map_sections_and_months(datasette: Datasette) -> None:
    html = await page(datasette, "/archive/kommun/0305")
    assert text_of(html).count("Uppsala län Håbo kommun 3 artiklar") == 1
    assert html.count('<circle class="place"') == 1
    drawing = re.search(r'<svg class="map".*?</svg>', html, flags=re.DOTALL)
    assert drawing
    assert drawing[0].count("<circle") == 290
    assert '<th scope="row">februari 2026</th><td>1</td>' in html
    assert POOL.headline not in html


@pytest.mark.parametrize(
    ("path", "current"),
    [
        ("sok", "Alla nyheter"),
        ("sok?kommun=0305", "Alla nyheter"),
        ("kommuner", "Kommuner"),
        ("bilder?q=tegelhus", "Bilder"),
        ("kalender?ar=2025", "Kalender"),
        ("sok?q=polis", None),
        ("artikel/1", None),
    ],
)
async def test_the_menu_shows_where_the_reader_is(datasette: Datasette, path: str, current: str | None) -> None:
    menu = (await page(datasette, f"/archive/{path}")).partition("<header")[2].partition("</header>")[0]
    assert re.findall(r'aria-current="page">([^<]*)</a>', menu) == ([current] if current else [])


@pytest.mark.parametrize("path", ["sok?q=polis", "avsnitt/2?", "kommun/0305?", "bilder?"])
async def test_a_page_past_the_end_of_a_list_says_so_and_leads_back(datasette: Datasette, path: str) -> None:
    first, _, query = path.partition("?")
    html = await page(datasette, f"/archive/{first}?{query}&sida=9")
    assert "Listan slutar före sida 9." in html
    assert f'<a href="?{query}">Till första sidan</a>' in html
    assert "Inget hittades" not in html


async def test_the_title_of_a_later_page_tells_it_from_the_first(datasette: Datasette) -> None:
    """Tabs and bookmarks have nothing but the title."""
    assert "<title>Bilder – Kommunarkiv</title>" in await page(datasette, "/archive/bilder?sida=1")
    assert "<title>Sida 2: Bilder – Kommunarkiv</title>" in await page(datasette, "/archive/bilder?sida=2")


async def test_a_municipality_names_its_websites(datasette: Datasette) -> None:
    html = await page(datasette, "/archive/kommun/0305")
    assert '<a href="https://www.habo.se/" rel="noreferrer">Håbo kommun (habo.se)</a>' in html
    assert '<a href="https://www.habo.se/" rel="noreferrer">habo.se</a>' in await page(
        datasette, "/archive/webbplats/1"
    )


@pytest.mark.parametrize("path", ["kommun/0305", "avsnitt/2"])
async def test_articles_do_not_link_to_the_place_whose_page_shows_them(datasette: Datasette, path: str) -> None:
    teasers = (await page(datasette, f"/archive/{path}")).partition('<ul class="teasers">')[2].partition("</ul>")[0]
    assert 'href="/archive/avsnitt/' in teasers
    assert 'href="/archive/kommun/' not in teasers


async def test_a_municipality_without_articles_says_so(datasette: Datasette) -> None:
    assert "Här finns inga artiklar." in await page(datasette, "/archive/kommun/2584")


async def test_the_map_leads_to_the_municipalities(datasette: Datasette) -> None:
    html = await page(datasette, "/archive/kommuner")
    assert '<a href="/archive/kommun/0330" aria-label="Knivsta: 1 artikel">' in html


async def test_where_no_site_belongs_to_a_municipality_the_page_says_how_one_does(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    portal = replace(SNOW, url="https://portalen.example/nyheter/snorojning")
    with Archive.open(path) as archive:
        add_articles(archive, "portalen", "Portalen", "https://portalen.example", (portal,))
    datasette = make_datasette(path)
    html = await page(datasette, "/archive/kommuner")
    assert "Ingen av arkivets webbplatser hör till en kommun" in html
    assert 'municipality = "0305"' in html
    assert '<svg class="map"' not in html
    assert ">Portalen<" in html
    assert "None of the archive" in await page(datasette, "/archive/kommuner", language="en")
    datasette.databases["archive"].close()


async def test_an_article_says_how_each_field_was_read_once(datasette: Datasette) -> None:
    folded = (await page(datasette, "/archive/artikel/1")).partition("<details>")[2]
    told = re.findall(r"<dt>([^<]*)</dt><dd>([^<]*) <code[^>]*>([^<]*)</code></dd>", folded)
    profile = "på platsen som är utpekad för webbplatsen"
    assert told == [
        ("Rubriken", profile, "selector"),
        ("Brödtexten", profile, "selector"),
        ("Brödsmulorna", "på raden som sidan märker som länkstig", "nav"),
    ]


async def test_a_name_that_the_caption_tells_is_not_told_again(datasette: Datasette) -> None:
    words = text_of(await page(datasette, "/archive/bilder"))
    assert "En plogbil på Kalmarvägen, bild av Anna Berg." in words
    assert "Foto: Anna Berg" not in words
    assert "Foto: Mats Lind" in words


@pytest.mark.parametrize(
    ("query", "shown", "not_shown"),
    [
        ("", ["Torggatan 4 byggs om", "Tom simbassäng i morgonljus", "En plogbil"], []),
        ("?q=simhall", [], ["Torggatan 4 byggs om"]),
        ("?q=plogbilar", ["En plogbil"], ["Torggatan 4 byggs om"]),
    ],
)
async def test_the_wall_of_pictures(datasette: Datasette, query: str, shown: list[str], not_shown: list[str]) -> None:
    words = text_of(await page(datasette, f"/archive/bilder{query}"))
    assert [text for text in shown if text not in words] == []
    assert [text for text in not_shown if text in words] == []


async def test_found_pictures_show_why(datasette: Datasette) -> None:
    html = await page(datasette, "/archive/bilder?q=plogbilar OR berg")
    assert "En <mark>plogbil</mark> på Kalmarvägen, bild av Anna <mark>Berg</mark>." in html
    assert "<mark>" not in await page(datasette, "/archive/bilder")


@pytest.mark.parametrize(
    "path",
    [
        "/archive/artikel/999", "/archive/artikel/1/version/9", "/archive/avsnitt/999", "/archive/kommun/9999",
        "/archive/webbplats/999", "/archive/avsnitt/999.atom", "/archive/kommun/9999.json", "/archive/webbplats/9.atom",
        f"/archive/bild/{'0' * 64}", f"/archive/miniatyr/{'0' * 64}", f"/archive/fil/{'0' * 64}",
    ],
)  # fmt: skip
async def test_what_is_not_there_is_said_so(datasette: Datasette, path: str) -> None:
    assert "Sidan finns inte" in await page(datasette, path, status=404)


@pytest.mark.parametrize(
    "path",
    [
        "/nosuch", "/archive/nosuch", "/archive/articles/999", "/a/b/c/d", "/archive/artikel/abc", "/archive/kommun/1",
        f"/archive/artikel/{10**15}", "/archive/nosuch/1",
    ],
)  # fmt: skip
async def test_an_address_that_leads_nowhere_is_no_fault_of_the_server(
    datasette: Datasette, path: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert "Sidan finns inte" in await page(datasette, path, status=404)
    assert "The archive has no such page" in await page(datasette, path, status=404, language="en")
    answer = await datasette.client.get(f"{path}.json")
    assert (answer.status_code, answer.json()["ok"]) == (404, False)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/archive/news?_sort=nosuch", "Cannot sort table by nosuch"),
        ("/archive/news?_col=nosuch", "_col=nosuch - invalid columns"),
        ("/archive/news?_size=many", "_size must be a positive integer"),
        ("/archive?sql=select+nosuch", "no such column: nosuch"),
    ],
)
async def test_a_question_that_cannot_be_answered_is_no_fault_of_the_server(
    datasette: Datasette, path: str, said: str, capfd: pytest.CaptureFixture[str]
) -> None:
    """A stranger's mistyped address must not fill the log of a public server with tracebacks."""
    assert said in await page(datasette, path, status=400)
    answer = await datasette.client.get(path.replace("?", ".json?", 1))
    assert (answer.status_code, answer.json()["error"]) == (400, said)
    told = capfd.readouterr()
    assert "Traceback" not in told.out + told.err


async def test_a_fault_is_logged(
    datasette: Datasette, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    async def fail(*_: object, **__: object) -> None:
        message = "disk I/O error"
        raise sqlite3.OperationalError(message)

    monkeypatch.setattr(datasette.databases["archive"], "execute", fail)
    await page(datasette, "/archive/articles/1", status=500)
    assert "disk I/O error" in capfd.readouterr().err


@pytest.mark.parametrize("path", PAGES)
async def test_every_page_in_english_for_those_who_ask(datasette: Datasette, path: str) -> None:
    html = await page(datasette, path, language="en-GB,en;q=0.9,sv;q=0.5")
    assert '<html lang="en">' in html
    assert "Municipalities</a>" in html
    assert '<html lang="sv">' in await page(datasette, path, language="de")


@pytest.mark.parametrize("path", [*PAGES, "/archive/artikel/999"])
async def test_no_page_lets_a_script_run_that_is_not_ours(datasette: Datasette, path: str) -> None:
    answer = await datasette.client.get(path)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';" in policy
    assert "<script" not in answer.text
    assert " style=" not in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"


async def test_datasettes_own_pages_are_reached_from_ours_and_lead_back(datasette: Datasette) -> None:
    assert 'href="/archive/articles/1"' in await page(datasette, "/archive/artikel/1")
    assert 'href="/archive/news?_search=polis"' in await page(datasette, "/archive/sok?q=polis")
    assert 'href="/archive"' in await page(datasette, "/")
    assert "Arkivets startsida (archive)" in await page(datasette, "/archive")


@pytest.fixture
def loading_pictures(archive_file: Path) -> Iterator[Datasette]:
    datasette = make_datasette(archive_file, Options(remote_images=True))
    yield datasette
    datasette.databases["archive"].close()


async def test_pictures_are_loaded_from_their_sites_only_when_told_so(loading_pictures: Datasette) -> None:
    answer = await loading_pictures.client.get("/archive/artikel/1")
    assert f'<img src="{POLICE.image[0].content_url}"' in answer.text
    assert "img-src 'self' https://www.habo.se;" in answer.headers["content-security-policy"]


def policy_of(url: str) -> str:
    return re.search(r"img-src ([^;]*);", page_policy([Picture(url)]))[1]  # type: ignore[index]


@pytest.mark.parametrize(
    ("url", "sources"),
    [
        ("https://www.Habo.se:8443/a.jpg", "'self' https://www.habo.se:8443"),
        ("https://a.se; script-src */x", "'self'"),
        ("https://*/x", "'self'"),
        ("javascript:alert(1)", "'self'"),
        ("https://[/x", "'self'"),
    ],
)
async def test_no_address_writes_the_policy(url: str, sources: str) -> None:
    assert policy_of(url) == sources


async def test_a_hidden_article_is_nowhere(archive_file: Path, tmp_path: Path) -> None:
    copy = tmp_path / "archive.db"
    shutil.copy(archive_file, copy)
    with closing(sqlite3.connect(copy)) as connection:
        connection.execute("UPDATE articles SET hidden = 1 WHERE id = 1")
        connection.commit()
    datasette = make_datasette(copy)
    listings = ("avsnitt/2", "kommun/0305", "bilder", "sok?q=områdeskontor", "sok", "bilder?q=tegelhus", "sok.atom")
    for path in ("/", *(f"/archive/{listing}" for listing in listings)):
        assert POLICE.headline not in await page(datasette, path), path
    await page(datasette, "/archive/artikel/1", status=404)
    await page(datasette, "/archive/artikel/1/version/1", status=404)
    assert "3 artiklar" in await page(datasette, "/")
    datasette.databases["archive"].close()


async def test_other_databases_keep_datasettes_pages(tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE news (id INTEGER PRIMARY KEY, headline TEXT)")
        connection.commit()
    datasette = make_datasette(other)
    answer = await datasette.client.get("/")
    assert "Powered by" in answer.text
    assert "content-security-policy" not in answer.headers
    assert (await datasette.client.get("/other/start")).status_code == 404
    datasette.databases["other"].close()


async def test_a_feed_has_the_same_articles_as_its_page(datasette: Datasette) -> None:
    feed = json.loads(await page(datasette, "/archive/avsnitt/2.json"))
    assert [item["title"] for item in feed["items"]] == [POLICE.headline, GONE.headline, SNOW.headline]
    assert feed["items"][0]["url"] == "http://localhost/archive/artikel/1"
    assert feed["items"][0]["external_url"] == POLICE.url
    assert feed["items"][0]["date_published"] == "2026-02-27T10:15:00+01:00"
    assert "date_published" not in feed["items"][1]


async def test_two_websites_of_one_name_are_told_apart_by_their_address(archive_file: Path, tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    shutil.copy(archive_file, path)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE sites SET municipality_code = NULL, name = 'Nyheter'")
    datasette = make_datasette(path)
    for address in ("/", "/archive/kommuner"):
        words = text_of(await page(datasette, address))
        assert in_order(words, "Nyheter habo.se", "Nyheter knivsta.se")
    assert "habo.se" not in text_of(await page(make_datasette(archive_file), "/archive/kommuner"))
