"""Endpoints behind "Visa fler": addresses that answer the list's next piece as HTML or JSON, without a page around it.

The button carries the address in an attribute (`data-url`, `hx-get` …), with the next piece's number in it or in an
attribute of its own. The answer may name the piece after it; where it does not, its own address is counted on. Those
that are asked by POST: crawler/listing/posts.py.
"""

from __future__ import annotations

import contextlib
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

from crawler.document import Document
from crawler.errors import UnreadablePage
from crawler.listing.items import source_address
from crawler.listing.pages import PAGE_NUMBER_KEY, bounded
from crawler.listing.posts import post_of_element, post_of_script, posts
from crawler.listing.scripts import items_among, longest_list
from crawler.normalise.text import clean
from crawler.normalise.urls import with_parameter
from crawler.script_data import json_value
from crawler.texts import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

    from archive.schema import Page
    from crawler.listing.items import ListItem

_MORE = re.compile(
    r"\W*(?:visa|ladda|läs in|hämta|se|load|show)\s+(?:\d+\s+)?(?:fler|mer|nästa|more)\b.{0,30}|"
    r"\W*fler (?:nyheter|artiklar|inlägg)\W*",
    re.IGNORECASE,
)
_MORE_NAMES = re.compile(r"(?:load|show|view|visa|ladda)[-_]?(?:more|fler|mer)\b", re.IGNORECASE)
_ADDRESS_ATTRIBUTES = (
    "hx-get", "data-hx-get", "data-next-url", "data-url", "data-href", "data-endpoint", "data-load-more-url",
    "data-ajax-url", "data-load-url", "data-api-url", "data-source", "data-src", "data-action",
)  # fmt: skip
_COUNT_ATTRIBUTES = {
    "data-next-page": "page", "data-page": "page", "data-offset": "offset", "data-skip": "skip", "data-start": "start",
}  # fmt: skip
_LAST = re.compile(r"(?:max|last|total)[-_]?(?:num[-_]?)?pages?", re.IGNORECASE)
"""Names of parameters that say how many pages there are."""
_OFFSETS = frozenset({"offset", "skip", "start", "from", "limitstart"})
_NEXT_NAMES = ("next", "nextUrl", "next_url", "nextPageUrl", "nextLink", "nextPage")
_HOLDERS = ("data", "links", "pagination", "meta", "_links")
"""Members of an answer in which that may stand."""
_MORE_MEMBERS = ("hasMore", "has_more", "hasNext", "more", "hasNextPage")
_HTML_MEMBERS = ("html", "content", "markup", "data", "body", "result")


def more_address(document: Document) -> str | None:
    """The endpoint that the page's "Visa fler" asks next; None where no button names one."""
    for element in document.root.iter("button", "a", "div", "span", "section", "form"):
        attributes = dict(element.attrib)
        if posts(attributes) and _is_more(element):
            if address := post_of_element(document, element):
                return address
            continue
        address = next((attributes[name] for name in _ADDRESS_ATTRIBUTES if attributes.get(name)), None)
        if address is None or not _is_more(element):
            continue
        if url := source_address(document, str(address)):
            return _with_count(url, attributes)
    return post_of_script(document)


def _is_more(element: HtmlElement) -> bool:
    names = f"{element.get('class', '')} {element.get('id', '')}"
    label = clean(element.get("aria-label") or text_of(element))
    return bool(_MORE.fullmatch(label) or _MORE_NAMES.search(names))


def _with_count(url: str, attributes: dict[Any, Any]) -> str:
    """The address with the next piece's number, where that stands in an attribute beside it."""
    if any(PAGE_NUMBER_KEY.fullmatch(key) for key, _ in parse_qsl(urlsplit(url).query)):
        return url
    for name, key in _COUNT_ATTRIBUTES.items():
        if str(attributes.get(name, "")).isdecimal():
            return with_parameter(url, key, bounded(attributes[name]))
    return url


def documents_of(page: Page) -> Iterator[Document]:
    """The pieces of HTML in a JSON answer, as documents at the answer's address."""
    value = json_value(page.body)
    around = value if isinstance(value, dict) else {}
    for members in (around, around.get("data")):  # WordPress wraps what it answers: {"success": true, "data": …}
        for html in (members[name] for name in _HTML_MEMBERS if isinstance(members, dict) and name in members):
            if isinstance(html, str) and "<" in html:
                with contextlib.suppress(UnreadablePage):
                    yield Document.from_text(html, page.url, page.fetched_at)


def data_items(page: Page) -> list[ListItem]:
    """The news in a JSON answer's longest list of objects with a title and an address."""
    return items_among(Document.from_text("<p>", page.url), longest_list(json_value(page.body)))


def next_of_data(page: Page, count: int) -> str | None:
    """Where a JSON answer with so many items says, or lets think, that the list goes on; None at its end."""
    value = json_value(page.body)
    members = value if isinstance(value, dict) else {}
    around = Document.from_text("<p>", page.url)
    for holder in (members, *(members.get(name) for name in _HOLDERS)):
        if not isinstance(holder, dict):
            continue
        for name in _NEXT_NAMES:
            following = holder[name].get("href") if isinstance(holder.get(name), dict) else holder.get(name)
            if isinstance(following, str) and following:
                return source_address(around, following)
        if any(holder.get(name) is False for name in _MORE_MEMBERS):
            return None
    return counted_on(page.url, count)


def counted_on(url: str, count: int) -> str | None:
    """The address of the piece after one with so many items, by counting on; None where no number is to be seen.

    >>> counted_on("https://a.se/api/news?page=2", 10), counted_on("https://a.se/api/news?skip=20", 10)
    ('https://a.se/api/news?page=3', 'https://a.se/api/news?skip=30')
    """
    if not count:
        return None
    pairs = parse_qsl(urlsplit(url).query)
    last = min((bounded(value) for key, value in pairs if _LAST.fullmatch(key) and value.isdecimal()), default=None)
    for key, value in pairs:
        if PAGE_NUMBER_KEY.fullmatch(key) and value.isdecimal():
            is_offset = key.lower() in _OFFSETS
            following = bounded(value) + (count if is_offset else 1)
            is_beyond = last is not None and not is_offset and following > last
            return None if is_beyond else with_parameter(url, key, following)
    return None
