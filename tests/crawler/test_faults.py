"""What servers do wrong, and what must come of it."""

from __future__ import annotations

import re
import sqlite3
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

import pytest

from archive import ExitStatus
from crawler.demo.server import Answer
from crawler.guards.pace import retry_after
from tests.crawler.command import Command, crawl
from tests.sites.faults import FAULTS, SECRET, SECTION, FaultServer, make_bombs, serve_faults

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator
    from pathlib import Path

    from tests.sites.server import WatchedSite

MEMORY = 300
"""MB that no answer of a server may take the crawler beyond."""
PRIVATE = "not a public address"
HALF_OR_NOTHING = {
    "reset": "connection broke",
    "reset-mid-body": "broke",
    "reset-without-length": "ended without saying so|broke",
    "short-body": "broke off",
    "cut-chunks": "broke off",
    "truncated-gzip": "compressed answer is cut",
    "truncated-br": "compressed answer is cut",
    "truncated-zstd": "compressed answer is cut",
    "empty": "without content",
    "part": "a part of the page",
    "bomb-gzip": "larger than 10 MB",
    "bomb-br": "larger than 10 MB",
    "bomb-zstd": "larger than 10 MB",
    "large": "larger than allowed",
    "endless": "larger than allowed|in time",
    "drip": "no whole answer in time",
    "stall": "no whole answer in time",
    "redirect-loop": "redirects too often",
    "redirect-loop-b": "redirects too often",
    "redirect-chain": "redirects too often",
    "redirect-file": "leads to file:",
    "redirect-data": "leads to data:",
    "http-0.9": "not HTTP",
    "no-http": "not HTTP",
    "bad-length": "not HTTP",
    "nameless-header": "not HTTP",
    "huge-header": "connection broke",
    "status-204": "204 without content",
    "status-500": "HTTP 500",
    "status-999": "HTTP 999",
}
"""Faults after which the address waits for the next run, with a word of its reason."""
NOT_ASKED_FOR = {
    "large-pdf": "application/pdf, not a page",
    "redirect-loopback": f"another site|{PRIVATE}",
    "redirect-short": f"another site|{PRIVATE}",
    "redirect-ipv6": f"another site|{PRIVATE}",
    "redirect-mapped": f"another site|{PRIVATE}",
    "redirect-metadata": f"another site|{PRIVATE}",
    "redirect-outside": "another site",
    "redirect-userinfo": "user name in the address",
}
"""Faults after which the address is left alone, with a word of its reason."""
WHOLE = {
    *("ok", "packed-gzip", "packed-br", "packed-zstd", "packed-deflate", "wrong-encoding", "unknown-encoding"),
    *("unknown-charset", "broken-headers", "cookies", "early-hints"),
}
"""What is odd, and an article all the same."""


class Outcome(NamedTuple):
    """What one crawl of all faults came to: the server, the archive, the command's output and its memory in MB."""

    server: FaultServer
    archive: Path
    result: subprocess.CompletedProcess[str]
    memory: float


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outcome]:
    archive = tmp_path_factory.mktemp("faults") / "archive.db"
    with serve_faults("127.0.1.5") as server:
        make_bombs()
        options = ["--section", SECTION, "--delay", "0", "--concurrency", "8", "--archive", archive]
        settings = {"DOWNLOAD_TIMEOUT": 3, "RETRY_TIMES": 1}
        command = Command("crawl", f"{server.base_url}/fel", *options, settings=settings)
        result = command.wait()
        yield Outcome(server, archive, result, command.peak_memory)


def addresses(archive: Path) -> dict[str, tuple[str, str]]:
    """State and reason of every address, by path without its first slash."""
    with closing(sqlite3.connect(archive)) as connection:
        rows = connection.execute("SELECT url, state, coalesce(reason, '') FROM addresses")
        return {urlsplit(url).path[1:]: (state, reason) for url, state, reason in rows}


def column(archive: Path, query: str) -> set[str]:
    with closing(sqlite3.connect(archive)) as connection:
        return {row[0] for row in connection.execute(query)}


