"""Lists in the markup: like blocks with a headline each."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from itertools import chain, islice, takewhile
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from lxml import etree

from crawler import cms
from crawler.document import per_document
from crawler.extract.content import main_content
from crawler.extract.junk import is_paid_label
from crawler.listing.beside import is_beside
from crawler.listing.item_dates import HEADINGS, LOOKED_AT, item_date, whole_item
from crawler.listing.items import ListItem, is_headline, leads_on, page_address
from crawler.normalise.text import clean
from crawler.normalise.traps import is_author_path
from crawler.texts import text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from lxml.html import HtmlElement

    from crawler.cms import Cms
    from crawler.document import Document

_READ_ON = re.compile(r"^(?:läs mer|läs|mer|visa|gå till|till|öppna|read more)(?: om| about)?:?\s+", re.IGNORECASE)
_ITEM_TAGS = frozenset({"li", "article"})
_LABEL_TAGS = ("span", "div", "p", "small", "strong", "em", "b", "i")
_STRIPES = frozenset({"odd", "even", "alt", "first", "last", "active", "udda", "jamn"})
"""Classes of an item's place in its list, not of its kind."""
_SIGNS = frozenset("|/·•–-")
"""What stands between the entries of a menu in a line."""
_GROUPS = 2
"""Elements around an item that may be its month or its year."""
_HEADLINE_NAMES = re.compile(r"(?:^|[\s_-])(?:content)?(?:heading|headline|title|rubrik)(?=$|[\s_-])", re.IGNORECASE)
_LONGEST_HEADLINE = 200
"""Letters of a table's first row that may be the headline of what the table tells."""


@dataclass(frozen=True, slots=True)
class _Link:
    """A link of the main content, with the block that repeats around it."""

    url: str
    text: str
    in_heading: bool
    block: HtmlElement | None
    signature: tuple[str, ...]
    around: tuple[HtmlElement, ...]
    """The link and what it stands in, within the main content."""


_MIN_LISTED, _LEVELS = 3, 6
"""Items of a list that tell the folder of its news, and elements around a headline over it that may hold its day."""
_CARD_LEVELS = 4
"""Elements around a headline's part of a card of which one is the card."""


class Blocks:
    """The blocks of a page that may be a list, and what else in its main content links from a heading.

    The list is the group of like blocks that look most like headlines: long link texts, in headings, with dates.
    """

    def __init__(self, links: list[_Link], kind: tuple[str, ...] = ()) -> None:
        groups: dict[tuple[str, ...], list[_Link]] = defaultdict(list)
        for link in links:
            if link.block is not None:
                groups[link.signature].append(link)
        known = groups.get(kind, [])
        best = known if _weight(known) > 0 else max(groups.values(), key=_weight, default=[])
        self._best = _without_strays(best) if _weight(best) > 0 else []
        self._links = links

    def like(self, kind: tuple[str, ...]) -> Blocks:
        """The same page with the list made of this kind of blocks, where it has some that show headlines.

        One that is alone on its page is known by its kind too.
        """
        if kind in {(), self.kind}:
            return self
        known = Blocks(self._links, kind)
        return known if known.kind == kind else Blocks(_in_blocks_of(kind, self._links), kind)

    @property
    def kind(self) -> tuple[str, ...]:
        """What the list's blocks are made of: tags and classes; empty where there is no list."""
        return self._best[0].signature if self._best else ()

    @property
    def items(self) -> list[ListItem]:
        """The news that the list shows, in its order, after what is shown large over it."""
        listed = [_item(block) for block in _blocks(self._best) if any(link.text for link in block)]
        return [*self._over_the_list(listed), *listed]

    def _over_the_list(self, listed: list[ListItem]) -> Iterator[ListItem]:
        """News in boxes of another kind before the list: dated, with a heading, in the folder of what is listed."""
        folders = {item.url.rstrip("/").rpartition("/")[0] for item in listed}
        if len(folders) != 1 or len(listed) < _MIN_LISTED:
            return
        own = {link.block for link in self._best}
        for link in takewhile(lambda link: link not in self._best, self._links):
            folder = link.url.rstrip("/").rpartition("/")[0]
            if link.in_heading and is_headline(link.text) and folder in folders:
                for box in islice(link.around, 1, _LEVELS):
                    if any(inner in own for inner in box.iter()):
                        break
                    if date := item_date(box):
                        yield ListItem(link.url, link.text, None, date, listed=True)
                        break

    @property
    def others(self) -> list[ListItem]:
        """Other headings of the main content that link to a page of the site; not `listed`."""
        return [
            ListItem(link.url, link.text, None, None, listed=False)
            for link in self._links
            if link.in_heading and is_headline(link.text) and link not in self._best
        ]

    @property
    def elements(self) -> set[HtmlElement]:
        """The list's blocks, with what belongs to them."""
        blocks = {link.block for link in self._best if link.block is not None}
        return {element for block in blocks for element in whole_item(block)}


