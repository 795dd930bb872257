"""When a site may be visited: hours of the day in Sweden, "22:00-06:00" for nights only."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from crawler.normalise.date_values import STOCKHOLM

_HOURS = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)\s*[-–]\s*([01]?\d|2[0-3])[:.]([0-5]\d)")


@dataclass(frozen=True, slots=True)
class Hours:
    """From `opens` up to `closes`, Swedish time; past midnight where it closes before it opens."""

    opens: time
    closes: time

    @classmethod
    def parse(cls, text: str) -> Hours:
        """The hours in a text; ValueError that says how they are written.

        >>> str(Hours.parse("22.00–6:00"))
        '22:00-06:00'
        """
        match = _HOURS.fullmatch(text.strip())
        numbers = [int(number) for number in match.groups()] if match else []
        if not match or numbers[:2] == numbers[2:]:
            message = f'{text!r} are no hours of the day. Write them as "22:00-06:00".'
            raise ValueError(message)
        opens, opens_minute, closes, closes_minute = numbers
        return cls(time(opens, opens_minute), time(closes, closes_minute))

    def opens_in(self, now: datetime) -> float:
        """Seconds from an aware instant until the hours begin; 0 within them.

        >>> Hours.parse("22:00-06:00").opens_in(datetime(2026, 2, 8, 21, 0, tzinfo=STOCKHOLM))
        3600.0
        """
        here = now.astimezone(STOCKHOLM)
        if self._holds(here.time()):
            return 0.0
        opening = datetime.combine(here.date(), self.opens, STOCKHOLM)
        if opening <= here:
            opening = datetime.combine(here.date() + timedelta(days=1), self.opens, STOCKHOLM)
        return opening.timestamp() - here.timestamp()

    def _holds(self, moment: time) -> bool:
        if self.opens < self.closes:
            return self.opens <= moment < self.closes
        return moment >= self.opens or moment < self.closes

    def __str__(self) -> str:
        return f"{self.opens:%H:%M}-{self.closes:%H:%M}"
