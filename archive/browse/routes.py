"""The addresses of the pages for people, and what answers there."""

from __future__ import annotations

import re
import sqlite3
from typing import TYPE_CHECKING, Any

from datasette.utils.asgi import NotFound, Response

from archive.browse.assets import ASSETS
from archive.browse.links import ASSET_PATH
from archive.browse.options import Options, tables_of_archives
from archive.browse.public import robots
from archive.browse.queries import QUERIES
from archive.browse.views.articles import article_page, version_page
from archive.browse.views.calendar import calendar_page
from archive.browse.views.feeds import municipality_feed, search_feed, section_feed, site_feed
from archive.browse.views.files import attachment_file, picture_file, thumbnail_file
from archive.browse.views.front import front_page, municipalities_page
from archive.browse.views.pictures import pictures_page
from archive.browse.views.places import municipality_page, section_page, site_page
from archive.browse.views.questions import question_page
from archive.browse.views.search import search_page
from archive.browse.views.state import state_page
from archive.browse.visit import Visit

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from datasette.app import Datasette
    from datasette.utils.asgi import Request

    View = Callable[[Visit], Awaitable[Response]]

_ID = r"(?P<id>\d{1,15})"
_CODE = r"(?P<code>\d{4})"
_DIGEST = r"(?P<digest>[0-9a-f]{64})"
_FEED = r"\.(?P<kind>atom|json)"
_QUESTION = f"(?P<question>{'|'.join(query.name for query in QUERIES)})"

PAGES: dict[str, View] = {
    "start": front_page,
    f"artikel/{_ID}": article_page,
    rf"artikel/{_ID}/version/(?P<number>\d{{1,9}})": version_page,
    f"avsnitt/{_ID}": section_page,
    f"avsnitt/{_ID}{_FEED}": section_feed,
    f"kommun/{_CODE}": municipality_page,
    f"kommun/{_CODE}{_FEED}": municipality_feed,
    f"webbplats/{_ID}": site_page,
    f"webbplats/{_ID}{_FEED}": site_feed,
    "kommuner": municipalities_page,
    "bilder": pictures_page,
    f"miniatyr/{_DIGEST}": thumbnail_file,
    f"bild/{_DIGEST}": picture_file,
    f"fil/{_DIGEST}": attachment_file,
    "kalender": calendar_page,
    "lage": state_page,
    _QUESTION: question_page,
    "sok": search_page,
    f"sok{_FEED}": search_feed,
}
"""The pages below an archive's own address, as patterns."""


def routes(datasette: Datasette, databases: Sequence[str], *, sole: bool) -> list[tuple[str, Callable[..., Any]]]:
    """Datasette's routes for the pages of these archives; `sole` lets the only one have `/` as its front page."""
    found: list[tuple[str, Callable[..., Any]]] = []
    for database in databases:
        base = re.escape(str(datasette.urls.database(database)).removeprefix(datasette.setting("base_url")).strip("/"))
        found += [(f"/{base}/{pattern}$", _answering(view, database)) for pattern, view in PAGES.items()]
        tables = "|".join(map(re.escape, tables_of_archives(datasette)[database]))
        found.append((rf"/{base}/(?!(?:-|{tables})/)[^/]+/.+$", nowhere))
        if sole:
            found.append(("/$", _answering(front_page, database)))
            if Options.of(datasette).public:
                found.append((r"/robots\.txt$", _robots(base)))
    if databases:
        found.append((rf"{ASSET_PATH}/(?P<name>[\w.-]+)$", asset))
    return found


def _answering(view: View, database: str) -> Callable[[Datasette, Request], Awaitable[Response]]:
    """The view as Datasette calls it. A question that takes too long gets an answer that says so."""

    async def answer(datasette: Datasette, request: Request) -> Response:
        visit = Visit.of(datasette, request, database)
        try:
            return await view(visit)
        except sqlite3.OperationalError as error:
            if "interrupted" not in str(error):
                raise
            return await visit.notice("slow", 503)

    return answer


def _robots(database: str) -> Callable[[], Response]:
    return lambda: Response.text(robots(database))


def nowhere() -> None:
    """The answer to an address below something that is no table, which Datasette would ask SQLite for a row of."""
    message = "no such table"
    raise NotFound(message)


async def asset(request: Request) -> Response:
    """A file of the pages' design. Its address changes with its content, so that it may be kept for a year."""
    found = ASSETS.get(request.url_vars["name"])
    if found is None:
        return Response.text("404", status=404)
    return Response(
        found.body, headers={"Cache-Control": "public, max-age=31536000, immutable"}, content_type=found.media_type
    )
