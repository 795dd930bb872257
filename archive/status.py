"""What is in an archive and how its last run went."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from archive import drift, pages, run_reports
from archive.sources import sources

if TYPE_CHECKING:
    import sqlite3
    from datetime import datetime


def status(connection: sqlite3.Connection, at: datetime | None = None) -> dict[str, Any]:
    """Sites with their sections and counts, what waits in the frontier, the last run, and what has drifted.

    A site's `last_run` is the last that went for what is known of it; `in_vain` is a later one that began where no run
    ever found anything, as at a mistyped address. Articles that are `hidden` by a decision are counted by themselves.

    {"sites": [{"key", "name", "base_url", "municipality", "articles", "hidden", "newest",
    "sections": [{"trail", "articles"}], "addresses": {state: count},
    "sources": [{"source", "articles", "only"}],
    "last_run": {"started_at", "exit_status", "seconds", "counts", "reasons", "robots"} or None,
    "in_vain": {the same, "starts": [{"url", "section"}]} or None,
    "alarms": [{"kind", "message", "facts"}]}], "pages": {"count", "bytes", "stored_bytes"}, "last_run": {…} or None}

    `pages` are the stored ones, each content once (`archive.pages.stored`).
    """
    state = at_a_glance(connection, at)
    ids = dict(connection.execute("SELECT key, id FROM sites").fetchall())
    for site in state["sites"]:
        site_id = ids[site["key"]]
        site["sections"] = _sections(connection, site_id)
        site["addresses"] = _addresses(connection, site_id)
        site["sources"] = sources(connection, site_id)
    return state | {"pages": pages.stored(connection)}


def at_a_glance(connection: sqlite3.Connection, at: datetime | None = None) -> dict[str, Any]:
    """The same without what every address or page of the archive must be looked at for: sections, sources, `pages`."""
    sites = _sites(connection)
    by_key = {site["key"]: site for site in sites}
    for alarm in drift.alarms(connection, at):
        by_key[alarm.site]["alarms"].append({"kind": alarm.kind, "message": alarm.message, "facts": alarm.facts})
    return {"sites": sites, "last_run": _last_run(connection)}


_SITES = """WITH hidden(site_id, count) AS (
        SELECT site_id, count(*) FROM articles INDEXED BY articles_hidden WHERE hidden = 1 GROUP BY site_id)
    SELECT sites.id, sites.key, sites.name, sites.base_url, municipalities.name,
           (SELECT count(*) FROM articles WHERE articles.site_id = sites.id) - coalesce(hidden.count, 0),
           coalesce(hidden.count, 0),
           (SELECT date_published FROM articles INDEXED BY articles_site_id
            WHERE articles.site_id = sites.id AND hidden = 0 ORDER BY date_published DESC LIMIT 1)
    FROM sites LEFT JOIN municipalities ON municipalities.code = sites.municipality_code
    LEFT JOIN hidden ON hidden.site_id = sites.id ORDER BY sites.key"""
"""Articles are counted in an index, those hidden apart: whether one is, its row says behind its text."""


def _sites(connection: sqlite3.Connection) -> list[dict[str, Any]]:
    """Every site as `at_a_glance` tells of it, without its alarms."""
    return [
        {
            "key": key,
            "name": name,
            "base_url": base_url,
            "municipality": municipality,
            "articles": count,
            "hidden": hidden,
            "newest": newest,
            **_last_runs_of(connection, site_id),
            "alarms": [],
        }
        for site_id, key, name, base_url, municipality, count, hidden, newest in connection.execute(_SITES).fetchall()
    ]


def _sections(connection: sqlite3.Connection, site_id: int) -> list[dict[str, Any]]:
    rows = connection.execute(
        """SELECT trail, count(*) FROM sections JOIN article_sections ON article_sections.section_id = sections.id
           JOIN articles ON articles.id = article_id AND NOT hidden
           WHERE sections.site_id = ? GROUP BY sections.id ORDER BY trail""",
        [site_id],
    )
    return [{"trail": trail, "articles": articles} for trail, articles in rows]


def _addresses(connection: sqlite3.Connection, site_id: int) -> dict[str, int]:
    """How many addresses are in each state; ways to a section that a surer one led to wait for nothing."""
    rows = connection.execute(
        """SELECT state, count(*) FROM addresses WHERE site_id = ? AND NOT (kind = 'walk' AND state = 'pending')
           GROUP BY state ORDER BY state""",
        [site_id],
    )
    return dict(rows.fetchall())


def _last_runs_of(connection: sqlite3.Connection, site_id: int) -> dict[str, dict[str, Any] | None]:
    """A site's last run, and the last that looked in vain for what none before it found, where that came after it."""
    runs = run_reports.of_site(connection, site_id)
    if not runs:
        return {"last_run": None, "in_vain": None}
    last = run_reports.that_tell(connection, site_id, runs)[0]
    if last is runs[0]:
        return {"last_run": _told(last), "in_vain": None}
    wanted = sorted(run_reports.wanted(connection, site_id, runs[0].run_id))
    starts = [{"url": url, "section": section or None} for url, section in wanted]
    return {"last_run": _told(last), "in_vain": _told(runs[0]) | {"starts": starts}}


def _told(run: run_reports.SiteRun) -> dict[str, Any]:
    names = ("started_at", "exit_status", "seconds", "counts", "reasons", "robots")
    return {name: getattr(run, name) for name in names}


def _last_run(connection: sqlite3.Connection) -> dict[str, Any] | None:
    """The last run that brought anything in, or tried to; deriving articles again tells nothing of how crawls go."""
    row = connection.execute(
        """SELECT id, started_at, finished_at, resumed, process, arguments, counts, finish_reason, exit_status,
                  program_version FROM runs WHERE kind != 'reextract' ORDER BY id DESC LIMIT 1"""
    ).fetchone()
    if row is None:
        return None
    names = ("id", "started_at", "finished_at", "resumed", "process", "arguments", "counts", "finish_reason",
             "exit_status", "program_version")  # fmt: skip
    run = dict(zip(names, row, strict=True))
    if run["finished_at"] is None and (counts := run_reports.so_far(connection, run["id"])):
        run["counts"] = json.dumps(counts)
    return run | {name: json.loads(run[name]) for name in ("arguments", "counts") if run[name]}
