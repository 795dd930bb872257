"""The state of every site as Prometheus's text format, for the node exporter's textfile collector."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    _Value = Callable[[Mapping[str, Any]], float | None]
    """What a metric says of a site; None where it says nothing."""


def metrics(state: Mapping[str, Any]) -> str:
    """The state that `archive.status.status` gives in the text format 0.0.4; every metric is a gauge."""
    return "".join(f"{line}\n" for line in _lines(state))


def _lines(state: Mapping[str, Any]) -> Iterator[str]:
    for name, (meaning, value_of) in _METRICS.items():
        yield f"# HELP {name} {meaning}"
        yield f"# TYPE {name} gauge"
        for site in state["sites"]:
            value = value_of(site)
            if value is not None:
                yield f'{name}{{site="{_escaped(site["key"])}"}} {value}'


def _of_last_run(value_of: Callable[[Mapping[str, Any]], float | None]) -> _Value:
    """What a site's last run says; nothing where there was none."""
    return lambda site: value_of(site["last_run"]) if site["last_run"] else None


_METRICS: dict[str, tuple[str, _Value]] = {
    "kommunarkiv_articles": ("Articles of the site in the archive.", lambda site: site["articles"]),
    "kommunarkiv_alarms": ("Alarms that hold for the site.", lambda site: len(site["alarms"])),
    "kommunarkiv_last_run_timestamp_seconds": (
        "When the last run on the site began.",
        _of_last_run(lambda run: int(datetime.fromisoformat(run["started_at"]).timestamp())),
    ),
    "kommunarkiv_last_run_exit_status": (
        "How the last run on the site ended (docs/crawling.md).",
        _of_last_run(lambda run: run["exit_status"]),
    ),
    "kommunarkiv_last_run_failed": (
        "Addresses that failed in the last run on the site.",
        _of_last_run(lambda run: run["counts"].get("failed", 0)),
    ),
}


def _escaped(label: str) -> str:
    return label.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
