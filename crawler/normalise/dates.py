"""Dates in text: the one date of a place where a date stands, the dates in running text, and what a label says of one.

A date is found at its first number. The words before that number (weekday, "den", a month's or a week's name) are
looked up, the forms of `date_forms` are tried on what follows, and a clock time is read after (or before) it.
Numbers with slashes or dots are read day first, as in Sweden; a year of four digits in front is ISO 8601, and so is one
of two digits before hyphens, unless that gives no day up to the reference.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from archive.schema import DateReason
from crawler.normalise.date_forms import BY_DIGITS, IN_PROSE, NUMBER, TIME, TIME_BEFORE, YEAR_FIRST
from crawler.normalise.date_values import STOCKHOLM, DateParts, date_value, full_year
from crawler.normalise.date_words import (
    ARTICLES,
    LABELS,
    LATEST,
    MONTHS,
    REFERENCES,
    UNSURE_LABELS,
    UNSURE_MONTHS,
    WEEK_WORDS,
    WEEKDAYS,
    ZONES,
)
from crawler.normalise.foreign_dates import foreign_date
from crawler.normalise.relative_dates import relative_date

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from archive.schema import DateRole, Precision, Told
    from crawler.normalise.date_forms import Form, Lead

_LONGEST = 300  # characters of a text that is one date with its label; longer ones are read up to here
_LONGEST_WORD = 14  # "maanantaina", "wednesday", "diarienummer" …: no word that dates use is longer
_OLDEST = (1970, 1, 1)  # where two digits are no year from here on, they are a day
_WORD = re.compile(r"[^\W\d_]+")
_NEW_SENTENCE = re.compile(r"[0-9]+\.\s+[A-ZÅÄÖ]\w*\Z")  # "på Storgatan 8. Maj fyller år"
_REST = re.compile(r"\s*(?:$|[|,;.•·()–-]|av\b|by\b)")


@dataclass(frozen=True, slots=True)
class DateReading:
    """A date as a text gives it.

    `value` is ISO 8601 cut at what is known: 2017-02-08T13:45+01:00, 2017-02-08, 2017-W06, 2017-02, 2017, --02-08
    (month and day of an unknown year). `text` are its words as shown, without a label, `start` and `end` their place.
    `assumed` says what of the value the text did not give.
    """

    value: str
    precision: Precision
    text: str
    start: int
    end: int
    assumed: Told | None = None


class DateLabel(NamedTuple):
    """A label's role and its word's place; not `sure` when events have such a label, too ("Datum")."""

    role: DateRole
    start: int
    end: int
    sure: bool


class _Span(NamedTuple):
    """The parts of a date and their place in the text."""

    start: int
    end: int
    parts: DateParts


class _Before(NamedTuple):
    """The words before a number that belong to its date, and where they begin."""

    start: int
    lead: Lead = ""
    led: bool = False
    weekday: int | None = None
    month: int | None = None


@lru_cache(maxsize=64)  # a page says one day in JSON-LD, meta tags and <time> in the same words
def read_date(text: str, reference: datetime | None = None) -> DateReading | None:
    """The date of a text that stands where a date is expected: label, date and rest; None when it gives none.

    `reference` (aware) is when the text was seen: "igår 14:05", "för 3 dagar sedan" and "v. 6" need it.

    >>> read_date("Publicerad: 8 februari 2017 kl. 13.45").value
    '2017-02-08T13:45+01:00'
    >>> read_date("Sidansvarig: Webbredaktionen | Uppdaterad: 26/8-2021").text
    '26/8-2021'
    """
    low = _lower(text[:_LONGEST])
    if reading := next(_readings(text, low, reference, prose=False), None):
        return reading
    if reference and (relative := relative_date(low, reference)):
        relative_span = _timed(low, _Span(*relative), prose=False)
        return _reading(text, relative_span, reference, DateReason.RELATIVE.told())
    if foreign := foreign_date(low):
        return _reading(text, _timed(low, _Span(*foreign), prose=False), reference)
    return None


def find_dates(text: str) -> Iterator[DateReading]:
    """The dates in running text, in its order; whatever may as well be something else is left out.

    So are bare years, numbers as "8/2" without "den" or a weekday, and words relative to the day of writing ("i
    fredags"), of which the page tells nothing.

    >>> [found.value for found in find_dates("Den 8 februari antogs § 24, dnr 2017/123. Det gäller till maj 2018.")]
    ['--02-08', '2018-05']
    """
    return _readings(text, _lower(text), None, prose=True)


def find_labels(text: str) -> list[DateLabel]:
    """The words of a text that label a date ("Publicerad", "Senast ändrad"), in its order."""
    low = _lower(text)
    if LABELS.keys().isdisjoint(_WORD.findall(low)):
        return []
    labels: list[DateLabel] = []
    before = ""
    for match in _WORD.finditer(low):
        if role := LABELS.get(match[0]):
            role = "modified" if before in LATEST else role
            labels.append(DateLabel(role, match.start(), match.end(), match[0] not in UNSURE_LABELS))
        before = match[0]
    return labels


def label_role(text: str) -> DateRole | None:
    """What the last label in a text says that a date is the date of; None without a label.

    >>> label_role("Artikeln publicerades"), label_role("Sidan senast publicerad:"), label_role("Sidansvarig")
    ('published', 'modified', None)
    """
    labels = find_labels(text)
    return labels[-1].role if labels else None


def _lower(text: str) -> str:
    """The text in lower case, every character at its place ("İ" alone would become two)."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(c if len(c.lower()) > 1 else c.lower() for c in text)


def _readings(text: str, low: str, reference: datetime | None, *, prose: bool) -> Iterator[DateReading]:
    """The dates with a number in them, left to right; `low` is the text in lower case, or its beginning."""
    done = 0
    for number in NUMBER.finditer(low):
        if number.start() < done:
            continue
        for span in _spans_at(low, number, reference, prose=prose):
            reading = _reading(text, span, reference)
            if reading and not (prose and _NEW_SENTENCE.match(reading.text)):
                yield reading
                done = reading.end
                break


def _reading(text: str, span: _Span, reference: datetime | None, assumed: Told | None = None) -> DateReading | None:
    start, end, parts = span
    value = date_value(parts, reference)
    return value and DateReading(value.value, value.precision, text[start:end], start, end, assumed or value.assumed)


def _spans_at(low: str, number: re.Match[str], reference: datetime | None, *, prose: bool) -> Iterator[_Span]:
    """What the date whose first number this is may be, one for each form it has."""
    at, forms = number.start(), (IN_PROSE if prose else BY_DIGITS).get(len(number[0]), ())
    before: _Before | None = None
    for form in forms:
        # Most numbers begin no date: the words before one are looked at when what follows it could be one's.
        if not (match := form.pattern.match(low, at)):
            continue
        if not (before := before or _before(low, at)):
            return
        if form.lead not in ("", before.lead):
            continue
        words = before if form.lead == before.lead else _Before(at)
        if _counts(form, words, match, prose=prose) and (parts := _parts(match, words, reference, prose=prose)):
            yield _timed(low, _Span(words.start, match.end(), parts), prose=prose)


def _before(low: str, at: int) -> _Before | None:
    """The words of a date before its first number; None when they make the number the name of something else."""
    start, word = _word_before(low, at)
    if word in REFERENCES:
        return None
    lead: Lead = "month" if word in MONTHS else "week" if word in WEEK_WORDS else ""
    if lead and low[:start].rstrip()[-1:].isdigit():  # "31 februari 2017" is no February 2017
        lead, word = "", ""
    if not lead and word not in ARTICLES:
        start, word = at, ""
    earlier, weekday = _word_before(low, start)
    if weekday in WEEKDAYS:
        return _Before(earlier, lead, True, WEEKDAYS[weekday], MONTHS.get(word))
    return _Before(start, lead, bool(word), None, MONTHS.get(word))


def _word_before(low: str, at: int) -> tuple[int, str]:
    """Where the word before this place begins, and the word, without the full stop, comma or colon after it."""
    end = at
    while end and at - end < 4 and (low[end - 1].isspace() or low[end - 1] in ".,:"):
        end -= 1
    start = end
    while start and end - start <= _LONGEST_WORD and low[start - 1].isalpha():
        start -= 1
    return start, low[start:end]


def _counts(form: Form, before: _Before, match: re.Match[str], *, prose: bool) -> bool:
    """Whether a form counts as a date where it stands."""
    if form.place == "anywhere" or (form.place == "led" and before.led):
        return True
    if prose or form.place == "dated":
        return not prose
    words = re.findall(r"\w+", match.string[: before.start])
    return (not words or words[-1] in LABELS) and _REST.match(match.string, match.end()) is not None


def _parts(match: re.Match[str], before: _Before, reference: datetime | None, *, prose: bool) -> DateParts | None:
    """The parts that a form's groups name; None when its word is no month, or too unsure a one in running text."""
    groups = {name: value for name, value in match.groupdict().items() if value}
    name = groups.pop("mon", "")
    groups.pop("s", None)
    numbers = {group: int(digits) for group, digits in groups.items()}
    year = full_year(numbers["yy"], reference) if "yy" in numbers else numbers.get("y")
    month, day = before.month or MONTHS.get(name) or numbers.get("m"), numbers.get("d")
    if (name and not month) or (prose and year is None and (name in UNSURE_MONTHS or "w" in numbers)):
        return None
    if match.re is YEAR_FIRST.pattern and not _is_past(year, month, day, reference):
        return None
    weekday = numbers["wd"] - 1 if "wd" in numbers else before.weekday
    return DateParts(year, month, day, numbers.get("w"), weekday, numbers.get("H"), numbers.get("M", 0))


def _is_past(year: int | None, month: int | None, day: int | None, reference: datetime | None) -> bool:
    """Whether numbers read year first are a day of the computer age up to the reference (tomorrow, for time zones)."""
    latest = (reference.astimezone(STOCKHOLM) + timedelta(days=1)).date() if reference else date.max
    return _OLDEST <= (year or 0, month or 0, day or 0) <= (latest.year, latest.month, latest.day)


def _timed(low: str, span: _Span, *, prose: bool) -> _Span:
    """The same date with the clock time after it, or before it where nothing else can stand there."""
    start, end, parts = span
    if parts.day is None or parts.hour is not None:
        return span
    after = TIME.match(low, end)
    if after and (after["at"] or after["sign"] == ":" or (not prose and (after["M"] or after["half"]))):
        return _with_time_after(span, after)
    before = None if prose else TIME_BEFORE.search(low, max(0, start - 24), start)
    if before:
        return _Span(before.start(), end, _at_clock(parts, before, ZONES.get(before["zone"])))
    return span


def _with_time_after(span: _Span, time: re.Match[str]) -> _Span:
    start, end, parts = span
    offset, end = ZONES.get(time["zone"]), time.end()
    if time["offset"] and (time["t"] or time["S"]):
        offset = _minutes(time["offset"])
    elif time["offset"]:  # no zone: the end of "13.00-15"
        end = time.start("offset")
    if time["y"] and parts.year is None:
        parts = parts._replace(year=int(time["y"]))
    elif time["y"]:
        end = time.start("y") - 1
    if (time["t"] or time["S"]) and {time["H"], time["M"], time["S"] or "00"} == {"00"}:
        return _Span(start, end, parts)  # midnight to the second is how systems write a day
    return _Span(start, end, _at_clock(parts, time, offset))


def _at_clock(parts: DateParts, time: re.Match[str], offset: int | None) -> DateParts:
    hour = int(time["H"])
    if time["half"] and hour <= 12:
        hour = hour % 12 + (12 if time["half"] == "p" else 0)
    return parts._replace(hour=hour, minute=int(time["M"] or 0), offset=offset)


def _minutes(offset: str) -> int:
    """An offset such as +01:00, -0500 or +02 in minutes."""
    digits = offset[1:].replace(":", "").ljust(4, "0")
    minutes = int(digits[:2]) * 60 + int(digits[2:])
    return -minutes if offset.startswith("-") else minutes
