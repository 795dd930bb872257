"""What a run is to fetch: the addresses that are due, newest news first, and what a run would find due."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from archive import frontier, runs, sections
from archive.clock import now
from archive.identity import MISSING
from archive.redaction.rules import is_whole

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping, Sequence

    from archive.frontier import Address
    from archive.schema import AddressKind, AddressState


@dataclass(frozen=True, slots=True)
class Asked:
    """What a run was asked for beyond its start addresses: everything again, or only news from a day on."""

    full: bool = False
    since: str | None = None

    @classmethod
    def of(cls, arguments: Mapping[str, Any]) -> Self:
        """What the arguments of a run ask for."""
        return cls(bool(arguments.get("full")), arguments.get("since"))


def addresses(
    connection: sqlite3.Connection, run_id: int, site_id: int, section_ids: Sequence[int], limit: int, asked: Asked
) -> list[Address]:
    """Addresses of these sections that this run should fetch now, newest news first.

    What the run has already tried is left out, so that a failure is taken up by the next run, not by this one, and
    there after what has not failed yet: a host in trouble is left after some failures in a row.
    """
    where, values = _due_where(run_id, site_id, section_ids, asked)
    rows = connection.execute(
        f"SELECT {frontier.COLUMNS} FROM addresses {where} ORDER BY failures > 0, rank, url LIMIT ?", [*values, limit]
    )
    return [frontier.from_row(row) for row in rows]


def count(connection: sqlite3.Connection, run_id: int, site_id: int, section_ids: Sequence[int], asked: Asked) -> int:
    """How many addresses `addresses` would give without a limit."""
    where, values = _due_where(run_id, site_id, section_ids, asked)
    (number,) = connection.execute(f"SELECT count(*) FROM addresses {where}", values).fetchone()
    return int(number)


def _due_where(run_id: int, site_id: int, section_ids: Sequence[int], asked: Asked) -> tuple[str, list[Any]]:
    marks = ",".join("?" * len(section_ids))
    # The plus keeps SQLite from taking another index than the one that has what is wanted in this order.
    where = f"""WHERE wanted AND site_id = ? AND {_DUE} AND state != 'stored' AND kind IN ('list', 'article')
                AND {is_whole("addresses.url")} AND EXISTS (SELECT 1 FROM address_sections
                            WHERE address_id = addresses.id AND section_id IN ({marks}))"""
    return where, [site_id, *_due_values(run_id, asked), *section_ids]


_LAST_INSTANT = "9999"
_SURE_POSITION = 1
"""The place in a list up to which its pages are turned to whatever those before them show."""
_SINCE = "({0} IS NULL OR dated IS NULL OR dated >= substr({0}, 1, length(dated)))"
"""Whether an address may have news of the day that the parameter {0} is, or of later ones."""
_DUE = f"+due_at <= ? AND +run_id IS NOT ? AND {_SINCE.format('?')}"


def _due_values(run_id: int, asked: Asked) -> list[Any]:
    return [_due_until(asked), run_id, asked.since, asked.since]


def _due_until(asked: Asked) -> str:
    """The instant up to which what is due is fetched; a run that visits everything takes what is due ever."""
    return _LAST_INSTANT if asked.full else now()


def want(connection: sqlite3.Connection, run_id: int, site_id: int, asked: Asked) -> None:
    """Mark what of the site is due as this run begins, which `addresses` then finds without looking at the others."""
    connection.execute(
        f"UPDATE addresses SET wanted = NOT wanted WHERE site_id = ? AND wanted != ({_DUE})",
        [site_id, *_due_values(run_id, asked)],
    )


def forget_the_future(connection: sqlite3.Connection) -> None:
    """Make due what was planned by a clock that was ahead: by runs that by today's clock have not begun yet.

    Those are the addresses that such a run visited last, found, or asked for in vain; what others planned stays. The
    first run by a clock that is right does so, before it writes down that it has begun.
    """
    last = connection.execute("SELECT started_at FROM runs ORDER BY id DESC LIMIT 1").fetchone()
    if last is None or last[0] <= now():
        return
    connection.execute(
        """WITH ahead AS (SELECT id, started_at AS began, coalesce(finished_at, date(started_at, '+1 day')) AS ended
                          FROM runs WHERE started_at > :now)
           UPDATE addresses SET due_at = :now WHERE due_at > :now AND EXISTS (
               SELECT 1 FROM ahead WHERE ahead.id = run_id OR due_at BETWEEN began AND ended)""",
        {"now": now()},
    )


@dataclass(frozen=True, slots=True)
class Due:
    """An address that a run would fetch now, with what says why."""

    url: str
    kind: AddressKind
    state: AddressState
    source: str
    is_due: bool
    missed: bool
    surely: bool
    """False for a list page that is only turned to when those before it show anything new."""

    @classmethod
    def new_start(cls, url: str) -> Self:
        """A start address that no run has seen."""
        return cls(url, "start", "pending", "start", is_due=True, missed=False, surely=True)


def would_fetch(connection: sqlite3.Connection, start: str, arguments: Mapping[str, Any]) -> list[Due]:
    """What a crawl with these arguments would fetch from this start of the sections that runs before followed there.

    The start comes first, then list pages that a run asks for anew each time. A crawl that goes on with a run has
    what that fetched.
    """
    asked = Asked.of(arguments)
    query = "SELECT DISTINCT section_id FROM run_sections JOIN addresses ON addresses.id = address_id WHERE url = ?"
    section_ids = [section_id for (section_id,) in connection.execute(query, [start])]
    sweep = any(sections.begin_sweep(connection, section_id, full=asked.full) for section_id in section_ids)
    is_asked_anew = f"kind = 'list' AND (:sweep OR source IN ({_words(frontier.EVERY_RUN)}))"
    rows = connection.execute(
        f"""SELECT url, kind, state, source, due_at <= :now, missed, :sweep OR position <= {_SURE_POSITION}
            FROM (SELECT *, coalesce(json_extract(context, '$.source'), 'list') AS source,
                         coalesce(json_extract(context, '$.position'), 0) AS position,
                         coalesce(reason, '') LIKE '{MISSING}%' AS missed FROM addresses)
            WHERE (run_id IS NULL OR run_id IS NOT :run OR state = 'failed')
              AND ((kind = 'walk' AND found_on = :start AND (state != 'gone' OR due_at <= :now))
              OR url = :start
              OR (kind IN ('list', 'article') AND state != 'stored' AND {is_whole("url")}
              AND (due_at <= :until OR ({is_asked_anew})) AND {_SINCE.format(":since")}
              AND id IN (SELECT address_id FROM address_sections WHERE section_id IN ({_words(section_ids)}))))
            ORDER BY url != :start, rank, url""",
        {
            "now": now(),
            "until": _due_until(asked),
            "since": asked.since,
            "sweep": sweep,
            "start": start,
            "run": runs.unfinished(connection, arguments, "crawl"),
        },
    )
    known = [Due(*row[:4], *map(bool, row[4:])) for row in rows]
    is_new = connection.execute("SELECT 1 FROM addresses WHERE url = ?", [start]).fetchone() is None
    return [Due.new_start(start), *known] if is_new else known


def _words(values: Iterable[str | int]) -> str:
    """Our own constants and ids as a list in SQL."""
    return ", ".join(repr(value) for value in values)
