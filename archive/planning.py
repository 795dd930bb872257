"""When each address is due again: what the archive knows of it, and what its site's profile asks for."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from archive import revisits
from archive.clock import stamp

if TYPE_CHECKING:
    import sqlite3

    from archive.schema import RevisitPolicy


def note_visit(connection: sqlite3.Connection, address_id: int, *, changed: bool) -> None:
    """Count a visit to an article that was read before, and whether it had been edited: its habit, and the site's."""
    connection.execute(
        """UPDATE sites SET revisits = revisits + 1, changes = changes + ?
           WHERE id = (SELECT site_id FROM addresses WHERE id = ? AND kind = 'article' AND placing = 'article')""",
        [changed, address_id],
    )
    if changed:
        connection.execute("UPDATE addresses SET changed_at = fetched_at WHERE id = ?", [address_id])


def plan(connection: sqlite3.Connection, address_id: int) -> None:
    """Set when the address, just visited, is due again."""
    connection.execute("UPDATE addresses SET due_at = ? WHERE id = ?", [due(connection, address_id), address_id])


def due(
    connection: sqlite3.Connection,
    address_id: int,
    placing: str | None = None,
    published: str | None = None,
    visited_at: datetime | None = None,
) -> str:
    """When the address, just visited, is due again; `placing`, `published` and `visited_at` are what the visit says.

    What is no part of the news is looked at again last. What a section's list shows as its news is looked at like any
    news, whatever its page was: an error, a login or an empty page may have stood in the place of all that night.
    """
    url, kind, placed, rank, dated, found, fetched, changed, times, changes, said, listed = connection.execute(
        """SELECT url, kind, placing, rank, dated, found_at, fetched_at, changed_at, revisits, changes,
                  revisit_policy, EXISTS (SELECT 1 FROM address_sections WHERE address_id = addresses.id AND listed)
           FROM addresses JOIN sites ON sites.id = site_id WHERE addresses.id = ?""",
        [address_id],
    ).fetchone()
    policy = revisits.from_json(said)
    visited_at = visited_at or datetime.fromisoformat(fetched)
    if kind == "article" and (placing or placed) != "article" and not listed:
        return stamp(visited_at + (policy.longest or revisits.LONGEST))
    life = revisits.Life(
        url=url,
        visited_at=visited_at,
        found_at=datetime.fromisoformat(found),
        place=revisits.place_in_list(rank),
        dated=published or dated,
        changed_at=datetime.fromisoformat(changed) if changed else None,
    )
    return stamp(revisits.due_at(life, revisits.pace(times, changes), policy))


def set_policy(connection: sqlite3.Connection, site_id: int, policy: RevisitPolicy) -> None:
    """Visit the site by this policy from now on. Where it is another than before, all its dates are planned anew."""
    wanted = revisits.to_json(policy)
    (held,) = connection.execute("SELECT revisit_policy FROM sites WHERE id = ?", [site_id]).fetchone()
    if wanted == held:
        return
    connection.execute("UPDATE sites SET revisit_policy = ? WHERE id = ?", [wanted, site_id])
    visited = connection.execute(
        "SELECT id FROM addresses WHERE site_id = ? AND state = 'done' AND fetched_at IS NOT NULL", [site_id]
    )
    for (address_id,) in visited.fetchall():
        plan(connection, address_id)
