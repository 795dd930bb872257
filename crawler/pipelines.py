"""The one door to the archive: pages go in before anything reads them, readings after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from archive.schema import Reading, Refusal
from crawler.crawl import crawl_of
from crawler.errors import ConfigurationError
from crawler.guards.reservations import FORBID, POLICIES, Reserved, reservations
from crawler.responses import is_page, page_of

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from archive import Address
    from crawler.crawl import Crawl


@dataclass(frozen=True, slots=True, repr=False)
class ReadPage:
    """The item that spiders yield: what the stored page of an address says."""

    address: Address
    reading: Reading

    def __repr__(self) -> str:
        """The address alone: Scrapy writes an item that could not be kept into its log, and this one holds pages."""
        return f"<{type(self).__name__} {self.address.url}>"


class PageStore:
    """The first commit, as the downloader middleware that is nearest to the spider."""

    def __init__(self, crawl: Crawl, *, honour: bool = False) -> None:
        self._crawl = crawl
        self._honour = honour

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The store of the crawler's run; ConfigurationError for a policy of reservations that there is not."""
        policy = crawler.settings["KOMMUNARKIV_RESERVATIONS"]
        if policy not in POLICIES:
            message = f"KOMMUNARKIV_RESERVATIONS = {policy!r}: one of {' and '.join(POLICIES)} is wanted"
            raise ConfigurationError(message)
        return cls(crawl_of(crawler), honour=policy == "honour")

    def process_response(self, request: Request, response: Response) -> Response:
        """Keep the page of a good answer; what is no page or no good answer goes on to the spider unkept.

        Raises Reserved for a page that asks not to be kept, where that is honoured.
        """
        address = request.meta.get("address")
        if address is not None and 200 <= response.status < 300 and is_page(response, address.kind):
            if said := reservations(response):
                self._crawl.archive.note_reservations(address.id, said)
            if self._honour and not FORBID.isdisjoint(said):
                raise Reserved(Refusal.RESERVED.told(directives=", ".join(said)))
            request.meta["page"] = self._crawl.stored(address, page_of(response, request))
        return response


class ArchivePipeline:
    """The second commit."""

    def __init__(self, crawl: Crawl) -> None:
        self._crawl = crawl

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The pipeline of the crawler's run."""
        return cls(crawl_of(crawler))

    def process_item(self, item: ReadPage) -> ReadPage:
        """Keep what was read."""
        self._crawl.record(item.address, item.reading)
        return item
