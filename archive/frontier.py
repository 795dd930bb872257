"""The frontier: which addresses are known, and what told of each (`archive.due`, `archive.visits` for the rest).

An address is `pending` until it is fetched, `stored` once its page is in the archive, `done` once what the page says
is in there too. `failed` waits for the next run, `gone` was answered 404 or 410 on two visits.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from archive import pages
from archive.clock import now
from archive.schema import Context, FoundAddress
from archive.tellings import tells_more

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence

    from archive.schema import AddressKind

EVERY_RUN = frozenset({"list", "part", "script", "endpoint", "feed"})
"""Sources that are asked in every run; the others when they are due, and in sweeps."""


@dataclass(frozen=True, slots=True)
class Address:
    """One address of the frontier, as the crawl needs it; `reason` says what was amiss when `run_id` visited it."""

    id: int
    site_id: int
    url: str
    kind: AddressKind
    context: Context
    etag: str | None
    last_modified: str | None
    page_id: int | None
    reason: str | None
    run_id: int | None


COLUMNS = ", ".join(f"addresses.{name}" for name in Address.__slots__)
"""What is read of an address, for `from_row`."""


def from_row(row: tuple[Any, ...]) -> Address:
    """The address in a row of COLUMNS."""
    values = dict(zip(Address.__slots__, row, strict=True))
    return Address(**values | {"context": Context.from_json(values["context"])})


def address(connection: sqlite3.Connection, address_id: int) -> Address:
    """The address with this id."""
    return from_row(connection.execute(f"SELECT {COLUMNS} FROM addresses WHERE id = ?", [address_id]).fetchone())


def entrance(connection: sqlite3.Connection, url: str, run_id: int) -> tuple[Address, bool]:
    """The address with this URL, and whether the run has tried it already."""
    address_id, tried = connection.execute(
        "SELECT id, run_id IS ? FROM addresses WHERE url = ?", [run_id, url]
    ).fetchone()
    return address(connection, address_id), bool(tried)


def add_entrance(
    connection: sqlite3.Connection, site_id: int, found: FoundAddress, start: str, run_id: int
) -> tuple[Address, bool]:
    """Make a page on the way from `start` known; the address, and whether this run has still to fetch it.

    What is known as an article or a start stays that, unless it is said to be a section; an article's kept page does,
    where it is whole. What is gone is not asked for before it is due.
    """
    kind, page_id, is_gone = connection.execute(
        "SELECT kind, page_id, state = 'gone' AND due_at > ? FROM addresses WHERE url = ?", [now(), found.url]
    ).fetchone() or (None, None, False)
    stays = kind in {"article", "start"} and not found.context.section
    if not (stays or is_gone):
        add(connection, site_id, found, start)
    address, tried = entrance(connection, found.url, run_id)
    if stays and kind == "article" and page_id is not None:
        tried |= pages.is_whole(connection, page_id)
    return address, not (tried or is_gone)


_AT_ONCE = 500
"""Addresses in memory at a time, of as many as there may be."""


def stored(connection: sqlite3.Connection) -> Iterator[Address]:
    """Addresses whose page is kept but not read yet: what a killed process left behind.

    A few are in memory at a time; they may be read while they come. One that has lost its page, as an earlier program
    could leave it, is for `check` to tell.
    """
    # The plus keeps SQLite from going through the whole table in the order of its ids.
    query = f"""SELECT {COLUMNS} FROM addresses WHERE state = 'stored' AND page_id IS NOT NULL AND +id > ?
                ORDER BY +id LIMIT ?"""
    batch = connection.execute(query, [0, _AT_ONCE]).fetchall()
    while batch:
        addresses = [from_row(row) for row in batch]
        yield from addresses
        batch = connection.execute(query, [addresses[-1].id, _AT_ONCE]).fetchall()


def with_pages(connection: sqlite3.Connection, site_key: str | None = None) -> Iterator[Address]:
    """Every address with a stored page, of one site or of all, in the order in which they became known."""
    rows = connection.execute(
        f"""SELECT {COLUMNS} FROM addresses JOIN sites ON sites.id = addresses.site_id
            WHERE addresses.page_id IS NOT NULL AND (? IS NULL OR sites.key = ?) ORDER BY addresses.id""",
        [site_key, site_key],
    )
    return (from_row(row) for row in rows)


def add_start(
    connection: sqlite3.Connection, site_id: int, url: str, section: Sequence[str], run_id: int
) -> tuple[Address, bool]:
    """Make the start address of a crawl known; the address, and whether this run has still to fetch it."""
    start = FoundAddress(url, "start", 0, Context(section=tuple(section), source="start"))
    address_id = add(connection, site_id, start, None)
    (tried,) = connection.execute(
        "SELECT run_id IS ? AND state != 'failed' FROM addresses WHERE id = ?", [run_id, address_id]
    ).fetchone()
    return address(connection, address_id), not tried


def add(
    connection: sqlite3.Connection, site_id: int, found: FoundAddress, found_on: str | None, *, now_due: bool = False
) -> int:
    """Make the address known, with the source that told of it; its id.

    The strongest source that told of an address gives its context, of equals the narrower list, then the first; an
    article that was read before is read again with it. A list or start page that is found again is due again when its
    source is asked in every run, or when `now_due` says so.
    """
    row = connection.execute("SELECT id, kind, placing, context FROM addresses WHERE url = ?", [found.url]).fetchone()
    if row is None:
        cursor = connection.execute(
            """INSERT INTO addresses (site_id, url, kind, state, rank, found_on, found_at, due_at, context, dated)
               VALUES (?, ?, ?, 'pending', ?, ?, ?, ?, ?, ?)""",
            [site_id, found.url, found.kind, found.rank, found_on, now(), now(), found.context.to_json(), found.dated],
        )
        assert cursor.lastrowid is not None
        address_id = cursor.lastrowid
    else:
        address_id = row[0]
        _, kind, placing, context = row
        known = _Known(address_id, kind, placing, Context.from_json(context))
        _add_again(connection, known, found, now_due=now_due)
    connection.execute(
        "INSERT INTO address_sources VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        [address_id, found.context.source, found_on],
    )
    return int(address_id)


class _Known(NamedTuple):
    """What an address that is told of again was known as."""

    id: int
    kind: AddressKind
    placing: str | None
    context: Context


def _add_again(connection: sqlite3.Connection, known: _Known, found: FoundAddress, *, now_due: bool) -> None:
    """Let what is told of a known address again change it, as `add` says."""
    if found.kind == "walk" and known.placing == "article":
        return  # what was read as an article is one, whatever a link calls it
    if found.kind != "article":
        _list_again(connection, known, found)
        if now_due or found.kind != "list" or found.context.source in EVERY_RUN:
            _ask_now(connection, known.id)
    elif known.kind == "list" and known.context.source == "part":
        _ask_now(connection, known.id)  # the section's list shows it still
    elif known.kind != "list" and known.placing != "section" and tells_more(known.kind, known.context, found):
        _article_again(connection, known, found)


def is_known_as_other(connection: sqlite3.Connection, found: FoundAddress) -> bool:
    """Whether a page that may be the archive of a section is known as something else: a start, another's archive."""
    row = connection.execute("SELECT kind, placing, context FROM addresses WHERE url = ?", [found.url]).fetchone()
    if row is None:
        return False
    kind, placing, known = row[0], row[1], Context.from_json(row[2])
    if kind == "article":
        return bool(placing == "article")
    return kind != "list" or known.source != "archive" or known.section != found.context.section


