"""Articles per month as bars, for inline SVG without any script."""

from __future__ import annotations

from calendar import Calendar
from dataclasses import dataclass
from math import ceil, sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

HEIGHT = 64
STEP, WIDTH = 8, 6
MOST_YEARS = 20
"""Years that one chart shows, the latest: 1,920 units wide."""

FEWEST_AT_DARKEST = 4
"""What the darkest shade stands for at least: a single article is not much, even where no day has more."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One month: "2017-02", its number of articles, and its bar in the units of the chart's view box."""

    month: str
    count: int
    x: int
    y: float
    height: float
    width: int = WIDTH


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars side by side, oldest first, of whole years; months without articles have none but keep their place."""

    bars: list[Bar]
    width: int
    height: int = HEIGHT

    @property
    def years(self) -> list[str]:
        """The years, each as wide as the others."""
        return [bar.month[:4] for bar in self.bars if bar.month.endswith("-01")]


@dataclass(frozen=True, slots=True)
class Day:
    """A day in a calendar; `shade` is 0 without articles, else 1 to 4. A place before the first day has number 0."""

    number: int
    date: str
    count: int
    shade: int


@dataclass(frozen=True, slots=True)
class Grid:
    """A month ("2026-02") as weeks of seven days, from Monday."""

    month: str
    weeks: list[list[Day]]


def month_grids(year: int, days: Mapping[str, int]) -> list[Grid]:
    """The twelve months of a year with the articles of each day."""
    busiest = darkest(days.values())
    return [Grid(f"{year:04}-{month:02}", list(_weeks(year, month, days, busiest))) for month in range(1, 13)]


def _weeks(year: int, month: int, days: Mapping[str, int], busiest: int) -> Iterator[list[Day]]:
    for week in Calendar().monthdayscalendar(year, month):
        dates = [f"{year:04}-{month:02}-{number:02}" for number in week]
        counts = [days.get(date, 0) for date in dates]
        yield [
            Day(number, date, count, shade(count, busiest))
            for number, date, count in zip(week, dates, counts, strict=True)
        ]


def shade(count: int, busiest: int) -> int:
    """How dark a number is drawn, from 0 (nothing) to 4 (the most there is), by its root: few stand out from none.

    >>> [shade(count, 100) for count in (0, 1, 20, 50, 100)]
    [0, 1, 2, 3, 4]
    """
    return ceil(4 * sqrt(min(count / busiest, 1)) - 1e-9) if count else 0


def darkest(counts: Iterable[int]) -> int:
    """The number that the darkest shade stands for."""
    return max(FEWEST_AT_DARKEST, *counts, 0)


def legend(counts: Iterable[int]) -> list[tuple[int, int, int]]:
    """Every shade that occurs among the counts, with the least and the greatest number that is drawn in it.

    >>> legend([1, 0, 1]), legend([1, 2, 30, 3, 100, 0])
    ([(2, 1, 1)], [(1, 1, 3), (3, 30, 30), (4, 100, 100)])
    """
    drawn = sorted({count for count in counts if count})
    busiest = darkest(drawn)
    shades = {number: [count for count in drawn if shade(count, busiest) == number] for number in range(1, 5)}
    return [(number, found[0], found[-1]) for number, found in shades.items() if found]


def month_chart(counts: Sequence[tuple[str, int]]) -> Chart:
    """The chart of the years with these months and their counts, oldest first; the tallest bar fills it.

    >>> chart = month_chart([("2016-12", 2), ("2017-02", 4)])
    >>> [(bar.month, bar.count, bar.height) for bar in chart.bars[11:14]]
    [('2016-12', 2, 32.0), ('2017-01', 0, 0.0), ('2017-02', 4, 64.0)]
    >>> chart.years
    ['2016', '2017']
    """
    known = dict(counts)
    months = _whole_years(min(known), max(known)) if known else []
    busiest = max((known.get(month, 0) for month in months), default=1)
    bars = []
    for index, month in enumerate(months):
        count = known.get(month, 0)
        height = round(max(HEIGHT * count / busiest, 1), 1) if count else 0.0
        bars.append(Bar(month, count, index * STEP, round(HEIGHT - height, 1), height))
    return Chart(bars, max(len(bars) * STEP, STEP))


def _whole_years(first: str, last: str) -> list[str]:
    end = int(last[:4])
    start = max(int(first[:4]), end - MOST_YEARS + 1)
    return [f"{year:04}-{month:02}" for year in range(start, end + 1) for month in range(1, 13)]
