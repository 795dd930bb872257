"""Files as articles have them attached, that say a text in one of the ways in which files say things."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import TYPE_CHECKING

from PIL import Image as Picture
from pypdf import PdfWriter, annotations

if TYPE_CHECKING:
    from collections.abc import Callable


def a_zip_of(*contents: bytes, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A package as word processors write it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as package:
        for number, content in enumerate(contents):
            package.writestr(f"word/document{number or ''}.xml", content)
    return out.getvalue()


def a_zip(text: str) -> bytes:
    return a_zip_of(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>".encode())


def a_pdf(text: str) -> bytes:
    stream = zlib.compress(f"BT ({text}) Tj ET".encode("latin-1"))
    return b"%PDF-1.4\n1 0 obj <</Filter /FlateDecode>> stream\n" + stream + b"\nendstream endobj"


def a_glyph_pdf(text: str, *, letters: bool = True) -> bytes:
    """A PDF as word processors write it: glyph numbers, and a table from them to letters, all of it deflated."""
    glyphs = {sign: number for number, sign in enumerate(sorted(set(text)), 1)}
    shown = "".join(f"{glyphs[sign]:04x}" for sign in text)
    table = "\n".join(f"<{number:04x}> <{sign.encode('utf-16-be').hex()}>" for sign, number in glyphs.items())
    cmap = f"1 begincodespacerange <0000> <ffff> endcodespacerange {len(glyphs)} beginbfchar\n{table}\nendbfchar"

    def stream(content: str) -> bytes:
        data = zlib.compress(content.encode())
        return b"<< /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (len(data), data)

    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F 5 0 R >>>>>>",
        stream(f"BT /F 12 Tf 50 700 Td <{shown}> Tj ET"),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /AAAAAA+Arial /Encoding /Identity-H /DescendantFonts [6 0 R]"
        + (b" /ToUnicode 7 0 R >>" if letters else b" >>"),
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /AAAAAA+Arial /DW 500 /CIDSystemInfo << /Supplement 0 >> >>",
        stream(cmap),
    ]
    out = io.BytesIO(b"%PDF-1.7\n")
    places = []
    for number, content in enumerate(objects, 1):
        out.seek(0, io.SEEK_END)
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, content))
    xref = out.tell()
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    out.write(b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, rows))
    out.write(b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, xref))
    return out.getvalue()


def changed(pdf: bytes, change: Callable[[PdfWriter], object]) -> bytes:
    writer, out = PdfWriter(clone_from=io.BytesIO(pdf)), io.BytesIO()
    change(writer)
    writer.write(out)
    return out.getvalue()


def with_note(text: str) -> bytes:
    """The words in a note on a page, as people write them in a PDF that they review."""
    note = annotations.Text(rect=(10, 10, 60, 60), text=text)
    return changed(a_glyph_pdf("Bilaga"), lambda pdf: pdf.add_annotation(0, note))


def a_scan(_text: str) -> bytes:
    out = io.BytesIO()
    Picture.new("RGB", (40, 30)).save(out, "PDF")
    return out.getvalue()


def a_locked_zip(text: str) -> bytes:
    content = bytearray(a_zip(text))
    for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(signature) + place] |= 1  # the flag of an encrypted entry
    return bytes(content)


def a_damaged_zip(method: int, text: str = "") -> bytes:
    """A package whose first entry is damaged and whose second one says the text."""
    words = b" ".join(b"%d" % (number * 7919) for number in range(2000))
    content = bytearray(a_zip_of(words, text.encode(), method=method))
    content[200:220] = bytes(20)
    return bytes(content)


def a_picture(text: str) -> bytes:
    out = io.BytesIO()
    Picture.new("RGB", (40, 30)).save(out, "JPEG", comment=text.encode())
    return out.getvalue()
