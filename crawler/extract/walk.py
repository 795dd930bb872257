"""One walk over an element: its text as blocks in reading order, and the pictures between them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from lxml import etree

from crawler.extract.blocks import BREAK, HEADINGS, Block, Kind, Run, block_of, paragraphs, subheading_apart
from crawler.extract.captions import is_caption, is_framed_picture, names_caption
from crawler.extract.cards import is_teaser
from crawler.extract.furniture import is_furniture, is_hidden_label, is_surely_furniture
from crawler.extract.image_sources import LAZY_BACKGROUNDS, is_picture_file
from crawler.extract.tables import is_data_table, table_caption, table_rows
from crawler.texts import text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from lxml.html import HtmlElement

BLOCK_TAGS = frozenset(
    """
    address article aside blockquote body center dd details dialog div dl dt fieldset figcaption figure footer
    form h1 h2 h3 h4 h5 h6 header hgroup hr li main menu nav ol p pre section summary table tbody td tfoot th
    thead tr ul
    """.split()
)
_UNREAD = frozenset(
    """
    script style noscript svg math iframe object embed video audio canvas map head title input label option
    template
    """.split()
)
_KINDS: dict[str, Kind] = {
    "h1": "h2", "h2": "h2", "h3": "h3", "h4": "h4", "h5": "h4", "h6": "h4", "li": "li", "blockquote": "quote",
    "figcaption": "caption", "caption": "caption", "summary": "h3",
}  # fmt: skip
_LEVELS: dict[str, Kind] = {"1": "h2", "2": "h2", "3": "h3", "4": "h4", "5": "h4", "6": "h4"}
_SUBHEADING = re.compile(
    r"(?:^|[\s_-])(?:sub-?head(?:ing|line|er)?|cross-?head(?:ing)?|mellan-?rubrik|mellomtittel|mellem-?rubrik|zwischen-?(?:titel|ueberschrift)|"
    r"(?:accordion|collapsible|faq)[\w-]*?[_-](?:head(?:er|ing)?|rubrik|tittel|titel|title|question)|inter-?(?:line|titre|title)|"
    r"h[2-4]|heading-h?[2-4])(?=$|[\s_-])|interline\b",
)
_HEADING_PARTS = ("head", "rubrik", "tittel", "titel", "ueber", "inter", "h2", "h3", "h4", "title", "question")
"""One of these is in every name that `_SUBHEADING` knows: looked for first, for it is cheap."""
_SUBHEADING_TAGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
_BOLD = frozenset({"strong", "b"})
_ITALIC = frozenset({"em", "i", "cite"})
_LISTS = frozenset({"ul", "ol"})
_PICTURES = frozenset({"img", "picture", "amp-img"})
_CONTROLS = frozenset({"button", "select", "textarea"})
_FIGURED = ("img", "picture", "noscript", "amp-img", "table", "blockquote", "figure")
_LAZY_BACKGROUNDS = frozenset(LAZY_BACKGROUNDS)
_UNDISPLAYED = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_FRAMES = frozenset({"aside", "div", "figure", "section"})


class Picture(NamedTuple):
    """A picture's element (figure, picture or img) and how many blocks stand before it."""

    element: HtmlElement
    position: int


@dataclass(slots=True)
class Reading:
    """What a walk found: blocks and pictures in page order, and the furniture that it went around."""

    blocks: list[Block] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    furniture: list[HtmlElement] = field(default_factory=list)


def read_blocks(
    root: HtmlElement,
    *,
    keep: Collection[HtmlElement] = (),
    drop: Collection[HtmlElement] = (),
    is_outside: Callable[[HtmlElement], bool] = is_furniture,
) -> Reading:
    """The blocks and pictures below `root`.

    What `is_outside` tells is gone around, what is in `keep` never, what is in `drop` always.
    """
    walk = _Walk(keep, drop, is_outside)
    walk.through(root)
    return walk.reading


