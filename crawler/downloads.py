"""Which files of pictures and attachments a run still wants, and what came of those it asked for."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from archive import FILE_KINDS, FileRefused, FileStore
from crawler.origins import host_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from archive import Archive, FileKind, FileReference
    from crawler.report import Report

MAX_BYTES = 50 * 1024 * 1024
"""Largest file that is kept; press pictures have up to 30 MB, minutes of meetings with maps up to 40."""

_BATCH = 100


@dataclass(frozen=True, slots=True)
class FilesToKeep:
    """The kinds of files that a run keeps: `of_all` whatever profiles say, else `usual` of sites whose say nothing."""

    of_all: tuple[FileKind, ...] | None = None
    usual: tuple[FileKind, ...] = ()

    def of(self, profile: tuple[FileKind, ...] | None) -> tuple[FileKind, ...]:
        """The kinds for a site whose profile says so; None is of a profile that says nothing.

        >>> usual, of_all = FilesToKeep(usual=("images",)), FilesToKeep(of_all=())
        >>> usual.of(None), usual.of(()), of_all.of(("images",))
        (('images',), (), ())
        """
        if self.of_all is not None:
            return self.of_all
        return self.usual if profile is None else profile


REFERENCES_ONLY = FilesToKeep()


class Downloads:
    """The files of one run; a host is asked for at most `concurrency` of them at a time.

    What a run has tried it does not try again; what could not be had is asked for again by a later one, but for what is
    not there (HTTP 404, 410): that waits for a month.
    """

    def __init__(self, archive: Archive, report: Report, concurrency: int) -> None:
        self._files = FileStore(archive)
        self._report = report
        self._kinds: dict[str, tuple[FileKind, ...]] = {}
        self._concurrency = concurrency
        self._queue: deque[FileReference] = deque()
        self._wire: Counter[str] = Counter()
        self._tried: set[tuple[str, int]] = set()
        self._drained: set[str] = set()

    def keep(self, site_key: str, kinds: tuple[FileKind, ...]) -> None:
        """Files of these kinds are wanted of the site."""
        if kinds:
            self._kinds[site_key] = kinds

    def more(self) -> None:
        """Articles were written: there may be new references."""
        self._drained.clear()

    def next(self, sites: Sequence[str], left: set[str]) -> FileReference | None:
        """The next file to ask for, of these sites and of no host that is left alone; None when there is none now."""
        if not self._kinds or not sites:
            return None
        self._fill(sites)
        for _ in range(len(self._queue)):
            reference = self._queue.popleft()
            host = host_of(reference.url)
            if host in left:
                continue
            if self._wire[host] < self._concurrency:
                self._wire[host] += 1
                return reference
            self._queue.append(reference)
        return None

    def has_more(self, sites: Sequence[str], left: set[str]) -> bool:
        """Whether a file is still to be asked for."""
        if not self._kinds or not sites:
            return False
        self._fill(sites)
        return any(host_of(reference.url) not in left for reference in self._queue)

    def came(self, reference: FileReference, body: bytes, content_type: str) -> None:
        """A file that was asked for came."""
        self.put_back(reference)
        self.take(reference, body, content_type, datetime.now(UTC))

    def lacking(self, url: str) -> list[FileReference]:
        """What refers to exactly this address and has no file."""
        return self._files.lacking(url)

    def without_file(self) -> Iterator[FileReference]:
        """What has no file and is of a kind that is wanted of its site, a few in memory at a time."""
        for kind in FILE_KINDS:
            if sites := [key for key, kinds in self._kinds.items() if kind in kinds]:
                yield from self._files.without_file(kind, sites)

    def take(self, reference: FileReference, body: bytes, content_type: str, at: datetime) -> None:
        """Keep a file, or tell why it is not kept."""
        site = self._report.site(reference.site_key)
        try:
            self._files.keep(reference, body, content_type, at)
        except FileRefused as error:
            site.tell(f"file not kept: {error}", reference.url)
        else:
            self._tried.discard((reference.kind, reference.id))  # what has its file is not wanted any more
            site.counts.update(files=1, file_bytes=len(body))

    def failed(self, reference: FileReference, reason: str) -> None:
        """A file could not be had; a later run asks again."""
        self.put_back(reference)
        self._files.failed(reference, reason, datetime.now(UTC))
        self._report.site(reference.site_key).tell(f"file not kept: {reason}", reference.url)

    def put_back(self, reference: FileReference) -> None:
        """The file is not on the wire: it came, failed, or was not asked for after all."""
        self._wire[host_of(reference.url)] -= 1

    def _fill(self, sites: Sequence[str]) -> None:
        """Queue what these sites' articles refer to; a site that has nothing more is asked again after new articles."""
        waiting = [key for key in sites if key in self._kinds and key not in self._drained]
        if self._queue or not waiting:
            return
        for kind in FILE_KINDS:
            wishing = [key for key in waiting if kind in self._kinds[key]]
            if not wishing:
                continue
            for reference in self._files.wanted(kind, wishing, datetime.now(UTC), _BATCH + len(self._tried)):
                if (kind, reference.id) not in self._tried:
                    self._tried.add((kind, reference.id))
                    self._queue.append(reference)
        if not self._queue:
            self._drained.update(waiting)
