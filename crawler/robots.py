"""robots.txt as RFC 9309 has it: known before the first request of a host leaves, obeyed, and asked again next run."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from protego import Protego
from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http.request import NO_CALLBACK

from crawler.guards import DOWNLOAD_ERRORS

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from crawler.crawl import Crawl

logger = logging.getLogger(__name__)

_MAX_BYTES = 500 * 1024
"""What is read of a robots.txt at least and at most (RFC 9309, 2.5)."""


class Disallowed(IgnoreRequest):
    """The site's robots.txt does not allow the address."""


class RobotsUnreachable(IgnoreRequest):
    """The site's robots.txt can't be had, so nothing of the site may be fetched (RFC 9309, 2.3.1.4)."""


class RobotsMiddleware:
    """Lets no request pass before its host's rules are known, and none that they disallow.

    A 4xx answer means that there are no rules (2.3.1.3), a 5xx answer, a timeout or a reset that everything is
    disallowed for this run (2.3.1.4); 429 is taken as the latter, since the host asks to be left alone.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._user_agent = str(crawler.settings["USER_AGENT"])
        self._rules: dict[str, asyncio.Task[Protego | str]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The middleware of this crawler."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Wait for the rules of the request's host and hold the request against them."""
        if request.meta.get("is_robots_txt"):
            return
        parts = urlsplit(request.url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._rules:
            self._rules[origin] = asyncio.ensure_future(self._load(origin))
        rules = await asyncio.shield(self._rules[origin])
        if isinstance(rules, str):
            raise RobotsUnreachable(rules)
        if not rules.can_fetch(request.url, self._user_agent):
            message = "robots.txt does not allow it"
            raise Disallowed(message)
        self._slow_down(parts.hostname or "", float(rules.crawl_delay(self._user_agent) or 0))

    async def _load(self, origin: str) -> Protego | str:
        """The host's rules, or why they can't be had."""
        request = Request(f"{origin}/robots.txt", callback=NO_CALLBACK, meta={"is_robots_txt": True}, dont_filter=True)
        assert self._crawler.engine is not None
        try:
            response: Response = await self._crawler.engine.download_async(request)
        except DOWNLOAD_ERRORS as error:
            return f"robots.txt can't be had ({type(error).__name__}), so nothing may be fetched"
        status = response.status
        if status >= 500 or status == 429:
            return f"robots.txt is answered HTTP {status}, so nothing may be fetched"
        text = response.body[:_MAX_BYTES].decode("utf-8-sig", "replace") if status < 300 else ""
        logger.info("%s/robots.txt is answered HTTP %d", origin, status)
        return Protego.parse(text)

    def _slow_down(self, host: str, crawl_delay: float) -> None:
        """Keep the distance that the site, or its profile, asks for, where it is longer than ours."""
        assert self._crawler.engine is not None
        crawl: Crawl = self._crawler.spider.crawl  # type: ignore[union-attr]  # asked once the spider is open
        delay = max(crawl_delay, crawl.pace(host))
        slot = self._crawler.engine.downloader.slots.get(host)
        if slot is not None and slot.delay < delay:
            slot.delay = delay
