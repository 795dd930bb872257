"""What makes a date found on a page evidence: it can be read, it can be true, and what two of them say together."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from archive.schema import ArticleDate, DateReason
from crawler.normalise.date_values import STOCKHOLM
from crawler.normalise.dates import read_date

if TYPE_CHECKING:
    from archive.schema import DateRole, Told
    from crawler.normalise.dates import DateReading

FIRST_YEAR = 1990  # no page is older than the web; 0001, 1601, 1899, 1900 and 1970 are systems' zeros
LAST_YEAR = 2098  # 2099 and 9999 are systems' "never"


def evidence(role: DateRole, source: str, text: str, fetched_at: datetime | None) -> ArticleDate:
    """The date in a text that stands where a date is expected; when it is refused without value, and with the reason."""
    reading = read_date(text, fetched_at)
    if reading is None:
        return ArticleDate(role, None, None, source, " ".join(text.split())[:100], DateReason.UNREADABLE.told())
    return of_reading(role, source, reading, fetched_at)


def of_reading(role: DateRole, source: str, reading: DateReading, fetched_at: datetime | None) -> ArticleDate:
    """A date that was read, as evidence; without value, and with the reason, when it cannot be true."""
    if reason := _refusal(reading.value, fetched_at):
        return ArticleDate(role, None, None, source, reading.text, reason)
    return ArticleDate(role, reading.value, reading.precision, source, reading.text, reading.assumed)


def _refusal(value: str, fetched_at: datetime | None) -> Told | None:
    if value.startswith("--"):
        return None
    year = int(value[:4])
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return DateReason.NO_PAGES_YEAR.told(year=year)
    if fetched_at is None:
        return None
    latest = (fetched_at.astimezone(STOCKHOLM) + timedelta(days=1)).date().isoformat()
    day = value[:10] if "W" not in value else value[:4]
    return DateReason.AFTER_THE_FETCH.told() if day > latest[: len(day)] else None


def together(stated: ArticleDate, shown: ArticleDate) -> ArticleDate | None:
    """What the page's data and its visible text say together; None when they name different days.

    The data's value stands, but for three cases: the text gives a time of day and the data none; the data is in UTC
    and the text gives the Swedish day or time of the same instant; the data's clock and the text's differ by exactly
    the Swedish offset, which is what a local time marked as UTC, or a UTC time marked as nothing, comes to.
    """
    if not stated.value or not shown.value:
        return None
    if stated.precision == "minute":
        return _with_instant(stated, shown)
    if shown.value.startswith(stated.value):
        finer = len(shown.value) > len(stated.value)
        return replace(stated, value=shown.value, precision=shown.precision, reason=shown.reason) if finer else stated
    return stated if stated.value.startswith(shown.value) else None


def _with_instant(stated: ArticleDate, shown: ArticleDate) -> ArticleDate | None:
    instant = datetime.fromisoformat(stated.value or "")
    if shown.precision == "minute":
        clock = datetime.fromisoformat(shown.value or "")
        difference = abs(clock - instant)
        if not difference and not instant.utcoffset():
            return replace(stated, value=shown.value, reason=DateReason.GIVEN_IN_UTC.told())
        if difference == clock.utcoffset():
            reason = DateReason.OFF_BY_THE_OFFSET.told(text=stated.text)
            return replace(stated, value=shown.value, reason=reason)
    value, day = stated.value or "", (shown.value or "")[:10]
    if value.startswith(day):
        return stated
    local = instant.astimezone(STOCKHOLM)
    if not instant.utcoffset() and local.date().isoformat() == day:
        return replace(stated, value=local.isoformat(timespec="minutes"), reason=DateReason.GIVEN_IN_UTC.told())
    return None
