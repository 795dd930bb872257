"""Dates in text: one date in its place, dates in prose, what must not be a date, labels, and texts nobody thought of."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.schema import Precision
from crawler.normalise.date_values import STOCKHOLM, full_year
from crawler.normalise.dates import DateReading, find_dates, find_labels, label_role, read_date

if TYPE_CHECKING:
    from collections.abc import Mapping

SEEN = datetime(2017, 2, 14, 9, 30, tzinfo=UTC)
"""A Tuesday, half past ten in Stockholm."""

FETCHED = "relative to the fetch time"

# By precision: text => value => the date's own words, where they are not the whole text.
FORMS: dict[Precision, str] = {
    "day": """
        2017-02-08 => 2017-02-08
        2017-2-8 => 2017-02-08
        2017/02/08 => 2017-02-08
        2017.02.08 => 2017-02-08
        20170208 => 2017-02-08
        170208 => 2017-02-08
        2017-W06-3 => 2017-02-08
        2017-02-08+01:00 => 2017-02-08 => 2017-02-08
        2017-02-08 00:00:00 => 2017-02-08
        2017-02-08T00:00:00+01:00 => 2017-02-08
        15 juni 2018 => 2018-06-15
        02 juli 2026 => 2026-07-02
        8 februari 2017 => 2017-02-08
        8 FEBRUARI 2017 => 2017-02-08
        8\N{NO-BREAK SPACE}februari\N{NO-BREAK SPACE}2017 => 2017-02-08
        8 feb 2017 => 2017-02-08
        8 feb. 2017 => 2017-02-08
        8 sept 2017 => 2017-09-08
        8:e februari 2017 => 2017-02-08
        den 8:e februari 2017 => 2017-02-08
        den 1:a mars 2017 => 2017-03-01
        8 februari, 2017 => 2017-02-08
        Tisdag 25 september 2018 => 2018-09-25
        tisdagen den 25 september 2018 => 2018-09-25
        tisdag, 25 september 2018 => 2018-09-25
        8 feb -17 => 2017-02-08
        8 feb '17 => 2017-02-08
        8-feb-2017 => 2017-02-08
        08feb2017 => 2017-02-08
        26/8-2021 => 2021-08-26
        8/2-17 => 2017-02-08
        8/2 - 17 => 2017-02-08
        8/2 2017 => 2017-02-08
        8/2, 2017 => 2017-02-08
        8/2/2017 => 2017-02-08
        28.5.2020 => 2020-05-28
        8. 2. 2017 => 2017-02-08
        08-02-2017 => 2017-02-08
        08-02-17 => 2017-02-08
        08.02.17 => 2017-02-08
        98-02-08 => 1998-02-08
        02/28/2017 => 2017-02-28
        February 8, 2017 => 2017-02-08
        Feb. 8 2017 => 2017-02-08
        8th of February 2017 => 2017-02-08
        Wednesday, February 8th, 2017 => 2017-02-08
        onsdag 8. februar 2017 => 2017-02-08
        8. desember 2017 => 2017-12-08
        8. marts 2017 => 2017-03-08
        8. helmikuuta 2017 => 2017-02-08
        8. März 2017 => 2017-03-08
        8 février 2017 => 2017-02-08
        8 de febrero de 2017 => 2017-02-08
        8 lutego 2017 => 2017-02-08
        2017年2月8日 => 2017-02-08
        Publicerad 170208 => 2017-02-08 => 170208
        Publicerad: 8 februari 2017 => 2017-02-08 => 8 februari 2017
        Publicerad den 8 februari 2017 av Anna => 2017-02-08 => den 8 februari 2017
        Senast uppdaterad den 8:e februari 2017 => 2017-02-08 => den 8:e februari 2017
        Sidansvarig: Anna | Uppdaterad: 2017-02-08 => 2017-02-08 => 2017-02-08
        3 min läsning | 8 feb 2017 => 2017-02-08 => 8 feb 2017
        2099-12-31 => 2099-12-31
    """,
    "minute": """
        2017-02-08T13:45 => 2017-02-08T13:45+01:00
        2017-02-08 13:45 => 2017-02-08T13:45+01:00
        2017-02-08, 13.45 => 2017-02-08T13:45+01:00
        2017-02-08 kl 13:45 => 2017-02-08T13:45+01:00
        2017-02-08T13:45:59 => 2017-02-08T13:45+01:00
        2017-07-08T13:45:59 => 2017-07-08T13:45+02:00
        2017-02-08T13:45:00+01:00 => 2017-02-08T13:45+01:00
        2017-02-08T13:45:00+0100 => 2017-02-08T13:45+01:00
        2017-02-08T13:45+01 => 2017-02-08T13:45+01:00
        2017-02-08 13:45:00 +01:00 => 2017-02-08T13:45+01:00
        2017-02-08T12:45:00Z => 2017-02-08T12:45+00:00
        2017-02-08T12:45:00.123Z => 2017-02-08T12:45+00:00
        2017-02-08T12:45:00.123456-05:00 => 2017-02-08T12:45-05:00
        20170208T134500 => 2017-02-08T13:45+01:00
        20170208T124500Z => 2017-02-08T12:45+00:00
        20170208134500 => 2017-02-08T13:45+01:00
        8 februari 2017 kl. 13.45 => 2017-02-08T13:45+01:00
        8 februari 2017 kl 13:45 => 2017-02-08T13:45+01:00
        8 februari 2017 klockan 13.45 => 2017-02-08T13:45+01:00
        8 februari 2017, 13:45 => 2017-02-08T13:45+01:00
        8 februari 2017 - 13:45 => 2017-02-08T13:45+01:00
        8 februari 2017 | 13.45 => 2017-02-08T13:45+01:00
        8 februari 2017 kl. 9 => 2017-02-08T09:00+01:00
        8 februari 2017 kl. 13.45-15 => 2017-02-08T13:45+01:00 => 8 februari 2017 kl. 13.45
        8 februari 2017 10:00-12:00 => 2017-02-08T10:00+01:00 => 8 februari 2017 10:00
        13:45, 8 februari 2017 => 2017-02-08T13:45+01:00
        kl. 13.45 den 8 februari 2017 => 2017-02-08T13:45+01:00
        28.5.2020 17:43 => 2020-05-28T17:43+02:00
        28.5.2020 - 17.43 => 2020-05-28T17:43+02:00
        8 February 2017, 4:45pm => 2017-02-08T16:45+01:00
        Feb 8, 2017 at 4:45 p.m. EST => 2017-02-08T16:45-05:00
        8 February 2017 12am => 2017-02-08T00:00+01:00
        Wed, 08 Feb 2017 13:45:00 GMT => 2017-02-08T13:45+00:00
        Wed Feb  8 13:45:00 CET 2017 => 2017-02-08T13:45+01:00
        Wed Feb 08 2017 13:45:00 GMT+0100 (CET) => 2017-02-08T13:45+01:00 => Wed Feb 08 2017 13:45:00 GMT+0100
        8. februar 2017 kl. 13.45 => 2017-02-08T13:45+01:00
        8. helmikuuta 2017 klo 13.45 => 2017-02-08T13:45+01:00
        Do 25.04.2024 | 14:07 Uhr => 2024-04-25T14:07+02:00 => 25.04.2024 | 14:07
        2017-03-26 01:59 => 2017-03-26T01:59+01:00
        2017-03-26 03:00 => 2017-03-26T03:00+02:00
    """,
    "month-day": """
        8 feb => --02-08
        8:e feb => --02-08
        24 dec => --12-24
        Den 8 februari => --02-08
        29 februari => --02-29
        8/2 => --02-08
        den 8/2 => --02-08
        February 8 => --02-08
        Publicerad 8 februari => --02-08 => 8 februari
    """,
    "week": """
        2017-W06 => 2017-W06
        2017W06 => 2017-W06
        vecka 6 2017 => 2017-W06
        vecka 6, 2017 => 2017-W06
        v. 6 2017 => 2017-W06
        v6 2017 => 2017-W06
    """,
    "month": """
        2017-02 => 2017-02
        februari 2017 => 2017-02
        Februari, 2017 => 2017-02
        feb. 2017 => 2017-02
    """,
    "year": """
        2017 => 2017
        Publicerad: 2017 => 2017 => 2017
    """,
}

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
        2 månader sedan => month => 2016-12
        ett år sedan => year => 2016
        yesterday => day => 2017-02-13
        2 hours ago => minute => 2017-02-14T08:30+01:00
        for 3 timer siden => minute => 2017-02-14T07:30+01:00
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
    två veckor sedan
    Uppdaterad kl 12.17
    24 kommentarer
    på fredag
    Publicerad av webbredaktionen
    12 äpplen 2017
    2017-02-08x
"""

