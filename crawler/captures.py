"""Captures that other crawlers made: WARC files and WACZ packages, looked up by address.

What Heritrix, Browsertrix or wget wrote down is read once to index it; after that each capture is read where it lies.
Addresses are compared as web archives do (SURT), so that http and https, `www.` and a trailing slash are the same.
"""

from __future__ import annotations

import sqlite3
import zipfile
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import IO, TYPE_CHECKING, Any, Self
from urllib.parse import urljoin

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.timeutils import iso_date_to_datetime

from archive import surt
from archive.schema import Page
from crawler.errors import CaptureUnreadable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from warcio.recordloader import ArcWarcRecord

_KINDS = frozenset({"response", "resource", "revisit"})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MAX_HOPS = 5
_SCHEMA = """
CREATE TABLE captures (
    key TEXT, url TEXT, fetched_at TEXT, file INTEGER, start INTEGER, digest TEXT, revisit INTEGER, html INTEGER,
    PRIMARY KEY (key, fetched_at, file, start)
) WITHOUT ROWID;
CREATE INDEX captures_digest ON captures (digest) WHERE revisit = 0;
"""

_PAGES = """WITH pages AS (SELECT key, min(url) AS url, substr(key, 1, instr(key, ')')) AS host
    FROM captures WHERE html GROUP BY key)"""


@dataclass(frozen=True, slots=True)
class Place:
    """Where one capture lies: its address and instant, its record's file and offset, and whether it is a page."""

    url: str
    fetched_at: str
    file: int
    start: int
    digest: str | None
    revisit: bool
    html: bool


_COLUMNS = ", ".join(Place.__slots__)


class Captures:
    """The captures in some files. Use it as a context manager.

    A file that is neither WARC nor WACZ raises CaptureUnreadable. `damaged` counts the captures that could not be read.
    """

    def __init__(self, paths: Sequence[Path]) -> None:
        self._stack = ExitStack()
        self._index = sqlite3.connect("")  # a database without a name is a temporary file
        self._index.executescript(_SCHEMA)
        self._files: list[tuple[Path, IO[bytes]]] = []
        self.damaged = 0
        for path in paths:
            self._files += [(path, file) for file in _opened(path, self._stack)]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._index.close()
        self._stack.close()

    def index(self) -> Iterator[int]:
        """Read the files through once; yields how many captures are known so far."""
        count = 0
        for number, (path, file) in enumerate(self._files):
            for place in _places(path, number, file):
                self._index.execute(
                    f"INSERT OR REPLACE INTO captures (key, {_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    [surt(place.url), *(getattr(place, name) for name in Place.__slots__)],
                )
                count += 1
                yield count

    def of(self, url: str) -> Iterator[Page]:
        """Every capture of an address, oldest first, redirects followed where their target was captured too."""
        for place in self._places(url):
            page = self._page(place)
            for _ in range(_MAX_HOPS):
                location = page.header("Location") if page and page.status in _REDIRECTS else None
                if page is None or not location:
                    break
                page = self._nearest(urljoin(page.url, location), place.fetched_at)
            if page is not None:
                yield page

    def pages(self, limit: int) -> list[str]:
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
        return [url for (url,) in rows]

    def beyond(self, known: Iterable[str], most: int) -> tuple[int, list[str]]:
        """How many pages were captured besides those at these addresses, and the first so many of their addresses."""
        self._index.execute("CREATE TEMP TABLE known (key TEXT PRIMARY KEY)")
        self._index.executemany("INSERT OR IGNORE INTO known VALUES (?)", ((surt(url),) for url in known))
        others = f"{_PAGES} SELECT url FROM pages WHERE key NOT IN (SELECT key FROM known) ORDER BY length(key), key"
        urls = [url for (url,) in self._index.execute(others)]
        return len(urls), urls[:most]

    def _places(self, url: str) -> list[Place]:
        rows = self._index.execute(
            f"SELECT {_COLUMNS} FROM captures WHERE key = ? ORDER BY fetched_at, file, start", [surt(url)]
        )
        return [Place(*row) for row in rows]

    def _nearest(self, url: str, instant: str) -> Page | None:
        """The capture of an address that was made soonest after this instant, else the last one before it."""
        places = self._places(url)
        place = next((place for place in places if place.fetched_at >= instant), places[-1] if places else None)
        return self._page(place) if place else None

    def _page(self, place: Place) -> Page | None:
        """The capture as a page; None, and counted, when its record can't be read."""
        _, file = self._files[place.file]
        file.seek(place.start)
        try:
            record = next(iter(ArchiveIterator(file)))
            status, headers = _status(record), _headers(record)
            body = self._referred(record) if place.revisit else record.content_stream().read()
        except (ArchiveLoadFailed, StopIteration, OSError, ValueError, EOFError):
            body = None
        if body is None:
            self.damaged += 1
            return None
        return Page(
            place.url, body, datetime.fromisoformat(place.fetched_at), 200 if place.revisit else status, (), headers
        )

    def _referred(self, record: ArcWarcRecord) -> bytes | None:
        """The body that a revisit record refers to: of the capture with its digest, else of the one it names."""
        digest = record.rec_headers.get_header("WARC-Payload-Digest")
        url = record.rec_headers.get_header("WARC-Refers-To-Target-URI")
        date = record.rec_headers.get_header("WARC-Refers-To-Date")
        query = f"SELECT {_COLUMNS} FROM captures WHERE revisit = 0 AND "
        row = self._index.execute(f"{query} digest = ? LIMIT 1", [digest]).fetchone() if digest else None
        if row is None and url and date:
            row = self._index.execute(
                f"{query} key = ? AND fetched_at = ? LIMIT 1", [surt(url), _instant(date)]
            ).fetchone()
        page = self._page(Place(*row)) if row else None
        return page.body if page else None


