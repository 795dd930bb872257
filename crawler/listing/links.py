"""The links of a page's main content that may lead to news, each with the block that repeats around it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice, takewhile
from typing import TYPE_CHECKING

from crawler.extract.content import main_content
from crawler.extract.junk import is_paid_label
from crawler.listing.beside import is_beside
from crawler.listing.item_dates import HEADINGS, LOOKED_AT
from crawler.listing.items import page_address
from crawler.listing.link_words import link_text
from crawler.listing.repeats import leads_to_author, repeated_block, signature

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.html import HtmlElement

    from crawler.cms import Cms
    from crawler.document import Document

_LABEL_TAGS = ("span", "div", "p", "small", "strong", "em", "b", "i")


@dataclass(frozen=True, slots=True)
class Link:
    """A link of the main content, with the block that repeats around it."""

    url: str
    text: str
    in_heading: bool
    block: HtmlElement | None
    signature: tuple[str, ...]
    around: tuple[HtmlElement, ...]
    """The link and what it stands in, within the main content."""


def content_links(document: Document, profile: Cms | None) -> Iterator[Link]:
    """The links of the main content to pages that may be news, without those that stand beside the list or are paid."""
    area = list_area(document)
    own = _own_items(area, profile.find("list_items", document)) if profile else set()
    beside: dict[HtmlElement, bool] = {}
    for anchor in area.iter("a"):
        href = anchor.get("href")
        url = page_address(document, href) if href and not href.startswith("#") else None
        if url is None or leads_above(url, document) or leads_to_author(url):
            continue
        ancestors = list(takewhile(lambda ancestor: ancestor is not area, anchor.iterancestors()))
        lineage = [anchor, *ancestors]  # a card may be the link itself
        block = next((element for element in lineage if element in own), None)
        around = lineage[lineage.index(block) + 1 :] if block is not None else ancestors
        if any(is_beside(ancestor, beside) for ancestor in around):
            continue
        words = link_text(anchor)
        if is_labelled_paid(anchor):
            continue
        if block is None and not own:
            block = repeated_block(anchor, words, ancestors)
        in_heading = any(a.tag in HEADINGS for a in ancestors) or any(child.tag in HEADINGS for child in anchor.iter())
        yield Link(url, words, in_heading, block, signature(block) if block is not None else (), tuple(lineage))


def in_blocks_of(kind: tuple[str, ...], links: list[Link]) -> list[Link]:
    """The links with those that stand in an element of this kind in it; of nested ones the innermost is a block."""
    blocks = {link: next((one for one in link.around if signature(one) == kind), None) for link in links}
    holding = {outer for one in blocks.values() if one is not None for outer in one.iterancestors()}
    return [
        link if block is None or block in holding else replace(link, block=block, signature=kind)
        for link, block in blocks.items()
    ]


def leads_above(url: str, document: Document) -> bool:
    """Whether an address is the home page's, or that of another page above the list: no item leads there."""
    return document.url.startswith(f"{url.rstrip('/')}/")


def is_labelled_paid(anchor: HtmlElement) -> bool:
    """Whether a link that wraps a teaser has a label that says that somebody paid for it."""
    return any(is_paid_label(element.text or "") for element in islice(anchor.iterdescendants(*_LABEL_TAGS), LOOKED_AT))


def _own_items(area: HtmlElement, items: Sequence[HtmlElement]) -> set[HtmlElement]:
    """The items that the CMS is known to mark, where they stand in the list's place: boxes beside it use them too."""
    found: set[HtmlElement] = set()
    beside: dict[HtmlElement, bool] = {}
    for item in items:
        lineage = [item, *item.iterancestors()]
        if area in lineage and not any(is_beside(around, beside) for around in lineage[1 : lineage.index(area)]):
            found.add(item)
    return found


def list_area(document: Document) -> HtmlElement:
    """Where the list is to be looked for: the page's main element, else what holds its text.

    The main element goes before the place with the most text: beside a list's short lines a footer can be the longest.
    """
    mains = document.tagged("main") or document.with_role("main")
    return mains[0] if mains else main_content(document)
