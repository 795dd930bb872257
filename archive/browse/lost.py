"""Addresses that lead nowhere: an answer in the reader's language, and nothing in the log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datasette.utils.asgi import NotFound, Response

from archive.browse.links import serves_only_one
from archive.browse.options import archives
from archive.browse.visit import Visit

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from datasette.app import Datasette
    from datasette.utils.asgi import Request


def lost(datasette: Datasette, request: Request, exception: Exception) -> Awaitable[Response] | None:
    """The answer 404 for an address of an archive; None for other errors and for addresses of other databases."""
    if not isinstance(exception, NotFound):
        return None
    database = _archive_of(datasette, request.path)
    return None if database is None else _answer(Visit.of(datasette, request, database))


async def _answer(visit: Visit) -> Response:
    if visit.request.path.endswith(".json"):
        return Response.json({"ok": False, "error": visit.messages("missing"), "status": 404}, status=404)
    return await visit.notice("missing", 404)


def _archive_of(datasette: Datasette, path: str) -> str | None:
    """The archive whose address it is; any address is the archive's where it is the only database."""
    names = archives(datasette)
    if serves_only_one(datasette):
        return names[0]
    return next((name for name in names if f"{path}/".startswith(f"{datasette.urls.database(name)}/")), None)
