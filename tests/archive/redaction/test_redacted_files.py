"""Kept files and taking down: one that says the words goes, one that could not be searched is named."""

from __future__ import annotations

import unicodedata
import zipfile
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from archive.commands.redact import redact
from archive.errors import FileRefused
from archive.files import FileReference, FileStore
from archive.merging import merge
from archive.redaction import acts
from archive.redaction.contents import REFUSED, says
from archive.redaction.masking import Masker, Rule
from tests.archive.conftest import HOST
from tests.archive.documents import (
    a_damaged_zip,
    a_glyph_pdf,
    a_locked_zip,
    a_pdf,
    a_picture,
    a_scan,
    a_zip,
    a_zip_of,
    changed,
    with_note,
)
from tests.archive.redaction.sample import ACT, NAME, RECTOR, crawl

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from archive import Archive


FOREIGN = "Zlatan Ibrahimović"


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(a_zip(FOREIGN), id="docx"),
        pytest.param(f"Av {FOREIGN}.".encode(), id="text"),
        pytest.param(b"\xd0\xcf\x11\xe0" + FOREIGN.encode("utf-16-le") + b"\xff", id="doc"),
        pytest.param(FOREIGN.encode("utf-16-be"), id="form field"),
    ],
)
def test_words_with_letters_that_swedish_does_not_have_are_found(content: bytes) -> None:
    assert says(content, Masker([Rule.of(FOREIGN) or Rule(0, "")]))


def test_words_of_two_paragraphs_are_two_in_a_document() -> None:
    content = a_zip("Åsa</w:t></w:r></w:p><w:p><w:r><w:t>Granqvist")
    assert says(content, Masker([Rule.of(NAME) or Rule(0, "")]))
    assert not says(content, Masker([Rule.of("ÅsaGranqvist") or Rule(0, "")]))


@pytest.fixture
def crawled(archive: Archive) -> Archive:
    crawl(archive)
    return archive


FILES: dict[str, Callable[[str], bytes]] = {
    "pdf": a_pdf,
    "pdf-title": lambda text: b"%PDF-1.4\n<< /Title (" + f"\ufeff{text}".encode("utf-16-be") + b") >>",
    "pdf-glyphs": a_glyph_pdf,
    "pdf-note": with_note,
    "pdf-in-zip": lambda text: a_zip_of(a_glyph_pdf(text)),
    "docx": a_zip,
    "docx-cut-word": lambda text: a_zip(f"{text[:6]}</w:t></w:r><w:proofErr/><w:r><w:t>{text[6:]}"),
    "docx-two-signs": lambda text: a_zip(unicodedata.normalize("NFD", text)),
    "zip-beside-damage": partial(a_damaged_zip, zipfile.ZIP_DEFLATED),
    "jpg": a_picture,
}


@pytest.mark.parametrize("kind", FILES)
def test_kept_file_that_says_the_words_goes_and_does_not_come_back(crawled: Archive, tmp_path: Path, kind: str) -> None:
    files, now = FileStore(crawled), datetime(2026, 3, 3, tzinfo=UTC)
    references = [FileReference("attachments", number, f"{HOST}/{number}", "exempelkommun.se") for number in (1, 2)]
    with crawled.transaction() as connection:
        for reference in references:
            connection.execute("INSERT INTO attachments (id, content_url) VALUES (?, ?)", [reference.id, reference.url])
            connection.execute("INSERT INTO article_attachments VALUES (2, ?, ?, 'Bilaga', NULL)", [reference.id] * 2)
    told, other = FILES[kind](f"Rektor {NAME}s svar"), FILES[kind]("Rektor Bo Granstrands svar")
    files.keep(references[0], told, "application/pdf", now)
    files.keep(references[1], other, "application/pdf", now)
    copy = tmp_path / "other.db"
    crawled.connection.execute("VACUUM INTO ?", [str(copy)])
    acts.mask(crawled, ACT, NAME, everywhere=True)
    for again in (lambda: None, lambda: merge(crawled, copy)):
        again()
        assert crawled.connection.execute("SELECT payload FROM files").fetchall() == [(other,)]
        rows = crawled.connection.execute("SELECT sha256 IS NULL, refused FROM attachments ORDER BY id").fetchall()
        assert rows == [(1, REFUSED), (0, None)]
        assert list(crawled.check()) == []
    with pytest.raises(FileRefused, match=REFUSED):
        files.keep(references[0], told, "application/pdf", now)


UNREADABLE: dict[str, tuple[bytes, str]] = {
    "font": (a_glyph_pdf(NAME, letters=False), "a font of the PDF does not tell its letters"),
    "locked": (changed(a_glyph_pdf(NAME), lambda pdf: pdf.encrypt("x", algorithm="RC4-128")), "locked with a password"),
    "broken": (b"%PDF-1.7\n1 0 obj << /Typ", "the PDF can't be read"),
    "scan": (a_scan(NAME), "shows pages as pictures (1)"),
    "zip": (a_locked_zip(NAME), "a zip that is damaged or locked"),
    "zip-deflate": (a_damaged_zip(zipfile.ZIP_DEFLATED), "a zip that is damaged or locked"),
    "zip-bzip2": (a_damaged_zip(zipfile.ZIP_BZIP2), "a zip that is damaged or locked"),
    "zip-lzma": (a_damaged_zip(zipfile.ZIP_LZMA), "a zip that is damaged or locked"),
    "7z": (b"7z\xbc\xaf\x27\x1c" + bytes(40), "packed in a way that is not unpacked"),
}


@pytest.mark.parametrize("kind", UNREADABLE)
def test_kept_file_that_could_not_be_searched_is_named(crawled: Archive, kind: str) -> None:
    content, reason = UNREADABLE[kind]
    reference = FileReference("attachments", 1, f"{HOST}/bilaga", "exempelkommun.se")
    with crawled.transaction() as connection:
        connection.execute("INSERT INTO attachments (id, content_url) VALUES (1, ?)", [reference.url])
        connection.execute("INSERT INTO article_attachments VALUES (2, 1, 1, 'Bilaga', NULL)")
    sha256 = FileStore(crawled).keep(reference, content, "application/octet-stream", datetime(2026, 3, 3, tzinfo=UTC))
    path = crawled.path
    crawled.close()
    words = [RECTOR, "--text", NAME, "--reason", "skäl", "--by", "jag", "--everywhere", "--archive", str(path)]
    told = CliRunner().invoke(redact, words)
    assert told.exit_code == 0, told.output
    assert "1 kept file could not be searched for the words; look at it yourself:" in told.output
    (line,) = [line for line in told.output.splitlines() if sha256 in line]
    assert line.startswith(f"  {reference.url} ({sha256}): ")
    assert reason in line
