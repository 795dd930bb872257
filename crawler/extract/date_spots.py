"""The places on a page that may hold a date: `<time>`, short texts with a date's numbers, words such as "igår"."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from crawler.normalise.date_words import MONTHS
from crawler.normalise.dates import find_dates, read_date
from crawler.texts import page_texts, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml.html import HtmlElement

    from archive.schema import DateRole
    from crawler.document import Document

ITEMPROPS: dict[str, DateRole] = {"datepublished": "published", "datecreated": "published", "datemodified": "modified"}
"""schema.org's properties that are dates of an article."""

_LONGEST = 300  # letters of a text that may be a line with dates; longer ones are prose
_LONGEST_WORDS = 60  # letters of a text with "igår", "för 3 timmar sedan" that is a line with a label, not prose
_LONGEST_PARTS = 40  # letters of an element with day, month and year in elements of their own
_MOST_PARTS = 30  # lone numbers that are looked at: a calendar is full of them

# A month's first letter is looked for before the months, because each of them is tried at every number.
_LIKE_A_DATE = re.compile(
    r"[0-9](?:[0-9]{{3}}|[0-9]?(?:\s?[./-]\s?[0-9]|[.:]?[a-z]{{0,2}}[\s-]{{0,3}}+(?=[{}])(?:{})))".format(
        "".join(sorted({month[0] for month in MONTHS})), "|".join(sorted({month[:3] for month in MONTHS}))
    ),
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"(?:för |om |about |vor )?(?:(?:ungefär|cirka|ca|mer än|över|nästan|mindre än|over|almost|less than) )?(?:\d{1,3}|en|ett|an?|eine?r?) [^\W\d_]{2,9}"
    r"(?: (?:sedan|siden|ago))?|i?går|idag|i (?:dag|går)|today|yesterday|just nu|nyss",
    re.IGNORECASE,
)
"""How long ago something was, in words."""
_WORDS = (
    *("igår", "i går", "idag", "i dag", "förrgår", "ndags", "sdags", "edags", "rdags", "sedan", "vecka ", "v. "),
    *(" siden", " ago", "today", "yesterday", "vor ", "heute", "gestern", " sitten", "tänään", "eilen"),
)


class Spot(NamedTuple):
    """A place that may hold a date: a text in or (`is_tail`) after an element, or without text the element itself.

    `order` is the element's number in page order, `matter` the letters of reading matter before it. One that is
    `worded` has no date's numbers and counts only behind a label, or as a line of its own with the hour: "Idag 07:30".
    """

    element: HtmlElement
    order: int
    matter: int
    text: str = ""
    is_tail: bool = False
    worded: bool = False


def find_spots(document: Document) -> list[Spot]:
    """The places of a page that may hold a date, in page order."""
    texts = page_texts(document)
    numbers = dict.fromkeys(texts.matching(_LIKE_A_DATE), False)
    counting = tuple(texts.with_words(_WORDS, _LONGEST_WORDS))
    if document.fetched_at:
        for number in counting:
            numbers.setdefault(number, True)
    spots = [
        Spot(
            texts.owners[number],
            texts.orders[number],
            texts.matter_before(number),
            texts.texts[number],
            texts.is_tail[number],
            worded,
        )
        for number, worded in numbers.items()
        if len(texts.texts[number]) < _LONGEST
    ]
    spots += (element_spot(element, document) for element in _dated_elements(document))
    spots += (
        element_spot(element, document)._replace(text=title)
        for element in _near(texts.owners[number] for number in counting)
        if (title := date_in_title(element))
    )
    return sorted(spots, key=lambda spot: (spot.order, spot.is_tail))


def _near(elements: Iterable[HtmlElement]) -> Iterator[HtmlElement]:
    """The elements and those around them, each once."""
    around = (one for element in elements for one in (element, element.getparent()) if one is not None)
    yield from dict.fromkeys(around)


def element_spot(element: HtmlElement, document: Document) -> Spot:
    """An element of the page as a place of its own."""
    order, texts = document.order_of[element], page_texts(document)
    return Spot(element, order, texts.matter_before(texts.first_after(order)))


def date_in_title(element: HtmlElement) -> str | None:
    """The date that a count of time shows when pointed at: `<abbr title="2026-07-13 12:34">5 månader sedan</abbr>`.

    It may have words before it: "Se tidslinjen vid 13 juli 2026 12:34".
    """
    title = element.get("title") or ""
    if len(title) > _LONGEST_WORDS or not any(map(str.isdigit, title)):
        return None
    if not _COUNTED.fullmatch(text_of(element).strip()):
        return None
    dates = [date for date in find_dates(title) if date.precision in {"day", "minute"}]
    return dates[0].text if len(dates) == 1 else None


def _dated_elements(document: Document) -> Iterator[HtmlElement]:
    yield from document.tagged("time")
    yield from (meta for meta in document.tagged("meta") if (meta.get("itemprop") or "").lower() in ITEMPROPS)


def spots_in_parts(document: Document) -> Iterator[Spot]:
    """Dates whose day, month and year stand in elements of their own: `<b>8</b> <i>feb</i> <i>2017</i>`."""
    texts = page_texts(document)
    days = (
        number
        for number, text in enumerate(texts.texts)
        if len(text) < _LONGEST_PARTS and (day := text.strip(" \n\r\t.")).isdigit() and len(day) < 3
    )
    for number in islice(days, _MOST_PARTS):
        element = texts.owners[number].getparent()
        for _ in range(2):
            if element is None or element.tag in {"time", "table", "tr", "body"}:
                break
            line = " ".join(" ".join(islice(element.itertext(), 12)).split()).replace(" / ", "/")
            reading = read_date(line) if len(line) < _LONGEST_PARTS else None
            if reading and reading.precision in {"day", "minute"}:
                yield element_spot(element, document)._replace(text=line)
                break
            element = element.getparent()
