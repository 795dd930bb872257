"""The body of an article: which blocks of the page are its text, and which of them is the lead."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import takewhile
from typing import TYPE_CHECKING

from crawler.extract.blocks import HEADINGS, Block, after_line
from crawler.extract.captions import is_framed_picture
from crawler.extract.choice import choose
from crawler.extract.contact import contact_in_prose, is_contact_box, is_contact_card
from crawler.extract.content import main_content, read_layout, text_container
from crawler.extract.furniture import is_hidden_label, is_surely_furniture
from crawler.extract.lead import Lead, find_lead, is_short, names_lead, with_lead_apart
from crawler.extract.selectors import selected_elements
from crawler.extract.walk import Picture, read_blocks
from crawler.normalise.text import folded
from crawler.texts import text_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from lxml.html import HtmlElement

    from crawler.cms import Cms
    from crawler.document import Document
    from crawler.extract.headline import Headline

_LABEL = 100
"""Letters of what may stand over a headline at most: more are a text of their own."""
_PROSE = 60
"""Letters of a paragraph with which the text begins."""
_MENU_SHARE = 0.6
"""The share of a line that is links from which on it may be a menu's."""
_NAMED_SHARE = 0.5
"""What an element that a profile names must hold of the longest text on the page; less, and it is another article's."""


@dataclass(frozen=True, slots=True)
class Body:
    """The blocks of the article in reading order, its lead where it is set apart, and what was found around them."""

    blocks: tuple[Block, ...]
    lead: Lead | None
    region: HtmlElement
    source: str
    pictures: tuple[HtmlElement, ...] = ()
    captions: Mapping[HtmlElement, str] = field(default_factory=dict)
    contact_boxes: tuple[HtmlElement, ...] = ()
    contact_lines: tuple[str, ...] = ()


def read_body(document: Document, headline: Headline | None, profile: Cms | None, selectors: Mapping[str, str]) -> Body:
    """The body of the page; one without blocks where there is no text."""
    container, source = _container(document, profile, selectors, headline.element if headline else None)
    shown = headline.element if headline else None
    region = _region(document, container, shown)
    layout = read_layout(document)
    leads = (lead for lead in _leads_between(region, shown, container) if not layout.is_in_card(lead))
    kept = [container, *([] if shown is None else [shown]), *leads]
    keep = {element for inner in kept for element in _upwards(inner)}
    own = profile.find_all("contact", document) if profile else []
    drop = {*own, *(profile.find_all("remove", document) if profile else ())} - keep
    reading = read_blocks(
        region, keep=keep, drop=drop, is_outside=lambda element: layout.is_outside(element) or is_contact_card(element)
    )
    blocks, start = _after_headline(reading.blocks, headline, container)
    if source == "site":
        blocks, start = _inside(blocks, container, start)
    pictures = [picture._replace(position=picture.position - start) for picture in reading.pictures]
    blocks, pictures = _without_repeated(headline, blocks, pictures)
    blocks, pictures = with_lead_apart(blocks, pictures)
    lead = find_lead(document, blocks, container, profile, selectors)
    choice = choose(blocks, container, pictures=pictures, lead=lead.blocks if lead else ())
    while lead and _is_the_text(lead, choice.blocks):
        lead = find_lead(document, blocks, container, profile, selectors, by_name=False) if lead.is_named else None
        choice = choose(blocks, container, pictures=pictures, lead=lead.blocks if lead else ())
    boxes = (*own, *(element for element in reading.furniture if is_contact_box(element) or is_contact_card(element)))
    return Body(
        tuple(choice.blocks),
        lead,
        region,
        source,
        (*_pictures_over(region), *(picture.element for picture in choice.pictures)),
        choice.captions,
        boxes,
        tuple(choice.contact_lines),
    )


def _is_the_text(lead: Lead, rest: Sequence[Block]) -> bool:
    """Whether what was taken for the lead is all of the text: nothing else is left, or only whom to ask.

    One paragraph that the page itself calls its lead stays one.
    """
    if not lead.is_named:
        return not rest
    return lead.source != "site" and len(lead.blocks) > 1 and all(contact_in_prose(block.text) for block in rest)


def _container(
    document: Document, profile: Cms | None, selectors: Mapping[str, str], shown: HtmlElement | None
) -> tuple[HtmlElement, str]:
    """The element that holds the text: what the site's or the CMS's profile names, unless it holds next to none."""
    if found := selected_elements(document, selectors, "article_body"):
        return found[0], "site"
    generic = _of_its_article(text_container(document), shown, document)
    named = profile.find("article_body", document, _is_no_furniture) if profile else []
    longest = max(named, key=_length, default=None)
    if profile and longest is not None and _length(longest) >= _length(generic) * _NAMED_SHARE:
        return longest, f"cms:{profile.key}"
    return generic, "generic"


def _of_its_article(container: HtmlElement, shown: HtmlElement | None, document: Document) -> HtmlElement:
    """What holds the text of the `<article>` with the headline, where others with a headline and a text follow it.

    Newspapers let readers scroll on from one article to the next.
    """
    articles = document.tagged("article")
    own = next(shown.iterancestors("article"), None) if shown is not None and len(articles) > 1 else None
    if shown is None or own is None or container not in own.iterancestors():
        return container
    layout = read_layout(document)
    others = (one for one in own.itersiblings("article") if layout.masses.get(one, 0.0) >= _PROSE)
    headings = (one.find(f".//{shown.tag}") for one in others)
    if any(heading is not None and heading.find(".//a") is None for heading in headings):
        return layout.text_in(own)
    return container


def _is_no_furniture(element: HtmlElement) -> bool:
    """Whether an element is the page's own: a footer or a box beside the text may be made with the fields of articles."""
    return not any(map(is_surely_furniture, _upwards(element)))


