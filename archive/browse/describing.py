"""The descriptions and questions as Datasette 1.0 takes them: written down once at its start.

Datasette 0.65 asks the plugin for them at every page (`get_metadata`), a hook that 1.0 does not have. It keeps titles
and questions in a database of its own, and how tables are shown in its configuration.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from archive.browse.metadata import metadata
from archive.browse.options import tables_of_archives

if TYPE_CHECKING:
    from datasette.app import Datasette

_TEXTS = ("title", "description")


def keeps_descriptions(datasette: Datasette) -> bool:
    """Whether this Datasette wants to be told at its start: 1.0 and its alphas."""
    return hasattr(datasette, "add_query")


async def describe(datasette: Datasette) -> None:
    """Tell Datasette 1.0 all that the plugin says of its archives."""
    described = metadata(tables_of_archives(datasette)).get("databases", {})
    for name, database in described.items():
        for key in _TEXTS:
            await datasette.set_database_metadata(name, key, database[key])
        for table, about in database["tables"].items():
            await _describe_table(datasette, name, table, about)
        for query, asked in database["queries"].items():
            await datasette.add_query(name, query, is_trusted=True, source=__name__, **asked)


async def _describe_table(datasette: Datasette, database: str, table: str, about: dict[str, Any]) -> None:
    for key in _TEXTS:
        if key in about:
            await datasette.set_resource_metadata(database, table, key, about[key])
    for column, text in about.get("columns", {}).items():
        await datasette.set_column_metadata(database, table, column, "description", text)
    shown = {key: value for key, value in about.items() if key not in {*_TEXTS, "columns"}}
    tables = datasette.config.setdefault("databases", {}).setdefault(database, {}).setdefault("tables", {})
    tables[table] = shown | tables.get(table, {})
