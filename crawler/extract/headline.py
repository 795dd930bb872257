"""The headline: as the page shows it, without the site's name, kickers and hidden words."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urljoin

from lxml import etree

from crawler.extract.content import is_furniture, main_content
from crawler.extract.furniture import is_hidden_label
from crawler.extract.selectors import selected_elements, selected_texts
from crawler.extract.structured import article_node, is_news, node_text, plain
from crawler.normalise.text import clean, folded
from crawler.normalise.urls import parts_of
from crawler.texts import text_of
from crawler.trail import read_trail
from crawler.trail.marked import trail_in

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from lxml.html import HtmlElement

    from crawler.cms import Cms
    from crawler.document import Document

_SIGN = re.compile(r"\s+(?:[|–—»›•·]|-{1,2}|::?|//)\s+|\s*\|\s*")
_KICKER = re.compile(
    r"kicker|vignett?e|overline|topline|roofline|dachzeile|spitzmarke|eyebrow|prefix|label|badge|tag\b|category|section-?name|flag|"
    r"supertitle|pretitle|suptitle|over-?title|subtitle|sub-?heading|sub-?title|headline-?intro|topic",
    re.IGNORECASE,
)


_TRAIL_NAME = re.compile(r"breadcrumb|seo-?_?title|brodsmul", re.IGNORECASE)
_PUBLIC_NAME = re.compile(r"(?:kommun|kommune|stad|region(?:en)?|myndigheten|verket|länsstyrelsen|regeringen se)$")
_NAME_WORDS = 3
"""Words in the name of a site or of its section at most."""
_STEPS_ABOVE = 3
"""Steps of a trail that ends in a piece of news: the start page, a section, the news."""
_TELLING = 10
"""Letters of a title that is more than a section's name."""
_LONGEST = 150
"""Letters of a headline at most."""
_USUAL_SIZE, _HEADLINE_SIZE = 3, 6
"""Sizes of letters (HTML 3.2): of text, and of what is called a headline."""
_FONT_SIZE = re.compile(r"(\+?)([1-7])")
_HEADLINE_NAME = re.compile(
    r"(?:^|[\s_-])(?:huvud-?rubrik|(?:nyhets?|artikel)?rubrik1?|(?:news|article)?(?:headline|title))(?:$|\s)",
    re.IGNORECASE,
)
_INLINE = 3
"""Elements in the one that shows the headline, as line breaks and marks."""


class Headline(NamedTuple):
    """A headline, the strategy that gave it, and its element where the page shows it."""

    text: str
    source: str
    element: HtmlElement | None


def read_headline(document: Document, profile: Cms | None, selectors: Mapping[str, str]) -> Headline | None:
    """The page's headline; None where it has none.

    What the page shows wins over what it only tells as data; on a newsroom's article two tellers that agree win over
    an h1 that says something else, which there is written for search engines or leaves a part out.
    """
    if texts := selected_texts(document, selectors, "headline"):
        element = next(iter(selected_elements(document, selectors, "headline")), None)
        return Headline(texts[0], "site", element)
    told = _told(document)
    shown = list(_shown(document, profile))
    headline = _at_its_first_place(_shown_as_told(shown, told) or _likest(shown, told), document, shown)
    if headline is None or _is_trail_name(headline.element):
        headline = _told_and_shown(document, told) or _told_and_shown(document, map(_longest_part, told)) or headline
    elif _is_site_name(document, named := headline):
        headline = _set_apart(document, told) or _told_and_shown(
            document, [*told, *map(_without_first_part, told), *(_part(one, -1) for one in told)]
        )
        headline = headline or named
    elif any(_names_section(headline, one) for one in told):
        headline = _told_and_shown(document, list(_other_parts(headline, told))) or headline
    agreed = _agreed(document, told)
    if headline is None:
        headline = _at_end_of_trail(document) or _set_apart(document, told)
        headline = headline or _told_and_shown(document, _behind_site_name(document, told))
        return headline or (Headline(told[0].title, told[0].source, None) if told else None)
    if agreed and folded(agreed.title) != folded(headline.text):
        return Headline(agreed.title, agreed.source, headline.element)
    return headline


class _Told(NamedTuple):
    """A title that the page gives as data: as it stands, and without the site's name."""

    whole: str
    title: str
    source: str


