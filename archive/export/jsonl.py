"""Articles as JSON lines, one a line, in schema.org's words written in snake_case."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

_FIELDS = (
    "url", "headline", "description", "article_body", "article_body_html", "author", "contact", "in_language",
    "breadcrumb", "trail_source", "date_published", "date_published_precision", "date_published_source",
    "date_published_text", "date_modified", "word_count", "content_hash", "extracted_by",
)  # fmt: skip
_JSON_FIELDS = ("contact", "breadcrumb", "extracted_by")
_INSTANTS = ("first_seen", "last_seen", "last_changed", "gone_at")


def lines(connection: sqlite3.Connection, *, canonical: bool = False) -> Iterator[str]:
    """One line of JSON per article that is not hidden.

    With `canonical` the lines are sorted by address and hold no ids, runs or instants: two archives that say the same
    give the same lines, however they came about.
    """
    fields = _FIELDS if canonical else (*_FIELDS, *_INSTANTS)
    cursor = connection.execute(
        f"""SELECT articles.id, sites.key, sections.trail, {", ".join(f"articles.{name}" for name in fields)}
            FROM articles JOIN sites ON sites.id = articles.site_id
            LEFT JOIN sections ON sections.id = articles.section_id
            WHERE hidden = 0 ORDER BY {"articles.url" if canonical else "articles.id"}"""
    )
    for article_id, site, section, *values in cursor:
        record: dict[str, Any] = {"site": site, "section": section, **dict(zip(fields, values, strict=True))}
        record |= {name: json.loads(record[name]) for name in _JSON_FIELDS if record[name]}
        record |= _parts(connection, article_id)
        yield json.dumps(record, ensure_ascii=False, sort_keys=canonical)


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
            "SELECT role, value, precision, source, text, reason FROM article_dates WHERE article_id = ? ORDER BY id"
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
