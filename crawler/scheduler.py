"""Scrapy's scheduler over the archive's frontier: what is due is read from the file, not kept in a queue."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Self, cast

from scrapy import Request
from scrapy.core.scheduler import BaseScheduler

from archive import ArchiveError
from archive.schema import posted
from crawler.crawl import crawl_of
from crawler.downloads import MAX_BYTES

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.crawler import Crawler

    from archive import Address, FileReference
    from crawler.crawl import Crawl
    from crawler.spiders.news import NewsSpider


class FrontierScheduler(BaseScheduler):
    """Gives Scrapy the next due address. Only retries and redirects, which Scrapy makes itself, wait in memory."""

    def __init__(self, crawl: Crawl) -> None:
        self._crawl = crawl
        self._again: deque[Request] = deque()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The scheduler over the crawl of this crawler's spider."""
        return cls(crawl_of(crawler))

    def open(self, spider: Spider) -> None:
        """Take the spider, whose callbacks the requests carry."""
        self._spider = cast("NewsSpider", spider)  # or one like it: another asks for pages of its own

    def has_pending_requests(self) -> bool:
        """Whether something is left to fetch."""
        try:
            return bool(self._again) or self._crawl.has_more
        except ArchiveError as error:
            self._spider.stop_for(error)
            return False

    def enqueue_request(self, request: Request) -> bool:
        """Take a retry or a redirect of a request that this scheduler gave out."""
        self._again.append(request)
        return True

    def next_request(self) -> Request | None:
        """The next request; None when there is none just now."""
        if self._again:
            return self._again.popleft()
        try:
            if address := self._crawl.next_address():
                return self._request(address)
            reference = self._crawl.next_file()
        except ArchiveError as error:
            self._spider.stop_for(error)
            return None
        return self._file_request(reference) if reference else None

    def _request(self, address: Address) -> Request:
        form = posted(address.url)
        return Request(
            address.url if form is None else form[0],
            method="GET" if form is None else "POST",
            body="" if form is None else form[1],
            callback=self._spider.parse,
            errback=self._spider.unreached,
            headers=self._conditions(address) if form is None else _FORM_HEADERS,
            cb_kwargs={"address": address},
            meta={"address": address},
            dont_filter=True,
        )

    def _conditions(self, address: Address) -> dict[str, str]:
        """The headers of a conditional request (RFC 9110, 13.1): the server need not send what the archive has."""
        conditions = {"If-None-Match": address.etag, "If-Modified-Since": address.last_modified}
        told = {name: value for name, value in conditions.items() if value}
        return told if told and self._crawl.archive.holds(address) else {}

    def _file_request(self, reference: FileReference) -> Request:
        return Request(
            reference.url,
            callback=self._spider.parse_file,
            errback=self._spider.file_unreached,
            headers={"Accept": "image/*,*/*;q=0.5" if reference.kind == "images" else "*/*"},
            cb_kwargs={"reference": reference},
            meta={"file": reference, "download_maxsize": MAX_BYTES},
            dont_filter=True,
        )


_FORM_HEADERS = {"Content-Type": "application/x-www-form-urlencoded", "X-Requested-With": "XMLHttpRequest"}
"""As the page's own script sends it: some servers answer others with a whole page."""
