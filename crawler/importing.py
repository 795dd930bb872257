"""Crawl captures instead of the web: what other crawlers archived becomes articles, as if crawled at that time.

The same run, routes and readers as of a live crawl; only the pages come from WARC files. So the section is found by its
trail, its lists tell which articles are news, and every capture of an article becomes a version of it.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Protocol

from crawler.captures import shows_page
from crawler.crawl import Crawl
from crawler.downloads import MAX_BYTES, REFERENCES_ONLY
from crawler.reading import read_page
from crawler.sites import site_for

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from archive import Address, Archive
    from archive.schema import Page
    from crawler.downloads import FilesToKeep
    from crawler.report import Report
    from crawler.run import Start


class Source(Protocol):
    """Where captures come from: files (`crawler.captures`) or a web archive (`crawler.wayback`)."""

    @property
    def damaged(self) -> int:
        """How many captures could not be had so far."""

    def of(self, url: str) -> Iterator[Page]:
        """Every capture of an address, oldest first; an answer 304 after the page that it confirms, if at all."""

    def file_addresses(self) -> Iterator[str]:
        """The addresses of pictures and attachments that are there as files of their own."""

    def file(self, url: str, most: int) -> Page | None:
        """The latest such file at an address; None when it can't be read or has more than so many bytes."""

    def answered_file(self, url: str, most: int) -> Page | None:
        """The latest answer at an address that is whole and has no more than so many bytes; what is no page first."""


NOT_CAPTURED = "it is not among the captures"
LOST = "it was captured, but no capture of it can be read"


class Import:
    """The import of some captures into an archive."""

    def __init__(self, archive: Archive, captures: Source, files: FilesToKeep = REFERENCES_ONLY) -> None:
        self._captures = captures
        self._archive = archive
        self._crawl = Crawl(archive, files=files)
        self._crawl.report.of_captures = True

    @property
    def report(self) -> Report:
        """What the import has done so far."""
        return self._crawl.report

    def known(self) -> Iterator[str]:
        """The addresses of all pages taken over, those that others redirect to included."""
        return self._archive.page_urls()

    def run(self, starts: Sequence[Start]) -> Iterator[int]:
        """Take over what leads from the start addresses; yields how many pages are done so far.

        A page is kept before it is read, so that an import that is killed goes on where it was. Commits do not wait for
        the disk: what a power cut takes is among the captures still.
        """
        crawl = self._crawl
        crawl.begin(starts, kind="import")
        with self._archive.rebuilding():
            while (address := crawl.next_address()) is not None:
                damaged = self._captures.damaged
                status, is_taken = self._take(address, self._captures.of(address.url))
                if not is_taken:
                    self._without(address, status, LOST if self._captures.damaged > damaged else NOT_CAPTURED)
                yield crawl.report.pages
            crawl.finish()
            self._take_files()
        status = crawl.report.exit_status()
        self._archive.finish_run(crawl.run_id, crawl.report.counts, "finished", status)

    def _take_files(self) -> None:
        """Keep the pictures and attachments that articles refer to and the captures hold.

        Those that are files of their own were kept by the archive that they were exported from; those that another
        crawler was answered with are kept where files are wanted.
        """
        downloads = self._crawl.downloads
        for url in self._captures.file_addresses():
            references = downloads.lacking(url)
            file = self._captures.file(url, MAX_BYTES) if references else None
            for reference in references if file else ():
                assert file is not None
                downloads.take(reference, file.body, file.header("Content-Type") or "", file.fetched_at)
        for reference in downloads.without_file():
            if file := self._captures.answered_file(reference.url, MAX_BYTES):
                downloads.take(reference, file.body, file.header("Content-Type") or "", file.fetched_at)

    def _take(self, address: Address, pages: Iterable[Page]) -> tuple[int | None, bool]:
        """Keep and read every capture of an address, oldest first; only the last page speaks for it in the run.

        The status of the last capture, and whether any shows the page. Two of them are in memory at a time: a list of
        news may have been captured every day for years.
        """
        last, status = None, None
        confirmed: list[Page] = []
        for page in pages:
            status = page.status
            if last is not None and status == HTTPStatus.NOT_MODIFIED:
                confirmed.append(page)
            elif shows_page(page):
                if last is not None:
                    self._take_earlier(address, last)
                    self._confirm(address, confirmed)
                last, confirmed = page, []
        if last is None:
            return status, False
        kept = self._crawl.stored(address, last)
        self._crawl.record(address, self._crawl.read(address, kept))
        self._confirm(address, confirmed)
        return status, True

    def _confirm(self, address: Address, answers: Sequence[Page]) -> None:
        """Keep the answers 304 that a page had after it was captured."""
        for answer in answers:
            self._archive.revisited(address.id, answer, self._crawl.run_id)

    def _take_earlier(self, address: Address, page: Page) -> None:
        """Keep and read a capture that a later one follows."""
        kept = self._archive.store_page(address.id, page, self._crawl.run_id).page
        fresh = self._archive.address(address.id)
        self._archive.record(address.id, read_page(kept, site_for(address.url), fresh.kind, fresh.context))

    def _without(self, address: Address, status: int | None, otherwise: str) -> None:
        """Tell the run of an address that no capture shows as it was; the last one has this status, if there is any."""
        if status in {404, 410}:
            self._crawl.missing(address, status)
        else:
            without = " without content" if status in {200, 204} else ""
            self._crawl.excluded(address, f"it was captured as HTTP {status}{without}" if status else otherwise)
