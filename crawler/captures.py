"""Captures that other crawlers made: WARC files and WACZ packages, looked up by address.

What Heritrix, Browsertrix or wget wrote down is read once to index it; after that each capture is read where it lies.
Addresses are compared as web archives do (SURT), so that http and https, `www.` and a trailing slash are the same, and
as a crawl does: links are followed at their canonical addresses, without the name of an index page.
"""

from __future__ import annotations

import sqlite3
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Self
from urllib.parse import urljoin

from archive import surt
from archive.schema import Page, as_posted
from crawler.normalise.urls import canonical_url
from crawler.settings import DOWNLOAD_MAXSIZE
from crawler.warc_files import warc_files

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from crawler.warc_files import Content, Found, Headers, WarcFile

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MAX_HOPS = 5
_SCHEMA = """
CREATE TABLE captures (
    key TEXT, url TEXT, fetched_at TEXT, file INTEGER, start INTEGER, digest TEXT, revisit INTEGER, html INTEGER,
    resource INTEGER, record TEXT, concurrent TEXT,
    PRIMARY KEY (key, fetched_at, file, start)
) WITHOUT ROWID;
CREATE INDEX captures_digest ON captures (digest) WHERE revisit = 0;
CREATE INDEX captures_resource ON captures (url) WHERE resource;
CREATE TABLE requests (record TEXT, concurrent TEXT, file INTEGER, start INTEGER, fields TEXT);
CREATE INDEX requests_record ON requests (record);
CREATE INDEX requests_concurrent ON requests (concurrent);
"""

_PAGES = """WITH pages AS (SELECT key, min(url) AS url, substr(key, 1, instr(key, ')')) AS host
    FROM captures WHERE html GROUP BY key)"""


@dataclass(frozen=True, slots=True)
class Place:
    """Where one capture lies: its address and instant, its record's file and offset, and what that record says."""

    url: str
    fetched_at: str
    file: int
    start: int
    revisit: bool
    record: str | None
    concurrent: str | None


_COLUMNS = ", ".join(Place.__slots__)


def shows_page(page: Page) -> bool:
    """Whether an answer has a page in it: a success with a body, and no part of one."""
    return 200 <= page.status < 300 and page.status != HTTPStatus.PARTIAL_CONTENT and bool(page.body)


def _key(url: str, base: str = "") -> str | None:
    """The key of an address, or of what a page at `base` calls by it; None for what is no address."""
    try:
        return surt(canonical_url(urljoin(base, url)))
    except ValueError:
        return None


