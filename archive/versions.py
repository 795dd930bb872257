"""An article's versions and what changed from one to the next, as data: `kommunarkiv history` and browsing show it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from archive.differences import Part, difference
from archive.tables import is_published_copy
from archive.wording import meant

if TYPE_CHECKING:
    import sqlite3

FIELDS = ("headline", "description", "article_body", "author", "date_published", "date_modified", "image")
"""The fields whose changes are told, in the order in which they are told."""

RECORD = (
    "url", "headline", "description", "article_body", "article_body_html", "author", "contact", "in_language",
    "breadcrumb", "trail_source", "date_published", "date_published_precision", "date_published_source",
    "date_published_text", "date_modified", "published_year", "word_count", "content_hash", "extracted_by",
)  # fmt: skip
"""The columns of `articles` that a version's record holds, JSON columns as the text that they are."""
PICTURE = ("content_url", "alt", "caption", "credit_text")
"""What it holds of each picture."""


@dataclass(frozen=True, slots=True)
class Change:
    """One field that became different: its words before and after in `parts` (see `archive.differences`)."""

    field: str
    before: str
    after: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Version:
    """What an article said for a while.

    `number` counts from 1, the oldest; the last one is current. `seen_from` and `seen_until` are the instants of the
    first and the last visit that found it so, `page_id` the page it was read from. `record` holds the columns of
    `articles` that RECORD names, and `image`: a list of pictures with `content_url`, `alt`, `caption` and
    `credit_text`. `changes` says what became different from the version before; it is empty for the first.
    """

    number: int
    is_current: bool
    seen_from: str
    seen_until: str
    page_id: int
    record: dict[str, Any]
    changes: tuple[Change, ...]

    def to_dict(self) -> dict[str, Any]:
        """The version with plain lists and dicts, ready for JSON."""
        return asdict(self)


def versions(connection: sqlite3.Connection, article_id: int) -> list[Version]:
    """All versions of the article with this id, oldest first, the current one last; empty when there is no such."""
    current = _current(connection, article_id)
    if current is None:
        return []
    rows = connection.execute(
        "SELECT seen_from, seen_at, page_id, record FROM article_versions WHERE article_id = ? ORDER BY version",
        [article_id],
    )
    steps = [(since, until, page_id, json.loads(record)) for since, until, page_id, record in rows]
    first_seen, *last = current
    found: list[Version] = []
    for number, (noted_from, seen_until, page_id, record) in enumerate([*steps, tuple(last)], 1):
        before = found[-1] if found else None
        seen_from = noted_from or first_seen
        if before and not noted_from:  # an earlier program did not note it
            seen_from = _first_visit(connection, page_id, before.seen_until) or seen_until
        changed = tuple(changes(before.record, record)) if before else ()
        found.append(Version(number, number > len(steps), seen_from, seen_until, page_id, record, changed))
    return found


def article_id_of(connection: sqlite3.Connection, url: str) -> int | None:
    """The article that has this address, its own or any other it was found at; None when none does."""
    row = connection.execute(
        """SELECT id FROM articles WHERE url = :url
           UNION ALL SELECT article_id FROM article_addresses WHERE url = :url LIMIT 1""",
        {"url": url},
    ).fetchone()
    return row[0] if row else None


def unknown_address(connection: sqlite3.Connection, url: str) -> str:
    """What to say of an address that no article has: which one is known in another way of writing it."""
    rest = url.removeprefix("https://").removeprefix("http://").partition("#")[0]
    forms = {rest.rstrip("/").removeprefix("www."), f"www.{rest.rstrip('/').removeprefix('www.')}"}
    written = [f"{one}://{form}{slash}" for one in ("https", "http") for form in sorted(forms) for slash in ("", "/")]
    near = [one for one in written if one != url and article_id_of(connection, one) is not None]
    hint = meant(near) if near else "`kommunarkiv search` shows addresses as they are kept."
    return f"no article with the address {url!r}. {hint}"


def is_hidden(connection: sqlite3.Connection, article_id: int) -> bool:
    """Whether the article was taken down by hiding it."""
    return bool(connection.execute("SELECT hidden FROM articles WHERE id = ?", [article_id]).fetchone()[0])


def changes(before: dict[str, Any], after: dict[str, Any]) -> list[Change]:
    """What became different from one record to a later one, field by field."""
    found = []
    for field in FIELDS:
        old, new = _text(field, before.get(field)), _text(field, after.get(field))
        if old != new:
            found.append(Change(field, old, new, difference(old, new)))
    return found


def pictures(connection: sqlite3.Connection, article_id: int, database: str = "main") -> list[dict[str, Any]]:
    """The article's pictures as records hold them, in their order, in this archive or in one attached to it."""
    rows = connection.execute(
        f"""SELECT {", ".join(PICTURE)} FROM {database}.article_images JOIN {database}.images ON images.id = image_id
            WHERE article_id = ? ORDER BY position""",
        [article_id],
    )
    return [dict(zip(PICTURE, row, strict=True)) for row in rows]


def number(connection: sqlite3.Connection, article_id: int) -> None:
    """Number the article's versions from 1 in the order of time."""
    ids = [
        row[0]
        for row in connection.execute(
            "SELECT id FROM article_versions WHERE article_id = ? ORDER BY seen_at, record", [article_id]
        )
    ]
    # Twice, because two versions may not have the same number in between.
    for first in (-len(ids), 1):
        connection.executemany(
            "UPDATE article_versions SET version = ? WHERE id = ?",
            [(number, version_id) for number, version_id in enumerate(ids, first)],
        )


def _current(connection: sqlite3.Connection, article_id: int) -> tuple[str, str, str, int, dict[str, Any]] | None:
    """First seen at all, seen so from, last seen, page and record of what the article says now."""
    row = connection.execute(
        f"SELECT first_seen, last_changed, last_seen, page_id, {', '.join(RECORD)} FROM articles WHERE id = ?",
        [article_id],
    ).fetchone()
    if row is None:
        return None
    first_seen, last_changed, last_seen, page_id, *values = row
    record = dict(zip(RECORD, values, strict=True)) | {"image": pictures(connection, article_id)}
    return first_seen, last_changed, last_seen, page_id, record


def _first_visit(connection: sqlite3.Connection, page_id: int, after: str) -> str | None:
    """The first visit of this page's address later than this instant; a published copy does not tell it."""
    if is_published_copy(connection):
        return None
    (instant,) = connection.execute(
        """SELECT min(fetched_at) FROM pages
           WHERE address_id = (SELECT address_id FROM pages WHERE id = ?) AND fetched_at > ?""",
        [page_id, after],
    ).fetchone()
    return instant if instant is None else str(instant)


def _text(field: str, value: Any) -> str:
    if field != "image":
        return value or ""
    names = ("caption", "credit_text", "alt", "content_url")
    return "\n\n".join(" · ".join(str(image[name]) for name in names if image.get(name)) for image in value or ())
