"""What one address said of an article over time: visits that found the same collapsed, edits kept as versions.

A live crawl writes this down visit by visit (`archive.articles`). Here it is made of all visits at once, as
re-extraction and merging need it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from archive import versions
from archive.articles import edited_fields

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, slots=True)
class Observation:
    """A record as the pages of one address gave it from one visit to another; `page_id` is the last of them."""

    page_id: int
    seen_from: str
    seen_until: str
    record: dict[str, Any]


def collapsed(observations: Iterable[Observation]) -> list[Observation]:
    """The observations in the order of time (of the same instant: as given), those without an edit between made one.

    Of two that say the same the later one's record stays, as it does in a live crawl.
    """
    found: list[Observation] = []
    for observation in sorted(observations, key=lambda seen: (seen.seen_from, seen.seen_until)):
        if found and not edited_fields(found[-1].record, observation.record):
            found[-1] = replace(observation, seen_from=found[-1].seen_from)
        else:
            found.append(observation)
    return found


def replace_versions(connection: sqlite3.Connection, article_id: int, seen: Sequence[Observation]) -> None:
    """Let these observations of one address, the current one last, be what the article's versions say of it.

    Versions that other addresses of the article gave stay. All are numbered anew, in the order of time.
    """
    connection.execute(
        """DELETE FROM article_versions WHERE article_id = ? AND page_id IN (SELECT id FROM pages WHERE address_id =
           (SELECT address_id FROM pages WHERE id = ?))""",
        [article_id, seen[-1].page_id],
    )
    for before, after in pairwise(seen):
        add_version(connection, article_id, before, edited_fields(before.record, after.record))
    versions.number(connection, article_id)


def add_version(connection: sqlite3.Connection, article_id: int, seen: Observation, changed: list[str]) -> None:
    """Keep an earlier record of the article; the caller numbers the versions."""
    connection.execute(
        """INSERT INTO article_versions
               (article_id, version, seen_from, seen_at, page_id, headline, description, article_body, changed, record)
           SELECT ?, coalesce(max(version), 0) + 1, ?, ?, ?, ?, ?, ?, ?, ?
           FROM article_versions WHERE article_id = ?""",
        [
            article_id,
            seen.seen_from,
            seen.seen_until,
            seen.page_id,
            *(seen.record[name] for name in ("headline", "description", "article_body")),
            json.dumps(changed, ensure_ascii=False),
            json.dumps(seen.record, ensure_ascii=False),
            article_id,
        ],
    )
