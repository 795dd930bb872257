"""Times among the words of a query: a reader who types "polis februari 2017" may mean what was published then."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from archive.search.query import parse

MONTHS = (
    "januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober", "november",
    "december",
)  # fmt: skip

_TIME = re.compile(
    r"""(?<![\w-])(?:
        (?P<iso>(?:19|20)[0-9]{2}-[0-9]{2}(?:-[0-9]{2})?)
        | (?:(?:(?:den\s+)?(?P<day>[0-9]{1,2})\s+)?(?P<month>[^\W\d]+)\s+)?(?P<year>(?:19|20)[0-9]{2})
    )(?![\w-])""",
    re.VERBOSE | re.IGNORECASE,
)


class Period(NamedTuple):
    """A time of publication, as ISO 8601 cut at what is known, and the query without it."""

    time: str
    rest: str


def period_in(text: str) -> Period | None:
    """The year, month or day that is typed in a query; None without any, and where a phrase stands as it was written.

    >>> period_in("snöröjning februari 2017"), period_in("den 4 maj 2019")
    (Period(time='2017-02', rest='snöröjning'), Period(time='2019-05-04', rest=''))
    >>> period_in("polis 2019-05-04"), period_in("budget 2020")
    (Period(time='2019-05-04', rest='polis'), Period(time='2020', rest='budget'))
    """
    match = _TIME.search(text)
    if match is None or any(term.exact for group in parse(text).groups for term in group):
        return None
    month = (match["month"] or "").lower()
    start, time = match.start("year"), match["year"]
    if match["iso"]:
        start, time = match.start(), match["iso"]
    elif month in MONTHS:
        start, time = match.start("month"), f"{time}-{MONTHS.index(month) + 1:02}"
        if match["day"]:
            start, time = match.start(), f"{time}-{int(match['day']):02}"
    if not _is_there(time):
        return None
    return Period(time, " ".join(f"{text[:start]} {text[match.end() :]}".split()))


def _is_there(time: str) -> bool:
    """Whether there is such a day, month or year.

    >>> _is_there("2020-02-29"), _is_there("2019-02-29"), _is_there("2019-13")
    (True, False, False)
    """
    try:
        date.fromisoformat(f"{time}-01-01"[: len("2020-02-29")])
    except ValueError:
        return False
    return True
