"""Earlier versions of an article, and what changed between two of them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from archive.browse.clean import plain_values
from archive.differences import Part
from archive.versions import RECORD, Change, changes, pictures

if TYPE_CHECKING:
    import sqlite3


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
class Step:
    """A version and the one that followed it.

    `seen_at` is when the version was last seen, `following` the number of the next one, None when the article as it
    stands followed. `record` is the version, whole, and `changes` what became different after it.
    """

    number: int
    following: int | None
    last_number: int
    seen_at: str
    record: dict[str, Any]
    changes: dict[str, Change]

    def parts(self, field: str) -> tuple[Part, ...]:
        """The field's text with what was removed from it and added to it."""
        change = self.changes.get(field)
        return change.parts if change else (Part("same", self.record.get(field) or ""),)


def step(connection: sqlite3.Connection, article_id: int, number: int) -> Step | None:
    """What changed after this version of an article; None when there is no such version or the article is hidden."""
    rows = connection.execute(
        """SELECT version, article_versions.seen_at, record
           FROM article_versions JOIN articles ON articles.id = article_id
           WHERE article_id = ? AND articles.hidden = 0 ORDER BY version""",
        [article_id],
    ).fetchall()
    index = next((index for index, row in enumerate(rows) if row[0] == number), None)
    if index is None:
        return None
    _, seen_at, text = rows[index]
    record = _plain(json.loads(text))
    last = index + 1 == len(rows)
    after = _as_it_stands(connection, article_id) if last else json.loads(rows[index + 1][2])
    found = {change.field: change for change in changes(record, _plain(after))}
    return Step(number, None if last else rows[index + 1][0], rows[-1][0], seen_at, record, found)


def _as_it_stands(connection: sqlite3.Connection, article_id: int) -> dict[str, Any]:
    values = connection.execute(f"SELECT {', '.join(RECORD)} FROM articles WHERE id = ?", [article_id]).fetchone()
    return dict(zip(RECORD, values, strict=True)) | {"image": pictures(connection, article_id)}


def _plain(record: dict[str, Any]) -> dict[str, Any]:
    images = [dict(zip(image, plain_values(image.values()), strict=True)) for image in record.get("image") or ()]
    return dict(zip(record, plain_values(record.values()), strict=True)) | {"image": images}
