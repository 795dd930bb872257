"""The page of an article, read in process: everything that is known of it, each thing once."""

from __future__ import annotations

import re
import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from archive.browse.server import make_datasette
from tests.archive.browse.sample import POLICE
from tests.archive.browse.visiting import in_order, page, text_of

if TYPE_CHECKING:
    from pathlib import Path

    from datasette.app import Datasette

pytestmark = pytest.mark.asyncio


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
        '<del><span class="unseen">borttaget: </span>13</del> <ins><span class="unseen">tillagt: </span>6</ins>' in html
    )
    assert "Ändring 1 av 1" in html


@pytest.mark.parametrize("path", ["kommun/0305", "avsnitt/2"])
async def test_articles_do_not_link_to_the_place_whose_page_shows_them(datasette: Datasette, path: str) -> None:
    teasers = (await page(datasette, f"/archive/{path}")).partition('<ul class="teasers">')[2].partition("</ul>")[0]
    assert 'href="/archive/avsnitt/' in teasers
    assert 'href="/archive/kommun/' not in teasers


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
