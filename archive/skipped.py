"""What is known of and is no article in the archive, each with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Skipped:
    """An address without an article: why, and the page that told of it (None for a start)."""

    site: str
    reason: str
    url: str
    found_on: str | None


def skipped(connection: sqlite3.Connection, site_key: str | None = None) -> Iterator[Skipped]:
    """Every address of one site, or of all, that was fetched for an article and gave none, or was cut by a rule.

    So is a start that is not there or failed: a crawl that begins nowhere finds nothing.
    An article that is gone is none of them: it is in the archive. Addresses still to be fetched neither.
    """
    rows = connection.execute(
        """SELECT sites.key, coalesce(reason, placing), url, found_on FROM addresses
           JOIN sites ON sites.id = site_id
           WHERE (kind = 'article' AND state IN ('done', 'failed', 'gone') AND placing IS NOT 'article'
                  OR kind = 'start' AND state IN ('failed', 'gone'))
             AND url NOT IN (SELECT url FROM article_addresses) AND (:key IS NULL OR sites.key = :key)
           UNION ALL
           SELECT sites.key, 'not followed: ' || reason || ' (' || pattern || ')', example, found_on
           FROM cut_addresses JOIN sites ON sites.id = site_id WHERE :key IS NULL OR sites.key = :key
           ORDER BY 1, 2, 3""",
        {"key": site_key},
    )
    return (Skipped(*row) for row in rows)


def any_fetched(connection: sqlite3.Connection) -> bool:
    """Whether any address was ever fetched for an article."""
    query = "SELECT EXISTS (SELECT 1 FROM addresses WHERE kind = 'article' AND state != 'pending')"
    (fetched,) = connection.execute(query).fetchone()
    return bool(fetched)
