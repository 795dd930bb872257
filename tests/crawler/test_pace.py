"""How often a host is asked: its delay, its Crawl-delay, how slow it answers, and what Retry-After says."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING

import pytest

from archive import ExitStatus
from crawler.demo.server import Answer
from crawler.guards.pace import retry_after
from tests.crawler.command import column, crawl

if TYPE_CHECKING:
    from pathlib import Path

    from tests.sites.server import WatchedSite


def test_one_request_at_a_time_with_the_delay_between_them(sitevision_site: WatchedSite, tmp_path: Path) -> None:
    section = sitevision_site.truth("section")[-1]
    crawl(sitevision_site.url(section["path"]), "--max-pages", "5", archive=tmp_path / "archive.db", delay=0.4)
    assert sitevision_site.log[0].path == "/robots.txt"
    assert len(sitevision_site.log) == 6
    assert sitevision_site.apart() >= 0.4 * 0.75


def test_retry_after_may_be_a_date(drupal_site: WatchedSite, tmp_path: Path) -> None:
    section, wait = drupal_site.truth("section")[-1], 6
    until, at = time.monotonic() + wait, datetime.now(UTC) + timedelta(seconds=wait)
    drupal_site.fail(section["path"], 429, retry_after=format_datetime(at, usegmt=True), times=1)
    assert crawl(drupal_site.url(section["path"]), archive=tmp_path / "archive.db").returncode == 0
    assert drupal_site.asked(section["path"])[1].at >= until - 1  # the date has whole seconds


def test_retry_after_of_a_server_whose_clock_is_wrong_is_by_its_own_date(
    drupal_site: WatchedSite, tmp_path: Path
) -> None:
    """By our clock it would ask for two hours, and its news would wait for the next run."""
    section, fast = drupal_site.truth("section")[-1], datetime.now(UTC) + timedelta(hours=2)
    until = format_datetime(fast + timedelta(seconds=2), usegmt=True)
    headers = (("Date", format_datetime(fast, usegmt=True)), ("Retry-After", until))
    drupal_site.answer_with(section["path"], Answer(status=503, headers=headers), 1)
    result = crawl(drupal_site.url(section["path"]), archive=tmp_path / "archive.db")
    assert result.returncode == ExitStatus.DONE, result.stdout + result.stderr
    first, second = (seen.at for seen in drupal_site.asked(section["path"])[:2])
    assert second - first >= 2


@pytest.mark.parametrize("status", [429, 503])
def test_host_that_asks_for_patience_waits_and_the_others_go_on(
    status: int, drupal_site: WatchedSite, optimizely_site: WatchedSite, tmp_path: Path
) -> None:
    """Retry-After wins over everything of ours; the answer that carries it is kept nowhere."""
    section, other = drupal_site.truth("section")[-1], optimizely_site.truth("section")[-1]
    archive = tmp_path / "archive.db"
    drupal_site.fail(section["path"], status, retry_after="2", times=1)
    starts = (drupal_site.url(section["path"]), optimizely_site.url(other["path"]))
    assert crawl(*starts, "--concurrency", "4", archive=archive).returncode == 0
    first, second = (seen.at for seen in drupal_site.asked(section["path"])[:2])
    assert second - first >= 2
    assert not [seen for seen in drupal_site.log if first < seen.at < second]
    assert [seen for seen in optimizely_site.log if first < seen.at < second]
    assert column(archive, "SELECT DISTINCT status FROM pages") == {200}


def test_host_that_asks_for_more_patience_than_a_run_has_is_left(drupal_site: WatchedSite, tmp_path: Path) -> None:
    section = drupal_site.truth("section")[-1]
    archive = tmp_path / "archive.db"
    crawl(drupal_site.url(section["path"]), "--max-pages", "2", archive=archive)
    drupal_site.forget()
    drupal_site.robots("")
    drupal_site.fail("/*", 429, retry_after="86400")
    result = crawl(drupal_site.url(section["path"]), archive=archive)
    assert result.returncode == ExitStatus.INCOMPLETE
    assert "asked to come back in 86400 s" in result.stderr
    assert "redirects too often" not in result.stderr
    assert len(drupal_site.log) == 2
    drupal_site.recover()
    assert crawl(drupal_site.url(section["path"]), archive=archive).returncode == 0


def test_page_that_stays_out_of_service_keeps_none_of_the_others_out(drupal_site: WatchedSite, tmp_path: Path) -> None:
    """A page whose program is broken may answer 503 for ever: what came after it on its site was never asked for."""
    section, archive = drupal_site.truth("section")[-1]["path"], tmp_path / "archive.db"
    broken, *others = (one["path"] for one in drupal_site.truth("article") if one["path"].startswith(f"{section}/"))
    drupal_site.fail(broken, retry_after="1")
    result = crawl(drupal_site.url(section), archive=archive)
    assert result.returncode == ExitStatus.INCOMPLETE, result.stdout + result.stderr
    assert len(drupal_site.asked(broken)) == 3
    assert column(archive, "SELECT url FROM articles") == set(map(drupal_site.url, others))


def test_host_whose_second_page_stays_out_of_service_is_left(drupal_site: WatchedSite, tmp_path: Path) -> None:
    section = drupal_site.truth("section")[-1]["path"]
    drupal_site.fail(f"{section}/*", retry_after="0")
    result = crawl(drupal_site.url(section), archive=tmp_path / "archive.db")
    assert result.returncode == ExitStatus.INCOMPLETE, result.stdout + result.stderr
    assert len(drupal_site.asked(f"{section}/*")) == 6


def test_crawl_delay_is_kept(drupal_site: WatchedSite, tmp_path: Path) -> None:
    drupal_site.robots("User-agent: *\nCrawl-delay: 1\n")
    section = drupal_site.truth("section")[-1]
    crawl(drupal_site.url(section["path"]), "--max-pages", "4", archive=tmp_path / "archive.db")
    assert drupal_site.apart(since=2) >= 0.75


def test_host_that_wants_more_than_an_hour_between_requests_is_left(drupal_site: WatchedSite, tmp_path: Path) -> None:
    drupal_site.robots("User-agent: *\nCrawl-delay: 1e9\n")
    section = drupal_site.truth("section")[-1]
    result = crawl(drupal_site.url(section["path"]), archive=tmp_path / "archive.db")
    assert result.returncode == ExitStatus.REFUSED
    assert "robots.txt asks for 1000000000 s between requests" in result.stderr
    assert [seen.path for seen in drupal_site.log] == ["/robots.txt"]


def test_host_that_fails_is_asked_half_as_often(drupal_site: WatchedSite, tmp_path: Path) -> None:
    section, path = drupal_site.truth("section")[-1], drupal_site.truth("section")[-1]["articles"][0]
    drupal_site.fail(path, 500)
    crawl(drupal_site.url(section["path"]), "--max-pages", "3", archive=tmp_path / "archive.db", delay=0.2)
    failed = drupal_site.asked(path)[-1].at
    assert min(seen.at for seen in drupal_site.log if seen.at > failed) - failed >= 2 * 0.2 * 0.75


def test_slow_host_is_asked_less_often(drupal_site: WatchedSite, tmp_path: Path) -> None:
    """At least half of a host's time is for its readers, though the floor would let us ask at once."""
    drupal_site.delay = 0.3
    section = drupal_site.truth("section")[-1]
    crawl(drupal_site.url(section["path"]), "--max-pages", "5", archive=tmp_path / "archive.db", delay=0.01)
    assert drupal_site.apart(since=2) >= 2 * 0.3 * 0.75


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (b"120", 120),
        (b" 0 ", 0),
        (b"Sun, 08 Feb 2026 00:00:30 GMT", 30),
        (b"Sat, 07 Feb 2026 00:00:00 GMT", 0),
        (b"snart", None),
        (b"Sun, 08 Feb 9999999999999999999 00:00:30 GMT", None),
        (b"-5", None),
        (b"", None),
        (None, None),
    ],
)
def test_retry_after_header(header: bytes | None, seconds: float | None) -> None:
    assert retry_after(header, datetime(2026, 2, 8, tzinfo=UTC)) == seconds
