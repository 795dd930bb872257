"""A site's sections as a tree, with how many articles stand in and below each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.browse.clean import plain
from archive.browse.reading.alphabet import swedish_order

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator


NOT_HIDDEN = "NOT IN (SELECT id FROM articles WHERE hidden = 1)"
"""Follows an article's id in counts, which then read an index alone; `hidden = 0` would read past every body."""


@dataclass(frozen=True, slots=True)
class TreeSection:
    """A section in a tree, in reading order; `count` is how many articles stand in it or below it."""

    id: int
    name: str
    level: int
    count: int


def tree(connection: sqlite3.Connection, site_id: int, top: int | None = None) -> Iterator[TreeSection]:
    """The sections of a site, or one section and those below it, each before its own; siblings by name."""
    names: dict[int, str] = {}
    children: dict[int | None, list[int]] = {}
    for section_id, parent_id, name in connection.execute(
        "SELECT id, parent_id, name FROM sections WHERE site_id = ?", [site_id]
    ):
        names[section_id] = plain(name)
        children.setdefault(parent_id, []).append(section_id)
    counts = _counts_below(connection, site_id)
    waiting = [(1, section_id) for section_id in ([top] if top is not None else _sorted(children.get(None, []), names))]
    while waiting:
        level, section_id = waiting.pop(0)
        yield TreeSection(section_id, names[section_id], level, counts.get(section_id, 0))
        waiting[:0] = [(level + 1, child) for child in _sorted(children.get(section_id, []), names)]


def steps_to(connection: sqlite3.Connection, section_id: int) -> tuple[tuple[int, str], ...]:
    """The sections from the start page down to this one, as (id, name)."""
    rows = connection.execute(
        """WITH RECURSIVE up(id, parent_id, name, depth) AS (
               SELECT id, parent_id, name, depth FROM sections WHERE id = ?
               UNION SELECT sections.id, sections.parent_id, sections.name, sections.depth
               FROM sections JOIN up ON sections.id = up.parent_id)
           SELECT id, name FROM up ORDER BY depth""",
        [section_id],
    )
    return tuple((number, plain(name)) for number, name in rows)


def _sorted(ids: list[int], names: dict[int, str]) -> list[int]:
    return sorted(ids, key=lambda section_id: swedish_order(names[section_id]))


def _counts_below(connection: sqlite3.Connection, site_id: int) -> dict[int, int]:
    """Articles in or below each section of a site, an article in several of them counted once."""
    rows = connection.execute(
        f"""WITH RECURSIVE up(section_id, id) AS (
                SELECT id, id FROM sections WHERE site_id = ?
                UNION ALL SELECT up.section_id, sections.parent_id FROM up JOIN sections ON sections.id = up.id
                WHERE sections.parent_id IS NOT NULL)
            SELECT up.id, count(DISTINCT article_id) FROM up JOIN article_sections USING (section_id)
            WHERE article_id {NOT_HIDDEN} GROUP BY up.id""",
        [site_id],
    )
    return dict(rows.fetchall())
