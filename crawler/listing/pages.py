"""Where a list goes on: the address of its next page, told from links beside it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urlsplit

from crawler.listing.items import page_address
from crawler.normalise.text import clean
from crawler.normalise.urls import canonical_url

if TYPE_CHECKING:
    from crawler.document import Document

_NEXT = re.compile(
    r"\W*(?:nästa|nästa sida|nästa \d+ \w+|äldre(?: inlägg| nyheter)?|next(?: page)?|older(?: posts)?|"
    r"visa fler(?: \w+)?)\W*",
    re.IGNORECASE,
)
PAGE_NUMBER_KEY = re.compile(
    r"(?:page|sida|sid|p|pg|paged|start|limitstart|offset|skip|from|pagenumber|sidnummer)(?:[\d.]|$)[\w.]*|"
    r"b_start(?::int)?",
    re.IGNORECASE,
)
"""Names of parameters that count pages or entries; SiteVision's carry the portlet's number (`page12.7f3a`), Plone's
their type (`b_start:int`)."""
_FIRST = re.compile(r"(?:sida|page)?\s*1", re.IGNORECASE)
_PAGE_SEGMENT = re.compile(r"/(?:page|sida)/(\d+)(?=/|$)", re.IGNORECASE)


def next_page(document: Document) -> str | None:
    """The address of the list's next page; None on its last one.

    A next link must lead to the same list: its address without the page number is this page's.
    """
    here = _without_page(document.url)
    number = page_number(document.url)
    numbered: dict[int, str] = {}
    for element in document.root.iter("a", "link"):
        href = element.get("href")
        url = page_address(document, href) if href else None
        if not url or _without_page(url) != here:
            continue
        rel = (element.get("rel") or "").lower().split()
        label = clean(element.get("aria-label") or element.text_content() or element.get("title") or "")
        if "next" in rel or _NEXT.fullmatch(label):
            return url
        if _FIRST.fullmatch(label):
            continue  # some sites write ?page=1 for the page that has no number elsewhere
        numbered.setdefault(page_number(url), url)
    return numbered[min(later)] if (later := [n for n in numbered if n > number]) else None


def page_number(url: str) -> int:
    """The number that an address of a list page carries, 0 on the first page: 3 for ?page=3, 45 for ?start=45.

    >>> page_number("https://example.se/nyheter/page/2/"), page_number("https://example.se/nyheter?start=45")
    (2, 45)
    """
    parts = urlsplit(url)
    if match := _PAGE_SEGMENT.search(parts.path):
        return int(match[1])
    values = [value for key, value in parse_qsl(parts.query) if PAGE_NUMBER_KEY.fullmatch(key) and value.isdecimal()]
    return int(values[-1][:9]) if values else 0


def _without_page(url: str) -> tuple[str, str, tuple[tuple[str, str], ...]]:
    parts = urlsplit(canonical_url(url))
    query = tuple((k, v) for k, v in parse_qsl(parts.query) if not (PAGE_NUMBER_KEY.fullmatch(k) and v.isdecimal()))
    return parts.netloc, _PAGE_SEGMENT.sub("", parts.path).rstrip("/"), query


def with_page(url: str, number: int) -> str:
    """The address of the same list's page with this number, counted from 1.

    >>> with_page("https://example.se/nyheter?page=2", 3), with_page("https://example.se/nyheter?vy=lista", 2)
    ('https://example.se/nyheter?page=3', 'https://example.se/nyheter?vy=lista&page=2')
    """
    parts = urlsplit(url)
    pairs = parse_qsl(parts.query)
    key = next((key for key, value in pairs if PAGE_NUMBER_KEY.fullmatch(key) and value.isdecimal()), "page")
    others = [(name, value) for name, value in pairs if name != key]
    return canonical_url(parts._replace(query=urlencode([*others, (key, str(number))])).geturl())
