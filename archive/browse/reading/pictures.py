"""The wall of pictures: every picture with the article it stands in."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from archive import search
from archive.browse.clean import plain_values
from archive.browse.reading.teasers import Picture, only_kept

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Container


@dataclass(frozen=True, slots=True)
class WallPicture:
    """A picture and its article."""

    picture: Picture
    article_id: int
    headline: str
    published: str | None
    found: Picture | None = None
    """The same with a search's words marked."""


def wall(connection: sqlite3.Connection, query: str, *, limit: int, offset: int) -> list[WallPicture]:
    """Pictures of the newest articles first; with a query those whose alternative text, caption or credit has it."""
    rows = _found(connection, query, limit, offset) if query.strip() else _newest(connection, limit, offset)
    found = [WallPicture(Picture(*row[:5]), *row[5:]) for row in map(plain_values, rows)]
    shown = only_kept(connection, [one.picture for one in found])
    words = search.picture_words(connection, query) if query.strip() else None
    return [
        replace(one, picture=picture, found=_marked(picture, words) if words is not None else None)
        for one, picture in zip(found, shown, strict=True)
    ]


def _marked(picture: Picture, words: Container[str]) -> Picture:
    texts = {name: getattr(picture, name) for name in ("alt", "caption", "credit")}
    return replace(picture, **{name: search.mark(text, words) for name, text in texts.items() if text})


def _newest(connection: sqlite3.Connection, limit: int, offset: int) -> list[tuple[Any, ...]]:
    return connection.execute(
        """SELECT images.content_url, article_images.alt, article_images.caption, article_images.credit_text,
                  images.sha256, articles.id, articles.headline, articles.date_published
           FROM articles CROSS JOIN article_images ON article_images.article_id = articles.id
           JOIN images ON images.id = article_images.image_id
           WHERE articles.hidden = 0
           ORDER BY articles.date_published DESC, articles.id DESC, article_images.position LIMIT ? OFFSET ?""",
        [limit, offset],
    ).fetchall()


def _found(connection: sqlite3.Connection, query: str, limit: int, offset: int) -> list[tuple[Any, ...]]:
    hits = search.search_pictures(connection, query, limit=limit, offset=offset)
    digests = dict(
        connection.execute(
            "SELECT content_url, sha256 FROM images WHERE content_url IN (SELECT value FROM json_each(?))",
            [json.dumps([hit.content_url for hit in hits])],
        ).fetchall()
    )
    return [
        (
            hit.content_url, hit.alt, hit.caption, hit.credit_text, digests[hit.content_url], hit.article_id,
            hit.headline, hit.date_published,
        )
        for hit in hits
    ]  # fmt: skip
