"""Old captures come from a web archive as its CDX server lists them, one polite request after the other."""

from __future__ import annotations

import gzip
import json
import tracemalloc
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from archive import Archive
from crawler.demo.server import Answer, Request, Site, serve
from crawler.errors import WaybackUnreachable
from crawler.settings import DOWNLOAD_MAXSIZE
from crawler.wayback import Period, Wayback
from tests.crawler.command import run
from tests.crawler.test_import import ARTICLE, HOST, LIST, html

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CAPTURES = {
    (f"{HOST}/nyheter", "20170301120000"): LIST,
    (ARTICLE, "20170301120001"): html("Isbanan öppnar klockan tio."),
    (ARTICLE, "20170305120001"): html("Isbanan är stängd på grund av tö."),
}
EVER = Period()
FIELDS = ["original", "timestamp", "statuscode", "mimetype", "digest"]


class WebArchive(Site):
    """A CDX server and its replay, as the Wayback Machine answers; `troubles` come before anything else."""

    def __init__(self) -> None:
        super().__init__({})
        self.asked: list[str] = []
        self.troubles: list[Answer] = []
        self.lost: set[str] = set()

    def answer(self, request: Request) -> Answer:
        self.asked.append(request.target)
        if self.troubles:
            return self.troubles.pop(0)
        if request.path == "/cdx/search/cdx":
            rows = [
                [url, timestamp, "200", "text/html", timestamp]
                for url, timestamp in CAPTURES
                if url == request.query["url"] and timestamp >= request.query.get("from", "")
            ]
            return Answer(json.dumps([FIELDS, *rows] if rows else []).encode(), content_type="application/json")
        timestamp, _, url = request.target.removeprefix("/web/").partition("id_/")
        body = None if url in self.lost else CAPTURES.get((url, timestamp))
        return Answer(body) if body else Answer(b"", 404)


@contextmanager
def web_archive() -> Iterator[tuple[WebArchive, str]]:
    site = WebArchive()
    with serve(site) as base_url:
        yield site, base_url


def wayback(base_url: str, slept: list[float], delay: float = 0.0, period: Period = EVER) -> Wayback:
    return Wayback(base_url, period, user_agent="kommunarkiv/test", delay=delay, sleep=slept.append)


def test_captures_of_an_address_come_oldest_first_with_their_instants() -> None:
    with web_archive() as (_, base_url), wayback(base_url, []) as source:
        pages = list(source.of(ARTICLE))
    assert [(page.fetched_at.isoformat(), page.body) for page in pages] == [
        ("2017-03-01T12:00:01+00:00", CAPTURES[ARTICLE, "20170301120001"]),
        ("2017-03-05T12:00:01+00:00", CAPTURES[ARTICLE, "20170305120001"]),
    ]


