"""What each run did on each site: the history that drift is told from."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from archive.exit_status import ExitStatus
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


_ASKED_NOTHING = f"""run_sites.exit_status = {ExitStatus.DONE:d} AND robots IS NULL AND sections = '[]'
    AND coalesce(json_extract(run_sites.counts, '$.requests'), json_extract(run_sites.counts, '$.pages'), 0) = 0"""


class Before:
    """What a run had done when it was begun or taken up, to which it adds what it has done since, as often as it tells.

    It tells in the commits of its pages, so that a run that is killed has told what it did.
    """

    def __init__(self) -> None:
        self._counts: dict[int, dict[str, int]] = {}
        self._sites: dict[tuple[int, str], dict[str, Any]] = {}

    def total(self, connection: sqlite3.Connection, run_id: int, counts: Mapping[str, int]) -> dict[str, int]:
        """What the run has done in all, where these are its counts since it was begun or taken up."""
        if run_id not in self._counts:
            row = connection.execute("SELECT counts FROM runs WHERE id = ?", [run_id]).fetchone()
            # A run of a misspelt host alone is forgotten with it before it ends (archive/sections.py).
            self._counts[run_id] = _value(row[0] if row else None, {})
        return together(self._counts[run_id], counts)

    def write(self, connection: sqlite3.Connection, run_id: int, sites: Mapping[str, Mapping[str, Any]]) -> None:
        """Keep what a run has done on these sites, by their keys; without an `exit_status` it is not at its end."""
        for key, told in sites.items():
            site = connection.execute("SELECT id FROM sites WHERE key = ?", [key]).fetchone()
            if site is None:
                continue
            if (run_id, key) not in self._sites:
                self._sites[run_id, key] = _before(connection, run_id, site[0])
            united = _united(self._sites[run_id, key], told)
            connection.execute(_KEEP, {**united, "run_id": run_id, "site_id": site[0]})


_TOLD = ("counts", "reasons", "sections", "cms", "seconds", "exit_status", "robots")
_KEEP = f"""INSERT INTO run_sites (run_id, site_id, {", ".join(_TOLD)})
            VALUES (:run_id, :site_id, {", ".join(f":{name}" for name in _TOLD)})
            ON CONFLICT DO UPDATE SET {", ".join(f"{name} = excluded.{name}" for name in _TOLD)}"""


def _before(connection: sqlite3.Connection, run_id: int, site_id: int) -> dict[str, Any]:
    """What a run is known to have done on a site."""
    row = connection.execute(
        "SELECT counts, reasons, sections, cms, seconds, robots FROM run_sites WHERE run_id = ? AND site_id = ?",
        [run_id, site_id],
    ).fetchone()
    counts, reasons, sections, cms, seconds, robots = row or [None] * 6
    return {
        "counts": _value(counts, {}),
        "reasons": _value(reasons, []),
        "sections": _value(sections, []),
        "cms": cms,
        "seconds": seconds,
        "robots": robots,
    }


def _united(before: Mapping[str, Any], told: Mapping[str, Any]) -> dict[str, Any]:
    """The row of what a run had done before on a site and what it tells now."""
    seconds = told.get("seconds")
    return {
        "counts": _json(together(before["counts"], told["counts"])),
        "reasons": _json(_reasons_together(before["reasons"], told["reasons"])),
        "sections": _json(list(dict.fromkeys([*before["sections"], *told["sections"]]))),
        "cms": told.get("cms") or before["cms"],
        "seconds": before["seconds"] if seconds is None else seconds + (before["seconds"] or 0),
        "exit_status": told.get("exit_status"),
        "robots": _json(told["robots"]) if told.get("robots") else before["robots"],
    }


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


def so_far(connection: sqlite3.Connection, run_id: int) -> dict[str, int]:
    """What a crawl that has not ended, or was killed, has done on all its sites."""
    rows = connection.execute("SELECT counts FROM run_sites WHERE run_id = ?", [run_id])
    total: Counter[str] = Counter()
    for (counts,) in rows:
        total.update(json.loads(counts))
    return dict(total)


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
    """The last runs on a site that came to their end there, the latest first.

    One that asked it for nothing, as outside the hours that its profile sets, was none on it: it says nothing of it.
    """
    rows = connection.execute(
        f"""SELECT run_id, started_at, run_sites.counts, reasons, sections, robots, cms,
                  seconds, run_sites.exit_status
           FROM run_sites JOIN runs ON runs.id = run_id
           WHERE site_id = ? AND run_sites.exit_status IS NOT NULL AND NOT ({_ASKED_NOTHING})
           ORDER BY run_id DESC LIMIT ?""",
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


def that_tell(connection: sqlite3.Connection, site_id: int, runs: Sequence[SiteRun]) -> Sequence[SiteRun]:
    """The runs without the last ones that looked in vain for what none before them followed.

    A section that somebody mistyped, or an address that never led to one, is nothing that has changed.
    """
    if not any(run.sections for run in runs):
        return runs
    for number, run in enumerate(runs):
        is_vain = not run.sections and run.exit_status != ExitStatus.REFUSED
        if not is_vain or _looked_for_known(connection, site_id, run, runs[number + 1 :]):
            return runs[number:]
    return runs


def _looked_for_known(connection: sqlite3.Connection, site_id: int, run: SiteRun, before: Sequence[SiteRun]) -> bool:
    """Whether a run looked for a section that an earlier one followed, or began where an earlier one found any."""
    looked_for = wanted(connection, site_id, run.run_id)
    followed = [one for one in before if one.sections]
    if not looked_for or any(trail in one.sections for _, trail in looked_for for one in followed):
        return True  # or it does not say what it looked for
    return any(not looked_for.isdisjoint(wanted(connection, site_id, one.run_id)) for one in followed)


def _value(text: str | None, none: Any) -> Any:
    return none if text is None else json.loads(text)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
