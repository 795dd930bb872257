"""Surveys over the network: robots.txt first, one page a second and host, many hosts at a time; nothing is stored."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, Self

from scrapy import Request, Spider
from scrapy.http.request import NO_CALLBACK

from crawler import logs
from crawler import settings as wiring
from crawler.failures import NETWORK_FAILURES, Interrupted, in_words
from crawler.guards import Visit
from crawler.guards.hosts import PublicResolver
from crawler.interruption import Interruption
from crawler.origins import host_of
from crawler.process import scrapy_process
from crawler.responses import is_page, page_of
from crawler.survey.draft import NO_PAGE
from crawler.survey.way import Fetch, Survey

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Mapping, Sequence

    from scrapy.crawler import Crawler

    from archive.schema import Page
    from crawler.robots import Rules
    from crawler.survey.draft import Draft

Look = Callable[[str, Fetch], Awaitable[None]]
"""What is done at one address, with a way to fetch pages."""
SITES_AT_A_TIME = 20
"""Hosts that are looked at side by side; each of them is asked for one page a second."""


class Guest(Visit):
    """The run of a survey, which keeps nothing: which hosts were named, and no pace."""

    def __init__(self, starts: Iterable[str]) -> None:
        self.named_hosts = set(map(host_of, starts))
        self.ending = False

    def pace(self, host: str) -> float:
        """Seconds between requests that a profile asks for: there is none yet."""
        return 0.0

    def leave(self, host: str, reason: str) -> None:
        """The host is in trouble: the survey's next question will say so."""

    def rules_known(self, origin: str, rules: Rules) -> None:
        """The host's robots.txt was read."""


class SurveySpider(Spider):
    """Looks at sites, so many at a time, by a function that gets the site's address and a way to fetch its pages."""

    name = "survey"

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """The spider with its start addresses and what is to be done at each."""
        starts, look, guest = kwargs.pop("starts"), kwargs.pop("look"), kwargs.pop("guest")
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.starts, spider.look, spider.crawl = starts, look, guest
        PublicResolver.named |= spider.crawl.named_hosts
        return spider

    starts: Sequence[str]
    look: Look
    crawl: Guest

    async def start(self) -> AsyncIterator[Any]:
        """Nothing for the scheduler: every survey asks for its own pages."""
        places = asyncio.Semaphore(SITES_AT_A_TIME)

        async def one(url: str) -> None:
            async with places:
                with contextlib.suppress(Interrupted):
                    await self.look(url, self.fetch)

        await asyncio.gather(*(one(url) for url in self.starts))
        return
        yield

    async def fetch(self, url: str) -> Page | str:
        """A page, or in words why there is none; Interrupted once the run is to end."""
        if self.crawl.ending:
            raise Interrupted
        assert self.crawler.engine is not None
        request = Request(url, callback=NO_CALLBACK, dont_filter=True)
        try:
            response = await self.crawler.engine.download_async(request)
        except Interrupted:
            raise
        except NETWORK_FAILURES as error:
            return in_words(error)
        if response.status != 200:
            return f"HTTP {response.status}"
        return page_of(response, request) if is_page(response) else NO_PAGE


def survey(
    starts: Sequence[str],
    taken: Callable[[Draft], None],
    overrides: Mapping[str, Any] | None = None,
    asking: Callable[[str], None] | None = None,
) -> None:
    """Look for news at these addresses; `overrides` are for Scrapy.

    `taken` gets each draft as it is done, `asking` each address before it is asked for.
    """

    async def look(url: str, fetch: Fetch) -> None:
        async def told(page_url: str) -> Page | str:
            if asking:
                asking(page_url)
            return await fetch(page_url)

        taken(await Survey(url, told).run())

    visit(starts, look, overrides or {})


def visit(starts: Sequence[str], look: Look, overrides: Mapping[str, Any]) -> None:
    """Let `look` fetch pages at each of these addresses, as politely as a crawl; nothing is stored."""
    guest = Guest(starts)
    ours: dict[str, Any] = {
        "SCHEDULER": "scrapy.core.scheduler.Scheduler",
        "DOWNLOADER_MIDDLEWARES": {**wiring.DOWNLOADER_MIDDLEWARES, "crawler.pipelines.PageStore": None},
        "ITEM_PIPELINES": {},
        "EXTENSIONS": {**wiring.EXTENSIONS, "crawler.progress.Progress": None},
    }
    process = scrapy_process({**ours, **overrides})
    logs.to_stderr("ERROR", tracebacks=False)
    crawler = process.create_crawler(SurveySpider)
    process.crawl(crawler, starts=starts, look=look, guest=guest)
    Interruption(crawler, guest).answer_signals()
    process.start(install_signal_handlers=False)
