"""Lists of events: what is marked as one is no news, nor when its day has been (a calendar's list of past events)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawler.document import per_document
from crawler.listing import list_items
from crawler.listing.items import page_address

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

    from crawler.document import Document

_EVENT = re.compile(r"(?:https?://(?:www\.)?schema\.org/)?\w*Event(?:Series)?")
_HCALENDAR = frozenset({"vevent", "h-event"})


@per_document
def lists_events(document: Document) -> bool:
    """Whether most of what the page lists is marked as events: by schema.org, as data or in markup, or hCalendar."""
    listed = {item.url for item in list_items(document) if item.listed}
    return bool(listed) and 2 * len(listed.intersection(filter(None, _events(document)))) > len(listed)


def _events(document: Document) -> Iterator[str | None]:
    """The addresses of what the page marks as events."""
    for node in document.json_ld:
        kinds = node.get("@type")
        if any(map(_is_event, kinds if isinstance(kinds, list) else [kinds])):
            yield page_address(document, str(node.get("url") or ""))
    for element in filter(_is_marked, document.elements):
        for anchor in element.iter("a"):
            yield page_address(document, anchor.get("href") or "")


def _is_marked(element: HtmlElement) -> bool:
    names = element.get("class")
    return _is_event(element.get("itemtype")) or (names is not None and not _HCALENDAR.isdisjoint(names.split()))


def _is_event(kind: object) -> bool:
    return isinstance(kind, str) and _EVENT.fullmatch(kind.strip()) is not None
