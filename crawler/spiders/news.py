"""Follow the news sections of sites by their breadcrumbs."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING, Any, Self

from scrapy import Spider, signals

from archive import Archive, ArchiveError, forget_stop, stop_asked
from archive.schema import Refusal, parse_trail
from crawler.crawl import Crawl
from crawler.downloads import FilesToKeep
from crawler.errors import CrawlerError
from crawler.failures import NETWORK_FAILURES, Interrupted, in_words
from crawler.file_kinds import parse_file_kinds
from crawler.guards.hosts import HostRefused, PublicResolver
from crawler.guards.reservations import Reserved
from crawler.interruption import Interruption, take_back
from crawler.pipelines import ReadPage
from crawler.responses import is_page, page_of
from crawler.robots import Disallowed, NoServer, RobotsUnreachable

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.python.failure import Failure

    from archive import Address, FileReference

_NO_RUN = "news needs a start address: scrapy crawl news -a start=https://www.example.se/nyheter"


class NewsSpider(Spider):
    """Crawls what its run (`crawl`) says is due, and tells the run what came of it.

    `scrapy crawl news -a start=URL [-a section="Hem › Nyheter"] [-a archive=FILE]` makes the run itself (the archive is
    the setting KOMMUNARKIV_ARCHIVE unless named) and prints its report; `kommunarkiv crawl` hands over its own.
    """

    name = "news"
    crawl: Crawl

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """The spider with its run."""
        crawl, start, section, archive = (kwargs.pop(name, None) for name in ("crawl", "start", "section", "archive"))
        spider = super().from_crawler(crawler, *args, **kwargs)
        if crawl is None:
            if not start:
                raise CrawlerError(_NO_RUN)
            settings = crawler.settings
            crawl = Crawl(
                Archive.open(archive or settings["KOMMUNARKIV_ARCHIVE"]),
                concurrency=settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN"),
                files=FilesToKeep(usual=parse_file_kinds(settings["KOMMUNARKIV_DOWNLOAD"])),
            )
            crawl.begin([(start, parse_trail(section or ""))])
            crawler.signals.connect(spider.watch_own_run, signals.spider_opened)
            crawler.signals.connect(spider.finish_own_run, signals.spider_closed)
        spider.crawl = crawl
        PublicResolver.named |= crawl.named_hosts
        crawler.signals.connect(spider.fault, signals.spider_error)
        crawler.signals.connect(spider.unkept, signals.item_error)
        return spider

    async def start(self) -> AsyncIterator[Any]:
        """Nothing: the scheduler gives out the start addresses like all others."""
        return
        yield

    def parse(self, response: Response, **kwargs: Any) -> Iterator[ReadPage]:
        """Read the page that has just been stored, or tell what the answer means instead."""
        address: Address = kwargs["address"]
        if response.status == 304:
            assert response.request is not None
            self.crawl.unchanged(address, page_of(response, response.request))
        elif response.status in {404, 410}:
            self.crawl.missing(address, response.status)
        elif not 200 <= response.status < 300:
            status = response.status
            self.crawl.failed(address, _refusal(response), refused=status in {401, 403}, answered=status < 500)
        elif not is_page(response, address.kind):
            kind = (response.headers.get("Content-Type") or b"of no type").decode("latin-1")
            self.crawl.excluded(address, f"the answer is {kind}, not a page")
        else:
            yield ReadPage(address, self.crawl.read(address, response.meta["page"]))

    def unreached(self, failure: Failure) -> None:
        """Tell the run why an address gave no answer."""
        address: Address = failure.request.meta["address"]  # type: ignore[attr-defined]  # set by Scrapy
        error = failure.value
        if isinstance(error, ArchiveError):
            self.stop_for(error)
        elif isinstance(error, Interrupted):
            self.crawl.put_back(address)
        elif isinstance(error, Disallowed | HostRefused | Reserved):
            self.crawl.excluded(address, str(error), refused=True)
        elif isinstance(error, NoServer):
            self.crawl.absent(address, str(error))
        elif isinstance(error, RobotsUnreachable):
            self.crawl.failed(address, str(error), refused=True)
        elif isinstance(error, NETWORK_FAILURES):
            self.crawl.failed(address, in_words(error))
        else:
            self._own_fault(address, failure)

    def parse_file(self, response: Response, **kwargs: Any) -> None:
        """Keep the file of a picture or attachment, or tell why it is not kept."""
        reference: FileReference = kwargs["reference"]
        if response.status == 200:
            kind = (response.headers.get("Content-Type") or b"").decode("latin-1")
            self.crawl.downloads.came(reference, response.body, kind)
        else:
            self.crawl.downloads.failed(reference, f"HTTP {response.status}")

    def file_unreached(self, failure: Failure) -> None:
        """Tell the run why a file could not be had."""
        self._file_failed(failure.request.meta["file"], failure)  # type: ignore[attr-defined]  # set by Scrapy

    def _file_failed(self, reference: FileReference, failure: Failure) -> None:
        error = failure.value
        if isinstance(error, ArchiveError):
            self.stop_for(error)
        elif isinstance(error, Interrupted):
            self.crawl.downloads.put_back(reference)
        elif isinstance(error, Disallowed | HostRefused | RobotsUnreachable):
            self.crawl.downloads.failed(reference, str(error))
        elif isinstance(error, NETWORK_FAILURES):
            self.crawl.downloads.failed(reference, in_words(error))
        else:
            self.crawl.report.fault = failure.getTraceback()
            self.crawl.downloads.failed(reference, f"a fault of the program: {type(error).__name__}: {error}")

    def fault(self, failure: Failure, response: Response | Failure) -> None:
        """A page could not be read because of a fault of ours: it stays in the archive and is named in the report.

        The response of an errback is the failure that it was called with.
        """
        meta = response.request.meta  # type: ignore[union-attr]  # set by Scrapy, on failures too
        if isinstance(failure.value, ArchiveError):
            self.stop_for(failure.value)
        elif "file" in meta:
            self._file_failed(meta["file"], failure)
        else:
            self._own_fault(meta["address"], failure)

    def unkept(self, item: ReadPage, failure: Failure) -> None:
        """What was read from a page could not be kept."""
        self._own_fault(item.address, failure)

    def _own_fault(self, address: Address, failure: Failure) -> None:
        error = failure.value
        try:
            if isinstance(error, ArchiveError):
                raise error
            self.crawl.report.fault = failure.getTraceback()
            self.crawl.failed(address, f"a fault of the program: {type(error).__name__}: {error}")
        except ArchiveError as storage_error:
            self.stop_for(storage_error)

    def stop_for(self, error: ArchiveError) -> None:
        """The archive can't be written: stop at once, nothing more can be kept."""
        assert self.crawler.engine is not None
        if self.crawl.storage_error is None:
            self.crawl.give_up(error)
            take_back(self.crawler.engine.downloader)
            self._closing = asyncio.ensure_future(self.crawler.engine.close_spider_async(reason="storage"))

    def watch_own_run(self) -> None:
        """Let `kommunarkiv stop` end the run that this spider made for itself."""
        path = self.crawl.archive.path
        forget_stop(path)
        self._interruption = Interruption(self.crawler, self.crawl, lambda: stop_asked(path))

    def finish_own_run(self, reason: str) -> None:
        """Close the run that this spider made for itself, and print its report."""
        self.crawl.finish()
        self.crawl.keep_report(reason, interrupted=reason == "shutdown")
        self.crawl.archive.close()
        sys.stdout.writelines(f"{line}\n" for line in self.crawl.report.lines())


def _refusal(response: Response) -> str:
    """A status that is no page, with where it leads if that is not followed."""
    location = (response.headers.get("Location") or b"").decode("latin-1")
    if location:
        return Refusal.LEADS_ON.told(status=response.status, address=location[:100])
    return Refusal.STATUS.told(status=response.status)
