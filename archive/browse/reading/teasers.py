"""Articles as lists show them: headline, lead, date, where from, first picture."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from archive.browse.clean import plain_values
from archive.browse.reading.kept import kept_pictures
from archive.search import EVERYTHING, Filters, expand

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from archive.search import Hit

MANY = 5000
"""Matches that take longer to be read and sorted by date than the dates take to be looked through (measured)."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as a reference: where it is and what the page said of it; `kept` is the digest of its kept file."""

    url: str
    alt: str | None = None
    caption: str | None = None
    credit: str | None = None
    kept: str | None = None


@dataclass(frozen=True, slots=True)
class Teaser:
    """One article in a list.

    `lead` is the article's own, else how its text begins; `published` ISO 8601 cut at what is known; `marked` a
    search's headline and snippet with their marks.
    """

    id: int
    url: str
    headline: str
    lead: str
    picture: Picture | None
    published: str | None
    changed_at: str
    gone_at: str | None
    trail: str | None
    section_id: int | None
    site: str
    site_id: int
    municipality: str | None
    municipality_code: str | None
    marked: tuple[str, str] | None = None


_SELECT = """SELECT articles.id, articles.url, articles.headline,
    coalesce(articles.description, substr(articles.article_body, 1, 400)),
    images.content_url, article_images.alt, article_images.caption, article_images.credit_text, images.sha256,
    articles.date_published, articles.last_changed, articles.gone_at, sections.trail, sections.id,
    sites.name, sites.id, municipalities.name, municipalities.code
    FROM articles
    JOIN sites ON sites.id = articles.site_id
    LEFT JOIN municipalities ON municipalities.code = sites.municipality_code
    LEFT JOIN sections ON sections.id = articles.section_id
    LEFT JOIN article_images ON article_images.article_id = articles.id AND article_images.position = 1
    LEFT JOIN images ON images.id = article_images.image_id"""


def _teaser(row: Sequence[Any]) -> Teaser:
    article_id, url, headline, lead, *others = plain_values(row)
    picture = Picture(*others[:5]) if others[0] else None
    return Teaser(article_id, url, headline, shortened(lead), picture, *others[5:])


def only_kept(connection: sqlite3.Connection, pictures: Sequence[Picture]) -> list[Picture]:
    """The same pictures, those without a file to show as mere references."""
    known = kept_pictures(connection, [one.kept for one in pictures])
    return [one if one.kept in known else replace(one, kept=None) for one in pictures]


def shortened(text: str, longest: int = 220) -> str:
    """The beginning of a text as one line, cut between words.

    >>> shortened("Vi börjar ploga när det har kommit fem centimeter snö.", 20)
    'Vi börjar ploga när …'
    """
    line = " ".join(text.split())
    return line if len(line) <= longest else f"{line[: longest + 1].rpartition(' ')[0]} …"


def newest(
    connection: sqlite3.Connection, filters: Filters = EVERYTHING, *, limit: int = 20, offset: int = 0
) -> list[Teaser]:
    """Articles that pass the filters, newest first, undated ones last."""
    return with_ids(connection, newest_ids(connection, filters, limit=limit, offset=offset))


def newest_ids(
    connection: sqlite3.Connection, filters: Filters = EVERYTHING, query: str = "", *, limit: int = 20, offset: int = 0
) -> list[int]:
    """Ids of the articles that pass the filters and, when there is one, the query; newest first, undated ones last."""
    conditions, parameters = filters.conditions()
    if query.strip():
        match = expand(connection, query)
        found = "SELECT rowid FROM articles_fts WHERE articles_fts MATCH ?"
        (count,) = connection.execute(f"SELECT count(*) FROM ({found} LIMIT ?)", [match, MANY + 1]).fetchone()
        # Where very many match, the newest of all are looked through (the sign + makes SQLite do so); else those found.
        sign = "+" if count > MANY and filters == EVERYTHING else ""
        conditions += f" AND {sign}articles.id IN ({found})"
        parameters.append(match)
    rows = connection.execute(
        f"""SELECT articles.id FROM articles WHERE {conditions}
            ORDER BY articles.date_published DESC, articles.id DESC LIMIT ? OFFSET ?""",
        [*parameters, limit, offset],
    )
    return [article_id for (article_id,) in rows]


def newest_in_section(
    connection: sqlite3.Connection, section_id: int, *, limit: int = 20, offset: int = 0
) -> list[int]:
    """Ids of the articles in a section or below it, newest first, undated ones last."""
    rows = connection.execute(
        """WITH RECURSIVE below(id) AS (
               SELECT ? UNION SELECT sections.id FROM sections JOIN below ON sections.parent_id = below.id)
           SELECT articles.id FROM articles
           WHERE articles.hidden = 0 AND articles.id IN (
               SELECT article_id FROM article_sections WHERE section_id IN below)
           ORDER BY articles.date_published DESC, articles.id DESC LIMIT ? OFFSET ?""",
        [section_id, limit, offset],
    )
    return [article_id for (article_id,) in rows]


def with_ids(connection: sqlite3.Connection, ids: Sequence[int]) -> list[Teaser]:
    """The articles with these ids, in this order."""
    rows = connection.execute(f"{_SELECT} WHERE articles.id IN (SELECT value FROM json_each(?))", [json.dumps(ids)])
    found = [_teaser(row) for row in rows]
    pictures = iter(only_kept(connection, [one.picture for one in found if one.picture]))
    teasers = {one.id: replace(one, picture=next(pictures)) if one.picture else one for one in found}
    return [teasers[article_id] for article_id in ids]


def of_hits(connection: sqlite3.Connection, hits: Sequence[Hit]) -> list[Teaser]:
    """The articles that a search found, in its order, with its marks."""
    teasers = with_ids(connection, [hit.article_id for hit in hits])
    return [
        replace(teaser, marked=(hit.marked_headline, hit.snippet)) for teaser, hit in zip(teasers, hits, strict=True)
    ]
