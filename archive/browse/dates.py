"""Dates and instants of the archive in words, cut at what is known."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from markupsafe import Markup

from archive.search.periods import MONTHS

if TYPE_CHECKING:
    from archive.browse.messages import Language

STOCKHOLM = ZoneInfo("Europe/Stockholm")

_MONTHS: dict[Language, tuple[str, ...]] = {
    "sv": MONTHS,
    "en": (
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ),
}  # fmt: skip
_CLOCK: dict[Language, str] = {"sv": " kl. {:%H.%M}", "en": " at {:%H:%M}"}
_WEEK: dict[Language, str] = {"sv": "vecka {week} {year}", "en": "week {week} of {year}"}
_CUT = re.compile(
    r"(?P<year>\d{4})-W(?P<week>\d\d)"
    r"|(?:(?P<y>\d{4})|-)-(?P<month>0[1-9]|1[0-2])(?:-(?P<day>0[1-9]|[12]\d|3[01]))?"
    r"|(?P<only>\d{4})"
)


def in_words(value: str, language: Language = "sv") -> str:
    """A date as the archive writes it in a reader's words; text that is no such date comes back as it is.

    >>> [in_words(value) for value in ("2017-02-08", "2017-02", "2017", "2017-W06", "--02-08")]
    ['8 februari 2017', 'februari 2017', '2017', 'vecka 6 2017', '8 februari']
    >>> in_words("2017-02-08T13:45+01:00"), in_words("2026-07-01T08:00:00+00:00", "en")
    ('8 februari 2017 kl. 13.45', '1 July 2026 at 10:00')
    """
    if "T" in value:
        return _instant(value, language)
    match = _CUT.fullmatch(value)
    if match is None:
        return value
    if match["week"]:
        return _WEEK[language].format(week=int(match["week"]), year=match["year"])
    if match["only"]:
        return match["only"]
    day = str(int(match["day"])) if match["day"] else ""
    return " ".join(part for part in (day, _MONTHS[language][int(match["month"]) - 1], match["y"]) if part)


def _instant(value: str, language: Language) -> str:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return value
    local = moment.astimezone(STOCKHOLM) if moment.tzinfo else moment
    return in_words(f"{local:%Y-%m-%d}", language) + _CLOCK[language].format(local)


def time_element(value: str, language: Language = "sv") -> Markup:
    """The date in words with its machine form beside it, as an HTML `time` element.

    >>> str(time_element("2017-02-08"))
    '<time datetime="2017-02-08">8 februari 2017</time>'
    """
    return Markup('<time datetime="{}">{}</time>').format(value, in_words(value, language))
