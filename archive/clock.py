"""Instants as the archive writes them: ISO 8601 in UTC with its offset, to the second, sortable as text."""

from __future__ import annotations

from datetime import UTC, datetime


def stamp(moment: datetime) -> str:
    """An aware moment as the archive writes it.

    >>> stamp(datetime(2026, 2, 8, 12, 45, tzinfo=UTC))
    '2026-02-08T12:45:00+00:00'
    """
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def now() -> str:
    """This moment as the archive writes it."""
    return stamp(datetime.now(UTC))