def _inside(blocks: Sequence[Block], container: HtmlElement, start: int) -> tuple[Sequence[Block], int]:
    """The blocks in the element that the site's profile names, whose word counts, and how many stand before them."""
    inside = [n for n, block in enumerate(blocks) if container in (block.element, *block.element.iterancestors())]
    return (blocks[inside[0] : inside[-1] + 1], start + inside[0]) if inside else ((), start)


def _length(element: HtmlElement) -> int:
    return sum(len(text.strip()) for text in element.itertext())


def _upwards(element: HtmlElement) -> list[HtmlElement]:
    return [element, *element.iterancestors()]


def _region(document: Document, container: HtmlElement, headline: HtmlElement | None) -> HtmlElement:
    """The element to read: the lowest that holds both headline and text."""
    if headline is None:
        return main_content(document)
    over_headline = set(_upwards(headline))
    return next((element for element in _upwards(container) if element in over_headline), document.root)


def _pictures_over(region: HtmlElement) -> Iterator[HtmlElement]:
    """The pictures that stand over headline and text in the same `<article>`, in boxes of nothing else.

    Elsewhere what stands there is decoration, unless it has a caption.
    """
    article = next(region.iterancestors("article"), None)
    if article is None:
        yield from _captioned_over(region)
        return
    for element in (region, *takewhile(lambda around: around is not article, region.iterancestors())):
        for box in element.itersiblings(preceding=True):
            if isinstance(box.tag, str) and is_framed_picture(box) and not is_surely_furniture(box):
                yield from box.iter("img")


def _captioned_over(region: HtmlElement) -> Iterator[HtmlElement]:
    for element in (region, *takewhile(lambda around: around.tag not in {"main", "body"}, region.iterancestors())):
        for figure in element.itersiblings("figure", preceding=True):
            caption = figure.find("figcaption")
            if caption is not None and text_of(caption).strip() and figure.find(".//a") is None:
                yield figure


def _leads_between(region: HtmlElement, headline: HtmlElement | None, container: HtmlElement) -> Iterator[HtmlElement]:
    """The elements with a lead's name between headline and text: "teaser" is a card elsewhere, but a lead there.

    Where the headline stands in what holds the text, the text begins with a paragraph outside of them.
    """
    below = headline is None
    found: set[HtmlElement] = set()
    for element in region.iter("h1", "h2", "h3", "p", "div", "section", "header"):
        if below and element is container:
            return
        below = below or element is headline
        if not below:
            continue
        if not (element.attrib and names_lead(element) and is_short(element)):
            if element.tag == "p" and _begins_text(element, container, found):
                return
        elif next(element.iter("a"), None) is None and not any(map(is_hidden_label, element.iterancestors())):
            found.add(element)
            yield element


def _begins_text(paragraph: HtmlElement, container: HtmlElement, leads: Collection[HtmlElement]) -> bool:
    """Whether a paragraph is prose of the text, not of a lead or a caption."""
    if len(text_of(paragraph)) < _PROSE:
        return False
    around = list(paragraph.iterancestors())
    return container in around and not any(one in leads or one.tag == "figure" for one in around)


def _after_headline(
    blocks: Sequence[Block], headline: Headline | None, container: HtmlElement
) -> tuple[Sequence[Block], int]:
    """The blocks after the headline, and how many were left out; all where it stands below half of the text."""
    wanted = folded(headline.text) if headline else ""
    start = _headline_at(blocks, headline, wanted) if headline else None
    if start is None and headline:
        start = _in_other_words(blocks, container)
    if start is None or _letters_in(blocks[:start]) > _letters_in(blocks) / 2:
        return blocks, 0
    lines = [folded(line) for line in blocks[start].text.split("\n")]
    rest = after_line(blocks[start], lines.index(wanted)) if wanted in lines else None
    if rest is not None:
        return [rest, *blocks[start + 1 :]], start
    start += 1
    while start < len(blocks) and folded(blocks[start].text) == wanted:
        start += 1
    return blocks[start:], start


def _letters_in(blocks: Sequence[Block]) -> int:
    """The letters of blocks that are no links: a menu over the headline is no text."""
    return sum(len(block.text) - block.linked for block in blocks)


def _in_other_words(blocks: Sequence[Block], container: HtmlElement) -> int | None:
    """The number of the heading over the text where the page shows the headline otherwise than it tells it."""
    for number, block in enumerate(blocks):
        if container in (block.element, *block.element.iterancestors()):
            return None
        if block.kind in HEADINGS:
            return number
        if len(block.text) > _LABEL:
            return None
    return None


def _without_repeated(
    headline: Headline | None, blocks: Sequence[Block], pictures: list[Picture]
) -> tuple[Sequence[Block], list[Picture]]:
    """The blocks without the headline as a heading again, as pages for paper and narrow screens repeat it.

    The pictures come with the places that they then have among the blocks.
    """
    wanted = folded(headline.text) if headline else ""
    again = [n for n, block in enumerate(blocks) if block.kind in HEADINGS and folded(block.text) == wanted]
    if not again:
        return blocks, pictures
    moved = [one._replace(position=one.position - sum(n < one.position for n in again)) for one in pictures]
    return [block for n, block in enumerate(blocks) if n not in again], moved


def _headline_at(blocks: Sequence[Block], headline: Headline, wanted: str) -> int | None:
    """The number of the block that is the headline, or has it as a line; the words alone may be a link's in a menu."""
    shown = headline.element
    if shown is not None:
        for number, block in enumerate(blocks):
            if block.element is shown or shown in block.element.iterancestors():
                return number
    alike = [n for n, block in enumerate(blocks) if wanted in map(folded, block.text.split("\n"))]
    return min(alike, key=lambda n: blocks[n].link_share > _MENU_SHARE, default=None)
