"""The date that a list shows beside a piece of news, and what of a page belongs to one of its items."""

from __future__ import annotations

import re
from itertools import islice, takewhile
from typing import TYPE_CHECKING, cast

from lxml import etree

from crawler.extract.date_spots import date_in_title
from crawler.normalise.dates import find_dates, label_role, read_date
from crawler.normalise.text import clean
from crawler.texts import text_of

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from crawler.normalise.dates import DateReading

HEADINGS = frozenset(f"h{level}" for level in range(1, 7))
_FLAT_TAGS = frozenset({*HEADINGS, "dt"})
"""Blocks that are only the head of an item, where nothing holds it together: its day and text follow them."""
LOOKED_AT = 12
"""Siblings, and links in each, that are looked at for an item's like: a page may have 20,000 links to one address."""
_IN_HEADING = " or ".join(f"ancestor::{heading}" for heading in sorted(HEADINGS))
_OUTSIDE_LINKS = etree.XPath(f".//text()[not(ancestor::a or {_IN_HEADING})]", smart_strings=False)
_OUTSIDE_HEADINGS = etree.XPath(f".//text()[not({_IN_HEADING})]", smart_strings=False)
_DATE_NAMES = re.compile(r"dat(?:e|um)(?![a-z])|publi[cs]", re.IGNORECASE)
_POSTED = re.compile(r"\W*(?:post(?:ad|at|ed)|publicera[dt]|skriv(?:en|et)|upplag[dt]|inlag[dt]|av)\b", re.IGNORECASE)
"""What a line says before its date, and who: "Postat av webmaster den 8 februari 2017 (31 läsningar)"."""
_LABEL = re.compile(r"(?:[^\W\d_]+\s+)?[^\W\d_]+\s*:?\s*$")
"""The two words before a date."""
_SIX_DIGITS = re.compile(r"\W*(\d{6})\W*")
"""A day as Swedes write it short (170208), alone before or behind a headline."""
_LOOK_FOR_DATE = 100
"""Letters at the start of a line that are looked through for the item's date."""
_DATE_LINE = 40
"""Letters of a line that is a date with a label; in a longer one the date must stand first, and be whole.

"Den 14 februari blev det mörkt" is what the article tells, not when it was published."""


def whole_item(block: HtmlElement) -> list[HtmlElement]:
    """The elements that make an item: its block, and behind one that is a mere heading what comes before the next.

    Behind a block that is the head of a post (ikiwiki's `inlineheader`) it is the rest of the post's own box.
    """
    if block.tag not in _FLAT_TAGS:
        return [block, *islice(block.itersiblings(), LOOKED_AT)] if _is_head_of_box(block) else [block]
    following = takewhile(
        lambda sibling: sibling.tag not in _FLAT_TAGS or sibling.tag > block.tag, block.itersiblings()
    )
    return [block, *islice(following, LOOKED_AT)]


def _is_head_of_box(block: HtmlElement) -> bool:
    """Whether a block begins a box that stands in a row with another that begins alike."""
    box = block.getparent()
    if box is None or block.getprevious() is not None or block.getnext() is None:
        return False
    beside = (box.getnext(), box.getprevious())
    return any(
        one is not None and len(one) > 1 and _look(one) == _look(box) and _look(one[0]) == _look(block)
        for one in beside
    )


def _look(element: HtmlElement) -> tuple[object, str | None]:
    return element.tag, element.get("class")


def item_date(block: HtmlElement) -> str | None:
    """The date that a list shows beside an item, as shown; never one that stands in the headline itself.

    That of its last change has its label before it ("Senast ändrad 2026-09-13"): it is not when the news was published.
    """
    date = next((date for part in whole_item(block) if (date := _date_within(part))), None)
    label = _column_label(block, date) if date and block.tag == "tr" else ""
    return f"{label} {date}" if date and label_role(label) == "modified" else date


def _column_label(row: HtmlElement, date: str) -> str:
    """What the head of a table says of the column that has the date in this row."""
    table = next(row.iterancestors("table"), None)
    head = table.find("thead/tr") if table is not None else None
    cells = [clean(text_of(cell)) for cell in row]
    place = next((at for at, text in enumerate(cells) if date in text), None)
    return clean(text_of(head[place])) if head is not None and place is not None and place < len(head) else ""


def _date_within(block: HtmlElement) -> str | None:
    time = block.find(".//time")
    if time is not None:
        return clean(text_of(time)) or time.get("datetime")
    if titled := next(filter(None, map(date_in_title, block.iterfind(".//*[@title]"))), None):
        return titled
    for texts in (_OUTSIDE_LINKS, _OUTSIDE_HEADINGS):
        for text in map(clean, cast("list[str]", texts(block))):
            if (six := _SIX_DIGITS.fullmatch(text)) and read_date(six[1]):
                return six[1]
            date = next(find_dates(text[:_LOOK_FOR_DATE]), None)
            if date and (len(text) <= _DATE_LINE or _is_whole_and_first(date, text)):
                label = _LABEL.search(text[: date.start])
                is_change = label is not None and label_role(label[0]) == "modified"
                return text[label.start() if label and is_change else date.start : date.end]
    return _date_in_parts(block)


def _is_whole_and_first(date: DateReading, line: str) -> bool:
    """Whether a line begins with a whole day, or with what says that something was posted on it."""
    return date.precision in {"day", "minute"} and (date.start == 0 or _POSTED.match(line) is not None)


def _date_in_parts(block: HtmlElement) -> str | None:
    """A date whose day and month stand in elements of their own, in one that is named as a date."""
    for element in block.iter():
        if _DATE_NAMES.search(element.get("class") or ""):
            text = clean(" ".join(element.itertext()))
            if len(text) <= _DATE_LINE and (reading := read_date(text)):
                return reading.text
    return None
