"""Articles in the archive: one row a piece of news, its earlier versions, and everything that hangs on it."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from archive import identity, sections, versions

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping

    from archive.schema import Article

VERSIONED = ("headline", "description", "article_body", "author", "date_published", "date_modified")
"""Fields whose change makes a version. Furniture is none of them; `date_modified` alone makes none either."""


def edited_fields(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """The fields by which a later record is an edit of the earlier one; empty when it is none."""
    changed = [name for name in VERSIONED if before[name] != after[name]]
    return [] if changed == ["date_modified"] else changed


def record_of(article: Article) -> dict[str, Any]:
    """What an article says as `article_versions.record` holds it (`archive.versions.RECORD`)."""
    names = ("content_url", "alt", "caption", "credit_text")
    images = [{name: getattr(image, name) for name in names} for image in article.image]
    return {"url": article.url, **_values(article), "image": images}


def write(connection: sqlite3.Connection, article: Article, *, address_id: int, page_id: int) -> tuple[int, str]:
    """Write what one page says of an article; its id, and whether it is "new", "changed", "moved" or "same".

    The article is known by its own address or any other address it ever had. Of several addresses with the same
    article (desktop and mobile, print) the article's own speaks; without it the first in the order of the alphabet, so
    that the record does not hang on the order of fetching.
    """
    site_id, fetched_url, answered_by, seen_at = connection.execute(
        """SELECT addresses.site_id, addresses.url, pages.url, pages.fetched_at FROM addresses, pages
           WHERE addresses.id = ? AND pages.id = ?""",
        [address_id, page_id],
    ).fetchone()
    url = article.url or fetched_url
    section_id = sections.ensure(connection, site_id, article.section)
    known = identity.known_article(connection, article, {url, fetched_url}, site_id)
    if known is None:
        values = {"site_id": site_id, "section_id": section_id, "url": url, **_values(article), "first_seen": seen_at,
                  "last_seen": seen_at, "last_changed": seen_at, "page_id": page_id,
                  "pictures": _said(article)}  # fmt: skip
        article_id, outcome = _insert(connection, values), "new"
    else:
        article_id = known["id"]
        outcome = _update(connection, known, article, section_id, page_id, (url, fetched_url, seen_at))
    came_by = "duplicate" if answered_by == fetched_url else "moved"
    _add_addresses(connection, article_id, [(url, "canonical"), (fetched_url, came_by), *article.addresses])
    if outcome != "other":
        _write_parts(connection, article_id, article)
    _write_sections(connection, article_id)
    if outcome == "other":
        return article_id, "same"
    if known and known["url"] != url and came_by == "moved":
        identity.note_move(connection, article_id, (known["url"], fetched_url), url)
        return article_id, "moved"
    return article_id, outcome


def _values(article: Article) -> dict[str, Any]:
    return {
        "headline": article.headline,
        "description": article.description,
        "article_body": article.article_body,
        "article_body_html": article.article_body_html,
        "author": article.author,
        "contact": _json(asdict(article.contact)) if article.contact else None,
        "in_language": article.in_language,
        "breadcrumb": _json([asdict(crumb) for crumb in article.breadcrumb]),
        "trail_source": article.trail_source,
        "date_published": article.date_published,
        "date_published_precision": article.date_published_precision,
        "date_published_source": article.date_published_source,
        "date_published_text": article.date_published_text,
        "date_modified": article.date_modified,
        "published_year": int(article.date_published[:4]) if article.date_published else None,
        "word_count": article.word_count,
        "content_hash": article.content_hash,
        "extracted_by": _json(dict(sorted(article.extracted_by.items()))),
    }


def _said(article: Article) -> str:
    """What the article's pictures say, as the search index has it: written at once, it need not be indexed twice."""
    texts = (text for image in article.image for text in (image.alt, image.caption, image.credit_text) if text)
    return "\n".join(dict.fromkeys(texts))