def _opened(path: Path, stack: ExitStack) -> list[IO[bytes]]:
    """The WARC files in a file: itself, or those of a WACZ package, which lie in it uncompressed."""
    try:
        if not zipfile.is_zipfile(path):
            return [stack.enter_context(path.open("rb"))]
        package = stack.enter_context(zipfile.ZipFile(path))
        names = [n for n in package.namelist() if n.startswith("archive/") and n.endswith((".warc", ".warc.gz"))]
        files: list[IO[bytes]] = [stack.enter_context(package.open(name)) for name in names]
    except (OSError, zipfile.BadZipFile) as error:
        raise CaptureUnreadable(path, str(error)) from error
    if not files:
        raise CaptureUnreadable(path, "it is a zip without archive/*.warc.gz in it, so no WACZ package")
    return files


def _places(path: Path, number: int, file: IO[bytes]) -> Iterator[Place]:
    """Where the captures of a WARC file lie; a file that is cut gives those before the cut."""
    records = ArchiveIterator(file)
    seen = False
    try:
        for record in records:
            seen = True
            url = record.rec_headers.get_header("WARC-Target-URI") or ""
            if record.rec_type in _KINDS and url.startswith(("http://", "https://")):
                instant = _instant(record.rec_headers.get_header("WARC-Date"))
                digest = record.rec_headers.get_header("WARC-Payload-Digest")
                is_revisit = record.rec_type == "revisit"
                offset = records.get_record_offset()
                yield Place(url, instant, number, offset, digest, is_revisit, _is_page(record))
    except (ArchiveLoadFailed, OSError, EOFError, ValueError) as error:
        if not seen:
            raise CaptureUnreadable(path, "it is neither a WARC file nor a WACZ package") from error
    if not seen:
        raise CaptureUnreadable(path, "it holds no record")


def _instant(date: str) -> str:
    moment: datetime = iso_date_to_datetime(date)
    return moment.replace(tzinfo=UTC, microsecond=0).isoformat()


def _status(record: ArcWarcRecord) -> int:
    headers: Any = record.http_headers
    return int(headers.get_statuscode()) if headers else 200


def _is_page(record: ArcWarcRecord) -> bool:
    kind = next((value for name, value in _headers(record) if name.lower() == "content-type"), "")
    return _status(record) == 200 and "html" in kind.lower()


def _headers(record: ArcWarcRecord) -> tuple[tuple[str, str], ...]:
    headers: Any = record.http_headers
    if headers:
        return tuple((str(name), str(value)) for name, value in headers.headers)
    return (("Content-Type", record.rec_headers.get_header("Content-Type") or "text/html"),)
