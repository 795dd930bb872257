"""What servers do wrong, and what must come of it."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

import pytest

from archive import ExitStatus
from crawler.demo.server import Answer
from tests.crawler.command import Command, column, crawl
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
    assert "WARNING" not in outcome.result.stderr, "the report tells it in words, and a good night is silent"
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
