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
from tests.archive.browse.visiting import in_order, page, text_of

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