def _insert(connection: sqlite3.Connection, values: dict[str, Any]) -> int:
    cursor = connection.execute(
        f"INSERT INTO articles ({', '.join(values)}) VALUES ({', '.join('?' * len(values))})",
        list(values.values()),
    )
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def _update(
    connection: sqlite3.Connection,
    known: dict[str, Any],
    article: Article,
    section_id: int | None,
    page_id: int,
    visit: tuple[str, str, str],
) -> str:
    """Bring a known article up to date; "other" when a better address of it speaks for the record."""
    url, fetched_url, seen_at = visit
    last_seen = max(seen_at, known["last_seen"])
    if _better((known["spoken_by"], known["url"]), (fetched_url, url)):
        connection.execute("UPDATE articles SET last_seen = ?, gone_at = NULL WHERE id = ?", [last_seen, known["id"]])
        return "other"
    values = _values(article)
    same_page = _same_content(connection, known["page_id"], page_id)
    changed = edited_fields(known, values)
    makes_version = bool(changed) and not same_page and known["spoken_by"] == fetched_url
    if makes_version:
        _keep_version(connection, known, changed)
    values |= {
        "section_id": section_id,
        "url": url,
        "last_seen": last_seen,
        "last_changed": seen_at if makes_version else known["last_changed"],
        "gone_at": None,
        "page_id": page_id,
    }
    connection.execute(
        f"UPDATE articles SET {', '.join(f'{name} = ?' for name in values)} WHERE id = ?",
        [*values.values(), known["id"]],
    )
    return "changed" if makes_version else "same"


def _same_content(connection: sqlite3.Connection, page_id: int, other_id: int) -> bool:
    """Whether two pages hold the same bytes: what is read otherwise from them is no edit."""
    (digests,) = connection.execute(
        "SELECT count(DISTINCT digest) FROM pages WHERE id IN (?, ?)", [page_id, other_id]
    ).fetchone()
    return bool(digests == 1)


def _better(known: tuple[str, str], new: tuple[str, str]) -> bool:
    """Whether the page that speaks for the article now, as (its address, the article's), stands before the new one."""

    def order(pair: tuple[str, str]) -> tuple[bool, str]:
        return pair[0] != pair[1], pair[0]

    return known[0] != new[0] and order(known) < order(new)


