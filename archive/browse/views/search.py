"""The search page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from archive import search
from archive.browse.dates import in_words
from archive.browse.query import Query
from archive.browse.reading import facets, teasers
from archive.browse.reading.hints import Hints, hints
from archive.browse.views.lists import list_page
from archive.schema import TRAIL_SEPARATOR

if TYPE_CHECKING:
    import sqlite3

    from datasette.utils.asgi import Response

    from archive.browse.visit import Visit
    from archive.search import Facets

    _Read = tuple[list[teasers.Teaser], Hints, dict[str, str], Facets | None]

_CONTENT = {"bild": "with-picture", "bilaga": "with-attachment"}


async def search_page(visit: Visit) -> Response:
    """A search with its hits and their spread; without words the newest articles that pass the filters."""
    query = Query.of(visit)

    def read(connection: sqlite3.Connection) -> _Read:
        # The spread comes last: its own time limit takes the place of the page's.
        found = (
            teasers.of_hits(connection, search.search(connection, query.text, filters=query.filters, **visit.window))
            if query.text
            else teasers.newest(connection, query.filters, **visit.window)
        )
        hinted = hints(connection, query, is_found=bool(found))
        names = facets.names(connection, query.restrictions)
        return found, hinted, names, facets.spread(connection, query.text, query.filters)

    found, hinted, names, spread = await visit.read(read, query=query.text)
    labels = {name: _label(visit, name, value) for name, value in query.restrictions.items()} | names
    context: dict[str, Any] = {"query": query, "spread": spread, "labels": labels, "hints": hinted}
    context["not_a_time"] = None if "tid" in query.restrictions else visit.argument("tid")
    if spread:
        # A website is worth a facet of its own only where a municipality has several, or none is known.
        context["sites"] = spread.site if len(spread.site) > len(spread.municipality) else ()
        context["sections"] = [one for one in spread.section if TRAIL_SEPARATOR in one.label]
    return await list_page(visit, "search", context, found, findable=False)


def _label(visit: Visit, name: str, value: str) -> str:
    """A restriction in the reader's words; municipalities and websites have their names from the archive."""
    if name == "tid":
        return in_words(value, visit.messages.language)
    return visit.messages(_CONTENT[name]) if name in _CONTENT else value
