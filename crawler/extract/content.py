"""Where on a page its content is: the element that holds what the page is about, and in it the one that holds the text."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING
from weakref import proxy

from lxml import etree

from crawler import cms
from crawler.document import per_document
from crawler.extract.cards import find_cards
from crawler.extract.furniture import is_furniture, is_surely_furniture
from crawler.extract.tables import is_data_table
from crawler.texts import page_texts, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml.html import HtmlElement

    from crawler.document import Document

__all__ = ["Layout", "is_furniture", "main_content", "read_layout", "text_container"]

_CONTENT_IDS = (
    "content", "main", "main-content", "maincontent", "mainContent", "innehall", "Innehall", "huvudinnehall", "mittenspalt",
    "Mittenspalt", "primary", "contentContainer", "page-content", "sidinnehall",
)  # fmt: skip
_SILENT = frozenset(
    {"script", "style", "noscript", "a", "svg", "button", "option", "template", "head", "title", "iframe", "textarea"}
)
_NOT_CONTAINERS = frozenset(
    {"p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "span", "a", "em", "strong", "b", "i", "font", "blockquote", "ul", "ol"}
    | {"pre", "figure", "table", "dl", "header"}
)  # fmt: skip
_PIECES = re.compile(
    r"(?:^|[\s_-])(?:block|modul|module|component|komponent|paragraph|rich-?text|streamfield)(?=$|[\s_-])",
    re.IGNORECASE,
)
"""What systems call the pieces that editors put a text together of: Wagtail, Umbraco, Craft, django CMS, Kirby."""
_LONG = 40
"""Letters of a piece of text that counts as running text."""
_LABEL_WORDS = 2
"""Words of a label at most, full stop or not."""
_FURNITURE_WEIGHT = 0.1
"""What text in furniture counts for: not nothing, because on some sites everything has a furniture name."""
_SHARE = 0.8
"""The share of an element's text that one child must hold for the child to be the container; measured on news pages."""
_TRUSTED_SHARE = 0.6
"""The share of the page's running text from which on an element is no furniture, whatever it is called."""


@per_document
def read_layout(document: Document) -> Layout:
    """The page's layout, worked out once."""
    return Layout(document)


def main_content(document: Document) -> HtmlElement:
    """The element that holds what the page is about; `<body>` where the page marks none."""
    return read_layout(document).main


def text_container(document: Document) -> HtmlElement:
    """The lowest element that holds nearly all running text of the main content, no `<header>` of it."""
    return read_layout(document).text


class Layout:
    """Which parts of a page are its content, and which are furniture or cards that lead to other pages."""

    def __init__(self, document: Document) -> None:
        # The document keeps its layout. With a strong reference back only the garbage collector, going through every
        # element of a page, could free the two.
        self._document: Document = proxy(document)
        body = document.root.find("body")
        self.body: HtmlElement = document.root if body is None else body
        self._own, self._around = _spoken(_long_texts(document))
        self._raw = self._raw_masses()
        self._furniture: dict[HtmlElement, bool] = {}

    def _raw_masses(self) -> dict[HtmlElement, float]:
        """How many letters of running text every element holds outside navigation, footers, dialogs and the like."""
        sure: dict[HtmlElement | None, bool] = {None: False, self.body: False, self._document.root: False}
        for element, around in self._around.items():
            if element not in sure:
                sure[element] = sure[around] or is_surely_furniture(element)
        spoken = {element: float(length) for element, length in self._own.items() if not sure[element]}
        if sum(spoken.values()) < sum(self._own.values()) * _FURNITURE_WEIGHT:
            spoken = {element: float(length) for element, length in self._own.items()}
        return self._summed(spoken)

    def _summed(self, own: dict[HtmlElement, float]) -> dict[HtmlElement, float]:
        """What every element holds, by what stands in each itself."""
        masses = defaultdict(float, own)
        for element, around in reversed(self._around.items()):
            if around is not None:
                masses[around] += masses[element]
        return masses

    def is_outside(self, element: HtmlElement) -> bool:
        """Whether an element is furniture, or the card of another page."""
        known = self._furniture.get(element)
        if known is None:
            known = self._furniture[element] = element in self._cards or self._is_furniture(element)
        return known

    def is_in_card(self, element: HtmlElement) -> bool:
        """Whether an element is part of the card of another page."""
        return any(one in self._cards for one in (element, *element.iterancestors()))

    def _is_furniture(self, element: HtmlElement) -> bool:
        if not is_furniture(element):
            return False
        holds_the_text = self._raw.get(element, 0.0) > self._raw.get(self.body, 0.0) * _TRUSTED_SHARE
        return not holds_the_text or is_surely_furniture(element)

    @cached_property
    def _cards(self) -> frozenset[HtmlElement]:
        return frozenset(find_cards(self._document, self._raw))

    @cached_property
    def masses(self) -> dict[HtmlElement, float]:
        """How many letters of running text every element holds, text in furniture counted at a tenth."""
        is_inside: dict[HtmlElement | None, bool] = {None: True}
        for element, around in self._around.items():
            is_inside[element] = is_inside[around] and not self.is_outside(element)
        weighed = self._own.items()
        return self._summed({one: length * (1 if is_inside[one] else _FURNITURE_WEIGHT) for one, length in weighed})

    @cached_property
    def main(self) -> HtmlElement:
        """The page's `<main>`, else what its CMS names so, else one of the usual ids, if it holds a good part of the text.

        A footer may hold more text than short news, and is none of it.
        """
        footers = (one for one in self._document.tagged("footer") if next(one.iterancestors("article"), None) is None)
        wanted = (self.masses.get(self.body, 0.0) - sum(self.masses.get(footer, 0.0) for footer in footers)) / 4
        for candidate in self._main_candidates():
            if self.masses.get(candidate, 0.0) >= wanted and not self.is_outside(candidate):
                return candidate
        return self.body

    def _main_candidates(self) -> Iterator[HtmlElement]:
        document = self._document
        mains = document.tagged("main") or document.with_role("main")
        yield from sorted(mains, key=lambda main: -self.masses.get(main, 0.0))
        if profile := cms.recognise(document):
            yield from profile.find_all("main", document)
        for name in _CONTENT_IDS:
            if (element := document.by_id.get(name)) is not None:
                yield element

    @cached_property
    def text(self) -> HtmlElement:
        """The lowest element that holds nearly all running text of the main content."""
        return self.text_in(self.main)

    def text_in(self, element: HtmlElement) -> HtmlElement:
        """The lowest element that holds nearly all running text of an element."""
        while True:
            wanted = self.masses.get(element, 0.0) * _SHARE
            below = [child for child in element.iterchildren(etree.Element) if self.masses.get(child, 0.0) >= wanted]
            if not below or not wanted or _is_text(below[0]) or self._is_one_of_several(below[0]):
                return element
            if _is_piece(below[0]) and any(_is_piece(other) and self._tells(other) for other in _siblings(below[0])):
                return element
            element = below[0]

    def _is_one_of_several(self, element: HtmlElement) -> bool:
        """Whether an element is one of the modules that its CMS makes texts of, and another beside it holds text, too.

        A sentence is text, however short: a paragraph may be a module of its own.
        """
        return self._is_module(element) and any(
            self._is_module(other) and (self.masses.get(other, 0.0) >= _LONG or _says_a_sentence(other))
            for other in _siblings(element)
        )

    def _tells(self, element: HtmlElement) -> bool:
        """Whether an element that is no furniture has running text, a sentence, a table of data or a picture."""
        if self.is_outside(element):
            return False
        if self.masses.get(element, 0.0) >= _LONG or _says_a_sentence(element):
            return True
        return any(True for _ in element.iter("figure")) or any(map(is_data_table, element.iter("table")))

    def _is_module(self, element: HtmlElement) -> bool:
        """Whether an element is a module, or a mere wrapper around one."""
        for inner in (element, *element.iterchildren(etree.Element)) if len(element) == 1 else (element,):
            names = inner.get("class") or ""
            if any(name in names for name in self._modules):
                return True
        return False

    @cached_property
    def _modules(self) -> tuple[str, ...]:
        profile = cms.recognise(self._document)
        return profile.modules if profile else ()


