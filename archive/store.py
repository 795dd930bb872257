"""The archive: one SQLite file, and the only door through which it is written.

Every page takes two commits. The first keeps the raw page and marks its address `stored`; the second keeps what was
read from it (article, sections, new addresses) and marks the address `done`. Killing the process between any two
instructions loses nothing that was committed.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, Any

from archive import (
    articles,
    checking,
    compaction,
    derivations,
    due,
    found,
    frontier,
    opening,
    pages,
    planning,
    recording,
    rederivation,
    repairing,
    run_reports,
    runs,
    search,
    sections,
    statistics,
    trails,
    visits,
)
from archive.archive_file import ArchiveFile
from archive.clock import now
from archive.errors import ArchiveMisused
from archive.redaction import rules

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from filelock import FileLock
    from sqlite_utils import Database

    from archive.checking import Finding
    from archive.derivations import LastRead
    from archive.rederivation import Readings, Rederived
    from archive.schema import Crumb, FoundAddress, Page, Reading, RevisitPolicy


class Archive(ArchiveFile):
    """An open archive. Use it as a context manager; `path` is its file."""

    def __init__(self, db: Database, path: Path, lock: FileLock | None) -> None:
        super().__init__(db, path, lock)
        self._tending = compaction.Tending(self.transaction)
        self._asked = due.Asked()
        self._before = run_reports.Before()

    def is_empty(self) -> bool:
        """Whether nothing at all is in the archive: no site, and no run."""
        return sections.are_none(self.connection)

    def check(self, tell: Callable[[str], None] = lambda _: None) -> Iterator[Finding]:
        """Everything that does not hold in the archive; `tell` hears the names of the steps."""
        return checking.check(self.connection, self.path, tell)

    def heal(self, remedies: Collection[str], fetch: Collection[int]) -> None:
        """Do what these remedies are without reading a page; these addresses are to be fetched again."""
        repairing.heal(self, remedies, fetch)

    # The run

    def begin_run(self, arguments: Mapping[str, Any], kind: str = "crawl") -> int:
        """The id of a new run with these arguments, or of the last one when it was interrupted and can go on.

        Two arguments mean something here: `full` makes everything due, `since` (a day) leaves out what is older.
        """
        self._asked = due.Asked.of(arguments)
        self._before = run_reports.Before()
        with self.transaction() as connection:
            due.forget_the_future(connection)
            return runs.begin(connection, arguments, kind)

    def report_run(self, run_id: int, sites: Mapping[str, Mapping[str, Any]]) -> None:
        """Keep all that the run has done on these sites since it was begun or taken up, by the site's key.

        Tell it as often as you like (archive/run_reports.py says what); told with an `exit_status`, it is the end.
        """
        with self.transaction() as connection:
            self._before.write(connection, run_id, sites)

    def count_run(self, run_id: int, counts: Mapping[str, int]) -> None:
        """Keep all that the run has done since it was begun or taken up."""
        with self.transaction() as connection:
            runs.count(connection, run_id, self._before.total(connection, run_id, counts))

    def finish_run(self, run_id: int, counts: Mapping[str, int], reason: str, exit_status: int) -> dict[str, int]:
        """Write down how the run ended, and what it did since it was begun or taken up; what it did in all."""
        with self.transaction() as connection:
            total = self._before.total(connection, run_id, counts)
            runs.finish(connection, run_id, total, reason, exit_status)
            if reason == "finished":
                sections.end_sweeps(connection, run_id)
            statistics.renew(connection)
            return total

    # The frontier

    def ensure_site(
        self, key: str, name: str | None, base_url: str, cms: str | None = None, municipality_code: str | None = None
    ) -> int:
        """The id of the site with this key; without a code its municipality is the one whose website it is.

        Without a name it keeps the one it has, which is its key at first.
        """
        with self.transaction() as connection:
            return sections.ensure_site(connection, key, name, base_url, cms, municipality_code)

    def set_revisits(self, site_id: int, policy: RevisitPolicy) -> None:
        """Visit the site by its profile's policy; where that has changed, what is known of it is due at other times."""
        with self.transaction() as connection:
            planning.set_policy(connection, site_id, policy)

    def name_site(self, site_id: int, name: str) -> None:
        """Call the site what it calls itself."""
        with self.transaction() as connection:
            sections.name_site(connection, site_id, name)

    def forget_site(self, site_id: int, run_id: int) -> bool:
        """Take a site that nothing was ever had of out of the archive again; False when something was."""
        with self.transaction() as connection:
            return sections.forget_site(connection, site_id, run_id)

    def add_start(self, site_id: int, url: str, section: Sequence[str], run_id: int) -> tuple[frontier.Address, bool]:
        """The start address of a crawl, and whether this run has still to fetch it."""
        with self.transaction() as connection:
            if rules.is_deleted(connection, url):
                raise ArchiveMisused(f"{url}: the article was deleted by a decision; it is not crawled.")
            return frontier.add_start(connection, site_id, url, section, run_id)

    def set_scope(self, run_id: int, start_id: int, site_id: int, section: Sequence[Crumb]) -> int:
        """Let the run follow this section from this start address; the section's id."""
        with self.transaction() as connection:
            section_id = sections.follow(connection, run_id, start_id, site_id, section, full=self._asked.full)
            due.want(connection, run_id, site_id, self._asked)
            return section_id

    @opening.telling_errors
    def scope(self, run_id: int, start_id: int) -> dict[int, str]:
        """The sections that the run follows from this start address: their trails by id."""
        return sections.followed(self.connection, run_id, start_id)

    @opening.telling_errors
    def article_count(self, section_ids: Sequence[int]) -> int:
        """How many articles these sections have."""
        return sections.article_count(self.connection, section_ids)

    @opening.telling_errors
    def nearest_trails(self, site_id: int, names: Sequence[str]) -> list[str]:
        """Trails of the site's known sections that a trail with these names may be meant to be, likeliest first."""
        return trails.nearest_trails(self.connection, names, site_id)

    @opening.telling_errors
    def entrance(self, url: str, run_id: int) -> tuple[frontier.Address, bool]:
        """The address with this URL, and whether the run has tried it already."""
        return frontier.entrance(self.connection, url, run_id)

    def add_entrance(self, site_id: int, found: FoundAddress, start: str, run_id: int) -> tuple[frontier.Address, bool]:
        """A page on the way from a start to its sections, and whether this run has still to fetch it."""
        with self.transaction() as connection:
            return frontier.add_entrance(connection, site_id, found, start, run_id)

    @opening.telling_errors
    def last_seen(self, address_id: int) -> Page | str:
        """The page that the last visit to an address gave, or in words why there is none."""
        seen = visits.last_seen(self.connection, address_id)
        return seen if isinstance(seen, str) else self.page(seen)

    @opening.telling_errors
    def address(self, address_id: int) -> frontier.Address:
        """The address with this id, as it is now."""
        return frontier.address(self.connection, address_id)

    @opening.telling_errors
    def due_count(self, run_id: int, site_id: int, section_ids: Sequence[int]) -> int:
        """How many addresses the run has still to fetch of these sections."""
        return due.count(self.connection, run_id, site_id, section_ids, self._asked)

    @opening.telling_errors
    def due_addresses(
        self, run_id: int, site_id: int, section_ids: Sequence[int], limit: int
    ) -> list[frontier.Address]:
        """What the run should fetch now of these sections, newest news first."""
        return due.addresses(self.connection, run_id, site_id, section_ids, limit, self._asked)

    def would_fetch(self, start: str, arguments: Mapping[str, Any]) -> list[due.Due]:
        """What a crawl with these arguments would fetch from this start now, in its order, as far as is known."""
        return due.would_fetch(self.connection, start, arguments)

    # The two commits

    def store_page(
        self, address_id: int, page: Page, run_id: int | None, told: Mapping[str, Mapping[str, Any]] | None = None
    ) -> pages.Kept:
        """The first commit: keep the raw page, and what the run tells with it (`report_run`)."""
        with self.transaction() as connection:
            kept = pages.store(connection, address_id, page, run_id)
            visits.mark_stored(connection, address_id, kept.id, page, run_id)
            if told and run_id is not None:
                self._before.write(connection, run_id, told)
        with opening.telling(self.path):
            self._tending.tend(self.connection, kept)
        return kept

    def note_reservations(self, address_id: int, said: Sequence[str]) -> None:
        """Keep what the address's page says about being kept, as "noarchive" or "tdm-reservation"."""
        with self.transaction() as connection:
            visits.note_reservations(connection, address_id, said)

    def record(self, address_id: int, reading: Reading) -> str:
        """The second commit: keep what was read from the address's stored page.

        What it did: "new", "changed", "moved" or "same" for an article; "missing" or "replaced" when an article's
        address does not show it any more ("… again" on a later visit), which changes nothing; else the page's placing.
        """
        with self.transaction() as connection:
            return recording.record(connection, address_id, reading)

    def rederive(self, readings: Iterable[Readings], run_id: int | None, *, dry_run: bool = False) -> list[Rederived]:
        """Keep in one commit what a better program read from stored pages; the frontier stays as it is.

        Each address comes with its `distinct_pages` and what was read from them. A dry run tells the same and keeps
        nothing.
        """
        with self.transaction() as connection:
            connection.execute("SAVEPOINT readings")
            done = [rederivation.rederive(connection, address_id, pages, run_id) for address_id, pages in readings]
            search.index_texts(connection, chain.from_iterable(one.texts for one in done))
            connection.execute(f"{'ROLLBACK TO' if dry_run else 'RELEASE'} readings")
            return done

    def distinct_pages(self, address_id: int) -> list[int]:
        """The pages of an address that differ from the one before, oldest first."""
        return rederivation.distinct_pages(self.connection, address_id)

    def derivations(self, site_key: str | None = None) -> Iterator[LastRead]:
        """Every address with a page, in a fixed order, and what read it last: what re-extraction goes through."""
        return derivations.current(self.connection, site_key)

    def revisited(self, address_id: int, page: Page, run_id: int, reading: Reading | None = None) -> None:
        """The address was answered 304: its page still holds, and what a list page told of (`reading`) does too."""
        with self.transaction() as connection:
            recording.record_unchanged(connection, address_id, page, run_id, reading)

    def failed(self, address_id: int, reason: str, run_id: int | None) -> None:
        """The address could not be fetched or read; it waits for the next run."""
        with self.transaction() as connection:
            visits.mark_failed(connection, address_id, reason, run_id)

    def excluded(self, address_id: int, reason: str, run_id: int) -> None:
        """The address is not to be fetched, by the site's rules or ours; asked again on a later visit."""
        with self.transaction() as connection:
            visits.mark_excluded(connection, address_id, reason, run_id)

    def note_missing(self, address_id: int, reason: str, run_id: int) -> bool:
        """The address does not show its page; whether an earlier visit said so too: `settle_missing` may follow."""
        with self.transaction() as connection:
            return visits.mark_missed(connection, address_id, reason, run_id)

    def settle_missing(self, address_id: int, reason: str, run_id: int) -> int:
        """The address does not show its page; how many articles that makes gone (none before a second visit).

        An article that another address shows lives on at that one: it has moved.
        """
        with self.transaction() as connection:
            if not visits.mark_missed(connection, address_id, reason, run_id):
                return 0
            visits.mark_gone(connection, address_id)
            return articles.mark_gone(connection, address_id, now())

    @opening.telling_errors
    def is_surely_missing(self, address_id: int) -> bool:
        """Whether a missing address is gone though most of its site is: others show its articles, or it long is."""
        return articles.live_elsewhere(self.connection, address_id) or visits.is_long_missed(
            self.connection, address_id
        )

    def add_lists(self, section_id: int, site_id: int, lists: Sequence[FoundAddress], run_id: int) -> None:
        """Let the run ask these sources, which no page told of, for the section's articles."""
        with self.transaction() as connection:
            found.add_lists(connection, site_id, section_id, run_id, lists)

    # Stored pages

    @opening.telling_errors
    def stored_addresses(self) -> Iterator[frontier.Address]:
        """Addresses whose page is kept but not read: what a killed process left behind."""
        return frontier.stored(self.connection)

    def begin_derivation(self, address_id: int) -> bool:
        """Count one more attempt to read the address's page; False when it has killed the process too often."""
        with self.transaction() as connection:
            return visits.begin_derivation(connection, address_id)

    def end_derivation(self, address_id: int) -> None:
        """The address's page was read: it is not what ends the process, should that die before the reading is kept."""
        with self.transaction() as connection:
            visits.end_derivation(connection, address_id)

    @opening.telling_errors
    def page(self, page_id: int) -> Page:
        """A stored page, its bytes checked, as it is to be read.

        Its `fetched_at` is when the archive first got these bytes: "igår" in them counts from there, however often the
        same bytes have come since.
        """
        page = pages.load(self.connection, page_id)
        return replace(page, fetched_at=pages.first_captured(self.connection, page_id))

    @opening.telling_errors
    def holds(self, address: frontier.Address) -> bool:
        """Whether there is a page of the address that can be read back: one that is damaged is to be fetched again."""
        return address.page_id is not None and pages.is_whole(self.connection, address.page_id)

    @opening.telling_errors
    def latest_articles(self, site_key: str, most: int) -> list[dict[str, Any]]:
        """What the site's articles that were first seen last hold, by field, as far as a profile can be wrong in it."""
        return articles.latest(self.connection, site_key, most)

    @opening.telling_errors
    def addresses_with_pages(self, site_key: str | None = None) -> Iterator[frontier.Address]:
        """Every address with a stored page, in a fixed order."""
        return frontier.with_pages(self.connection, site_key)

    @opening.telling_errors
    def page_urls(self) -> Iterator[str]:
        """The address that answered, of every stored page, and the one that was asked for; some come again."""
        return pages.urls(self.connection)