def _told(document: Document) -> list[_Told]:
    """The titles that the page gives as data, the most telling first."""
    names = (
        ("json-ld", node_text(article_node(document), "headline")),
        ("og", plain(document.meta("og:title") or "")),
        ("og", plain(document.meta("twitter:title") or "")),
        ("og", plain(document.meta("dc.title") or "")),
        ("title", plain(document.root.findtext("head/title") or "")),
    )
    known = frozenset(_site_names(document))
    return [_Told(text, without_site_name(text, known), source) for source, text in names if text]


def _site_names(document: Document) -> Iterator[str]:
    """What the site calls itself, folded: its name as data, and its host."""
    publisher = article_node(document).get("publisher")
    name = publisher.get("name") if isinstance(publisher, dict) else None
    for text in (document.meta("og:site_name"), document.meta("application-name"), name):
        if isinstance(text, str) and (words := folded(plain(text))):
            yield words
    host = (parts_of(document.url).hostname or "").removeprefix("www.")
    yield from (folded(host), folded(host.rsplit(".", 1)[0])) if host else ()


def without_site_name(title: str, known: Collection[str]) -> str:
    """A title without the site's names behind it; `known` are the folded names that it has.

    Behind a bar a few words are a name, known or not; behind a dash only where no name is known.

    >>> without_site_name("Ny skola - inflyttning i höst | Nyheter | Håbo kommun", {"håbo kommun"})
    'Ny skola - inflyttning i höst'
    """
    for sign in reversed(list(_SIGN.finditer(title))):
        rest = folded(title[sign.end() :])
        is_known = rest in known or rest.replace(" ", "") in {name.replace(" ", "") for name in known}
        few = len(rest.split()) <= _NAME_WORDS
        is_name = is_known or _PUBLIC_NAME.search(rest) or (few and (sign.group().strip() == "|" or not known))
        if not is_name or not title[: sign.start()].strip():
            break
        title = title[: sign.start()]
    return title.strip()


def _agreed(document: Document, told: Sequence[_Told]) -> _Told | None:
    """The title that a newsroom's JSON-LD shares with og:title."""
    if not is_news(article_node(document)):
        return None
    node = next((one for one in told if one.source == "json-ld"), None)
    other = next((one for one in told if one.source == "og"), None)
    return node if node and other and folded(node.title) == folded(other.title) else None


def _shown_as_told(shown: Sequence[tuple[HtmlElement, str]], told: Sequence[_Told]) -> Headline | None:
    """The heading that says what a title tells, with its kicker where the title has that too."""
    for element, source in shown:
        texts = {folded(_text(element)), folded(text_of(element)), folded(" ".join(element.itertext()))}
        for one in told:
            for title in (one.title, one.whole):
                if folded(title) in texts:
                    return Headline(title, source, element)
    return None


def _likest(shown: Sequence[tuple[HtmlElement, str]], told: Sequence[_Told]) -> Headline | None:
    """Of several headings the one that shares most words with the titles."""
    if not shown:
        return None
    element, source = max(shown, key=lambda pair: _likeness(pair[0], told))
    return Headline(_without_kicker(element, told), source, element)


def _at_its_first_place(
    headline: Headline | None, document: Document, shown: Sequence[tuple[HtmlElement, str]]
) -> Headline | None:
    """The headline where the page shows it first: what stands between it and its repetition is the article's, too."""
    if headline is None or headline.element is None:
        return headline
    words = folded(text_of(headline.element))
    alike = (element for element, _ in shown if folded(text_of(element)) == words)
    return headline._replace(element=min(alike, key=document.order_of.__getitem__))


def _is_trail_name(element: HtmlElement | None) -> bool:
    """Whether an h1 is the page's trail or its last step, or written for search engines alone, by its names."""
    if element is None:
        return False
    before = list(element.itersiblings(etree.Element, preceding=True))
    if len(before) > 1 and all(one.tag == "a" for one in before):
        return True
    if trail_in(element) is not None:
        return True
    around = [element, *islice(element.iterancestors(), 2)]
    return any(one.tag == "nav" or _TRAIL_NAME.search(one.get("class") or "") for one in around)


