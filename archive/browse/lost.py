"""Requests that nothing can be answered to: said in the reader's language, and not logged. Only faults are."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from datasette.utils.asgi import NotFound, Response
from markupsafe import Markup

from archive.browse.links import serves_only_one
from archive.browse.options import archives
from archive.browse.visit import Visit

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from datasette.app import Datasette
    from datasette.utils.asgi import Request

_SERVER_ERROR = 500


def lost(datasette: Datasette, request: Request, exception: Exception) -> Awaitable[Response] | None:
    """The answer to an address of an archive that leads nowhere, or that asks for what can't be.

    None for faults, and for addresses of other databases.
    """
    database = _archive_of(datasette, request.path)
    if database is None:
        return None
    if isinstance(exception, NotFound):
        return _missing(Visit.of(datasette, request, database))
    status = _status(exception)
    return _refused(datasette, request, exception, status) if status else None


def _status(exception: Exception) -> int | None:
    """The status with which Datasette refuses what was asked for; None for a fault.

    Its refusals carry the status: 400 for everything that SQLite says, as much of a broken file as of a column that
    isn't there, and 500 where it says something itself and has no other.
    """
    status: int | None = getattr(exception, "status", None)
    below = exception.__context__
    if isinstance(below, sqlite3.Error) and getattr(below, "sqlite_errorcode", None) != sqlite3.SQLITE_ERROR:
        return None
    if status == _SERVER_ERROR:
        return None if below else 400
    return status


async def _missing(visit: Visit) -> Response:
    if visit.request.path.endswith(".json"):
        return Response.json({"ok": False, "error": visit.messages("missing"), "status": 404}, status=404)
    return await visit.notice("missing", 404)


async def _refused(datasette: Datasette, request: Request, exception: Exception, status: int) -> Response:
    """Datasette's own answer, with what it says of the mistake."""
    said = getattr(exception, "message", None) or str(exception)
    context = getattr(exception, "error_dict", {}) | {
        "ok": False,
        "error": Markup(said) if getattr(exception, "message_is_html", False) else said,  # noqa: S704 - escaped by it
        "status": status,
        "title": getattr(exception, "title", None),
    }
    if request.path.endswith(".json"):
        return Response.json(context, status=status)
    html = await datasette.render_template([f"{status}.html", "error.html"], context, request=request)
    return Response.html(html, status=status)


def _archive_of(datasette: Datasette, path: str) -> str | None:
    """The archive whose address it is; any address is the archive's where it is the only database."""
    names = archives(datasette)
    if serves_only_one(datasette):
        return names[0]
    return next((name for name in names if f"{path}/".startswith(f"{datasette.urls.database(name)}/")), None)
