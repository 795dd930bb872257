"""The questions that people put to an archive, each a page of its own."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from archive.browse.queries import QUERIES, TIMES
from archive.browse.reading.answers import answer

if TYPE_CHECKING:
    from datasette.utils.asgi import Response

    from archive.browse.visit import Visit

MOST_ROWS = 200
"""Rows that a page shows. Datasette's own answers have more, as many as it is set to."""

_BY_NAME = {query.name: query for query in QUERIES}


async def question_page(visit: Visit) -> Response:
    """A question with its answer, in words and links; Datasette gives the same rows as JSON and CSV."""
    query = _BY_NAME[visit.caught("question")]
    given = {name: visit.argument(name) for name in query.parameters}
    found = await visit.read(partial(answer, query=query, given=given, most=MOST_ROWS))
    # The article's id is shown as the link that its headline is, and a column without any value not at all.
    shown = [name for name in found.columns if name != "artikel" and any(row[name] is not None for row in found.rows)]
    context = {"question": query, "given": given, "answer": found, "columns": shown, "times": TIMES}
    return await visit.page("question", context)