def test_the_tables_name_every_fault() -> None:
    assert {*HALF_OR_NOTHING, *NOT_ASKED_FOR, *WHOLE} == set(FAULTS)


@pytest.mark.parametrize("fault", sorted(HALF_OR_NOTHING))
def test_half_an_answer_waits_for_the_next_run(outcome: Outcome, fault: str) -> None:
    state, reason = addresses(outcome.archive)[fault]
    assert (state, bool(re.search(HALF_OR_NOTHING[fault], reason))) == ("failed", True), reason


@pytest.mark.parametrize("fault", sorted(NOT_ASKED_FOR))
def test_what_is_no_page_of_the_site_is_left_alone(outcome: Outcome, fault: str) -> None:
    state, reason = addresses(outcome.archive)[fault]
    assert (state, bool(re.search(NOT_ASKED_FOR[fault], reason))) == ("done", True), reason


def test_of_faults_nothing_is_kept_and_what_is_whole_is_an_article(outcome: Outcome) -> None:
    kept = {urlsplit(url).path[1:] for url in column(outcome.archive, "SELECT url FROM pages")}
    decent = {f"ok/{name}" for name in FAULTS} | {"ok/inloggad"}
    assert kept == {"fel", *WHOLE, *decent}
    articles = {urlsplit(url).path[1:] for url in column(outcome.archive, "SELECT url FROM articles")}
    assert articles == {*WHOLE, *decent}


def test_faults_are_told_with_status_3_and_without_a_traceback(outcome: Outcome) -> None:
    assert outcome.result.returncode == ExitStatus.INCOMPLETE, outcome.result.stderr
    assert "Traceback" not in outcome.result.stderr
    assert "Not complete" in outcome.result.stderr


def test_no_answer_takes_the_memory(outcome: Outcome) -> None:
    assert outcome.memory < MEMORY


def test_redirects_are_bounded(outcome: Outcome) -> None:
    chain = [path for path in outcome.server.asked if path.startswith("/redirect-chain")]
    assert len(chain) <= 11


def test_no_secret_is_sent_or_kept(outcome: Outcome) -> None:
    """Names and passwords in addresses, cookies and referring pages stay where they were said."""
    assert "/ok/inloggad" in outcome.server.asked
    said = [f"{name}: {value}" for headers in outcome.server.headers for name, value in headers.items()]
    assert not [line for line in said if re.match("authorization|cookie", line, re.IGNORECASE) or SECRET in line]
    for table in ("addresses", "pages", "articles", "article_addresses"):
        assert not [url for url in column(outcome.archive, f"SELECT url FROM {table}") if SECRET in url]


def test_next_run_takes_up_what_failed(outcome: Outcome) -> None:
    asked = len(outcome.server.asked)
    server, url = outcome.server, f"{outcome.server.base_url}/fel"
    mended = {name: FAULTS[name] for name in HALF_OR_NOTHING}
    FAULTS.update(dict.fromkeys(mended, FAULTS["ok"]))
    try:
        result = crawl(url, "--section", SECTION, "--concurrency", "8", archive=outcome.archive)
    finally:
        FAULTS.update(mended)
    assert result.returncode == ExitStatus.DONE, result.stderr
    assert {path[1:] for path in server.asked[asked:]} == {"robots.txt", "fel", *HALF_OR_NOTHING}


def test_pages_that_lead_to_other_hosts_tell_them_nothing(fault_server: FaultServer, tmp_path: Path) -> None:
    """Another site that is crawled too is not visited from here, and hears of nothing that was said here."""
    with serve_faults("127.0.1.6") as other:
        leave = FAULTS["redirect-outside"]
        FAULTS["redirect-outside"] = lambda handler: handler.page(
            f"Location: {other.base_url}/ok/hemligt", f"Set-Cookie: k={SECRET}", status="302 Found", body=b""
        )
        fault_server.links, other.links = ("redirect-outside", "ok/1"), ("ok/1", "ok/2")
        starts = (f"{fault_server.base_url}/fel", f"{other.base_url}/fel")
        try:
            crawl(*starts, "--section", SECTION, archive=tmp_path / "archive.db")
        finally:
            FAULTS["redirect-outside"] = leave
    assert "/redirect-outside" in fault_server.asked
    assert sorted(other.asked) == ["/fel", "/ok/1", "/ok/2", "/robots.txt"]
    assert not [headers for headers in other.headers if {"Cookie", "Authorization", "Referer"} & set(headers)]


