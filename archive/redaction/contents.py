"""What kept pictures and attachments say in words: their text, their metadata, and both where they are packed.

A file can't be masked without breaking it, so one that says what was taken out is not kept at all. Found is what stands
there as UTF-8, Latin-1 or UTF-16, plain, in a zip (docx, xlsx, odt …) or in a deflated stream (PNG), and what a PDF
shows and says. What can't be read (locked, damaged, a scanned page) is told, so that a person looks; what pictures show
is not found.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from io import BytesIO
from typing import TYPE_CHECKING

from archive.redaction.pdf import PdfText
from archive.zip_faults import DECODING_FAULTS, ZIP_FAULTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archive.redaction.masking import Masker

REFUSED = "it holds words that were taken out"
"""Why a picture or attachment has no file, as it is kept with the reference."""

_MOST = 64 << 20
"""Bytes that are unpacked of a file at most: what is packed tighter than that is an attack, and no document."""
_DEEPEST = 3
"""Packages within packages, as a spreadsheet in a document in a zip."""
_UNREADABLE = "it is a zip that is damaged or locked"
_RUNS = {
    "utf-8": re.compile(rb"(?:[\t\n\r\x20-\x7e]|\xc3[\x80-\xbf]){4,}"),
    "latin-1": re.compile(rb"[\t\n\r\x20-\x7e\xc0-\xff]{4,}"),
    "utf-16-le": re.compile(rb"(?:[\t\n\r\x20-\xff]\x00){3,}"),
    "utf-16-be": re.compile(rb"(?:\x00[\t\n\r\x20-\xff]){3,}"),
}
"""Runs of letters in each encoding; in compressed data shorter ones stand everywhere. A byte of such data may stand
right behind a word and be a letter in Latin-1, but it is none in UTF-8: hence each by itself."""
_FOREIGN_RUNS = {
    "utf-8": re.compile(rb"(?:[\t\n\r\x20-\x7e]|[\xc2-\xdf][\x80-\xbf]|[\xe1-\xed][\x80-\xbf]{2}){6,}"),
    "utf-16-le": re.compile(rb"(?:[\t\n\r\x20-\xff]\x00|[\x00-\xff][\x01-\x06\x1e]){6,}"),
    "utf-16-be": re.compile(rb"(?:\x00[\t\n\r\x20-\xff]|[\x01-\x06\x1e][\x00-\xff]){6,}"),
}
"""The same with letters that Latin-1 does not have (Ibrahimović), and accents that are signs of their own; longer
ones, since more of compressed data looks like them."""
_MARKUP = re.compile(rb"(?:<[^<>]*>)+")
_APART = re.compile(rb"</(?:\w+:)?(?:p|h|si|c|tc|tr|row)>|<(?:\w+:)?(?:tab|br|cr|s|line-break)\b")
"""What stands between two words in the XML of a document; other markup may stand in the middle of one."""
_DEFLATED = re.compile(rb"(?:stream\r?\n|[zi]TXt[^\0]{1,79}\0+)(?=\x78)")
_PACKED = (b"\x1f\x8b", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"BZh", b"\xfd7zXZ")
"""How files begin that are packed in a way that is not unpacked here: gzip, 7z, RAR, bzip2, xz."""


def says(content: bytes, mask: Masker) -> bool:
    """Whether a file says what the mask would mask, as far as it can be read."""
    return Search(content).finds(mask)


class Search:
    """A file that is looked through; after `finds`, `unread` says what of it could not be, None when all was."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._left = _MOST
        self.unread: str | None = None

    def finds(self, mask: Masker) -> bool:
        """Whether the file says what the mask would mask."""
        return any(mask.text(text) != text for text in self._texts(self._content, 0))

    def _texts(self, content: bytes, depth: int) -> Iterator[str]:
        yield from _runs(content)
        if depth and content.lstrip(b"\xef\xbb\xbf\r\n ").startswith(b"<"):
            yield from _runs(_MARKUP.sub(lambda markup: b" " if _APART.search(markup[0]) else b"", content))
        if content.startswith(b"PK\x03\x04"):
            yield from self._in_zip(content, depth)
            return
        for match in _DEFLATED.finditer(content):
            if piece := self._inflated(content[match.end() :]):
                yield from _runs(piece)
        if b"%PDF-" in content[:1024]:
            pdf = PdfText(content)
            yield from pdf
            self.unread = pdf.unread or self.unread
        elif content.startswith(_PACKED):
            self.unread = "it is packed in a way that is not unpacked"

    def _in_zip(self, content: bytes, depth: int) -> Iterator[str]:
        if depth == _DEEPEST:
            self.unread = "it is packed more than three deep"
            return
        try:
            package = zipfile.ZipFile(BytesIO(content))
        except (*ZIP_FAULTS, *DECODING_FAULTS):
            self.unread = _UNREADABLE
            return
        with package:
            for entry in package.infolist():
                yield from self._texts(self._entry(package, entry), depth + 1)

    def _entry(self, package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
        """What is packed there; one that can't be read hides nothing of the others."""
        try:
            with package.open(entry) as member:
                return self._counted(member.read(self._left + 1))
        except (*ZIP_FAULTS, *DECODING_FAULTS):
            self.unread = _UNREADABLE
            return b""

    def _inflated(self, data: bytes) -> bytes:
        try:
            return self._counted(zlib.decompressobj().decompress(data, self._left + 1))
        except zlib.error:
            return b""

    def _counted(self, piece: bytes) -> bytes:
        """What was unpacked, as far as it may be."""
        if len(piece) > self._left:
            self.unread = f"more than {_MOST >> 20} MB are packed in it"
        piece = piece[: self._left]
        self._left -= len(piece)
        return piece


def _runs(piece: bytes) -> Iterator[str]:
    for encoding, pattern in _RUNS.items():
        runs = pattern.findall(piece)
        foreign = set(_FOREIGN_RUNS[encoding].findall(piece)).difference(runs) if encoding in _FOREIGN_RUNS else ()
        if runs or foreign:
            yield "\n".join(run.decode(encoding, "replace") for run in (*runs, *foreign))
