"""Feeds: RSS and Atom, as sites announce them, SiteVision's portlet feeds included.

feedparser reads them: it knows every dialect and every way of writing a date in them, and mends what is broken.
A run reads one feed a section, so that its speed hardly counts.
"""

from __future__ import annotations

import re
from calendar import timegm
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import feedparser

from crawler.document import Document
from crawler.listing.items import ListItem, page_address, source_address
from crawler.normalise.date_values import STOCKHOLM, has_day_everywhere
from crawler.normalise.text import clean
from crawler.texts import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archive.schema import Page

_TYPES = frozenset({"application/rss+xml", "application/atom+xml", "application/rdf+xml"})
_PORTLET_FEED = re.compile(r"/\d+\.[0-9a-f]+/\d+\.[0-9a-f]+\.portlet\b.*\bstate=(?:rss|atom)", re.IGNORECASE)
_COMMENTS = re.compile(r"comments?/feed|/feed/?\?.*comments|kommentar", re.IGNORECASE)
MOST_FEEDS = 3
"""Feeds of one page that are read: a section's own, the site's, and one more. Some pages announce dozens."""


def feed_addresses(document: Document) -> tuple[str, ...]:
    """The feeds that a page announces, its own first: those whose address begins with the page's, then the others."""
    found = dict.fromkeys(_announced(document))
    return tuple(sorted(found, key=lambda url: not is_own(url, document.url))[:MOST_FEEDS])


def _announced(document: Document) -> Iterator[str]:
    for link in document.root.iter("link", "a"):
        href = link.get("href") or ""
        announced = (link.get("type") or "").split(";")[0].strip().lower() in _TYPES
        if not (announced or _PORTLET_FEED.search(href)) or _COMMENTS.search(href):
            continue
        if url := source_address(document, href):
            yield url


def is_own(feed: str, section: str) -> bool:
    """Whether a feed is the section's own by its address: below the section's, or the same, whatever its query.

    >>> is_own("https://a.se/nyheter/feed/", "https://a.se/nyheter/"), is_own("https://a.se/feed/", "https://a.se/nyheter/")
    (True, False)
    """
    path, below = urlsplit(section).path.rstrip("/"), urlsplit(feed).path
    return feed == section or (bool(path) and (below == path or below.startswith((f"{path}/", f"{path}."))))


def read_feed(page: Page) -> list[ListItem]:
    """What a feed tells of, newest first; empty for one that cannot be read.

    An item's date is its day of publication in Sweden, its `modified` the instant of its last change.
    """
    around = Document.from_text("<p>", page.url)
    entries = sorted(_parsed(page).entries, key=_published_at, reverse=True)
    return [item for entry in entries if (item := _item(around, entry))]


def feed_title(page: Page) -> str:
    """What a feed calls itself; its address where it says nothing."""
    return _text(_parsed(page).feed.get("title")) or page.url


def _parsed(page: Page) -> Any:
    headers = {"content-type": page.header("Content-Type") or "", "content-location": page.url}
    return feedparser.parse(page.body, response_headers=headers, sanitize_html=False)


def _item(around: Document, entry: Any) -> ListItem | None:
    url = page_address(around, entry.get("link") or entry.get("id") or "")
    if url is None:
        return None
    published = _instant(_time(entry, "published"))
    return ListItem(
        url=url,
        headline=_text(entry.get("title")),
        text=_text(entry.get("summary")) or None,
        date=published.astimezone(STOCKHOLM).date().isoformat() if published else None,
        listed=False,
        modified=_instant(_time(entry, "updated")) or published,
    )


def _published_at(entry: Any) -> float:
    moment = _instant(_time(entry, "published") or _time(entry, "updated"))
    return moment.timestamp() if moment else 0.0


def _time(entry: Any, role: str) -> Any:
    """The time that the entry itself gives; `get` would take one role's for the other's, with a warning."""
    return entry[f"{role}_parsed"] if f"{role}_parsed" in entry else None  # noqa: SIM401


def _instant(time: Any) -> datetime | None:
    try:
        moment = datetime.fromtimestamp(timegm(time), UTC) if time else None
    except (ValueError, OverflowError):
        return None
    return moment if moment and has_day_everywhere(moment) else None


def _text(markup: str | None) -> str:
    """The words of a title or summary, which may be HTML."""
    if not markup or not ("<" in markup or "&" in markup):
        return clean(markup or "")
    return clean(text_of(Document.from_text(f"<div>{markup}</div>", "about:blank").root))
