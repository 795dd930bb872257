"""What a command is narrowed to, checked: a filter that names nothing must not look like no news."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from archive.cli import site_named, sites_meant
from archive.municipalities import nearest_municipalities
from archive.schema import parse_trail
from archive.search import Filters
from archive.trails import known_trail, nearest_trails
from archive.wording import meant

if TYPE_CHECKING:
    import sqlite3

_KNOWN = {
    "municipality": "SELECT 1 FROM municipalities WHERE ? IN (code, name)",
    "county": "SELECT 1 FROM municipalities WHERE ? IN (county_code, county)",
}
_WHERE = {
    "site": "`kommunarkiv status` lists the sites.",
    "section": "`kommunarkiv status` lists the sections.",
    "county": 'Write it as "Uppsala län" or 03.',
}


def narrowed(connection: sqlite3.Connection, **options: Any) -> Filters:
    """The filters with these values, a site by its key; a usage error for one that names nothing in the archive."""
    if (typed := options.get("site")) is not None:
        options["site"] = _site(connection, typed)
    if (typed := options.get("section")) is not None:
        options["section"] = _section(connection, typed)
    for name, query in _KNOWN.items():
        value = options.get(name)
        if value is not None and connection.execute(query, [value]).fetchone() is None:
            message = f"--{name} {value!r}: there is none in the archive. {_hint(name, value)}"
            raise click.UsageError(message)
    return Filters(**options)


def _site(connection: sqlite3.Connection, typed: str) -> str:
    names = dict(connection.execute("SELECT key, name FROM sites").fetchall())
    key = site_named(typed, names)
    if key is None:
        message = f"--site {typed!r}: there is none in the archive. {sites_meant(typed, names) or _WHERE['site']}"
        raise click.UsageError(message)
    return key


def _section(connection: sqlite3.Connection, typed: str) -> str:
    trail = known_trail(connection, typed)
    if trail is None:
        near = nearest_trails(connection, parse_trail(typed))
        hint = meant(near) if near else _WHERE["section"]
        message = f"--section {typed!r}: there is none in the archive. {hint}"
        raise click.UsageError(message)
    return trail


def _hint(name: str, value: str) -> str:
    if name != "municipality":
        return _WHERE[name]
    near = [one.name for one in nearest_municipalities(value)]
    return meant(near) if near else "Write its name, or SCB's code, as in 0305."
