"""Earlier versions of an article, and what changed between two of them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.browse.clean import plain_values

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Version:
    """An earlier version: its number from 1, when it was last seen, which fields changed after it."""

    number: int
    seen_at: str
    changed: tuple[str, ...]


def earlier(connection: sqlite3.Connection, article_id: int) -> list[Version]:
    """The versions before the one that is shown, the latest first."""
    rows = connection.execute(
        "SELECT version, seen_at, changed FROM article_versions WHERE article_id = ? ORDER BY version DESC",
        [article_id],
    )
    return [Version(number, seen_at, tuple(json.loads(changed))) for number, seen_at, changed in rows]


@dataclass(frozen=True, slots=True)
class Change:
    """A version beside the one that followed it, as texts: (headline, lead, body) before and after.

    `changed` names the fields; `seen_at` is when the version was last seen, `next_number` is None when the article as
    it stands followed it.
    """

    number: int
    next_number: int | None
    last_number: int
    seen_at: str
    changed: tuple[str, ...]
    before: tuple[str, str, str]
    after: tuple[str, str, str]


def change(connection: sqlite3.Connection, article_id: int, number: int) -> Change | None:
    """What changed after this version of an article; None when there is no such version or the article is hidden."""
    rows = [
        plain_values(row)
        for row in connection.execute(
            """SELECT version, seen_at, changed, article_versions.headline, article_versions.description,
                      article_versions.article_body
               FROM article_versions JOIN articles ON articles.id = article_id
               WHERE article_id = ? AND articles.hidden = 0 ORDER BY version""",
            [article_id],
        )
    ]
    index = next((index for index, row in enumerate(rows) if row[0] == number), None)
    if index is None:
        return None
    following = rows[index + 1] if index + 1 < len(rows) else None
    _, seen_at, changed, *before = rows[index]
    after = following[3:] if following else _as_it_stands(connection, article_id)
    return Change(
        number=number,
        next_number=following[0] if following else None,
        last_number=rows[-1][0],
        seen_at=seen_at,
        changed=tuple(json.loads(changed)),
        before=_texts(before),
        after=_texts(after),
    )


def _as_it_stands(connection: sqlite3.Connection, article_id: int) -> Sequence[str | None]:
    sql = "SELECT headline, description, article_body FROM articles WHERE id = ?"
    return plain_values(connection.execute(sql, [article_id]).fetchone())


def _texts(values: Sequence[str | None]) -> tuple[str, str, str]:
    headline, description, body = values
    return headline or "", description or "", body or ""
