"""The headline: as the page shows it, without the site's name, kickers and hidden words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from crawler.extract.content import is_furniture, main_content
from crawler.extract.furniture import is_hidden_label
from crawler.extract.selectors import selected_elements, selected_texts
from crawler.extract.structured import article_node, node_text, plain
from crawler.normalise.text import clean, folded

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lxml.html import HtmlElement

    from crawler.cms import Cms
    from crawler.document import Document

_SIGN = re.compile(r"\s+(?:[|–—»›•·]|-{1,2}|::?|//)\s+|\s*\|\s*")
_KICKER = re.compile(
    r"kicker|vignett?e|overline|topline|roofline|dachzeile|spitzmarke|eyebrow|prefix|label|badge|tag\b|category|section-?name|flag|"
    r"supertitle|pretitle|suptitle|over-?title|subtitle|sub-?heading|sub-?title|headline-?intro|topic",
    re.IGNORECASE,
)


class Headline(NamedTuple):
    """A headline, the strategy that gave it, and its element where the page shows it."""

    text: str
    source: str
    element: HtmlElement | None


def read_headline(document: Document, profile: Cms | None, selectors: Mapping[str, str]) -> Headline | None:
    """The page's headline; None where it has none."""
    if texts := selected_texts(document, selectors, "headline"):
        element = next(iter(selected_elements(document, selectors, "headline")), None)
        return Headline(texts[0], "site", element)
    told = list(_told(document))
    shown = list(_shown(document, profile))
    for element, source in shown:
        text = _text(element)
        for title, _ in told:
            if folded(title) == folded(text):
                return Headline(text, source, element)
    if shown:
        element, source = max(shown, key=lambda pair: _likeness(pair[0], told))
        return Headline(_without_kicker(_text(element), told), source, element)
    if told:
        title, source = told[0]
        return Headline(title, source, _same_text(document, title))
    return None


def _told(document: Document) -> Iterator[tuple[str, str]]:
    """The titles that the page gives as data, the most telling first; each without the site's name and as it stands."""
    if text := node_text(article_node(document), "headline"):
        yield text, "json-ld"
    title = plain(document.root.findtext("head/title") or "")
    for name in ("og:title", "twitter:title", "dc.title"):
        if text := plain(document.meta(name) or ""):
            yield from ((_without_site_name(text, document), "og"), (text, "og"))
    if title:
        yield from ((_without_site_name(title, document), "title"), (title, "title"))


def _without_site_name(title: str, document: Document) -> str:
    """A title up to the sign that parts it from the site's name: the last sign, or the first of several alike."""
    site = folded(plain(document.meta("og:site_name") or ""))
    signs = list(_SIGN.finditer(title))
    if not signs:
        return title
    if site and folded(title[signs[-1].end() :]) == site:
        return title[: signs[-1].start()]
    bars = [sign for sign in signs if sign.group().strip() == "|"]
    return title[: (bars or signs[-1:])[0].start()]


def _shown(document: Document, profile: Cms | None) -> Iterator[tuple[HtmlElement, str]]:
    """The elements that may be the headline: those of the CMS, then every h1 of the content with text."""
    if profile:
        for element in profile.find("headline", document):
            if clean(element.text_content()):
                yield element, f"cms:{profile.key}"
    for element in document.root.iter("h1"):
        if clean(element.text_content()) and not any(
            is_furniture(a) for a in element.iterancestors("nav", "footer", "header", "aside")
        ):
            yield element, "h1"


def _text(element: HtmlElement) -> str:
    """An element's text without the labels for screen readers and the kickers in it."""
    parts = [element.text or ""]
    for child in element.iterchildren():
        names = child.get("class") or "" if isinstance(child.tag, str) else ""
        silent = (
            not isinstance(child.tag, str)
            or is_hidden_label(child)
            or child.tag in {"script", "style", "svg", "button"}
        )
        if not silent and not _KICKER.search(names):
            parts.append(child.text_content() if child.tag != "br" else " ")
        parts.append(child.tail or "")
    return clean("".join(parts)) or clean(element.text_content())


def _without_kicker(text: str, told: list[tuple[str, str]]) -> str:
    """The headline without words before or after it that no title of the page has."""
    for title, _ in told:
        if len(title) > 10 and (text.startswith(title) or text.endswith(title)):
            return title
    return text


def _likeness(element: HtmlElement, told: list[tuple[str, str]]) -> float:
    """How much of a heading's words the page's titles have."""
    words = set(folded(_text(element)).split())
    return max(
        (
            len(words & set(folded(title).split())) / len(words | set(folded(title).split()) or {""})
            for title, _ in told
        ),
        default=0.0,
    )


def _same_text(document: Document, title: str) -> HtmlElement | None:
    """The element of the content whose own text is the title, where no h1 has it."""
    wanted = folded(title)
    for element in main_content(document).iter("h2", "h3", "td", "div", "span", "p", "strong"):
        if element.text and len(element) < 3 and folded(element.text) == wanted:
            return element
    return None