def _is_site_name(document: Document, headline: Headline) -> bool:
    """Whether an h1 is the name of the site, which some write so over every page."""
    words = folded(headline.text)
    if headline.element is not None and leads_home(document, headline.element):
        return True
    return _PUBLIC_NAME.search(words) is not None and (
        words in set(_site_names(document)) or words == folded(document.root.findtext("head/title") or "")
    )


def leads_home(document: Document, element: HtmlElement) -> bool:
    """Whether a link in an element leads to the site's home page."""
    home = urljoin(document.url, "/").rstrip("/")
    urls = (document.absolute(anchor.get("href") or "#") for anchor in element.iter("a"))
    return any(url is not None and url.rstrip("/") == home for url in urls)


def _names_section(headline: Headline, told: _Told) -> bool:
    """Whether an h1 of a few words is what a title has behind its longer beginning: the name of the section."""
    first, *rest = map(folded, _SIGN.split(told.whole))
    words = folded(headline.text)
    return words in rest and len(words.split()) <= _NAME_WORDS and len(first) > len(words)


def _other_parts(headline: Headline, told: Sequence[_Told]) -> Iterator[_Told]:
    """What titles say besides an h1 that is the name of the section, and besides the name of the site."""
    for one in told:
        for part in map(str.strip, _SIGN.split(one.whole)):
            if folded(part) != folded(headline.text) and not _is_public_name(part):
                yield one._replace(whole=part, title=part)


def _part(told: _Told, number: int) -> _Told:
    """What stands first in a title (0), or last (-1) where sites write their name and section first."""
    part = _SIGN.split(told.title)[number].strip()
    return told._replace(whole=part, title=part)


def _without_first_part(told: _Told) -> _Told:
    """A title without the site's name before it, whatever signs the headline itself has."""
    rest = _SIGN.split(told.title, maxsplit=1)[-1].strip()
    return told._replace(whole=rest, title=rest)


def _behind_site_name(document: Document, told: Sequence[_Told]) -> Iterator[_Told]:
    """What titles say that begin with the name of the site."""
    names = {name.replace(" ", "") for name in _site_names(document)}
    for one in told:
        if folded(_part(one, 0).title).replace(" ", "") in names:
            yield _without_first_part(one)


def _longest_part(told: _Told) -> _Told:
    """What a title says besides the names of site and section, whichever come first."""
    part = max(_SIGN.split(told.title), key=len).strip()
    return told._replace(whole=part, title=part)


def _told_and_shown(document: Document, told: Iterable[_Told]) -> Headline | None:
    """The title, or what follows its colon, that some element of the content shows as its whole text."""
    titles = [title for one in reversed(list(told)) for title in (one.title.partition(": ")[2], one.whole, one.title)]
    wanted = {words: title for title in titles if (words := folded(title))}
    shortest = min(map(len, wanted), default=0) / 2  # folding lengthens a text by a few letters, never to the double
    for element in main_content(document).iter("h2", "h3", "p", "td", "div", "span", "strong", "b", "font"):
        text = _own_text(element)
        if text and len(text) > shortest and len(element) < _INLINE and (title := wanted.get(folded(text))):
            return Headline(title, "shown", element)
    return None


def _at_end_of_trail(document: Document) -> Headline | None:
    """The last step of the page's trail, not linked, where the content shows it as well.

    Sites whose title is the same on every page, their name, and that have no headings, as in frames and tables.
    """
    crumbs = read_trail(document).crumbs
    if len(crumbs) < _STEPS_ABOVE or crumbs[-1].item is not None:
        return None
    name = crumbs[-1].name
    return _told_and_shown(document, [_Told(name, name, "shown")])


def _set_apart(document: Document, told: Sequence[_Told]) -> Headline | None:
    """The heading over the text where every title is but the name of the site, or too short for one: "Utskrift".

    Old pages set it in the largest letters, or call it a headline.
    """
    names = {name.replace(" ", "") for name in _site_names(document)}
    if not all(
        folded(one.title).replace(" ", "") in names
        or _is_public_name(one.title)
        or len(one.title) < _TELLING
        or _names_site_and_section(document, one)
        for one in told
    ):
        return None
    found: dict[HtmlElement, int] = {}
    for element in main_content(document).iter("h2", "h3", "font", "div", "span", "td", "p", "b", "strong"):
        size = _letter_size(element)
        if size > _USUAL_SIZE and _TELLING <= len(clean(text_of(element))) <= _LONGEST and element.find(".//a") is None:
            found[element] = size
    largest = max(found, key=found.__getitem__, default=None)
    return None if largest is None else Headline(clean(text_of(largest)), "shown", largest)


