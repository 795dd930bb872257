"""Dates in running text, and the labels that say what a date is of."""

from __future__ import annotations

import pytest

from crawler.normalise.dates import DateReading, find_dates, find_labels, label_role

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


@pytest.mark.parametrize(("text", "expected"), list(PROSE.items()))
def test_dates_in_prose(text: str, expected: list[str]) -> None:
    assert [f"{found.value} {found.text}" for found in find_dates(text)] == expected


def test_the_seed_articles_mention_is_a_month_and_a_day() -> None:
    prose = "Den 8 februari skrev Per Nordenstam, kommundirektör och Jan Håkansson, lokalpolisområdeschef under."
    assert list(find_dates(prose)) == [DateReading("--02-08", "month-day", "Den 8 februari", 0, 14)]


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
