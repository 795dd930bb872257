"""What a site calls itself, as its pages tell."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawler.normalise.text import clean
from crawler.trail import HOME_NAMES

if TYPE_CHECKING:
    from crawler.document import Document

_SIGNS = re.compile(r"\s+[-–—|•·]\s+|\s*:\s+")
_GREETING = re.compile(r"^(?:välkommen till|startsida(?:n)?(?: för)?)\s+", re.IGNORECASE)
_KIND_OF_SITE = re.compile(r"\b(?:kommun|stad|region|portal\w*|\w+portalen|tidning\w*)\b", re.IGNORECASE)


def site_name(document: Document, *, is_home: bool) -> str | None:
    """The site's name; None where the page does not tell it.

    Data of the page goes before its title. A home page's title is the site's name; another page's title tells it in a
    part that names a kind of site ("Nyheter - Håbo kommun"), or in what it has besides the page's own heading.
    """
    if name := document.meta("og:site_name", "application-name"):
        return clean(name)
    own = [part for part in title_parts(document) if part.casefold() not in {*HOME_NAMES, "välkommen"}]
    named = [part for part in own if _KIND_OF_SITE.search(part)]
    name = next(iter(named or (own[-1:] if is_home else _besides_heading(own, document))), "")
    return _GREETING.sub("", name) or None


def title_parts(document: Document) -> list[str]:
    """The parts of the page's title, which dashes, bars, dots or colons divide."""
    return [part for part in map(clean, _SIGNS.split(document.root.findtext("head/title") or "")) if part]


def _besides_heading(parts: list[str], document: Document) -> list[str]:
    """The outermost part of a title whose other end is the page's heading: "Nyheter | Exempelby", "Exempelby: Nyheter"."""
    headings = {clean(heading.text_content()).casefold() for heading in document.tagged("h1")}
    if len(parts) < 2 or headings.isdisjoint(part.casefold() for part in parts):
        return []
    outer = [part for part in (parts[-1], parts[0]) if part.casefold() not in headings]
    return outer if len(outer) == 1 else []
