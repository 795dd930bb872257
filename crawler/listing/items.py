"""What every reader of lists gives and asks: an item, a headline's looks, an address that may be an article's."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.normalise.urls import canonical_url, joined, same_site

if TYPE_CHECKING:
    from datetime import datetime

    from crawler.document import Document

_FILE = re.compile(
    r"\.(?:pdf|docx?|xlsx?|pptx?|odt|ods|zip|jpe?g|png|gif|svg|webp|mp[34]|ics|rtf|csv|xml|json|rss|atom)(?:/view)?$",
    re.IGNORECASE,
)
"""A file, or in Plone the page about one."""


@dataclass(frozen=True, slots=True)
class ListItem:
    """One piece of news as a list shows it; `date` is the date beside it as shown, `listed` as in `FoundAddress`.

    `modified` is when it last changed, where the source is one that says so.
    """

    url: str
    headline: str
    text: str | None
    date: str | None
    listed: bool
    modified: datetime | None = None


def page_address(document: Document, href: str) -> str | None:
    """A link's address as the frontier knows it; None where it leads to no other page of this site."""
    url = source_address(document, href)
    return url if url and is_page_address(url) and url != canonical_url(document.url) else None


def is_page_address(url: str) -> bool:
    """Whether an address is that of a page by its name, not of a file.

    >>> is_page_address("https://a.se/nyheter/isbanan.html"), is_page_address("https://a.se/filer/karta.pdf")
    (True, False)
    """
    return _FILE.search(urlsplit(url).path) is None


def source_address(document: Document, href: str) -> str | None:
    """The address of anything on this site that a page names, as the frontier knows it; None where it is elsewhere."""
    try:
        url = canonical_url(joined(document.base_url, href))
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https"} and same_site(url, document.url) else None
