"""The frontier: which addresses are known, due, stored, done, failed or gone, and when to come back.

An address is `pending` until it is fetched, `stored` once its page is in the archive, `done` once what the page says
is in there too. `failed` waits for the next run, `gone` was answered 404 or 410 on two visits.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from archive import planning, revisits, sections
from archive.clock import now, stamp
from archive.schema import Context
from archive.tellings import tells_more

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Sequence

    from archive.identity import Doubt
    from archive.schema import AddressKind, AddressState, FoundAddress, Page

MAX_DERIVATIONS = 2
"""A page whose reading killed the process this many times is set aside as failed (docs/architecture.md)."""

_EVERY_RUN = frozenset({"list", "part", "script", "endpoint", "feed"})
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


_COLUMNS = ", ".join(f"addresses.{name}" for name in Address.__slots__)


def _address(row: tuple[Any, ...]) -> Address:
    values = dict(zip(Address.__slots__, row, strict=True))
    return Address(**values | {"context": Context.from_json(values["context"])})


def address(connection: sqlite3.Connection, address_id: int) -> Address:
    """The address with this id."""
    return _address(connection.execute(f"SELECT {_COLUMNS} FROM addresses WHERE id = ?", [address_id]).fetchone())


@dataclass(frozen=True, slots=True)
class Asked:
    """What a run was asked for beyond its start addresses: everything again, or only news from a day on."""

    full: bool = False
    since: str | None = None


def due(
    connection: sqlite3.Connection, run_id: int, site_id: int, section_ids: Sequence[int], limit: int, asked: Asked
) -> list[Address]:
    """Addresses of these sections that this run should fetch now, newest news first.

    What the run has already tried is left out, so that a failure is taken up by the next run, not by this one, and
    there after what has not failed yet: a host in trouble is left after some failures in a row.
    """
    where, values = _due_where(run_id, site_id, section_ids, asked)
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM addresses {where} ORDER BY failures > 0, rank, url LIMIT ?", [*values, limit]
    )
    return [_address(row) for row in rows]


def due_count(
    connection: sqlite3.Connection, run_id: int, site_id: int, section_ids: Sequence[int], asked: Asked
) -> int:
    """How many addresses `due` would give without a limit."""
    where, values = _due_where(run_id, site_id, section_ids, asked)
    (count,) = connection.execute(f"SELECT count(*) FROM addresses {where}", values).fetchone()
    return int(count)


def _due_where(run_id: int, site_id: int, section_ids: Sequence[int], asked: Asked) -> tuple[str, list[Any]]:
    marks = ",".join("?" * len(section_ids))
    # The plus keeps SQLite from taking another index than the one that has what is wanted in this order.
    where = f"""WHERE wanted AND site_id = ? AND {_DUE} AND state != 'stored' AND kind IN ('list', 'article')
                AND EXISTS (SELECT 1 FROM address_sections
                            WHERE address_id = addresses.id AND section_id IN ({marks}))"""
    return where, [site_id, *_due_values(run_id, asked), *section_ids]


_AT_ONCE = 500
"""Addresses in memory at a time, of as many as there may be."""
_NEVER = "9999"
_DUE = """+due_at <= ? AND +run_id IS NOT ?
          AND (? IS NULL OR dated IS NULL OR dated >= substr(?, 1, length(dated)))"""


def _due_values(run_id: int, asked: Asked) -> list[Any]:
    return [_NEVER if asked.full else now(), run_id, asked.since, asked.since]


def want(connection: sqlite3.Connection, run_id: int, site_id: int, asked: Asked) -> None:
    """Mark what of the site is due as this run begins, which `due` then finds without looking at the others."""
    connection.execute(
        f"UPDATE addresses SET wanted = NOT wanted WHERE site_id = ? AND wanted != ({_DUE})",
        [site_id, *_due_values(run_id, asked)],
    )


@dataclass(frozen=True, slots=True)
class Due:
    """An address that a run would fetch now, with what says why."""

    url: str
    kind: AddressKind
    state: AddressState
    source: str
    is_due: bool
    missed: bool
    surely: bool
    """False for a list page that is only turned to when those before it show anything new."""


def would_fetch(connection: sqlite3.Connection, start: str, asked: Asked) -> list[Due]:
    """What a run from this start address would fetch of the sections that earlier runs followed from there.

    List pages that a run asks for anew each time come first.
    """
    section_ids = [
        section_id
        for (section_id,) in connection.execute(
            """SELECT DISTINCT section_id FROM run_sections JOIN addresses ON addresses.id = address_id
               WHERE url = ?""",
            [start],
        )
    ]
    sweep = any(sections.begin_sweep(connection, section_id, full=asked.full) for section_id in section_ids)
    rows = connection.execute(
        f"""SELECT url, kind, state, source, due_at <= :now, missed, :sweep OR position <= :surely
            FROM (SELECT *, coalesce(json_extract(context, '$.source'), 'list') AS source,
                         coalesce(json_extract(context, '$.position'), 0) AS position,
                         coalesce(reason, '') LIKE 'missing:%' AS missed FROM addresses)
            WHERE (kind = 'walk' AND found_on = :start) OR (kind IN ('list', 'article') AND state != 'stored'
              AND (due_at <= :until OR (kind = 'list' AND (:sweep OR source IN ({_words(_EVERY_RUN)}))))
              AND (:since IS NULL OR dated IS NULL OR dated >= substr(:since, 1, length(dated)))
              AND id IN (SELECT address_id FROM address_sections WHERE section_id IN ({_words(section_ids)})))
            ORDER BY rank, url""",
        {
            "now": now(),
            "until": _NEVER if asked.full else now(),
            "since": asked.since,
            "sweep": sweep,
            "surely": 1,
            "start": start,
        },
    )
    return [Due(*row[:4], *map(bool, row[4:])) for row in rows]


def _words(values: Iterable[str | int]) -> str:
    """Our own constants and ids as a list in SQL."""
    return ", ".join(repr(value) for value in values)


def stored(connection: sqlite3.Connection) -> Iterator[Address]:
    """Addresses whose page is kept but not read yet: what a killed process left behind.

    A few are in memory at a time; they may be read while they come. One that has lost its page, as an earlier program
    could leave it, is for `check` to tell.
    """
    # The plus keeps SQLite from going through the whole table in the order of its ids.
    query = f"""SELECT {_COLUMNS} FROM addresses WHERE state = 'stored' AND page_id IS NOT NULL AND +id > ?
                ORDER BY +id LIMIT ?"""
    batch = connection.execute(query, [0, _AT_ONCE]).fetchall()
    while batch:
        addresses = [_address(row) for row in batch]
        yield from addresses
        batch = connection.execute(query, [addresses[-1].id, _AT_ONCE]).fetchall()


def with_pages(connection: sqlite3.Connection, site_key: str | None = None) -> Iterator[Address]:
    """Every address with a stored page, of one site or of all, in the order in which they became known."""
    rows = connection.execute(
        f"""SELECT {_COLUMNS} FROM addresses JOIN sites ON sites.id = addresses.site_id
            WHERE addresses.page_id IS NOT NULL AND (? IS NULL OR sites.key = ?) ORDER BY addresses.id""",
        [site_key, site_key],
    )
    return (_address(row) for row in rows)


def begin_derivation(connection: sqlite3.Connection, address_id: int) -> bool:
    """Count one more attempt to read the address's page; False when reading it has killed the process too often."""
    (derivations,) = connection.execute(
        "UPDATE addresses SET derivations = derivations + 1 WHERE id = ? RETURNING derivations", [address_id]
    ).fetchone()
    return bool(derivations <= MAX_DERIVATIONS)