def _siblings(element: HtmlElement) -> Iterator[HtmlElement]:
    yield from element.itersiblings(etree.Element)
    yield from element.itersiblings(etree.Element, preceding=True)


def _is_piece(element: HtmlElement) -> bool:
    """Whether an element is named as one of the pieces that editors make a page of, and is not the page's layout.

    What holds the headline is layout: the column of the article, beside which others may be named as blocks, too.
    """
    names = element.get("class") or ""
    return _PIECES.search(names) is not None and next(element.iter("h1"), None) is None


def _is_text(element: HtmlElement) -> bool:
    """Whether an element is text itself rather than what holds it: old pages lay out their columns in tables.

    A `<header>` introduces a text (HTML, 4.3.8), and holds most of it only where headline and lead are nearly all.
    """
    return element.tag in _NOT_CONTAINERS and (element.tag != "table" or is_data_table(element))


def _says_a_sentence(element: HtmlElement) -> bool:
    texts = (text_of(paragraph).strip() for paragraph in element.iter("p"))
    return any(text.endswith((".", "!", "?", "…", "”")) and len(text.split()) > _LABEL_WORDS for text in texts)


def _long_texts(document: Document) -> Iterator[tuple[HtmlElement, int]]:
    """Every piece of running text: the element it stands in, and its letters."""
    page = page_texts(document)
    for number in (number for number, length in enumerate(page.lengths) if length > _LONG):
        length = len(page.texts[number].strip())
        if length > _LONG * 0.6:
            owner = page.owners[number]
            element = owner.getparent() if page.is_tail[number] else owner
            if element is not None:
                yield element, length


def _spoken(
    texts: Iterable[tuple[HtmlElement, int]],
) -> tuple[dict[HtmlElement, int], dict[HtmlElement, HtmlElement | None]]:
    """The letters of the texts by the element they stand in, without those in a link, a script or the like.

    Beside them these elements and all around them, each with the one around it, which stands before it.
    """
    own: dict[HtmlElement, int] = {}
    around: dict[HtmlElement, HtmlElement | None] = {}
    silent: set[HtmlElement] = set()
    for element, length in texts:
        waiting: list[HtmlElement] = []
        outer: HtmlElement | None = element
        while outer is not None and outer not in around and outer not in silent:
            waiting.append(outer)
            outer = outer.getparent()
        for inner in reversed(waiting):
            if outer in silent or inner.tag in _SILENT:
                silent.add(inner)
            else:
                around[inner] = outer
            outer = inner
        if element not in silent:
            own[element] = own.get(element, 0) + length
    return own, around
