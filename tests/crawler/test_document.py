"""A parsed page lives as long as somebody reads it."""

from __future__ import annotations

import gc
import weakref

from archive.schema import Context
from crawler.document import Document
from crawler.extract import extract_article
from crawler.sites import site_for
from tests.sites.faults import page_of


def test_document_goes_with_all_that_was_read_from_it() -> None:
    """A run reads hundreds of thousands of pages; each that stayed would take a tenth of a megabyte."""
    document = Document.from_text(page_of("E18").decode(), "https://www.exempel.se/fel/e18")
    assert extract_article(document, site_for(document.url), Context()).headline == "Vägen E18 är öppen"
    known = weakref.ref(document)
    del document
    gc.collect()
    assert known() is None