def _list_again(connection: sqlite3.Connection, known: _Known, found: FoundAddress) -> None:
    """A list or start page keeps its own context but for how the lists before it went; an article's may be a list's."""
    told, context = found.context, known.context
    if known.kind != "article":
        context = replace(
            context,
            section=told.section,
            barren=told.barren,
            repeated=told.repeated,
            reached=told.reached,
            latest=told.latest,
        )
    elif found.kind == "list":
        context = told
    connection.execute(
        "UPDATE addresses SET kind = ?, rank = ?, context = ?, dated = ? WHERE id = ?",
        [found.kind, found.rank, context.to_json(), found.dated, known.id],
    )


def _article_again(connection: sqlite3.Connection, known: _Known, found: FoundAddress) -> None:
    """A source that knows more of an article gives its context, with which its page is read again."""
    kind = "article" if known.placing or known.kind == "walk" else known.kind
    # What led to another site was done without a page: there is nothing to read again.
    connection.execute(
        """UPDATE addresses SET kind = ?, context = ?, rank = ?, dated = coalesce(?, dated), derivations = 0,
                  state = CASE WHEN state = 'done' AND page_id IS NOT NULL THEN 'stored' ELSE state END
           WHERE id = ?""",
        [kind, found.context.to_json(), found.rank, found.dated, known.id],
    )


def _ask_now(connection: sqlite3.Connection, address_id: int) -> None:
    connection.execute("UPDATE addresses SET due_at = ?, wanted = 1 WHERE id = ?", [now(), address_id])
