"""Dates that need the day they were seen, years of two digits, and texts that hold no date."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from crawler.normalise.date_values import full_year
from crawler.normalise.dates import DateReading, find_dates, read_date
from tests.crawler.date_tables import SEEN, rows

if TYPE_CHECKING:
    from archive.schema import Precision

FETCHED = "relative to the fetch time"

# By what was assumed, at SEEN: text => precision => value.
SEEN_FORMS: dict[str | None, str] = {
    FETCHED: """
        idag => day => 2017-02-14
        Idag kl. 8 => minute => 2017-02-14T08:00+01:00
        i dag 08:15 => minute => 2017-02-14T08:15+01:00
        igår 14:05 => minute => 2017-02-13T14:05+01:00
        I går => day => 2017-02-13
        i förrgår => day => 2017-02-12
        i fredags => day => 2017-02-10
        i tisdags => day => 2017-02-07
        för 3 dagar sedan => day => 2017-02-11
        vor 3 Tagen => day => 2017-02-11
        3 timmar sedan => minute => 2017-02-14T07:30+01:00
        en timme sedan => minute => 2017-02-14T09:30+01:00
        45 min sedan => minute => 2017-02-14T09:45+01:00
        2 veckor sedan => week => 2017-W05
        två veckor sedan => week => 2017-W05
        för fyra dagar sedan => day => 2017-02-10
        2 månader sedan => month => 2016-12
        ett år sedan => year => 2016
        yesterday => day => 2017-02-13
        2 hours ago => minute => 2017-02-14T08:30+01:00
        for 3 timer siden => minute => 2017-02-14T07:30+01:00
        4 dagar, 1 timme sedan => day => 2017-02-10
        3 veckor, 2 dagar sedan => day => 2017-01-22
        2 veckor 3 dagar sedan => day => 2017-01-28
        2 timmar och 5 minuter sedan => minute => 2017-02-14T08:25+01:00
        2 månader, 1 vecka sedan => year => 2016
        2 månader, 2 veckor sedan => month => 2016-11
        1 år, 2 månader sedan => month => 2015-12
        1 year, 3 weeks ago => month => 2016-01
    """,
    "year nearest to the fetch time": """
        v. 6 => week => 2017-W06
        vecka 50 => week => 2016-W50
    """,
    "year from weekday": """
        onsdag 8 februari => day => 2017-02-08
        ons 8 feb => day => 2017-02-08
        tisdag 9 februari => day => 2016-02-09
        lördag 24 dec => day => 2016-12-24
        ons 8 feb kl. 13.45 => minute => 2017-02-08T13:45+01:00
    """,
    None: """
        tisdag 8 februari => month-day => --02-08
        8 februari => month-day => --02-08
        8 februari 2017 => day => 2017-02-08
        16-11-21 => day => 2016-11-21
        08-02-17 => day => 2008-02-17
        18-02-16 => day => 2016-02-18
        30-06-98 => day => 1998-06-30
        16-11-21 08:10 => minute => 2016-11-21T08:10+01:00
    """,
}

NO_DATES = """
    § 24
    8 § 2 mom.
    3 kap. 5 §
    dnr 2017/123
    KS 2017/123-4
    Dnr 2017-02-08
    diarienummer 170208
    prop. 2016/17:30
    SFS 2017:725
    036-442 80 00
    08-123 45 67
    Tel. 170208
    212000-1611
    19650812-1234
    Mars
    Maj
    Maj Karlsson, 87 år
    250 kr
    1 500 kronor
    12.50
    22:17
    8.00–16.30
    måndag–fredag 8.00–16.30
    lördag 10-14
    1998-99
    2012-13
    2017/18
    2019–2020
    våren 2017
    budget för 2018
    1/2 dl
    3 av 8
    Bild 1/3
    v. 60
    0000-00-00
    2017-13-01
    31 februari 2017
    30 feb
    29 februari 2017
    32 januari 2017
    8 majoritet
    192.168.10.2017
    1.2.2017.4
    3 minuter
    Uppdaterad kl 12.17
    24 kommentarer
    på fredag
    Publicerad av webbredaktionen
    12 äpplen 2017
    2017-02-08x
"""


@pytest.mark.parametrize(("assumed", "text", "precision", "value"), rows(SEEN_FORMS))
def test_a_date_that_needs_the_day_it_was_seen(assumed: str, text: str, precision: Precision, value: str) -> None:
    assert read_date(text, SEEN) == DateReading(value, precision, text, 0, len(text), assumed)


@pytest.mark.parametrize("text", [row[1] for row in rows({FETCHED: SEEN_FORMS[FETCHED]})])
def test_nothing_is_relative_to_an_unknown_day(text: str) -> None:
    assert read_date(text) is None


@pytest.mark.parametrize("text", [line.strip() for line in NO_DATES.strip().splitlines()])
def test_no_date(text: str) -> None:
    assert read_date(text, SEEN) is None
    assert list(find_dates(text)) == []


@pytest.mark.parametrize(
    ("digits", "seen", "year"),
    [(17, None, 2017), (68, None, 2068), (69, None, 1969), (26, 2026, 2026), (27, 2026, 2027), (28, 2026, 1928)],
)
def test_years_of_two_digits(digits: int, seen: int | None, year: int) -> None:
    assert full_year(digits, datetime(seen, 11, 1, tzinfo=UTC) if seen else None) == year
