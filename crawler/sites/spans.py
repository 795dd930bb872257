"""Spans of time as people write them in a profile: "6 hours", "30 days"."""

from __future__ import annotations

import re
from datetime import timedelta

_UNITS = {"minute": timedelta(minutes=1), "hour": timedelta(hours=1), "day": timedelta(days=1)}
_SPAN = re.compile(r"(\d+)\s*(minute|hour|day)s?")


def parse_span(text: str) -> timedelta:
    """The span in a text; ValueError that says how spans are written.

    >>> parse_span("6 hours"), parse_span("1 day")
    (datetime.timedelta(seconds=21600), datetime.timedelta(days=1))
    """
    match = _SPAN.fullmatch(text.strip())
    if match is None or int(match[1]) == 0:
        message = f'{text!r} is no span of time. Write it as "30 minutes", "6 hours" or "30 days".'
        raise ValueError(message)
    try:
        return int(match[1]) * _UNITS[match[2]]
    except OverflowError as error:
        message = f"{text!r} is longer than time can be told"
        raise ValueError(message) from error


def span_text(span: timedelta) -> str:
    """The span as it is written in a profile, in its largest whole unit.

    >>> span_text(timedelta(hours=6)), span_text(timedelta(hours=48))
    ('6 hours', '2 days')
    """
    unit, length = next((u, n) for u, n in reversed(_UNITS.items()) if not span % n)
    count = span // length
    return f"{count} {unit}{'s' if count != 1 else ''}"
