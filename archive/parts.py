"""What hangs on an article: its dates, pictures, attachments and sections, written where they differ from before."""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Mapping

    from archive.schema import Article

    _Rows = list[tuple[Any, ...]]


HANGING = ("article_sections", "article_addresses", "article_dates", "article_images", "article_attachments")
"""The tables whose rows hang on an article as it is now; `article_versions` has what it was."""


@dataclass(frozen=True, slots=True)
class _Kind:
    """One kind of what hangs on an article, by its field in the record: where it is kept, and how.

    `held` asks for what an article has, by `columns`, in its order. The first `own` of them are the article's; the
    others tell of the file, whichever article shows it: what a record does not tell of it stays.
    """

    field: str
    table: str
    columns: tuple[str, ...]
    own: int
    held: str
    write: Callable[[sqlite3.Connection, int, _Rows], None]

    def of(self, article: Article) -> _Rows:
        """The same of a record."""
        return list(map(attrgetter(*self.columns), getattr(article, self.field)))


def write(
    connection: sqlite3.Connection, article_id: int, article: Article, known: Mapping[str, Any] | None
) -> list[str]:
    """Let the article have the record's dates, pictures and attachments; which of them were others before.

    `known` is the article's row as it was, None for an article that has just been added.
    """
    changed = []
    for kind in _KINDS:
        held = connection.execute(kind.held, [article_id]).fetchall() if known else []
        wanted = kind.of(article)
        if [row[: kind.own] for row in held] != [row[: kind.own] for row in wanted]:
            changed.append(kind.field)
        elif all(_is_known(new[kind.own :], old[kind.own :]) for new, old in zip(wanted, held, strict=True)):
            continue
        if held:
            connection.execute(f"DELETE FROM {kind.table} WHERE article_id = ?", [article_id])
        kind.write(connection, article_id, wanted)
    return changed


def _is_known(told: tuple[Any, ...], held: tuple[Any, ...]) -> bool:
    """Whether all that is told of a file is kept."""
    return all(new is None or new == old for new, old in zip(told, held, strict=True))


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


_DATE = ("role", "value", "precision", "source", "text", "reason")
_IMAGE = ("content_url", "alt", "caption", "credit_text", "width", "height")
_ATTACHMENT = ("content_url", "name", "content_size", "encoding_format")
_KINDS = (
    _Kind(
        "dates",
        "article_dates",
        _DATE,
        len(_DATE),
        f"SELECT {', '.join(_DATE)} FROM article_dates WHERE article_id = ? ORDER BY id",
        _write_dates,
    ),
    _Kind(
        "image",
        "article_images",
        _IMAGE,
        _IMAGE.index("width"),
        f"""SELECT {", ".join(_IMAGE)} FROM article_images JOIN images ON images.id = image_id
            WHERE article_id = ? ORDER BY position""",
        _write_images,
    ),
    _Kind(
        "attachments",
        "article_attachments",
        _ATTACHMENT,
        _ATTACHMENT.index("encoding_format"),
        f"""SELECT {", ".join(_ATTACHMENT)} FROM article_attachments JOIN attachments ON attachments.id = attachment_id
            WHERE article_id = ? ORDER BY position""",
        _write_attachments,
    ),
)


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
