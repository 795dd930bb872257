"""The categories that an article says it is in, by the links beside its headline."""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING

from crawler.document import per_document
from crawler.extract.furniture import is_surely_furniture
from crawler.extract.headline import read_headline

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from lxml.html import HtmlElement

    from crawler.document import Document

_CATEGORIES = re.compile(r"/(?:categor(?:y|ies)|kategori(?:er)?)/(?:[^/]+/)*[^/]+/?$", re.IGNORECASE)
_MENUS = re.compile(r"men[uy](?![a-z])|(?<![a-z])nav(?:bar|igation)?(?![a-z])|sidebar|sidofalt", re.IGNORECASE)
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


@per_document
def category_links(document: Document) -> list[HtmlElement]:
    """The links to the article's categories, those nearest to its headline.

    They are marked so (`rel="category"`), or lead into the folder that blogs keep their categories in.
    """
    marked = {link for link in document.tagged("a") if _is_category(link)}
    if not marked:
        return []
    beside = (list(_of_article(element, marked)) for element in around_headline(document))
    return next(filter(None, beside), [])


def _is_category(link: HtmlElement) -> bool:
    if "category" in (link.get("rel") or "").casefold().split():
        return True
    leads_to_one = _CATEGORIES.search((link.get("href") or "").partition("?")[0]) is not None
    return leads_to_one and not any(map(_is_menu, link.iterancestors()))


def _is_menu(element: HtmlElement) -> bool:
    """Whether an element is a menu, or a column with one: it names the site's categories, not the article's."""
    names = f"{element.get('class', '')} {element.get('id', '')}"
    return element.tag == "aside" or is_surely_furniture(element) or _MENUS.search(names) is not None


@per_document
def around_headline(document: Document) -> list[HtmlElement]:
    """What the article's headline stands in, innermost first, below the page's body; empty where none is shown."""
    headline = read_headline(document, None, {})
    if headline is None or headline.element is None:
        return []
    return list(takewhile(lambda element: element.tag != "body", headline.element.iterancestors()))


def _of_article(element: HtmlElement, marked: Collection[HtmlElement]) -> Iterator[HtmlElement]:
    """The links of categories inside an element without those of other articles' teasers."""
    for link in element.iter("a"):
        if link in marked:
            inside = takewhile(lambda one: one is not element, link.iterancestors())
            if not any(_is_teaser(one) for one in inside):
                yield link


def _is_teaser(element: HtmlElement) -> bool:
    return any(heading.find(".//a") is not None for heading in element.iter(*_HEADINGS))
