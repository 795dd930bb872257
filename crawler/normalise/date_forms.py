"""The ways to write a date and a clock time, as compiled expressions over lower-case text.

Groups have one meaning everywhere: `y` and `yy` years of four and two digits, `m` a month's number and `mon` its name,
`d` the day, `w` the week and `wd` its weekday, `H` and `M` the clock.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from crawler.normalise.date_words import ZONES

Lead = Literal["", "month", "week"]
Place = Literal["anywhere", "led", "dated", "alone"]


class Form(NamedTuple):
    """A way to write a date from its first number on, which has one of these counts of `digits`.

    `place` is where it counts as one: `anywhere`; `led`, when a weekday or "den" stands before it; `dated`, only where
    a date is expected; `alone`, only where a text holds nothing else but a label. `lead` is the name before the number.
    """

    digits: tuple[int, ...]
    place: Place
    pattern: re.Pattern[str]
    lead: Lead = ""


_YEAR = r"(?P<y>(?:1[89]|20)[0-9]{2})"
_ISO_YEAR = r"(?P<y>[0-9]{4})"
_SHORT_YEAR = r"(?P<yy>[0-9]{2})"
_MONTH = r"(?P<m>[0-9]{1,2})"
_NAME = r"(?P<mon>[^\W\d_]{3,13})(?![^\W\d_])\.?"
_DAY = r"(?P<d>[0-9]{1,2})"
_NTH = r"(?:\s?:?[ea]\b|\.|(?:st|nd|rd|th)\b)?"
_END = r"(?!\w|[-./:][0-9])"
_STAMP_END = rf"(?:(?=t[0-9])|z\b|{_END})"


_SHORT, _LONG = (1, 2), (4,)


def _form(digits: tuple[int, ...], place: Place, pattern: str, lead: Lead = "") -> Form:
    return Form(digits, place, re.compile(pattern), lead)


YEAR_FIRST = _form((2,), "dated", rf"(?<!-){_SHORT_YEAR}-(?P<m>[0-9]{{2}})-(?P<d>[0-9]{{2}}){_END}")
"""ISO 8601 without the century, as Swedes write dates with hyphens (26-11-21, as in a personal identity number)."""

FORMS: tuple[Form, ...] = (
    # 2017-02-08, 2017/02/08, 2017.02.08 · 2017-W06, 2017-W06-3
    _form(_LONG, "anywhere", rf"(?<!-){_ISO_YEAR}(?P<s>[-./]){_MONTH}(?P=s){_DAY}{_STAMP_END}"),
    _form(_LONG, "anywhere", rf"{_ISO_YEAR}-?w(?P<w>[0-9]{{2}})(?:-?(?P<wd>[1-7]))?{_END}"),
    # 08-02-2017, 28.5.2020, 8/2/2017 · 8/2-2017, 8/2 2017 · 8/2-17
    _form(_SHORT, "anywhere", rf"(?<!-){_DAY}(?P<s>[-./])\s?{_MONTH}(?P=s)\s?{_ISO_YEAR}{_END}"),
    _form(_SHORT, "anywhere", rf"(?<!-){_DAY}/{_MONTH}(?:\s?-\s?|,?\s){_YEAR}{_END}"),
    _form(_SHORT, "anywhere", rf"(?<!-){_DAY}/{_MONTH}\s?-\s?{_SHORT_YEAR}{_END}"),
    # 8 februari 2017, 8:e feb, 8. februar 2017, 8th of February, 8 feb -17
    _form(
        _SHORT,
        "anywhere",
        rf"{_DAY}{_NTH}(?:\s(?:of|av))?[\s/-]{{0,3}}{_NAME}"
        rf"(?:\s?[-/]?,?\s?{_YEAR}{_END}|\s?[-'’]\s?{_SHORT_YEAR}{_END})?",
    ),
    # February 8, 2017 · februari 2017 · vecka 6, v. 6 2017
    _form(_SHORT, "anywhere", rf"{_DAY}(?:st|nd|rd|th)?,?\s+{_YEAR}{_END}", "month"),
    _form(_LONG, "anywhere", rf"{_YEAR}{_END}", "month"),
    _form(_SHORT, "anywhere", rf"(?P<w>[0-9]{{1,2}})(?:[,\s-]+{_YEAR})?{_END}", "week"),
    # 17-02-08 · 8.2.17, 28-02-17 · 02/28/2017, which is no day-first date · 20170208, 20170208134500
    YEAR_FIRST,
    _form(_SHORT, "dated", rf"(?<!-){_DAY}(?P<s>[-./]){_MONTH}(?P=s){_SHORT_YEAR}{_END}"),
    _form(_SHORT, "dated", rf"(?<!-){_MONTH}/{_DAY}/{_ISO_YEAR}{_END}"),
    _form(
        (8, 12, 14),
        "dated",
        rf"{_ISO_YEAR}(?P<m>[0-9]{{2}})(?P<d>[0-9]{{2}})"
        rf"(?:(?P<H>[01][0-9]|2[0-3])(?P<M>[0-5][0-9])(?:[0-5][0-9])?)?{_STAMP_END}",
    ),
    # February 8 · 2017-02
    _form(_SHORT, "dated", rf"{_DAY}(?:st|nd|rd|th)?{_END}", "month"),
    _form(_LONG, "dated", rf"(?<!-){_ISO_YEAR}-(?P<m>[0-9]{{2}}){_END}"),
    # tisdag 8/2 · 170208 · 2017
    _form(_SHORT, "led", rf"(?<!-){_DAY}/{_MONTH}{_END}"),
    _form((6,), "alone", rf"{_SHORT_YEAR}(?P<m>[0-9]{{2}})(?P<d>[0-9]{{2}}){_END}"),
    _form(_LONG, "alone", rf"{_YEAR}{_END}(?!\s?[–-]\s?[0-9])"),
)
"""In the order they are tried; a form whose numbers are no day gives way to the next."""

BY_DIGITS = {count: tuple(form for form in FORMS if count in form.digits) for count in (1, 2, 4, 6, 8, 12, 14)}
"""The forms that a number of so many digits can begin."""
IN_PROSE = {
    count: tuple(form for form in forms if form.place in ("anywhere", "led")) for count, forms in BY_DIGITS.items()
}
"""Those of them that count in running text."""

# The lookbehinds stand after the first digit: an expression that begins with a set of characters is searched for fast.
NUMBER = re.compile(r"[0-9](?:(?<![\w§].)(?<![0-9][.,:/].)|(?<=\bv.))[0-9]*")
"""Where a date may begin: a number that is no part of a word, a decimal, a ratio or a paragraph's sign (save "v6")."""

