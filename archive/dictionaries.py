"""Compression dictionaries: what the pages of one site have in common, kept once.

A dictionary is the bytes of a few of the site's own pages, one after the other, used as zstd's raw prefix: pages of one
template differ from one another in a few kilobytes, and a whole page as prefix lets the rest be one long match. On
pages of 145 kB this gives 1.4 kB where a dictionary trained with zstd's COVER gives 7.7
(`python -m tests.benchmarks.bench_pages`).
"""

from __future__ import annotations

import sys
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.clock import now
from archive.errors import DictionaryDamaged
from archive.schema import payload_digest

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

LEVEL = 9
"""zstd's level for pages: 0.05 to 0.5 ms a page; level 12 takes twenty times that for less than a twentieth."""

ENOUGH = 16
"""So many pages of a site are waited for: before that a dictionary of one page saves less than it takes."""

_SAMPLE = 16
"""Pages of a site that are looked at when a dictionary is put together."""

_MOST_PAGES, _MOST_BYTES = 4, 1 << 20
"""What a dictionary holds at most: a site has a few templates (article, list, front page)."""

_SHORTEST = 1024
"""Bytes of a page that may stand for others; zstd refuses a dictionary of less than 8."""

_WORTH = 0.95
"""One more page goes into a dictionary when the sample gets at least this much smaller by it."""

_KEPT_READY = 16


@dataclass(frozen=True, slots=True)
class Dictionary:
    """One dictionary of the archive, ready for use."""

    id: int
    digest: str
    content: zstd.ZstdDict


_ready: OrderedDict[str, zstd.ZstdDict] = OrderedDict()
"""The dictionaries used last, by digest: they are the same in every archive that has them."""


def compose(pages: Sequence[bytes]) -> bytes:
    """The bytes of those of the pages that best stand for all of them."""
    sample = pages[:: max(1, len(pages) // _SAMPLE)][:_SAMPLE]
    # Judged on other pages than those it may hold: any page is small beside itself.
    candidates, judges = [page for page in sample[::2] if len(page) >= _SHORTEST], sample[1::2]
    content, best = b"", sum(len(zstd.compress(page, 3)) for page in judges)
    for _ in range(_MOST_PAGES):
        sizes = {page: size(judges, page + content) for page in candidates if len(content) + len(page) <= _MOST_BYTES}
        page = min(sizes, key=lambda page: sizes[page], default=b"")
        if not page or sizes[page] > best * _WORTH:
            break
        content, best = page + content, sizes[page]
    return content


def size(pages: Sequence[bytes], content: bytes) -> int:
    """Bytes that the pages take with a dictionary of this content, at zstd's fast level."""
    dictionary = ready(content)
    return sum(len(packed(page, 3, dictionary)) for page in pages)


def add(connection: sqlite3.Connection, site_id: int, content: bytes, samples: int) -> Dictionary:
    """The dictionary with this content, kept as the site's newest."""
    digest = payload_digest(content)
    (dictionary_id,) = connection.execute(
        """INSERT INTO dictionaries (site_id, digest, made_at, samples, payload) VALUES (?, ?, ?, ?, ?)
           ON CONFLICT (digest) DO UPDATE SET made_at = excluded.made_at RETURNING id""",
        [site_id, digest, now(), samples, zstd.compress(content, 19)],
    ).fetchone()
    return Dictionary(dictionary_id, digest, _keep_ready(digest, content))


def newest(connection: sqlite3.Connection, site_id: int) -> Dictionary | None:
    """The dictionary that the site's next page is compressed with; None when it has none, or a damaged one."""
    row = connection.execute(
        "SELECT id, digest FROM dictionaries WHERE site_id = ? ORDER BY made_at DESC, id DESC LIMIT 1", [site_id]
    ).fetchone()
    try:
        return _load(connection, *row) if row else None
    except DictionaryDamaged:
        return None


def load(connection: sqlite3.Connection, dictionary_id: int) -> Dictionary:
    """The dictionary with this id; DictionaryDamaged when its bytes are not what was stored."""
    row = connection.execute("SELECT digest FROM dictionaries WHERE id = ?", [dictionary_id]).fetchone()
    if row is None:
        raise DictionaryDamaged(dictionary_id, "there is no such dictionary")
    return _load(connection, dictionary_id, row[0])


def _load(connection: sqlite3.Connection, dictionary_id: int, digest: str) -> Dictionary:
    if digest in _ready:
        _ready.move_to_end(digest)
        return Dictionary(dictionary_id, digest, _ready[digest])
    return Dictionary(dictionary_id, digest, _keep_ready(digest, read(connection, dictionary_id)))


def read(connection: sqlite3.Connection, dictionary_id: int) -> bytes:
    """The content of the dictionary with this id as it stands in the file, checked."""
    digest, payload = connection.execute(
        "SELECT digest, payload FROM dictionaries WHERE id = ?", [dictionary_id]
    ).fetchone()
    try:
        return unpacked(payload, digest)
    except ValueError as error:
        raise DictionaryDamaged(dictionary_id, f"it {error}") from error


def packed(content: bytes, level: int, dictionary: zstd.ZstdDict | None = None) -> bytes:
    """The content compressed at this level of zstd.

    The dictionary is digested, once for each level: zstd would else index all of it again for each page, which takes
    longer than the page (`python -m tests.benchmarks.bench_pages`).
    """
    return zstd.compress(content, level, zstd_dict=dictionary.as_digested_dict if dictionary else None)


def unpacked(payload: bytes, digest: str, dictionary: zstd.ZstdDict | None = None) -> bytes:
    """The content with this digest that a row holds compressed; ValueError, saying why, when it does not give it."""
    try:
        content = zstd.decompress(payload, zstd_dict=dictionary)
    except zstd.ZstdError as error:
        message = f"can't be decompressed: {error}"
        raise ValueError(message) from error
    if payload_digest(content) != digest:
        message = "does not have the digest it was stored with"
        raise ValueError(message)
    return content


def ready(content: bytes) -> zstd.ZstdDict:
    """The content as zstd uses it."""
    return zstd.ZstdDict(content, is_raw=True)


def drop_unused(connection: sqlite3.Connection) -> int:
    """Delete the dictionaries that no page needs; how many."""
    return connection.execute(
        """DELETE FROM dictionaries WHERE NOT EXISTS
           (SELECT 1 FROM pages WHERE pages.dictionary_id = dictionaries.id)"""
    ).rowcount


def _keep_ready(digest: str, content: bytes) -> zstd.ZstdDict:
    _ready[digest] = ready(content)
    if len(_ready) > _KEPT_READY:
        _ready.popitem(last=False)
    return _ready[digest]
