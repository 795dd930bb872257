"""The dates that a page shows: behind a label, in `<time>`, under a telling name, beside the headline.

One pass over the tree collects the texts with a number; the few of them that may be a line with a date are then asked
what labels them and what their elements are called.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from crawler.extract.date_evidence import evidence, of_reading, together
from crawler.extract.date_places import Headline, of_another, place_of
from crawler.normalise.date_words import MONTHS
from crawler.normalise.dates import find_labels, read_date

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from lxml.html import HtmlElement

    from archive.schema import ArticleDate, DateRole
    from crawler.document import Document
    from crawler.normalise.dates import DateLabel

# What shows text or stands between texts. `iter` skips the rest (script, svg, source …) in C: a third of a page.
_TAGS = (
    "a",
    "abbr",
    "address",
    "article",
    "aside",
    "b",
    "br",
    "button",
    "caption",
    "center",
    "cite",
    "data",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "font",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "header",
    "hr",
    "i",
    "img",
    "ins",
    "label",
    "li",
    "main",
    "meta",
    "ol",
    "p",
    "section",
    "small",
    "span",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "td",
    "th",
    "time",
    "tr",
    "u",
    "ul",
)

_LONGEST = 300  # characters of a text that may be a line with dates; longer ones are prose
_PROSE = 60  # characters from which a text counts as reading matter
_BEFORE, _AFTER = 150, 1200  # characters of it between the headline and its date: a lead and captions, not an article
_STEPS = 4  # elements to climb for a label or a telling name
_LONGEST_LABEL = 60  # characters of a text that is a label, and between a label and its date ("Publicerad av …, den")
_LONGEST_LINE = 40  # characters beside a date that only its place makes the article's: a name, a reading time

_HEADINGS = frozenset({"h1", "h2", "h3"})
_WORD = re.compile(r"\w+")
_digit = re.compile("[0-9]").search
_LIKE_A_DATE = re.compile(
    r"[0-9](?:[0-9]{{3}}|[0-9]?(?:\s?[./-]\s?[0-9]|[.:]?[a-z]{{0,2}}[\s-]{{0,3}}(?:{})))".format(
        "|".join(sorted({month[:3] for month in MONTHS}))
    ),
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"(?:^|[|·•,;.()–/-])\s*(?:(?:artikeln|sidan|sidans|nyheten|inlägget|texten|innehållet|dokumentet|senast|först|"
    r"ursprungligen|last|first|originally|page|this|article|was|on|sist|sidst|først|artikkelen|artiklen|siden|zuletzt|"
    r"zuerst|am|har|blev|är)\s+){0,4}\Z",
    re.IGNORECASE,
)
"""What stands before a label: the line's beginning, a separator, words as "Sidan senast"; prose has other words there."""

_MODIFIED_NAME = re.compile(r"modif|updat|uppdat|oppdat|opdat|changed|andrad|ändrad|revis|edited|lastmod")
_PUBLISHED_NAME = re.compile(
    r"publish(?!er)|public(?:er|at)|publis|pub[-_]?date|post(?:ed)?[-_]?(?:on|date|time)|(?<![a-z])posted(?![a-z]|[-_]by)"
    r"|creat(?:ed|e|ion)[-_]?date|(?<![a-z])created(?![a-z]|[-_]by)|skapad|(?:entry|article|release)[-_]{0,2}date"
)
_DATE_NAME = re.compile(r"date|datum|dato|time(?!line)|tarih|fecha|byline|meta|lineinfo")
_ITEMPROPS: dict[str, DateRole] = {"datepublished": "published", "datecreated": "published", "datemodified": "modified"}


class _Mark(NamedTuple):
    """What makes a date the article's: a label or a telling name (`named`), or only its place beside the headline."""

    role: DateRole
    source: str
    named: bool = True
    sure: bool = True


class _Spot(NamedTuple):
    """A text that may hold a date (none: the element itself does), whether it stands after the element, and where.

    `order` counts elements, `matter` the characters of reading matter before it.
    """

    element: HtmlElement
    order: int
    matter: int
    text: str = ""
    tail: bool = False


class _Found(NamedTuple):
    """A date with its mark, the spot it was found in, and how deep in the tree the headline is its neighbour."""

    date: ArticleDate
    mark: _Mark
    spot: _Spot
    line: str
    depth: int = 0


