"""What hangs on an article: its dates, pictures, attachments and sections, written where they differ from before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Mapping

    from archive.schema import Article

    _Rows = list[tuple[Any, ...]]

_TABLES = {"dates": "article_dates", "image": "article_images", "attachments": "article_attachments"}
_HELD = {
    "dates": """SELECT role, value, precision, source, text, reason FROM article_dates WHERE article_id = ?
                ORDER BY id""",
    "image": """SELECT content_url, alt, caption, credit_text, width, height FROM article_images
                JOIN images ON images.id = image_id WHERE article_id = ? ORDER BY position""",
    "attachments": """SELECT content_url, name, content_size, encoding_format FROM article_attachments
                      JOIN attachments ON attachments.id = attachment_id WHERE article_id = ? ORDER BY position""",
}
"""What an article has of each, in its order."""
_OF_FILES = {"image": 4, "attachments": 3}
"""From this column on it is the file that is described, whichever article shows it: what is not told stays."""


def write(
    connection: sqlite3.Connection, article_id: int, article: Article, known: Mapping[str, Any] | None
) -> list[str]:
    """Let the article have the record's dates, pictures and attachments; which of them were others before.

    `known` is the article's row as it was, None for an article that has just been added.
    """
    changed = []
    for name, query in _HELD.items():
        held = connection.execute(query, [article_id]).fetchall() if known else []
        wanted = _WANTED[name](article)
        of_file = _OF_FILES.get(name)
        if [row[:of_file] for row in held] != [row[:of_file] for row in wanted]:
            changed.append(name)
        elif of_file is None or all(
            _is_known(new[of_file:], old[of_file:]) for new, old in zip(wanted, held, strict=True)
        ):
            continue
        if held:
            connection.execute(f"DELETE FROM {_TABLES[name]} WHERE article_id = ?", [article_id])
        _WRITERS[name](connection, article_id, wanted)
    return changed


def _is_known(told: tuple[Any, ...], held: tuple[Any, ...]) -> bool:
    return all(new is None or new == old for new, old in zip(told, held, strict=True))


_WANTED: dict[str, Callable[[Article], _Rows]] = {
    "dates": lambda article: [(d.role, d.value, d.precision, d.source, d.text, d.reason) for d in article.dates],
    "image": lambda article: [
        (i.content_url, i.alt, i.caption, i.credit_text, i.width, i.height) for i in article.image
    ],
    "attachments": lambda article: [
        (a.content_url, a.name, a.content_size, a.encoding_format) for a in article.attachments
    ],
}
"""The same of a record."""


def _write_dates(connection: sqlite3.Connection, article_id: int, rows: _Rows) -> None:
    connection.executemany(
        """INSERT INTO article_dates (article_id, role, value, precision, source, text, reason)
           VALUES (?, ?, ?, ?, ?, ?, ?)""",
        [(article_id, *row) for row in rows],
    )


def _write_images(connection: sqlite3.Connection, article_id: int, rows: _Rows) -> None:
    for position, (content_url, alt, caption, credit_text, width, height) in enumerate(rows, 1):
        (image_id,) = connection.execute(
            """INSERT INTO images (content_url, width, height) VALUES (?, ?, ?)
               ON CONFLICT DO UPDATE
               SET width = coalesce(excluded.width, width), height = coalesce(excluded.height, height)
               RETURNING id""",
            [content_url, width, height],
        ).fetchone()
        connection.execute(
            """INSERT INTO article_images (article_id, image_id, position, alt, caption, credit_text)
               VALUES (?, ?, ?, ?, ?, ?)""",
            [article_id, image_id, position, alt, caption, credit_text],
        )


def _write_attachments(connection: sqlite3.Connection, article_id: int, rows: _Rows) -> None:
    for position, (content_url, name, content_size, encoding_format) in enumerate(rows, 1):
        (attachment_id,) = connection.execute(
            """INSERT INTO attachments (content_url, encoding_format) VALUES (?, ?)
               ON CONFLICT DO UPDATE SET encoding_format = coalesce(excluded.encoding_format, encoding_format)
               RETURNING id""",
            [content_url, encoding_format],
        ).fetchone()
        connection.execute(
            """INSERT INTO article_attachments (article_id, attachment_id, position, name, content_size)
               VALUES (?, ?, ?, ?, ?)""",
            [article_id, attachment_id, position, name, content_size],
        )


_WRITERS = {"dates": _write_dates, "image": _write_images, "attachments": _write_attachments}


def write_sections(connection: sqlite3.Connection, article_id: int, known: Mapping[str, Any] | None) -> list[str]:
    """Let the article stand in its own section and in every section whose list shows one of its addresses.

    ["sections"] where it stood in others before, else nothing.
    """
    wanted = connection.execute(
        """SELECT section_id FROM articles WHERE id = :id AND section_id IS NOT NULL
           UNION
           SELECT address_sections.section_id FROM article_addresses
           JOIN addresses ON addresses.url = article_addresses.url
           JOIN address_sections ON address_sections.address_id = addresses.id AND address_sections.listed
           WHERE article_addresses.article_id = :id""",
        {"id": article_id},
    ).fetchall()
    if known:
        held = connection.execute("SELECT section_id FROM article_sections WHERE article_id = ?", [article_id])
        if {section_id for (section_id,) in held} == {section_id for (section_id,) in wanted}:
            return []
        connection.execute("DELETE FROM article_sections WHERE article_id = ?", [article_id])
    connection.executemany(
        "INSERT INTO article_sections (article_id, section_id) VALUES (?, ?)",
        [(article_id, section_id) for (section_id,) in wanted],
    )
    return ["sections"]
