"""The Datasette plugin: every hook that changes how an archive is shown. Other databases are left as they are.

Datasette finds it by its entry point, so that `datasette archive.db` shows what `kommunarkiv browse` shows. It is a
package because Datasette looks for `templates/` only inside one.
"""

from __future__ import annotations

from threading import Thread
from typing import TYPE_CHECKING, Any

from pluggy import HookimplMarker

from archive import search
from archive.browse import cells
from archive.browse.describing import describe, keeps_descriptions
from archive.browse.headers import fenced
from archive.browse.links import Links, serves_only_one
from archive.browse.lost import lost
from archive.browse.metadata import metadata
from archive.browse.options import Options, archives, tables_of_archives
from archive.browse.public import guarded
from archive.browse.routes import routes
from archive.browse.swedish import add_filter

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Awaitable, Callable, Generator

    from datasette.app import Datasette
    from datasette.utils.asgi import Request
    from jinja2 import Environment
    from markupsafe import Markup

    from archive.browse.asgi import App

hookimpl = HookimplMarker("datasette")


@hookimpl
def startup(datasette: Datasette) -> Awaitable[None] | None:
    """Load Swedish beside the first pages, so that the first search does not wait a second for it."""
    if archives(datasette):
        Thread(target=search.load_lexicon, name="kommunarkiv-lexicon", daemon=True).start()
    return describe(datasette) if keeps_descriptions(datasette) else None


@hookimpl
def get_metadata(datasette: Datasette) -> dict[str, Any]:
    """Swedish titles and descriptions, labels, facets and the search index (before Datasette 1.0)."""
    return metadata(tables_of_archives(datasette))


@hookimpl
def prepare_jinja2_environment(env: Environment, datasette: Datasette) -> None:
    """Let our frames of Datasette's templates put their words into Swedish."""
    add_filter(env, datasette)


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
    if value is None or database not in archives(datasette):
        return None
    return cells.render(datasette, database, table, column, row)


@hookimpl
def register_routes(datasette: Datasette) -> list[tuple[str, Callable[..., Any]]]:
    """The pages for people."""
    return routes(datasette, archives(datasette), sole=serves_only_one(datasette))


@hookimpl
def menu_links(datasette: Datasette) -> list[dict[str, str]]:
    """The way from Datasette's own pages back to the pages for people."""
    return [
        {"href": Links(datasette, name).front(), "label": f"Arkivets startsida ({name})"}
        for name in archives(datasette)
    ]


@hookimpl(wrapper=True)
def handle_exception(
    datasette: Datasette, request: Request, exception: Exception
) -> Generator[None, list[object], list[object]]:
    """A page that says so for an address that leads nowhere, in place of Datasette's page and log."""
    answers = yield
    answer = lost(datasette, request, exception)
    return answers if answer is None else [answer]


@hookimpl
def asgi_wrapper(datasette: Datasette) -> Callable[[App], App]:
    """Security headers on every answer of a server that serves archives only."""

    def wrapped(app: App) -> App:
        if not serves_only_one(datasette):
            return app
        public = Options.of(datasette).public
        return fenced(guarded(app) if public else app, public=public)

    return wrapped
