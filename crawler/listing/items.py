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
    r"\.(?:pdf|docx?|xlsx?|pptx?|odt|ods|zip|jpe?g|png|gif|svg|webp|mp[34]|ics|rtf|csv|xml|json|rss)(?:/view)?$",
    re.IGNORECASE,
)
"""A file, or in Plone the page about one."""
# Link texts that lead on, to what readers say, or to a page of a list, never to an article of their own name.
_NOT_A_HEADLINE = re.compile(
    r"(?:läs (?:mer|hela|artikeln?|nyheten|inlägget)|fortsätt läsa|mer|länk|link|"
    r"continue(?: reading)?|read (?:article|post)|(?:view|full) post|visa (?:fler|alla|mer)|"
    r"till (?:nyheten|artikeln)|read more|"
    r"fler nyheter|alla nyheter|"
    r"nästa(?: sida)?|föregående(?: sida)?|äldre(?: inlägg)?|nyare(?: inlägg)?|sida \d+|"
    r"(?:\d+|inga) kommentar(?:er)?|kommentarer\?|\W*|\d+)\W*",
    re.IGNORECASE,
)
_MIN_HEADLINE = 12
"""Letters in a headline at least; navigation words are shorter."""


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


def leads_on(text: str) -> bool:
    """Whether a link's text is "Läs mer", "2 kommentarer", a page number or the like, and no headline."""
    return _NOT_A_HEADLINE.fullmatch(text) is not None


def is_headline(text: str) -> bool:
    """Whether a link's text may be a headline.

    >>> is_headline("Isbanan öppnar på lördag"), is_headline("Läs mer »"), is_headline("Kontakt")
    (True, False, False)
    """
    return len(text) >= _MIN_HEADLINE and not leads_on(text)


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
