"""Crawl captures instead of the web: what other crawlers archived becomes articles, as if crawled at that time.

The same run, routes and readers as of a live crawl; only the pages come from WARC files. So the section is found by its
trail, its lists tell which articles are news, and every capture of an article becomes a version of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from crawler.crawl import Crawl
from crawler.downloads import MAX_BYTES
from crawler.reading import read_page
from crawler.sites import site_for

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from archive import Address, Archive
    from archive.schema import Page
    from crawler.report import Report

    Start = tuple[str, tuple[str, ...]]


class Source(Protocol):
    """Where captures come from: files (`crawler.captures`) or a web archive (`crawler.wayback`)."""

    def of(self, url: str) -> Iterator[Page]:
        """Every capture of an address, oldest first."""

    def file_addresses(self) -> Iterator[str]:
        """The addresses of pictures and attachments that are there as files of their own."""

    def file(self, url: str, most: int) -> Page | None:
        """The latest such file at an address; None when it can't be read or has more than so many bytes."""


NOT_CAPTURED = "it is not among the captures"


class Import:
    """The import of some captures into an archive."""

    def __init__(self, archive: Archive, captures: Source) -> None:
        self._captures = captures
        self._archive = archive
        self._crawl = Crawl(archive)
        self._crawl.report.of_captures = True
        self._shown: set[str] = set()

    @property
    def report(self) -> Report:
        """What the import has done so far."""
        return self._crawl.report

    def known(self) -> set[str]:
        """The addresses of all pages taken over, those that others redirect to included."""
        return self._shown.union(address.url for address in self._archive.addresses_with_pages())

    def run(self, starts: Sequence[Start]) -> Iterator[int]:
        """Take over what leads from the start addresses; yields how many pages are done so far.

        A page is kept before it is read, so that an import that is killed goes on where it was.
        """
        crawl = self._crawl
        crawl.begin(starts, kind="import")
        while (address := crawl.next_address()) is not None:
            pages = list(self._captures.of(address.url))
            self._take(address, pages)
            yield crawl.report.pages
        crawl.finish()
        self._take_files()
        status = crawl.report.exit_status()
        self._archive.finish_run(crawl.run_id, crawl.report.counts, "finished", status)

    def _take_files(self) -> None:
        """Keep the pictures and attachments that articles refer to and the captures hold as files of their own."""
        downloads = self._crawl.downloads
        for url in self._captures.file_addresses():
            references = downloads.lacking(url)
            file = self._captures.file(url, MAX_BYTES) if references else None
            for reference in references if file else ():
                assert file is not None
                downloads.take(reference, file.body, file.header("Content-Type") or "", file.fetched_at)

    def _take(self, address: Address, pages: Sequence[Page]) -> None:
        """Keep and read every capture of an address, oldest first."""
        good = [page for page in pages if 200 <= page.status < 300 and page.body]
        if not good:
            self._without(address, pages)
            return
        self._shown.update(page.url for page in good)
        *earlier, last = good
        for page in earlier:
            self._archive.store_page(address.id, page, self._crawl.run_id)
            fresh = self._archive.address(address.id)
            self._archive.record(address.id, read_page(page, site_for(address.url), fresh.kind, fresh.context))
        kept = self._crawl.stored(address, last)
        self._crawl.record(address, self._crawl.read(address, kept))

    def _without(self, address: Address, pages: Sequence[Page]) -> None:
        """Tell the run of an address that no capture shows as it was."""
        status = pages[-1].status if pages else None
        if status in {404, 410}:
            self._crawl.missing(address, status)
        else:
            self._crawl.excluded(address, f"it was captured as HTTP {status}" if status else NOT_CAPTURED)
