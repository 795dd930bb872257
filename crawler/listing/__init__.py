"""Reading a section's page: which news it lists, and where the list goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler import cms
from crawler.document import per_document
from crawler.extract.structured import is_of_another_page
from crawler.listing.blocks import read_blocks
from crawler.listing.items import ListItem, page_address
from crawler.listing.links import list_area
from crawler.listing.months import month_lists
from crawler.listing.pages import next_page, page_number
from crawler.listing.scripts import hidden_items, script_items
from crawler.normalise.text import clean
from crawler.texts import text_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crawler.document import Document
    from crawler.listing.blocks import Blocks

__all__ = [
    "ListItem",
    "is_list",
    "item_topics",
    "items_of",
    "list_items",
    "lists_one",
    "next_page",
    "page_number",
    "says_list",
]

_ARTICLE_KINDS = frozenset({"NewsArticle", "Article", "BlogPosting"})
_MIN_YEARS = 2
"""Other years of the same list, or months, that make a list of a page with one piece of news."""
_MIN_ITEMS = 2
"""Items that make a list; a box with one more piece of news is none."""
_MIN_DATED, _INTRODUCTION = 3, 200
"""Dated news that a page shows at least, and letters of text over them at most, that is no article."""
_NO_PROSE = frozenset({"a", "script", "style", "noscript", "option", "h1", "h2", "h3", "h4", "h5", "h6"})
_LONG_LINE = 60
"""Letters of a line that is more than a label, an address or a date."""


@per_document
def list_items(document: Document) -> tuple[ListItem, ...]:
    """The news that the page lists, in its order, from its markup or else from a list in its scripts.

    What a list in the scripts has besides, behind "Visa fler", follows the news that the page shows of it. Other
    headings of the main content that link somewhere follow, not `listed`.
    """
    return items_of(document, ())


def items_of(document: Document, kind: tuple[str, ...]) -> tuple[ListItem, ...]:
    """The same of a list that is known to be made of this kind of blocks, as on the page before this one.

    A list's last page may have less of its own than stands beside it. Links to its other years are no news.
    """
    blocks = read_blocks(document).like(kind)
    shown = _shown_items(document, blocks)
    return _each_once([*shown, *hidden_items(document, shown), *blocks.others])


def _shown_items(document: Document, blocks: Blocks) -> tuple[ListItem, ...]:
    items = _each_once(blocks.items or script_items(document))
    years = {month.url for month in month_lists(document)}
    return tuple(item for item in items if item.url not in years)


def _each_once(items: Iterable[ListItem]) -> tuple[ListItem, ...]:
    found: dict[str, ListItem] = {}
    for item in items:
        found.setdefault(item.url, item)
    return tuple(found.values())


def is_list(document: Document) -> bool:
    """Whether the page is a list of news, not a piece of it: by what it says it is, else by what has more text."""
    if (said := says_list(document)) is not None:
        return said
    listed = _shown_items(document, read_blocks(document))
    if len(listed) < _MIN_ITEMS:
        said = bool(_data_kinds(document) & {"CollectionPage", "ItemList"})
        return bool(listed) and (said or len(month_lists(document)) >= _MIN_YEARS)
    return sum(_letters(item) for item in listed) > _prose(document)


def item_topics(document: Document) -> dict[str, str]:
    """What the list's items link to besides their own pages, such as their topics: names by address."""
    listed = {item.url for item in list_items(document)}
    topics: dict[str, str] = {}
    for element in read_blocks(document).elements:
        for anchor in element.iter("a"):
            text, url = clean(text_of(anchor)), page_address(document, anchor.get("href") or "")
            if text and url and url not in listed:
                topics.setdefault(url, text)
    return topics


def lists_one(document: Document) -> bool:
    """Whether a single headline of the page leads on: it may list one piece of news, too little to tell a list by."""
    return len(list_items(document)) == 1 and not is_list(document)


def says_list(document: Document) -> bool | None:
    """Whether the page says by its system's marks or its data that it is a list; None where it says nothing of it."""
    profile = cms.recognise(document)
    if profile and profile.says_article(document):
        return False
    if profile and profile.says_section(document):
        return True
    if _describes_article(document):
        return False
    return False if document.meta("og:type") == "article" and not _is_typed_by_template(document) else None


def _is_typed_by_template(document: Document) -> bool:
    """Whether `og:type` says article as it does on every page of the site, Starlight's for one, be it a list or not.

    The page's data say that it is a collection, or it has no day, next to no text of its own, and dated news that goes
    on on a next page.
    """
    if "CollectionPage" in _data_kinds(document):
        return True
    if document.meta("article:published_time") or next_page(document) is None:
        return False
    dated = [item for item in _shown_items(document, read_blocks(document)) if item.date]
    return len(dated) >= _MIN_DATED and _prose(document) <= _INTRODUCTION


def _describes_article(document: Document) -> bool:
    """Whether the page's data is of an article that is not another page: a theme's sample, or one that a list shows."""
    nodes = [node for node in document.json_ld if _ARTICLE_KINDS & set(map(str, _listed(node.get("@type"))))]
    listed = {urlsplit(item.url).path.rstrip("/") for item in list_items(document)} if nodes else ()
    return any(not is_of_another_page(node, document, listed) for node in nodes)


def _data_kinds(document: Document) -> set[str]:
    return {str(kind) for node in document.json_ld for kind in _listed(node.get("@type"))}


def _letters(item: ListItem) -> int:
    """Letters of an item; of a bare link half as many: such lists stand beside short articles too."""
    bare = not item.text and not item.date
    return len(item.headline) // 2 if bare else len(item.headline) + len(item.text or "")


def _prose(document: Document) -> int:
    """Letters of running text in the main content that are in no link and belong to no item of the list.

    Running text is a paragraph, or where pages are laid out with tables and line breaks, a long line.
    """
    blocks = read_blocks(document).elements
    letters, waiting = 0, [list_area(document)]
    while waiting:
        element = waiting.pop()
        if element.tag == "p":
            letters += len(clean(text_of(element))) if element.find(".//a") is None else 0
        elif isinstance(element.tag, str) and element.tag not in _NO_PROSE:
            lines = (clean(line or "") for line in (element.text, *(child.tail for child in element)))
            letters += sum(len(line) for line in lines if len(line) >= _LONG_LINE)
            waiting.extend(child for child in element if child not in blocks)
    return letters


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]
