"""The state of every site at a glance, as a page for a browser: one file, Swedish words and time, no scripts."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from archive.browse.dates import in_words
from archive.browse.messages import Messages
from archive.browse.wording import alarm_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_STYLE = """body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:75rem;padding:0 1rem;color:#1b1b1b}
table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.4rem .6rem;border-bottom:1px solid #ccc;
vertical-align:top}td.number{text-align:right}.bad{color:#a30000}ul{margin:0;padding-left:1.1rem}
@media(prefers-color-scheme:dark){body{background:#16181a;color:#eee}.bad{color:#ff9a8f}td,th{border-color:#444}}"""
_T = Messages("sv")
_COLUMNS = ("website", "state-articles", "state-newest", "state-ended", "state-watch")


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
    held = _T("front-summary", articles=_T("articles", n=articles), places=_T("websites", n=len(sites)))
    yield f"<p>{held} {_alarms(alarms)}</p>"
    heads = "".join(f'<th scope="col">{_T(name)}</th>' for name in _COLUMNS)
    yield f"<table><thead><tr>{heads}</tr></thead><tbody>"
    for site in sites:
        yield _row(site)
    yield "</tbody></table></body></html>"


def _alarms(count: int) -> str:
    return f'<strong class="bad">{_T("alarms", n=count)}</strong>' if count else _T("no-alarms")


def _row(site: Mapping[str, Any]) -> str:
    run = site["last_run"]
    ended = run and _T.known("ended", str(run["exit_status"]))
    ran = f"{escape(in_words(run['started_at']))}: {ended}" if run else _T("no-run")
    alarms = "".join(f"<li>{escape(alarm_text(_T, alarm['kind'], alarm['facts']))}</li>" for alarm in site["alarms"])
    watch = f'<ul class="bad">{alarms}</ul>' if alarms else "–"
    where = escape(_T("municipality-name", name=site["municipality"])) if site["municipality"] else ""
    newest = in_words(site["newest"][:10]) if site["newest"] else "–"
    return (
        f'<tr><th scope="row">{escape(site["name"])}<br><small>{where}</small></th>'
        f'<td class="number">{_T.number(site["articles"])}</td><td>{escape(newest)}</td>'
        f"<td>{ran}</td><td>{watch}</td></tr>"
    )
