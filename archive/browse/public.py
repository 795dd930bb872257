"""What a server that anybody can reach does otherwise: a published copy, limits, and nothing to be asked at will."""

from __future__ import annotations

import tempfile
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from archive import Archive, opening, tables
from archive.export.published import publish

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archive.browse.asgi import App, Receive, Scope, Send

SECONDS_KEPT = 300
"""How long others may keep an answer: readers see a new copy five minutes after it was put there."""

SETTINGS = {
    "default_page_size": 50,
    "max_returned_rows": 500,
    "sql_time_limit_ms": 1000,
    "facet_time_limit_ms": 200,
    "suggest_facets": False,
    "truncate_cells_html": 300,
    "default_allow_sql": False,
    "allow_download": False,
    "allow_csv_stream": False,
    "max_csv_mb": 5,
    "default_cache_ttl": SECONDS_KEPT,
}
"""Datasette's settings for strangers: no SQL of their own (the canned queries stay), short limits, no file."""

MOST_CONNECTIONS = 200
"""Requests that are open at the same time; the next gets 503."""

_OPEN_PATHS = ("/-/static/", "/-/static-plugins/", "/-/kommunarkiv/")


@contextmanager
def published_copy(path: Path) -> Iterator[Path]:
    """A published copy of the archive under the same name, as long as it is served; the file itself when it is one."""
    if _is_published(path):
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="kommunarkiv-") as folder:
        copy = Path(folder) / path.name
        with Archive.open(path, "read", whole=False) as archive:
            publish(archive.connection, copy)
        yield copy


def _is_published(path: Path) -> bool:
    with closing(opening.read_only(path)) as connection:
        return tables.is_published_copy(connection)


def guarded(app: App) -> App:
    """The same application for strangers: it is only read, and tells nothing of the machine that it runs on."""

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
        elif scope["method"] not in {"GET", "HEAD", "OPTIONS"}:
            await _refuse(send, 405, [(b"allow", b"GET, HEAD, OPTIONS")])
        elif scope["path"].startswith("/-/") and not scope["path"].startswith(_OPEN_PATHS):
            await _refuse(send, 404, [])
        else:
            await app(scope, receive, send)

    return application


async def _refuse(send: Send, status: int, headers: list[tuple[bytes, bytes]]) -> None:
    body = {404: b"Not found\n", 405: b"Only for reading\n"}[status]
    headers = [(b"content-type", b"text/plain"), (b"content-length", str(len(body)).encode()), *headers]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def robots(database: str) -> str:
    """robots.txt (RFC 9309): articles and where they stand may be read, nothing that can be asked without end."""
    readable = ("artikel/", "avsnitt/", "kommun/", "kommuner", "webbplats/", "miniatyr/", "bild/")
    allowed = ["/$", "/-/kommunarkiv/", *(f"/{database}/{path}" for path in readable)]
    lines = ["User-agent: *", *(f"Allow: {path}" for path in allowed), "Disallow: /*?", "Disallow: /"]
    return "\n".join(lines) + "\n"
