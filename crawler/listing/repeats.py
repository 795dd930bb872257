"""The block that repeats around a link: the item of a list, told by its like beside it."""

from __future__ import annotations

import re
from itertools import chain, islice
from typing import TYPE_CHECKING
from urllib.parse import unquote

from lxml import etree

from crawler.listing.item_dates import HEADINGS, LOOKED_AT
from crawler.listing.link_words import leads_on, link_text
from crawler.normalise.traps import is_author_path
from crawler.normalise.urls import parts_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.html import HtmlElement

_ITEM_TAGS = frozenset({"li", "article"})
_STRIPES = frozenset({"odd", "even", "alt", "first", "last", "active", "udda", "jamn"})
"""Classes of an item's place in its list, not of its kind."""
_GROUPS = 2
"""Elements around an item that may be its month or its year."""
_BESIDE = 100
"""Siblings of an element that are gone through for such as are of its kind: a page may have 20,000, each of another."""
_CARD_LEVELS = 4
"""Elements around a headline's part of a card of which one is the card."""
HEADLINE_NAMES = re.compile(r"(?:^|[\s_-])(?:content)?(?:heading|headline|title|rubrik)(?=$|[\s_-])", re.IGNORECASE)


def repeated_block(anchor: HtmlElement, words: str, ancestors: list[HtmlElement]) -> HtmlElement | None:
    """The lowest element around the link that has siblings of its kind with links of their own.

    A sibling whose links all lead where this one does is another part of the same item: its picture, its "Läs mer".
    A "Läs mer" is no item by itself, though it stand in a row of links: "Läs mer", "2 kommentarer", "Skriv ut"; nor is
    a link in a heading, where the topic's may stand beside the headline's.
    """
    kind = _kind(anchor)
    element, around = anchor, [*ancestors, ancestors[-1].getparent() if ancestors else anchor.getparent()]
    if (words and leads_on(words)) or (len(around) > 1 and around[0].tag in HEADINGS):
        element, around = around[0], around[1:]
    for parent in around:
        beside = (sibling for sibling in parent.iterchildren(element.tag) if sibling is not element)
        # A bare link's like is of its class: the link to a topic, after the headline's in one line, is another kind.
        alike = beside if element is not anchor else (one for one in islice(beside, _BESIDE) if _kind(one) == kind)
        elsewhere = [one for one in islice(alike, LOOKED_AT) if _leads_elsewhere(one, anchor)]
        if (elsewhere and not _is_part(element, elsewhere, anchor)) or _has_cousins(element, anchor):
            return element
        element = parent
    return None


def _is_part(element: HtmlElement, others: Sequence[HtmlElement], anchor: HtmlElement) -> bool:
    """Whether an element is the headline's part of a card, and the others beside it, of other classes, its other parts.

    The card has its like beside it, and only one of its parts has a headline.
    """
    kind = _kind(element)
    if element.tag in _ITEM_TAGS or not kind[1] or any(_kind(one)[1] in {"", kind[1]} for one in others):
        return False
    if not _has_headline(element) or any(map(_has_headline, others)):
        return False
    for card in islice(element.iterancestors(), _CARD_LEVELS):
        beside = chain(*(islice(card.itersiblings(card.tag, preceding=before), LOOKED_AT) for before in (False, True)))
        if any(_kind(one) == _kind(card) and _leads_elsewhere(one, anchor) for one in beside):
            return True
    return False


def _has_headline(element: HtmlElement) -> bool:
    parts = islice(element.iter(etree.Element), LOOKED_AT)
    return any(one.tag in HEADINGS or HEADLINE_NAMES.search(one.get("class") or "") for one in parts)


def _has_cousins(element: HtmlElement, anchor: HtmlElement) -> bool:
    """Whether an item is alone in its month's list, or its row, and others of its kind stand in those beside that.

    The list may be wrapped once more, as with a heading for the year.
    """
    if element.tag not in _ITEM_TAGS:
        return False
    inner = element
    for group in islice(element.iterancestors(), _GROUPS):
        around = group.getparent()
        beside = () if around is None else islice(around.iterchildren(group.tag), _BESIDE)
        kind = _kind(group)
        alike = (one for one in beside if one is not group and _kind(one) == kind)
        cousins = (child for one in alike for child in _children_like(one, inner, element))
        if any(_leads_elsewhere(cousin, anchor) for cousin in islice(cousins, LOOKED_AT)):
            return True
        inner = group
    return False


def _children_like(group: HtmlElement, inner: HtmlElement, element: HtmlElement) -> Iterator[HtmlElement]:
    """The elements of a group that stand in it as an item does in its own: at once, or in the list within."""
    kind = _kind(inner)
    alike = (one for one in islice(group.iterchildren(inner.tag), _BESIDE) if _kind(one) == kind)
    lists = [group] if inner is element else alike
    for one in lists:
        yield from one.iterchildren(element.tag)


def _leads_elsewhere(sibling: HtmlElement, anchor: HtmlElement) -> bool:
    """Whether a sibling has a link of its own: with words, not an icon of its topic, nor a mere anchor's name.

    A link to who wrote the news is part of its line, as Plone's lists have it.
    """
    links = ((link.get("href"), link) for link in islice(sibling.iter("a"), LOOKED_AT))
    own = anchor.get("href")
    return any(href not in {None, own} and not leads_to_author(href) and link_text(link) for href, link in links)


def leads_to_author(url: str) -> bool:
    """Whether a link leads to a page about an author; an address that is none leads nowhere."""
    return is_author_path(unquote(parts_of(url).path))


def signature(block: HtmlElement) -> tuple[str, ...]:
    """What like blocks share: their tag and first class, and those of what they stand in."""
    parent = block.getparent()
    return (*_kind(block), *_kind(parent)) if parent is not None else _kind(block)


def _kind(element: HtmlElement) -> tuple[str, str]:
    classes = [name for name in (element.get("class") or "").split() if name.casefold() not in _STRIPES]
    return str(element.tag), re.sub(r"\d+", "", classes[0]) if classes else ""