def end_derivation(connection: sqlite3.Connection, address_id: int) -> None:
    """Forget the attempts to read the address's page."""
    connection.execute("UPDATE addresses SET derivations = 0 WHERE id = ?", [address_id])


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
        _add_again(connection, row, found, now_due=now_due)
    connection.execute(
        "INSERT INTO address_sources VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        [address_id, found.context.source, found_on],
    )
    return int(address_id)


def _add_again(
    connection: sqlite3.Connection, known: tuple[int, str, str | None, str], found: FoundAddress, *, now_due: bool
) -> None:
    address_id, kind, placing, text = known
    context = Context.from_json(text)
    if found.kind != "article":
        if kind == "article" and found.kind == "list":
            context = found.context
        elif kind != "article":
            told = found.context
            context = replace(
                context, section=told.section, barren=told.barren, repeated=told.repeated, reached=told.reached
            )
        connection.execute(
            "UPDATE addresses SET kind = ?, rank = ?, context = ?, dated = ? WHERE id = ?",
            [found.kind, found.rank, context.to_json(), found.dated, address_id],
        )
        if now_due or found.kind != "list" or found.context.source in _EVERY_RUN:
            _ask_now(connection, address_id)
    elif kind == "list" and context.source == "part":
        _ask_now(connection, address_id)  # the section's list shows it still
    elif kind != "list" and placing != "section" and tells_more(kind, context, found):
        kind = "article" if placing or kind == "walk" else kind
        # What led to another site was done without a page: there is nothing to read again.
        connection.execute(
            """UPDATE addresses SET kind = ?, context = ?, rank = ?, dated = coalesce(?, dated), derivations = 0,
                      state = CASE WHEN state = 'done' AND page_id IS NOT NULL THEN 'stored' ELSE state END
               WHERE id = ?""",
            [kind, found.context.to_json(), found.rank, found.dated, address_id],
        )