PROSE = {
    "Den 8 februari skrev de under.": ["--02-08 Den 8 februari"],
    "Mötet hölls tisdagen den 7 februari 2017 kl. 18.30.": [
        "2017-02-07T18:30+01:00 tisdagen den 7 februari 2017 kl. 18.30"
    ],
    "Från 19 juni–11 augusti 2018 är det gratis.": ["--06-19 19 juni", "2018-08-11 11 augusti 2018"],
    "Öppet 8–10 februari 2017.": ["2017-02-10 10 februari 2017"],
    "Det gäller från maj 2018. I november ifjol var det annorlunda.": ["2018-05 maj 2018"],
    "Under vecka 6 2017 stängs vägen, liksom vecka 9.": ["2017-W06 vecka 6 2017"],
    "Beslutet (2017-02-08) och mötet 8/2 2017 gäller.": ["2017-02-08 2017-02-08", "2017-02-08 8/2 2017"],
    "Vi ses den 8/2, eller tisdag 14/2 kl. 18. Tag 1/2 dl mjöl.": ["--02-08 den 8/2", "--02-14 tisdag 14/2 kl. 18"],
    "On May 30, 2018 it was said; you may 8 times.": ["2018-05-30 May 30, 2018"],
    "8 februari 2017 13.45 miljoner; 3 mars 15:00.": ["2017-02-08 8 februari 2017", "--03-03 3 mars 15:00"],
    "Protokoll 8.2.17, 170208 och 20170208.": [],
    "Resultatet blev 3-2, sedan 21-17. Läs mer i kap. 8.2.2017.": [],
    "Artikel 8 may be 2017 eller 5 mar.": [],
    "Öppettider: måndag–fredag 8.00–16.30, lördag 10-14. Telefon 036-442 80 00.": [],
    "Mars och Maj bor på Storgatan 8. Maj fyller 87 år.": [],
    "Igår och i fredags, för 3 dagar sedan, 2017 och under 2016.": [],
    "Enligt § 24 och 3 kap. 5 § gäller dnr 2017/123 och lag (1994:1220).": [],
    "": [],
}

