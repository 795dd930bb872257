"""Derive articles again from stored pages, without network, in this process or in several."""

from __future__ import annotations

import multiprocessing
from array import array
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from archive import Archive, PageDamaged
from crawler.provenance import reader_of
from crawler.reading import read_page
from crawler.sites import site_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from archive import Address, LastRead, Rederived
    from archive.schema import Reading

_BATCH = 50
"""Addresses whose readings are kept in one commit, and that one task of a process reads."""

_EXAMPLES = 3
"""Addresses shown for each field that changes."""


@dataclass(slots=True)
class Summary:
    """What re-extraction comes to: pages and addresses read, outcomes, and for each field how many articles differ."""

    counts: Counter[str] = field(default_factory=Counter)
    fields: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[str]] = field(default_factory=dict)

    def tell(self, name: str, url: str) -> None:
        """Show this address as an example of a field, or of an outcome, unless there are enough."""
        shown = self.examples.setdefault(name, [])
        if len(shown) < _EXAMPLES:
            shown.append(url)

    def add(self, batch: Sequence[Read], outcomes: Sequence[Rederived]) -> None:
        """Count a batch of addresses that were read again, and what came of it."""
        for one in batch:
            self.counts.update(pages=len(one.readings) + len(one.damaged) + len(one.faults), addresses=1)
            for name, messages in (("damaged", one.damaged), ("faults", one.faults)):
                self.counts[name] += len(messages)
                for message in messages:
                    self.tell(name, message)
        for outcome in outcomes:
            self.counts[outcome.outcome] += 1
            for name in (*outcome.fields, *(["lost"] if outcome.outcome == "lost" else [])):
                self.fields[name] += name != "lost"
                self.tell(name, outcome.url)


@dataclass(frozen=True, slots=True)
class Read:
    """What a process has read of one address: its pages with their readings, and pages that could not be read."""

    address_id: int
    readings: list[tuple[int, Reading]]
    damaged: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()


def due(archive: Archive, site_key: str | None, run_id: int, *, changed_only: bool) -> Sequence[int]:
    """The ids of the addresses that this run has still to read again: of a million there are 8 MB in memory.

    With `changed_only` those are left out whose pages today's program and profile have read already.
    """
    known = archive.derivations(site_key)
    return array("q", (one.address_id for one in known if not _is_done(one, run_id, changed_only=changed_only)))


def _is_done(known: LastRead, run_id: int, *, changed_only: bool) -> bool:
    if known.run_id == run_id:
        return True
    if not changed_only:
        return False
    reader = reader_of(site_for(known.url))
    return (known.reader_version, known.profile_version) == (reader.version, reader.profile_version)


def reextract(
    archive: Archive, address_ids: Sequence[int], run_id: int | None, *, jobs: int = 1, dry_run: bool = False
) -> Iterator[Summary]:
    """Read every page of these addresses again and keep what comes out; yields the summary so far after each batch.

    An article that changes only because the program reads its page better makes no version. A page that does not give
    back the bytes that were stored is left as it is and counted as damaged; one whose reading fails, as a fault.
    """
    summary = Summary()
    with _reader(archive, jobs) as read, archive.rebuilding():
        for batch in read(address_ids):
            with archive.transaction():
                readings = [(one.address_id, one.readings) for one in batch if one.readings]
                summary.add(batch, archive.rederive(readings, run_id, dry_run=dry_run))
                if run_id is not None and not dry_run:
                    archive.count_run(run_id, summary.counts)
            yield summary


@contextmanager
def _reader(archive: Archive, jobs: int) -> Iterator[Callable[[Sequence[int]], Iterator[list[Read]]]]:
    """A function that reads addresses in batches, in their order: here, or in so many processes."""
    if jobs == 1:
        yield lambda address_ids: (_read(archive, batch) for batch in _batches(address_ids))
        return
    context = multiprocessing.get_context("spawn")  # a fork would copy the open archive, which SQLite does not bear
    with ProcessPoolExecutor(jobs, context, _open, (archive.path,)) as pool:
        try:
            yield lambda address_ids: _read_ahead(pool, _batches(address_ids), jobs)
        finally:
            pool.shutdown(cancel_futures=True)


def _read_ahead(pool: ProcessPoolExecutor, batches: Iterator[Sequence[int]], jobs: int) -> Iterator[list[Read]]:
    """The batches' readings in order; the processes are only two batches each ahead of what has been kept."""
    waiting = [pool.submit(_read_there, batch) for batch in islice(batches, 2 * jobs)]
    while waiting:
        yield waiting.pop(0).result()
        waiting += [pool.submit(_read_there, batch) for batch in islice(batches, 1)]


def _batches(address_ids: Iterable[int]) -> Iterator[Sequence[int]]:
    remaining = iter(address_ids)
    while batch := list(islice(remaining, _BATCH)):
        yield batch


_there: list[Archive] = []
"""In a process that only reads: the archive, open as long as the process lives."""


def _open(path: Path) -> None:
    _there.append(Archive.open(path, "read"))


def _read_there(batch: Sequence[int]) -> list[Read]:
    return _read(_there[0], batch)


def _read(archive: Archive, batch: Sequence[int]) -> list[Read]:
    return [_read_address(archive, archive.address(address_id)) for address_id in batch]


def _read_address(archive: Archive, address: Address) -> Read:
    site = site_for(address.url)
    readings, damaged, faults = [], [], []
    for page_id in archive.distinct_pages(address.id):
        try:
            readings.append((page_id, read_page(archive.page(page_id), site, address.kind, address.context)))
        except PageDamaged as error:
            damaged.append(str(error))
        except Exception as error:  # one page must not end the reading of a million
            faults.append(f"page {page_id} ({address.url}): {type(error).__name__}: {error}")
    return Read(address.id, readings, tuple(damaged), tuple(faults))
