"""What a PDF says: the text of its pages as it is shown, and every string in it (title, notes, form fields …).

Most PDFs write their pages with the numbers of their fonts' glyphs; only who reads the fonts too knows the letters.
"""

from __future__ import annotations

import logging
from io import BytesIO
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pypdf import PdfReader

logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what is odd in a municipality's PDF is no news to who redacts


class PdfText:
    """The texts of a PDF, piece by piece; `unread` then says what of it could not be read, None when all was."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self.unread: str | None = None

    def __iter__(self) -> Iterator[str]:
        from pypdf import PdfReader  # noqa: PLC0415 - loaded only where a PDF is looked through

        try:
            reader = PdfReader(BytesIO(self._content))
            if reader.is_encrypted and not reader.decrypt(""):
                self.unread = "the PDF is locked with a password"
                return
            yield from self._strings(reader)
            yield from self._pages(reader)
        except Exception as error:  # a broken PDF breaks its reader in any way; that it was not searched is told
            self.unread = f"the PDF can't be read ({type(error).__name__}: {error})"

    def _pages(self, reader: PdfReader) -> Iterator[str]:
        pictures = []
        for number, page in enumerate(reader.pages, 1):
            text = page.extract_text()
            if not text.strip() and "/XObject" in page.get("/Resources", {}):
                pictures.append(str(number))
            yield text
            yield text.replace("-\n", "")
        if pictures:
            self.unread = f"the PDF shows pages as pictures ({', '.join(pictures[:5])}{' …' if pictures[5:] else ''})"

    def _strings(self, reader: PdfReader) -> Iterator[str]:
        for one in _objects(reader):
            if isinstance(one, str):
                yield one
            elif isinstance(one, bytes):
                yield one.decode("latin-1")
            elif isinstance(one, dict) and _hides_its_letters(one):
                self.unread = "a font of the PDF does not tell its letters"


def _objects(reader: PdfReader) -> Iterator[Any]:
    """Everything that hangs on the PDF's root, each once."""
    waiting: list[Any] = [reader.trailer]
    seen: set[tuple[int, int]] = set()
    while waiting:
        one = waiting.pop()
        if hasattr(one, "idnum"):  # a reference
            place = (one.idnum, one.generation)
            if place in seen:
                continue
            seen.add(place)
            one = one.get_object()
        yield one
        if isinstance(one, dict):
            waiting += dict.values(one)
        elif isinstance(one, list):
            waiting += list.__iter__(one)


def _hides_its_letters(font: dict[str, Any]) -> bool:
    """Whether it is a font whose glyphs have numbers and no letters (ISO 32000-1, 9.10.2)."""
    if font.get("/Type") != "/Font" or "/ToUnicode" in font:
        return False
    if font.get("/Subtype") == "/Type0":
        return str(font.get("/Encoding")).startswith("/Identity")
    return font.get("/Subtype") == "/Type3"
