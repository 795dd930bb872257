"""From a stored page to what it says: the one function behind the live crawl, its resumption and re-extraction.

What comes out depends on the page, the site's profile, what the address was fetched for (`kind`) and what was known of
it before (`context`), on nothing else (docs/architecture.md). A file for each answer: `articles`, `lists`, and
`entrances`, from which `ways` lead on to a section.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from archive.schema import Reading, posted
from crawler.document import document_of
from crawler.listing.forms import form_of
from crawler.provenance import reader_of
from crawler.reading.articles import read_article
from crawler.reading.entrances import read_entrance
from crawler.reading.lists import read_data, read_list, read_start_feed
from crawler.reading.trails import unlinked

if TYPE_CHECKING:
    from archive.schema import AddressKind, Context, Page
    from crawler.sites import Site

__all__ = ["read_page"]


def read_page(page: Page, site: Site, kind: AddressKind, context: Context) -> Reading:
    """What the page says, as far as the section in `context` is concerned.

    `placing` is "section" for a page whose list belongs to the section (then `section` is its trail and `found` what it
    lists), "article" for a piece of its news, "outside" for everything else and "unreadable" for what is no page.
    """
    return replace(_read(page, site, kind, context), reader=reader_of(site))


def _read(page: Page, site: Site, kind: AddressKind, context: Context) -> Reading:
    if kind == "list" and (reading := read_data(page, context)):
        return reading
    if kind == "start" and (form := form_of(page)) != "html":
        if form == "feed":
            return read_start_feed(page, context)
        return Reading("unreadable", reason=f"the answer is a {form}, not a page: start at a section or its feed")
    if posted(page.url) and not page.body.strip():
        return Reading("section", section=unlinked(context.section))
    document = document_of(page)
    if isinstance(document, str):
        return Reading("unreadable", reason=document)
    if kind == "list":
        return read_list(document, context)
    if kind == "article":
        return read_article(document, site, context)
    return read_entrance(document, site, context)
