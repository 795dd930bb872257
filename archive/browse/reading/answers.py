"""What the archive answers to the questions that are put to it (`archive.browse.queries`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from archive.browse.clean import plain_values

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

    from archive.browse.queries import CannedQuery


@dataclass(frozen=True, slots=True)
class Answer:
    """The rows of an answer, by the names of their columns; `is_cut` where there are more."""

    columns: list[str]
    rows: list[dict[str, Any]]
    is_cut: bool


def answer(connection: sqlite3.Connection, query: CannedQuery, given: Mapping[str, str], most: int) -> Answer:
    """The answer to a question, `most` rows at most; a parameter that is not given is empty."""
    cursor = connection.execute(query.sql, {name: given.get(name, "") for name in query.parameters})
    columns = [column[0] for column in cursor.description]
    rows = [dict(zip(columns, plain_values(row), strict=True)) for row in cursor.fetchmany(most + 1)]
    return Answer(columns, rows[:most], len(rows) > most)
