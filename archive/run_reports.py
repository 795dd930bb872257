"""What each run did on each site: the history that drift is told from."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from archive.schema import trail_text

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping, Sequence


_EXAMPLES = 3
"""Addresses that are kept for each reason."""


@dataclass(frozen=True, slots=True)
class SiteRun:
    """One run on one site. `counts` are those of docs/crawling.md, `reasons` why addresses gave no article.

    `robots` is what its robots.txt said: {"state": "allowed", "refused" or "unreachable", "status", "crawl_delay"}.
    `cms` is what the site's start page looked made with, None when that was not seen.
    """

    run_id: int
    started_at: str
    counts: Mapping[str, int]
    reasons: Sequence[Mapping[str, Any]] = ()
    sections: Sequence[str] = ()
    cms: str | None = None
    seconds: int | None = None
    exit_status: int | None = None
    robots: Mapping[str, Any] | None = None


def write(connection: sqlite3.Connection, run_id: int, sites: Mapping[str, Mapping[str, Any]]) -> None:
    """Keep what a run did on its sites, by their keys; what it did before it was taken up again is added to."""
    for key, told in sites.items():
        row = connection.execute(
            """SELECT sites.id, counts, reasons, sections, run_sites.cms, seconds, robots FROM sites
               LEFT JOIN run_sites ON site_id = sites.id AND run_id = ? WHERE key = ?""",
            [run_id, key],
        ).fetchone()
        if row is None:
            continue
        site_id, counts, reasons, sections, cms, seconds, robots = row
        connection.execute(
            """INSERT OR REPLACE INTO run_sites
                   (run_id, site_id, counts, reasons, sections, cms, seconds, exit_status, robots)
               VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)""",
            [
                run_id,
                site_id,
                _json(together(_value(counts, {}), told["counts"])),
                _json(_reasons_together(_value(reasons, []), told["reasons"])),
                _json(list(dict.fromkeys([*_value(sections, []), *told["sections"]]))),
                told.get("cms") or cms,
                told["seconds"] + (seconds or 0) if told.get("seconds") is not None else seconds,
                told["exit_status"],
                _json(told["robots"]) if told.get("robots") else robots,
            ],
        )


def together(before: Mapping[str, int], now: Mapping[str, int]) -> dict[str, int]:
    """The counts of two pieces of a run as those of one.

    >>> together({"new": 3, "pages": 4}, {"gone": 1, "pages": 2})
    {'gone': 1, 'new': 3, 'pages': 6}
    """
    return {name: before.get(name, 0) + now.get(name, 0) for name in sorted({*before, *now})}


def _reasons_together(before: Sequence[Mapping[str, Any]], now: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The reasons of two pieces of a run as those of one, the commonest first."""
    united: dict[str, dict[str, Any]] = {}
    for one in (*before, *now):
        known = united.setdefault(one["reason"], {"reason": one["reason"], "count": 0, "examples": []})
        known["count"] += one["count"]
        known["examples"] = list(dict.fromkeys([*known["examples"], *one["examples"]]))[:_EXAMPLES]
    return sorted(united.values(), key=lambda one: -int(one["count"]))


def take_up(connection: sqlite3.Connection, run_id: int) -> None:
    """The run goes on, and what failed in it is tried again: it has not failed any more, nor do its reasons count."""
    again: Counter[tuple[int, str]] = Counter()
    for site_id, reason, count in connection.execute(
        "SELECT site_id, reason, count(*) FROM addresses WHERE run_id = ? AND state = 'failed' GROUP BY 1, 2", [run_id]
    ):
        again[site_id, reason] = count
    rows = connection.execute("SELECT site_id, counts, reasons FROM run_sites WHERE run_id = ?", [run_id])
    for site_id, counts, reasons in rows.fetchall():
        left = [{**one, "count": one["count"] - again[site_id, one["reason"]]} for one in json.loads(reasons)]
        connection.execute(
            "UPDATE run_sites SET counts = json_remove(?, '$.failed'), reasons = ? WHERE run_id = ? AND site_id = ?",
            [counts, _json([one for one in left if one["count"] > 0]), run_id, site_id],
        )
    connection.execute("UPDATE runs SET counts = json_remove(counts, '$.failed') WHERE id = ?", [run_id])


def of_site(connection: sqlite3.Connection, site_id: int, most: int = 30) -> list[SiteRun]:
    """The last runs on a site, the latest first."""
    rows = connection.execute(
        """SELECT run_id, started_at, run_sites.counts, reasons, sections, robots, cms,
                  seconds, run_sites.exit_status
           FROM run_sites JOIN runs ON runs.id = run_id WHERE site_id = ? ORDER BY run_id DESC LIMIT ?""",
        [site_id, most],
    )
    return [
        SiteRun(
            run_id,
            started_at,
            json.loads(counts),
            json.loads(reasons),
            json.loads(sections),
            robots=json.loads(robots) if robots else None,
            **dict(zip(("cms", "seconds", "exit_status"), rest, strict=True)),
        )
        for run_id, started_at, counts, reasons, sections, robots, *rest in rows
    ]


def wanted(connection: sqlite3.Connection, site_id: int, run_id: int) -> frozenset[tuple[str, str]]:
    """What a run looked for on a site: the addresses it began at, each with the wanted section's trail ("" for any)."""
    (arguments,) = connection.execute("SELECT arguments FROM runs WHERE id = ?", [run_id]).fetchone()
    of_site = "SELECT 1 FROM addresses WHERE url = ? AND site_id = ?"
    return frozenset(
        (url, trail_text(tuple(section)))
        for url, section in json.loads(arguments).get("starts", ())
        if connection.execute(of_site, [url, site_id]).fetchone()
    )


def _value(text: str | None, none: Any) -> Any:
    return none if text is None else json.loads(text)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
