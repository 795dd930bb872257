"""robots.txt as RFC 9309 has it: known before the first request of a host leaves, obeyed, and asked again next run."""

from __future__ import annotations

import asyncio
import logging
import weakref
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from protego import Protego
from scrapy import Request, signals
from scrapy.exceptions import IgnoreRequest, StopDownload
from scrapy.http.request import NO_CALLBACK

from archive.schema import Refusal, Told
from crawler.failures import NETWORK_FAILURES, NO_SERVER, Interrupted, Refused, in_words
from crawler.guards import Guard
from crawler.guards.hosts import HostRefused
from crawler.guards.pace import LONGEST_WAIT
from crawler.origins import origin_of

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response


logger = logging.getLogger(__name__)

_MAX_BYTES = 500 * 1024
"""What is read of a robots.txt at least and at most (RFC 9309, 2.5)."""


class Disallowed(Refused):
    """The site's robots.txt does not allow the address."""


class RobotsUnreachable(Refused):
    """The site's robots.txt can't be had, so nothing of the site may be fetched (RFC 9309, 2.3.1.4)."""


class NoServer(RobotsUnreachable):
    """There is no server at the address that could be asked for anything."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What a host's robots.txt says to us: `parsed` is None where it can't be had, which disallows everything.

    `status` is that of the answer; None where there was none, or redirects without end.
    """

    parsed: Protego | None
    status: int | None
    user_agent: str

    @property
    def crawl_delay(self) -> float:
        """Seconds between requests that it asks for; 0 where it asks for none."""
        return (self.parsed.crawl_delay(self.user_agent) if self.parsed else None) or 0.0

    def allows(self, url: str) -> bool:
        """Whether the address may be fetched."""
        return self.parsed is not None and self.parsed.can_fetch(url, self.user_agent)

    def said_to(self, url: str) -> dict[str, Any]:
        """What it says to a run that starts at this address, for the run's report (docs/crawling.md)."""
        state = "unreachable" if self.parsed is None else "allowed" if self.allows(url) else "refused"
        return {"state": state, "status": self.status, "crawl_delay": self.crawl_delay}


class RobotsMiddleware(Guard):
    """Lets no request pass before its host's rules are known, and none that they disallow.

    A 4xx answer means that there are no rules (2.3.1.3), and so do redirects without end (2.3.1.2). A 5xx answer, a
    timeout or a reset means that everything is disallowed for this run (2.3.1.4); 429 is taken as the latter, since
    the host asks to be left alone.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._user_agent = str(crawler.settings["USER_AGENT"])
        self._rules: dict[str, asyncio.Task[Rules | IgnoreRequest]] = {}
        self._came: weakref.WeakKeyDictionary[Request, int] = weakref.WeakKeyDictionary()
        self._loading = 0

    async def process_request(self, request: Request) -> None:
        """Wait for the rules of the request's host and hold the request against them."""
        if request.meta.get("is_robots_txt"):
            return
        origin = origin_of(request.url)
        if origin not in self._rules:
            self._rules[origin] = asyncio.ensure_future(self._load(origin))
        rules = await asyncio.shield(self._rules[origin])
        if isinstance(rules, IgnoreRequest):
            raise type(rules)(str(rules))  # each request its own: an exception keeps the frames it went through
        if not rules.allows(request.url):
            raise Disallowed(Refusal.DISALLOWED.told())
        request.meta["crawl_delay"] = rules.crawl_delay

    async def _load(self, origin: str) -> Rules | IgnoreRequest:
        """The host's rules, or why nothing of it may be fetched."""
        meta = {"is_robots_txt": True, "download_maxsize": 0}
        request = Request(f"{origin}/robots.txt", callback=NO_CALLBACK, meta=meta, dont_filter=True)
        try:
            response = await self._download(request)
        except (HostRefused, Interrupted) as error:
            return error
        except NETWORK_FAILURES as error:
            if type(error) is IgnoreRequest:  # Scrapy's own: it has followed REDIRECT_MAX_TIMES redirects
                return self._known(origin, Protego.parse(""), None)
            self._known(origin, None, None)
            if isinstance(error, NO_SERVER):
                return NoServer(Told(in_words(error)))
            return RobotsUnreachable(Refusal.NO_ROBOTS.told(why=in_words(error)))
        status = response.status
        logger.info("%s/robots.txt is answered HTTP %d", origin, status)
        if status >= 500 or status == 429:
            self._known(origin, None, status)
            return RobotsUnreachable(Refusal.ROBOTS_STATUS.told(status=status))
        if "download_stopped" in response.flags and response.headers.get("Content-Encoding"):
            self._known(origin, None, status)
            return RobotsUnreachable(Refusal.ROBOTS_TOO_LARGE.told())
        rules = self._known(origin, Protego.parse(text_of(response.body) if status < 300 else ""), status)
        if rules.crawl_delay > LONGEST_WAIT:
            return RobotsUnreachable(Refusal.CRAWL_DELAY.told(seconds=f"{rules.crawl_delay:.0f}"))
        return rules

    async def _download(self, request: Request) -> Response:
        """The answer, as far as it is read. Its size is watched while one comes: the signal is sent for every page."""
        assert self._crawler.engine is not None
        self._loading += 1
        self._crawler.signals.connect(self._stop_at_the_limit, signals.bytes_received)
        try:
            return await self._crawler.engine.download_async(request)
        finally:
            self._loading -= 1
            if not self._loading:
                self._crawler.signals.disconnect(self._stop_at_the_limit, signals.bytes_received)

    def _stop_at_the_limit(self, data: bytes, request: Request) -> None:
        """Raise StopDownload when as much of a robots.txt has come as is read."""
        if request.meta.get("is_robots_txt"):
            self._came[request] = self._came.get(request, 0) + len(data)
            if self._came[request] > _MAX_BYTES:
                raise StopDownload(fail=False)

    def _known(self, origin: str, parsed: Protego | None, status: int | None) -> Rules:
        """The rules, of which the run is told too."""
        rules = Rules(parsed, status, self._user_agent)
        self._crawl.rules_known(origin, rules)
        return rules


def text_of(body: bytes) -> str:
    """The lines of a robots.txt that are read: whole ones, so that none is cut to a rule that nobody wrote.

    >>> len(text_of(b"Disallow: /a" * 50_000))
    0
    """
    if len(body) > _MAX_BYTES:
        body = body[: body.rfind(b"\n", 0, _MAX_BYTES) + 1]
    return body.decode("utf-8-sig", "replace")
