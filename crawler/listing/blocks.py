"""Lists in the markup: like blocks with a headline each."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from itertools import chain, islice, takewhile
from typing import TYPE_CHECKING

from crawler import cms
from crawler.document import per_document
from crawler.listing.item_dates import HEADINGS, item_date, whole_item
from crawler.listing.items import ListItem
from crawler.listing.link_words import is_headline, leads_on
from crawler.listing.links import content_links, in_blocks_of
from crawler.listing.repeats import HEADLINE_NAMES
from crawler.normalise.folders import folder_above
from crawler.normalise.text import clean
from crawler.texts import text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml.html import HtmlElement

    from crawler.document import Document
    from crawler.listing.links import Link

_SIGNS = frozenset("|/·•–-")
"""What stands between the entries of a menu in a line."""
_LONGEST_HEADLINE = 200
"""Letters of a table's first row that may be the headline of what the table tells."""


_MIN_LISTED, _LEVELS = 3, 6
"""Items of a list that tell the folder of its news, and elements around a headline over it that may hold its day."""


class Blocks:
    """The blocks of a page that may be a list, and what else in its main content links from a heading.

    The list is the group of like blocks that look most like headlines: long link texts, in headings, with dates.
    """

    def __init__(self, links: list[Link], kind: tuple[str, ...] = ()) -> None:
        groups: dict[tuple[str, ...], list[Link]] = defaultdict(list)
        for link in links:
            if link.block is not None:
                groups[link.signature].append(link)
        known = groups.get(kind, [])
        best = known if _weight(known) > 0 else max(groups.values(), key=_weight, default=[])
        self._best = _without_strays(best) if _weight(best) > 0 else []
        self._of_list = frozenset(self._best)
        self._links = links

    def like(self, kind: tuple[str, ...]) -> Blocks:
        """The same page with the list made of this kind of blocks, where it has some that show headlines.

        One that is alone on its page is known by its kind too.
        """
        if kind in {(), self.kind}:
            return self
        known = Blocks(self._links, kind)
        return known if known.kind == kind else Blocks(in_blocks_of(kind, self._links), kind)

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
        folders = {folder_above(item.url) for item in listed}
        if len(folders) != 1 or len(listed) < _MIN_LISTED:
            return
        own = {link.block for link in self._best if link.block is not None}
        around_list = {outer for block in own for outer in (block, *block.iterancestors())}
        dates: dict[HtmlElement, str | None] = {}
        for link in takewhile(lambda link: link not in self._of_list, self._links):
            if link.in_heading and is_headline(link.text) and folder_above(link.url) in folders:
                for box in islice(link.around, 1, _LEVELS):
                    if box in around_list:
                        break
                    if box not in dates:
                        dates[box] = item_date(box)
                    if date := dates[box]:
                        yield ListItem(link.url, link.text, None, date, listed=True)
                        break

    @property
    def others(self) -> list[ListItem]:
        """Other headings of the main content that link to a page of the site; not `listed`."""
        return [
            ListItem(link.url, link.text, None, None, listed=False)
            for link in self._links
            if link.in_heading and is_headline(link.text) and link not in self._of_list
        ]

    @property
    def elements(self) -> set[HtmlElement]:
        """The list's blocks, with what belongs to them."""
        blocks = {link.block for link in self._best if link.block is not None}
        return {element for block in blocks for element in whole_item(block)}


@per_document
def read_blocks(document: Document) -> Blocks:
    """The page's blocks of links."""
    return Blocks(list(content_links(document, cms.recognise(document))))


def _weight(links: list[Link]) -> float:
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


def _is_row(links: list[Link]) -> bool:
    """Whether most of the links stand in a line with nothing but a sign between them, as old sites' menus do."""
    blocks = (link.block for link in links if link.block is not None and link.block.tag == "a")
    return 2 * sum(clean(block.tail or "") in _SIGNS for block in blocks) > len(links)


def _without_strays(links: list[Link]) -> list[Link]:
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


def _blocks(links: Iterable[Link]) -> list[list[Link]]:
    blocks: dict[HtmlElement | None, list[Link]] = {}
    for link in links:
        blocks.setdefault(link.block, []).append(link)
    return list(blocks.values())


def _title(block: list[Link]) -> Link | None:
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
        if element.tag in HEADINGS or (element.tag != "a" and HEADLINE_NAMES.search(element.get("class") or "")):
            text = clean(text_of(element))
            if is_headline(text):
                return text
    first = block.find(".//tr") if block.tag == "table" else None
    text = clean(text_of(first)) if first is not None and first.find(".//a[@href]") is None else ""
    return text if is_headline(text) and len(text) <= _LONGEST_HEADLINE else None


def _item(block: list[Link]) -> ListItem:
    title = _title(block) or block[0]
    headline = (_heading_text(title) if title in block else None) or title.text
    parts = whole_item(title.block) if title.block is not None else []
    whole = clean(" ".join(text_of(part) for part in parts if isinstance(part.tag, str)))
    text = clean(whole.replace(headline, "", 1)) or None
    date = item_date(title.block) if title.block is not None else None
    return ListItem(title.url, headline, text, date, listed=True)


def _heading_text(title: Link) -> str | None:
    """The heading inside a link that wraps a whole card; a block may have others, of its day or its place."""
    headings = title.block.iter(*HEADINGS) if title.block is not None else ()
    texts = (clean(text_of(heading)) for heading in headings)
    return next((text for text in texts if text and (text in title.text or title.text in text)), None)
