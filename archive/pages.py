"""Raw pages in the archive: stored once per content, compressed, checked against their digest on every read."""

from __future__ import annotations

import hashlib
import json
import sys
from datetime import datetime
from typing import TYPE_CHECKING

from archive.clock import stamp
from archive.errors import PageDamaged
from archive.schema import Page

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

if TYPE_CHECKING:
    import sqlite3

# Level 9 of zstd gives pages of 70-170 kB in about 2 ms each; level 19 takes twenty times that for a tenth less.
_LEVEL = 9


def store(connection: sqlite3.Connection, address_id: int, page: Page, run_id: int | None) -> int:
    """Write the page and return its id.

    A page with the same content as the address's last one, or an answer 304, is written as a revisit: a row of its
    own with its headers, whose payload is the earlier row's (WARC 1.1, 6.7, profile identical-payload-digest).
    """
    last = connection.execute(
        "SELECT coalesce(revisit_of, id), digest, size FROM pages WHERE address_id = ? ORDER BY id DESC LIMIT 1",
        [address_id],
    ).fetchone()
    digest, size, original, payload = page.digest, len(page.body), None, None
    if last and page.status == 304:
        original, digest, size = last
    elif last and last[1] == digest:
        original = last[0]
    else:
        payload = zstd.compress(page.body, _LEVEL)
    cursor = connection.execute(
        """INSERT INTO pages (address_id, run_id, url, fetched_at, status, request_headers, response_headers,
                              digest, size, encoding, payload, revisit_of)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        [
            address_id,
            run_id,
            page.url,
            stamp(page.fetched_at),
            page.status,
            json.dumps(page.request_headers, ensure_ascii=False),
            json.dumps(page.response_headers, ensure_ascii=False),
            digest,
            size,
            "zstd" if payload is not None else None,
            payload,
            original,
        ],
    )
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def load(connection: sqlite3.Connection, page_id: int) -> Page:
    """The page with this id, its body as it was received; PageDamaged when the bytes are not what was stored."""
    row = connection.execute(
        """SELECT pages.url, pages.fetched_at, pages.status, pages.request_headers, pages.response_headers,
                  pages.digest, coalesce(original.payload, pages.payload)
           FROM pages LEFT JOIN pages AS original ON original.id = pages.revisit_of WHERE pages.id = ?""",
        [page_id],
    ).fetchone()
    if row is None:
        raise PageDamaged(page_id, "?", "there is no such page")
    url, fetched_at, status, request_headers, response_headers, digest, payload = row
    if payload is None:
        raise PageDamaged(page_id, url, "its payload is gone")
    try:
        body = zstd.decompress(payload)
    except zstd.ZstdError as error:
        raise PageDamaged(page_id, url, f"its payload can't be decompressed: {error}") from error
    if f"sha256:{hashlib.sha256(body).hexdigest()}" != digest:
        raise PageDamaged(page_id, url, "its payload does not have the digest it was stored with")
    return Page(
        url=url,
        body=body,
        fetched_at=datetime.fromisoformat(fetched_at),
        status=status,
        request_headers=_headers(request_headers),
        response_headers=_headers(response_headers),
    )


def _headers(text: str) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in json.loads(text))
