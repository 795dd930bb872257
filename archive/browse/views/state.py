"""The state of every site: how its last run went, and what a person should look at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from archive.browse.reading.alphabet import swedish_order
from archive.exit_status import ExitStatus
from archive.status import at_a_glance
from archive.tables import has_table

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

    from datasette.utils.asgi import Response

    from archive.browse.visit import Visit


async def state_page(visit: Visit) -> Response:
    """Every site at a glance, those with alarms first. A published copy keeps nothing of runs, and has no such page."""
    state = await visit.read(_state, patient=True)
    if state is None:
        return await visit.notice("missing", 404)
    sites = sorted(state["sites"], key=_worst_first)
    context = {"sites": sites, "alarms": sum(len(site["alarms"]) for site in sites), "run": state["last_run"]}
    return await visit.page("state", context)


def _state(connection: sqlite3.Connection) -> dict[str, Any] | None:
    return at_a_glance(connection) if has_table(connection, "run_sites") else None


def _worst_first(site: Mapping[str, Any]) -> tuple[bool, bool, str]:
    return not site["alarms"], _ended_well(site), swedish_order(site["name"])


def _ended_well(site: Mapping[str, Any]) -> bool:
    run = site["last_run"]
    return run is None or run["exit_status"] == ExitStatus.DONE