def _ask_now(connection: sqlite3.Connection, address_id: int) -> None:
    connection.execute("UPDATE addresses SET due_at = ?, wanted = 1 WHERE id = ?", [now(), address_id])


def mark_stored(connection: sqlite3.Connection, address_id: int, page_id: int, page: Page, run_id: int | None) -> None:
    """The first commit: the page is kept, and the first attempt to read it begins."""
    connection.execute(
        """UPDATE addresses SET state = 'stored', wanted = 0, failures = 0, derivations = 1, page_id = ?, run_id = ?,
                  fetched_at = ?, etag = ?, last_modified = ?,
                  reason = CASE WHEN reason LIKE 'missing: %' OR reason LIKE 'replaced: %' THEN reason END
           WHERE id = ?""",
        [page_id, run_id, stamp(page.fetched_at), page.header("ETag"), page.header("Last-Modified"), address_id],
    )


def mark_done(
    connection: sqlite3.Connection, address_id: int, placing: str, reason: str | None, published: str | None = None
) -> None:
    """The second commit: what the page says is kept too. `published` is the day of its article, where that is known."""
    connection.execute(
        """UPDATE addresses SET state = 'done', derivations = 0, placing = ?, reason = ?, dated = coalesce(?, dated),
                  due_at = ? WHERE id = ?""",
        [placing, reason, published, planning.due(connection, address_id, placing, published), address_id],
    )


def mark_unchanged(connection: sqlite3.Connection, address_id: int, visited_at: datetime, run_id: int) -> None:
    """The address was visited and its page still holds: it is due again later, its articles were seen."""
    connection.execute(
        """UPDATE addresses SET state = 'done', reason = CASE WHEN reason LIKE 'missing:%' THEN NULL ELSE reason END,
                  wanted = 0, failures = 0, run_id = ?, fetched_at = ? WHERE id = ?""",
        [run_id, stamp(visited_at), address_id],
    )
    planning.plan(connection, address_id)
    connection.execute(
        """UPDATE articles SET last_seen = ?, gone_at = NULL
           WHERE page_id = (SELECT page_id FROM addresses WHERE id = ?)""",
        [stamp(visited_at), address_id],
    )


def mark_failed(connection: sqlite3.Connection, address_id: int, reason: str, run_id: int | None) -> None:
    """The address could not be fetched or read in this run; the next run tries again."""
    connection.execute(
        """UPDATE addresses SET state = 'failed', wanted = 0, reason = ?, failures = failures + 1, run_id = ?,
                  due_at = ?
           WHERE id = ?""",
        [reason, run_id, now(), address_id],
    )


def mark_excluded(connection: sqlite3.Connection, address_id: int, reason: str, run_id: int | None) -> None:
    """The address is not to be fetched; it is asked about again after the longest interval."""
    connection.execute(
        """UPDATE addresses SET state = 'done', wanted = 0, placing = 'excluded', reason = ?, run_id = ?, due_at = ?
           WHERE id = ?""",
        [reason, run_id, stamp(datetime.now(UTC) + revisits.LONGEST), address_id],
    )


def mark_missed(connection: sqlite3.Connection, address_id: int, reason: str, run_id: int | None) -> bool:
    """The address does not show its page any more; True when that confirms an earlier visit that said so.

    The next run looks again. An address that never gave a page is gone at once: there is nothing of it to lose.
    """
    page_id, earlier = connection.execute("SELECT page_id, reason FROM addresses WHERE id = ?", [address_id]).fetchone()
    connection.execute(
        "UPDATE addresses SET state = 'done', wanted = 0, reason = ?, run_id = ?, due_at = ? WHERE id = ?",
        [f"{_MISSED}{reason}", run_id, now(), address_id],
    )
    if page_id is None:
        mark_gone(connection, address_id)
    return page_id is not None and (earlier or "").startswith(_MISSED)


def mark_gone(connection: sqlite3.Connection, address_id: int) -> None:
    """The address is gone; it is asked about again after a month, in case it comes back."""
    connection.execute(
        "UPDATE addresses SET state = 'gone', due_at = ? WHERE id = ?",
        [stamp(datetime.now(UTC) + revisits.GONE_AGAIN), address_id],
    )


def mark_doubted(connection: sqlite3.Connection, address_id: int, doubt: Doubt) -> bool:
    """The page is kept but not believed, the next visit is unconditional; whether an earlier visit said the like."""
    (earlier,) = connection.execute("SELECT reason FROM addresses WHERE id = ?", [address_id]).fetchone()
    connection.execute(
        """UPDATE addresses SET state = 'done', derivations = 0, reason = ?, due_at = ?, etag = NULL,
                  last_modified = NULL WHERE id = ?""",
        [doubt.reason, now(), address_id],
    )
    return bool(earlier) and earlier.partition(":")[0] == doubt.kind


_MISSED = "missing: "
