"""Raw pages in the archive: stored once per content, compressed, checked against their digest on every read."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from archive import dictionaries
from archive.clock import stamp
from archive.errors import DictionaryDamaged, PageDamaged
from archive.redaction import rules
from archive.schema import Page

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from archive.dictionaries import Dictionary


class Kept(NamedTuple):
    """A page as the archive has it now: its row, and the page as it is to be read (`Archive.page`).

    `room` is the bytes that its content takes, compressed with `dictionary`; None where an earlier row has it already.
    """

    id: int
    site_id: int
    page: Page
    room: int | None
    dictionary: Dictionary | None


def store(connection: sqlite3.Connection, address_id: int, page: Page, run_id: int | None) -> Kept:
    """Write the page.

    A page whose content the archive has already, or an answer 304, is written as a revisit: a row of its own with its
    headers, whose payload is the earlier row's (WARC 1.1, 6.7, profile identical-payload-digest).
    """
    page = rules.page_to_keep(connection, page)
    (site_id,) = connection.execute("SELECT site_id FROM addresses WHERE id = ?", [address_id]).fetchone()
    dictionary = dictionaries.newest(connection, site_id)
    digest, size, fetched_at = page.digest, len(page.body), stamp(page.fetched_at)
    earlier = _last_of(connection, address_id) if page.status == 304 else _with_digest(connection, digest)
    payload = compress(page.body, dictionary) if earlier is None else None
    if earlier is not None and page.status != 304:
        _heal(connection, earlier.id, page.body, dictionary)
    row = {
        "address_id": address_id,
        "run_id": run_id,
        "url": page.url,
        "fetched_at": fetched_at,
        "status": page.status,
        "request_headers": json.dumps(page.request_headers, ensure_ascii=False),
        "response_headers": json.dumps(page.response_headers, ensure_ascii=False),
        "digest": digest if earlier is None else earlier.digest,
        "size": size if earlier is None else earlier.size,
        "encoding": None if payload is None else "zstd",
        "payload": payload,
        "dictionary_id": dictionary.id if dictionary and payload is not None else None,
        "revisit_of": None if earlier is None else earlier.id,
    }
    page_id = connection.execute(_INSERT, row).lastrowid
    assert page_id is not None
    first = datetime.fromisoformat(fetched_at) if earlier is None else first_captured(connection, page_id)
    room = None if payload is None else len(payload)
    return Kept(page_id, site_id, replace(page, fetched_at=first), room, dictionary)


_COLUMNS = (
    "address_id", "run_id", "url", "fetched_at", "status", "request_headers", "response_headers", "digest", "size",
    "encoding", "payload", "dictionary_id", "revisit_of",
)  # fmt: skip
_INSERT = f"INSERT INTO pages ({', '.join(_COLUMNS)}) VALUES ({', '.join(f':{name}' for name in _COLUMNS)})"


class _Earlier(NamedTuple):
    """A page that holds what another one is a revisit of."""

    id: int
    digest: str
    size: int


def _last_of(connection: sqlite3.Connection, address_id: int) -> _Earlier | None:
    """The page that an answer 304 confirms: the address's last one; None when it has none."""
    row = connection.execute(
        "SELECT coalesce(revisit_of, id), digest, size FROM pages WHERE address_id = ? ORDER BY id DESC LIMIT 1",
        [address_id],
    ).fetchone()
    return _Earlier(*row) if row else None


def _with_digest(connection: sqlite3.Connection, digest: str) -> _Earlier | None:
    """The page whose payload has this digest; None when the archive has no such content yet."""
    row = connection.execute(
        "SELECT id, digest, size FROM pages WHERE digest = ? AND payload IS NOT NULL ORDER BY id LIMIT 1", [digest]
    ).fetchone()
    return _Earlier(*row) if row else None


def _heal(connection: sqlite3.Connection, page_id: int, content: bytes, dictionary: Dictionary | None) -> None:
    """Give a page whose payload is damaged its content again, which has come anew."""
    try:
        body(connection, page_id)
    except PageDamaged:
        connection.execute(
            "UPDATE pages SET payload = ?, dictionary_id = ? WHERE id = ?",
            [compress(content, dictionary), dictionary.id if dictionary else None, page_id],
        )