def test_page_that_was_captured_with_the_name_of_an_index_page_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Web archives know an address as it was linked, a crawl without `index.php`."""
    page = html("Isbanan öppnar klockan tio.")
    monkeypatch.setitem(CAPTURES, (f"{HOST}/index.php?id=7", "20170301120001"), page)
    with web_archive() as (site, base_url), wayback(base_url, []) as source:
        assert [page.body for page in source.of(f"{HOST}/?id=7")] == [page]
        assert [page.body for page in source.of(f"{HOST}/nyheter")] == [LIST]
        assert len(site.asked) == 5  # two lists and a page, one list and a page


def test_period_narrows_what_is_listed() -> None:
    with web_archive() as (_, base_url), wayback(base_url, [], period=Period(since="20170302")) as source:
        assert [page.fetched_at.day for page in source.of(ARTICLE)] == [5]


def test_requests_keep_their_distance() -> None:
    slept: list[float] = []
    with web_archive() as (site, base_url), wayback(base_url, slept, delay=5.0) as source:
        list(source.of(ARTICLE))
    assert len(site.asked) == 3
    assert [4.0 < pause <= 5.0 for pause in slept] == [True, True]


def test_archive_that_asks_for_patience_is_given_it() -> None:
    slept: list[float] = []
    with web_archive() as (site, base_url), wayback(base_url, slept) as source:
        site.troubles = [Answer(b"", 429, headers=(("Retry-After", "17"),))]
        assert len(list(source.of(ARTICLE))) == 2
    assert slept == [17.0]


@pytest.mark.parametrize(
    ("trouble", "message"),
    [
        (Answer(b"<p>Ej tillg", 200), "not the JSON"),
        (Answer(b'{"error": "Ej till"}', 200), "not the JSON"),
        (Answer(b"[" * 200_000, 200), "not the JSON"),
        (Answer(b"", 500), "HTTP 500"),
        (Answer(b"", 503), "HTTP 503"),
    ],
    ids=["a page", "an error", "nested", "500", "503 three times"],
)
def test_archive_that_does_not_answer_as_one_is_named(trouble: Answer, message: str) -> None:
    with web_archive() as (site, base_url), wayback(base_url, []) as source:
        site.troubles = [trouble] * 3
        with pytest.raises(WaybackUnreachable, match=f"{base_url}.*{message}"):
            list(source.of(ARTICLE))


def test_archive_that_asks_for_more_patience_than_a_run_has_is_left_at_once() -> None:
    slept: list[float] = []
    with web_archive() as (site, base_url), wayback(base_url, slept) as source:
        site.troubles = [Answer(b"", 429, headers=(("Retry-After", "86400"),))]
        with pytest.raises(WaybackUnreachable, match="HTTP 429"):
            list(source.of(ARTICLE))
    assert slept == []


def test_capture_that_cannot_be_had_is_counted_and_the_others_come() -> None:
    with web_archive() as (site, base_url), wayback(base_url, []) as source:
        listed = site.answer(Request("GET", f"/cdx/search/cdx?url={ARTICLE}", {}, base_url))  # type: ignore[arg-type]
        site.troubles = [listed, Answer(b"", 404)]
        assert [page.fetched_at.day for page in source.of(ARTICLE)] == [5]
        assert source.damaged == 1


def test_capture_larger_than_a_page_may_be_is_counted_and_never_held_whole() -> None:
    packed = gzip.compress(bytes(512 * DOWNLOAD_MAXSIZE // 10))
    with web_archive() as (site, base_url), wayback(base_url, []) as source:
        listed = site.answer(Request("GET", f"/cdx/search/cdx?url={ARTICLE}", {}, base_url))  # type: ignore[arg-type]
        site.troubles = [listed, Answer(packed, headers=(("Content-Encoding", "gzip"),))]
        tracemalloc.start()
        assert [page.fetched_at.day for page in source.of(ARTICLE)] == [5]
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert source.damaged == 1
    assert peak < 20 * DOWNLOAD_MAXSIZE  # of 51: one read of 64 kB inflates to 67 MB at most, and is copied once


def test_list_larger_than_a_page_may_be_is_told() -> None:
    with web_archive() as (site, base_url), wayback(base_url, []) as source:
        site.troubles = [Answer(b" " * (DOWNLOAD_MAXSIZE + 1), content_type="application/json")]
        with pytest.raises(WaybackUnreachable, match=r"nyheter/isbanan.* more than 10,485,760 bytes"):
            list(source.of(ARTICLE))


def test_rows_of_the_list_that_are_no_captures_are_counted_and_the_others_come() -> None:
    with web_archive() as (site, base_url), wayback(base_url, []) as source:
        listed = json.loads(site.answer(Request("GET", f"/cdx/search/cdx?url={ARTICLE}", {}, base_url)).body)  # type: ignore[arg-type]
        bad = [[ARTICLE, "2017", "200", "text/html", "x"], [ARTICLE], None]
        site.troubles = [Answer(json.dumps([*listed, *bad]).encode(), content_type="application/json")]
        assert [page.fetched_at.day for page in source.of(ARTICLE)] == [1, 5]
        assert source.damaged == 3


def test_capture_whose_address_nobody_can_ask_for_is_counted_and_the_others_come() -> None:
    with web_archive() as (site, base_url), wayback(base_url, []) as source:
        listed = json.loads(site.answer(Request("GET", f"/cdx/search/cdx?url={ARTICLE}", {}, base_url)).body)  # type: ignore[arg-type]
        bad = [f"{ARTICLE}\n", "20170203000000", "200", "text/html", "x"]
        site.troubles = [Answer(json.dumps([*listed, bad]).encode(), content_type="application/json")]
        assert [page.fetched_at.day for page in source.of(ARTICLE)] == [1, 5]
        assert source.damaged == 1


def test_import_from_a_web_archive_makes_articles_and_versions(tmp_path: Path) -> None:
    archive = tmp_path / "archive.db"
    with web_archive() as (_, base_url):
        result = run(
            "import", "--wayback", "--wayback-url", base_url, "--start", f"{HOST}/nyheter", "--delay", "0",
            "--archive", archive,
        )  # fmt: skip
    assert result.returncode == 0, result.stderr
    with Archive.open(archive, "read") as opened:
        row = opened.connection.execute("SELECT article_body, first_seen, last_changed FROM articles").fetchone()
    assert row == ("Isbanan är stängd på grund av tö.", "2017-03-01T12:00:01+00:00", "2017-03-05T12:00:01+00:00")


def test_import_tells_a_capture_that_cannot_be_had_from_none(tmp_path: Path) -> None:
    with web_archive() as (site, base_url):
        site.lost = {ARTICLE}
        result = run(
            "import", "--wayback", "--wayback-url", base_url, "--start", f"{HOST}/nyheter", "--delay", "0",
            "--archive", tmp_path / "archive.db",
        )  # fmt: skip
    told = result.stdout + result.stderr
    assert "it was captured, but no capture of it can be read" in told
    assert ARTICLE in told


@pytest.mark.parametrize("arguments", [[], ["--wayback"], ["--wayback", "--since", "förra året", "--start", HOST]])
def test_what_is_missing_or_wrong_is_a_usage_error(tmp_path: Path, arguments: list[str]) -> None:
    assert run("import", *arguments, "--archive", tmp_path / "archive.db").returncode == 2
