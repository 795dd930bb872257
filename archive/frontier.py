"""The frontier: which addresses are known, due, stored, done, failed or gone, and when to come back.

An address is `pending` until it is fetched, `stored` once its page is in the archive, `done` once what the page says
is in there too. `failed` waits for the next run, `gone` was answered 404 or 410 on two visits.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from archive.clock import now, stamp
from archive.schema import Context

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from archive.schema import AddressKind, FoundAddress, Page

MAX_DERIVATIONS = 2
"""A page whose reading killed the process this many times is set aside as failed (docs/architecture.md)."""

MAX_BARREN = 1
"""How many list pages in a row may show nothing new before the crawl stops turning pages: an edited list can push one
page's news to the next, and a list that repeats itself for longer has ended."""

# Revisits: news is corrected in its first days and hardly ever after its first months. An article is visited again
# after a fifth of its age since it was first seen, at least a day, at most 90 days.
_YOUNGEST, _OLDEST, _SHARE = timedelta(days=1), timedelta(days=90), 0.2
_GONE_AGAIN = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Address:
    """One address of the frontier, as the crawl needs it."""

    id: int
    site_id: int
    url: str
    kind: AddressKind
    context: Context
    etag: str | None
    last_modified: str | None
    page_id: int | None


_COLUMNS = ", ".join(f"addresses.{name}" for name in Address.__slots__)


def _address(row: tuple[Any, ...]) -> Address:
    values = dict(zip(Address.__slots__, row, strict=True))
    return Address(**values | {"context": Context.from_json(values["context"])})


def address(connection: sqlite3.Connection, address_id: int) -> Address:
    """The address with this id."""
    return _address(connection.execute(f"SELECT {_COLUMNS} FROM addresses WHERE id = ?", [address_id]).fetchone())


def due(
    connection: sqlite3.Connection, run_id: int, site_id: int, section_ids: Sequence[int], limit: int
) -> list[Address]:
    """Addresses of these sections that this run should fetch now, newest news first.

    What the run has already tried is left out, so that a failure is taken up by the next run, not by this one, and
    there after what has not failed yet: a host in trouble is left after some failures in a row.
    """
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM addresses {_due_where(section_ids)} ORDER BY failures > 0, rank, url LIMIT ?",
        [site_id, now(), run_id, *section_ids, limit],
    )
    return [_address(row) for row in rows]


def due_count(connection: sqlite3.Connection, run_id: int, site_id: int, section_ids: Sequence[int]) -> int:
    """How many addresses `due` would give without a limit."""
    (count,) = connection.execute(
        f"SELECT count(*) FROM addresses {_due_where(section_ids)}", [site_id, now(), run_id, *section_ids]
    ).fetchone()
    return int(count)


def _due_where(section_ids: Sequence[int]) -> str:
    marks = ",".join("?" * len(section_ids))
    return f"""WHERE site_id = ? AND due_at <= ? AND state != 'stored' AND run_id IS NOT ?
               AND kind IN ('list', 'article')
               AND id IN (SELECT address_id FROM address_sections WHERE section_id IN ({marks}))"""


def stored(connection: sqlite3.Connection) -> list[Address]:
    """Addresses whose page is kept but not read yet: what a killed process left behind."""
    return [
        _address(row)
        for row in connection.execute(f"SELECT {_COLUMNS} FROM addresses WHERE state = 'stored' ORDER BY id")
    ]


def with_pages(connection: sqlite3.Connection, site_key: str | None = None) -> list[Address]:
    """Every address with a stored page, of one site or of all, in the order in which they became known."""
    rows = connection.execute(
        f"""SELECT {_COLUMNS} FROM addresses JOIN sites ON sites.id = addresses.site_id
            WHERE addresses.page_id IS NOT NULL AND (? IS NULL OR sites.key = ?) ORDER BY addresses.id""",
        [site_key, site_key],
    )
    return [_address(row) for row in rows]


def begin_derivation(connection: sqlite3.Connection, address_id: int) -> bool:
    """Count one more attempt to read the address's page; False when reading it has killed the process too often."""
    (derivations,) = connection.execute(
        "UPDATE addresses SET derivations = derivations + 1 WHERE id = ? RETURNING derivations", [address_id]
    ).fetchone()
    return bool(derivations <= MAX_DERIVATIONS)


def end_derivation(connection: sqlite3.Connection, address_id: int) -> None:
    """Forget the attempts to read the address's page."""
    connection.execute("UPDATE addresses SET derivations = 0 WHERE id = ?", [address_id])


def add(connection: sqlite3.Connection, site_id: int, found: FoundAddress, found_on: str | None) -> tuple[int, bool]:
    """Make the address known; its id, and whether it is news.

    The first list that shows an address gives its context for good; an article read before any list showed it is read
    again with what the list says. A list or start page that is found again is due again.
    """
    row = connection.execute(
        "SELECT id, kind, state, placing, context FROM addresses WHERE url = ?", [found.url]
    ).fetchone()
    if row is None:
        cursor = connection.execute(
            """INSERT INTO addresses (site_id, url, kind, state, rank, found_on, found_at, due_at, context)
               VALUES (?, ?, ?, 'pending', ?, ?, ?, ?, ?)""",
            [site_id, found.url, found.kind, found.rank, found_on, now(), now(), found.context.to_json()],
        )
        assert cursor.lastrowid is not None
        return cursor.lastrowid, True
    address_id, kind, state, placing, known = row
    context = Context.from_json(known)
    if found.kind != "article":
        context = replace(context, section=found.context.section, barren=found.context.barren)
        connection.execute(
            "UPDATE addresses SET kind = ?, rank = ?, context = ?, due_at = ? WHERE id = ?",
            [found.kind, found.rank, context.to_json(), now(), address_id],
        )
    elif not context.listing and placing != "section":
        kind = "article" if placing else kind
        state = "stored" if state == "done" else state
        connection.execute(
            "UPDATE addresses SET kind = ?, context = ?, rank = ?, state = ?, derivations = 0 WHERE id = ?",
            [kind, found.context.to_json(), found.rank, state, address_id],
        )
    return int(address_id), False


