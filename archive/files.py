"""Pictures and attachments whose files are kept: once per content, checked against what they say they are.

A file is asked for only when the user wants files (`crawl --download`); without that the archive holds references.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from archive.clock import stamp
from archive.errors import FileRefused
from archive.media_types import by_content, is_svg, is_web_page
from archive.redaction import contents
from archive.redaction.rules import is_whole, masker
from archive.schema import FILE_KINDS

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from archive.schema import FileKind
    from archive.store import Archive


@dataclass(frozen=True, slots=True)
class FileReference:
    """A picture or attachment that some article refers to: its table, its row, its address, and the site it is for."""

    kind: FileKind
    id: int
    url: str
    site_key: str


class FileStore:
    """The kept files of an archive."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._connection = archive.connection

    def wanted(self, kind: FileKind, site_keys: Sequence[str], now: datetime, limit: int) -> list[FileReference]:
        """References of these sites that have no file, the newest articles' first.

        One that was answered 404 or 410 is wanted again after a month, one that says what was taken out never.
        """
        marks = ",".join("?" * len(site_keys))
        rows = self._connection.execute(
            f"""{_referring(kind)}
                WHERE {kind}.sha256 IS NULL AND articles.hidden = 0 AND sites.key IN ({marks})
                  AND {is_whole(f"{kind}.content_url")} AND {kind}.refused IS NOT '{contents.REFUSED}'
                  AND ({kind}.refused IS NULL OR {kind}.refused NOT IN ('HTTP 404', 'HTTP 410') OR {kind}.tried_at < ?)
                GROUP BY {kind}.id
                ORDER BY max(coalesce(articles.date_published, articles.first_seen)) DESC, {kind}.content_url
                LIMIT ?""",
            [*site_keys, stamp(now - _MISSING_AGAIN), limit],
        )
        return [FileReference(kind, *row) for row in rows]

    def lacking(self, url: str) -> list[FileReference]:
        """The references to exactly this address, of either kind, that have no file."""
        found = []
        for kind in FILE_KINDS:
            rows = self._connection.execute(
                f"""{_referring(kind)} WHERE {kind}.sha256 IS NULL AND articles.hidden = 0 AND {kind}.content_url = ?
                    GROUP BY {kind}.id""",
                [url],
            )
            found += [FileReference(kind, *row) for row in rows]
        return found

    def without_file(self, kind: FileKind, site_keys: Sequence[str]) -> Iterator[FileReference]:
        """The references of these sites that have no file, a few in memory at a time; files may be kept meanwhile."""
        marks = ",".join("?" * len(site_keys))
        query = f"""{_referring(kind)}
                    WHERE {kind}.id > ? AND {kind}.sha256 IS NULL AND articles.hidden = 0 AND sites.key IN ({marks})
                    GROUP BY {kind}.id ORDER BY {kind}.id LIMIT {_AT_ONCE}"""
        rows = self._connection.execute(query, [0, *site_keys]).fetchall()
        while rows:
            yield from (FileReference(kind, *row) for row in rows)
            rows = self._connection.execute(query, [rows[-1][0], *site_keys]).fetchall()

    def keep(self, reference: FileReference, body: bytes, content_type: str, at: datetime) -> str:
        """Keep the file that came for a reference; its SHA-256.

        Content that the archive has already is not stored again, unless its bytes are damaged there. A picture that
        can't be opened, a web page where a file was asked for, or a file that says what was redacted raises
        FileRefused; the reason is kept with the reference.
        """
        try:
            values = _examined(reference.kind, body, content_type)
            if (mask := masker(self._connection)) and contents.says(body, mask):
                raise FileRefused(contents.REFUSED)
        except FileRefused as error:
            self.failed(reference, str(error), at)
            raise
        sha256 = hashlib.sha256(body).hexdigest()
        with self._archive.transaction() as connection:
            connection.execute(
                """INSERT INTO files (sha256, media_type, size, width, height, dhash, thumbnail, payload, kept_at)
                   VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                   ON CONFLICT DO UPDATE SET payload = excluded.payload WHERE payload IS NOT excluded.payload""",
                [sha256, *values, body, stamp(at)],
            )
            connection.execute(
                f"UPDATE {reference.kind} SET sha256 = ?, tried_at = ?, refused = NULL WHERE id = ?",
                [sha256, stamp(at), reference.id],
            )
        return sha256

    def failed(self, reference: FileReference, reason: str, at: datetime) -> None:
        """The file could not be had, or is not what it should be: a later run tries again."""
        with self._archive.transaction() as connection:
            connection.execute(
                f"UPDATE {reference.kind} SET tried_at = ?, refused = ? WHERE id = ?", [stamp(at), reason, reference.id]
            )


UNUSED = """sha256 NOT IN (SELECT sha256 FROM images WHERE sha256 IS NOT NULL
                  UNION SELECT sha256 FROM attachments WHERE sha256 IS NOT NULL)"""
"""When a file is of no use. A picture or attachment that no article shows now is: an earlier page showed it."""


def drop_unused(connection: sqlite3.Connection) -> int:
    """Delete the files that no picture or attachment is; how many."""
    return connection.execute(f"DELETE FROM files WHERE {UNUSED}").rowcount


_IS_GONE = "sha256 IS NOT NULL AND sha256 NOT IN (SELECT sha256 FROM files)"
"""When a picture or attachment says that its file is kept, and it is not; one without a file says nothing."""


def gone(connection: sqlite3.Connection) -> Iterator[tuple[str, str]]:
    """Address and digest of every picture and attachment whose file is gone."""
    for kind in FILE_KINDS:
        yield from connection.execute(f"SELECT content_url, sha256 FROM {kind} WHERE {_IS_GONE} ORDER BY content_url")


def ask_again(connection: sqlite3.Connection) -> None:
    """Let the pictures and attachments whose file is gone be without one: a crawl that keeps files asks for it."""
    for kind in FILE_KINDS:
        connection.execute(f"UPDATE {kind} SET sha256 = NULL, tried_at = NULL WHERE {_IS_GONE}")


_Examined = tuple[str, int, int | None, int | None, str | None, bytes | None]


def _examined(kind: FileKind, body: bytes, content_type: str) -> _Examined:
    """Media type, size, pixels, hash and thumbnail of a file that came for a reference of this kind."""
    media_type = content_type.partition(";")[0].strip().lower() or "application/octet-stream"
    if kind == "attachments":
        if media_type in {"text/html", "application/xhtml+xml"} or is_web_page(body):
            message = "a web page came instead of the file"
            raise FileRefused(message)
        return by_content(body) or media_type, len(body), None, None, None, None
    if is_svg(body):
        return "image/svg+xml", len(body), None, None, None, None
    from archive.pictures import read_picture  # noqa: PLC0415 - loads Pillow

    picture = read_picture(body)
    return picture.media_type, len(body), picture.width, picture.height, picture.dhash, picture.thumbnail


def _referring(kind: FileKind) -> str:
    """The query for references: id, address and site of the pictures or attachments of articles."""
    table, column = _PARTS[kind]
    return f"""SELECT {kind}.id, {kind}.content_url, min(sites.key)
               FROM {kind} JOIN {table} ON {table}.{column} = {kind}.id
               JOIN articles ON articles.id = {table}.article_id JOIN sites ON sites.id = articles.site_id"""


_PARTS = {"images": ("article_images", "image_id"), "attachments": ("article_attachments", "attachment_id")}
_AT_ONCE = 500
"""References in memory at a time, where all are gone through."""
_MISSING_AGAIN = timedelta(days=30)
