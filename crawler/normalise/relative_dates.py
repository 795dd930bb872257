"""Dates counted from the time a text was seen: "igår 14:05", "i fredags", "för 3 dagar sedan"."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from crawler.normalise.date_values import STOCKHOLM, DateParts
from crawler.normalise.date_words import COUNTS, RELATIVE_DAYS, UNITS, WEEKDAYS

_COUNT = rf"(?P<n>[0-9]{{1,3}}|{'|'.join(sorted(COUNTS, key=len, reverse=True))})\s?(?P<unit>[^\W\d_]+)"
_DAY = re.compile(rf"\b(?P<day>{'|'.join(RELATIVE_DAYS)})\b".replace(" ", r"\s"))
_LAST = re.compile(r"\bi\s(?P<weekday>[^\W\d_]+dags)\b")
_AGO = re.compile(rf"\b(?:(?:för|for)\s)?{_COUNT}\s(?:sedan|sen|siden|ago|sitten)\b")
_VOR = re.compile(rf"\bvor\s{_COUNT}\b")


class RelativeDate(NamedTuple):
    """What such words come to, and their place in the text; what they leave open is open in `parts`."""

    start: int
    end: int
    parts: DateParts


def relative_date(low: str, reference: datetime) -> RelativeDate | None:
    """The first such words of a lower-case text, counted from the reference (aware); None without any."""
    now = reference.astimezone(STOCKHOLM)
    if match := _DAY.search(low):
        days = RELATIVE_DAYS[" ".join(match["day"].split())]
        return RelativeDate(*match.span(), _day(now - timedelta(days=days)))
    if (match := _LAST.search(low)) and match["weekday"] in WEEKDAYS:
        days = (now.weekday() - WEEKDAYS[match["weekday"]] - 1) % 7 + 1
        return RelativeDate(*match.span(), _day(now - timedelta(days=days)))
    match = _AGO.search(low) or _VOR.search(low)
    if match and match["unit"] in UNITS:
        count = COUNTS.get(match["n"]) or int(match["n"])
        return RelativeDate(*match.span(), _ago(now, count, UNITS[match["unit"]]))
    return None


def _day(moment: datetime) -> DateParts:
    return DateParts(moment.year, moment.month, moment.day)


def _ago(now: datetime, count: int, unit: str) -> DateParts:
    """The parts of the time this many units ago, as far as the unit goes: a week for weeks, a month for months."""
    if unit == "years":
        return DateParts(now.year - count)
    if unit == "months":
        year, month = divmod(now.year * 12 + now.month - 1 - count, 12)
        return DateParts(year, month + 1)
    if unit == "weeks":
        year, week, _ = (now - timedelta(weeks=count)).isocalendar()
        return DateParts(year, week=week)
    if unit == "days":
        return _day(now - timedelta(days=count))
    then = (now.astimezone(UTC) - timedelta(**{unit: count})).astimezone(STOCKHOLM)
    offset = then.utcoffset() or timedelta()
    return _day(then)._replace(hour=then.hour, minute=then.minute, offset=int(offset.total_seconds()) // 60)
