"""What kept pictures and attachments say in words: their text, their metadata, and both where they are packed.

A file can't be masked without breaking it, so one that says what was taken out is not kept at all. Found is what stands
there as UTF-8, Latin-1 or UTF-16, plain, in a zip (docx, xlsx, odt …) or in a deflated stream (PDF, PNG). Not found is
what a picture shows, what a PDF writes with the numbers of its fonts' glyphs, and what a damaged or locked zip holds.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archive.redaction.masking import Masker

REFUSED = "it holds words that were taken out"
"""Why a picture or attachment has no file, as it is kept with the reference."""

_MOST = 64 << 20
"""Bytes that are unpacked of a file at most: what is packed tighter than that is an attack, and no document."""
_RUNS = {
    "utf-8": re.compile(rb"(?:[\t\n\r\x20-\x7e]|\xc3[\x80-\xbf]){4,}"),
    "latin-1": re.compile(rb"[\t\n\r\x20-\x7e\xc0-\xff]{4,}"),
    "utf-16-le": re.compile(rb"(?:[\t\n\r\x20-\xff]\x00){3,}"),
    "utf-16-be": re.compile(rb"(?:\x00[\t\n\r\x20-\xff]){3,}"),
}
"""Runs of letters in each encoding; in compressed data shorter ones stand everywhere. A byte of such data may stand
right behind a word and be a letter in Latin-1, but it is none in UTF-8: hence each by itself."""
_DEFLATED = re.compile(rb"(?:stream\r?\n|[zi]TXt[^\0]{1,79}\0+)(?=\x78)")


def says(content: bytes, mask: Masker) -> bool:
    """Whether a file says what the mask would mask."""
    return any(mask.text(text) != text for piece in _pieces(content) for text in _texts(piece))


def _pieces(content: bytes) -> Iterator[bytes]:
    """The file as it is, and what is packed in it."""
    yield content
    left = _MOST
    if content.startswith(b"PK\x03\x04"):
        try:
            with zipfile.ZipFile(BytesIO(content)) as package:
                for entry in package.infolist():
                    with package.open(entry) as member:
                        piece = member.read(left)
                    left -= len(piece)
                    yield piece
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, zlib.error):
            return  # what is damaged or locked can't be read here; docs/archive.md says so
    for match in _DEFLATED.finditer(content):
        if left > 0 and (piece := _inflated(content[match.end() :], left)):
            left -= len(piece)
            yield piece


def _inflated(data: bytes, most: int) -> bytes:
    try:
        return zlib.decompressobj().decompress(data, most)
    except zlib.error:
        return b""


def _texts(piece: bytes) -> Iterator[str]:
    for encoding, pattern in _RUNS.items():
        if runs := pattern.findall(piece):
            yield "\n".join(run.decode(encoding) for run in runs)
