"""One article with everything that hangs on it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from archive.browse.clean import plain_values
from archive.browse.reading.alike import seen_in
from archive.browse.reading.teasers import Picture, only_kept
from archive.browse.reading.trees import steps_to
from archive.browse.reading.versions import Version, earlier
from archive.tables import has_table

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class SectionLink:
    """A section that the article stands in: the sections from the start page down, as (id, name)."""

    id: int
    steps: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class File:
    """An attachment as a reference; `size` is as the page gave it, `kept` the digest of the kept file."""

    url: str
    name: str | None
    media_type: str | None
    size: str | None
    kept: str | None


@dataclass(frozen=True, slots=True)
class KnownDate:
    """A date that the page gave, how it is known, and in which words it stood there."""

    role: str
    value: str | None
    source: str
    text: str
    reason: str | None


@dataclass(frozen=True, slots=True)
class Record:
    """One article, whole. `fields` holds the columns of `articles`; `contact` and `extracted_by` are read from JSON."""

    fields: dict[str, Any]
    site: str
    municipality: str | None
    municipality_code: str | None
    sections: list[SectionLink]
    pictures: list[Picture]
    seen_in: dict[str, list[tuple[int, str]]]
    """Other articles with the same picture, (id, headline), by the digest of its kept file."""
    files: list[File]
    dates: list[KnownDate]
    versions: list[Version]
    addresses: list[str]
    contact: dict[str, str]
    extracted_by: dict[str, str]


_FIELDS = (
    "id", "site_id", "url", "headline", "description", "article_body", "article_body_html", "author", "in_language",
    "trail_source", "date_published", "date_published_source", "date_published_text", "date_modified", "word_count",
    "content_hash", "first_seen", "last_seen", "last_changed", "gone_at",
)  # fmt: skip


def record(connection: sqlite3.Connection, article_id: int) -> Record | None:
    """The article with this id; None when there is none or it is hidden."""
    row = connection.execute(
        f"""SELECT {", ".join(f"articles.{name}" for name in _FIELDS)}, articles.contact, articles.extracted_by,
                   sites.name, municipalities.name, municipalities.code
            FROM articles JOIN sites ON sites.id = articles.site_id
            LEFT JOIN municipalities ON municipalities.code = sites.municipality_code
            WHERE articles.id = ? AND articles.hidden = 0""",
        [article_id],
    ).fetchone()
    if row is None:
        return None
    *values, contact, extracted_by, site, municipality, code = plain_values(row)
    fields = dict(zip(_FIELDS, values, strict=True))
    pictures = _pictures(connection, article_id)
    return Record(
        fields=fields,
        site=site,
        municipality=municipality,
        municipality_code=code,
        sections=_sections(connection, article_id),
        pictures=pictures,
        seen_in=seen_in(connection, (one.kept for one in pictures), article_id),
        files=_files(connection, article_id),
        dates=_dates(connection, article_id),
        versions=earlier(connection, article_id),
        addresses=_addresses(connection, article_id, fields["url"]),
        contact={name: value for name, value in json.loads(contact or "{}").items() if value},
        # The trail's own column wins: a page without a trail is placed by its list or its path after it was read.
        extracted_by=json.loads(extracted_by) | {"breadcrumb": fields["trail_source"]},
    )


def _rows(connection: sqlite3.Connection, sql: str, article_id: int) -> list[Sequence[Any]]:
    return [plain_values(row) for row in connection.execute(sql, [article_id])]


def _sections(connection: sqlite3.Connection, article_id: int) -> list[SectionLink]:
    """The article's own section first, then those whose lists show it too."""
    rows = _rows(
        connection,
        """SELECT sections.id FROM article_sections JOIN sections ON sections.id = article_sections.section_id
           JOIN articles ON articles.id = article_id
           WHERE article_id = ? ORDER BY sections.id IS NOT articles.section_id, sections.trail""",
        article_id,
    )
    return [SectionLink(section_id, steps_to(connection, section_id)) for (section_id,) in rows]


def _pictures(connection: sqlite3.Connection, article_id: int) -> list[Picture]:
    rows = _rows(
        connection,
        """SELECT content_url, alt, caption, credit_text, sha256 FROM article_images JOIN images ON images.id = image_id
           WHERE article_id = ? ORDER BY position""",
        article_id,
    )
    return only_kept(connection, [Picture(*row) for row in rows])


def _files(connection: sqlite3.Connection, article_id: int) -> list[File]:
    kept = "sha256" if has_table(connection, "files") else "NULL"
    rows = _rows(
        connection,
        f"""SELECT content_url, name, encoding_format, content_size, {kept}
           FROM article_attachments JOIN attachments ON attachments.id = attachment_id
           WHERE article_id = ? ORDER BY position""",
        article_id,
    )
    return [File(*row) for row in rows]


def _dates(connection: sqlite3.Connection, article_id: int) -> list[KnownDate]:
    rows = _rows(
        connection,
        """SELECT role, value, source, text, reason FROM article_dates WHERE article_id = ?
           ORDER BY CASE role WHEN 'published' THEN 1 WHEN 'modified' THEN 2 ELSE 3 END, id""",
        article_id,
    )
    return [KnownDate(*row) for row in rows]


def _addresses(connection: sqlite3.Connection, article_id: int, url: str) -> list[str]:
    rows = _rows(connection, "SELECT DISTINCT url FROM article_addresses WHERE article_id = ? ORDER BY url", article_id)
    return [other for (other,) in rows if other != url]
