"""The dates that a page shows: behind a label, in `<time>`, under a telling name, beside the headline.

The few places that may hold a date (date_spots.py) are asked what labels them, what their elements are called, and
whether they stand where this article's date stands (date_places.py).
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from crawler.extract.date_evidence import evidence, of_reading, together
from crawler.extract.date_places import Headline, belongs, place_of
from crawler.extract.date_spots import ITEMPROPS, Spot, element_spot, find_spots, spots_in_parts
from crawler.extract.tables import is_data_table
from crawler.normalise.dates import find_labels, read_date
from crawler.texts import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from lxml.html import HtmlElement

    from archive.schema import ArticleDate, DateRole
    from crawler.document import Document
    from crawler.normalise.dates import DateLabel

_BEFORE, _AFTER = 150, 1200  # characters of it between the headline and its date: a lead and captions, not an article
_STEPS = 4  # elements to climb for a label or a telling name
_LONGEST_LABEL = 60  # characters of a text that is a label, and between a label and its date ("Publicerad av …, den")
_LONGEST_LINE = 40  # characters beside a date that only its place makes the article's: a name, a reading time

_HEADING_TAGS = frozenset({"h1", "h2", "h3"})
_HEADINGS = 100  # headings that are compared with the title
_WORD = re.compile(r"\w+")
_EXACT = frozenset({"day", "minute"})
_TERMS = frozenset({"dt", "th", "td"})
_digit = re.compile("[0-9]").search
_OPENING = re.compile(
    r"(?:^|[|·•,;.()–/-]|[0-9]\s+(?:och|samt|and|og)\b|(?P<date>[0-9]))\s*(?:(?:(?:artikeln|sidan|nyheten|texten)s?|inläggets?|innehållets?|dokumentets?|senaste?|först|"
    r"ursprungligen|last|first|originally|page|this|article|was|on|sist|sidst|først|artikkelen|artiklen|siden|zuletzt|"
    r"zuerst|am|har|blev|är)\s+){0,4}\Z",
    re.IGNORECASE,
)
"""What stands before a label: the line's beginning, a separator, words as "Sidan senast"; prose has other words there."""

_OTHERS = re.compile(
    r":\s*\Z|\b(?:till|t\.?\s?o\.?\s?m|from|fr\.?\s?o\.?\s?m|(?<!nyhet )(?<!meddelande )från|senast|sista|gäller|giltig|visad|visades|utskriven|hämtad|copyright|until|before|after|efter|före)\b",
    re.IGNORECASE,
)
"""What stands before dates that only their place would make the article's, and makes them a deadline's, an event's."""

_OTHER_TERMS = re.compile(
    rf"{_OTHERS.pattern.partition('|')[2]}|\b(?:start|börja|slut|beräkna|klar|ansök|svar|anmäl|premiär|release|möte|sammanträde|"
    r"visning|öppe|stäng|inträffa|händ|född|död|tas ned|upphör|när\b|tidpunkt|deadline|event|begin|ends?\b|opens|closes|when|"
    r"beginn|ende\b|frist|alkaa|päättyy)",
    re.IGNORECASE,
)
"""What terms such as "Start:" or "Sista ansökningsdag" hold before the date of something else."""

_MODIFIED_NAME = re.compile(r"modif|updat|uppdat|oppdat|opdat|changed|andrad|ändrad|revis|edited|lastmod")
_PUBLISHED_NAME = re.compile(
    r"publish(?!er)|public(?:er|at)|publis|pub[-_]?date|post(?:ed)?[-_]?(?:on|date|time)|(?<![a-z])posted(?![a-z]|[-_]by)"
    r"|creat(?:ed|e|ion)[-_]?date|(?<![a-z])created(?![a-z]|[-_]by)|skapad|(?:entry|article|release)[-_]{0,2}date"
)
_DATE_NAME = re.compile(r"dated?(?![a-z])|datum|dato|time(?!line)|tarih|fecha|byline|meta|lineinfo")
_HATOM = re.compile(r"(?<![\w-])updated(?![\w-])")  # hAtom's class of any date, published ones among them


