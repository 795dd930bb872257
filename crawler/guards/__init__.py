"""What stands between the crawler and the network: which hosts may be asked, when, and whether what came is whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, Self

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from crawler.robots import Rules


class Visit(Protocol):
    """What guards know of the run that they guard: a crawl, or a survey that keeps nothing."""

    ending: bool
    """Whether nothing more is to be asked for."""

    def pace(self, host: str) -> float:
        """Seconds between requests that a profile asks for on this host; 0 where none does."""

    def leave(self, host: str, reason: str) -> None:
        """Ask the host for nothing more."""

    def rules_known(self, origin: str, rules: Rules) -> None:
        """A host's robots.txt was asked for."""


class Guard:
    """A downloader middleware that knows its crawler, and the run once the spider is open."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The middleware of this crawler."""
        return cls(crawler)

    @property
    def _crawl(self) -> Visit:
        visit: Visit = self._crawler.spider.crawl  # type: ignore[union-attr]  # a spider is made before its guards
        return visit