def _keep_version(connection: sqlite3.Connection, known: dict[str, Any], changed: list[str]) -> None:
    """Keep the record that is about to be replaced, whole."""
    (version,) = connection.execute(
        "SELECT coalesce(max(version), 0) + 1 FROM article_versions WHERE article_id = ?", [known["id"]]
    ).fetchone()
    record = {name: known[name] for name in versions.RECORD} | {"image": versions.pictures(connection, known["id"])}
    connection.execute(
        """INSERT INTO article_versions
               (article_id, version, seen_from, seen_at, page_id, headline, description, article_body, changed, record)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        [known["id"], version, known["last_changed"], known["last_seen"], known["page_id"], known["headline"],
         known["description"], known["article_body"], _json(changed), _json(record)],
    )  # fmt: skip


def _add_addresses(connection: sqlite3.Connection, article_id: int, addresses: Iterable[tuple[str, str]]) -> None:
    connection.executemany(
        "INSERT INTO article_addresses (article_id, url, kind) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        [(article_id, url, kind) for url, kind in addresses],
    )


def _write_parts(connection: sqlite3.Connection, article_id: int, article: Article) -> None:
    """Replace the article's dates, pictures and attachments by those of the new record."""
    for table in ("article_dates", "article_images", "article_attachments"):
        connection.execute(f"DELETE FROM {table} WHERE article_id = ?", [article_id])
    connection.executemany(
        """INSERT INTO article_dates (article_id, role, value, precision, source, text, reason)
           VALUES (?, ?, ?, ?, ?, ?, ?)""",
        [(article_id, d.role, d.value, d.precision, d.source, d.text, d.reason) for d in article.dates],
    )
    for position, image in enumerate(article.image, 1):
        (image_id,) = connection.execute(
            """INSERT INTO images (content_url, width, height) VALUES (?, ?, ?)
               ON CONFLICT DO UPDATE
               SET width = coalesce(excluded.width, width), height = coalesce(excluded.height, height)
               RETURNING id""",
            [image.content_url, image.width, image.height],
        ).fetchone()
        connection.execute(
            """INSERT INTO article_images (article_id, image_id, position, alt, caption, credit_text)
               VALUES (?, ?, ?, ?, ?, ?)""",
            [article_id, image_id, position, image.alt, image.caption, image.credit_text],
        )
    for position, attachment in enumerate(article.attachments, 1):
        (attachment_id,) = connection.execute(
            """INSERT INTO attachments (content_url, encoding_format) VALUES (?, ?)
               ON CONFLICT DO UPDATE SET encoding_format = coalesce(excluded.encoding_format, encoding_format)
               RETURNING id""",
            [attachment.content_url, attachment.encoding_format],
        ).fetchone()
        connection.execute(
            """INSERT INTO article_attachments (article_id, attachment_id, position, name, content_size)
               VALUES (?, ?, ?, ?, ?)""",
            [article_id, attachment_id, position, attachment.name, attachment.content_size],
        )


def _write_sections(connection: sqlite3.Connection, article_id: int) -> None:
    """Let the article stand in its own section and in every section whose list shows one of its addresses."""
    connection.execute("DELETE FROM article_sections WHERE article_id = ?", [article_id])
    connection.execute(
        """INSERT INTO article_sections (article_id, section_id)
           SELECT id, section_id FROM articles WHERE id = :id AND section_id IS NOT NULL
           UNION
           SELECT :id, address_sections.section_id FROM article_addresses
           JOIN addresses ON addresses.url = article_addresses.url
           JOIN address_sections ON address_sections.address_id = addresses.id AND address_sections.listed
           WHERE article_addresses.article_id = :id""",
        {"id": article_id},
    )


def list_in_section(connection: sqlite3.Connection, url: str, section_id: int) -> None:
    """A section's list shows this address: where it is an article's, the article belongs to the section too."""
    connection.execute(
        """INSERT INTO article_sections (article_id, section_id)
           SELECT DISTINCT article_id, ? FROM article_addresses WHERE url = ? ON CONFLICT DO NOTHING""",
        [section_id, url],
    )


def mark_gone(connection: sqlite3.Connection, address_id: int, at: str) -> int:
    """The address is gone: articles that no other address shows get their `gone_at`; how many. Their text stays."""
    rows = connection.execute(
        """SELECT articles.id, addresses.url FROM articles JOIN pages ON pages.id = articles.page_id
           JOIN addresses ON addresses.id = pages.address_id WHERE addresses.id = ? AND gone_at IS NULL""",
        [address_id],
    ).fetchall()
    gone = [article_id for article_id, url in rows if not identity.hand_over(connection, article_id, url)]
    connection.executemany("UPDATE articles SET gone_at = ? WHERE id = ?", [(at, article_id) for article_id in gone])
    return len(gone)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


_LOOKED_AT = ("headline", "description", "article_body", "date_published", "author", "breadcrumb", "in_language")


def latest(connection: sqlite3.Connection, site_key: str, most: int) -> list[dict[str, Any]]:
    """The site's articles that were first seen last, by field; `image` is how many pictures each has."""
    names = (*_LOOKED_AT, "image")
    rows = connection.execute(
        f"""SELECT {", ".join(f"nullif({name}, '[]')" for name in _LOOKED_AT)},
                   (SELECT count(*) FROM article_images WHERE article_id = articles.id)
            FROM articles WHERE site_id = (SELECT id FROM sites WHERE key = ?)
            ORDER BY first_seen DESC, id DESC LIMIT ?""",
        [site_key, most],
    )
    return [dict(zip(names, row, strict=True)) for row in rows]
