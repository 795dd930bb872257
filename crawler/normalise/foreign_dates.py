"""Dates in other languages: months of the commonest by a table, the rest by dateparser."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from crawler.normalise.date_values import DateParts

if TYPE_CHECKING:
    from dateparser.date import DateDataParser

_LANGUAGES = ("ru", "uk", "ja", "zh", "ko")
_LATIN = re.compile(r"[a-z\u00c0-\u024f]")
_YEAR = r"(?:19|20)[0-9]{2}"
_YEAR_DIGITS = re.compile(_YEAR)
_LINK = r"(?:\s+d[aeo]l?)?\s+"  # "8 de febrero de 2017", "8 do grudnia"
_DAY_AND_YEAR = 2
_SHAPE = re.compile(
    rf"\b[0-9]{{1,2}}(?:er|º|ª|\.)?{_LINK}[^\W\d_]{{3,12}}\.?,?{_LINK}{_YEAR}\b"
    rf"|\b[^\W\d_]{{3,12}}\.?\s[0-9]{{1,2}},?\s{_YEAR}\b"
    rf"|\b{_YEAR}\s?[年년]\s?[0-9]{{1,2}}\s?[月월]\s?[0-9]{{1,2}}\s?[日일]"
)


# dateparser compiles thousands of expressions for its languages: its first date costs as much as a hundred
# pages. Months as Unicode CLDR has them, in the forms that stand in dates.
_MONTHS = {
    word: number
    for number, words in enumerate(
        (
            "janvier enero gennaio janeiro januari stycznia ledna ocak",
            "février fevrier febrero febbraio fevereiro februari lutego února şubat",
            "mars marzo março maart marca března mart",
            "avril abril aprile april kwietnia dubna nisan",
            "mai mayo maggio maio mei maja května mayıs",
            "juin junio giugno junho juni czerwca června haziran",
            "juillet julio luglio julho juli lipca července temmuz",
            "août aout agosto augustus sierpnia srpna ağustos",
            "septembre septiembre setiembre settembre setembro september września září eylül",
            "octobre octubre ottobre outubro oktober października října ekim",
            "novembre noviembre novembro november listopada listopadu kasım",
            "décembre decembre diciembre dicembre dezembro december grudnia prosince aralık",
        ),
        1,
    )
    for word in words.split()
}


class ForeignDate(NamedTuple):
    """A day and its place in the text."""

    start: int
    end: int
    parts: DateParts


def foreign_date(text: str) -> ForeignDate | None:
    """The first day with its year in a short text of another language; None when there is none.

    Only words in the shape of a date reach dateparser, and its answer counts only when day and year are numbers of the
    text: it reads "24 dec" as 1924.

    >>> foreign_date("Publié le 8 février 2017 à Lyon").parts[:3]
    (2017, 2, 8)
    """
    if not _YEAR_DIGITS.search(text):
        return None
    for match in _SHAPE.finditer(text):
        if parts := _read(match[0]):
            return ForeignDate(match.start(), match.end(), parts)
    return None


@lru_cache(maxsize=1024)
def _read(words: str) -> DateParts | None:
    """The day in words of its shape; every language in Latin letters that is read at all has its months in a table."""
    numbers = [int(number) for number in re.findall(r"[0-9]+", words)]
    month = next((_MONTHS[word] for word in re.findall(r"[^\W\d_]+", words) if word in _MONTHS), None)
    if month and len(numbers) == _DAY_AND_YEAR:
        day, year = sorted(numbers)
        return DateParts(year, month, day)
    if _LATIN.search(words):
        return None
    try:
        moment = _parser().get_date_data(words).date_obj
    except (ValueError, OverflowError):
        return None
    if moment is None or not {moment.year, moment.day} <= set(numbers):
        return None
    return DateParts(moment.year, moment.month, moment.day)


@cache
def _parser() -> DateDataParser:
    from dateparser.date import DateDataParser  # noqa: PLC0415 - a tenth of a second that few pages need

    settings = {"DATE_ORDER": "DMY", "PARSERS": ["absolute-time"], "REQUIRE_PARTS": ["day", "month", "year"]}
    return DateDataParser(languages=list(_LANGUAGES), settings=settings)
