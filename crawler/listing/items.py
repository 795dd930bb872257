"""What every reader of lists gives and asks: an item, a headline's looks, an address that may be an article's."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from crawler.normalise.urls import canonical_url, same_site

if TYPE_CHECKING:
    from crawler.document import Document

_FILE = re.compile(
    r"\.(?:pdf|docx?|xlsx?|pptx?|odt|ods|zip|jpe?g|png|gif|svg|webp|mp[34]|ics|rtf|csv|xml|json|rss)$", re.IGNORECASE
)
# Link texts that lead on or to a page of a list, never to an article of their own name.
_NOT_A_HEADLINE = re.compile(
    r"(?:läs mer|läs hela|mer|visa (?:fler|alla|mer)|till (?:nyheten|artikeln)|read more|fler nyheter|alla nyheter|"
    r"nästa(?: sida)?|föregående(?: sida)?|äldre(?: inlägg)?|nyare(?: inlägg)?|sida \d+|\W*|\d+)\W*",
    re.IGNORECASE,
)
_MIN_HEADLINE = 12
"""Letters in a headline at least; navigation words are shorter."""


@dataclass(frozen=True, slots=True)
class ListItem:
    """One piece of news as a list shows it; `date` is the date beside it as shown, `listed` as in `FoundAddress`."""

    url: str
    headline: str
    text: str | None
    date: str | None
    listed: bool


def leads_on(text: str) -> bool:
    """Whether a link's text is "Läs mer", a page number or the like, and no headline."""
    return _NOT_A_HEADLINE.fullmatch(text) is not None


def is_headline(text: str) -> bool:
    """Whether a link's text may be a headline.

    >>> is_headline("Isbanan öppnar på lördag"), is_headline("Läs mer »"), is_headline("Kontakt")
    (True, False, False)
    """
    return len(text) >= _MIN_HEADLINE and not leads_on(text)


def page_address(document: Document, href: str) -> str | None:
    """A link's address as the frontier knows it; None where it leads to no other page of this site."""
    try:
        url = canonical_url(urljoin(document.base_url, href.strip()))
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or _FILE.search(parts.path) or not same_site(url, document.url):
        return None
    return None if url == canonical_url(document.url) else url