_AT = r"(?:(?P<at>kl\b\.?|klockan|klokken|klo|at|um)\s*)"
_CLOCK = r"(?P<H>[01]?[0-9]|2[0-3])"
_MINUTE = r"(?P<sign>[:.])(?P<M>[0-5][0-9])"
_HALF = r"(?:\s?(?P<half>[ap])\.?m\b\.?)"
_ZONE = rf"(?:(?:gmt|utc)?(?P<offset>[+-][0-9]{{2}}(?::?[0-9]{{2}})?)|(?P<zone>{'|'.join(ZONES)})\b)"

_SIGN = r"(?:[:.]|(?(t)|(?!)))"  # after a T the colons may be missing (ISO 8601, basic format)

TIME = re.compile(
    rf"(?:(?P<t>t)|\s*[-–—,;.|•·:(]?\s*{_AT}?)(?<![0-9]){_CLOCK}"
    rf"(?:(?P<sign>{_SIGN})(?P<M>[0-5][0-9])(?:{_SIGN}(?P<S>[0-5][0-9])(?:[.,][0-9]+)?)?)?{_HALF}?(?:\s?{_ZONE})?"
    rf"(?![0-9]|[:.,][0-9]|\s?%)(?:\s{_YEAR}\b)?"
)
"""A clock time after a date, with its zone and (in ctime) the year after that; `at`, `M` or `half` make it one."""

TIME_BEFORE = re.compile(
    rf"(?<![\w.:]){_AT}?{_CLOCK}{_MINUTE}{_HALF}?(?:\s?(?:uhr|(?P<zone>{'|'.join(ZONES)}))\b)?"
    r"\s*[-–,;|•·]?\s*(?:on\s+)?\Z"
)
"""The clock time before a date, up to the end of the text that is searched."""
