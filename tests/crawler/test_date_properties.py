"""What holds of every date and of any text."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from archive.schema import Precision
from crawler.normalise.date_values import STOCKHOLM
from crawler.normalise.dates import find_dates, read_date
from tests.crawler.date_tables import SEEN

WRITTEN = [
    "{0:%Y-%m-%d}",
    "{0:%Y%m%d}",
    "{0.day}/{0.month}-{0.year}",
    "{0.day}.{0.month}.{0.year}",
    "den {0.day} {1} {0.year}",
]
DAYS = st.dates(date(1900, 1, 1), date(2099, 12, 31))
SWEDISH = "januari februari mars april maj juni juli augusti september oktober november december".split()


@given(DAYS, st.sampled_from(WRITTEN))
def test_every_day_is_read_back(day: date, form: str) -> None:
    reading = read_date(f"Publicerad: {form.format(day, SWEDISH[day.month - 1])}")
    assert reading is not None
    assert (reading.value, reading.precision) == (day.isoformat(), "day")


@given(st.datetimes(datetime(1995, 1, 1), datetime(2090, 1, 1)))  # noqa: DTZ001 - a clock time is what is written
def test_every_swedish_clock_time_is_an_instant_that_existed(clock: datetime) -> None:
    reading = read_date(f"{clock:%Y-%m-%d} kl. {clock:%H.%M}")
    assert reading is not None
    moment = datetime.fromisoformat(reading.value)
    assert moment.astimezone(UTC).astimezone(STOCKHOLM).utcoffset() == moment.utcoffset()
    assert moment.replace(tzinfo=None) - clock.replace(second=0, microsecond=0) in (timedelta(), timedelta(hours=1))
    assert reading.assumed is not None or (moment.hour, moment.minute) == (clock.hour, clock.minute)


PIECES = [
    *"0123456789",
    *"./:-– §",
    "2017",
    "feb",
    "den ",
    "kl. ",
    "vecka ",
    "mån ",
    "igår",
    "sedan",
    "Publicerad",
    "İ",
    "年",
]
TEXTS = st.text(max_size=80) | st.lists(st.sampled_from(PIECES), max_size=30).map("".join)


@given(TEXTS, st.sampled_from([None, SEEN]))
def test_any_text_gives_dates_that_it_holds(text: str, seen: datetime | None) -> None:
    reading = read_date(text, seen)
    for found in [*find_dates(text), *([reading] if reading else [])]:
        assert found.text == text[found.start : found.end] != ""
        assert found.precision in get_args(Precision)


@given(TEXTS)
def test_dates_in_prose_stand_one_after_the_other(text: str) -> None:
    found = list(find_dates(text))
    assert all(first.end <= second.start for first, second in pairwise(found))
