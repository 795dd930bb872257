"""Datasette's own pages in Swedish: its words, never the archive's, and never another database's."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from datasette.app import Datasette

from archive.browse.swedish import in_swedish
from tests.archive.browse.visiting import page

if TYPE_CHECKING:
    from pathlib import Path

PAGES = [
    "/archive",
    "/archive?_show_hidden=1",
    "/archive/news?_size=2",
    "/archive/news?municipality=H%C3%A5bo&headline__contains=polis&_search=polis&_sort_desc=year",
    "/archive/news?headline__notblank=1&year__gt=2050",
    "/archive/articles?_size=2",
    "/archive/articles/1",
    "/archive?sql=select+headline+from+news",
    "/archive?sql=select+headline+from+news&_hide_sql=1",
]
ENGLISH = re.compile(
    r"\b(rows?|where|sorted|descending|search|column|filter|sort|apply|view|edit|this|data|suggested|facets?|next|page|"
    r"advanced|export|shape|options|download|expand|stream|all|queries|tables?|views|hidden|links|other|powered|took|"
    r"menu|home|custom|query|returning|format|run|hide|show|contains|starts|ends|blank|null|records|results)\b",
    re.IGNORECASE,
)


def of_datasette(html: str) -> str:
    """What a page says besides what the archive holds and what is code: names of tables and columns, SQL."""
    html = re.sub(r"<(script|style|tbody|thead|pre|textarea|dl)\b.*?</\1>", " ", html, flags=re.DOTALL)
    html = re.sub(
        r"<p><em>.*?</em></p>|<li><a.*?</li>|<option(?: selected)?>.*?</option>|<title>.*?</title>", " ", html
    )
    return re.sub(r"Sortera efter \w+", "", " ".join(re.sub(r"<[^>]+>", " ", html).split()))


@pytest.mark.asyncio
@pytest.mark.parametrize("path", PAGES)
async def test_no_english_of_datasette_is_left(datasette: Datasette, path: str) -> None:
    html = await page(datasette, path)
    assert '<html lang="sv">' in html
    assert ENGLISH.findall(of_datasette(html)) == []


@pytest.mark.asyncio
async def test_a_table_says_what_it_shows(datasette: Datasette) -> None:
    html = await page(datasette, "/archive/news?municipality=H%C3%A5bo&headline__contains=polis&_sort_desc=year")
    shown = (
        "1 rad där headline innehåller &#34;polis&#34; och municipality = &#34;Håbo&#34; i ordning efter year, fallande"
    )
    assert " ".join(re.findall(r"<h3>(.*?)</h3>", html, re.DOTALL)[0].split()) == shown
    assert f"<title>archive: news: {shown}</title>" in html
    assert "<strong>Avsnitt\n" in await page(datasette, "/archive/news")


@pytest.mark.asyncio
async def test_a_reader_of_english_gets_datasettes_own_words(datasette: Datasette) -> None:
    html = await page(datasette, "/archive/news?_size=2", language="en")
    assert 'value="Apply"' in html
    assert "Next page" in html
    answer = await datasette.client.get("/archive/news")
    assert "accept-language" in answer.headers["vary"].lower()


@pytest.mark.asyncio
async def test_what_goes_wrong_is_said_in_swedish(datasette: Datasette) -> None:
    html = await page(datasette, "/archive/news?_size=x", status=400)
    assert "<h1>Det gick inte (400)</h1>" in html


@pytest.mark.parametrize(
    "html",
    [
        "<td>&lt;h3&gt;Advanced export&lt;/h3&gt;</td>",
        '<li><a href="?section=x">Next page</a> 3</li>',
        "<td>Search: 3 rows sorted by hand, descending</td>",
        '<p><a href="/archive/artikel/1">27 rows</a></p>',
        "<figcaption>Powered by Datasette</figcaption>",
    ],
)
def test_the_archives_own_text_stays(html: str) -> None:
    assert in_swedish(html) == html


def test_what_a_reader_filled_in_stays() -> None:
    html = "<h3>2 rows where headline contains &#34;a and b is blank&#34; and gone_at is not null</h3>"
    expected = "<h3>2 rader där headline innehåller &#34;a and b is blank&#34; och gone_at finns</h3>"
    assert in_swedish(html) == expected


@pytest.mark.asyncio
async def test_another_database_keeps_datasettes_words(archive_file: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE things (id INTEGER PRIMARY KEY, name TEXT)")
    datasette = Datasette([str(archive_file), str(other)])
    try:
        assert 'value="Apply"' in await page(datasette, "/other/things")
        assert 'value="Visa"' in await page(datasette, "/archive/news")
    finally:
        for database in datasette.databases.values():
            database.close()