@pytest.mark.parametrize(
    ("status", "body", "expected", "fetched"),
    [
        (503, "", ExitStatus.REFUSED, False),
        (429, "", ExitStatus.REFUSED, False),
        (200, "User-agent: *\nDisallow: /", ExitStatus.REFUSED, False),
        (404, "<h1>Finns inte</h1>", ExitStatus.DONE, True),
        (403, "", ExitStatus.DONE, True),
        (200, "", ExitStatus.DONE, True),
        (200, "\ufeffUser-agent: *\nDisallow: /hemligt", ExitStatus.DONE, True),
        (200, "<html><h1>Startsida</h1>", ExitStatus.DONE, True),
        (200, b"\xff\xfe\x00\x80Disallow: /\n\x00", ExitStatus.DONE, True),
        (200, "# skräp\n" * 75_000 + "User-agent: *\nDisallow: /", ExitStatus.DONE, True),
        (200, "User-agent: *\nDisallow: /\n" + "# skräp\n" * 75_000, ExitStatus.REFUSED, False),
        (200, "User-agent: *\nDisallow: /\n" + "# skräp\n" * 1_500_000, ExitStatus.REFUSED, False),
        (200, "# skräp\n" * 1_500_000 + "User-agent: *\nDisallow: /", ExitStatus.DONE, True),
    ],
    ids=[
        *("503", "429", "disallow all", "404", "403", "empty", "BOM", "HTML", "junk"),
        *("beyond 500 KiB", "600 KiB", "before 13 MB", "beyond 13 MB"),
    ],
)
def test_robots_txt(
    drupal_site: WatchedSite, tmp_path: Path, status: int, body: str | bytes, expected: ExitStatus, *, fetched: bool
) -> None:
    drupal_site.robots(body, status)
    section = drupal_site.truth("section")[-1]
    result = crawl(drupal_site.url(section["path"]), "--max-pages", "2", archive=tmp_path / "archive.db")
    assert result.returncode == expected, result.stderr
    assert bool([seen for seen in drupal_site.log if seen.path != "/robots.txt"]) is fetched


def test_robots_txt_that_has_moved_is_followed(drupal_site: WatchedSite, tmp_path: Path) -> None:
    rules = Answer(b"User-agent: *\nDisallow: /", content_type="text/plain")
    drupal_site.answer_with("/robots.txt", Answer(status=301, headers=(("Location", "/regler.txt"),)), None)
    drupal_site.answer_with("/regler.txt", rules, None)
    section = drupal_site.truth("section")[-1]
    assert crawl(drupal_site.url(section["path"]), archive=tmp_path / "a.db").returncode == ExitStatus.REFUSED
    assert [seen.path for seen in drupal_site.log] == ["/robots.txt", "/regler.txt"]


@pytest.mark.parametrize("fault", ["stall", "reset", "truncated-gzip", "status-500", "bomb-gzip"])
def test_robots_txt_that_never_comes_refuses_everything_until_it_does(
    fault_server: FaultServer, tmp_path: Path, fault: str
) -> None:
    archive = tmp_path / "archive.db"
    fault_server.robots, fault_server.links = fault, ("ok/1", "ok/2")
    settings = {"DOWNLOAD_TIMEOUT": 1, "RETRY_TIMES": 1}
    result = crawl(f"{fault_server.base_url}/fel", "--section", SECTION, archive=archive, settings=settings)
    assert result.returncode == ExitStatus.REFUSED, result.stderr
    assert set(fault_server.asked) == {"/robots.txt"}
    assert "nothing may be fetched" in result.stderr
    fault_server.robots = "ok"
    assert crawl(f"{fault_server.base_url}/fel", "--section", SECTION, archive=archive).returncode == 0


