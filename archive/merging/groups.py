"""Which articles of two archives are one, told in tables of their own: of a million there may be a million pairs."""

from __future__ import annotations

from contextlib import contextmanager
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from archive.merging.fusion import Part

_OTHER = 1 << 62
"""What is added to the number of an article of the other archive, so that both sorts are numbers, this one's first."""
_SIDES = {"main": 0, "other": _OTHER}

_CANONICAL = """SELECT article_id, url FROM {0}.article_addresses WHERE kind = 'canonical'
                UNION SELECT id, url FROM {0}.articles"""
_KNOWN = "SELECT article_id, url FROM {0}.article_addresses UNION SELECT id, url FROM {0}.articles"


@contextmanager
def found(connection: sqlite3.Connection) -> Iterator[None]:
    """While this lasts, the articles that are one are known, and `temp.fused` has the other archive's among them.

    Two are one where either goes by an address that is the other's own, directly or through others.
    """
    connection.execute("CREATE TEMP TABLE edges (one INTEGER, two INTEGER, PRIMARY KEY (one, two)) WITHOUT ROWID")
    connection.execute("CREATE TEMP TABLE parts (part INTEGER PRIMARY KEY, lead INTEGER NOT NULL)")
    connection.execute("CREATE TEMP TABLE fused (id INTEGER PRIMARY KEY)")
    try:
        _connect(connection)
        connection.execute("INSERT INTO temp.parts SELECT DISTINCT one, one FROM temp.edges")
        while _lead(connection):
            pass
        connection.execute("CREATE INDEX temp.parts_lead ON parts (lead, part)")
        connection.execute("INSERT INTO temp.fused SELECT part - ?1 FROM temp.parts WHERE part >= ?1", [_OTHER])
        yield
    finally:
        for name in ("edges", "parts", "fused"):
            connection.execute(f"DROP TABLE temp.{name}")


def _connect(connection: sqlite3.Connection) -> None:
    """Note every pair of articles of which one goes by the other's own address."""
    for this, one in _SIDES.items():
        for that, two in _SIDES.items():
            connection.execute(
                f"""INSERT OR IGNORE INTO temp.edges SELECT known.article_id + {one}, own.article_id + {two}
                    FROM ({_KNOWN.format(this)}) AS known JOIN ({_CANONICAL.format(that)}) AS own USING (url)
                    WHERE NOT (known.article_id = own.article_id AND {int(this == that)})"""
            )
    connection.execute("INSERT OR IGNORE INTO temp.edges SELECT two, one FROM temp.edges")


def _lead(connection: sqlite3.Connection) -> int:
    """Let each article follow the first that one beside it follows; how many do so now that did not before."""
    return connection.execute(
        """UPDATE temp.parts SET lead = near.lead
           FROM (SELECT edges.one, min(beside.lead) AS lead FROM temp.edges
                 JOIN temp.parts AS beside ON beside.part = edges.two GROUP BY edges.one) AS near
           WHERE near.one = parts.part AND near.lead < parts.lead"""
    ).rowcount


@contextmanager
def pairs(connection: sqlite3.Connection) -> Iterator[None]:
    """While this lasts, `temp.pairs` has the groups of one article here and one there; what is left is no group."""
    connection.execute("CREATE TEMP TABLE pairs (here INTEGER PRIMARY KEY, there INTEGER NOT NULL)")
    connection.execute(
        """INSERT INTO temp.pairs SELECT min(part), max(part) - ?1 FROM temp.parts GROUP BY lead
           HAVING count(*) = 2 AND min(part) < ?1 AND max(part) >= ?1""",
        [_OTHER],
    )
    yield
    connection.execute("DELETE FROM temp.parts WHERE lead IN (SELECT here FROM temp.pairs)")
    connection.execute("DROP TABLE temp.pairs")


def groups(connection: sqlite3.Connection) -> Iterator[list[Part]]:
    """The articles that are one, this archive's first; one group is in memory at a time."""
    rows = connection.execute("SELECT lead, part FROM temp.parts ORDER BY lead, part")
    for _, group in groupby(rows, key=lambda row: row[0]):
        yield [("other", part - _OTHER) if part >= _OTHER else ("main", part) for _, part in group]