class Captures:
    """The captures in some files. Use it as a context manager.

    A file that is neither WARC nor WACZ raises CaptureUnreadable.
    """

    def __init__(self, paths: Sequence[Path]) -> None:
        self._stack = ExitStack()
        self._index = sqlite3.connect("")  # a database without a name is a temporary file
        self._index.execute("PRAGMA journal_mode = OFF")  # what is thrown away at the end is never rolled back
        self._index.executescript(_SCHEMA)
        self._files: list[WarcFile] = []
        self._lost = 0
        try:
            for path in paths:
                self._files += warc_files(path, self._stack)
        except BaseException:
            self.__exit__()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._index.close()
        self._stack.close()

    @property
    def damaged(self) -> int:
        """How many captures could not be read so far."""
        return self._lost + sum(file.damaged for file in self._files)

    @property
    def cut(self) -> list[Path]:
        """The files that end in the middle of a record, or have something in them that is none."""
        return [file.path for file in self._files if file.cut]

    def index(self) -> Iterator[int]:
        """Read the files through once; yields how many captures are known so far."""
        count = 0
        for number, file in enumerate(self._files):
            for found in file.records():
                self._note(number, found)
                count += found.kind != "request"
                yield count
        self._name_posts()

    def _note(self, file: int, found: Found) -> None:
        if found.kind == "request":
            row = (found.record, found.concurrent, file, found.start, found.fields)
            self._index.execute("INSERT INTO requests VALUES (?, ?, ?, ?, ?)", row)
            return
        if (key := _key(found.url)) is None:
            self._lost += 1
            return
        self._index.execute(
            "INSERT OR REPLACE INTO captures VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [key, found.url, found.fetched_at, file, found.start, found.digest, found.kind == "revisit",
             found.html, found.kind == "resource", found.record, found.concurrent],
        )  # fmt: skip

    def _name_posts(self) -> None:
        """Give what answered a form its address with the form's fields, as the archive knows it."""
        if self._index.execute("SELECT 1 FROM requests WHERE fields IS NOT NULL").fetchone() is None:
            return
        self._index.execute("CREATE INDEX captures_record ON captures (record)")
        self._index.execute("CREATE INDEX captures_concurrent ON captures (concurrent)")
        self._index.execute(
            """CREATE TABLE posts AS
               SELECT captures.url, captures.key, captures.fetched_at, captures.file, captures.start, requests.fields
               FROM requests CROSS JOIN captures
               ON captures.record = requests.concurrent OR captures.concurrent = requests.record
               WHERE requests.fields IS NOT NULL"""
        )
        for url, *place, fields in self._index.execute("SELECT * FROM posts"):
            address = as_posted(url, fields)
            self._index.execute(
                "UPDATE captures SET url = ?, key = ? WHERE (key, fetched_at, file, start) = (?, ?, ?, ?)",
                [address, _key(address), *place],
            )

    def of(self, url: str) -> Iterator[Page]:
        """Every capture of an address, oldest first, redirects followed where their target was captured too.

        An answer 304 comes as one, without a body, after the page that it confirms; else as the page that it refers to.
        """
        held = None
        for place in self._places(url, "fetched_at, file, start"):
            if (page := self._followed(place)) is None:
                continue
            if place.revisit and page.digest == held:
                yield self._as_answered(place, page)
            else:
                yield page
                held = page.digest if shows_page(page) else held

    def file_addresses(self) -> Iterator[str]:
        """The addresses of files that lie there without an answer, as `export warc` writes those that are kept."""
        for (url,) in self._index.execute("SELECT DISTINCT url FROM captures WHERE resource AND NOT html ORDER BY url"):
            yield url

    def file(self, url: str, most: int) -> Page | None:
        """The latest file at exactly this address; None, and counted, when it can't be read or has more bytes."""
        row = self._index.execute(
            f"SELECT {_COLUMNS} FROM captures WHERE resource AND url = ? ORDER BY fetched_at DESC, file, start LIMIT 1",
            [url],
        ).fetchone()
        return self._page(Place(*row), most) if row else None

    def answered_file(self, url: str, most: int) -> Page | None:
        """The latest whole answer at an address, redirects followed; one that is no web page goes before those.

        None without one of at most so many bytes; those that can't be read, or have more, are counted.
        """
        for place in self._places(url, "html, fetched_at DESC, file DESC, start DESC", "NOT resource"):
            page = self._followed(place, most, as_sent=True)
            if page is not None and page.status == HTTPStatus.OK and page.body:
                return page
        return None

    def pages(self, limit: int) -> Iterator[str]:
        """So many addresses of pages at most of each host, of the one with most of them first: the shortest first."""
        rows = self._index.execute(
            f"""{_PAGES}
               SELECT url FROM (
                   SELECT url, key, host, row_number() OVER (PARTITION BY host ORDER BY length(key), key) AS place
                   FROM pages)
               JOIN (SELECT host, count(*) AS size FROM pages GROUP BY host) USING (host)
               WHERE place <= ? ORDER BY size DESC, host, place""",
            [limit],
        )
        return (url for (url,) in rows)

    def beyond(self, known: Iterable[str], most: int) -> tuple[int, list[str]]:
        """How many pages were captured besides those at these addresses, and the first so many of their addresses."""
        self._index.execute("CREATE TEMP TABLE known (key TEXT PRIMARY KEY)")
        self._index.executemany(
            "INSERT OR IGNORE INTO known VALUES (?)", ((key,) for url in known if (key := _key(url)))
        )
        others = "FROM pages WHERE key NOT IN (SELECT key FROM known)"
        (count,) = self._index.execute(f"{_PAGES} SELECT count(*) {others}").fetchone()
        urls = self._index.execute(f"{_PAGES} SELECT url {others} ORDER BY length(key), key LIMIT ?", [most])
        return count, [url for (url,) in urls]

    def _places(self, url: str, order: str, which: str = "true") -> Iterator[Place]:
        query = f"SELECT {_COLUMNS} FROM captures WHERE key = ? AND {which} ORDER BY {order}"
        rows = self._index.execute(query, [_key(url)])
        return (Place(*row) for row in rows)

    def _followed(self, place: Place, most: int = DOWNLOAD_MAXSIZE, *, as_sent: bool = False) -> Page | None:
        """The capture, or what it redirects to where that was captured too; None, and counted, when it can't be read.

        What an address redirects to in another spelling, as http does to https, is a capture of its own.
        `as_sent` says that the payload must have its digest.
        """
        page, passed = self._page(place, most, as_sent=as_sent), [place]
        for _ in range(_MAX_HOPS):
            location = page.header("Location") if page and page.status in _REDIRECTS else None
            if page is None or not location or (key := _key(location, page.url)) == _key(place.url):
                break
            target = self._nearest(key, passed)
            page = self._page(target, most, as_sent=as_sent) if target else None
            passed += [target] if target else []
        return page

    def _nearest(self, key: str | None, passed: Sequence[Place]) -> Place | None:
        """The capture of an address that was made soonest after the first of these, else the last one before it.

        None of those that led here: a redirect to another spelling of its address does not lead to itself.
        """
        instant = passed[0].fetched_at
        for later, order in ((">=", "fetched_at, file, start"), ("<", "fetched_at DESC, file DESC, start DESC")):
            rows = self._index.execute(
                f"SELECT {_COLUMNS} FROM captures WHERE key = ? AND fetched_at {later} ? ORDER BY {order} LIMIT ?",
                [key, instant, len(passed) + 1],
            )
            if found := next((place for row in rows if (place := Place(*row)) not in passed), None):
                return found
        return None

    def _page(self, place: Place, most: int, *, as_sent: bool = False) -> Page | None:
        """The capture as a page; None, and counted, when its record can't be read."""
        content = self._files[place.file].content(place.start, most, as_sent=as_sent)
        if content is not None and place.revisit:
            content = self._with_body(content, most, as_sent=as_sent)
        if content is None:
            self._lost += 1
            return None
        fetched_at = datetime.fromisoformat(place.fetched_at)
        return Page(place.url, content.body, fetched_at, content.status, self._request(place), content.headers)

    def _with_body(self, revisit: Content, most: int, *, as_sent: bool) -> Content | None:
        """The capture that a revisit record refers to, under the revisit's own headers where it has them.

        An answer that only says that nothing has changed does not say of what kind the page is.
        """
        place = self._referred(*revisit.refers_to)
        original = self._files[place.file].content(place.start, most, as_sent=as_sent) if place else None
        if original is None:
            return None
        says_its_kind = any(name.lower() == "content-type" for name, _ in revisit.headers)
        return replace(original, headers=revisit.headers) if says_its_kind else original

    def _as_answered(self, place: Place, page: Page) -> Page:
        """The revisit's own answer, where the server said that nothing had changed; else the page with its body."""
        answer = self._files[place.file].content(place.start)
        if answer is None or answer.status != HTTPStatus.NOT_MODIFIED:
            return page
        return replace(page, body=b"", status=answer.status, response_headers=answer.headers)

    def _referred(self, digest: str | None, url: str | None, instant: str | None) -> Place | None:
        """The capture with this digest, else the one of this address and instant."""
        query = f"SELECT {_COLUMNS} FROM captures WHERE revisit = 0 AND "
        row = self._index.execute(f"{query} digest = ? LIMIT 1", [digest]).fetchone() if digest else None
        if row is None and url and instant:
            row = self._index.execute(f"{query} key = ? AND fetched_at = ? LIMIT 1", [_key(url), instant]).fetchone()
        return Place(*row) if row else None

    def _request(self, place: Place) -> Headers:
        """The headers of the request that the capture answered, where the files hold it."""
        row = self._index.execute(
            "SELECT file, start FROM requests WHERE concurrent = ? OR record = ? LIMIT 1",
            [place.record, place.concurrent],
        ).fetchone()
        return self._files[row[0]].request_headers(row[1]) if row else ()
