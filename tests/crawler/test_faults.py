"""What servers do wrong, and what must come of it."""

from __future__ import annotations

import itertools
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from crawler.guards.pace import retry_after
from crawler.report import ExitStatus
from tests.crawler.command import crawl

if TYPE_CHECKING:
    from pathlib import Path

    from tests.sites.faults import FaultServer
    from tests.sites.server import WatchedSite


def states(archive: Path) -> dict[str, tuple[str, str | None]]:
    """State and reason of every address, by path."""
    with closing(sqlite3.connect(archive)) as connection:
        rows = connection.execute("SELECT url, state, reason FROM addresses")
        return {url.split("/", 3)[3].partition("?")[0]: (state, reason) for url, state, reason in rows}


def pages(archive: Path) -> int:
    with closing(sqlite3.connect(archive)) as connection:
        (count,) = connection.execute("SELECT count(*) FROM pages").fetchone()
    return int(count)


@pytest.mark.parametrize(
    ("status", "body", "expected", "fetched"),
    [
        (503, "", ExitStatus.REFUSED, False),
        (429, "", ExitStatus.REFUSED, False),
        (200, "User-agent: *\nDisallow: /", ExitStatus.REFUSED, False),
        (404, "<h1>Finns inte</h1>", ExitStatus.DONE, True),
        (403, "", ExitStatus.DONE, True),
        (200, "\ufeffUser-agent: *\nDisallow: /hemligt", ExitStatus.DONE, True),
        (200, "<html><h1>Startsida</h1>", ExitStatus.DONE, True),
        (200, "# skräp\n" * 75_000 + "User-agent: *\nDisallow: /", ExitStatus.DONE, True),
    ],
    ids=["503", "429", "disallow all", "404", "403", "BOM", "HTML", "rules beyond 500 KiB"],
)
def test_robots_txt(
    drupal_site: WatchedSite, tmp_path: Path, status: int, body: str, expected: ExitStatus, *, fetched: bool
) -> None:
    drupal_site.robots(body, status)
    section = drupal_site.truth("section")[-1]
    result = crawl(drupal_site.url(section["path"]), "--max-pages", "2", archive=tmp_path / "archive.db")
    assert result.returncode == expected, result.stderr
    assert bool([seen for seen in drupal_site.log if seen.path != "/robots.txt"]) is fetched


@pytest.mark.parametrize("fault", ["stall", "reset"])
def test_robots_txt_that_never_comes_refuses_everything(fault_server: FaultServer, tmp_path: Path, fault: str) -> None:
    fault_server.robots = fault
    result = crawl(f"{fault_server.base_url}/ok", archive=tmp_path / "archive.db", settings={"DOWNLOAD_TIMEOUT": 1})
    assert result.returncode == ExitStatus.REFUSED, result.stderr
    assert set(fault_server.asked) == {"/robots.txt"}


def test_nothing_leaves_before_the_rules_are_known(drupal_site: WatchedSite, tmp_path: Path) -> None:
    section = drupal_site.truth("section")[-1]
    archive = tmp_path / "archive.db"
    crawl(drupal_site.url(section["path"]), "--max-pages", "1", archive=archive)
    drupal_site.forget()
    drupal_site.robots("User-agent: *\nDisallow: /aktuellt/")
    crawl(drupal_site.url(section["path"]), "--concurrency", "16", archive=archive)
    assert [seen.path for seen in drupal_site.log] == ["/robots.txt"]


@pytest.mark.parametrize(
    "fault",
    [
        "reset-mid-body",
        "short-body",
        "truncated-gzip",
        "empty",
        "bomb",
        "endless",
        "drip",
        "stall",
        "reset",
    ],
)
def test_half_an_answer_is_never_kept(fault_server: FaultServer, tmp_path: Path, fault: str) -> None:
    archive = tmp_path / "archive.db"
    settings = {"DOWNLOAD_TIMEOUT": 2, "RETRY_TIMES": 1}
    result = crawl(f"{fault_server.base_url}/{fault}", archive=archive, settings=settings)
    assert result.returncode == ExitStatus.INCOMPLETE, result.stderr
    assert pages(archive) == 0
    ((state, reason),) = [value for path, value in states(archive).items() if path == fault]
    assert state == "failed"
    assert reason
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("redirect-loopback", "not a public address|another site"),
        ("redirect-metadata", "not a public address|another site"),
        ("redirect-file", "not the web|another site|HTTP 302"),
        ("redirect-data", "not the web|another site|HTTP 302"),
        ("redirect-outside", "another site"),
        ("redirect-loop", "redirect|HTTP 302"),
        ("redirect-chain", "redirect|HTTP 302"),
    ],
)
def test_redirects_are_bounded_and_every_hop_checked(
    fault_server: FaultServer, tmp_path: Path, fault: str, reason: str
) -> None:
    archive = tmp_path / "archive.db"
    result = crawl(f"{fault_server.base_url}/{fault}", archive=archive)
    assert result.returncode in {ExitStatus.REFUSED, ExitStatus.INCOMPLETE}, result.stderr
    assert pages(archive) == 0
    assert len(fault_server.asked) < 20
    told = states(archive)[fault][1] or ""
    assert any(word in told for word in reason.split("|")), told


def test_retry_after_wins_and_the_answer_is_kept_nowhere(drupal_site: WatchedSite, tmp_path: Path) -> None:
    section = drupal_site.truth("section")[-1]
    drupal_site.fail(section["path"], 503, retry_after="2", times=1)
    archive = tmp_path / "archive.db"
    assert crawl(drupal_site.url(section["path"]), "--max-pages", "2", archive=archive).returncode == 0
    first, second = (seen.at for seen in drupal_site.asked(section["path"])[:2])
    assert second - first >= 2
    with closing(sqlite3.connect(archive)) as connection:
        assert connection.execute("SELECT DISTINCT status FROM pages").fetchall() == [(200,)]


def test_failing_article_stays_pending_and_the_next_run_completes(drupal_site: WatchedSite, tmp_path: Path) -> None:
    section = drupal_site.truth("section")[-1]
    broken = section["articles"][0]
    archive = tmp_path / "archive.db"
    drupal_site.fail(broken, 500)
    first = crawl(drupal_site.url(section["path"]), archive=archive)
    assert first.returncode == ExitStatus.INCOMPLETE
    assert "HTTP 500" in first.stderr
    drupal_site.recover()
    assert crawl(drupal_site.url(section["path"]), archive=archive).returncode == 0
    with closing(sqlite3.connect(archive)) as connection:
        (count,) = connection.execute("SELECT count(*) FROM articles").fetchone()
    assert count == len(section["articles"])


def test_crawl_delay_is_kept(drupal_site: WatchedSite, tmp_path: Path) -> None:
    drupal_site.robots("User-agent: *\nCrawl-delay: 1\n")
    section = drupal_site.truth("section")[-1]
    crawl(drupal_site.url(section["path"]), "--max-pages", "4", archive=tmp_path / "archive.db")
    times = [seen.at for seen in drupal_site.log][2:]
    assert min(later - earlier for earlier, later in itertools.pairwise(times)) >= 0.7


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (b"120", 120),
        (b" 0 ", 0),
        (b"Sun, 08 Feb 2026 00:00:30 GMT", 30),
        (b"Sat, 07 Feb 2026 00:00:00 GMT", 0),
        (b"snart", None),
        (b"", None),
        (None, None),
    ],
)
def test_retry_after_header(header: bytes | None, seconds: float | None) -> None:
    assert retry_after(header, datetime(2026, 2, 8, tzinfo=UTC)) == seconds
