"""Dates in text: forms of one date, dates in prose, what must not be a date, labels, and texts nobody thought of."""

from __future__ import annotations

import re
from datetime import UTC, datetime

SEEN = datetime(2017, 2, 14, 9, 30, tzinfo=UTC)
"""A Tuesday, half past ten in Stockholm."""

# text | value (– for none) | precision | words that stand for the date, when they are not the whole text
FORMS = """
2017-02-08                                  | 2017-02-08             | day
2017-2-8                                    | 2017-02-08             | day
2017/02/08                                  | 2017-02-08             | day
2017.02.08                                  | 2017-02-08             | day
20170208                                    | 2017-02-08             | day
170208                                      | 2017-02-08             | day
Publicerad 170208                           | 2017-02-08             | day       | 170208
2017-02-08T13:45                            | 2017-02-08T13:45+01:00 | minute
2017-02-08 13:45                            | 2017-02-08T13:45+01:00 | minute
2017-02-08, 13.45                           | 2017-02-08T13:45+01:00 | minute
2017-02-08 kl 13:45                         | 2017-02-08T13:45+01:00 | minute
2017-02-08T13:45:59                         | 2017-02-08T13:45+01:00 | minute
2017-07-08T13:45:59                         | 2017-07-08T13:45+02:00 | minute
2017-02-08T13:45:00+01:00                   | 2017-02-08T13:45+01:00 | minute
2017-02-08T13:45:00+0100                    | 2017-02-08T13:45+01:00 | minute
2017-02-08T13:45+01                         | 2017-02-08T13:45+01:00 | minute
2017-02-08 13:45:00 +01:00                  | 2017-02-08T13:45+01:00 | minute
2017-02-08T12:45:00Z                        | 2017-02-08T12:45+00:00 | minute
2017-02-08T12:45:00.123Z                    | 2017-02-08T12:45+00:00 | minute
2017-02-08T12:45:00.123456-05:00            | 2017-02-08T12:45-05:00 | minute
20170208T134500                             | 2017-02-08T13:45+01:00 | minute
20170208T124500Z                            | 2017-02-08T12:45+00:00 | minute
20170208134500                              | 2017-02-08T13:45+01:00 | minute
2017-02-08 00:00:00                         | 2017-02-08             | day
2017-02-08T00:00:00+01:00                   | 2017-02-08             | day
2017-02-08+01:00                            | 2017-02-08             | day       | 2017-02-08
2017-W06                                    | 2017-W06               | week
2017W06                                     | 2017-W06               | week
2017-W06-3                                  | 2017-02-08             | day
2017-02                                     | 2017-02                | month
2017                                        | 2017                   | year
Publicerad: 2017                            | 2017                   | year      | 2017
15 juni 2018                                | 2018-06-15             | day
02 juli 2026                                | 2026-07-02             | day
8 februari 2017                             | 2017-02-08             | day
8 FEBRUARI 2017                             | 2017-02-08             | day
8\u00a0februari\u00a02017                   | 2017-02-08             | day
8 feb 2017                                  | 2017-02-08             | day
8 feb. 2017                                 | 2017-02-08             | day
8 sept 2017                                 | 2017-09-08             | day
8:e februari 2017                           | 2017-02-08             | day
den 8:e februari 2017                       | 2017-02-08             | day
den 1:a mars 2017                           | 2017-03-01             | day
den 8 februari, 2017                        | 2017-02-08             | day
Tisdag 25 september 2018                    | 2018-09-25             | day
tisdagen den 25 september 2018              | 2018-09-25             | day
tisdag, 25 september 2018                   | 2018-09-25             | day
8 feb -17                                   | 2017-02-08             | day
8 feb '17                                   | 2017-02-08             | day
8-feb-2017                                  | 2017-02-08             | day
08feb2017                                   | 2017-02-08             | day
8 februari 2017 kl. 13.45                   | 2017-02-08T13:45+01:00 | minute
8 februari 2017 kl 13:45                    | 2017-02-08T13:45+01:00 | minute
8 februari 2017 klockan 13.45               | 2017-02-08T13:45+01:00 | minute
8 februari 2017, 13:45                      | 2017-02-08T13:45+01:00 | minute
8 februari 2017 - 13:45                     | 2017-02-08T13:45+01:00 | minute
8 februari 2017 | 13.45                     | 2017-02-08T13:45+01:00 | minute
8 februari 2017 (13:45)                     | 2017-02-08T13:45+01:00 | minute    | 8 februari 2017 (13:45
8 februari 2017 kl. 9                       | 2017-02-08T09:00+01:00 | minute
8 februari 2017 kl. 13.45-15                | 2017-02-08T13:45+01:00 | minute    | 8 februari 2017 kl. 13.45
8 februari 2017 10:00-12:00                 | 2017-02-08T10:00+01:00 | minute    | 8 februari 2017 10:00
13:45, 8 februari 2017                      | 2017-02-08T13:45+01:00 | minute
kl. 13.45 den 8 februari 2017               | 2017-02-08T13:45+01:00 | minute
26/8-2021                                   | 2021-08-26             | day
8/2-17                                      | 2017-02-08             | day
8/2 - 17                                    | 2017-02-08             | day
8/2 2017                                    | 2017-02-08             | day
8/2, 2017                                   | 2017-02-08             | day
8/2/2017                                    | 2017-02-08             | day
28.5.2020                                   | 2020-05-28             | day
8. 2. 2017                                  | 2017-02-08             | day
28.5.2020 17:43                             | 2020-05-28T17:43+02:00 | minute
28.5.2020 - 17.43                           | 2020-05-28T17:43+02:00 | minute
08-02-2017                                  | 2017-02-08             | day
08-02-17                                    | 2017-02-08             | day
08.02.17                                    | 2017-02-08             | day
98-02-08                                    | 1998-02-08             | day
02/28/2017                                  | 2017-02-28             | day
8 feb                                       | --02-08                | month-day
8:e feb                                     | --02-08                | month-day
24 dec                                      | --12-24                | month-day
Den 8 februari                              | --02-08                | month-day
29 februari                                 | --02-29                | month-day
8/2                                         | --02-08                | month-day
den 8/2                                     | --02-08                | month-day
8 feb 13:45                                 | --02-08                | month-day
februari 2017                               | 2017-02                | month
Februari, 2017                              | 2017-02                | month
feb. 2017                                   | 2017-02                | month
vecka 6 2017                                | 2017-W06               | week
vecka 6, 2017                               | 2017-W06               | week
v. 6 2017                                   | 2017-W06               | week
v6 2017                                     | 2017-W06               | week
February 8, 2017                            | 2017-02-08             | day
Feb. 8 2017                                 | 2017-02-08             | day
8th of February 2017                        | 2017-02-08             | day
Wednesday, February 8th, 2017               | 2017-02-08             | day
8 February 2017, 4:45pm                     | 2017-02-08T16:45+01:00 | minute
Feb 8, 2017 at 4:45 p.m. EST                | 2017-02-08T16:45-05:00 | minute
8 February 2017 12am                        | 2017-02-08T00:00+01:00 | minute
February 8                                  | --02-08                | month-day
Wed, 08 Feb 2017 13:45:00 GMT               | 2017-02-08T13:45+00:00 | minute
Wed Feb  8 13:45:00 CET 2017                | 2017-02-08T13:45+01:00 | minute
Wed Feb 08 2017 13:45:00 GMT+0100 (CET)     | 2017-02-08T13:45+01:00 | minute    | Wed Feb 08 2017 13:45:00 GMT+0100
8. februar 2017 kl. 13.45                   | 2017-02-08T13:45+01:00 | minute
onsdag 8. februar 2017                      | 2017-02-08             | day
8. desember 2017                            | 2017-12-08             | day
8. marts 2017                               | 2017-03-08             | day
8. helmikuuta 2017 klo 13.45                | 2017-02-08T13:45+01:00 | minute
8. März 2017                                | 2017-03-08             | day
Do 25.04.2024 | 14:07 Uhr                   | 2024-04-25T14:07+02:00 | minute    | 25.04.2024 | 14:07
8 février 2017                              | 2017-02-08             | day
8 de febrero de 2017                        | 2017-02-08             | day
8 lutego 2017                               | 2017-02-08             | day
2017年2月8日                                | 2017-02-08             | day
Publicerad: 8 februari 2017                 | 2017-02-08             | day       | 8 februari 2017
Publicerad den 8 februari 2017 av Anna      | 2017-02-08             | day       | den 8 februari 2017
Senast uppdaterad den 8:e februari 2017     | 2017-02-08             | day       | den 8:e februari 2017
Sidansvarig: Anna | Uppdaterad: 2017-02-08  | 2017-02-08             | day       | 2017-02-08
3 min läsning | 8 feb 2017                  | 2017-02-08             | day       | 8 feb 2017
2017-03-26 01:59                            | 2017-03-26T01:59+01:00 | minute
2017-03-26 03:00                            | 2017-03-26T03:00+02:00 | minute
2099-12-31                                  | 2099-12-31             | day
"""  # fmt: skip