class _Mark(NamedTuple):
    """What makes a date the article's: a label or a telling name (`named`), or only its place beside the headline."""

    role: DateRole
    source: str
    named: bool = True
    sure: bool = True


class _Found(NamedTuple):
    """A date with its mark, the spot it was found in, and how deep in the tree the headline is its neighbour."""

    date: ArticleDate
    mark: _Mark
    spot: Spot
    line: str
    depth: int = 0


def visible_dates(
    document: Document, content: HtmlElement | None, shown: HtmlElement | None = None
) -> list[ArticleDate]:
    """The published and modified dates that a page shows; `source` is microdata, label, time, class or headline.

    `shown` is what shows the headline. Those nearer the headline in the tree come first. Dates of
    other articles (in cards, lists of links, menus) are left out, and of dates without label or telling name all but
    the first one beside the headline.
    """
    headline = _headline(document, content, shown)
    found = [one for spot in find_spots(document) for one in _own(spot, headline, document.fetched_at)]
    if not any(one.mark.role == "published" and one.date.precision in _EXACT for one in found):
        found += [one for spot in spots_in_parts(document) for one in _own(spot, headline, document.fetched_at)]
    if any(one.mark.named and one.mark.role == "published" and not _is_hatom_update(one) for one in found):
        found = [_as_change(one) if _is_hatom_update(one) else one for one in found]
    named = sorted((one for one in found if one.mark.named), key=_weakness)
    lines = [one for one in found if not one.mark.named and _is_line_of_its_own(one)]
    lines = lines or [one for one in found if not one.mark.named and _is_whole_line(one, content)]
    if document.seen_on:
        lines = [one for one in lines if not _is_clock(one, headline, document.seen_on.isoformat())]
    return [one.date for one in (*named, *_beside(lines, headline))]


def _headline(document: Document, content: HtmlElement | None, shown: HtmlElement | None) -> Headline:
    """What is `shown` as the headline, else the heading that the page's title repeats, else the first h1.

    Anchors are its ancestors and the main content's.
    """
    chosen = _heading_of_title(document) if shown is None else shown
    anchors: dict[HtmlElement, int] = {}
    for start in (chosen, content):
        chain = [] if start is None else [start, *start.iterancestors()]
        anchors |= {element: depth for depth, element in enumerate(reversed(chain))}
    spot = None if chosen is None else element_spot(chosen, document)
    return Headline(anchors, spot.order if spot else None, spot.matter if spot else 0, content)


def _heading_of_title(document: Document) -> HtmlElement | None:
    """The heading that the page's title repeats, else the first h1."""
    title = set(_WORD.findall((document.meta("og:title") or document.root.findtext(".//title") or "").casefold()))
    headings = document.tagged("h1") or document.tagged("h2", "h3")
    first = headings[0] if headings and headings[0].tag == "h1" else None
    return next((heading for heading in islice(headings, _HEADINGS) if _repeats(heading, title)), first)


def _repeats(heading: HtmlElement, title: set[str]) -> bool:
    """Whether most of a heading's words are the title's."""
    words = set(_WORD.findall(text_of(heading).casefold()))
    return len(words & title) > 0.6 * len(words)


def _own(spot: Spot, headline: Headline, fetched_at: datetime | None) -> Iterator[_Found]:
    """The dates of a spot that are this article's."""
    if spot.text and not spot.is_tail and _in_time(spot.element):
        return
    place = place_of(spot.element, headline, is_behind=spot.is_tail)
    belonging = belongs(place)
    if belonging == "another":
        return
    for one in _line_dates(spot, headline, fetched_at) if spot.text else _element_date(spot, headline, fetched_at):
        is_told = one.mark.source == "label" or (one.mark.source == "microdata" and _is_of_the_item(spot, headline))
        if is_told or belonging == "article":
            yield one._replace(depth=place.depth)


def _is_of_the_item(spot: Spot, headline: Headline) -> bool:
    """Whether a date stands in the item of microdata that has the headline, too (HTML, 5.2.2)."""
    item = next((around for around in spot.element.iterancestors() if "itemscope" in around.attrib), None)
    return item is not None and item in headline.anchors


