"""Cards: the boxes on a page that lead to other pages, each with a linked headline and often a picture, date and lead."""

from __future__ import annotations

from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.normalise.urls import canonical_url
from crawler.texts import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lxml.html import HtmlElement

    from crawler.document import Document

HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
_BOXES = frozenset({"div", "li", "article", "section", "aside", "a", "figure", "td"})
_PARTS = ("h2", "h3", "h4", "h5", "h6", "p", "div", "ul")
_CARD_LETTERS = 800
"""Letters of running text in a card at most: a lead; more is an article."""
_PARAGRAPH = 70
"""Letters of a paragraph of prose at least."""
_LINK_LETTERS = 25
"""Letters of a link around blocks that make it a teaser; fewer are a button or a picture's label."""


def find_cards(document: Document, masses: Mapping[HtmlElement, float]) -> Iterator[HtmlElement]:
    """The cards of a page: for every linked heading the largest box around it that holds no other and no long text.

    A heading that is linked in the middle of running text has no box of its own and is no card. `masses` is the running
    text that elements hold.
    """
    headings = _linked_headings(document)
    around = {heading: [heading, *heading.iterancestors()] for heading in headings}
    held = Counter(chain.from_iterable(around.values()))
    for heading, upwards in around.items():
        card = None
        for element in upwards:
            held_letters = masses.get(element, 0.0)
            if held[element] > 1 or held_letters > _CARD_LETTERS or element.tag in {"body", "main"}:
                break
            if held_letters > 2 * _PARAGRAPH and _paragraphs(element) > 1:
                break  # short news, with a link to other news in the middle of its text
            if element.tag in _BOXES:
                card = element
        if card is not None and card is not heading and next(card.iter("h1"), None) is None:
            yield card


def _paragraphs(element: HtmlElement) -> int:
    """How many paragraphs of prose an element holds: a card has one, its lead."""
    return sum(len(text_of(paragraph)) > _PARAGRAPH for paragraph in element.iter("p"))


def is_teaser(link: HtmlElement) -> bool:
    """Whether a link holds whole blocks, as the link around a card does."""
    if not len(link) or not leads_away(link) or next(link.iter(*_PARTS), None) is None:
        return False
    return len(text_of(link).strip()) > _LINK_LETTERS


def leads_away(link: HtmlElement) -> bool:
    """Whether a link leads to another page rather than to a place on this one or a script."""
    href = link.get("href")
    return bool(href) and not href.lstrip().startswith(("#", "javascript:", "mailto:", "tel:"))


def _linked_headings(document: Document) -> list[HtmlElement]:
    """The headings that are a link but the page's own headline: the highest of those that lead to the page itself."""
    linked = {heading: link for heading in document.tagged(*HEADINGS) if (link := _link_of(heading)) is not None}
    linked = {heading: link for heading, link in linked.items() if leads_away(link)}
    if not linked:
        return []
    here = canonical_url(document.url)
    name = urlsplit(here).path.rstrip("/").rpartition("/")[2]
    to_itself = (heading for heading, link in linked.items() if _leads_to(here, name, link, document))
    own = min(to_itself, key=lambda heading: str(heading.tag), default=None)
    return [heading for heading in linked if heading is not own]


def _leads_to(here: str, name: str, link: HtmlElement, document: Document) -> bool:
    """Whether a link leads to the page that it stands on, as blogs write their headlines there too."""
    href = (link.get("href") or "").lstrip()
    if name.isascii() and "%" not in name and name not in href and not href.startswith((".", "?")):
        return False  # an address that lacks the page's own name need not be resolved
    url = document.absolute(href)
    return url is not None and canonical_url(url) == here


def _link_of(heading: HtmlElement) -> HtmlElement | None:
    """The link that a heading is, from the inside or the outside."""
    link = next(heading.iter("a"), None)
    if link is None:
        return next(heading.iterancestors("a"), None)
    return link if len(text_of(link).strip()) >= len(text_of(heading).strip()) * 0.8 else None