@pytest.mark.parametrize("fault", ["redirect-loop", "redirect-chain", "status-999", "endless"])
def test_robots_txt_that_is_not_there_lets_everything_pass(
    fault_server: FaultServer, tmp_path: Path, fault: str
) -> None:
    """RFC 9309 takes redirects without end for a robots.txt that is not there (2.3.1.2); of what has no end, 500 KiB
    are read (2.5)."""
    fault_server.robots, fault_server.links = fault, ("ok/1", "ok/2")
    result = crawl(f"{fault_server.base_url}/fel", "--section", SECTION, archive=tmp_path / "archive.db")
    assert result.returncode == (ExitStatus.REFUSED if fault == "status-999" else ExitStatus.DONE), result.stderr


def test_nothing_leaves_before_the_rules_are_known(drupal_site: WatchedSite, tmp_path: Path) -> None:
    section = drupal_site.truth("section")[-1]
    archive = tmp_path / "archive.db"
    crawl(drupal_site.url(section["path"]), "--max-pages", "1", archive=archive)
    drupal_site.forget()
    drupal_site.robots("User-agent: *\nDisallow: /aktuellt/")
    crawl(drupal_site.url(section["path"]), "--concurrency", "16", archive=archive)
    assert [seen.path for seen in drupal_site.log] == ["/robots.txt"]


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


@pytest.mark.parametrize("address", ["javascript:alert(1)", "http://[", "mailto:info@example.se"])
@pytest.mark.parametrize("by", ["Location", "meta"])
def test_redirect_to_no_address_is_an_answer_and_no_fault(
    by: str, address: str, drupal_site: WatchedSite, tmp_path: Path
) -> None:
    section, archive = drupal_site.truth("section")[-1], tmp_path / "archive.db"
    path, *others = dict.fromkeys(section["articles"])
    refresh = f'<html><head><meta http-equiv="refresh" content="0;url={address}"></head><body></body></html>'
    answers = {"Location": Answer(status=302, headers=(("Location", address),)), "meta": Answer(refresh.encode())}
    drupal_site.answer_with(path, answers[by], None)
    result = crawl(drupal_site.url(section["path"]), archive=archive)
    assert result.returncode == (ExitStatus.INCOMPLETE if by == "Location" else ExitStatus.DONE), result.stderr
    assert (f"HTTP 302, leads to {address}" in result.stderr + result.stdout) is (by == "Location")
    assert column(archive, "SELECT count(*) FROM articles") == {len(others)}


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


def test_host_in_trouble_is_left_and_the_next_run_begins_with_what_it_has_not_tried(
    fault_server: FaultServer, tmp_path: Path
) -> None:
    archive, url = tmp_path / "archive.db", f"{fault_server.base_url}/fel"
    broken = tuple(f"status-500/{number}" for number in range(12))
    fault_server.links = (*broken, "ok/1", "ok/2")
    result = crawl(url, "--section", SECTION, archive=archive, settings={"RETRY_TIMES": 0})
    assert result.returncode == ExitStatus.INCOMPLETE
    assert "left to the next run: 10 addresses in a row failed" in result.stderr
    assert [path[1:] for path in fault_server.asked] == ["robots.txt", "fel", *broken[:10]]
    fault_server.asked.clear()
    crawl(url, "--section", SECTION, archive=archive, settings={"RETRY_TIMES": 0})
    assert [path[1:] for path in fault_server.asked] == [
        "robots.txt",
        "fel",
        *broken[10:],
        "ok/1",
        "ok/2",
        *broken[:10],
    ]


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
    assert len(column(archive, "SELECT url FROM articles")) == len(section["articles"])


def test_page_for_members_only_does_not_refuse_the_site(drupal_site: WatchedSite, tmp_path: Path) -> None:
    section = drupal_site.truth("section")[-1]
    drupal_site.fail(section["articles"][0], 403)
    result = crawl(drupal_site.url(section["path"]), archive=tmp_path / "archive.db")
    assert result.returncode == ExitStatus.INCOMPLETE
    assert "HTTP 403" in result.stderr


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
