"""Sitemaps (sitemaps.org 0.9): indexes and sets of addresses, compressed or not, with the day of their last change."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from lxml import etree

from crawler.listing.forms import inflated
from crawler.listing.items import is_page_address, source_address
from crawler.normalise.date_values import has_day_everywhere
from crawler.normalise.urls import canonical_url, same_site

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archive.schema import Page
    from crawler.document import Document

MOST = 50_000
"""Entries of one file that are read: the protocol's own limit."""
_NOT_NEWS = ("taxonomies", "-users-", "author", "category-sitemap", "post_tag", "image", "video", "product")
"""Words in the names of an index's files whose pages are no articles (WordPress core, Yoast, Optimizely)."""
_XML = re.compile(r"\.xml(?:\.gz)?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Entry:
    """One address of a sitemap, and when it last changed, as far as that is told."""

    url: str
    modified: datetime | None


def announced_sitemaps(document: Document) -> tuple[str, ...]:
    """The sitemaps that a page's head links to (`<link rel="sitemap">`); a page for readers by that name is none."""
    links = [link for link in document.root.iter("link") if "sitemap" in (link.get("rel") or "").lower().split()]
    urls = [source_address(document, link.get("href") or "") for link in links]
    return tuple(dict.fromkeys(url for url in urls if url and _XML.search(urlsplit(url).path)))


@dataclass(frozen=True, slots=True)
class Sitemap:
    """What a file tells: pages, last changed first, and further files of an index."""

    pages: tuple[Entry, ...] = ()
    files: tuple[Entry, ...] = ()


def read_sitemap(page: Page) -> Sitemap:
    """The sitemap in a stored file; what can be read of a broken one."""
    entries = list(_entries(inflated(page.body), page.url))
    pages = [entry for is_file, entry in entries if not is_file and is_page_address(entry.url)]
    files = [entry for is_file, entry in entries if is_file and not any(word in entry.url for word in _NOT_NEWS)]
    return Sitemap(tuple(sorted(pages, key=_age)), tuple(sorted(files, key=_age)))


def is_below(url: str, folders: tuple[str, ...]) -> bool:
    """Whether an address lies below one of these folders.

    >>> is_below("https://a.se/nyheter/isbanan", ("/nyheter/",)), is_below("https://a.se/bygga/lov", ("/nyheter/",))
    (True, False)
    """
    return unquote(urlsplit(url).path).startswith(folders)


def _entries(body: bytes, own: str) -> Iterator[tuple[bool, Entry]]:
    parser = etree.XMLParser(recover=True, no_network=True, resolve_entities=False, huge_tree=False)
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError:
        return
    if root is None:
        return
    for number, element in enumerate(root.iterchildren("{*}url", "{*}sitemap")):
        if number >= MOST:
            return
        url = canonical_url((element.findtext("{*}loc") or "").strip())
        if url.startswith("http") and same_site(url, own):
            yield str(element.tag).endswith("}sitemap"), Entry(url, _instant(element.findtext("{*}lastmod")))


def _instant(text: str | None) -> datetime | None:
    """The instant of a W3C date; of a day without a time its end, since the change can have come after our visit."""
    try:
        moment = datetime.fromisoformat((text or "").strip())
    except ValueError:
        return None
    if not has_day_everywhere(moment):
        return None
    if len((text or "").strip()) == len("2026-02-08"):
        moment += timedelta(days=1)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _age(entry: Entry) -> tuple[float, str]:
    return (-entry.modified.timestamp() if entry.modified else 0.0, entry.url)
