"""The year of a day that is shown without one, from evidence; what is inferred says so in `source` and `reason`."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from archive.schema import ArticleDate, DateReason

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from archive.schema import Precision

_NEAR = 92  # days between an article and its neighbour in a list, or its change, that still tell the article's year
_CUTS: tuple[tuple[int, Precision], ...] = ((10, "day"), (7, "month"), (4, "year"))
_OF_YEARS = {
    reason.told()
    for reason in (
        DateReason.YEAR_OF_WEEKDAY,
        DateReason.YEAR_NEAREST,
        DateReason.YEAR_OF_ADDRESS,
        DateReason.YEAR_OF_NEIGHBOURS,
        DateReason.YEAR_OF_CHANGE,
    )
}
_URL_YEAR = re.compile(r"/((?:19|20)[0-9]{2})/")


def with_years(found: Sequence[ArticleDate], url: str, neighbours: Sequence[str]) -> list[ArticleDate]:
    """The dates; a day without year gets the one that the address, the neighbours in the list or a change tells.

    Where these tell none, or two, it stays without.
    """
    changed = [one.value[:10] for one in found if one.role == "modified" and one.value]
    return [
        _with_year(one, url, neighbours, changed) if one.precision == "month-day" and one.value else one
        for one in found
    ]


def _with_year(one: ArticleDate, url: str, neighbours: Sequence[str], changed: Sequence[str]) -> ArticleDate:
    month_day = (one.value or "").removeprefix("--")
    if match := _URL_YEAR.search(url):
        years, why = {match[1]}, DateReason.YEAR_OF_ADDRESS
    elif neighbours:
        years, why = _years_near(neighbours, month_day), DateReason.YEAR_OF_NEIGHBOURS
    else:
        years, why = _years_near(changed, month_day), DateReason.YEAR_OF_CHANGE
    value = f"{min(years)}-{month_day}" if len(years) == 1 else ""
    return replace(one, value=value, precision="day", reason=why.told()) if as_date(value) else one


def _years_near(days: Iterable[str], month_day: str) -> set[str]:
    """The years in which a day lies near one of these days."""
    near = [day for day in map(as_date, days) if day]
    return {
        str(year)
        for other in near
        for year in (other.year - 1, other.year, other.year + 1)
        if (day := as_date(f"{year}-{month_day}")) and abs(day - other).days <= _NEAR
    }


def marked_as_inferred(one: ArticleDate) -> ArticleDate:
    """The date, with `inferred` as its source where its year was not shown."""
    if one.reason not in _OF_YEARS:
        return one
    reason = DateReason.REST_FROM.told(year=one.reason, source=one.source)
    return replace(one, source="inferred", reason=reason)


def between_neighbours(neighbours: Sequence[str]) -> ArticleDate | None:
    """What an article's neighbours in a list have in common: their day, month or year.

    A context has at most two on either side, so three are from both, and the article lies between them.
    """
    days = sorted(day for day in neighbours if as_date(day))
    if len(days) < 3:
        return None
    for length, precision in _CUTS:
        if days[0][:length] == days[-1][:length]:
            reason = DateReason.BETWEEN_NEIGHBOURS.told(first=days[0], last=days[-1])
            return ArticleDate("published", days[0][:length], precision, "inferred", "", reason)
    return None


def as_date(text: str) -> date | None:
    """The day that a text is in ISO 8601; None when it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