# text | value at SEEN | precision | what was assumed
RELATIVE = """
idag                   | 2017-02-14             | day    | relative to the fetch time
Idag kl. 8             | 2017-02-14T08:00+01:00 | minute | relative to the fetch time
i dag 08:15            | 2017-02-14T08:15+01:00 | minute | relative to the fetch time
igår 14:05             | 2017-02-13T14:05+01:00 | minute | relative to the fetch time
I går                  | 2017-02-13             | day    | relative to the fetch time
i förrgår              | 2017-02-12             | day    | relative to the fetch time
i fredags              | 2017-02-10             | day    | relative to the fetch time
i tisdags              | 2017-02-07             | day    | relative to the fetch time
för 3 dagar sedan      | 2017-02-11             | day    | relative to the fetch time
3 timmar sedan         | 2017-02-14T07:30+01:00 | minute | relative to the fetch time
en timme sedan         | 2017-02-14T09:30+01:00 | minute | relative to the fetch time
45 min sedan           | 2017-02-14T09:45+01:00 | minute | relative to the fetch time
2 veckor sedan         | 2017-W05               | week   | relative to the fetch time
två veckor sedan       | –                      |        |
2 månader sedan        | 2016-12                | month  | relative to the fetch time
ett år sedan           | 2016                   | year   | relative to the fetch time
yesterday              | 2017-02-13             | day    | relative to the fetch time
2 hours ago            | 2017-02-14T08:30+01:00 | minute | relative to the fetch time
for 3 timer siden      | 2017-02-14T07:30+01:00 | minute | relative to the fetch time
vor 3 Tagen            | –                      |        |
vor 3 Stunden          | 2017-02-14T07:30+01:00 | minute | relative to the fetch time
v. 6                   | 2017-W06               | week   | year nearest to the fetch time
vecka 50               | 2016-W50               | week   | year nearest to the fetch time
onsdag 8 februari      | 2017-02-08             | day    | year from weekday
ons 8 feb              | 2017-02-08             | day    | year from weekday
tisdag 9 februari      | 2016-02-09             | day    | year from weekday
lördag 24 dec          | 2016-12-24             | day    | year from weekday
tisdag 8 februari      | --02-08                | month-day |
ons 8 feb kl. 13.45    | 2017-02-08T13:45+01:00 | minute | year from weekday
8 februari             | --02-08                | month-day |
"""  # fmt: skip

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
5 mars5
Mars 2 har landat på planeten
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
10 december-
192.168.10.2017
1.2.2017.4
3 minuter
Uppdaterad kl 12.17
24 kommentarer
på fredag
Publicerad av webbredaktionen
12 äpplen 2017
foo 8 2017
2017-02-08x
"""

PROSE = [
    ("Den 8 februari skrev de under.", [("--02-08", "Den 8 februari")]),
    ("Mötet hölls tisdagen den 7 februari 2017 kl. 18.30.", [("2017-02-07T18:30+01:00", "tisdagen den 7 februari 2017 kl. 18.30")]),
    ("Från 19 juni–11 augusti 2018 är det gratis.", [("--06-19", "19 juni"), ("2018-08-11", "11 augusti 2018")]),
    ("Öppet 8–10 februari 2017.", [("2017-02-10", "10 februari 2017")]),
    ("Det gäller från maj 2018. I november ifjol var det annorlunda.", [("2018-05", "maj 2018")]),
    ("Under vecka 6 2017 stängs vägen, liksom vecka 9.", [("2017-W06", "vecka 6 2017")]),
    ("Beslutet (2017-02-08) och mötet 8/2 2017 gäller.", [("2017-02-08", "2017-02-08"), ("2017-02-08", "8/2 2017")]),
    ("Vi ses den 8/2, eller tisdag 14/2 kl. 18. Tag 1/2 dl mjöl.", [("--02-08", "den 8/2"), ("--02-14", "tisdag 14/2 kl. 18")]),
    ("On May 30, 2018 it was said; you may 8 times.", [("2018-05-30", "May 30, 2018")]),
    ("8 februari 2017 13.45 miljoner; 3 mars 15:00.", [("2017-02-08", "8 februari 2017"), ("--03-03", "3 mars 15:00")]),
    ("Protokoll 8.2.17, 170208 och 20170208.", []),
    ("Resultatet blev 3-2, sedan 21-17. Läs mer i kap. 8.2.2017.", []),
    ("Artikel 8 may be 2017 eller 5 mar.", []),
    ("Öppettider: måndag–fredag 8.00–16.30, lördag 10-14. Telefon 036-442 80 00.", []),
    ("Mars och Maj bor på Storgatan 8. Maj fyller 87 år.", []),
    ("Igår och i fredags, för 3 dagar sedan, 2017 och under 2016.", []),
    ("Enligt § 24 och 3 kap. 5 § gäller dnr 2017/123 och lag (1994:1220).", []),
    ("", []),
]  # fmt: skip


def rows(table: str) -> list[list[str]]:
    """The table's lines as cells; a bar between blanks belongs to the text where the next cell is no value."""
    found = []
    for line in table.strip().splitlines():
        text, value, *rest = re.split(
            r"\s+\|\s+(?=[–0-9-]{1,4}[^ ]*\s+\|\s)", line.replace("\\u00a0", "\u00a0"), maxsplit=1
        )
        cells = rest or [cell.strip() for cell in re.split(r"\s\|(?:\s|$)", value)]
        found.append([text.strip(" "), *cells])
    return found
