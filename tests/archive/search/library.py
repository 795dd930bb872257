"""Articles put into an archive by plain SQL, with only what a search sees of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from archive import search

if TYPE_CHECKING:
    from archive import Archive

HIDDEN_FIELDS = {
    "article_body_html": "",
    "breadcrumb": "[]",
    "trail_source": "none",
    "date_published_source": "label",
    "word_count": 0,
    "content_hash": "",
    "extracted_by": "{}",
    "first_seen": "2026-03-01T00:00:00+00:00",
    "last_seen": "2026-03-01T00:00:00+00:00",
    "last_changed": "2026-03-01T00:00:00+00:00",
    "page_id": 1,
}
"""What a row of `articles` must hold besides, and no search looks at."""


@dataclass(frozen=True)
class Text:
    """An article as a test writes it; `picture` is its one picture's (alt, caption, credit), `site` a key."""

    headline: str
    body: str = ""
    lead: str | None = None
    date: str | None = "2026-03-01"
    site: str = "habo.se"
    section: tuple[str, ...] = ("Hem", "Nyheter")
    picture: tuple[str | None, str | None, str | None] | None = None
    attachment: str | None = None
    hidden: bool = False
    also_in: tuple[tuple[str, ...], ...] = field(default=())


MUNICIPALITIES = {"habo.se": "0305", "habokommun.se": "0643", "knivsta.se": "0330", "portalen.se": None}
"""Sites by key with the municipality each belongs to: Håbo, Habo, Knivsta, and a portal of none."""


class Library:
    """An archive that is filled with `add`."""

    def __init__(self, archive: Archive) -> None:
        self.db = archive.db
        self.connection = archive.connection
        self.reindex = archive.reindex
        self.connection.execute("PRAGMA foreign_keys = OFF")
        self.connection.execute(
            """INSERT INTO pages
                   (id, address_id, url, fetched_at, status, request_headers, response_headers, digest, size)
               VALUES (1, 1, '', '', 200, '', '', '', 0)"""
        )

    def add(self, *texts: Text) -> list[int]:
        """Write the articles and index them; their ids."""
        return [self._add(text) for text in texts]

    def headlines(self, query: str, filters: search.Filters | None = None) -> list[str]:
        """The headlines that a query finds, best first."""
        hits = search.search(self.connection, query, filters=filters or search.Filters(), limit=1000)
        return [hit.headline for hit in hits]

    def _add(self, text: Text) -> int:
        site_id = self._site(text.site)
        section_id = self._section(site_id, text.section)
        row = {
            **HIDDEN_FIELDS,
            "site_id": site_id,
            "section_id": section_id,
            "headline": text.headline,
            "description": text.lead,
            "article_body": text.body,
            "date_published": text.date,
            "published_year": int(text.date[:4]) if text.date else None,
            "hidden": int(text.hidden),
        }
        (number,) = self.connection.execute("SELECT coalesce(max(id), 0) + 1 FROM articles").fetchone()
        row |= {"id": number, "url": f"https://{text.site}/{number}"}
        self._insert("articles", row)
        for trail in (text.section, *text.also_in):
            self._insert("article_sections", {"article_id": number, "section_id": self._section(site_id, trail)})
        if text.picture is not None:
            alt, caption, credit = text.picture
            self._insert("images", {"id": number, "content_url": f"https://{text.site}/{number}.jpg"})
            said = {"alt": alt, "caption": caption, "credit_text": credit}
            self._insert("article_images", {"article_id": number, "image_id": number, "position": 1, **said})
        if text.attachment is not None:
            self._insert("attachments", {"id": number, "content_url": f"https://{text.site}/{number}.pdf"})
            named = {"name": text.attachment, "position": 1}
            self._insert("article_attachments", {"article_id": number, "attachment_id": number, **named})
        search.index_article(self.connection, number)
        return number

    def _site(self, key: str) -> int:
        values = {"key": key, "name": key, "base_url": f"https://{key}/", "municipality_code": MUNICIPALITIES[key]}
        return self._ensure("sites", {"key": key}, values)

    def _section(self, site_id: int, trail: tuple[str, ...]) -> int:
        parent = self._section(site_id, trail[:-1]) if len(trail) > 1 else None
        known = {"site_id": site_id, "trail": " › ".join(trail)}
        return self._ensure("sections", known, known | {"name": trail[-1], "depth": len(trail), "parent_id": parent})

    def _ensure(self, table: str, known: dict[str, object], values: dict[str, object]) -> int:
        condition = " AND ".join(f"{name} = ?" for name in known)
        row = self.connection.execute(f"SELECT id FROM {table} WHERE {condition}", [*known.values()]).fetchone()
        return row[0] if row else self._insert(table, values)

    def _insert(self, table: str, values: dict[str, object]) -> int:
        sql = f"INSERT INTO {table} ({', '.join(values)}) VALUES ({', '.join('?' * len(values))})"
        cursor = self.connection.execute(sql, [*values.values()])
        assert cursor.lastrowid is not None
        return cursor.lastrowid