def with_barren(found: FoundAddress, barren: int) -> FoundAddress:
    """The list page that was found, knowing how many list pages before it showed nothing new."""
    return replace(found, context=replace(found.context, barren=barren))


def connect_section(connection: sqlite3.Connection, address_id: int, section_id: int, *, listed: bool) -> bool:
    """Let the address belong to a section's crawl; whether that is news.

    `listed` says that the section's own list shows it.
    """
    known = connection.execute(
        "SELECT 1 FROM address_sections WHERE address_id = ? AND section_id = ?", [address_id, section_id]
    ).fetchone()
    connection.execute(
        """INSERT INTO address_sections (address_id, section_id, listed) VALUES (?, ?, ?)
           ON CONFLICT DO UPDATE SET listed = max(listed, excluded.listed)""",
        [address_id, section_id, listed],
    )
    return known is None


def mark_stored(connection: sqlite3.Connection, address_id: int, page_id: int, page: Page, run_id: int | None) -> None:
    """The first commit: the page is kept, its reading stands out."""
    connection.execute(
        """UPDATE addresses SET state = 'stored', reason = NULL, failures = 0, derivations = 0, page_id = ?, run_id = ?,
                  fetched_at = ?, etag = ?, last_modified = ? WHERE id = ?""",
        [page_id, run_id, stamp(page.fetched_at), page.header("ETag"), page.header("Last-Modified"), address_id],
    )


def mark_done(connection: sqlite3.Connection, address_id: int, placing: str, reason: str | None) -> None:
    """The second commit: what the page says is kept too."""
    first, fetched = connection.execute(
        "SELECT found_at, fetched_at FROM addresses WHERE id = ?", [address_id]
    ).fetchone()
    due_at = revisit_at(datetime.fromisoformat(first), datetime.fromisoformat(fetched))
    connection.execute(
        "UPDATE addresses SET state = 'done', derivations = 0, placing = ?, reason = ?, due_at = ? WHERE id = ?",
        [placing, reason, stamp(due_at), address_id],
    )


def mark_unchanged(connection: sqlite3.Connection, address_id: int, visited_at: datetime, run_id: int) -> None:
    """The address was visited and its page still holds: it is due again later, its articles were seen."""
    (first,) = connection.execute("SELECT found_at FROM addresses WHERE id = ?", [address_id]).fetchone()
    due_at = revisit_at(datetime.fromisoformat(first), visited_at)
    connection.execute(
        """UPDATE addresses SET state = 'done', reason = NULL, failures = 0, run_id = ?, fetched_at = ?, due_at = ?
           WHERE id = ?""",
        [run_id, stamp(visited_at), stamp(due_at), address_id],
    )
    connection.execute(
        """UPDATE articles SET last_seen = ?, gone_at = NULL
           WHERE page_id = (SELECT page_id FROM addresses WHERE id = ?)""",
        [stamp(visited_at), address_id],
    )


def mark_failed(connection: sqlite3.Connection, address_id: int, reason: str, run_id: int | None) -> None:
    """The address could not be fetched or read in this run; the next run tries again."""
    connection.execute(
        """UPDATE addresses SET state = 'failed', reason = ?, failures = failures + 1, run_id = ?, due_at = ?
           WHERE id = ?""",
        [reason, run_id, now(), address_id],
    )


def mark_excluded(connection: sqlite3.Connection, address_id: int, reason: str, run_id: int | None) -> None:
    """The address is not to be fetched; it is asked about again after the longest interval."""
    connection.execute(
        "UPDATE addresses SET state = 'done', placing = 'excluded', reason = ?, run_id = ?, due_at = ? WHERE id = ?",
        [reason, run_id, stamp(datetime.now(UTC) + _OLDEST), address_id],
    )


def mark_missing(connection: sqlite3.Connection, address_id: int, reason: str, run_id: int | None) -> bool:
    """The address was answered 404 or 410; True when that confirms an earlier visit that said so.

    An address that never gave a page is gone at once: there is nothing of it to lose.
    """
    page_id, earlier = connection.execute("SELECT page_id, reason FROM addresses WHERE id = ?", [address_id]).fetchone()
    confirmed = page_id is None or (earlier or "").startswith("missing")
    due_at = datetime.now(UTC) + (_GONE_AGAIN if confirmed else _YOUNGEST)
    connection.execute(
        "UPDATE addresses SET state = ?, reason = ?, run_id = ?, due_at = ? WHERE id = ?",
        ["gone" if confirmed else "done", f"missing: {reason}", run_id, stamp(due_at), address_id],
    )
    return confirmed and page_id is not None


def revisit_at(first_seen: datetime, last_visit: datetime) -> datetime:
    """When an article first seen then and last visited then should be visited again.

    >>> revisit_at(datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 3, 2, tzinfo=UTC)).isoformat()
    '2026-03-14T00:00:00+00:00'
    """
    return last_visit + min(_OLDEST, max(_YOUNGEST, (last_visit - first_seen) * _SHARE))
