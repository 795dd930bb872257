"""What a page told of goes into the frontier, and what its silence says of what was known before."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from archive import articles, frontier, sections
from archive.clock import now, stamp

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from archive.frontier import Address
    from archive.schema import Cut, FoundAddress, Reading

MAX_BARREN = 1
"""How many list pages in a row may show nothing new before the crawl stops turning pages: an edited list can push one
page's news to the next, and a list that repeats itself for longer has ended."""

_LISTS = frozenset({"list", "script", "endpoint"})
"""Sources that show the section's list in its own order, so that what is missing between two items has left it."""
_ENDLESS = _LISTS | {"part", "archive", "month"}
"""Sources whose next page may be the same page for ever; the others say how many they have."""
_MOST_HINTS = 10
"""Articles that a source may say have changed, however many it tells of; beyond, at most half of them: a system that
writes the moment of the request beside every article says nothing."""


def keep(connection: sqlite3.Connection, address: Address, reading: Reading) -> None:
    """Keep what the address's page told of, in the run that visited it."""
    _keep_cuts(connection, address, reading.cut)
    if reading.placing != "section":
        for one in reading.found:
            frontier.add(connection, address.site_id, one, address.url)
        return
    section_id = sections.ensure(connection, address.site_id, reading.section)
    assert section_id is not None
    _Sightings(connection, address, section_id).keep(reading.found)


