"""Which sources told of a site's articles, and which of them it really needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import sqlite3


def sources(connection: sqlite3.Connection, site_id: int) -> list[dict[str, Any]]:
    """Each source with how many articles it told of and how many no other did, the most telling first.

    [{"source", "articles", "only"}]; a source whose `only` is 0 could be left out and nothing would be missed.
    """
    rows = connection.execute(
        """SELECT source, count(*), sum(others = 1) FROM (
               SELECT source, count(*) OVER (PARTITION BY article_id) AS others FROM (
                   SELECT DISTINCT article_addresses.article_id, address_sources.source
                   FROM addresses JOIN address_sources ON address_sources.address_id = addresses.id
                   JOIN article_addresses ON article_addresses.url = addresses.url
                   WHERE addresses.site_id = ?))
           GROUP BY source ORDER BY count(*) DESC, source""",
        [site_id],
    )
    return [dict(zip(("source", "articles", "only"), row, strict=True)) for row in rows]
