"""The front page: what the archive holds and how fresh it is."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from archive.browse.reading.alphabet import swedish_order
from archive.browse.reading.teasers import Teaser, newest

if TYPE_CHECKING:
    import sqlite3

NEWEST = 12
LARGEST_SECTIONS = 12


@dataclass(frozen=True, slots=True)
class PlaceCount:
    """A municipality, or a site that belongs to none, with its number of articles and the day of the newest.

    `address` is there for a site whose name another one has too.
    """

    name: str
    county: str | None
    code: str | None
    site_id: int
    latitude: float | None
    longitude: float | None
    count: int
    newest: str | None
    address: str | None


@dataclass(frozen=True, slots=True)
class SectionCount:
    """A section with how many articles its own list or their trails give it."""

    id: int
    name: str
    trail: str
    site: str
    count: int


@dataclass(frozen=True, slots=True)
class Front:
    """What the front page shows; `fetched_at` is when the last crawl ended, or when the last article came."""

    articles: int
    fetched_at: str | None
    newest: list[Teaser]
    places: list[PlaceCount]
    sections: list[SectionCount]


def front(connection: sqlite3.Connection) -> Front:
    """What the archive holds, its newest articles first."""
    counted = places(connection)
    return Front(
        articles=sum(place.count for place in counted),
        fetched_at=_fetched_at(connection),
        newest=newest(connection, limit=NEWEST),
        places=counted,
        sections=_sections(connection),
    )


def places(connection: sqlite3.Connection) -> list[PlaceCount]:
    """Municipalities with articles, then sites that belong to none, by name."""
    rows = connection.execute(
        """WITH counted(site_id, count) AS (SELECT site_id, count(*) FROM articles GROUP BY site_id),
               hidden(site_id, count) AS (SELECT site_id, count(*) FROM articles WHERE hidden = 1 GROUP BY site_id),
               shown(site_id, count) AS (
                   SELECT counted.site_id, counted.count - ifnull(hidden.count, 0)
                   FROM counted LEFT JOIN hidden USING (site_id))
           SELECT coalesce(municipalities.name, sites.name), municipalities.county, municipalities.code, min(sites.id),
               municipalities.latitude, municipalities.longitude, sum(shown.count),
               max((SELECT date_published FROM articles INDEXED BY articles_site_id
                    WHERE articles.site_id = sites.id AND hidden = 0 ORDER BY date_published DESC LIMIT 1)),
               iif(municipalities.code IS NULL, sites.base_url, NULL)
           FROM shown JOIN sites ON sites.id = shown.site_id AND shown.count > 0
           LEFT JOIN municipalities ON municipalities.code = sites.municipality_code
           GROUP BY coalesce(municipalities.code, sites.id)"""
    )
    found = [PlaceCount(*row) for row in rows]
    names = Counter(place.name for place in found if place.address)
    told = (place if names[place.name] > 1 else replace(place, address=None) for place in found)
    return sorted(told, key=lambda place: (place.code is None, swedish_order(place.name)))


def _sections(connection: sqlite3.Connection) -> list[SectionCount]:
    rows = connection.execute(
        """WITH counted(section_id, count) AS (SELECT section_id, count(*) FROM article_sections GROUP BY section_id),
               hidden(section_id, count) AS (
                   SELECT article_sections.section_id, count(*) FROM articles
                   CROSS JOIN article_sections ON article_id = articles.id WHERE hidden = 1 GROUP BY 1),
               shown(section_id, count) AS (
                   SELECT counted.section_id, counted.count - ifnull(hidden.count, 0) AS count
                   FROM counted LEFT JOIN hidden USING (section_id)
                   WHERE counted.count > ifnull(hidden.count, 0) ORDER BY 2 DESC LIMIT ?)
           SELECT sections.id, sections.name, sections.trail, sites.name, shown.count
           FROM shown JOIN sections ON sections.id = shown.section_id JOIN sites ON sites.id = sections.site_id
           ORDER BY shown.count DESC, sections.trail""",
        [LARGEST_SECTIONS],
    )
    return [SectionCount(*row) for row in rows]


def _fetched_at(connection: sqlite3.Connection) -> str | None:
    """When the last crawl ended; a published copy has no runs, there its last article tells."""
    columns = {row[1] for row in connection.execute("PRAGMA table_info(runs)")}
    questions = ["SELECT last_seen FROM articles ORDER BY id DESC LIMIT 1"]
    if columns:
        of_crawls = "WHERE kind = 'crawl'" if "kind" in columns else ""
        questions.insert(0, f"SELECT max(finished_at) FROM runs {of_crawls}")
    answers = (connection.execute(sql).fetchone() for sql in questions)
    return next((str(row[0]) for row in answers if row and row[0]), None)