class _Sightings:
    """One visit to a page that tells of a section's articles."""

    def __init__(self, connection: sqlite3.Connection, address: Address, section_id: int) -> None:
        self._connection = connection
        self._address = address
        self._section_id = section_id
        self._run_id = address.run_id
        self._sweep = sections.is_swept(connection, address.run_id, section_id)
        self._new = 0
        self._new_to_run = 0
        self._reached = address.context.reached
        self._changed: list[int] = []

    def keep(self, found: Sequence[FoundAddress]) -> None:
        shown = [self._see(one) for one in found if one.kind == "article"]
        self._visit_changed(len(shown))
        following = [one for one in found if one.kind == "list" and one.context.source == self._address_source]
        if self._address_source in _LISTS:
            self._visit_vanished(to_the_end=bool(shown) and not following)
        for one in found:
            if one.kind == "walk":
                frontier.add(self._connection, self._address.site_id, one, self._address.url)
            elif one.kind == "list" and (one not in following or not self._has_ended(shown)):
                self._add_list(one)

    @property
    def _address_source(self) -> str:
        if self._address.kind == "article":
            return ""  # a list among the section's news, which is one of its sources from now on
        source = self._address.context.source
        return "list" if source in {"start", "survey", "walk"} else source

    def _has_ended(self, shown: Sequence[int]) -> bool:
        """Whether the list goes no further: it is empty, shows the run nothing new, or the archive, unless swept."""
        if self._address_source in _ENDLESS and (not shown or self._repeated > MAX_BARREN):
            return True
        return not self._sweep and self._address_source != "sitemap" and self._barren > MAX_BARREN

    @property
    def _barren(self) -> int:
        return 0 if self._new else self._address.context.barren + 1

    @property
    def _repeated(self) -> int:
        return 0 if self._new_to_run else self._address.context.repeated + 1

    def _see(self, found: FoundAddress) -> int:
        """The address of an article that the page shows, in its place in the section's list."""
        address_id = frontier.add(self._connection, self._address.site_id, found, self._address.url)
        in_list = found.listed and found.context.source in _LISTS
        known = self._connection.execute(
            "SELECT place, says, run_id FROM address_sections WHERE address_id = ? AND section_id = ?",
            [address_id, self._section_id],
        ).fetchone()
        place, says, run_id = known or (None, None, None)
        self._new += known is None or (in_list and place is None)
        self._new_to_run += run_id != self._run_id
        if in_list:
            self._reached = max(self._reached, place or 0)
            if says and found.says and says != found.says:
                self._changed.append(address_id)
            if known and place is None:
                self._look_whether_it_is_back(address_id)
        if found.modified and self._is_later(address_id, stamp(found.modified)):
            self._changed.append(address_id)
        self._connection.execute(
            """INSERT INTO address_sections (address_id, section_id, listed, place, says, run_id)
               VALUES (?, ?, ?, ?, ?, ?)
               ON CONFLICT DO UPDATE SET listed = max(listed, excluded.listed), place = coalesce(excluded.place, place),
                   says = coalesce(excluded.says, says), run_id = coalesce(excluded.run_id, run_id)""",
            [address_id, self._section_id, found.listed, found.rank if in_list else None,
             found.says if in_list else None, self._run_id if self._address_source in _ENDLESS else None],
        )  # fmt: skip
        if found.listed:
            articles.list_in_section(self._connection, found.url, self._section_id)
        return address_id

    def _look_whether_it_is_back(self, address_id: int) -> None:
        """Let an article be visited that is gone, and that the list shows again after it did not."""
        self._connection.execute(
            "UPDATE addresses SET due_at = ?, wanted = 1 WHERE id = ? AND state = 'gone' AND run_id IS NOT ?",
            [now(), address_id, self._run_id],
        )

    def _is_later(self, address_id: int, modified: str) -> bool:
        (fetched_at,) = self._connection.execute(
            "SELECT fetched_at FROM addresses WHERE id = ?", [address_id]
        ).fetchone()
        return fetched_at is not None and fetched_at < modified

    def _visit_changed(self, shown: int) -> None:
        """Let articles that a source says have changed be visited in this run."""
        if len(self._changed) <= max(_MOST_HINTS, shown // 2):
            self._visit(self._changed)

    def _visit_vanished(self, *, to_the_end: bool) -> None:
        """Let articles be visited that the list showed before in between, or at its end, and does not show now."""
        end = _NO_END if to_the_end else self._reached
        rows = self._connection.execute(
            """SELECT address_id FROM address_sections
               WHERE section_id = ? AND listed AND place > ? AND place <= ? AND run_id IS NOT ?""",
            [self._section_id, self._address.context.reached, end, self._run_id],
        ).fetchall()
        vanished = [address_id for (address_id,) in rows]
        self._visit(vanished)
        self._connection.executemany(
            "UPDATE address_sections SET place = NULL WHERE address_id = ? AND section_id = ?",
            [(address_id, self._section_id) for address_id in vanished],
        )

    def _visit(self, address_ids: Sequence[int]) -> None:
        self._connection.executemany(
            """UPDATE addresses SET due_at = ?, wanted = 1
               WHERE id = ? AND kind = 'article' AND state = 'done' AND run_id IS NOT ?""",
            [(now(), address_id, self._run_id) for address_id in address_ids],
        )

    def _add_list(self, found: FoundAddress) -> None:
        if found.context.latest and frontier.is_known_as_other(self._connection, found):
            return
        if found.context.source == self._address_source:
            context = replace(found.context, barren=self._barren, repeated=self._repeated, reached=self._reached)
            found = replace(found, context=context)
        address_id = frontier.add(
            self._connection, self._address.site_id, found, self._address.url, now_due=self._sweep
        )
        _connect_list(self._connection, address_id, self._section_id)


_NO_END = 1 << 62


def add_lists(
    connection: sqlite3.Connection, site_id: int, section_id: int, run_id: int, lists: Sequence[FoundAddress]
) -> None:
    """Let the run ask these sources for the section's articles; they are due by their own interval, or in a sweep."""
    sweep = sections.is_swept(connection, run_id, section_id)
    for one in lists:
        _connect_list(connection, frontier.add(connection, site_id, one, None, now_due=sweep), section_id)


def _connect_list(connection: sqlite3.Connection, address_id: int, section_id: int) -> None:
    connection.execute(
        "INSERT INTO address_sections (address_id, section_id, listed) VALUES (?, ?, 0) ON CONFLICT DO NOTHING",
        [address_id, section_id],
    )


def _keep_cuts(connection: sqlite3.Connection, address: Address, cuts: Sequence[Cut]) -> None:
    connection.executemany(
        """INSERT INTO cut_addresses (site_id, reason, pattern, example, found_on, run_id) VALUES (?, ?, ?, ?, ?, ?)
           ON CONFLICT DO UPDATE SET run_id = excluded.run_id""",
        [(address.site_id, cut.reason, cut.pattern, cut.url, address.url, address.run_id) for cut in cuts],
    )
