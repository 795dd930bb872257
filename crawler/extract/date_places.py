"""Where on a page a date stands: how near the headline, and whether in a card, list or menu of other articles."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_CARD_STEPS = 4  # elements to climb from a date to the card it may stand in
_LINK_LINE = 45  # characters of a link that is more than the date itself, "Tisdag 25 september 2018 kl. 13.45"
_LINK_NEXT = 30  # characters of a link beside a date that is a headline, not an author's name or a category

_MENUS = frozenset({"nav", "menu", "select", "dialog"})
_MARGINS = frozenset({"aside", "footer", "form", "figure", "figcaption", "blockquote"})
_HEADINGS = ("h2", "h3", "h4", "h5")
_ITEMS = frozenset({"li", "tr", "article"})
_CARDS = re.compile(
    r"relat|teaser|(?<![a-z])card|puff|recommend|rekommend|popular|most-?read|mest-?last|promo", re.IGNORECASE
)
_MARGIN_NAMES = re.compile(
    r"sidebar|comment|kommentar|calendar|kalender|latest|senaste|footer|sidfot|news-?list|caption|event", re.IGNORECASE
)


class Headline(NamedTuple):
    """The headline's ancestors (and the main content's) with their depth, and its place in the order of the page.

    `order` (None without a headline) counts elements, `matter` the characters of reading matter before it.
    """

    anchors: dict[HtmlElement, int]
    order: int | None
    matter: int


class Place(NamedTuple):
    """The elements from a date up to the nearest one that also holds the headline, and that one's depth."""

    chain: list[HtmlElement]
    depth: int


def place_of(element: HtmlElement, headline: Headline) -> Place:
    """The place of an element of the same tree."""
    chain: list[HtmlElement] = []
    node: HtmlElement | None = element
    while node is not None and node not in headline.anchors:
        chain.append(node)
        node = node.getparent()
    return Place(chain, headline.anchors.get(node, 0) if node is not None else 0)


def of_another(place: Place, *, labelled: bool) -> bool:
    """Whether a date in this place is another article's or none at all.

    A label such as "Publicerad" is also believed in margins (asides, footers) and beside links, where dates without
    one belong to other things.
    """
    for step, element in enumerate(place.chain):
        if element.tag in _MENUS or (element.tag in _MARGINS and not labelled):
            return True
        card, margin = _named(f"{element.get('class', '')} {element.get('id', '')}")
        if card or (margin and not labelled):
            return True
        if element.tag == "a" and element.get("href") and len(_plain(element)) > _LINK_LINE:
            return True
        if step <= _CARD_STEPS and _is_card(element, step, labelled=labelled):
            return True
    return False


@lru_cache(maxsize=4096)
def _named(names: str) -> tuple[bool, bool]:
    """Whether class and id names tell of a card of another article, and of a margin."""
    return _CARDS.search(names) is not None, _MARGIN_NAMES.search(names) is not None


def _is_card(element: HtmlElement, step: int, *, labelled: bool) -> bool:
    """Whether an element holds the one linked heading of a card, or a link as long as a headline beside the date."""
    headings = list(islice(element.iter(*_HEADINGS), 2))
    if len(headings) == 1 and (_in_link(headings[0]) or headings[0].find(".//a[@href]") is not None):
        return True
    if labelled or not (step < 2 or element.tag in _ITEMS):
        return False
    return any(len(_plain(link)) > _LINK_NEXT for link in element.iter("a") if link.get("href"))


def _in_link(element: HtmlElement) -> bool:
    return any(ancestor.tag == "a" for ancestor in islice(element.iterancestors(), _CARD_STEPS))


def _plain(element: HtmlElement) -> str:
    return " ".join(element.text_content().split())
