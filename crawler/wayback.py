"""Captures of a web archive with a CDX server (the Wayback Machine, pywb): listed, then fetched one by one, politely.

The CDX server (`/cdx/search/cdx?url=…&output=json`) lists what was captured of an address; the replay with `id_` behind
the instant gives the bytes as they were archived, without the archive's own banner and rewritten links.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple, Self

import httpx

from archive.schema import Page
from crawler.errors import WaybackUnreachable
from crawler.guards.pace import LONGEST_WAIT, retry_after
from crawler.normalise.urls import index_addresses
from crawler.settings import DOWNLOAD_MAXSIZE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

INTERNET_ARCHIVE = "https://web.archive.org"
_TRIES = 3
_TIMEOUT = 60.0
_LONGEST_ANSWER = 600.0
"""Seconds until an answer that still drips in counts as none."""
_FIELDS = "original,timestamp,statuscode,mimetype,digest"


class _Answer(NamedTuple):
    status: int
    headers: httpx.Headers
    content: bytes | None
    """None: more than any page may have."""


@dataclass(frozen=True, slots=True)
class Period:
    """From which to which instant captures are wanted, as digits of any length (2017, 20170208); None: no limit."""

    since: str | None = None
    until: str | None = None


class Wayback:
    """The captures of a web archive. Use it as a context manager.

    Requests leave one at a time, `delay` seconds apart; 429 and 503 are waited for as Retry-After says, up to an hour.
    An archive that does not answer raises WaybackUnreachable. `damaged` counts captures that could not be fetched, and
    rows of its list that are none.
    """

    def __init__(
        self, base_url: str, period: Period = Period(), *, user_agent: str, delay: float = 1.0,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:  # fmt: skip
        self._base = base_url.rstrip("/")
        self._period = period
        self._delay = delay
        self._sleep = sleep
        self._last = 0.0
        self._client = httpx.Client(headers={"User-Agent": user_agent}, timeout=_TIMEOUT, follow_redirects=False)
        self.damaged = 0
        self.cut: tuple[Path, ...] = ()  # no file is read

    def __enter__(self) -> Self:
        return self

    def file_addresses(self) -> Iterator[str]:
        """No file: a web archive is asked for pages alone, one request a second."""
        return iter(())

    def file(self, _url: str, _most: int) -> Page | None:
        """None, as no file is asked for."""
        return None

    def answered_file(self, _url: str, _most: int) -> Page | None:
        """None likewise."""
        return None

    def beyond(self, _known: Iterable[str], _most: int) -> tuple[int, list[str]]:
        """No page: none is asked for but what is followed."""
        return 0, []

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def of(self, url: str) -> Iterator[Page]:
        """Every different capture of an address, oldest first; of one without any, those with an index page's name."""
        listed = next(filter(None, map(self._listed, (url, *index_addresses(url)))), ())
        for original, timestamp, status, media_type, _ in listed:
            if status not in {"200", "-"}:
                yield Page(original, b"", _moment(timestamp), int(status) if status.isdecimal() else 0)
                continue
            page = self._fetch(original, timestamp, media_type)
            if page is not None:
                yield page

    def _listed(self, url: str) -> list[list[str]]:
        query = {"url": url, "output": "json", "fl": _FIELDS, "collapse": "digest"}
        query |= {"from": self._period.since} if self._period.since else {}
        query |= {"to": self._period.until} if self._period.until else {}
        answer = self._get(f"{self._base}/cdx/search/cdx", query)
        if answer.status != httpx.codes.OK:
            raise WaybackUnreachable(self._base, f"its list is answered HTTP {answer.status}")
        if answer.content is None:
            raise WaybackUnreachable(self._base, f"its list of {url} has more than {DOWNLOAD_MAXSIZE:,} bytes")
        try:
            rows: Any = json.loads(answer.content) if answer.content.strip() else []
        except (ValueError, RecursionError):
            rows = None
        if not isinstance(rows, list):
            raise WaybackUnreachable(self._base, "its list is not the JSON of a CDX server")
        captures = [list(map(str, row)) for row in rows[1:] if _is_capture(row)]
        self.damaged += max(0, len(rows) - 1) - len(captures)
        return captures

    def _fetch(self, original: str, timestamp: str, media_type: str) -> Page | None:
        """One capture; None, and counted, when it can't be had or is too large."""
        try:
            answer = self._get(f"{self._base}/web/{timestamp}id_/{original}", {})
        except httpx.InvalidURL:  # with a line end in it, or of 64 kB
            self.damaged += 1
            return None
        if answer.status != httpx.codes.OK or answer.content is None:
            self.damaged += 1
            return None
        # What the server says of its own answer is not what the site said; the type of the content is.
        kind = answer.headers.get("Content-Type") or media_type
        return Page(original, answer.content, _moment(timestamp), 200, (), (("Content-Type", kind),))

    def _get(self, url: str, query: dict[str, str]) -> _Answer:
        """The answer, after as much waiting and asking again as the archive wants; else WaybackUnreachable."""
        for attempt in range(_TRIES):
            self._keep_distance()
            try:
                answer = self._asked(url, query)
            except httpx.HTTPError as error:
                problem = str(error).partition("] ")[2] or str(error) or type(error).__name__
                continue
            finally:
                self._last = time.monotonic()
            if answer.status not in {429, 503}:
                return answer
            problem = f"HTTP {answer.status}"
            wait = retry_after(answer.headers.get("Retry-After", "").encode(), datetime.now(UTC)) or 10.0 * 6**attempt
            if wait > LONGEST_WAIT:
                break
            if attempt + 1 < _TRIES:
                self._sleep(wait)
        raise WaybackUnreachable(self._base, problem)

    def _asked(self, url: str, query: dict[str, str]) -> _Answer:
        """What one request is answered; reading ends where it is more than a page may have."""
        end = time.monotonic() + _LONGEST_ANSWER
        with self._client.stream("GET", url, params=query or None) as response:
            content = bytearray()
            for part in response.iter_bytes():
                content += part
                if len(content) > DOWNLOAD_MAXSIZE:
                    return _Answer(response.status_code, response.headers, None)
                if time.monotonic() > end:
                    raise httpx.ReadTimeout(f"no end of the answer after {_LONGEST_ANSWER:.0f} seconds")
            return _Answer(response.status_code, response.headers, bytes(content))

    def _keep_distance(self) -> None:
        left = self._delay - (time.monotonic() - self._last)
        if left > 0:
            self._sleep(left)


def _is_capture(row: Any) -> bool:
    """Whether a row of the list has all fields, and an instant that is one."""
    if not isinstance(row, list) or len(row) != _FIELDS.count(",") + 1:
        return False
    try:
        _moment(str(row[1]))
    except ValueError:
        return False
    return True


def _moment(timestamp: str) -> datetime:
    """The instant of 14 digits in UTC; ValueError for what is none."""
    return datetime.strptime(timestamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
