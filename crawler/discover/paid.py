"""Articles that somebody has paid for: told by the category, the trail or the folder that their site keeps them in."""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from crawler.discover.categories import around_headline, category_links
from crawler.extract.structured import article_node
from crawler.normalise.text import clean
from crawler.section_names import is_paid
from crawler.texts import text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml.html import HtmlElement

    from archive.schema import Context, Crumb
    from crawler.document import Document

_OF_TWO = re.compile(r"\b(?:och|samt)\b|[&/,]", re.IGNORECASE)
"""In the name of what holds two things: "Reklam och skyltar" is what a municipality permits."""
_CLASS = "category-"
"""What WordPress puts before a category's name in the class of an article that is in it."""


def paid_for_as(document: Document, trail: Iterable[Crumb], context: Context) -> str | None:
    """The name by which an article's site says that somebody paid for it; None where the site says no such thing.

    A section that is itself named so, or lies in a folder of that name, was asked for: what it lists is kept.
    """
    asked_for = chain(context.section, _folders(f"{context.listing or ''}/"))
    if any(map(is_paid, asked_for)):
        return None
    names = chain(_categories(document), (crumb.name for crumb in trail), _folders(document.url))
    return next((name for name in names if is_paid(name) and not _OF_TWO.search(name)), None)


def _folders(url: str) -> list[str]:
    """The folders of an address that are named in one word; more words are those of a headline."""
    return [part for part in unquote(urlsplit(url).path).split("/")[:-1] if part.isalpha()]


def _categories(document: Document) -> Iterator[str]:
    """The names of the categories that the article is in, as its data says them and as it shows them."""
    sections = article_node(document).get("articleSection")
    yield from (one for one in (sections if isinstance(sections, list) else [sections]) if isinstance(one, str))
    yield from document.head.get("article:section", ())
    if _CLASS in document.names.casefold():
        yield from (name for element in around_headline(document) for name in _class_names(element))
    yield from (clean(text_of(link)) for link in category_links(document))


def _class_names(element: HtmlElement) -> Iterator[str]:
    names = (element.get("class") or "").casefold().split()
    return (name.removeprefix(_CLASS) for name in names if name.startswith(_CLASS))
