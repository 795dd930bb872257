"""When to come back: the whole policy of revisits.

News is corrected in its first hours and days and hardly ever after its first months. A page is visited again after a
fifth of its age; its age counts from the day it is dated, or from its last known change. So an article is seen once
more within the hour, daily when it is five days old, and four times a year at the end. What has no date is taken to
be as old as its place in its list, a day a place: municipal sections publish less than one piece of news a day.

The site's own habit moves that: where revisits find edits more often than one in fifty, they come up to twice as often,
elsewhere up to half as often. A site's profile may name other numbers (`RevisitPolicy`). Addresses of one age are
spread over time, so that a section which was crawled in one day is not due again in one day.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from archive.schema import RevisitPolicy

SHORTEST, LONGEST, SHARE = timedelta(hours=1), timedelta(days=90), 0.2
GONE_AGAIN = timedelta(days=30)
"""When to look again whether what is gone is back."""
SWEEP = timedelta(hours=20)
"""A run on a section that was not swept for so long turns all its list pages and asks all its sources."""
LONG_SWEEP = timedelta(days=30)
"""The same for a section with more than `LONG` list pages."""
LONG = 100

USUAL = RevisitPolicy()
"""The numbers above: what holds for a site whose profile says nothing."""
_OLDEST_PLACE = 3650
"""Beyond it an age says no more: the interval is the longest anyway."""
_USUAL_CHANGES = 0.02
_PRIOR_VISITS = 50
"""Visits that count as if they had found the usual share of changes, so that the first few say little."""
_SPREAD = 0.2
_SPANS = ("shortest", "longest", "sweep")


@dataclass(frozen=True, slots=True)
class Life:
    """What the archive knows of an address that bears on when to come back."""

    url: str
    visited_at: datetime
    found_at: datetime
    place: int = 0
    dated: str | None = None
    changed_at: datetime | None = None

    @property
    def age(self) -> timedelta:
        """How long ago, at the visit, the page was new or last changed, as far as the visit's clock had got."""
        born = _instant(self.dated) or min(self.found_at, self.visited_at) - timedelta(days=self.place)
        changed_at = self.changed_at if self.changed_at and self.changed_at <= self.visited_at else born
        return max(timedelta(0), self.visited_at - max(born, changed_at))


def pace(revisits: int, changes: int) -> float:
    """How much longer than usual to wait on a site whose revisits found so many changes, from 0.5 to 2.

    >>> pace(0, 0), pace(200, 40), pace(200, 0)
    (1.0, 0.5, 2.0)
    """
    share = (changes + _PRIOR_VISITS * _USUAL_CHANGES) / (revisits + _PRIOR_VISITS)
    return min(2.0, max(0.5, _USUAL_CHANGES / share))


def due_at(life: Life, pace: float = 1.0, policy: RevisitPolicy = USUAL) -> datetime:
    """When the address should be visited again.

    >>> new, old = datetime(2026, 3, 2, tzinfo=UTC), datetime(2026, 2, 20, tzinfo=UTC)
    >>> due_at(Life("https://a.se/1", visited_at=new, found_at=old, dated="2026-03-01")) - new < timedelta(hours=6)
    True
    """
    share = SHARE if policy.share is None else policy.share
    interval = life.age * share * pace * (1 + _SPREAD * _between(life.url))
    longest = LONGEST if policy.longest is None else policy.longest
    shortest = min(SHORTEST, longest) if policy.shortest is None else policy.shortest
    return life.visited_at + max(shortest, min(longest, interval))


def sweep_interval(list_pages: int, policy: RevisitPolicy = USUAL) -> timedelta:
    """How long after a sweep the next one of a section with so many list pages comes."""
    if policy.sweep is not None:
        return policy.sweep
    return LONG_SWEEP if list_pages > LONG else SWEEP


def to_json(policy: RevisitPolicy) -> str | None:
    """The policy as the archive keeps it, spans in seconds; None for the usual one.

    >>> to_json(RevisitPolicy(longest=timedelta(days=30)))
    '{"longest": 2592000.0}'
    """
    spans = {name: getattr(policy, name) for name in _SPANS}
    values = {name: span.total_seconds() for name, span in spans.items() if span is not None}
    if policy.share is not None:
        values["share"] = policy.share
    return json.dumps(values, sort_keys=True) if values else None


def from_json(text: str | None) -> RevisitPolicy:
    """The policy that `to_json` wrote."""
    values = json.loads(text) if text else {}
    spans = {name: timedelta(seconds=values[name]) for name in _SPANS if name in values}
    return RevisitPolicy(share=values.get("share"), **spans)


def place_in_list(rank: int) -> int:
    """About which place in its list an address of this rank has: list pages are taken to show ten items.

    >>> place_in_list(3), place_in_list(2004)
    (3, 24)
    """
    return min(rank // 1000 * 10 + rank % 1000, _OLDEST_PLACE)


def _between(url: str) -> float:
    """A number from -1 to 1 that is always the same for the same address."""
    return hashlib.sha256(url.encode()).digest()[0] / 127.5 - 1


def _instant(dated: str | None) -> datetime | None:
    """The start of the day, month or year that an ISO date names; None for what names none."""
    try:
        day = f"{dated}-01-01"[:10] if dated and len(dated) == 4 else f"{dated}-01"[:10]
        return datetime.fromisoformat(day).replace(tzinfo=UTC) if dated else None
    except ValueError:
        return None
