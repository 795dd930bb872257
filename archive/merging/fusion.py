"""One article of what several archives hold of it.

Every record that an archive holds is what one page said. All of them are laid out along the pages of each address, in
the order of time, each by the first and the last page that said it; what is the same side by side is one observation,
and the rest are versions (`archive.timeline`).
The best address of the article speaks: its latest page is what the article says now.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import TYPE_CHECKING, Any

from archive import parts, timeline, versions
from archive.articles import edited_fields
from archive.merging.tables import columns
from archive.timeline import Observation

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence

    Part = tuple[str, int]
    """An article of one archive, as ("main" or "other", its id)."""

_REFERENCES = {
    "site_id": "sites", "section_id": "sections", "page_id": "pages", "derivation_id": "derivations",
    "image_id": "images", "attachment_id": "attachments",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fused:
    """The article of all parts: its row, what hangs on it by table, its addresses, and its versions."""

    row: dict[str, Any]
    hanging: dict[str, list[dict[str, Any]]]
    addresses: dict[str, str]
    versions: list[tuple[Observation, list[str]]]


@dataclass(frozen=True, slots=True)
class _Held:
    """What one archive holds of the article: its row (ids as they are here), and records by (address, instant, digest).

    `key` orders what speaks: the later page, then what can't hang on which archive it is in.
    """

    part: Part
    row: dict[str, Any]
    address: str
    key: tuple[str, str, str]
    records: dict[tuple[str, str, str], tuple[int, dict[str, Any]]]


def fused(connection: sqlite3.Connection, group: Sequence[Part], last_page: int) -> Fused:
    """What the parts say together; their order does not matter. `last_page` is the last page that was here before."""
    held = [_held(connection, part, last_page) for part in group]
    best = min(((one.address != one.row["url"], one.address) for one in held), default=None)
    speaking = [one for one in held if (one.address != one.row["url"], one.address) == best]
    speaker = max(speaking, key=lambda one: one.key)
    timelines = _timelines(held)
    of_others = [seen for address, seen in timelines.items() if address != speaker.address]
    seen = [*chain.from_iterable(of_others), *timelines[speaker.address]]
    current, earlier = seen[-1], seen[:-1]
    row = dict(speaker.row)
    row["first_seen"] = min(one.row["first_seen"] for one in held)
    row["last_seen"] = max(one.row["last_seen"] for one in held)
    row["last_changed"] = current.seen_from
    row["hidden"] = max(one.row["hidden"] for one in held)
    gone = max((one.row["gone_at"] or "" for one in held), default="")
    row["gone_at"] = gone if gone > row["last_seen"] else None
    row["page_id"] = current.page_id
    changed = [edited_fields(before.record, after.record) for before, after in pairwise(seen)]
    told = list(zip(earlier, changed, strict=True))
    return Fused(row, _hanging(connection, speaker.part), _addresses(connection, group), told)


def write(connection: sqlite3.Connection, group: Sequence[Part], article: Fused) -> int:
    """Write the article in place of the parts that are here; its id."""
    here = [number for side, number in group if side == "main"]
    for article_id in here:
        for table in (*parts.HANGING, "article_versions"):
            connection.execute(f"DELETE FROM main.{table} WHERE article_id = ?", [article_id])
    connection.executemany("DELETE FROM main.articles WHERE id = ?", [(article_id,) for article_id in here[1:]])
    article_id = _write_row(connection, here[0] if here else None, article.row)
    for table, rows in article.hanging.items():
        for row in rows:
            _insert(connection, table, row | {"article_id": article_id})
    for url, kind in article.addresses.items():
        _insert(connection, "article_addresses", {"article_id": article_id, "url": url, "kind": kind})
    for seen, changed in article.versions:
        timeline.add_version(connection, article_id, seen, changed)
    versions.number(connection, article_id)
    return article_id


def _write_row(connection: sqlite3.Connection, article_id: int | None, row: dict[str, Any]) -> int:
    if article_id is None:
        return _insert(connection, "articles", row)
    connection.execute(
        f"UPDATE main.articles SET {', '.join(f'{name} = ?' for name in row)} WHERE id = ?", [*row.values(), article_id]
    )
    return article_id


def _insert(connection: sqlite3.Connection, table: str, row: dict[str, Any]) -> int:
    cursor = connection.execute(
        f"INSERT INTO main.{table} ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})", list(row.values())
    )
    return cursor.lastrowid or 0


def _held(connection: sqlite3.Connection, part: Part, last_page: int) -> _Held:
    side, number = part
    (row,) = _rows(connection, side, "articles", "id", number)
    record = {name: row[name] for name in versions.RECORD} | {"image": versions.pictures(connection, number, side)}
    earlier = _rows(connection, side, "article_versions", "article_id", number)
    known = [(row["page_id"], row["last_changed"], record)]
    known += [(version["page_id"], version["seen_from"], json.loads(version["record"])) for version in earlier]
    address, fetched_at, digest = _page(connection, row["page_id"])
    records: dict[tuple[str, str, str], tuple[int, dict[str, Any]]] = {}
    for page_id, since, said in known:
        for visit_id, key in _ends(connection, page_id, since, _PAGES[side].format(last_page)):
            records[key] = (visit_id, said)
    return _Held(part, row, address, (fetched_at, digest, json.dumps(record, sort_keys=True)), records)


_PAGES = {"main": "page.id <= {}", "other": "page.id IN (SELECT new FROM temp.merged_pages)"}
"""Which of the pages, united by now, each archive has."""


def _rows(connection: sqlite3.Connection, side: str, table: str, column: str, number: int) -> list[dict[str, Any]]:
    """Rows of either archive, their references as they are here."""
    names = columns(connection, table)
    cursor = connection.execute(f"SELECT {', '.join(names)} FROM {side}.{table} WHERE {column} = ?", [number])
    rows = [dict(zip(names, values, strict=True)) for values in cursor]
    if side == "other":
        for row in rows:
            for name in _REFERENCES.keys() & row.keys():
                if row[name] is not None:
                    (row[name],) = connection.execute(
                        f"SELECT new FROM temp.merged_{_REFERENCES[name]} WHERE old = ?", [row[name]]
                    ).fetchone()
    return rows


def _page(connection: sqlite3.Connection, page_id: int) -> tuple[str, str, str]:
    url, fetched_at, digest = connection.execute(
        """SELECT addresses.url, pages.fetched_at, digest FROM main.pages
           JOIN main.addresses ON addresses.id = address_id WHERE pages.id = ?""",
        [page_id],
    ).fetchone()
    return url, fetched_at, digest


def _ends(
    connection: sqlite3.Connection, page_id: int, since: str | None, held: str
) -> Iterator[tuple[int, tuple[str, str, str]]]:
    """The first and the last page of the address that said what this one says, by their ids and what they are.

    Both must be told: a visit of the other archive may stand between them. The first is one that the same archive has
    (`held`): the instant may be a visit to another address of the article, when the other archive visited this one.
    """
    rows = connection.execute(
        f"""SELECT page.id, addresses.url, page.fetched_at, page.digest FROM main.pages AS this
           JOIN main.addresses ON addresses.id = this.address_id
           JOIN main.pages AS page ON page.address_id = this.address_id
           WHERE this.id = ? AND (page.id = this.id OR (page.fetched_at = ? AND page.status != 304 AND {held}))""",
        [page_id, since],
    )
    for number, url, fetched_at, digest in rows.fetchall():
        yield number, (url, fetched_at, digest)


def _timelines(held: Sequence[_Held]) -> dict[str, list[Observation]]:
    """What every address said over time."""
    records: dict[tuple[str, str, str], tuple[int, dict[str, Any]]] = {}
    for one in held:
        for key, said in one.records.items():
            if key not in records or json.dumps(records[key][1], sort_keys=True) < json.dumps(said[1], sort_keys=True):
                records[key] = said
    timelines: dict[str, list[Observation]] = {}
    for address in sorted({address for address, _, _ in records}):
        pages = sorted(key for key in records if key[0] == address)
        found = timeline.collapsed(Observation(records[key][0], key[1], key[1], records[key][1]) for key in pages)
        timelines[address] = found
    return timelines


def _hanging(connection: sqlite3.Connection, part: Part) -> dict[str, list[dict[str, Any]]]:
    """What hangs on the article that speaks. Its sections follow from both archives' lists."""
    side, number = part
    return {
        table: _rows(connection, side, table, "article_id", number)
        for table in ("article_dates", "article_images", "article_attachments")
    }


def _addresses(connection: sqlite3.Connection, group: Sequence[Part]) -> dict[str, str]:
    """Every address of the parts with its kind: its own where it is one's own, else the first in the alphabet."""
    kinds: dict[str, set[str]] = {}
    for side, number in group:
        rows = connection.execute(f"SELECT url, kind FROM {side}.article_addresses WHERE article_id = ?", [number])
        for url, kind in rows:
            kinds.setdefault(url, set()).add(kind)
    return {url: min(found, key=lambda kind: (kind != "canonical", kind)) for url, found in sorted(kinds.items())}
