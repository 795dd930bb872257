"""From the parts of a date to its value: ISO 8601 cut at what is known.

Clock times without a zone are Swedish ones (Europe/Stockholm, summer time included); zones that are given are kept.
"""

from __future__ import annotations

import calendar
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, timedelta, timezone
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from archive.schema import DateReason

if TYPE_CHECKING:
    from archive.schema import Precision, Told

STOCKHOLM = ZoneInfo("Europe/Stockholm")

_LEAP_YEAR = 2000  # stands in for an unknown year, so that 29 February is a day
_WESTMOST, _EASTMOST = -12 * 60, 14 * 60  # the offsets that clocks are set to (IANA time zone database)


class DateParts(NamedTuple):
    """What a text says of a date. `year` is all digits, `offset` minutes east of UTC, `weekday` 0 (Monday) … 6."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    week: int | None = None
    weekday: int | None = None
    hour: int | None = None
    minute: int = 0
    offset: int | None = None


class DateValue(NamedTuple):
    """A value in ISO 8601, how precise it is, and what of it the text did not say."""

    value: str
    precision: Precision
    assumed: Told | None = None


def date_value(parts: DateParts, reference: datetime | None = None) -> DateValue | None:
    """The value of a date's parts; None when there is no such day, week or time.

    `reference` (aware) is the time the text was seen. A day without year takes the year that its weekday fits, when
    one within two years before the reference does; a week without year takes the year that brings it nearest.

    >>> date_value(DateParts(2017, 2, 8, hour=13, minute=45)).value
    '2017-02-08T13:45+01:00'
    >>> date_value(DateParts(month=2, day=8)).value
    '--02-08'
    """
    if parts.week is not None:
        return _week(parts, reference)
    if parts.month is None:
        return DateValue(f"{parts.year:04}", "year") if parts.year else None
    if not 1 <= parts.month <= 12:
        return None
    if parts.day is None:
        return DateValue(f"{parts.year:04}-{parts.month:02}", "month") if parts.year else None
    if parts.year is None:
        return _yearless(parts, reference)
    return _day(parts, parts.year)


def full_year(two_digits: int, reference: datetime | None = None) -> int:
    """The latest year with these last digits that is not after the year following the reference.

    Without one, POSIX strptime's rule: 69 … 99 are 1969 … 1999, the rest 2000 … 2068.

    >>> full_year(17), full_year(98), full_year(30, datetime(2026, 11, 1, tzinfo=UTC))
    (2017, 1998, 1930)
    """
    latest = reference.year + 1 if reference else 2068
    return latest - (latest - two_digits) % 100


def moment_value(moment: datetime) -> DateValue:
    """The value of an instant, to the minute, with the offset it carries."""
    return DateValue(moment.isoformat(timespec="minutes"), "minute")


def has_day_everywhere(moment: datetime) -> bool:
    """Whether an instant has a day in every time zone: in the calendar's first and last year it may have none."""
    return MINYEAR < moment.year < MAXYEAR


def _day(parts: DateParts, year: int) -> DateValue | None:
    month, day = parts.month or 0, parts.day or 0
    if year < 1 or not 1 <= day <= calendar.monthrange(year, month)[1]:
        return None
    if parts.hour is None:
        return DateValue(f"{year:04}-{month:02}-{day:02}", "day")
    if parts.hour > 23 or parts.minute > 59:
        return None
    clock = datetime(year, month, day, parts.hour, parts.minute)  # noqa: DTZ001 - the next lines give it its zone
    if parts.offset is None:
        return _swedish(clock)
    if not _WESTMOST <= parts.offset <= _EASTMOST:
        return None
    return moment_value(clock.replace(tzinfo=timezone(timedelta(minutes=parts.offset))))


def _swedish(clock: datetime) -> DateValue:
    """A Swedish clock time; one that summer time skips moves on, one that comes twice is the first."""
    if not has_day_everywhere(clock):
        return DateValue(clock.date().isoformat(), "day")
    moment = clock.replace(tzinfo=STOCKHOLM)
    real = moment.astimezone(UTC).astimezone(STOCKHOLM)
    value, precision, _ = moment_value(real)
    if real.replace(tzinfo=None) != clock:
        return DateValue(value, precision, DateReason.NO_SUCH_TIME.told(clock=f"{clock:%H:%M}"))
    if moment.utcoffset() != moment.replace(fold=1).utcoffset():
        return DateValue(value, precision, DateReason.TIME_TWICE.told(clock=f"{clock:%H:%M}"))
    return DateValue(value, precision)


def _yearless(parts: DateParts, reference: datetime | None) -> DateValue | None:
    month, day = parts.month or 0, parts.day or 0
    if not 1 <= day <= calendar.monthrange(_LEAP_YEAR, month)[1]:
        return None
    if reference and parts.weekday is not None:
        today = reference.astimezone(STOCKHOLM).date()
        for year in (today.year + 1, today.year, today.year - 1, today.year - 2):
            found = _day(parts, year)
            if found and _fits(date(year, month, day), parts.weekday, today):
                return found._replace(assumed=DateReason.YEAR_OF_WEEKDAY.told())
    return DateValue(f"--{month:02}-{day:02}", "month-day")


def _fits(day: date, weekday: int, today: date) -> bool:
    """Whether a day has this weekday and lies within the two years before today (tomorrow counts as today)."""
    return day.weekday() == weekday and -1 <= (today - day).days <= 731


def _week(parts: DateParts, reference: datetime | None) -> DateValue | None:
    week = parts.week or 0
    if parts.year is not None:
        return _iso_week(parts.year, week, parts.weekday)
    if reference is None:
        return None
    today = reference.astimezone(STOCKHOLM).date()
    years = (today.year - 1, today.year, today.year + 1)
    found = {year: value for year in years if (value := _iso_week(year, week, parts.weekday))}
    if not found:
        return None
    nearest = min(found, key=lambda year: abs(date.fromisocalendar(year, week, 1) - today))
    return found[nearest]._replace(assumed=DateReason.YEAR_NEAREST.told())


def _iso_week(year: int, week: int, weekday: int | None) -> DateValue | None:
    try:
        day = date.fromisocalendar(year, week, (weekday or 0) + 1)
    except ValueError:
        return None
    if weekday is not None:
        return DateValue(day.isoformat(), "day")
    return DateValue(f"{year:04}-W{week:02}", "week")
