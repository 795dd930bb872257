"""How the articles that a search finds are spread: over municipalities, sections and years."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING

from datasette.utils import sqlite_timelimit

from archive.browse.clean import plain
from archive.browse.reading.teasers import matching

if TYPE_CHECKING:
    from archive.search import Filters

TIME_LIMIT_MS = 700
"""A search with very many hits is shown without its spread rather than late."""

MOST_VALUES = 15


@dataclass(frozen=True, slots=True)
class Share:
    """How many of the found articles have this value; `value` is what the filter takes, `label` what people read."""

    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Spread:
    """The number of found articles and their spread; `total` is None when counting took too long."""

    total: int | None
    municipalities: list[Share]
    sites: list[Share]
    sections: list[Share]
    years: list[Share]


_TOO_MANY = Spread(None, [], [], [], [])

_SQL = """
WITH RECURSIVE
found AS MATERIALIZED (SELECT articles.id, articles.site_id, articles.published_year AS year
    FROM articles WHERE {conditions}),
up(section_id, id) AS (
    SELECT id, id FROM sections
    UNION ALL SELECT up.section_id, sections.parent_id FROM up JOIN sections ON sections.id = up.id
    WHERE sections.parent_id IS NOT NULL)
SELECT 'total', '', '', count(*) FROM found
UNION ALL SELECT 'years', year, year, count(*) FROM found WHERE year IS NOT NULL GROUP BY year
UNION ALL SELECT CASE WHEN municipalities.code IS NULL THEN 'sites' ELSE 'municipalities' END,
    coalesce(municipalities.code, sites.key), coalesce(municipalities.name, sites.name), sum(counted.count)
    FROM (SELECT site_id, count(*) AS count FROM found GROUP BY site_id) AS counted
    JOIN sites ON sites.id = counted.site_id
    LEFT JOIN municipalities ON municipalities.code = sites.municipality_code GROUP BY 2
UNION ALL SELECT 'sections', sections.trail, sections.trail, count(DISTINCT found.id)
    FROM found JOIN article_sections ON article_sections.article_id = found.id
    JOIN up ON up.section_id = article_sections.section_id JOIN sections ON sections.id = up.id
    WHERE sections.depth > 1 GROUP BY sections.trail
"""


def spread(connection: sqlite3.Connection, filters: Filters, query: str) -> Spread:
    """How the found articles are spread; without figures when counting them takes too long."""
    conditions, parameters = matching(connection, filters, query)
    shares: dict[str, list[Share]] = {"total": [], "years": [], "municipalities": [], "sites": [], "sections": []}
    try:
        with sqlite_timelimit(connection, TIME_LIMIT_MS):
            for kind, value, label, count in connection.execute(_SQL.format(conditions=conditions), parameters):
                shares[kind].append(Share(str(value), plain(str(label)), count))
    except sqlite3.OperationalError as error:
        if "interrupted" in str(error):
            return _TOO_MANY
        raise
    return Spread(
        shares["total"][0].count,
        _largest(shares["municipalities"]),
        _largest(shares["sites"]),
        _largest(shares["sections"]),
        sorted(shares["years"], key=lambda share: share.value, reverse=True)[:MOST_VALUES],
    )


def _largest(shares: list[Share]) -> list[Share]:
    return sorted(shares, key=lambda share: (-share.count, share.label))[:MOST_VALUES]


_NAMES = {
    "kommun": "SELECT name FROM municipalities WHERE code = ?",
    "plats": "SELECT name FROM sites WHERE key = ?",
}


def names(connection: sqlite3.Connection, restrictions: dict[str, str]) -> dict[str, str]:
    """What people call the municipality and the website that a search is narrowed to, by the name of the filter."""
    found = {}
    for name, sql in _NAMES.items():
        if name in restrictions:
            row = connection.execute(sql, [restrictions[name]]).fetchone()
            found[name] = plain(row[0]) if row else restrictions[name]
    return found
