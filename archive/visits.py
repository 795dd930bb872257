"""What came of a visit to an address: its state, the reason, and when it is due again."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from archive import planning, revisits
from archive.clock import now, stamp
from archive.identity import MISSING, REPLACED

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from archive.identity import Doubt
    from archive.schema import Page

MAX_DERIVATIONS = 2
"""A page whose reading killed the process this many times is set aside as failed (docs/architecture.md)."""


def begin_derivation(connection: sqlite3.Connection, address_id: int) -> bool:
    """Count one more attempt to read the address's page; False when reading it has killed the process too often."""
    (derivations,) = connection.execute(
        "UPDATE addresses SET derivations = derivations + 1 WHERE id = ? RETURNING derivations", [address_id]
    ).fetchone()
    return bool(derivations <= MAX_DERIVATIONS)


def end_derivation(connection: sqlite3.Connection, address_id: int) -> None:
    """Forget the attempts to read the address's page."""
    connection.execute("UPDATE addresses SET derivations = 0 WHERE id = ?", [address_id])


def last_seen(connection: sqlite3.Connection, address_id: int) -> int | str:
    """The id of the page that the last visit to an address gave or left as it was, or in words why there is none."""
    state, page_id, reason = connection.execute(
        "SELECT state, page_id, coalesce(reason, 'it was not fetched') FROM addresses WHERE id = ?", [address_id]
    ).fetchone()
    if page_id is None or state in {"failed", "gone"} or reason.startswith(MISSING):
        return str(reason.removeprefix(MISSING))
    return int(page_id)


def mark_stored(connection: sqlite3.Connection, address_id: int, page_id: int, page: Page, run_id: int | None) -> None:
    """The first commit: the page is kept, and the first attempt to read it begins."""
    connection.execute(
        f"""UPDATE addresses SET state = 'stored', wanted = 0, derivations = 1, page_id = ?, run_id = ?,
                  failures = CASE WHEN reason LIKE '{MISSING}%' THEN failures ELSE 0 END,
                  fetched_at = ?, etag = ?, last_modified = ?,
                  reason = CASE WHEN reason LIKE '{MISSING}%' OR reason LIKE '{REPLACED}%' THEN reason END
           WHERE id = ?""",
        [page_id, run_id, stamp(page.fetched_at), page.header("ETag"), page.header("Last-Modified"), address_id],
    )


def mark_done(
    connection: sqlite3.Connection, address_id: int, placing: str, reason: str | None, published: str | None = None
) -> None:
    """The second commit: what the page says is kept too. `published` is the day of its article, where that is known."""
    connection.execute(
        """UPDATE addresses SET state = 'done', failures = 0, derivations = 0, placing = ?, reason = ?,
                  dated = coalesce(?, dated), due_at = ? WHERE id = ?""",
        [placing, reason, published, planning.due(connection, address_id, placing, published), address_id],
    )


def mark_unchanged(connection: sqlite3.Connection, address_id: int, visited_at: datetime, run_id: int) -> None:
    """The address was visited and its page still holds: it is due again later, its articles were seen."""
    connection.execute(
        f"""UPDATE addresses SET state = 'done', wanted = 0, failures = 0, run_id = ?, fetched_at = ?,
                   reason = CASE WHEN reason LIKE '{MISSING}%' THEN NULL ELSE reason END WHERE id = ?""",
        [run_id, stamp(visited_at), address_id],
    )
    planning.plan(connection, address_id)
    connection.execute(
        """UPDATE articles SET last_seen = max(last_seen, ?), gone_at = NULL
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
    """The address is not to be fetched, by a rule that may be another the next time, or because it is no page."""
    due_at = planning.due(connection, address_id, "excluded", visited_at=datetime.now(UTC))
    connection.execute(
        """UPDATE addresses SET state = 'done', wanted = 0, placing = 'excluded', reason = ?, run_id = ?, due_at = ?
           WHERE id = ?""",
        [reason, run_id, due_at, address_id],
    )


def mark_missed(connection: sqlite3.Connection, address_id: int, reason: str, run_id: int | None) -> bool:
    """The address does not show its page any more; True when that confirms an earlier visit that said so.

    The next run looks again. An address that never gave a page is gone at once: there is nothing of it to lose.
    """
    page_id, misses = _missed_before(connection, address_id)
    connection.execute(
        """UPDATE addresses SET state = 'done', wanted = 0, reason = ?, run_id = ?, failures = ?, due_at = ?
           WHERE id = ?""",
        [f"{MISSING}{reason}", run_id, misses + 1, _again_after(misses), address_id],
    )
    if page_id is None:
        mark_gone(connection, address_id)
    return page_id is not None and misses > 0


def _missed_before(connection: sqlite3.Connection, address_id: int) -> tuple[int | None, int]:
    """The address's page, and on how many visits up to the last one it was missing."""
    page_id, reason, failures = connection.execute(
        "SELECT page_id, coalesce(reason, ''), failures FROM addresses WHERE id = ?", [address_id]
    ).fetchone()
    return page_id, max(failures, 1) if reason.startswith(MISSING) else 0


def is_long_missed(connection: sqlite3.Connection, address_id: int) -> bool:
    """Whether the address has not shown its page for so many visits that its site can't be broken just now."""
    (misses,) = connection.execute("SELECT failures FROM addresses WHERE id = ?", [address_id]).fetchone()
    return bool(misses >= _LONG_MISSED)


_LONG_MISSED = 8
"""Visits, of which all but the first come a day after the one before."""


def _again_after(misses: int) -> str:
    """When to look again for what was missing on so many visits before: in the next run, then once a day."""
    return stamp(datetime.now(UTC) + (revisits.SWEEP if misses else timedelta(0)))


def mark_gone(connection: sqlite3.Connection, address_id: int) -> None:
    """The address is gone; it is asked about again after a month, in case it comes back."""
    connection.execute(
        "UPDATE addresses SET state = 'gone', due_at = ? WHERE id = ?",
        [stamp(datetime.now(UTC) + revisits.GONE_AGAIN), address_id],
    )


def mark_doubted(connection: sqlite3.Connection, address_id: int, doubt: Doubt) -> bool:
    """The page is kept but not believed, the next visit is unconditional; whether an earlier visit said the like."""
    (earlier,) = connection.execute("SELECT coalesce(reason, '') FROM addresses WHERE id = ?", [address_id]).fetchone()
    _, misses = _missed_before(connection, address_id)
    is_missing = doubt.reason.startswith(MISSING)
    connection.execute(
        """UPDATE addresses SET state = 'done', derivations = 0, reason = ?, failures = ?, due_at = ?, etag = NULL,
                  last_modified = NULL WHERE id = ?""",
        [doubt.reason, misses + 1 if is_missing else 0, _again_after(misses if is_missing else 0), address_id],
    )
    return str(earlier).partition(":")[0] == doubt.kind


def note_reservations(connection: sqlite3.Connection, address_id: int, said: Sequence[str]) -> None:
    """Keep what the address's page says about being kept."""
    connection.execute("UPDATE addresses SET reservations = ? WHERE id = ?", [json.dumps(list(said)), address_id])
