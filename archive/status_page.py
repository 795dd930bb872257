"""The state of every site at a glance, as a page for a browser: one file, Swedish, without scripts."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_STYLE = """body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:75rem;padding:0 1rem;color:#1b1b1b}
table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.4rem .6rem;border-bottom:1px solid #ccc;
vertical-align:top}td.number{text-align:right}.bad{color:#a30000}ul{margin:0;padding-left:1.1rem}
@media(prefers-color-scheme:dark){body{background:#16181a;color:#eee}.bad{color:#ff9a8f}td,th{border-color:#444}}"""
_RESULTS = {
    0: "klar",
    1: "fel i programmet",
    3: "ofullständig",
    6: "nekad av webbplatsen",
    7: "inga nyheter hittades",
    130: "avbruten",
}


def status_page(state: Mapping[str, Any], title: str) -> str:
    """The state that `archive.status.status` gives as an HTML document."""
    return "\n".join(_lines(state, title))


def _lines(state: Mapping[str, Any], title: str) -> Iterator[str]:
    sites = sorted(state["sites"], key=lambda site: (not site["alarms"], site["key"]))
    alarms = sum(len(site["alarms"]) for site in sites)
    articles = sum(site["articles"] for site in sites)
    yield f'<!DOCTYPE html><html lang="sv"><head><meta charset="utf-8"><title>{escape(title)}: läget</title>'
    yield f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head><body>'
    yield f"<h1>{escape(title)}</h1>"
    yield f"<p>{articles} artiklar från {len(sites)} webbplatser. {_alarm_words(alarms)}</p>"
    yield '<table><thead><tr><th scope="col">Webbplats</th><th scope="col">Artiklar</th><th scope="col">Senaste</th>'
    yield '<th scope="col">Senaste körning</th><th scope="col">Att titta på</th></tr></thead><tbody>'
    for site in sites:
        yield _row(site)
    yield "</tbody></table></body></html>"


def _alarm_words(count: int) -> str:
    if not count:
        return "Inga larm."
    return f'<strong class="bad">{count} larm.</strong>'


def _row(site: Mapping[str, Any]) -> str:
    run = site["last_run"]
    ran = f"{escape(run['started_at'][:16].replace('T', ' '))}: {_result(run['exit_status'])}" if run else "ingen"
    alarms = "".join(f"<li>{escape(alarm['message'])}</li>" for alarm in site["alarms"])
    watch = f'<ul class="bad">{alarms}</ul>' if alarms else "–"
    where = f"{escape(site['municipality'])} kommun" if site["municipality"] else ""
    return (
        f'<tr><th scope="row">{escape(site["name"])}<br><small>{where}</small></th>'
        f'<td class="number">{site["articles"]}</td><td>{escape((site["newest"] or "–")[:10])}</td>'
        f"<td>{ran}</td><td>{watch}</td></tr>"
    )


def _result(exit_status: int | None) -> str:
    return _RESULTS.get(exit_status if exit_status is not None else -1, "inte avslutad")
