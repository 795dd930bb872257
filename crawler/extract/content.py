"""Where on a page its content is: the element that holds what the page is about, and in it the one that holds the text."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from lxml import etree

from crawler import cms
from crawler.document import per_document
from crawler.extract.furniture import is_furniture

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from lxml.html import HtmlElement

    from crawler.document import Document

__all__ = ["is_furniture", "main_content", "text_container"]

_MAINS: Callable[..., Any] = etree.XPath("//main | //*[@role='main']")
_CONTENT_IDS = (
    "content", "main", "main-content", "maincontent", "mainContent", "innehall", "Innehall", "huvudinnehall", "mittenspalt",
    "Mittenspalt", "primary", "contentContainer", "page-content", "sidinnehall",
)  # fmt: skip
_LONG_TEXTS: Callable[..., Any] = etree.XPath(
    "//body//*[not(self::script or self::style or self::noscript or self::a or self::svg or self::button or self::option"
    " or self::template)]/text()[string-length(.) > 40]"
)
_NOT_CONTAINERS = frozenset(
    [
        "p",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "li",
        "span",
        "a",
        "em",
        "strong",
        "b",
        "i",
        "font",
        "blockquote",
        "ul",
        "ol",
        "pre",
    ]
)
_FURNITURE_WEIGHT = 0.1
"""What text in furniture counts for: not nothing, because on some sites everything has a furniture name."""
_SHARE = 0.8
"""The share of an element's text that one child must hold for the child to be the container; measured on news pages."""


@per_document
def main_content(document: Document) -> HtmlElement:
    """The element that holds what the page is about; `<body>` where the page marks none.

    The page's `<main>`, else what its CMS names so, else one of the usual ids, if it holds a good part of the text.
    """
    masses = _text_masses(document)
    body = _body(document)
    wanted = masses.get(body, 0.0) / 4
    for candidate in _main_candidates(document):
        if masses.get(candidate, 0.0) >= wanted and not is_furniture(candidate):
            return candidate
    return body


def _body(document: Document) -> HtmlElement:
    body = document.root.find("body")
    return document.root if body is None else body


def _main_candidates(document: Document) -> Iterable[HtmlElement]:
    masses = _text_masses(document)
    yield from sorted(_MAINS(document.root), key=lambda main: -masses.get(main, 0.0))
    profile = cms.recognise(document)
    if profile:
        yield from profile.find_all("main", document)
    for name in _CONTENT_IDS:
        yield from _BY_ID(document.root, id=name)


_BY_ID: Callable[..., Any] = etree.XPath("//*[@id=$id]")


@per_document
def text_container(document: Document) -> HtmlElement:
    """The lowest element that holds nearly all running text of the main content."""
    masses = _text_masses(document)
    element = main_content(document)
    while True:
        wanted = masses.get(element, 0.0) * _SHARE
        below = [child for child in element.iterchildren(tag=etree.Element) if masses.get(child, 0.0) >= wanted]
        if not below or not wanted or below[0].tag in _NOT_CONTAINERS:
            return element
        element = below[0]


@per_document
def _text_masses(document: Document) -> dict[HtmlElement, float]:
    """How many letters of running text every element holds, text in furniture counted at a tenth."""
    masses: dict[HtmlElement, float] = defaultdict(float)
    weights: dict[HtmlElement, float] = {}
    for text in _LONG_TEXTS(document.root):
        length = len(text.strip())
        if length < 25:
            continue
        parent = text.getparent()
        element = parent.getparent() if text.is_tail else parent
        mass = length * _weight(element, weights)
        while element is not None:
            masses[element] += mass
            element = element.getparent()
    return masses


def _weight(element: HtmlElement, known: dict[HtmlElement, float]) -> float:
    """What a letter in this element counts: 1, less for every kind of furniture around it."""
    chain = []
    weight = 1.0
    while element is not None:
        if element in known:
            weight = known[element]
            break
        chain.append(element)
        element = element.getparent()
    for inner in reversed(chain):
        if weight == 1.0 and inner.attrib and is_furniture(inner):
            weight = _FURNITURE_WEIGHT
        known[inner] = weight
    return weight
