"""The Datasette plugin: every hook that changes how an archive is shown. Other databases are left as they are.

Datasette finds it by its entry point, so that `datasette archive.db` shows what `kommunarkiv browse` shows. It is a
package because Datasette looks for `templates/` only inside one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pluggy import HookimplMarker

from archive import search
from archive.browse import cells
from archive.browse.metadata import metadata
from archive.browse.options import archives

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Awaitable

    from datasette.app import Datasette
    from markupsafe import Markup

hookimpl = HookimplMarker("datasette")


@hookimpl
def get_metadata(datasette: Datasette) -> dict[str, Any]:
    """Swedish titles and descriptions, labels, facets and the search index."""
    return metadata(archives(datasette))


@hookimpl(trylast=True)
def prepare_connection(conn: sqlite3.Connection, database: str, datasette: Datasette) -> None:
    """Let Datasette's own `?_search=` find Swedish word forms: last, because Datasette registers the same function."""
    if database in archives(datasette):
        conn.create_function("escape_fts", 1, lambda query: search.expand(conn, query))


@hookimpl
def render_cell(
    row: sqlite3.Row, value: Any, column: str, table: str | None, database: str, datasette: Datasette
) -> Markup | Awaitable[Markup | None] | None:
    """Headlines that lead to their article, pictures as references."""
    if table is None or value is None or database not in archives(datasette):
        return None
    return cells.render(datasette, database, table, column, row)