class _Walk:
    """The state of a walk: the block elements that are open, and the runs of text since the last of them."""

    def __init__(
        self, keep: Collection[HtmlElement], drop: Collection[HtmlElement], is_outside: Callable[[HtmlElement], bool]
    ) -> None:
        self.reading = Reading()
        self.keep = keep
        self.drop = drop
        self.is_outside = is_outside
        self.open: list[tuple[HtmlElement, Kind]] = []
        self.lists: list[HtmlElement] = []
        self.runs: list[Run] = []
        self.links: list[str | None] = []
        self.bold = 0
        self.italic = 0
        self.caption: HtmlElement | None = None
        """The element with a caption's name that the block being read begins with."""

    def through(self, root: HtmlElement) -> None:
        """Walk the tree below `root`; comments are events too because the text after one hangs on it."""
        self.open.append((root, "p"))
        events = etree.iterwalk(root, events=("start", "end", "comment"))
        for event, element in events:
            if event == "start":
                if not self._enter(element):
                    events.skip_subtree()
                elif element.text:
                    self._text(element.text)
                continue
            if event == "end":
                self._leave(element)
            if element.tail and element is not root:
                self._text(element.tail)
        self._flush()

    def _text(self, text: str) -> None:
        if not self.runs and text.isspace():  # between two blocks; most texts of a page are
            return
        href = self.links[-1] if self.links else None
        self.runs.append(Run(text, href, self.bold > 0, self.italic > 0))

    def _enter(self, element: HtmlElement) -> bool:
        """Take note of an element that opens; False when nothing in it is to be read."""
        tag = element.tag
        if tag in BLOCK_TAGS or ("-" in tag and tag not in _PICTURES):
            return self._enter_block(element, tag)
        if tag in _UNREAD:
            if tag == "noscript" and _is_picture_of_its_own(element):
                self._picture(element)
            return False
        if tag == "br":
            self.runs.append(BREAK)
        elif tag == "a":
            if element not in self.keep and (is_teaser(element) or self._marks_place(element)):
                return False
            self.links.append(element.get("href"))
        elif tag in _BOLD:
            self.bold += 1
        elif tag in _ITALIC:
            self.italic += 1
        elif tag in _PICTURES:
            self._picture(element)
            return False
        else:
            return element not in self.drop and not self._passes_by(element, tag)
        return True

    def _marks_place(self, link: HtmlElement) -> bool:
        """Whether a link in a subheading is but the sign by which its place on the page can be linked to: "#", "¶"."""
        href = link.get("href") or ""
        return self.open[-1][1] in HEADINGS and href.startswith("#") and not re.search(r"\w", text_of(link))

    def _passes_by(self, element: HtmlElement, tag: str) -> bool:
        """Whether the words of an element are no text: a control's, or hidden.

        A button in a subheading opens what stands below it, and its words are the subheading; a picture in one is to
        be enlarged.
        """
        if tag == "button" and (
            self.open[-1][0].tag in _SUBHEADING_TAGS
            or ("aria-expanded" in element.attrib and self.open[-1][1] in HEADINGS)
        ):
            return False
        if tag == "button" and element.find(".//img") is not None:
            self._picture(element)
        if tag == "span" and not self.runs and is_caption(element):
            self.caption = element
        return tag in _CONTROLS or (bool(element.attrib) and (is_hidden_label(element) or _is_put_away(element)))

    def _enter_block(self, element: HtmlElement, tag: str) -> bool:
        self._flush()
        if element in self.drop or (element not in self.keep and self.is_outside(element)):
            if (tag in _FRAMES or "-" in tag) and not is_surely_furniture(element) and is_framed_picture(element):
                self._picture(element)
            else:
                self.reading.furniture.append(element)
            return False
        if tag == "figure" and self._is_picture(element):
            return False
        if ((style := element.get("style")) and "url(" in style) or _LAZY_BACKGROUNDS.intersection(element.keys()):
            self._picture(element)
        if tag == "table" and element not in self.keep and is_data_table(element):
            self._table(element)
            return False
        if tag in _LISTS:
            self.lists.append(element)
        self.open.append((element, _kind(element, self.open[-1][1])))
        return True

    def _is_picture(self, figure: HtmlElement) -> bool:
        """Take a figure for the picture in it; False for one that holds a table, a quotation or other figures instead."""
        inside = {element.tag for element in figure.iterdescendants(*_FIGURED)}
        if inside & {"table", "blockquote", "figure"}:
            return False
        if inside:
            self._picture(figure)
        return True

    def _leave(self, element: HtmlElement) -> None:
        tag = element.tag
        if len(self.open) > 1 and self.open[-1][0] is element:
            self._flush()
            self.open.pop()
            if self.lists and self.lists[-1] is element:
                self.lists.pop()
        elif tag == "a" and self.links:
            self.links.pop()
        elif tag in _BOLD:
            self.bold -= 1
        elif tag in _ITALIC:
            self.italic -= 1

    def _picture(self, element: HtmlElement) -> None:
        self.reading.pictures.append(Picture(element, len(self.reading.blocks)))

    def _table(self, table: HtmlElement) -> None:
        rows = table_rows(table)
        if rows:
            caption = table_caption(table)
            text = "\n".join([*filter(None, [caption]), *(" ".join(filter(None, row)) for row in rows)])
            self.reading.blocks.append(Block("table", text, table, rows=rows))

    def _flush(self) -> None:
        """Close the block being read."""
        if not self.runs:
            return
        runs, self.runs = self.runs, []
        element, kind = self.open[-1]
        if self.caption is not None and kind == "p":
            told, whole = len(text_of(self.caption)), sum(len(run.text) for run in runs)
            kind = "caption" if told > whole / 2 else kind
        self.caption = None
        lists = tuple(self.lists) if kind == "li" else ()
        for paragraph in paragraphs(runs):
            self.reading.blocks.extend(subheading_apart(block_of(kind, element, lists, paragraph)))


def _is_put_away(element: HtmlElement) -> bool:
    """Whether inline words are what a script shows an address in the place of, or are not displayed."""
    return (element.get("id") or "").startswith("cloak") or _UNDISPLAYED.search(element.get("style") or "") is not None


def _is_picture_of_its_own(noscript: HtmlElement) -> bool:
    """Whether readers without scripts are given a picture that stands for none beside it."""
    image = noscript.find("img")
    if image is None or not is_picture_file(image.get("src") or "") or _UNDISPLAYED.search(image.get("style") or ""):
        return False
    around = noscript.getparent()
    return around is not None and all(one.tag not in _PICTURES for one in around)


def _kind(element: HtmlElement, around: Kind) -> Kind:
    """What the text of an element is, by its tag, role and names; else what the text around it is."""
    if around == "caption":
        return around
    names = element.get("class")
    if names and names_caption(names):
        return "caption"
    if (names and _names_subheading(names)) or element.get("role") == "heading":
        return _LEVELS.get(element.get("aria-level") or "", "h3") if element.tag not in _KINDS else _KINDS[element.tag]
    return _KINDS.get(element.tag, around)


@lru_cache(maxsize=4096)
def _names_subheading(names: str) -> bool:
    low = names.lower()
    return any(map(low.__contains__, _HEADING_PARTS)) and _SUBHEADING.search(low) is not None
