"""A parsed page lives as long as somebody reads it."""

from __future__ import annotations

import gc
import weakref

import pytest

from archive.schema import Context
from crawler.document import Document
from crawler.extract import extract_article
from crawler.sites import site_for
from crawler.texts import text_of
from tests.sites.faults import page_of


def test_document_goes_with_all_that_was_read_from_it() -> None:
    """A run reads hundreds of thousands of pages; each that stayed would take a tenth of a megabyte."""
    document = Document.from_text(page_of("E18").decode(), "https://www.exempel.se/fel/e18")
    assert extract_article(document, site_for(document.url), Context()).headline == "Vägen E18 är öppen"
    known = weakref.ref(document)
    del document
    gc.collect()
    assert known() is None


@pytest.mark.parametrize(
    ("icon", "text"),
    [
        ('<span class="material-icons">chevron_right</span>', "Nyheter"),
        ('<span class="c-icon material-symbols" translate="no"> lock_clock </span>', "Nyheter"),
        ('<mat-icon class="mat-icon notranslate material-icons-outlined">home</mat-icon>', "Nyheter"),
        ('<span class="icon">pdf</span>', "pdfNyheter"),
        ('<span class="material-icons-text">Sök här</span>', "Sök härNyheter"),
        ('<span class="material-icons"><b>bold</b></span>', "boldNyheter"),
        ('<span class="raw-material-icons">ore</span>', "oreNyheter"),
    ],
)
def test_words_that_an_icon_font_shows_as_pictures_are_no_text(icon: str, text: str) -> None:
    document = Document.from_text(f"<h1>{icon}Nyheter</h1>", "https://www.exempel.se/nyheter")
    assert text_of(document.tagged("h1")[0]) == text
