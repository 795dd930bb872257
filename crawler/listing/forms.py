"""What form a list comes in: a page, a feed, a sitemap, or data. Told from its first bytes, not from what is declared.

Servers declare feeds as text/html and sitemaps as text/plain; the bytes do not lie.
"""

from __future__ import annotations

import gzip
import re
import zlib
from contextlib import suppress
from io import BytesIO
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from archive.schema import Page

Form = Literal["html", "feed", "sitemap", "json"]

LARGEST = 50 * 1024 * 1024
"""Bytes that are inflated of a compressed sitemap: the protocol's own limit (sitemaps.org, 50 MB)."""
_LOOK = 2048
_STEP = 8192
"""Bytes that are inflated at a time: as many are lost before a place that is damaged."""
_ROOT = re.compile(rb"<(?:\w+:)?(rss|feed|rdf|urlset|sitemapindex|html)\b", re.IGNORECASE)
_FORMS: dict[bytes, Form] = {
    b"rss": "feed",
    b"feed": "feed",
    b"rdf": "feed",
    b"urlset": "sitemap",
    b"sitemapindex": "sitemap",
}


def form_of(page: Page) -> Form:
    """The form of a list page; "html" for whatever begins like none of the others."""
    start = inflated(page.body, _LOOK).removeprefix(b"\xef\xbb\xbf").lstrip()
    if start[:1] in {b"{", b"["}:
        return "json"
    root = _ROOT.search(start)
    return _FORMS.get(root[1].lower(), "html") if root else "html"


def inflated(body: bytes, most: int = LARGEST) -> bytes:
    """The body, or what is in it where it is a gzip file (sitemap.xml.gz), up to so many bytes.

    A damaged file gives what comes before the damage.
    """
    if not body.startswith(b"\x1f\x8b"):
        return body[:most]
    pieces, size = [], 0
    with suppress(EOFError, gzip.BadGzipFile, zlib.error), gzip.open(BytesIO(body)) as stream:
        while size < most and (piece := stream.read1(min(_STEP, most - size))):
            pieces.append(piece)
            size += len(piece)
    return b"".join(pieces)
