"""The body of an article: which blocks of the page are its text, and which of them is the lead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawler.extract.blocks import Block, read_blocks
from crawler.extract.content import main_content, text_container
from crawler.extract.junk import is_junk_heading, is_junk_line
from crawler.extract.lead import Lead, find_lead
from crawler.extract.people import CONTACT_HEADING, is_contact_box
from crawler.extract.selectors import selected_elements
from crawler.normalise.text import folded

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from lxml.html import HtmlElement

    from crawler.cms import Cms
    from crawler.document import Document
    from crawler.extract.headline import Headline

_NAMED_SHARE = 0.5
"""What an element that a profile names must hold of the longest text on the page; less, and it is another article's."""
_LINK_SHARE = 0.6
"""The share of a block that may be links; measured: prose with links stays under .5, lists of links over .8."""


@dataclass(frozen=True, slots=True)
class Body:
    """The blocks of the article in reading order, its lead where it is set apart, and what was found around them."""

    blocks: tuple[Block, ...]
    lead: Lead | None
    region: HtmlElement
    source: str
    pictures: tuple[HtmlElement, ...] = ()
    contact_boxes: tuple[HtmlElement, ...] = ()
    contact_lines: tuple[str, ...] = ()


def read_body(document: Document, headline: Headline | None, profile: Cms | None, selectors: Mapping[str, str]) -> Body:
    """The body of the page; one without blocks where there is no text."""
    container, source = _container(document, profile, selectors)
    shown = headline.element if headline else None
    region = _region(document, container, shown)
    keep = {*_upwards(container), *(_upwards(shown) if shown is not None else ())}
    drop = set(profile.find_all("remove", document)) - keep if profile else set()
    reading = read_blocks(region, keep=keep, drop=drop)
    blocks = list(_after_headline(reading.blocks, headline))
    lead = find_lead(document, blocks, profile, selectors)
    if lead:
        blocks = [block for block in blocks if block not in lead.blocks]
    text = tuple(_trimmed(_article_blocks(blocks, container)))
    own = profile.find_all("contact", document) if profile else []
    boxes = (*own, *(element for element in reading.furniture if is_contact_box(element)))
    pictures = tuple(picture.element for picture in reading.pictures)
    return Body(text, lead, region, source, pictures, boxes, tuple(_under_contact_heading(blocks)))


def _container(document: Document, profile: Cms | None, selectors: Mapping[str, str]) -> tuple[HtmlElement, str]:
    """The element that holds the text: what the site's or the CMS's profile names, unless it holds next to none."""
    if found := selected_elements(document, selectors, "article_body"):
        return found[0], "site"
    generic = text_container(document)
    named = profile.find("article_body", document) if profile else []
    longest = max(named, key=_length, default=None)
    if profile and longest is not None and _length(longest) >= _length(generic) * _NAMED_SHARE:
        return longest, f"cms:{profile.key}"
    return generic, "generic"


def _length(element: HtmlElement) -> int:
    return sum(len(text.strip()) for text in element.itertext())


def _under_contact_heading(blocks: Sequence[Block]) -> Iterator[str]:
    """The lines below a heading like "Kontakt", up to the next heading."""
    inside = False
    for block in blocks:
        if block.kind in {"h2", "h3", "h4"}:
            inside = CONTACT_HEADING.fullmatch(block.text) is not None
        elif inside:
            yield from block.text.split("\n")


def _upwards(element: HtmlElement) -> list[HtmlElement]:
    return [element, *element.iterancestors()]


def _region(document: Document, container: HtmlElement, headline: HtmlElement | None) -> HtmlElement:
    """The element to read: the lowest that holds both headline and text, but no more than the main content."""
    main = main_content(document)
    if headline is None:
        return container
    around_text = _upwards(container)
    over_headline = set(_upwards(headline))
    shared = next((element for element in around_text if element in over_headline), main)
    return shared if shared is main or main in set(shared.iterancestors()) else main


def _after_headline(blocks: Sequence[Block], headline: Headline | None) -> Iterator[Block]:
    """The blocks after the headline, which is not repeated; all of them where it stands below half of the text."""
    wanted = folded(headline.text) if headline else ""
    start = next((i for i, block in enumerate(blocks) if _is_headline(block, headline, wanted)), None)
    total = sum(len(block.text) for block in blocks)
    if start is not None and sum(len(block.text) for block in blocks[:start]) <= total / 2:
        blocks = blocks[start + 1 :]
    for index, block in enumerate(blocks):
        if not (index < 3 and folded(block.text) == wanted):
            yield block


def _is_headline(block: Block, headline: Headline | None, wanted: str) -> bool:
    if headline is None:
        return False
    return (
        block.element is headline.element
        or headline.element in block.element.iterancestors()
        or folded(block.text) == wanted
    )


def _article_blocks(blocks: Sequence[Block], container: HtmlElement) -> Iterator[Block]:
    """The blocks of prose, in the container and above it."""
    inside = [block for block in blocks if block.element is container or container in block.element.iterancestors()]
    before = blocks[: blocks.index(inside[0])] if inside else blocks
    for block in before:
        if (
            len(block.text) > 60
            and block.link_share < 0.3
            and not is_junk_line(block)
            and block.kind not in {"caption", "li"}
        ):
            yield block
    skipping = False
    for block in inside:
        if block.kind in {"h2", "h3", "h4"}:
            skipping = is_junk_heading(block)
        if not (skipping or block.kind == "caption" or is_junk_line(block) or _is_links(block)):
            yield block


def _is_links(block: Block) -> bool:
    return block.kind != "table" and block.link_share > _LINK_SHARE


def _trimmed(blocks: Iterator[Block]) -> Iterator[Block]:
    """The blocks without headings that have no text below them."""
    waiting: list[Block] = []
    for block in blocks:
        if block.kind in {"h2", "h3", "h4"}:
            waiting.append(block)
        else:
            yield from waiting
            waiting = []
            yield block
