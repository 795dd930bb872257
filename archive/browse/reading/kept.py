"""Files of pictures and attachments that the archive keeps beside the references."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.tables import has_table

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

_RASTER = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp", "image/avif"})
"""What is shown as a picture. A drawing in SVG can hold scripts: it is only given to be saved."""


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file with its media type; `is_picture` where browsers may show it."""

    body: bytes
    media_type: str

    @property
    def is_picture(self) -> bool:
        """Whether it is a picture made of points, which can hold no script."""
        return self.media_type in _RASTER


def kept_pictures(connection: sqlite3.Connection, digests: Iterable[str | None]) -> frozenset[str]:
    """Those of the digests (SHA-256, hexadecimal) whose picture is kept and has a thumbnail."""
    wanted = [digest for digest in digests if digest]
    if not wanted or not has_table(connection, "files"):
        return frozenset()
    sql = "SELECT sha256 FROM files WHERE thumbnail IS NOT NULL AND sha256 IN (SELECT value FROM json_each(?))"
    return frozenset(digest for (digest,) in connection.execute(sql, [json.dumps(wanted)]))


def thumbnail(connection: sqlite3.Connection, digest: str) -> bytes | None:
    """The small WebP of a kept picture."""
    row = _row(connection, "thumbnail", digest)
    return row[0] if row else None


def file(connection: sqlite3.Connection, digest: str) -> KeptFile | None:
    """The kept file with this SHA-256, if an article that is not hidden refers to it and its bytes still give it."""
    row = _row(connection, "payload, media_type", digest)
    return KeptFile(*row) if row and hashlib.sha256(row[0]).hexdigest() == digest else None


def _row(connection: sqlite3.Connection, columns: str, digest: str) -> tuple[bytes, str] | None:
    if not has_table(connection, "files"):
        return None
    shown = " UNION ALL ".join(
        f"""SELECT 1 FROM {kind}s JOIN article_{kind}s ON article_{kind}s.{kind}_id = {kind}s.id
            JOIN articles ON articles.id = article_{kind}s.article_id
            WHERE {kind}s.sha256 = files.sha256 AND articles.hidden = 0"""
        for kind in ("image", "attachment")
    )
    row: tuple[bytes, str] | None = connection.execute(
        f"SELECT {columns} FROM files WHERE sha256 = ? AND EXISTS ({shown})", [digest]
    ).fetchone()
    return row