def stored(connection: sqlite3.Connection) -> dict[str, int]:
    """How many pages are stored, their bytes, and what these take compressed: {"count", "bytes", "stored_bytes"}.

    Each content counts once: an answer 304, or one with the bytes of an earlier one, is a visit and stores none.
    """
    row = connection.execute(
        """SELECT count(*), coalesce(sum(size), 0), coalesce(sum(length(payload)), 0) FROM pages
           WHERE payload IS NOT NULL"""
    ).fetchone()
    return dict(zip(("count", "bytes", "stored_bytes"), row, strict=True))


def hand_over(connection: sqlite3.Connection, holder: int, heir: int) -> None:
    """Let another page with the same content hold it; every page that this one held it for is that one's revisit."""
    connection.execute(
        """UPDATE pages SET (payload, dictionary_id, encoding, revisit_of) =
           (SELECT payload, dictionary_id, encoding, NULL FROM pages WHERE id = ?) WHERE id = ?""",
        [holder, heir],
    )
    connection.execute(
        """UPDATE pages SET payload = NULL, dictionary_id = NULL, encoding = NULL, revisit_of = ?1
           WHERE id = ?2 OR (revisit_of = ?2 AND id != ?1)""",
        [heir, holder],
    )


def compress(body: bytes, dictionary: Dictionary | None) -> bytes:
    """The body as a row of `pages` holds it."""
    return dictionaries.packed(body, dictionaries.LEVEL, dictionary.content if dictionary else None)


def first_captured(connection: sqlite3.Connection, page_id: int) -> datetime:
    """When the archive first got the bytes of this page, at whatever address."""
    (instant,) = connection.execute(
        "SELECT min(fetched_at) FROM pages WHERE digest = (SELECT digest FROM pages WHERE id = ?)", [page_id]
    ).fetchone()
    return datetime.fromisoformat(instant)


def load(connection: sqlite3.Connection, page_id: int) -> Page:
    """The page with this id, its body as it was received; PageDamaged when the bytes are not what was stored."""
    row = connection.execute(
        "SELECT url, fetched_at, status, request_headers, response_headers FROM pages WHERE id = ?", [page_id]
    ).fetchone()
    if row is None:
        raise PageDamaged(page_id, "?", "there is no such page")
    url, fetched_at, status, request_headers, response_headers = row
    return Page(
        url=url,
        body=body(connection, page_id),
        fetched_at=datetime.fromisoformat(fetched_at),
        status=status,
        request_headers=_headers(request_headers),
        response_headers=_headers(response_headers),
    )


def urls(connection: sqlite3.Connection) -> Iterator[str]:
    """The address that answered, of every stored page, and the one that was asked for; some come again."""
    rows = connection.execute("SELECT url FROM pages UNION ALL SELECT url FROM addresses WHERE page_id IS NOT NULL")
    return (url for (url,) in rows)


def body(connection: sqlite3.Connection, page_id: int) -> bytes:
    """The body of the page with this id, checked against its digest; PageDamaged when it is not what was stored."""
    row = connection.execute(
        """SELECT pages.url, pages.digest, kept.payload, kept.dictionary_id
           FROM pages LEFT JOIN pages AS kept ON kept.id = coalesce(pages.revisit_of, pages.id)
           WHERE pages.id = ?""",
        [page_id],
    ).fetchone()
    if row is None:
        raise PageDamaged(page_id, "?", "there is no such page")
    url, digest, payload, dictionary_id = row
    if payload is None:
        raise PageDamaged(page_id, url, "its payload is gone")
    try:
        dictionary = dictionaries.load(connection, dictionary_id).content if dictionary_id else None
        return dictionaries.unpacked(payload, digest, dictionary)
    except DictionaryDamaged as error:
        raise PageDamaged(page_id, url, f"its payload can't be decompressed: {error}") from error
    except ValueError as error:
        raise PageDamaged(page_id, url, f"its payload {error}") from error


def is_whole(connection: sqlite3.Connection, page_id: int) -> bool:
    """Whether a page gives back what was stored."""
    try:
        body(connection, page_id)
    except PageDamaged:
        return False
    return True


def _headers(text: str) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in json.loads(text))
