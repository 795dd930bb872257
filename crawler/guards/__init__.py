"""What stands between the crawler and the network: which hosts may be asked, when, and whether what came is whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from crawler.crawl import crawl_of

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from crawler.crawl import Crawl


class Guard:
    """A downloader middleware that knows its crawler, and the run once the spider is open."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The middleware of this crawler."""
        return cls(crawler)

    @property
    def _crawl(self) -> Crawl:
        return crawl_of(self._crawler)
