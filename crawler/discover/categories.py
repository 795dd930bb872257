"""The categories that an article says it is in, by the links beside its headline."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING

from crawler.document import per_document
from crawler.extract.headline import read_headline

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from lxml.html import HtmlElement

    from crawler.document import Document

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


@per_document
def category_links(document: Document) -> list[HtmlElement]:
    """The links that are marked as the article's categories (`rel="category"`), those nearest to its headline."""
    marked = {link for link in document.tagged("a") if "category" in (link.get("rel") or "").casefold().split()}
    if not marked:
        return []
    beside = (list(_of_article(element, marked)) for element in around_headline(document))
    return next(filter(None, beside), [])


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