def _line_dates(spot: Spot, headline: Headline, fetched_at: datetime | None) -> Iterator[_Found]:
    """The dates in a line, each with its label in the line; the first may have one outside of it."""
    labels = _labels(spot.text)
    ends = [label.start for label in labels[1:]] + [len(spot.text)]
    first = spot.text[: labels[0].start] if labels else spot.text
    if (spot.worded or _digit(first)) and (reading := read_date(first, fetched_at)):
        mark = _mark(spot, headline)
        is_moment = reading.precision == "minute" and reading.text == first.strip()
        if spot.worded and mark.source != "label" and not is_moment:
            return
        if not mark.named and (
            _OTHERS.search(first[: reading.start]) or _is_of_other_things(spot, first, reading.start)
        ):
            return
        yield _Found(of_reading(mark.role, mark.source, reading, fetched_at), mark, spot, first)
    for label, end in zip(labels, ends, strict=False):
        line = spot.text[label.end : end]
        reading = read_date(line, fetched_at)
        if reading and reading.start <= _LONGEST_LABEL:
            mark = _Mark(label.role, "label", sure=label.sure)
            yield _Found(of_reading(mark.role, mark.source, reading, fetched_at), mark, spot, line)


def _is_of_other_things(spot: Spot, line: str, start: int) -> bool:
    """Whether the term, or the words with a colon, right before a date make it a deadline's or an event's."""
    before = spot.element if spot.is_tail else spot.element.getprevious()
    if before is None or line[:start].strip() or (not spot.is_tail and (before.tail or "").strip()):
        return False
    text = text_of(before).strip()
    if not text or len(text) > _LONGEST_LABEL:
        return False
    return (text.endswith(":") or before.tag in _TERMS) and _OTHER_TERMS.search(text) is not None


def _labels(text: str) -> list[DateLabel]:
    """The labels of a text that stand as labels do, not in prose; right behind another date they need a colon."""
    found = []
    for label in find_labels(text):
        opening = _OPENING.search(text, max(0, label.start - 80), label.start)
        if opening and (not opening["date"] or text.startswith(":", label.end)):
            found.append(label)
    return found


def _in_time(element: HtmlElement) -> bool:
    return element.tag == "time" or any(ancestor.tag == "time" for ancestor in islice(element.iterancestors(), _STEPS))


def _element_date(spot: Spot, headline: Headline, fetched_at: datetime | None) -> Iterator[_Found]:
    """The date of a `<time>` or `<meta itemprop>`: its attribute, in the light of its text."""
    element = spot.element
    line = " ".join(text_of(element).split())
    labels = _labels(line)
    if len(labels) > 1:
        yield from _line_dates(spot._replace(text=line), headline, fetched_at)
        return
    mark = _Mark(labels[-1].role, "label", sure=labels[-1].sure) if labels else _mark(spot, headline)
    if mark.source in ("headline", "class"):
        mark = mark._replace(source="time", named=mark.named or element.get("pubdate") is not None)
    machine = element.get("datetime") or element.get("content") or ""
    if not mark.named and _is_of_other_things(spot, "", 0):
        return
    stated = evidence(mark.role, mark.source, machine, fetched_at)
    shown = evidence(mark.role, mark.source, line[labels[-1].end if labels else 0 :], fetched_at)
    date = _of_both(stated, shown)
    if date.value or machine:
        yield _Found(date, mark, spot, line)


def _of_both(stated: ArticleDate, shown: ArticleDate) -> ArticleDate:
    """A `<time>` whose text names another day than its attribute is believed by its text, which readers saw."""
    if shown.precision == "day" and stated.value == f"{shown.value}T12:00+00:00":
        return replace(shown, source=stated.source)  # Drupal keeps a day without a time as its noon in UTC
    if not stated.value or not shown.value or shown.reason or shown.precision not in ("day", "minute"):
        return stated if stated.value or not shown.value else shown
    return replace(together(stated, shown) or shown, text=shown.text)


