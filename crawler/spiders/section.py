"""The base of ad-hoc spiders: one site's section, where a profile can't say what is particular about it.

Such a spider lives in its user's folder, never in this package (`scrapy genspider -t section NAME URL` writes one with
its test, docs/sites.md tells the whole way). It inherits everything else: archive, frontier, guards, robots, report.
What it adds is not known to `kommunarkiv reextract`, which reads the stored pages by the rules that hold for all sites.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, ClassVar, Self

from archive.schema import Context, FoundAddress, Page, Reading, parse_trail, trail_text
from crawler.document import Document, document_of
from crawler.normalise.urls import canonical_url
from crawler.pipelines import ReadPage
from crawler.reading.trails import own_trail, shown, unlinked
from crawler.spiders.news import NewsSpider
from crawler.trail import begins_with, read_trail

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from archive.schema import Article


class SectionSpider(NewsSpider):
    """Follows `section` from `start_url`; `links` and `article` may be overridden."""

    name = ""  # the base is no spider of its own: Scrapy lists those that have a name
    start_url: ClassVar[str]
    section: ClassVar[str]

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """The spider with a run of its own, from its start address."""
        kwargs.setdefault("start", cls.start_url)
        kwargs.setdefault("section", cls.section)
        return super().from_crawler(crawler, *args, **kwargs)

    def links(self, document: Document) -> Iterable[str]:
        """Addresses of articles, and of further list pages never, that a list page shows otherwise than as links."""
        return ()

    def article(self, document: Document, article: Article) -> Article:
        """The article with what this site says in a way of its own."""
        return article

    def parse(self, response: Response, **kwargs: Any) -> Iterator[ReadPage]:
        """What the stored page says, with what this spider knows of the site."""
        for read in super().parse(response, **kwargs):
            document = document_of(response.meta["page"])
            yield read if isinstance(document, str) else ReadPage(read.address, self._amended(read, document))

    def _amended(self, read: ReadPage, document: Document) -> Reading:
        reading = read.reading
        if reading.article is not None:
            return replace(reading, article=self.article(document, reading.article))
        urls = [canonical_url(url) for url in map(document.absolute, self.links(document)) if url]
        if not urls or read.address.kind == "article":
            return reading
        section = reading.section or unlinked(parse_trail(self.section))
        names = tuple(crumb.name for crumb in section)
        found = [
            FoundAddress(url, "article", place, Context(names, document.url, place), listed=True)
            for place, url in enumerate(urls, 1)
        ]
        reason = reading.reason if reading.section else _disagreement(document, names)
        return Reading("section", section=section, found=(*found, *reading.found), reason=reason)


def _disagreement(document: Document, names: tuple[str, ...]) -> str | None:
    """That a list page shows another trail than the spider's section has, if it shows one: that may be the example."""
    crumbs = read_trail(document).crumbs
    own = own_trail(crumbs, document)
    if not crumbs or begins_with(own, names):
        return None
    return f"the page's trail is {shown(own)}, and its articles are kept in {trail_text(names)}, as the spider says"


def stored_document(path: Path, url: str) -> Document:
    """The document in a page that lies beside a spider's test."""
    headers = (("Content-Type", "text/html; charset=utf-8"),)
    return Document.from_page(Page(url, path.read_bytes(), datetime.now(UTC), response_headers=headers))