def visible_dates(document: Document, content: HtmlElement | None) -> list[ArticleDate]:
    """The published and modified dates that a page shows; `source` is microdata, label, time, class or headline.

    Those nearer the headline in the tree come first. Dates of other articles (in cards, lists of links, menus) are left
    out, and of dates without label or telling name all but the first one beside the headline.
    """
    spots, headings = _walk(document.root)
    headline = _headline(document, headings, content)
    found = [one for spot in spots for one in _own(spot, headline, document.fetched_at)]
    named = sorted((one for one in found if one.mark.named), key=lambda one: (not one.mark.sure, -one.depth))
    lines = [one for one in found if not one.mark.named and _is_line_of_its_own(one)]
    return [one.date for one in (*named, *_beside(lines, headline))]


def _walk(root: HtmlElement) -> tuple[list[_Spot], list[_Spot]]:
    """The spots of a page, and its headings as spots."""
    spots: list[_Spot] = []
    headings: list[_Spot] = []
    matter = 0
    for order, element in enumerate(root.iter(*_TAGS)):
        tag = element.tag
        if tag == "time" or (tag == "meta" and (element.get("itemprop") or "").lower() in _ITEMPROPS):
            spots.append(_Spot(element, order, matter))
        elif tag in _HEADINGS:
            headings.append(_Spot(element, order, matter))
        for text, tail in ((element.text, False), (element.tail, True)):
            if not text:
                continue
            if _digit(text) and _is_line(text):
                spots.append(_Spot(element, order, matter, text, tail))
            if len(text) > _PROSE and not text.isspace():
                matter += len(text)
    return spots, headings


def _is_line(text: str) -> bool:
    """Whether a text is short enough for a line with dates and holds what looks like one."""
    return len(text) < _LONGEST and _LIKE_A_DATE.search(text) is not None


def _headline(document: Document, headings: list[_Spot], content: HtmlElement | None) -> Headline:
    """The heading that the page's title repeats, else the first h1; anchors are its ancestors and the main content's."""
    title = set(_WORD.findall((document.meta("og:title") or document.root.findtext(".//title") or "").casefold()))
    first = [spot for spot in headings if spot.element.tag == "h1"]
    titled = (spot for spot in first or headings if _repeats(spot.element, title))
    chosen = next(titled, first[0] if first else None)
    anchors: dict[HtmlElement, int] = {}
    for start in (chosen.element if chosen else None, content):
        chain = [] if start is None else [start, *start.iterancestors()]
        anchors |= {element: depth for depth, element in enumerate(reversed(chain))}
    return Headline(anchors, chosen.order if chosen else None, chosen.matter if chosen else 0)


def _repeats(heading: HtmlElement, title: set[str]) -> bool:
    """Whether most of a heading's words are the title's."""
    words = set(_WORD.findall(heading.text_content().casefold()))
    return len(words & title) > 0.6 * len(words)


def _own(spot: _Spot, headline: Headline, fetched_at: datetime | None) -> Iterator[_Found]:
    """The dates of a spot that are this article's."""
    if spot.text and not spot.tail and _in_time(spot.element):
        return
    place = place_of(spot.element, headline)
    if of_another(place, labelled=True):
        return
    for one in _line_dates(spot, headline, fetched_at) if spot.text else _element_date(spot, headline, fetched_at):
        if one.mark.source == "label" or not of_another(place, labelled=False):
            yield one._replace(depth=place.depth)


def _line_dates(spot: _Spot, headline: Headline, fetched_at: datetime | None) -> Iterator[_Found]:
    """The dates in a line, each with its label in the line; the first may have one outside of it."""
    labels = _labels(spot.text)
    ends = [label.start for label in labels[1:]] + [len(spot.text)]
    first = spot.text[: labels[0].start] if labels else spot.text
    if _digit(first) and (reading := read_date(first, fetched_at)):
        mark = _mark(spot, headline)
        yield _Found(of_reading(mark.role, mark.source, reading, fetched_at), mark, spot, first)
    for label, end in zip(labels, ends, strict=False):
        line = spot.text[label.end : end]
        reading = read_date(line, fetched_at)
        if reading and reading.start <= _LONGEST_LABEL:
            mark = _Mark(label.role, "label", sure=label.sure)
            yield _Found(of_reading(mark.role, mark.source, reading, fetched_at), mark, spot, line)


def _labels(text: str) -> list[DateLabel]:
    """The labels of a text that stand as labels do, not in prose."""
    return [label for label in find_labels(text) if _OPENING.search(text, max(0, label.start - 80), label.start)]


