"""What a site calls itself, as its pages tell."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from crawler.normalise.text import clean
from crawler.texts import text_of
from crawler.trail import HOME_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml.html import HtmlElement

    from crawler.document import Document

_SIGNS = re.compile(r"\s+(?:[-–—|•·»›]|::?)\s+|\s*:\s+")
_GREETING = re.compile(r"^(?:välkommen till|startsida(?:n)?(?: för)?)\s+", re.IGNORECASE)
_KIND_OF_SITE = re.compile(r"\b(?:kommun|stad|region|portal\w*|\w+portalen|tidning\w*)\b", re.IGNORECASE)
_NO_NAMES = frozenset({*HOME_NAMES, "välkommen"})
_PARTS_OF_SITES = _NO_NAMES | {"nyheter", "aktuellt", "press"}
_OF_LOGO = re.compile(
    r"(?:^|\W+)(?:(?:länk |gå )?(?:till|tillbaka till) )?(?:(?:webbplatsens )?(?:start|första)sidan?|"
    r"logo(?:typ(?:e|en)?)?|logga|home ?page|home|hem)(?:$|\W+)(?:för )?",
    re.IGNORECASE,
)
"""What the words of a logo say beside the name: "Till startsidan", "Exempelby logotyp"."""
_LOGO = re.compile(r"logo|brand|site[-_]?(?:header)?[-_]*(?:name|title|icon)", re.IGNORECASE)
_LOGO_PARENTS, _NAME_WORDS = 3, 6
_SHARED = 0.5
"""Share of the site's pages whose titles have the same part when it is the site's name."""


def site_name(document: Document, *, is_home: bool, others: Iterable[Document] = ()) -> str | None:
    """The site's name; None where the page does not tell it. `others` are more pages of the site, if there are any.

    Data of the page goes before its title. Of a title's parts the name is the one that the titles of other pages have
    too, that the logo says, or that names a kind of site ("Nyheter - Håbo kommun"); else what a home page's title ends
    in, or what another page's title has besides the page's own heading. Without any the logo tells it.
    """
    if name := document.meta("og:site_name", "application-name"):
        return clean(name)
    own = [part for part in title_parts(document) if part.casefold() not in _NO_NAMES]
    shared, logo = _shared_parts([document, *others]), logo_name(document)
    surest = [part for part in own if part in shared] or own
    name = (
        next((part for part in surest if logo and part.casefold() == logo.casefold()), None)
        or next((part for part in surest if _KIND_OF_SITE.search(part)), None)
        or next((part for part in reversed(surest) if part in shared), None)
        or next(iter(shared), None)
        or next(iter(own[-1:] if is_home else _besides_heading(own, document)), logo or "")
    )
    return _GREETING.sub("", name) or None


def title_parts(document: Document) -> list[str]:
    """The parts of the page's title, which dashes, bars, dots or colons divide."""
    return [part for part in map(str.strip, _SIGNS.split(clean(document.root.findtext("head/title") or ""))) if part]


def logo_name(document: Document) -> str | None:
    """What the logo that links to the home page says; None where it has no name in words."""
    homes = {urljoin(document.url, "/"), urlsplit(document.url)._replace(query="", fragment="").geturl()}
    for anchor in document.tagged("a"):
        if document.absolute(anchor.get("href") or "#") in homes and _is_logo(anchor):
            for text in _words(anchor):
                name: str = clean(_OF_LOGO.sub(" ", text))
                if name and len(name.split()) <= _NAME_WORDS and name.casefold() not in _PARTS_OF_SITES:
                    return name
    return None


def _is_logo(anchor: HtmlElement) -> bool:
    """Whether a link is a logo: one with a picture, or one that it or what it stands in is named after."""
    if any(True for _ in anchor.iter("img", "svg")):
        return True
    around = [anchor, *list(anchor.iterancestors())[:_LOGO_PARENTS]]
    return any(_LOGO.search(f"{one.get('class', '')} {one.get('id', '')}") for one in around)


def _words(anchor: HtmlElement) -> Iterator[str]:
    """The words of a logo: its own, those of its picture, its label."""
    yield clean(text_of(anchor))
    for element in anchor.iter("img", "svg", "a"):
        yield clean(element.get("alt") or element.get("aria-label") or element.get("title") or "")


def _shared_parts(documents: list[Document]) -> list[str]:
    """The title parts that most pages have, the commonest first; of a single page none can be told."""
    titles = {document.url: set(title_parts(document)) for document in documents}
    counts = Counter(part for parts in titles.values() for part in sorted(parts))
    most = max(2, _SHARED * len(titles))
    return [part for part, count in counts.most_common() if count >= most and part.casefold() not in _PARTS_OF_SITES]


def _besides_heading(parts: list[str], document: Document) -> list[str]:
    """The outermost part of a title whose other end is the page's heading: "Nyheter | Exempelby", "Exempelby: Nyheter"."""
    headings = {clean(text_of(heading)).casefold() for heading in document.tagged("h1")}
    if len(parts) < 2 or headings.isdisjoint(part.casefold() for part in parts):
        return []
    outer = [part for part in (parts[-1], parts[0]) if part.casefold() not in headings]
    return outer if len(outer) == 1 else []
