"""The words that dates are written with: months, weekdays, relative days, zones, and the labels beside a date.

Swedish, Norwegian, Danish, Finnish, English and German, all in lower case. Other languages are left to dateparser,
which needs about a millisecond for what a table gives in a fraction of a microsecond.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping

    from archive.schema import DateRole

Meaning = TypeVar("Meaning")


def _by_word(table: Mapping[Meaning, str]) -> dict[str, Meaning]:
    return {word: meaning for meaning, words in table.items() for word in words.split()}


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


MONTHS = _by_word(
    {
        1: "januari january januar jänner tammikuu tammikuuta jan",
        2: "februari february februar feber helmikuu helmikuuta feb febr",
        3: "mars march marts märz maaliskuu maaliskuuta mar mrz mär",
        4: "april huhtikuu huhtikuuta apr",
        5: "maj may mai toukokuu toukokuuta",
        6: "juni june kesäkuu kesäkuuta jun",
        7: "juli july heinäkuu heinäkuuta jul",
        8: "augusti august elokuu elokuuta aug",
        9: "september syyskuu syyskuuta sep sept",
        10: "oktober october lokakuu lokakuuta okt oct",
        11: "november marraskuu marraskuuta nov",
        12: "december desember dezember joulukuu joulukuuta dec des dez",
    }
)

UNSURE_MONTHS = _words("des mar mär march mai may")
"""Month names that are everyday words of some language: in running text they need a year beside them."""

# Two-letter weekdays ("on", "to", "so") are prepositions elsewhere and "man" is a Swedish pronoun: they are left out.
WEEKDAYS = _by_word(
    {
        0: "måndag måndagen måndags mån monday mon mandag mandagen maanantai maanantaina montag",
        1: "tisdag tisdagen tisdags tis tuesday tue tues tirsdag tirsdagen tir tiistai tiistaina dienstag",
        2: "onsdag onsdagen onsdags ons wednesday wed keskiviikko keskiviikkona mittwoch",
        3: "torsdag torsdagen torsdags tors thursday thu thur thurs torstai torstaina donnerstag",
        4: "fredag fredagen fredags fre friday fri perjantai perjantaina freitag",
        5: "lördag lördagen lördags lör lørdag lørdagen lør saturday sat lauantai lauantaina samstag",
        6: "söndag söndagen söndags sön søndag søndagen søn sunday sun sunnuntai sunnuntaina sonntag",
    }
)
"""Weekday names as the numbers of `datetime.date.weekday`."""

WEEK_WORDS = _words("v vecka veckan week wk uke uge viikko kw")
ARTICLES = _words("den d the")

REFERENCES = _words(
    "dnr diarienummer diarienr nr nummer ärende ärendenummer kap kapitel sfs prop proposition bet mål målnr tel "
    "telefon fax ref referens paragraf isbn issn orgnr organisationsnummer version"
)
"""Words after which a number is the name of something, never a date."""

RELATIVE_DAYS = {
    **dict.fromkeys(("idag", "i dag", "today", "heute", "tänään"), 0),
    **dict.fromkeys(("igår", "i går", "yesterday", "gestern", "eilen"), 1),
    **dict.fromkeys(("i förrgår", "förrgår", "i forgårs", "vorgestern", "toissapäivänä"), 2),
}
"""How many days before today a word means."""

UNITS = _by_word(
    {
        "seconds": "sekund sekunder sek second seconds sekunden sekunnin sekuntia",
        "minutes": "minut minuter min minutes minute minutter minuten minuutti minuuttia",
        "hours": "timme timmar tim h hour hours time timer stunde stunden tunti tuntia",
        "days": "dag dagar dygn day days dage dager døgn tag tage tagen päivä päivää",
        "weeks": "vecka veckor week weeks uge uger uke uker woche wochen viikko viikkoa",
        "months": "månad månader month months måned måneder monat monate monaten",
        "years": "år year years jahr jahre jahren",
    }
)
"""Units of "3 timmar sedan", by each of their forms."""

COUNTS = _by_word(
    {
        1: "en ett one a an et én ei ein eine einem einer",
        2: "två two to zwei",
        3: "tre three drei",
        4: "fyra four fire vier",
        5: "fem five fünf",
        6: "sex six seks sechs",
        7: "sju seven syv sieben",
        8: "åtta eight åtte otte acht",
        9: "nio nine ni neun",
        10: "tio ten ti zehn",
    }
)
"""Numbers in words, as in "för två dagar sedan"."""

ZONES = _by_word(
    {
        -480: "pst",
        -420: "pdt mst",
        -360: "mdt cst",
        -300: "cdt est",
        -240: "edt",
        0: "z ut utc gmt wet",
        60: "west cet mez",
        120: "cest mesz eet",
        180: "eest",
    }
)
"""Minutes east of UTC: the zones of RFC 5322 (4.3) and those of Europe; other abbreviations mean several zones."""

LATEST = _words("senast senaste last latest sist sidst zuletzt letzte viimeksi")
"""Words that make a publication the latest of several, which is a change ("Senast publicerad")."""

UNSURE_LABELS = _words("datum date dato")
"""Labels that stand beside dates of publication and of events alike."""

LABELS: dict[str, DateRole] = _by_word(
    {
        "published": "publicerad publicerat publicerades publicerats publicering publiceringsdatum publiceringstid "
        "publ nyhetsdatum utgiven utgivet utgavs utgivningsdatum upprättad upprättat skapad skapat skapades postad "
        "postat inlagd inlagt published posted created issued pubdate publisert publiceret publiseringsdato "
        "publiceringsdato offentliggjort offentliggjord oprettet opprettet udgivet utgitt julkaistu luotu "
        "veröffentlicht veröffentlichung erstellt erschienen datum date dato",
        "modified": "uppdaterad uppdaterat uppdaterades uppdatering uppdateringsdatum ändrad ändrat ändrades "
        "ändringsdatum granskad granskat granskades faktagranskad reviderad reviderat redigerad redigerat "
        "kontrollerad ändring updated update modified changed reviewed revised edited oppdatert opdateret endret endra "
        "ændret redigert redigeret revidert revideret päivitetty muokattu aktualisiert aktualisierung geändert "
        "überarbeitet stand",
    }
)
"""What a date is the date of, by the word of its label."""
