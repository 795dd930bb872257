"""What derived an article: the run, the program, the reading code and the site profile, each as they were then."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from archive import __version__

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from archive.schema import Reader


def note(connection: sqlite3.Connection, address_id: int, reader: Reader | None, run_id: int | None = None) -> None:
    """Note what has read the address's page; without a run, the one that last fetched the address."""
    if reader is None:
        return
    if run_id is None:
        (run_id,) = connection.execute("SELECT run_id FROM addresses WHERE id = ?", [address_id]).fetchone()
    connection.execute(
        "UPDATE addresses SET derivation_id = ? WHERE id = ?", [_id(connection, run_id, reader), address_id]
    )


class LastRead(NamedTuple):
    """An address with a stored page, and what read that last: the run, and the versions of reading code and profile.

    The three are None where a program read it before it noted this.
    """

    address_id: int
    url: str
    run_id: int | None
    reader_version: str | None
    profile_version: str | None


def current(connection: sqlite3.Connection, site_key: str | None = None) -> Iterator[LastRead]:
    """Every address with a stored page, of one site or of all, in the order in which they became known."""
    rows = connection.execute(
        """SELECT addresses.id, addresses.url, derivations.run_id, reader_version, profile_version
           FROM addresses JOIN sites ON sites.id = addresses.site_id
           LEFT JOIN derivations ON derivations.id = addresses.derivation_id
           WHERE addresses.page_id IS NOT NULL AND (? IS NULL OR sites.key = ?) ORDER BY addresses.id""",
        [site_key, site_key],
    )
    return (LastRead(*row) for row in rows)


def _id(connection: sqlite3.Connection, run_id: int | None, reader: Reader) -> int:
    values = [run_id, __version__, reader.version, reader.profile, reader.profile_version]
    row = connection.execute(
        """SELECT id FROM derivations WHERE run_id IS ? AND program_version = ? AND reader_version = ?
           AND profile = ? AND profile_version = ?""",
        values,
    ).fetchone()
    if row is None:
        row = connection.execute(
            """INSERT INTO derivations (run_id, program_version, reader_version, profile, profile_version)
               VALUES (?, ?, ?, ?, ?) RETURNING id""",
            values,
        ).fetchone()
    return int(row[0])
