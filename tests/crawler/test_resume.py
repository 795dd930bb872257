"""Killing or interrupting the crawl at any moment loses nothing, and the same command completes the archive."""

from __future__ import annotations

import json
import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from scrapy import signals

from archive import ExitStatus
from crawler.demo import DEMO_SECTION
from crawler.demo.site import LocalPortal
from crawler.settings import EXTENSIONS
from tests.crawler.command import TIMEOUT, Command, canonical, crawl, run
from tests.crawler.crash_driver import POINTS
from tests.sites.server import WatchedSite, watched

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrapy.crawler import Crawler

CONCURRENCY = 2
KILLS = 20
ROOT = Path(__file__).parent.parent.parent
DRIVER = (sys.executable, Path(__file__).with_name("crash_driver.py"))


@pytest.fixture(scope="module")
def portal() -> Iterator[WatchedSite]:
    with watched(LocalPortal()) as site:
        yield site


@pytest.fixture(scope="module")
def uninterrupted(portal: WatchedSite, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    archive = tmp_path_factory.mktemp("whole") / "archive.db"
    result = crawl(portal.base_url, "--section", DEMO_SECTION, archive=archive)
    assert result.returncode == 0, result.stderr
    lines = canonical(archive)
    assert len(lines) > 10
    return lines


def arguments(portal: WatchedSite, archive: Path, delay: float = 0) -> list[str | Path]:
    start = ["crawl", portal.base_url, "--section", DEMO_SECTION, "--archive", archive]
    return [*start, "--delay", str(delay), "--concurrency", str(CONCURRENCY)]


def fetched_twice(archive: Path) -> int:
    """How many pages were fetched that the archive had already; the file is checked on the way."""
    with closing(sqlite3.connect(archive)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        (twice,) = connection.execute("SELECT count(*) - count(DISTINCT address_id) FROM pages").fetchone()
    return int(twice)


def assert_counts_tell_of_all(archive: Path) -> None:
    """What the runs say they did is what is there: pages, their bytes and new articles, each counted once."""
    with closing(sqlite3.connect(archive)) as connection:
        runs = [json.loads(counts) for (counts,) in connection.execute("SELECT counts FROM runs")]
        pages, size = connection.execute("SELECT count(*), sum(iif(status = 304, 0, size)) FROM pages").fetchone()
        (articles,) = connection.execute("SELECT count(*) FROM articles").fetchone()
    total = {name: sum(counts.get(name, 0) for counts in runs) for name in ("pages", "bytes", "new")}
    assert total == {"pages": pages, "bytes": size, "new": articles}


@contextmanager
def crawling(portal: WatchedSite, archive: Path, requests: int, delay: float = 0) -> Iterator[Command]:
    """A crawl that has just made so many requests, or has ended before that."""
    portal.forget()
    command = Command(*arguments(portal, archive, delay))
    try:
        command.wait_until(lambda: len(portal.log) >= requests)
        yield command
    finally:
        command.kill()


@pytest.mark.parametrize("point", POINTS)
def test_kill_at_a_named_point(point: str, portal: WatchedSite, uninterrupted: list[str], tmp_path: Path) -> None:
    archive = tmp_path / "archive.db"
    count = 7 if point.endswith(("store_page", "record")) else 1
    killed = Command(*arguments(portal, archive), dies=(point, str(count))).wait()
    assert killed.returncode == -9, killed.stderr
    result = run(*arguments(portal, archive))
    assert result.returncode == 0, result.stderr
    assert canonical(archive) == uninterrupted
    assert_counts_tell_of_all(archive)
    # A run that was killed after its last word is over; the next one visits the section's list pages anew.
    assert fetched_twice(archive) <= (CONCURRENCY if point != "after finish_run" else 3)


def test_kill_at_random_moments(portal: WatchedSite, uninterrupted: list[str], tmp_path: Path) -> None:
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    moments = random.Random(seed)
    kills, number = 0, 0
    while kills < KILLS:
        number += 1
        archive = tmp_path / f"{number}.db"
        kills_of_this = 0
        for _ in range(KILLS - kills):
            with crawling(portal, archive, requests=1 + moments.randrange(6)) as command:
                time.sleep(moments.random() / 20)  # how far it comes in this time is what the kill leaves to chance
            if command.returncode == 0:
                break
            kills_of_this += 1
            assert fetched_twice(archive) <= kills_of_this * CONCURRENCY
        kills += kills_of_this
        result = run(*arguments(portal, archive))
        if result.returncode == ExitStatus.INCOMPLETE:
            # Two kills while one page was being read set it aside, and say so; the next run fetches it anew.
            result = run(*arguments(portal, archive))
        assert result.returncode == 0, result.stderr
        assert canonical(archive) == uninterrupted
        assert_counts_tell_of_all(archive)


def test_killed_run_that_nobody_takes_up_has_told_what_it_did(portal: WatchedSite, tmp_path: Path) -> None:
    archive = tmp_path / "archive.db"
    assert Command(*arguments(portal, archive), dies=("after store_page", "8")).wait().returncode == -9
    told = json.loads(run("status", "--json", "--archive", archive).stdout)
    assert (told["last_run"]["counts"]["pages"], told["last_run"]["finished_at"]) == (8, None)
    assert [site["last_run"] for site in told["sites"]] == [None]
    run("reextract", "--archive", archive)
    with closing(sqlite3.connect(archive)) as connection:
        crawled, derived = (json.loads(row[0]) for row in connection.execute("SELECT counts FROM runs ORDER BY id"))
    assert (crawled["pages"], "new" in crawled, "pages" in derived) == (8, True, True)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda number: number.name)
def test_interrupted_once_finishes_the_page_and_says_how_to_go_on(
    number: signal.Signals, portal: WatchedSite, uninterrupted: list[str], tmp_path: Path
) -> None:
    archive = tmp_path / "archive.db"
    with crawling(portal, archive, requests=4, delay=0.2) as command:
        command.signal(number)
        ended = command.wait()
    assert ended.returncode == ExitStatus.INTERRUPTED, ended.stderr
    assert "the pages on their way are finished" in ended.stderr
    assert "The same command goes on from here" in ended.stderr
    assert "Traceback" not in ended.stderr
    with closing(sqlite3.connect(archive)) as connection:
        (requests,) = connection.execute("SELECT counts ->> 'requests' FROM runs").fetchone()
    assert requests == sum(not entry.path.startswith("/robots.txt") for entry in portal.log), "each has left"
    result = run(*arguments(portal, archive))
    assert result.returncode == 0, result.stderr
    assert canonical(archive) == uninterrupted
    assert fetched_twice(archive) == 0


def test_another_process_ends_the_crawl(portal: WatchedSite, uninterrupted: list[str], tmp_path: Path) -> None:
    archive = tmp_path / "archive.db"
    with crawling(portal, archive, requests=4, delay=0.2) as command:
        told = run("stop", "--archive", archive)
        ended = command.wait()
    assert told.returncode == 0, told.stderr
    assert "has ended" in told.stdout
    assert ended.returncode == ExitStatus.INTERRUPTED, ended.stderr
    assert "The same command goes on from here" in ended.stderr
    again = run("stop", "--archive", archive)
    assert (again.returncode, again.stdout) == (0, f"No crawl writes to {archive}.\n")
    Path(f"{archive}.stop").touch()  # left by a `stop` that was killed: not for the crawl that comes after
    assert run(*arguments(portal, archive)).returncode == 0
    assert canonical(archive) == uninterrupted
    assert not list(tmp_path.glob("*.stop"))


class InterruptedAtStart:
    """Sends its own process SIGINT while Scrapy starts: when its parts are made, or by the signal it is named for."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> InterruptedAtStart:
        early = cls()
        moment = crawler.settings["INTERRUPTED_AT"]
        if moment == "made":
            early.interrupt()
        else:
            crawler.signals.connect(early.interrupt, getattr(signals, moment))
        return early

    def interrupt(self) -> None:
        os.kill(os.getpid(), signal.SIGINT)


@pytest.mark.parametrize("moment", ["made", "spider_opened", "engine_started"])
def test_interrupted_while_it_starts_ends(
    moment: str, portal: WatchedSite, uninterrupted: list[str], tmp_path: Path
) -> None:
    archive = tmp_path / "archive.db"
    extensions = {**EXTENSIONS, f"{__name__}.{InterruptedAtStart.__name__}": 0}
    command = Command(*arguments(portal, archive), settings={"EXTENSIONS": extensions, "INTERRUPTED_AT": moment})
    ended = command.wait(timeout=TIMEOUT / 4)
    assert ended.returncode == ExitStatus.INTERRUPTED, ended.stderr
    assert run(*arguments(portal, archive)).returncode == 0
    assert canonical(archive) == uninterrupted


def test_another_process_ends_a_run_of_scrapys_own_command(portal: WatchedSite, tmp_path: Path) -> None:
    """A long delay does not hold it up either; Scrapy counts it from the start of the machine, so it is no hour."""
    archive = tmp_path / "archive.db"
    portal.forget()
    command = [sys.executable, "-m", "scrapy", "crawl", "news", "-a", f"start={portal.base_url}"]
    command += ["-a", f"archive={archive}", "-s", f"DOWNLOAD_DELAY={TIMEOUT}"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=ROOT) as process:
        try:
            end = time.monotonic() + TIMEOUT
            while not portal.log and process.poll() is None:  # robots.txt, after which the start waits for its turn
                assert time.monotonic() < end, "nothing was asked for"
                time.sleep(0.05)
            told = run("stop", "--archive", archive)
            process.communicate(timeout=TIMEOUT / 4)
        finally:
            process.kill()
    assert (told.returncode, process.returncode) == (0, 0), told.stderr
    state = json.loads(run("status", "--json", "--archive", archive).stdout)
    assert state["last_run"]["finish_reason"] == "shutdown"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda number: number.name)
def test_interrupted_twice_stops_at_once(
    number: signal.Signals, portal: WatchedSite, uninterrupted: list[str], tmp_path: Path
) -> None:
    archive = tmp_path / "archive.db"
    with crawling(portal, archive, requests=4) as command:
        portal.delay = TIMEOUT  # no page on its way can be finished
        try:
            asked = len(portal.log)
            command.wait_until(lambda: len(portal.log) > asked)
            command.signal(number)
            command.wait_until(lambda: "once more stops at once" in command.stderr)
            command.signal(number)
            ended = command.wait(timeout=TIMEOUT / 4)
        finally:
            portal.delay = 0
    assert ended.returncode == ExitStatus.INTERRUPTED, ended.stderr
    assert "Stopped." in ended.stderr
    result = run(*arguments(portal, archive))
    assert result.returncode == 0, result.stderr
    assert canonical(archive) == uninterrupted
    assert fetched_twice(archive) <= CONCURRENCY


def test_interruption_waits_for_no_hosts_turn(portal: WatchedSite, tmp_path: Path) -> None:
    """A long delay between requests does not hold up the end: what waits for its turn is taken back."""
    portal.robots("User-agent: *\nCrawl-delay: 3600")
    try:
        with crawling(portal, tmp_path / "archive.db", requests=1) as command:
            command.signal(signal.SIGINT)
            ended = command.wait(timeout=TIMEOUT / 4)
    finally:
        portal.recover()
    assert ended.returncode == ExitStatus.INTERRUPTED, ended.stderr
    assert " failed" not in ended.stderr.replace(" 0 failed", "")


def test_reextraction_gives_equal_rows(portal: WatchedSite, uninterrupted: list[str], tmp_path: Path) -> None:
    archive = tmp_path / "archive.db"
    assert crawl(portal.base_url, "--section", DEMO_SECTION, archive=archive).returncode == 0
    with closing(sqlite3.connect(archive)) as connection, connection:
        connection.execute("UPDATE articles SET headline = 'förstörd', article_body = ''")
        connection.execute("DELETE FROM article_dates")
    result = run("reextract", "--archive", archive)
    assert result.returncode == 0, result.stderr
    assert canonical(archive) == uninterrupted


def test_run_in_pieces_counts_as_one(portal: WatchedSite, uninterrupted: list[str], tmp_path: Path) -> None:
    archive = tmp_path / "archive.db"
    first = run(*arguments(portal, archive), "--max-pages", "5")
    assert re.search(r"Stopped at 5 pages; \d+ address(?:es wait| waits), with what", first.stderr)
    with crawling(portal, archive, requests=4, delay=0.2) as command:
        command.signal(signal.SIGINT)
        command.wait()
    last = run(*arguments(portal, archive))
    assert (last.returncode, canonical(archive)) == (0, uninterrupted), last.stderr
    with closing(sqlite3.connect(archive)) as connection:
        (whole,), (of_site,) = (
            [json.loads(counts) for (counts,) in connection.execute(f"SELECT counts FROM {table}")]
            for table in ("runs", "run_sites")
        )
        (pages, size) = connection.execute("SELECT count(*), sum(size) FROM pages").fetchone()
    assert whole == of_site
    assert (whole["new"], whole["pages"], whole["bytes"]) == (len(uninterrupted), pages, size)
    assert f"The whole run, from its beginning: {len(uninterrupted)} articles" in last.stdout
