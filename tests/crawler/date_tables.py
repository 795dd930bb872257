"""Tables of dates as texts: a line a case, its cells parted by arrows."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

SEEN = datetime(2017, 2, 14, 9, 30, tzinfo=UTC)
"""A Tuesday, half past ten in Stockholm."""


def rows(tables: Mapping[Any, str]) -> list[list[Any]]:
    """Every line of the tables as its key and its cells."""
    return [
        [key, *line.strip(" ").split(" => ")] for key, table in tables.items() for line in table.strip().splitlines()
    ]
