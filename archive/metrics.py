"""The state of every site as Prometheus's text format, for the node exporter's textfile collector."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_METRICS = {
    "kommunarkiv_articles": "Articles of the site in the archive.",
    "kommunarkiv_alarms": "Alarms that hold for the site.",
    "kommunarkiv_last_run_timestamp_seconds": "When the last run on the site began.",
    "kommunarkiv_last_run_exit_status": "How the last run on the site ended (docs/crawling.md).",
    "kommunarkiv_last_run_failed": "Addresses that failed in the last run on the site.",
}


def metrics(state: Mapping[str, Any]) -> str:
    """The state that `archive.status.status` gives in the text format 0.0.4; every metric is a gauge."""
    return "".join(f"{line}\n" for line in _lines(state))


def _lines(state: Mapping[str, Any]) -> Iterator[str]:
    values = {name: list(_values(name, state)) for name in _METRICS}
    for name, meaning in _METRICS.items():
        yield f"# HELP {name} {meaning}"
        yield f"# TYPE {name} gauge"
        yield from (f'{name}{{site="{_escaped(site)}"}} {value}' for site, value in values[name])


def _values(name: str, state: Mapping[str, Any]) -> Iterator[tuple[str, float]]:
    for site in state["sites"]:
        run = site["last_run"]
        if name == "kommunarkiv_articles":
            yield site["key"], site["articles"]
        elif name == "kommunarkiv_alarms":
            yield site["key"], len(site["alarms"])
        elif run and name == "kommunarkiv_last_run_timestamp_seconds":
            yield site["key"], int(datetime.fromisoformat(run["started_at"]).timestamp())
        elif run and name == "kommunarkiv_last_run_failed":
            yield site["key"], run["counts"].get("failed", 0)
        elif run and run["exit_status"] is not None and name == "kommunarkiv_last_run_exit_status":
            yield site["key"], run["exit_status"]


def _escaped(label: str) -> str:
    return label.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
