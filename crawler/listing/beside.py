"""What stands beside a page's list: navigation, banner, footer, boxes of other things."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import chain, islice
from typing import TYPE_CHECKING, Literal

from crawler.listing.item_dates import HEADINGS, LOOKED_AT, item_date
from crawler.normalise.text import clean
from crawler.texts import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

_BESIDE_TAGS = frozenset({"nav", "footer", "aside"})
_BESIDE_ROLES = frozenset({"navigation", "contentinfo", "complementary", "search", "banner"})
_BESIDE_NAMES = re.compile(
    r"(?:^|[\s_-])(nav|navigation|meny|menu|footer|sidfot|breadcrumbs?|brodsmulor|cookies?|share|dela|pager|pagination|"
    r"sidebar|related|relaterat|relaterade|kalender|calendar|filter|tags?|taggar|rs_skip|hogerspalt|hogerpuffar|"
    r"sponsored|sponsrat|sponsrad|advertorials?|annonsorsinnehall|annonssamarbete|native-ads?)"
    r"(?=$|[\s_-])",
    re.IGNORECASE,
)
_ITEM_FOOTER = re.compile(r"(?:news|post|entry|item|article|card)[_-]+footer", re.IGNORECASE)
"""The last line of one item, with its date and "Läs mer", not the page's."""
_RELATED = re.compile(r"\W*(?:relatera(?:t|de?)|related)\b.{0,30}$", re.IGNORECASE)
_PAGERS = frozenset({"pager", "pagination"})
_MENUS = frozenset({"nav", "navigation", "meny", "menu"})
_HEADLINES = 6
"""Linked headings of a box that are looked at."""
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_POST = re.compile(r"(?:^|\s)(?:post|post-card|hentry|entry)(?=$|\s)", re.IGNORECASE)
_WIDTH = re.compile(r"[1-9]\d{0,3}(?:px|%)?")
_MARGIN_LINKS = 3
"""Links in the narrow column of a page at least."""
_TOPIC = re.compile(r"(?:^|(?<=\s))(?:tag|category)-[\w-]+", re.IGNORECASE)
"""Classes by which blog systems (Ghost, WordPress) say what a post is about: `tag-kommuninfo`, `category-kalender`."""


def is_beside(element: HtmlElement, known: dict[HtmlElement, bool]) -> bool:
    """Whether an element stands beside the list: navigation, banner, footer, boxes of other things.

    Narrower than what is furniture of an article: teasers, cards and puffs are what lists are made of. What is named
    after its pager but has headings that link holds the list as well, and so does what is named a navigation whose
    headings have days beside them: no menu has. `known` remembers the answers for a page.
    """
    if element not in known:
        says = _says_beside(_own_names(element))
        known[element] = (
            element.tag in _BESIDE_TAGS
            or element.get("role") in _BESIDE_ROLES
            or says == "other"
            or _is_headed_related(element)
            or (says == "pager" and next(_linked_headings(element), None) is None)
            or (says == "menu" and not _lists_dated_headlines(element))
            or _is_margin(element)
        )
    return known[element]


def _is_margin(cell: HtmlElement) -> bool:
    """Whether a cell is the narrow column of a page that a table lays out: menus, the latest news of the whole site.

    Several links stand in it, and beside it a cell that is twice as wide, or takes all the rest. The first cell of a
    list's row may be as narrow, but has one headline.
    """
    if cell.tag != "td" or not (own := _width(cell)):
        return False
    beside = chain(*(islice(cell.itersiblings("td", preceding=before), LOOKED_AT) for before in (False, True)))
    if not any(_is_wide(other, own) for other in filter(None, map(_width, beside))):
        return False
    return len(list(islice(cell.iter("a"), _MARGIN_LINKS))) == _MARGIN_LINKS


def _is_wide(other: str, own: str) -> bool:
    """Whether a cell is twice as wide as another, or takes the rest beside one that has its width in pixels."""
    if other.endswith("%") != own.endswith("%"):
        return other == "100%"
    return _number(other) >= 2 * _number(own)


def _width(cell: HtmlElement) -> str | None:
    """A cell's width as its attribute gives it, in pixels or per cent; None where it gives none."""
    width = (cell.get("width") or "").strip()
    return width if _WIDTH.fullmatch(width) else None


def _number(width: str) -> int:
    return int(width.rstrip("px%"))


def _own_names(element: HtmlElement) -> str:
    """The classes and the id of an element, without those that tell what a post is about."""
    classes = element.get("class", "")
    if element.tag == "article" or _POST.search(classes):
        classes = _TOPIC.sub("", classes)
    return f"{classes} {element.get('id', '')}"


@lru_cache(maxsize=4096)
def _says_beside(names: str) -> Literal["pager", "menu", "other"] | None:
    """What a class or an id says that its element is beside the list; "LeftMenu" is read as "Left-Menu"."""
    found = {match[1].casefold() for match in _BESIDE_NAMES.finditer(_ITEM_FOOTER.sub("", _HUMP.sub("-", names)))}
    if not found:
        return None
    return "pager" if found <= _PAGERS else "menu" if found <= _MENUS else "other"


def _is_headed_related(element: HtmlElement) -> bool:
    """Whether a box's own heading says that what follows is related to the page: it lists nothing of a section."""
    heading = next(element.iterchildren(*HEADINGS), None)
    return heading is not None and _RELATED.match(clean(text_of(heading))) is not None


def _lists_dated_headlines(element: HtmlElement) -> bool:
    """Whether most of the linked headings in a box, or in an item of it, have a day in the item around them."""
    headings = list(islice(_linked_headings(element), _HEADLINES))
    items = [next(one.iterancestors("li", "article", "a"), element) for one in headings]
    return bool(items) and 2 * sum(item_date(item) is not None for item in items) > len(items)


def _linked_headings(element: HtmlElement) -> Iterator[HtmlElement]:
    headings = element.iter(*HEADINGS)
    return (one for one in headings if one.find(".//a") is not None or next(one.iterancestors("a"), None) is not None)