@per_document
def read_blocks(document: Document) -> Blocks:
    """The page's blocks of links."""
    return Blocks(list(_content_links(document, cms.recognise(document))))


def _content_links(document: Document, profile: Cms | None) -> Iterator[_Link]:
    """The links of the main content to pages that may be news, without those that stand beside the list or are paid."""
    area = list_area(document)
    own = _own_items(area, profile.find("list_items", document)) if profile else set()
    beside: dict[HtmlElement, bool] = {}
    for anchor in area.iter("a"):
        href = anchor.get("href")
        url = page_address(document, href) if href and not href.startswith("#") else None
        if url is None or leads_above(url, document) or _leads_to_author(url):
            continue
        ancestors = list(takewhile(lambda ancestor: ancestor is not area, anchor.iterancestors()))
        lineage = [anchor, *ancestors]  # a card may be the link itself
        block = next((element for element in lineage if element in own), None)
        around = lineage[lineage.index(block) + 1 :] if block is not None else ancestors
        if any(is_beside(ancestor, beside) for ancestor in around):
            continue
        words = _words(anchor)
        if is_labelled_paid(anchor):
            continue
        if block is None and not own:
            block = _repeated_block(anchor, words, ancestors)
        in_heading = any(a.tag in HEADINGS for a in ancestors) or any(child.tag in HEADINGS for child in anchor.iter())
        yield _Link(url, words, in_heading, block, _signature(block) if block is not None else (), tuple(lineage))


def _in_blocks_of(kind: tuple[str, ...], links: list[_Link]) -> list[_Link]:
    """The links with those that stand in an element of this kind in it; of nested ones the innermost is a block."""
    blocks = {link: next((one for one in link.around if _signature(one) == kind), None) for link in links}
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


def _words(anchor: HtmlElement) -> str:
    """What a link says; one without text, laid over a card, by its label."""
    if text := clean(text_of(anchor)):
        return text
    label = _READ_ON.sub("", clean(anchor.get("aria-label") or anchor.get("title") or ""))
    return label if is_headline(label) else ""


def list_area(document: Document) -> HtmlElement:
    """Where the list is to be looked for: the page's main element, else what holds its text.

    The main element goes before the place with the most text: beside a list's short lines a footer can be the longest.
    """
    mains = document.tagged("main") or document.with_role("main")
    return mains[0] if mains else main_content(document)


def _repeated_block(anchor: HtmlElement, words: str, ancestors: list[HtmlElement]) -> HtmlElement | None:
    """The lowest element around the link that has siblings of its kind with links of their own.

    A sibling whose links all lead where this one does is another part of the same item: its picture, its "Läs mer".
    A "Läs mer" is no item by itself, though it stand in a row of links: "Läs mer", "2 kommentarer", "Skriv ut".
    """
    element, around = anchor, [*ancestors, ancestors[-1].getparent() if ancestors else anchor.getparent()]
    if words and leads_on(words):
        element, around = around[0], around[1:]
    for parent in around:
        beside = (sibling for sibling in parent.iterchildren(element.tag) if sibling is not element)
        # A bare link's like is of its class: the link to a topic, after the headline's in one line, is another kind.
        alike = (one for one in beside if element is not anchor or _kind(one) == _kind(anchor))
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
    return any(one.tag in HEADINGS or _HEADLINE_NAMES.search(one.get("class") or "") for one in parts)


def _has_cousins(element: HtmlElement, anchor: HtmlElement) -> bool:
    """Whether an item is alone in its month's list, or its row, and others of its kind stand in those beside that.

    The list may be wrapped once more, as with a heading for the year.
    """
    if element.tag not in _ITEM_TAGS:
        return False
    inner = element
    for group in islice(element.iterancestors(), _GROUPS):
        around = group.getparent()
        beside = () if around is None else around.iterchildren(group.tag)
        alike = (one for one in beside if one is not group and _kind(one) == _kind(group))
        cousins = (child for one in alike for child in _children_like(one, inner, element))
        if any(_leads_elsewhere(cousin, anchor) for cousin in islice(cousins, LOOKED_AT)):
            return True
        inner = group
    return False


def _children_like(group: HtmlElement, inner: HtmlElement, element: HtmlElement) -> Iterator[HtmlElement]:
    """The elements of a group that stand in it as an item does in its own: at once, or in the list within."""
    alike = (one for one in group.iterchildren(inner.tag) if _kind(one) == _kind(inner))
    lists = [group] if inner is element else alike
    for one in lists:
        yield from one.iterchildren(element.tag)


def _leads_elsewhere(sibling: HtmlElement, anchor: HtmlElement) -> bool:
    """Whether a sibling has a link of its own: with words, not an icon of its topic, nor a mere anchor's name.

    A link to who wrote the news is part of its line, as Plone's lists have it.
    """
    links = ((link.get("href"), link) for link in islice(sibling.iter("a"), LOOKED_AT))
    own = anchor.get("href")
    return any(href not in {None, own} and not _leads_to_author(href) and _words(link) for href, link in links)