LABEL_ROLES = {
    "Publicerad": "published",
    "Publicerat:": "published",
    "Artikeln publicerades": "published",
    "Utgiven den": "published",
    "Upprättad": "published",
    "Skapad": "published",
    "Postad i Nyheter": "published",
    "Datum": "published",
    "Publisert": "published",
    "Offentliggjort": "published",
    "Julkaistu": "published",
    "Veröffentlicht am": "published",
    "First published": "published",
    "Uppdaterad": "modified",
    "Senast uppdaterad": "modified",
    "Sidan senast ändrad:": "modified",
    "Senast publicerad": "modified",
    "Granskad": "modified",
    "Reviderad": "modified",
    "Sist oppdatert": "modified",
    "Sidst ændret": "modified",
    "Päivitetty": "modified",
    "Zuletzt aktualisiert": "modified",
    "Last updated": "modified",
    "Sidansvarig": None,
    "Publikationer": None,
    "": None,
}


def rows(tables: Mapping[Any, str]) -> list[list[Any]]:
    """Every line of the tables as its key and its cells."""
    return [
        [key, *line.strip(" ").split(" => ")] for key, table in tables.items() for line in table.strip().splitlines()
    ]


@pytest.mark.parametrize(
    ("precision", "text", "value", "words"), [(*row[:3], row[3] if row[3:] else row[1]) for row in rows(FORMS)]
)
def test_a_date_in_its_place(precision: Precision, text: str, value: str, words: str) -> None:
    start = text.index(words)
    assert read_date(text) == DateReading(value, precision, words, start, start + len(words))


