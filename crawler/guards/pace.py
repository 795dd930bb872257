"""How often each host is asked: never faster than it allows, slower when it is slow, not at all when it asks for that.

Scrapy's downloader keeps the time (a slot per host with its delay); this sets the delays. A host's floor is the
longest of DOWNLOAD_DELAY, its profile's delay and its robots.txt's Crawl-delay. Without any of them (`--delay 0`, for
servers of one's own) nothing but Retry-After slows the crawl down.
"""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import monotonic
from typing import TYPE_CHECKING

from scrapy.exceptions import IgnoreRequest

from crawler.failures import Interrupted
from crawler.guards import Guard
from crawler.origins import host_of

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.core.downloader import Slot
    from scrapy.crawler import Crawler
    from scrapy.http import Response

LONGEST_WAIT = 3600.0
"""Seconds of Retry-After or Crawl-delay that a run waits; a host that asks for more is left to the next run."""
_WAITS = (10.0, 60.0)
"""Seconds to wait after the first and second 429 or 503 of an address that says nothing of its own."""
_REST = 2.0
"""A host that takes a second to answer is asked every two seconds: at least half of its time is for its readers."""
_SLOWEST = 60.0
"""Seconds between requests that a slow or failing host is slowed down to at most."""
_SHORTEST = 0.001
"""Scrapy asks nobody to wait whose delay is 0; a host without delay that says Retry-After gets this one."""


class NoPatience(IgnoreRequest):
    """A host wants more patience than a run has; the message says how much."""


class Pace(Guard):
    """Sets the delay of each host from what it asks for and how it answers."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._well: set[str] = set()
        """Hosts that have shown a page since an address of theirs was last given up."""

    def process_request(self, request: Request) -> None:
        """Keep the distance that the site, or its profile, asks for, where it is longer than ours.

        Raises Interrupted when the run is being ended: nothing may begin to wait for its turn then.
        """
        if self._crawl.ending:
            message = "the run is being ended"
            raise Interrupted(message)
        slot = self._slot(request)
        if slot is not None:
            slot.delay = max(slot.delay, self._floor(request))

    def process_response(self, request: Request, response: Response) -> Response | Request:
        """Learn from an answer; one that asks for patience is asked for again later.

        Raises NoPatience when the host wants more patience than a run has, and leaves it to the next run. A 503 that
        stays is the page's own trouble where the host shows others.
        """
        slot = self._slot(request)
        if slot is None:
            return response
        if not request.meta.get("is_robots_txt"):
            if response.status in {429, 503} and not self._is_given_up(request, response):
                return self._come_back(request, response, slot)
            if response.status < 400:
                self._well.add(host_of(request.url))
        if floor := self._floor(request):
            wanted = request.meta.get("download_latency", 0.0) * _REST / slot.concurrency
            if response.status >= 500:
                wanted = max(wanted, 2 * slot.delay)
            slot.delay = adapted(slot.delay, wanted, floor, well=response.status < 400)
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """A host that does not answer, or not to the end, is asked half as often."""
        slot, floor = self._slot(request), self._floor(request)
        if slot is not None and floor and not isinstance(exception, IgnoreRequest):
            slot.delay = adapted(slot.delay, 2 * slot.delay, floor, well=False)

    def _is_given_up(self, request: Request, response: Response) -> bool:
        """Whether only this address is left to the next run: one a host, until it shows a page again."""
        host = host_of(request.url)
        if response.status != 503 or request.meta.get("waits", 0) < len(_WAITS) or host not in self._well:
            return False
        self._well.discard(host)
        return True

    def _come_back(self, request: Request, response: Response, slot: Slot) -> Request:
        tries = request.meta.get("waits", 0)
        headers = response.headers
        wait = retry_after(headers.get("Retry-After"), datetime.now(UTC), headers.get("Date"))
        if wait is None:
            wait = _WAITS[min(tries, len(_WAITS) - 1)]
        if wait > LONGEST_WAIT or tries >= len(_WAITS):
            reason = f"HTTP {response.status}, asked to come back in {wait:.0f} s"
            self._crawl.leave(host_of(request.url), reason)
            raise NoPatience(reason)
        slot.delay = max(slot.delay, _SHORTEST)
        # The next request leaves a delay after the last one: a "last one" in the future holds the whole host.
        slot.lastseen = max(slot.lastseen, monotonic() + wait)
        return request.replace(meta={**request.meta, "waits": tries + 1}, dont_filter=True)

    def _floor(self, request: Request) -> float:
        host = host_of(request.url)
        ours = self._crawler.settings.getfloat("DOWNLOAD_DELAY")
        return max(ours, self._crawl.pace(host), float(request.meta.get("crawl_delay", 0)))

    def _slot(self, request: Request) -> Slot | None:
        assert self._crawler.engine is not None
        downloader = self._crawler.engine.downloader
        return downloader.slots.get(downloader.get_slot_key(request))


def adapted(delay: float, wanted: float, floor: float, *, well: bool) -> float:
    """The delay after an answer: at once up to what is wanted, half the way down to it, never down after an error.

    >>> adapted(1.0, 5.0, 1.0, well=True), adapted(5.0, 1.0, 1.0, well=True), adapted(5.0, 1.0, 1.0, well=False)
    (5.0, 3.0, 5.0)
    """
    easier = (delay + wanted) / 2 if well else delay
    return max(floor, min(_SLOWEST, max(wanted, easier)))


def retry_after(value: bytes | None, now: datetime, date: bytes | None = None) -> float | None:
    """Seconds that a Retry-After header asks for, as a number or a date (RFC 9110, 10.2.3); None when it says nothing.

    A date is by the clock of the server, which its answer's `date` tells where it has one.

    >>> retry_after(b"120", datetime(2026, 2, 8, tzinfo=UTC))
    120.0
    >>> retry_after(b"Sun, 08 Feb 2026 00:00:30 GMT", datetime(2026, 2, 8, tzinfo=UTC))
    30.0
    >>> fast = b"Sun, 08 Feb 2026 02:00:00 GMT"
    >>> retry_after(b"Sun, 08 Feb 2026 02:00:30 GMT", datetime(2026, 2, 8, tzinfo=UTC), fast)
    30.0
    """
    text = (value or b"").decode("latin-1").strip()
    if text.isdecimal():
        return float(text)
    until = _instant(text)
    if until is None:
        return None
    return max(0.0, (until - (_instant((date or b"").decode("latin-1")) or now)).total_seconds())


def _instant(text: str) -> datetime | None:
    """The instant that a header says; None where it says none, or one of no time zone."""
    try:
        instant = parsedate_to_datetime(text)
    except (TypeError, ValueError, OverflowError):
        return None
    return None if instant.tzinfo is None else instant
