"""A parsed page lives as long as somebody reads it."""

from __future__ import annotations

import gc
import weakref
from datetime import UTC, datetime

import pytest

from archive.schema import Context, Page
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


@pytest.mark.parametrize(
    ("written", "called"),
    [
        ("utf-8", "utf-8"),
        ("utf-8", "iso-8859-1"),
        ("utf-8", "windows-1252"),
        ("utf-8", "utf-16"),
        ("cp1252", "iso-8859-1"),
        ("cp1252", "utf-8"),
        ("cp1252", ""),
        ("utf-16", "utf-8"),
    ],
)
def test_letters_are_those_that_the_bytes_hold_whatever_the_server_calls_them(written: str, called: str) -> None:
    text = "Åsa Ek – ”övriga nyheter” – på Ängsvägen"
    headers = (("Content-Type", f"text/html; charset={called}" if called else "text/html"),)
    body = f"<html><body><p>{text}</p></body></html>".encode(written)
    page = Page("https://www.exempel.se/nyheter", body, datetime(2026, 11, 27, tzinfo=UTC), response_headers=headers)
    assert Document.from_page(page).root.text_content() == text


@pytest.mark.parametrize(
    ("link", "text"),
    [
        ('<a class="headerlink" href="#id7" title="Länk till bilden">#</a>', "Foto: Bo Ek"),
        ('<a href="#id7">¶</a> ', "Foto: Bo Ek"),
        ('<a href="#id7">§</a> 4', "Foto: Bo Ek§ 4"),
        ('<a href="#">#</a>', "Foto: Bo Ek#"),
        ('<a href="#id7">1</a>', "Foto: Bo Ek1"),
        ('<a href="/bilder">#</a>', "Foto: Bo Ek#"),
    ],
)
def test_sign_that_links_to_the_place_of_a_text_is_no_part_of_it(link: str, text: str) -> None:
    """Sphinx puts one behind headings and captions."""
    document = Document.from_text(f"<figcaption>Foto: Bo Ek{link}</figcaption>", "https://www.exempel.se/")
    assert text_of(document.root).strip() == text
