"""Dates counted from the time a text was seen: "igår 14:05", "i fredags", "för 3 dagar sedan"."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from crawler.normalise.date_values import STOCKHOLM, DateParts
from crawler.normalise.date_words import COUNTS, RELATIVE_DAYS, UNITS, WEEKDAYS

_COUNT = (
    rf"(?P<n>[0-9]{{1,3}}|{'|'.join(sorted(COUNTS, key=len, reverse=True))})\s?"
    rf"(?P<unit>{'|'.join(sorted(UNITS, key=len, reverse=True))})\b"
)
_COUNTS = re.compile(_COUNT)
_ONE = re.sub(r"\?P<\w+>", "?:", _COUNT)
_SEVERAL = rf"(?P<counts>{_ONE}(?:(?:,\s?|\s(?:och|and|og|und)\s|\s){_ONE}){{0,2}})"
"""What systems write too: "4 dagar, 1 timme" (Django), "2 veckor 3 dagar" (Drupal)."""
_SIZES = ("years", "months", "weeks", "days", "hours", "minutes", "seconds")
_DAY = re.compile(rf"\b(?P<day>{'|'.join(RELATIVE_DAYS)})\b".replace(" ", r"\s"))
_LAST = re.compile(r"\bi\s(?P<weekday>[^\W\d_]+dags)\b")
_AGO = re.compile(rf"\b(?:(?:för|for)\s)?{_SEVERAL}\s(?:sedan|sen|siden|ago|sitten)\b")
_VOR = re.compile(rf"\bvor\s{_SEVERAL}")


class RelativeDate(NamedTuple):
    """What such words come to, and their place in the text; what they leave open is open in `parts`."""

    start: int
    end: int
    parts: DateParts


def relative_date(low: str, reference: datetime) -> RelativeDate | None:
    """The first such words of a lower-case text, counted from the reference (aware); None where no year is sure."""
    now = reference.astimezone(STOCKHOLM)
    if match := _DAY.search(low):
        days = RELATIVE_DAYS[" ".join(match["day"].split())]
        return RelativeDate(*match.span(), _day(now - timedelta(days=days)))
    if (match := _LAST.search(low)) and match["weekday"] in WEEKDAYS:
        days = (now.weekday() - WEEKDAYS[match["weekday"]] - 1) % 7 + 1
        return RelativeDate(*match.span(), _day(now - timedelta(days=days)))
    match = _AGO.search(low) or _VOR.search(low)
    if match is None:
        return None
    counts = {UNITS[one["unit"]]: COUNTS.get(one["n"]) or int(one["n"]) for one in _COUNTS.finditer(match["counts"])}
    parts = _ago(now, counts)
    return RelativeDate(*match.span(), parts) if parts else None


def _day(moment: datetime) -> DateParts:
    return DateParts(moment.year, moment.month, moment.day)


def _ago(now: datetime, counts: dict[str, int]) -> DateParts | None:
    """The parts of the time that is all of these counts ago, as far as they go: a week for weeks, a month for months.

    Weeks with days behind them make a day. Months make none with anything behind them, for some systems take thirty
    days for one; and no month where one more of the last unit would be another.
    """
    finest = max(counts, key=_SIZES.index)
    months = 12 * counts.pop("years", 0) + counts.pop("months", 0)
    if months or finest in {"years", "months"}:
        year, month = divmod(now.year * 12 + now.month - 1 - months, 12)
        latest = now.replace(year=year, month=month + 1, day=min(now.day, 28)) - timedelta(**counts)
        earliest = latest - timedelta(**{finest: 1}) if counts else latest
        if finest == "years" or (earliest.month != latest.month and earliest.year == latest.year):
            return DateParts(latest.year)
        return DateParts(latest.year, latest.month) if earliest.month == latest.month else None
    if finest == "weeks":
        year, week, _ = (now - timedelta(**counts)).isocalendar()
        return DateParts(year, week=week)
    if finest == "days" or "days" in counts or "weeks" in counts:
        return _day(now - timedelta(**counts))
    then = (now.astimezone(UTC) - timedelta(**counts)).astimezone(STOCKHOLM)
    offset = then.utcoffset() or timedelta()
    return _day(then)._replace(hour=then.hour, minute=then.minute, offset=int(offset.total_seconds()) // 60)
