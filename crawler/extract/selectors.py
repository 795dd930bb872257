"""What a site profile's own CSS selectors find on a page."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from parsel import Selector

from crawler.normalise.text import clean
from crawler.texts import text_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lxml.html import HtmlElement

    from crawler.document import Document
    from crawler.sites import Site


def selectors_for(document: Document, site: Site) -> Mapping[str, str]:
    """The site's selectors by field for the design that the page was fetched in; the latest where that day is unknown."""
    design = site.design(document.fetched_at.date() if document.fetched_at else date.max)
    return design.selectors if design else {}


def selected_elements(document: Document, selectors: Mapping[str, str], field: str) -> list[HtmlElement]:
    """The elements that the field's selector finds; none for `::text` and `::attr()`, which find strings."""
    if field not in selectors:
        return []
    found = Selector(root=document.root, type="html").css(selectors[field])
    return [one.root for one in found if not isinstance(one.root, str)]


def selected_texts(document: Document, selectors: Mapping[str, str], field: str) -> list[str]:
    """The texts that the field's selector finds, cleaned, empty ones left out."""
    if field not in selectors:
        return []
    found = Selector(root=document.root, type="html").css(selectors[field])
    texts = (one.root if isinstance(one.root, str) else text_of(one.root) for one in found)
    return [text for text in map(clean, texts) if text]