def _leads_to_author(url: str) -> bool:
    try:
        return is_author_path(unquote(urlsplit(url).path))
    except ValueError:
        return False


def _signature(block: HtmlElement) -> tuple[str, ...]:
    """What like blocks share: their tag and first class, and those of what they stand in."""
    parent = block.getparent()
    return (*_kind(block), *_kind(parent)) if parent is not None else _kind(block)


def _kind(element: HtmlElement) -> tuple[str, str]:
    classes = [name for name in (element.get("class") or "").split() if name.casefold() not in _STRIPES]
    return str(element.tag), re.sub(r"\d+", "", classes[0]) if classes else ""


def _weight(links: list[_Link]) -> float:
    """How much a group of links looks like a list of news: letters of headlines, more in headings and beside dates."""
    weight = 0.0
    if _is_row(links):
        return weight
    for block in _blocks(links):
        title = _title(block)
        if title is not None and is_headline(title.text):
            dated = title.block is not None and item_date(title.block) is not None
            weight += min(len(title.text), 80) * (2 if title.in_heading else 1) * (2 if dated else 1)
    return weight


def _is_row(links: list[_Link]) -> bool:
    """Whether most of the links stand in a line with nothing but a sign between them, as old sites' menus do."""
    blocks = (link.block for link in links if link.block is not None and link.block.tag == "a")
    return 2 * sum(clean(block.tail or "") in _SIGNS for block in blocks) > len(links)


def _without_strays(links: list[_Link]) -> list[_Link]:
    """The group without blocks that only look like the list's: undated ones in a column with an id of its own.

    Only of a list that shows dates: plain paragraphs with links stand in other columns too.
    """
    dated = {link.block for link in links if link.block is not None and item_date(link.block) is not None}
    if 2 * len(dated) < len({link.block for link in links}):
        return links
    columns = {_column(block) for block in dated}
    return [link for link in links if link.block is not None and _column(link.block) in columns]


def _column(block: HtmlElement) -> str:
    """The id of what a block stands in, without numbers: rows of one list have ids that only count them."""
    parent = block.getparent()
    return re.sub(r"\d+", "", parent.get("id") or "") if parent is not None else ""


def _blocks(links: Iterable[_Link]) -> list[list[_Link]]:
    blocks: dict[HtmlElement | None, list[_Link]] = {}
    for link in links:
        blocks.setdefault(link.block, []).append(link)
    return list(blocks.values())


def _title(block: list[_Link]) -> _Link | None:
    """The link of a block that carries the headline: the one in a heading, else the longest.

    Where one says "Läs mer" and none with words leads there too, that link with the block's own headline: the others
    are the author's, or the topic's.
    """
    worded = [link for link in block if not leads_on(link.text)]
    best = max(worded, key=lambda link: (link.in_heading, len(link.text)), default=None)
    onward = next((link for link in block if link.text and leads_on(link.text)), None)
    if onward is None or onward.block is None or (best and best.in_heading):
        return best
    headline = None if any(link.url == onward.url for link in worded) else _unlinked_headline(onward.block)
    return replace(onward, text=headline, in_heading=True) if headline else best


def _unlinked_headline(block: HtmlElement) -> str | None:
    """The headline of a block that is no link: its first heading, or what its class calls one.

    In tables it may be the block before, or where a table is one piece, its first row.
    """
    before = block.getprevious()
    for element in chain(block.iter(), before.iter() if before is not None and before.tag == block.tag else ()):
        if element.tag in HEADINGS or (element.tag != "a" and _HEADLINE_NAMES.search(element.get("class") or "")):
            text = clean(text_of(element))
            if is_headline(text):
                return text
    first = block.find(".//tr") if block.tag == "table" else None
    text = clean(text_of(first)) if first is not None and first.find(".//a[@href]") is None else ""
    return text if is_headline(text) and len(text) <= _LONGEST_HEADLINE else None


def _item(block: list[_Link]) -> ListItem:
    title = _title(block) or block[0]
    headline = (_heading_text(title) if title in block else None) or title.text
    parts = whole_item(title.block) if title.block is not None else []
    whole = clean(" ".join(text_of(part) for part in parts if isinstance(part.tag, str)))
    text = clean(whole.replace(headline, "", 1)) or None
    date = item_date(title.block) if title.block is not None else None
    return ListItem(title.url, headline, text, date, listed=True)


def _heading_text(title: _Link) -> str | None:
    """The heading inside a link that wraps a whole card; a block may have others, of its day or its place."""
    headings = title.block.iter(*HEADINGS) if title.block is not None else ()
    texts = (clean(text_of(heading)) for heading in headings)
    return next((text for text in texts if text and (text in title.text or title.text in text)), None)