def _names_site_and_section(document: Document, told: _Told) -> bool:
    """Whether a title is but the names of site and section, and no part of it stands over a text: "Exempel - Nyheter"."""
    parts = list(map(str.strip, _SIGN.split(told.whole)))
    if len(parts) < _NAME_WORDS - 1 or any(len(part.split()) >= _NAME_WORDS for part in parts):
        return False
    return _told_and_shown(document, [told, *(told._replace(whole=part, title=part) for part in parts)]) is None


def _is_public_name(title: str) -> bool:
    """Whether a title is the name of a municipality or an authority and nothing else."""
    words = folded(title)
    return _PUBLIC_NAME.search(words) is not None and len(words.split()) <= _NAME_WORDS


def _letter_size(element: HtmlElement) -> int:
    """The size of letters by HTML 3.2's numbers, 3 being usual; what a class calls a headline has large ones."""
    if element.tag in {"h2", "h3"} or _HEADLINE_NAME.search(element.get("class") or ""):
        return _HEADLINE_SIZE
    match = _FONT_SIZE.fullmatch(element.get("size") or "") if element.tag == "font" else None
    return 0 if match is None else int(match[2]) + (_USUAL_SIZE if match[1] else 0)


def _own_text(element: HtmlElement) -> str | None:
    """The text at the element's beginning; an empty anchor before it only gives the place a name.

    Of a heading that is one link, to the page itself as blogs write it, the link's.
    """
    text: str | None = element.text
    if element.tag in {"h2", "h3"} and len(element) == 1 and element[0].tag == "a" and not (text or "").strip():
        text = text_of(element[0]) if not (element[0].tail or "").strip() else text
    if len(element) == 0 or element[0].tag != "a" or len(element[0]) or (text or "").strip() or element[0].text:
        return text
    after: str | None = element[0].tail
    return after


def _shown(document: Document, profile: Cms | None) -> Iterator[tuple[HtmlElement, str]]:
    """The elements that may be the headline: those of the CMS, then every h1 of the content with text."""
    if profile:
        for element in profile.find("headline", document):
            if clean(text_of(element)):
                yield element, f"cms:{profile.key}"
    for element in document.tagged("h1"):
        if clean(text_of(element)) and not any(
            is_furniture(a) for a in element.iterancestors("nav", "footer", "header", "aside")
        ):
            yield element, "h1"


def _text(element: HtmlElement) -> str:
    """An element's text without the labels for screen readers and the kickers in it; what ends in a colon goes on there."""
    parts = [element.text or ""]
    for child in element.iterchildren():
        names = child.get("class") or "" if isinstance(child.tag, str) else ""
        silent = (
            not isinstance(child.tag, str)
            or is_hidden_label(child)
            or child.tag in {"script", "style", "svg", "button"}
        )
        if not silent and not _KICKER.search(names):
            parts.append(text_of(child) if child.tag != "br" else " ")
        parts.append(child.tail or "")
    text = clean("".join(parts))
    return text if text and not text.endswith(":") else clean(text_of(element))


def _without_kicker(element: HtmlElement, told: Sequence[_Told]) -> str:
    """The headline without words before it, or after it in markup of their own, that no title of the page has.

    In one line with it they are its own: the title is often shorter, as the name of the page in menus.
    """
    text = _text(element)
    for one in told:
        if len(one.title) > _TELLING and text.endswith(one.title):
            return one.title
        if len(one.title) > _TELLING and text.startswith(one.title) and clean(element.text or "") == one.title:
            return one.title
    return text


def _likeness(element: HtmlElement, told: Sequence[_Told]) -> float:
    """How much of a heading's words the page's titles have."""
    words = set(folded(_text(element)).split())
    titles = [set(folded(one.title).split()) for one in told]
    return max((len(words & title) / len(words | title or {""}) for title in titles), default=0.0)