def _in_time(element: HtmlElement) -> bool:
    return element.tag == "time" or any(ancestor.tag == "time" for ancestor in islice(element.iterancestors(), _STEPS))


def _element_date(spot: _Spot, headline: Headline, fetched_at: datetime | None) -> Iterator[_Found]:
    """The date of a `<time>` or `<meta itemprop>`: its attribute, in the light of its text."""
    element = spot.element
    line = " ".join("".join(element.itertext()).split())
    labels = _labels(line)
    mark = _Mark(labels[-1].role, "label", sure=labels[-1].sure) if labels else _mark(spot, headline)
    if mark.source in ("headline", "class"):
        mark = mark._replace(source="time", named=mark.named or element.get("pubdate") is not None)
    machine = element.get("datetime") or element.get("content") or ""
    stated = evidence(mark.role, mark.source, machine, fetched_at)
    shown = evidence(mark.role, mark.source, line[labels[-1].end if labels else 0 :], fetched_at)
    date = _of_both(stated, shown)
    if date.value or machine:
        yield _Found(date, mark, spot, line)


def _of_both(stated: ArticleDate, shown: ArticleDate) -> ArticleDate:
    """A `<time>` whose text names another day than its attribute is believed by its text, which readers saw."""
    if not stated.value or not shown.value or shown.reason or shown.precision not in ("day", "minute"):
        return stated if stated.value or not shown.value else shown
    return replace(together(stated, shown) or shown, text=shown.text)


def _mark(spot: _Spot, headline: Headline) -> _Mark:
    """What labels a spot from outside: the text before it, else the names of its elements."""
    before = " ".join(_text_before(spot).split())[-_LONGEST_LABEL:]
    labels = _labels(before)
    if labels and not _digit(before[labels[-1].end :]):
        return _Mark(labels[-1].role, "label", sure=labels[-1].sure)
    source = "headline"
    element: HtmlElement | None = spot.element.getparent() if spot.tail else spot.element
    for _ in range(_STEPS):
        if element is None or element in headline.anchors:
            break
        if role := _ITEMPROPS.get((element.get("itemprop") or element.get("property") or "").lower()):
            return _Mark(role, "microdata")
        told, dated = _told(f"{element.get('class', '')} {element.get('id', '')}")
        if told:
            return _Mark(told, "class")
        source = "class" if dated else source
        element = element.getparent()
    return _Mark("published", source, named=False)


@lru_cache(maxsize=4096)
def _told(names: str) -> tuple[DateRole | None, bool]:
    """The role that class and id names tell of, and whether they tell of a date at all."""
    low = names.lower()
    modified, published = _MODIFIED_NAME.search(low), _PUBLISHED_NAME.search(low)
    if bool(modified) == bool(published):
        return None, _DATE_NAME.search(low) is not None
    return ("modified" if modified else "published"), True


def _text_before(spot: _Spot) -> str:
    """The text that comes before a spot within a few elements' reach."""
    node: HtmlElement | None = spot.element
    if spot.tail and (text := _inner(spot.element)):
        return text
    for _ in range(_STEPS):
        if node is None:
            return ""
        for previous in node.itersiblings(preceding=True):
            if (previous.tail and not previous.tail.isspace()) or (text := _inner(previous)):
                return previous.tail if previous.tail and not previous.tail.isspace() else text
        node = node.getparent()
        if node is not None and node.text and not node.text.isspace():
            return str(node.text)
    return ""


def _inner(element: HtmlElement) -> str:
    """The text in an element; none for comments and scripts."""
    if not isinstance(element.tag, str) or element.tag in ("script", "style"):
        return ""
    return str(element.text_content()).strip()


def _is_line_of_its_own(one: _Found) -> bool:
    """Whether a date has its year and a line with little else in it."""
    if not one.date.value or one.date.precision == "month-day":
        return False
    return one.mark.source == "time" or len(one.line) - len(one.date.text) <= _LONGEST_LINE


def _beside(lines: list[_Found], headline: Headline) -> list[_Found]:
    """The first date after the headline; where there is none, the last before it; none with an article in between."""
    if headline.order is None:
        return []
    after = [one for one in lines if one.spot.order >= headline.order and one.spot.matter - headline.matter <= _AFTER]
    before = [one for one in lines if one.spot.order < headline.order and headline.matter - one.spot.matter <= _BEFORE]
    return after[:1] or before[-1:]
