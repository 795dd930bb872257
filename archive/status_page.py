"""The state of every site at a glance, as a page for a browser: one file, Swedish words and time, no scripts."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from archive.browse.dates import in_words
from archive.browse.messages import Messages
from archive.browse.wording import alarm_text, is_web, municipality_name
from archive.exit_status import ExitStatus
from archive.municipalities import tells_municipality

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_STYLE = """body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:75rem;padding:0 1rem;color:#1b1b1b}
table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.4rem .6rem;border-bottom:1px solid #ccc;
vertical-align:top}tbody th{font-weight:400}small{display:block}.number{text-align:right}
.bad{color:#a30000}ul{margin:0;padding-left:1.1rem}
@media(prefers-color-scheme:dark){body{background:#16181a;color:#eee}a{color:#8fd0de}.bad{color:#ff9a8f}td,th{border-color:#444}}"""
_T = Messages("sv")
_COLUMNS = ("website", "state-articles", "state-newest", "state-ended", "state-watch")


def status_page(state: Mapping[str, Any], title: str) -> str:
    """The state that `archive.status.status` gives as an HTML document."""
    return "\n".join(_lines(state, title))


def _lines(state: Mapping[str, Any], title: str) -> Iterator[str]:
    sites = sorted(state["sites"], key=lambda site: (not site["alarms"], site["key"]))
    alarms = sum(len(site["alarms"]) for site in sites)
    articles = sum(site["articles"] for site in sites)
    yield f'<!DOCTYPE html><html lang="sv"><head><meta charset="utf-8"><title>{_T("state")} – {escape(title)}</title>'
    yield f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{_STYLE}</style></head><body>'
    yield f"<h1>{_T('state')}</h1>"
    held = _T("front-summary", articles=_T("articles", n=articles), places=_T("websites", n=len(sites)))
    yield f"<p>{escape(title)}: {held} {_alarms(alarms)}</p>"
    heads = "".join(f'<th scope="col"{_kind(name)}>{_T(name)}</th>' for name in _COLUMNS)
    yield f"<table><thead><tr>{heads}</tr></thead><tbody>"
    for site in sites:
        yield _row(site)
    yield "</tbody></table></body></html>"


def _alarms(count: int) -> str:
    return f'<strong class="bad">{_T("alarms", n=count)}</strong>' if count else _T("no-alarms")


def _row(site: Mapping[str, Any]) -> str:
    run = site["last_run"]
    ran = f"{escape(in_words(run['started_at']))}: {_ended(run['exit_status'])}" if run else _T("no-run")
    alarms = "".join(f"<li>{_alarm(alarm)}</li>" for alarm in site["alarms"])
    watch = f"<ul>{alarms}</ul>" if alarms else "–"
    municipality = site["municipality"]
    is_told = not municipality or tells_municipality(site["name"], municipality)
    where = "" if is_told else escape(municipality_name(_T, municipality))
    newest = in_words(site["newest"][:10]) if site["newest"] else "–"
    return (
        f'<tr><th scope="row">{_name(site)}<small>{where}</small></th>'
        f'<td class="number">{_T.number(site["articles"])}</td><td>{escape(newest)}</td>'
        f"<td>{ran}</td><td>{watch}</td></tr>"
    )


def _kind(column: str) -> str:
    return ' class="number"' if column == "state-articles" else ""


def _name(site: Mapping[str, Any]) -> str:
    """The site's name, which leads to the site: an alarm is looked into there."""
    name = escape(site["name"])
    return f'<a href="{escape(site["base_url"])}">{name}</a>' if is_web(site["base_url"]) else name


def _ended(exit_status: int | None) -> str:
    said = escape(_T.known("ended", str(exit_status)))
    return said if exit_status == ExitStatus.DONE else f'<strong class="bad">{said}</strong>'


def _alarm(alarm: Mapping[str, Any]) -> str:
    kind = escape(_T.known("alarm", alarm["kind"]))
    return f'<strong class="bad">{kind}</strong>: {escape(alarm_text(_T, alarm["kind"], alarm["facts"]))}'
