"""Other articles with the same picture, be it in another size or compression."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from archive.browse.clean import plain_values
from archive.tables import has_table

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

_ALIKE = 6
"""Bits of 64 in which the hashes of one picture in two sizes differ at most (`archive.pictures.dhash`)."""
_PLAIN = "0" * 16
"""The hash of a picture that gets nowhere darker: one of a single colour is like any other."""
_MOST = 5


def seen_in(
    connection: sqlite3.Connection, digests: Iterable[str | None], article_id: int
) -> dict[str, list[tuple[int, str]]]:
    """The other articles with each of these kept pictures (SHA-256), by digest: id and headline, the newest first.

    At most five a picture; none for one that is a single colour.
    """
    wanted = {digest for digest in digests if digest}
    if not wanted or not has_table(connection, "files"):
        return {}
    connection.create_function("bits_apart", 2, _bits_apart, deterministic=True)
    found = {digest: _articles(connection, _alike(connection, digest), article_id) for digest in wanted}
    return {digest: articles for digest, articles in found.items() if articles}


def _alike(connection: sqlite3.Connection, digest: str) -> list[str]:
    """The digests of kept pictures that look like this one, itself among them."""
    rows = connection.execute(
        """SELECT other.sha256 FROM files JOIN files AS other ON other.dhash IS NOT NULL
           WHERE files.sha256 = ? AND files.dhash != ? AND bits_apart(files.dhash, other.dhash) <= ?""",
        [digest, _PLAIN, _ALIKE],
    )
    return [other for (other,) in rows]


def _articles(connection: sqlite3.Connection, digests: list[str], article_id: int) -> list[tuple[int, str]]:
    rows = connection.execute(
        """SELECT DISTINCT articles.id, articles.headline FROM images
           JOIN article_images ON article_images.image_id = images.id JOIN articles ON articles.id = article_id
           WHERE images.sha256 IN (SELECT value FROM json_each(?)) AND articles.hidden = 0 AND articles.id != ?
           ORDER BY articles.date_published DESC, articles.id DESC LIMIT ?""",
        [json.dumps(digests), article_id, _MOST],
    )
    return [(int(other), headline) for other, headline in map(plain_values, rows)]


def _bits_apart(one: str, other: str) -> int:
    """In how many of their 64 bits two hashes differ."""
    return (int(one, 16) ^ int(other, 16)).bit_count()
