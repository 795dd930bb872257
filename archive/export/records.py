"""Articles on their way out: one whole record after the other, with everything that hangs on it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from archive.search import EVERYTHING

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence

    from archive.search import Filters


FIELDS = (
    "url", "headline", "description", "article_body", "article_body_html", "author", "contact", "in_language",
    "breadcrumb", "trail_source", "date_published", "date_published_precision", "date_published_source",
    "date_published_text", "date_modified", "word_count", "content_hash", "extracted_by",
)  # fmt: skip
INSTANTS = ("first_seen", "last_seen", "last_changed", "gone_at")
"""When our visits saw what: the part of a record that differs between two archives that say the same."""

_JSON_FIELDS = ("contact", "breadcrumb", "extracted_by")
_ORDERS = {
    "url": "articles.url",
    "site": """sites.key, articles.published_year IS NULL, articles.published_year DESC, articles.date_published DESC,
               articles.url""",
}


def records(
    connection: sqlite3.Connection, filters: Filters = EVERYTHING, *, order: str = "url"
) -> Iterator[dict[str, Any]]:
    """The articles that pass the filters, each as a dict of its fields (FIELDS, INSTANTS) and parts.

    Its parts are "site" (key, name, base_url), "municipality" (code, name, county; None where the site belongs to
    none), "section" (trail), "sections", "addresses", "dates", "image" and "attachments". `order` is "url" or "site"
    (site by site, in each the newest first, the undated last).
    One article is in memory at a time.
    """
    conditions, parameters = filters.conditions()
    return _read(connection, f"{conditions} ORDER BY {_ORDERS[order]}", parameters)


def newest_records(connection: sqlite3.Connection, filters: Filters, limit: int) -> list[dict[str, Any]]:
    """The newest of the articles that pass the filters; those without a date stand where they were first seen.

    Dated and undated ones are looked for apart, the first in the order of an index.
    """
    conditions, parameters = filters.conditions()
    halves = (
        f"""SELECT * FROM (SELECT articles.id, {at} AS at, articles.url FROM articles
            WHERE {conditions} AND articles.date_published IS {known} ORDER BY {at} DESC, articles.url LIMIT ?)"""
        for at, known in (("articles.date_published", "NOT NULL"), ("articles.first_seen", "NULL"))
    )
    rows = connection.execute(
        f"SELECT id FROM ({' UNION ALL '.join(halves)}) ORDER BY at DESC, url LIMIT ?",
        [*parameters, limit, *parameters, limit, limit],
    )
    return records_by_id(connection, [article_id for (article_id,) in rows])


def record_count(connection: sqlite3.Connection, filters: Filters = EVERYTHING) -> int:
    """How many articles pass the filters."""
    conditions, parameters = filters.conditions()
    (count,) = connection.execute(f"SELECT count(*) FROM articles WHERE {conditions}", parameters).fetchone()
    return int(count)


def records_of(connection: sqlite3.Connection, page_id: int) -> Iterator[dict[str, Any]]:
    """The articles that were read from this stored page, hidden ones left out."""
    return _read(connection, "articles.page_id = ? AND articles.hidden = 0", [page_id])


def records_by_id(connection: sqlite3.Connection, ids: Sequence[int]) -> list[dict[str, Any]]:
    """The articles with these ids in this order, each as `records` gives it; hidden ones are left out."""
    chosen = "articles.hidden = 0 AND articles.id IN (SELECT value FROM json_each(:ids))"
    in_order = "(SELECT key FROM json_each(:ids) WHERE value = articles.id)"
    return list(_read(connection, f"{chosen} ORDER BY {in_order}", {"ids": json.dumps(ids)}))


def _read(
    connection: sqlite3.Connection, where: str, parameters: list[Any] | dict[str, Any]
) -> Iterator[dict[str, Any]]:
    fields = (*FIELDS, *INSTANTS)
    cursor = connection.execute(
        f"""SELECT articles.id, sections.trail, sites.key, sites.name, sites.base_url,
                   municipalities.code, municipalities.name, municipalities.county,
                   {", ".join(f"articles.{name}" for name in fields)}
            FROM articles JOIN sites ON sites.id = articles.site_id
            LEFT JOIN municipalities ON municipalities.code = sites.municipality_code
            LEFT JOIN sections ON sections.id = articles.section_id
            WHERE {where}""",
        parameters,
    )
    for article_id, section, key, name, base_url, code, municipality, county, *values in cursor:
        record: dict[str, Any] = {
            "site": {"key": key, "name": name, "base_url": base_url},
            "municipality": {"code": code, "name": municipality, "county": county} if code else None,
            "section": section,
            **dict(zip(fields, values, strict=True)),
        }
        record |= {field: json.loads(record[field]) for field in _JSON_FIELDS if record[field]}
        record |= _parts(connection, article_id)
        yield record


def _parts(connection: sqlite3.Connection, article_id: int) -> dict[str, list[Any]]:
    """What hangs on an article: its sections, addresses, dates, pictures, attachments."""

    def rows(query: str) -> list[dict[str, Any]]:
        cursor = connection.execute(query, [article_id])
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor]

    return {
        "sections": [
            row["trail"]
            for row in rows(
                """SELECT trail FROM article_sections JOIN sections ON sections.id = section_id
                   WHERE article_id = ? ORDER BY trail"""
            )
        ],
        "addresses": rows("SELECT url, kind FROM article_addresses WHERE article_id = ? ORDER BY url"),
        "dates": rows(
            """SELECT role, value, precision, source, text, reason FROM article_dates WHERE article_id = ?
               ORDER BY role = 'published' DESC, role = 'modified' DESC, value, text, source, reason"""
        ),
        "image": rows(
            """SELECT content_url, alt, caption, credit_text, width, height FROM article_images
               JOIN images ON images.id = image_id WHERE article_id = ? ORDER BY position"""
        ),
        "attachments": rows(
            """SELECT content_url, name, encoding_format, content_size FROM article_attachments
               JOIN attachments ON attachments.id = attachment_id WHERE article_id = ? ORDER BY position"""
        ),
    }
