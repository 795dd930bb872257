"""Whether a page is a home page, also one that is not at its site's root: /sv/, /start.html, a newsroom's front."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from crawler.discover import news_sections
from crawler.normalise.text import clean
from crawler.normalise.urls import canonical_url
from crawler.texts import text_of
from crawler.trail import HOME_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

    from crawler.document import Document

_HOME = re.compile(r"\b(?:start|första|hem)sidan?\b|\bhome ?page\b", re.IGNORECASE)
_LOGO = re.compile(r"logo|brand|(?:site|page|portal)-?_?(?:title|name)|header__(?:name|unit)|unit-?name", re.IGNORECASE)
_AROUND = 2
"""How many elements around a link may be named a logo."""


def calls_itself_home(document: Document) -> bool:
    """Whether links that say "Hem", or a logo, lead to the page itself, and others to sections that are named news.

    A list of news with such links is a front page that shows the latest; what is named news has all of it.
    """
    here = canonical_url(document.url)
    to_itself = (link for link in document.tagged("a") if _leads_to(here, document, link))
    return any(map(_leads_home, to_itself)) and any(url != here for url in news_sections(document, least="news"))


def _leads_to(here: str, document: Document, link: HtmlElement) -> bool:
    href = (link.get("href") or "").strip()
    url = document.absolute(href) if href and not href.startswith("#") else None
    return url is not None and canonical_url(url) == here


def _leads_home(link: HtmlElement) -> bool:
    around = (link, *islice(link.iterancestors(), _AROUND))
    if any(_LOGO.search(f"{one.get('class', '')} {one.get('id', '')}") for one in around):
        return True
    return any(text.casefold() in HOME_NAMES or _HOME.search(text) for text in _texts(link))


def _texts(link: HtmlElement) -> Iterator[str]:
    yield clean(text_of(link))
    yield from filter(None, (link.get("title"), link.get("aria-label"), *(one.get("alt") for one in link.iter("img"))))
