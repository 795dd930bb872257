"""Sections by the trails that people type: the one that is meant, or those that come near."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from archive.schema import TRAIL_SEPARATOR, parse_trail, trail_text

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

_NEAR = 0.7
"""How like two trails, or their last names, are that may mean the same: one that is mistyped has at least this."""
_MOST = 3


def known_trail(connection: sqlite3.Connection, typed: str) -> str | None:
    """The trail of a section of the archive, as typed or with another separator; None when there is none."""
    for trail in dict.fromkeys((typed, trail_text(parse_trail(typed)))):
        if connection.execute("SELECT 1 FROM sections WHERE trail = ?", [trail]).fetchone():
            return trail
    return None


def nearest_trails(connection: sqlite3.Connection, names: Sequence[str], site_id: int | None = None) -> list[str]:
    """Trails of the archive, or of one of its sites, that one with these names may be meant to be, likeliest first.

    One of exactly these names is none: it was not mistyped.
    """
    rows = connection.execute(
        "SELECT DISTINCT trail FROM sections WHERE :site IS NULL OR site_id = :site ORDER BY trail", {"site": site_id}
    )
    likeness = {trail: _likeness(trail.split(TRAIL_SEPARATOR), names) for (trail,) in rows}
    near = [trail for trail, share in likeness.items() if _NEAR <= share < 1]
    return sorted(near, key=lambda trail: -likeness[trail])[:_MOST]


def _likeness(known: Sequence[str], typed: Sequence[str]) -> float:
    """How like two trails are, from 0 to 1: as a whole, or a little less by their last names alone.

    >>> _likeness(("Hem", "Sport"), ("Hem", "Sport")), _likeness(("Hem", "Sport"), ("sport",))
    (1.0, 0.9)
    """
    if not typed:
        return 0.0
    whole = _ratio(trail_text(tuple(known)), trail_text(tuple(typed)))
    return max(whole, 0.9 * _ratio(known[-1], typed[-1]))


def _ratio(one: str, other: str) -> float:
    return SequenceMatcher(None, one.casefold(), other.casefold()).ratio()
