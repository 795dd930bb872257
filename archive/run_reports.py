"""What each run did on each site: the history that drift is told from."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping, Sequence


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
    """Keep what a run did on its sites, by their keys; a run that is taken up again is written anew."""
    for key, told in sites.items():
        connection.execute(
            """INSERT INTO run_sites (run_id, site_id, counts, reasons, sections, cms, seconds, exit_status,
                                      robots)
               SELECT ?, id, ?, ?, ?, ?, ?, ?, ? FROM sites WHERE key = ?
               ON CONFLICT (run_id, site_id) DO UPDATE SET counts = excluded.counts, reasons = excluded.reasons,
                   sections = excluded.sections, cms = excluded.cms, seconds = excluded.seconds,
                   exit_status = excluded.exit_status, robots = excluded.robots""",
            [
                run_id,
                _json(told["counts"]),
                _json(told["reasons"]),
                _json(told["sections"]),
                told.get("cms"),
                told.get("seconds"),
                told["exit_status"],
                _json(told["robots"]) if told.get("robots") else None,
                key,
            ],
        )


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


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
