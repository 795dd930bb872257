"""Sites and the sections below them, known by their trails."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from archive import revisits
from archive.municipalities import municipality_of
from archive.schema import Crumb, trail_text

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence


def ensure_site(
    connection: sqlite3.Connection,
    key: str,
    name: str | None,
    base_url: str,
    cms: str | None,
    municipality_code: str | None,
) -> int:
    """The id of the site with this key, written if it is new; without a name it keeps its own, its key at first.

    Its municipality is the one with this code, or else the one whose website it is.
    """
    of_host = municipality_of(urlsplit(base_url).netloc)
    (site_id,) = connection.execute(
        """INSERT INTO sites (key, name, municipality_code, base_url, cms) VALUES
               (?, coalesce(?, ?), (SELECT code FROM municipalities WHERE code = ?), ?, ?)
           ON CONFLICT (key) DO UPDATE SET name = coalesce(?, name), cms = coalesce(excluded.cms, cms),
               municipality_code = coalesce(excluded.municipality_code, municipality_code) RETURNING id""",
        [key, name, key, municipality_code or (of_host.code if of_host else None), base_url, cms, name],
    ).fetchone()
    return int(site_id)


def are_none(connection: sqlite3.Connection) -> bool:
    """Whether there is no site, and no run that looked for one."""
    (any_known,) = connection.execute("SELECT EXISTS (SELECT 1 FROM sites) OR EXISTS (SELECT 1 FROM runs)").fetchone()
    return not any_known


def name_site(connection: sqlite3.Connection, site_id: int, name: str) -> None:
    """Call the site what it calls itself."""
    connection.execute("UPDATE sites SET name = ? WHERE id = ?", [name, site_id])


def forget_site(connection: sqlite3.Connection, site_id: int, run_id: int) -> bool:
    """Take the site out of the archive when no page of it was ever had and no other run knows it; whether it was.

    The run goes with it when it did nothing else.
    """
    (known,) = connection.execute(
        """SELECT EXISTS (SELECT 1 FROM addresses WHERE site_id = :site AND page_id IS NOT NULL)
               OR EXISTS (SELECT 1 FROM sections WHERE site_id = :site)
               OR EXISTS (SELECT 1 FROM run_sites
                          WHERE site_id = :site AND run_id != :run AND exit_status IS NOT NULL)""",
        {"site": site_id, "run": run_id},
    ).fetchone()
    if known:
        return False
    of_site = "address_id IN (SELECT id FROM addresses WHERE site_id = ?)"
    connection.execute(f"DELETE FROM address_sources WHERE {of_site}", [site_id])
    for table, column in (("addresses", "site_id"), ("run_sites", "site_id"), ("sites", "id")):
        connection.execute(f"DELETE FROM {table} WHERE {column} = ?", [site_id])
    connection.execute(
        """DELETE FROM runs WHERE id = :run AND NOT EXISTS (SELECT 1 FROM addresses WHERE run_id = :run)
               AND NOT EXISTS (SELECT 1 FROM pages WHERE run_id = :run)
               AND NOT EXISTS (SELECT 1 FROM run_sections WHERE run_id = :run)
               AND NOT EXISTS (SELECT 1 FROM run_sites WHERE run_id = :run)""",
        {"run": run_id},
    )
    return True


def ensure(connection: sqlite3.Connection, site_id: int, trail: Sequence[Crumb]) -> int | None:
    """The id of the section that the trail ends in, with every section above it; None for an empty trail."""
    section_id: int | None = None
    for depth, crumb in enumerate(trail, 1):
        text = trail_text(tuple(trail[:depth]))
        held = connection.execute("SELECT id, url FROM sections WHERE site_id = ? AND trail = ?", [site_id, text])
        row = held.fetchone()
        if row is None or (row[1] is None and crumb.item is not None):
            row = connection.execute(
                """INSERT INTO sections (site_id, parent_id, name, trail, depth, url) VALUES (?, ?, ?, ?, ?, ?)
                   ON CONFLICT (site_id, trail) DO UPDATE SET url = coalesce(url, excluded.url) RETURNING id""",
                [site_id, section_id, crumb.name, text, depth, crumb.item],
            ).fetchone()
        section_id = int(row[0])
    return section_id


def follow(
    connection: sqlite3.Connection, run_id: int, start_id: int, site_id: int, trail: Sequence[Crumb], *, full: bool
) -> int:
    """The run follows the section with this trail from this start address, and sweeps it where that is due; its id."""
    section_id = ensure(connection, site_id, trail)
    assert section_id is not None
    connection.execute(
        "INSERT INTO run_sections (run_id, section_id, address_id, sweep) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
        [run_id, section_id, start_id, begin_sweep(connection, section_id, full=full)],
    )
    return section_id


def followed(connection: sqlite3.Connection, run_id: int, start_id: int) -> dict[int, str]:
    """The sections that the run follows from this start address: their trails by id."""
    rows = connection.execute(
        """SELECT section_id, trail FROM run_sections JOIN sections ON sections.id = section_id
           WHERE run_id = ? AND address_id = ? ORDER BY section_id""",
        [run_id, start_id],
    )
    return dict(rows.fetchall())


def article_count(connection: sqlite3.Connection, section_ids: Sequence[int]) -> int:
    """How many articles these sections have."""
    marks = ",".join("?" * len(section_ids))
    (count,) = connection.execute(
        f"SELECT count(DISTINCT article_id) FROM article_sections WHERE section_id IN ({marks})", section_ids
    ).fetchone()
    return int(count)


def begin_sweep(connection: sqlite3.Connection, section_id: int, *, full: bool) -> bool:
    """Whether a run that begins now turns all list pages of the section and asks all its sources."""
    swept_at, policy = connection.execute(
        "SELECT swept_at, revisit_policy FROM sections JOIN sites ON sites.id = site_id WHERE sections.id = ?",
        [section_id],
    ).fetchone()
    if full or swept_at is None:
        return True
    (pages,) = connection.execute(
        """SELECT count(*) FROM address_sections JOIN addresses ON addresses.id = address_id
           WHERE section_id = ? AND kind = 'list'""",
        [section_id],
    ).fetchone()
    interval = revisits.sweep_interval(pages, revisits.from_json(policy))
    # A sweep that is still to come was by a clock that was ahead: nobody knows how long ago.
    return not timedelta(0) <= datetime.now(UTC) - datetime.fromisoformat(swept_at) < interval


def is_swept(connection: sqlite3.Connection, run_id: int | None, section_id: int) -> bool:
    """Whether this run sweeps the section."""
    (sweep,) = connection.execute(
        "SELECT coalesce(max(sweep), 0) FROM run_sections WHERE run_id = ? AND section_id = ?", [run_id, section_id]
    ).fetchone()
    return bool(sweep)


def end_sweeps(connection: sqlite3.Connection, run_id: int) -> None:
    """The run has come to its end: the sections that it swept are swept."""
    connection.execute(
        """UPDATE sections SET swept_at = (SELECT started_at FROM runs WHERE id = ?)
           WHERE id IN (SELECT section_id FROM run_sections WHERE run_id = ? AND sweep)""",
        [run_id, run_id],
    )
