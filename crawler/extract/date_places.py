"""Where on a page a date stands: how near the headline, and whether in a card, list or menu of other articles."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Literal, NamedTuple

from crawler.normalise.date_words import MONTHS
from crawler.texts import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.html import HtmlElement

_CARD_STEPS = 4  # elements to climb from a date to the card it may stand in
_LINK_LINE = 45  # characters of a link that is more than the date itself, "Tisdag 25 september 2018 kl. 13.45"
_LINK_NEXT = 30  # characters of a link beside a date that is a headline, not an author's name or a category

_LINE_LINKS = 50  # links of a line or an item that are looked at: old pages have whole archives in one element
_MENUS = frozenset({"nav", "menu", "select", "dialog"})
_MARGINS = frozenset({"aside", "footer", "form", "figure", "figcaption", "blockquote"})
_HEADINGS = ("h2", "h3", "h4", "h5")
_ITEMS = frozenset({"li", "tr"})
_CARD = 600  # characters of a card: another article's headline and lead, not a column of the page
_CARDS = re.compile(
    r"related|relater|teaser|(?<![a-z])cards?(?![a-z])|puff|recommend|rekommend|popular|most-?read|mest-?last|promo(?!t)"
)
_MARGIN_NAMES = re.compile(
    r"sidebar|sidofalt|calendar|kalender|latest|footer|sidfot|news-?list|(?<![a-z-])comments?(?![a-z])"
)


ITEM_FOOTER = re.compile(r"(?:news|post|entry|item|article|story)[_-]+footer")
"""The last line of an article, with its date and who wrote it, not the page's."""

_DAY = re.compile(
    rf"\d{{4}}-\d\d-\d\d|\d{{1,2}}[./]\d{{1,2}}[./-]\d{{2,4}}|\d\W{{1,2}}(?:{'|'.join(MONTHS)})\b", re.IGNORECASE
)
_LETTERS = re.compile(r"[^\W\d_]{4}")

Belonging = Literal["article", "article if labelled", "another"]


class Headline(NamedTuple):
    """The headline's ancestors (and the main content's) with their depth, and its place in the order of the page.

    `order` (None without a headline) counts elements, `matter` the characters of reading matter before it; `content` is
    the main content.
    """

    anchors: dict[HtmlElement, int]
    order: int | None
    matter: int
    content: HtmlElement | None = None


class Place(NamedTuple):
    """The elements from a date up to the nearest one that also holds the headline, and that one's depth.

    The first of `chain` does not hold the date where it `is_behind` that element.
    """

    chain: list[HtmlElement]
    depth: int
    is_behind: bool = False


def place_of(element: HtmlElement, headline: Headline, *, is_behind: bool = False) -> Place:
    """The place of an element of the same tree, or of the text right behind it."""
    chain: list[HtmlElement] = []
    node: HtmlElement | None = element
    while node is not None and node not in headline.anchors:
        chain.append(node)
        node = node.getparent()
    return Place(chain, headline.anchors.get(node, 0) if node is not None else 0, is_behind)


def belongs(place: Place) -> Belonging:
    """Whose a date in this place is.

    A label such as "Publicerad" is also believed in margins (asides, footers) and beside links, where dates without
    one belong to other things.
    """
    chain = place.chain
    in_margin = False
    if place.is_behind and chain and _is_link_line(chain[0]):
        return "another"
    for element in chain[1:] if place.is_behind else chain:  # an icon of a calendar says nothing of the date behind it
        names_card, names_margin = _named(f"{element.get('class', '')} {element.get('id', '')}")
        if names_card or element.tag in _MENUS or _is_link_line(element):
            return "another"
        in_margin = in_margin or names_margin or _is_margin(element)
    if _is_in_card(chain[: _CARD_STEPS + 1]):
        return "another"
    return "article if labelled" if in_margin or _is_beside_headline_link(chain) else "article"


@lru_cache(maxsize=4096)
def _named(names: str) -> tuple[bool, bool]:
    """Whether class and id names tell of a card of another article, and of a margin."""
    low = names.lower()
    return _CARDS.search(low) is not None, _MARGIN_NAMES.search(ITEM_FOOTER.sub("", low)) is not None


def _is_in_card(chain: Sequence[HtmlElement]) -> bool:
    """Whether one of these elements, from the inside, holds the one linked heading of a card.

    The first that holds a heading tells: those around it hold the same heading, and more.
    """
    for element in chain:
        if headings := list(islice(element.iter(*_HEADINGS), 2)):
            return len(headings) == 1 and _is_linked(headings[0]) and len(_spaced(text_of(element))) < _CARD
    return False


def _is_linked(heading: HtmlElement) -> bool:
    """Whether a heading is a link in most of its words: "[redigera]" or "#" behind them lead to no other article."""
    if _in_link(heading):
        return True
    words = len(_spaced(text_of(heading)))
    return any("href" in link.attrib and 2 * len(_spaced(text_of(link))) >= words for link in heading.iter("a"))


def _is_link_line(element: HtmlElement) -> bool:
    """Whether an element is a link of more than a date."""
    return element.tag == "a" and bool(element.get("href")) and _has_more_than(element, _LINK_LINE)


def _is_margin(element: HtmlElement) -> bool:
    return element.tag in _MARGINS and not ends_article(element)


def _is_beside_headline_link(chain: Sequence[HtmlElement]) -> bool:
    """Whether a link as long as a headline stands in the same line or item."""
    around = [*chain[:2], *(element for element in chain[2 : _CARD_STEPS + 1] if element.tag in _ITEMS)]
    if not around:
        return False
    links = [link for link in islice(around[-1].iter("a"), _LINE_LINKS) if link.get("href")]
    return any(_has_more_than(link, _LINK_NEXT) for link in links) or (bool(links) and _is_one_of_a_list(around[-1]))


def _is_one_of_a_list(item: HtmlElement) -> bool:
    """Whether an item has a link and a day as others beside it have, as in a list of news with short headlines."""
    return item.tag in _ITEMS and _links_and_dates(item) and any(map(_links_and_dates, _beside(item)))


def _beside(item: HtmlElement) -> Iterator[HtmlElement]:
    """The items right before and after one in its list."""
    nearest = (next(item.itersiblings(item.tag, preceding=before), None) for before in (True, False))
    yield from (one for one in nearest if one is not None)


def _links_and_dates(item: HtmlElement) -> bool:
    """Whether an item has a whole day outside of a link in words."""
    link = next(item.iter("a"), None)
    if link is None or not _LETTERS.search(words := text_of(link)) or _DAY.search(words):
        return False
    return _DAY.search(text_of(item)) is not None


def _in_link(element: HtmlElement) -> bool:
    return any(ancestor.tag == "a" for ancestor in islice(element.iterancestors(), _CARD_STEPS))


def ends_article(element: HtmlElement) -> bool:
    """Whether an element is the footer of an article, which says who wrote it and when (HTML, 4.3.8), not the page's."""
    return element.tag == "footer" and next(element.iterancestors("article"), None) is not None


def _has_more_than(link: HtmlElement, letters: int) -> bool:
    """Whether a link's text is longer than so many letters without the dates in it."""
    text = text_of(link)
    if len(text) <= letters:
        return False
    return len(_spaced(text)) - sum(len(_spaced(text_of(time))) for time in link.iter("time")) > letters


def _spaced(text: str) -> str:
    return " ".join(text.split())
