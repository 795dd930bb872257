"""From a home page to its news sections, by the words that Swedish municipalities call them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urljoin

from crawler.normalise.text import clean
from crawler.normalise.urls import canonical_url, same_site

if TYPE_CHECKING:
    from crawler.document import Document

NEWS_WORDS = (
    "nyhetsarkiv",
    "alla nyheter",
    "fler nyheter",
    "nyheter",
    "aktuellt",
    "kommuninfo",
    "pressmeddelanden",
    "kungörelser",
    "driftinformation",
    "press",
    "news",
)
"""Names of news sections, the surest first: an archive of all news before a box of the latest."""


def news_sections(document: Document, most: int = 3) -> tuple[str, ...]:
    """Addresses that the page's links call news sections, the surest first; empty when no link does."""
    found: dict[str, int] = {}
    for anchor in document.root.iter("a"):
        words = clean(anchor.text_content()).casefold()
        rank = next(
            (index for index, word in enumerate(NEWS_WORDS) if words == word or words.startswith(f"{word} ")), None
        )
        if rank is None:
            continue
        try:
            url = canonical_url(urljoin(document.base_url, anchor.get("href") or ""))
        except ValueError:
            continue
        if same_site(url, document.url) and url != canonical_url(document.url):
            found[url] = min(rank, found.get(url, rank))
    return tuple(sorted(found, key=lambda url: found[url])[:most])