@pytest.mark.parametrize(("assumed", "text", "precision", "value"), rows(SEEN_FORMS))
def test_a_date_that_needs_the_day_it_was_seen(assumed: str, text: str, precision: Precision, value: str) -> None:
    assert read_date(text, SEEN) == DateReading(value, precision, text, 0, len(text), assumed)


@pytest.mark.parametrize("text", [row[1] for row in rows({FETCHED: SEEN_FORMS[FETCHED]})])
def test_nothing_is_relative_to_an_unknown_day(text: str) -> None:
    assert read_date(text) is None


@pytest.mark.parametrize("text", [line.strip() for line in NO_DATES.strip().splitlines()])
def test_no_date(text: str) -> None:
    assert read_date(text, SEEN) is None
    assert find_dates(text, SEEN) == []


@pytest.mark.parametrize(("text", "expected"), list(PROSE.items()))
def test_dates_in_prose(text: str, expected: list[str]) -> None:
    assert [f"{found.value} {found.text}" for found in find_dates(text)] == expected


def test_the_seed_articles_mention_is_a_month_and_a_day() -> None:
    prose = "Den 8 februari skrev Per Nordenstam, kommundirektör och Jan Håkansson, lokalpolisområdeschef under."
    assert find_dates(prose) == [DateReading("--02-08", "month-day", "Den 8 februari", 0, 14)]


@pytest.mark.parametrize(
    ("text", "value", "assumed"),
    [
        ("2017-03-26 02:30", "2017-03-26T03:30+02:00", "02:30 does not exist on that day; the clock moved on"),
        ("2017-10-29 02:30", "2017-10-29T02:30+02:00", "02:30 comes twice on that day; the first was taken"),
    ],
)
def test_the_hours_that_summer_time_skips_and_repeats(text: str, value: str, assumed: str) -> None:
    assert read_date(text) == DateReading(value, "minute", text, 0, len(text), assumed)


@pytest.mark.parametrize(
    ("digits", "seen", "year"),
    [(17, None, 2017), (68, None, 2068), (69, None, 1969), (26, 2026, 2026), (27, 2026, 2027), (28, 2026, 1928)],
)
def test_years_of_two_digits(digits: int, seen: int | None, year: int) -> None:
    assert full_year(digits, datetime(seen, 11, 1, tzinfo=UTC) if seen else None) == year


@pytest.mark.parametrize(("text", "role"), list(LABEL_ROLES.items()))
def test_label_role(text: str, role: str | None) -> None:
    assert label_role(text) == role


def test_labels_with_their_places() -> None:
    labels = find_labels("Publicerad 8 feb, senast publicerad 9 feb. Datum: 10 feb")
    assert [(label.role, label.start, label.end, label.sure) for label in labels] == [
        ("published", 0, 10, True),
        ("modified", 25, 35, True),
        ("published", 43, 48, False),
    ]


def test_dateparser_never_gives_a_year_of_its_own() -> None:
    assert read_date("24 décembre") is None
    assert read_date("24 décembre 2017") == DateReading("2017-12-24", "day", "24 décembre 2017", 0, 16)


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
    for found in [*find_dates(text, seen), *([reading] if reading else [])]:
        assert found.text == text[found.start : found.end] != ""
        assert found.precision in get_args(Precision)


@given(TEXTS)
def test_dates_in_prose_stand_one_after_the_other(text: str) -> None:
    found = find_dates(text)
    assert all(first.end <= second.start for first, second in pairwise(found))
