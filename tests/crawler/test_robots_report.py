"""The report of a run tells what each site's robots.txt said."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from crawler.demo.server import Answer, Site, serve
from tests.crawler.command import crawl, run

if TYPE_CHECKING:
    from pathlib import Path

ITEMS = "".join(f"<li><a href='/nyheter/{n}'>Nyhet nummer {n}</a> 2026-02-0{n}</li>" for n in range(1, 5))
LIST = f"<title>Nyheter</title><main><h1>Nyheter</h1><ul>{ITEMS}</ul></main>".encode()


@pytest.mark.parametrize(
    ("robots", "told", "words"),
    [
        (
            Answer(b"User-agent: *\nDisallow: /intern\nCrawl-delay: 0.01\n", content_type="text/plain"),
            {"state": "allowed", "status": 200, "crawl_delay": 0.01},
            "robots.txt: allowed (HTTP 200), Crawl-delay 0.01 s",
        ),
        (Answer(b"", 404), {"state": "allowed", "status": 404, "crawl_delay": 0}, "robots.txt: allowed (HTTP 404)"),
        (
            Answer(b"User-agent: kommunarkiv\nDisallow: /\n", content_type="text/plain"),
            {"state": "refused", "status": 200, "crawl_delay": 0},
            "robots.txt: refused (HTTP 200)",
        ),
        (
            Answer(b"", 503),
            {"state": "unreachable", "status": 503, "crawl_delay": 0},
            "robots.txt: unreachable (HTTP 503)",
        ),
        (
            Answer(b"", 429),
            {"state": "unreachable", "status": 429, "crawl_delay": 0},
            "robots.txt: unreachable (HTTP 429)",
        ),
    ],
    ids=["allowed", "none", "refused", "unreachable", "asks to be left alone"],
)
def test_report_and_status_tell_what_robots_txt_said(
    robots: Answer, told: dict[str, Any], words: str, tmp_path: Path
) -> None:
    archive = tmp_path / "archive.db"
    settings = {"RETRY_TIMES": 0}
    with serve(Site({"/robots.txt": robots, "/nyheter": Answer(LIST)})) as base:
        result = crawl(f"{base}/nyheter", "--json", archive=archive, settings=settings)
        again = crawl(f"{base}/nyheter", archive=archive, settings=settings)
    (site,) = json.loads(result.stdout)["sites"].values()
    assert site["robots"] == told
    assert words in again.stdout + again.stderr
    state = json.loads(run("status", "--json", "--archive", archive).stdout)
    assert state["sites"][0]["last_run"]["robots"] == told
    with closing(sqlite3.connect(archive)) as connection:
        assert [json.loads(row[0]) for row in connection.execute("SELECT robots FROM run_sites")] == [told, told]
