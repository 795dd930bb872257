"""Surveys over the network: robots.txt first, one page a second and host, many hosts at a time; nothing is stored."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http.request import NO_CALLBACK
from scrapy.settings import Settings

from crawler import settings as wiring
from crawler.failures import NETWORK_FAILURES, Interrupted, in_words
from crawler.guards.hosts import PublicResolver
from crawler.interruption import Interruption
from crawler.pipelines import is_page, page_of
from crawler.run import log_to_stderr
from crawler.survey.way import Survey

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence

    from scrapy.crawler import Crawler

    from archive.schema import Page
    from crawler.survey.draft import Draft

SITES_AT_A_TIME = 20
"""Hosts that are looked at side by side; each of them is asked for one page a second."""


class Guest:
    """What the guards of a crawl ask of its run, for one that keeps nothing: which hosts were named, and no pace."""

    def __init__(self, starts: Iterable[str]) -> None:
        self.named_hosts = {urlsplit(url).hostname or "" for url in starts}
        self.ending = False

    def pace(self, host: str) -> float:
        """Seconds between requests that a profile asks for: there is none yet."""
        return 0.0

    def leave(self, host: str, reason: str) -> None:
        """The host is in trouble: the survey's next question will say so."""

    def rules_known(self, origin: str, sitemaps: object) -> None:
        """The host's robots.txt was read."""


class SurveySpider(Spider):
    """Looks at sites by `Survey`, so many at a time, and hands over each draft as it is done."""

    name = "survey"

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """The spider with its start addresses and who takes the drafts."""
        starts, taken, guest = kwargs.pop("starts"), kwargs.pop("taken"), kwargs.pop("guest")
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.starts, spider.taken, spider.crawl = starts, taken, guest
        PublicResolver.named |= spider.crawl.named_hosts
        return spider

    starts: list[str]
    taken: Callable[[Draft], None]
    crawl: Guest

    async def start(self) -> AsyncIterator[Any]:
        """Nothing for the scheduler: every survey asks for its own pages."""
        places = asyncio.Semaphore(SITES_AT_A_TIME)

        async def one(url: str) -> None:
            async with places:
                with contextlib.suppress(Interrupted):
                    self.taken(await Survey(url, self.fetch).run())

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
        return page_of(response, request) if is_page(response) else "it is no page"


def survey(starts: Sequence[str], taken: Callable[[Draft], None], overrides: Mapping[str, Any] | None = None) -> None:
    """Look at the sites at these addresses. `taken` gets each draft as it is done; `overrides` are for Scrapy."""
    guest = Guest(starts)
    scrapy_settings = Settings()
    scrapy_settings.setmodule(wiring, priority="project")
    ours: dict[str, Any] = {
        "SCHEDULER": "scrapy.core.scheduler.Scheduler",
        "DOWNLOADER_MIDDLEWARES": {**wiring.DOWNLOADER_MIDDLEWARES, "crawler.pipelines.PageStore": None},
        "ITEM_PIPELINES": {},
        "EXTENSIONS": {**wiring.EXTENSIONS, "crawler.progress.Progress": None},
        "LOG_INSTALL_ROOT_HANDLER": False,
    }
    scrapy_settings.update({**ours, **(overrides or {})}, priority="cmdline")
    process = AsyncCrawlerProcess(scrapy_settings)
    log_to_stderr("ERROR", tracebacks=False)
    crawler = process.create_crawler(SurveySpider)
    process.crawl(crawler, starts=starts, taken=taken, guest=guest)
    Interruption(process, crawler, guest)
    process.start(install_signal_handlers=False)
