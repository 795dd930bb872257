"""The search page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive import search
from archive.browse.dates import in_words
from archive.browse.query import Query
from archive.browse.reading import facets, teasers
from archive.browse.views.lists import list_page

if TYPE_CHECKING:
    import sqlite3

    from datasette.utils.asgi import Response

    from archive.browse.visit import Visit


_CONTENT = {"bild": "with-picture", "bilaga": "with-attachment"}


async def search_page(visit: Visit) -> Response:
    """A search with its hits and their spread; without words the newest articles that pass the filters."""
    query = Query.of(visit)

    def read(connection: sqlite3.Connection) -> tuple[list[teasers.Teaser], facets.Spread, dict[str, str]]:
        # The spread comes last: its own time limit takes the place of the page's.
        found = (
            teasers.of_hits(connection, search.search(connection, query.text, filters=query.filters, **visit.window))
            if query.text
            else teasers.newest(connection, query.filters, **visit.window)
        )
        names = facets.names(connection, query.restrictions)
        return found, facets.spread(connection, query.filters, query.text), names

    found, spread, names = await visit.read(read)
    labels = {name: _label(visit, name, value) for name, value in query.restrictions.items()} | names
    return await list_page(visit, "search", {"query": query, "spread": spread, "labels": labels}, found)


def _label(visit: Visit, name: str, value: str) -> str:
    """A restriction in the reader's words; municipalities and websites have their names from the archive."""
    if name == "tid":
        return in_words(value, visit.messages.language)
    return visit.messages(_CONTENT[name]) if name in _CONTENT else value
