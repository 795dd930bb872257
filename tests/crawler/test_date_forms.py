"""A date in its place, in every form that is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from crawler.normalise.dates import DateReading, read_date
from tests.crawler.date_tables import rows

if TYPE_CHECKING:
    from archive.schema import Precision

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
        17-02-08 => 2017-02-08
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


@pytest.mark.parametrize(
    ("precision", "text", "value", "words"), [(*row[:3], row[3] if row[3:] else row[1]) for row in rows(FORMS)]
)
def test_a_date_in_its_place(precision: Precision, text: str, value: str, words: str) -> None:
    start = text.index(words)
    assert read_date(text) == DateReading(value, precision, words, start, start + len(words))


@pytest.mark.parametrize(
    ("text", "value", "assumed"),
    [
        ("2017-03-26 02:30", "2017-03-26T03:30+02:00", "02:30 does not exist on that day; the clock moved on"),
        ("2017-10-29 02:30", "2017-10-29T02:30+02:00", "02:30 comes twice on that day; the first was taken"),
    ],
)
def test_the_hours_that_summer_time_skips_and_repeats(text: str, value: str, assumed: str) -> None:
    assert read_date(text) == DateReading(value, "minute", text, 0, len(text), assumed)


def test_dateparser_never_gives_a_year_of_its_own() -> None:
    assert read_date("24 décembre") is None
    assert read_date("24 décembre 2017") == DateReading("2017-12-24", "day", "24 décembre 2017", 0, 16)
