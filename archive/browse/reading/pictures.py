"""The wall of pictures: every picture with the article it stands in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from archive.browse.clean import plain_values
from archive.browse.reading.teasers import Picture
from archive.search import search_pictures

if TYPE_CHECKING:
    import sqlite3


@dataclass(frozen=True, slots=True)
class WallPicture:
    """A picture and its article."""

    picture: Picture
    article_id: int
    headline: str
    published: str | None


def wall(connection: sqlite3.Connection, query: str, *, limit: int, offset: int) -> list[WallPicture]:
    """Pictures of the newest articles first; with a query those whose alternative text, caption or credit has it."""
    if query.strip():
        hits = search_pictures(connection, query, limit=limit, offset=offset)
        return [
            _picture(
                hit.content_url, hit.alt, hit.caption, hit.credit_text, hit.article_id, hit.headline, hit.date_published
            )
            for hit in hits
        ]
    rows = connection.execute(
        """SELECT images.content_url, article_images.alt, article_images.caption, article_images.credit_text,
                  articles.id, articles.headline, articles.date_published
           FROM articles CROSS JOIN article_images ON article_images.article_id = articles.id
           JOIN images ON images.id = article_images.image_id
           WHERE articles.hidden = 0
           ORDER BY articles.date_published DESC, articles.id DESC, article_images.position LIMIT ? OFFSET ?""",
        [limit, offset],
    )
    return [_picture(*row) for row in rows]


def _picture(*row: Any) -> WallPicture:
    values = plain_values(row)
    return WallPicture(Picture(*values[:4]), *values[4:])
