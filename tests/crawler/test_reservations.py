"""What pages say about being kept: found, noted, and honoured where the setting says so."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from scrapy.http import HtmlResponse

from crawler.guards.reservations import reservations
from tests.crawler.command import PROGRAM, run

if TYPE_CHECKING:
    from pathlib import Path

    from tests.sites.server import WatchedSite


@pytest.mark.parametrize(
    ("headers", "head", "found"),
    [
        ({}, "", ()),
        ({"X-Robots-Tag": "noarchive"}, "", ("noarchive",)),
        ({"X-Robots-Tag": "noindex, NoArchive"}, "", ("noindex", "noarchive")),
        ({"X-Robots-Tag": "googlebot: noarchive, nofollow"}, "", ()),
        ({"X-Robots-Tag": "kommunarkiv: noarchive"}, "", ("noarchive",)),
        ({"X-Robots-Tag": "max-snippet: 20, noarchive"}, "", ("noarchive",)),
        ({"tdm-reservation": "1"}, "", ("tdm-reservation",)),
        ({"tdm-reservation": "0"}, '<meta name="tdm-reservation" content="0">', ()),
        ({}, "<META CONTENT='noarchive' NAME=robots>", ("noarchive",)),
        ({}, '<meta name="tdm-reservation" content="1">', ("tdm-reservation",)),
        ({}, '<meta name="googlebot" content="noarchive">', ()),
        ({}, '<meta name="robots" content="max-image-preview:large">', ()),
        ({}, '<meta name="description" content="name=robots noarchive">', ()),
    ],
)
def test_what_a_page_says(headers: dict[str, str], head: str, found: tuple[str, ...]) -> None:
    response = HtmlResponse("https://a.se/", headers=headers, body=f"<html><head>{head}</head></html>".encode())
    assert reservations(response) == found


@pytest.mark.parametrize(("policy", "kept"), [("record", True), ("honour", False)])
def test_policy_decides_whether_such_a_page_is_kept(
    drupal_site: WatchedSite, tmp_path: Path, policy: str, kept: bool
) -> None:
    section = drupal_site.truth("section")[-1]
    path = section["articles"][0]
    drupal_site.reserve(path, "noarchive")
    archive = tmp_path / "archive.db"
    program = ("env", f"KOMMUNARKIV_RESERVATIONS={policy}", PROGRAM)
    start = drupal_site.url(section["path"])
    result = run("crawl", start, "--delay", "0", "--json", "--archive", archive, program=program)
    assert result.returncode == 0, result.stderr
    with closing(sqlite3.connect(archive)) as connection:
        url = drupal_site.url(path)
        (pages,) = connection.execute("SELECT count(*) FROM pages WHERE url = ?", [url]).fetchone()
        (noted,) = connection.execute("SELECT reservations FROM addresses WHERE url = ?", [url]).fetchone()
        (articles,) = connection.execute("SELECT count(*) FROM articles").fetchone()
    assert (pages > 0) is kept
    assert json.loads(noted) == ["noarchive"]
    assert articles == len(section["articles"]) - (not kept)