def _mark(spot: Spot, headline: Headline) -> _Mark:
    """What labels a spot from outside: the text before it, else the names of its elements."""
    for text in (_text_before(spot, headline), _line_before(spot)):
        before = " ".join(text.split())[-_LONGEST_LABEL:]
        labels = _labels(before)
        if labels and not _digit(before[labels[-1].end :]):
            return _Mark(labels[-1].role, "label", sure=labels[-1].sure)
    source = "headline"
    element: HtmlElement | None = spot.element.getparent() if spot.is_tail else spot.element
    for _ in range(_STEPS):
        if element is None or element in headline.anchors:
            break
        if role := ITEMPROPS.get((element.get("itemprop") or element.get("property") or "").lower()):
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
    low = _HATOM.sub("", names.lower())
    modified, published = _MODIFIED_NAME.search(low), _PUBLISHED_NAME.search(low)
    if bool(modified) == bool(published):
        return None, _DATE_NAME.search(names.lower()) is not None
    return ("modified" if modified else "published"), True


def _text_before(spot: Spot, headline: Headline) -> str:
    """The text that comes before a spot within a few elements' reach; none right behind the headline.

    A headline may begin with a label's word: "Uppdatering: bron är öppen igen".
    """
    node: HtmlElement | None = spot.element
    if spot.is_tail and (text := _inner(spot.element)):
        return text
    for _ in range(_STEPS):
        if node is None:
            return ""
        for previous in node.itersiblings(preceding=True):
            if (previous.tail and not previous.tail.isspace()) or (text := _inner(previous)):
                if previous.tag in _HEADING_TAGS and previous in headline.anchors:
                    return ""
                return previous.tail if previous.tail and not previous.tail.isspace() else text
        node = node.getparent()
        if node is not None and node.text and not node.text.isspace():
            return str(node.text)
    return ""


def _line_before(spot: Spot) -> str:
    """How the line begins in which a spot follows an element: "Postad av:" before the author's link."""
    around = spot.element.getparent() if spot.is_tail else None
    return str(around.text or "") if around is not None else ""


def _inner(element: HtmlElement) -> str:
    """The text in an element; none for comments and scripts."""
    if not isinstance(element.tag, str) or element.tag in ("script", "style"):
        return ""
    return text_of(element).strip()


def _weakness(one: _Found) -> tuple[bool, bool, int]:
    """What orders dates with a label or name: sure labels, exact dates, the headline's near neighbours come first."""
    return not one.mark.sure, one.date.precision not in _EXACT, -one.depth


def _is_line_of_its_own(one: _Found) -> bool:
    """Whether a date is exact and has a line with little else in it."""
    if not one.date.value or one.date.precision not in _EXACT:
        return False
    return one.mark.source == "time" or len(" ".join(one.line.split())) - len(one.date.text) <= _LONGEST_LINE


def _is_whole_line(one: _Found, content: HtmlElement | None) -> bool:
    """Whether a line of the content is nothing but a week, or a day without its year; in a table of data it is a cell."""
    if one.date.precision not in ("week", "month-day") or one.line.strip() != one.date.text:
        return False
    if any(map(is_data_table, one.spot.element.iterancestors("table"))):
        return False
    return content is not None and content in one.spot.element.iterancestors()


def _is_hatom_update(one: _Found) -> bool:
    """Whether a date has hAtom's class `updated` alone, which beside a published date is a change."""
    names = one.spot.element.get("class") or ""
    return "updated" in names and _HATOM.search(names) is not None and not _PUBLISHED_NAME.search(names)


def _as_change(one: _Found) -> _Found:
    return one._replace(date=replace(one.date, role="modified"), mark=one.mark._replace(role="modified", named=True))


def _is_clock(one: _Found, headline: Headline, today: str) -> bool:
    """Whether a date is the day on which the page was fetched, as portals show it in their head beside the name day."""
    if not (one.date.value or "").startswith(today) or headline.order is None or one.spot.order > headline.order:
        return False
    return headline.content is None or headline.content not in one.spot.element.iterancestors()


def _beside(lines: list[_Found], headline: Headline) -> list[_Found]:
    """The first date after the headline; where there is none, the last before it; none with an article in between."""
    if headline.order is None:
        return []
    after = [one for one in lines if one.spot.order >= headline.order and one.spot.matter - headline.matter <= _AFTER]
    before = [one for one in lines if one.spot.order < headline.order and headline.matter - one.spot.matter <= _BEFORE]
    return after[:1] or before[-1:]
