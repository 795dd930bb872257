"""Datasette with this package as its plugin, and the server that shows it."""

from __future__ import annotations

import contextlib
import errno
import socket
from contextlib import nullcontext
from typing import TYPE_CHECKING

import click
import uvicorn
from datasette.app import Datasette
from datasette.plugins import pm

from archive import opening
from archive.browse import plugin, public
from archive.browse.options import PLUGIN_NAME, Options

if TYPE_CHECKING:
    from pathlib import Path

SETTINGS = {
    "default_page_size": 50,
    "sql_time_limit_ms": 3000,
    "facet_time_limit_ms": 1000,
    "suggest_facets": False,
    "truncate_cells_html": 300,
}
"""Datasette's settings on a machine of one's own: patient with big files, and no facets but those described."""


def make_datasette(path: Path, options: Options | None = None) -> Datasette:
    """Datasette on an archive, read-only, with this package as its plugin.

    The file may be written meanwhile; one on read-only media, or a public server's published copy, nobody writes.
    """
    if not pm.is_registered(plugin):
        pm.register(plugin, PLUGIN_NAME)
    options = options or Options()
    frozen = options.public or opening.is_frozen(path)
    return Datasette(
        files=[] if frozen else [str(path)],
        immutables=[str(path)] if frozen else [],
        settings=public.SETTINGS if options.public else SETTINGS,
        metadata={"plugins": {PLUGIN_NAME: options.to_dict()}},
    )


def serve(path: Path, options: Options, *, host: str = "127.0.0.1", port: int = 8001) -> None:
    """Show the archive at http://host:port/ until the process is interrupted; port 0 takes a free one.

    A public server shows a published copy, which is made first. A port or host that can't be had raises
    click.BadParameter.
    """
    with _listen(host, port) as listener, public.published_copy(path) if options.public else nullcontext(path) as shown:
        url = f"http://{_in_url(host)}:{listener.getsockname()[1]}/"
        click.echo(f"{path} is shown on {url} (Ctrl+C ends it)")
        config = uvicorn.Config(
            make_datasette(shown, options).app(),
            log_level="warning",
            lifespan="on",
            limit_concurrency=public.MOST_CONNECTIONS if options.public else None,
        )
        with contextlib.suppress(KeyboardInterrupt):
            uvicorn.Server(config).run(sockets=[listener])


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _listen(host: str, port: int) -> socket.socket:
    """A socket that listens there; it waits for connections from now on, so that a browser never comes too early."""
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        is_port = error.errno in {errno.EADDRINUSE, errno.EACCES}
        fix = "Choose another port (0 takes a free one)" if is_port else "Give an address of this machine, as 127.0.0.1"
        reason, _, _ = str(error.strerror).partition(" (")  # behind it Python repeats the address as a tuple of its own
        message = f"{host}:{port} can't be listened on: {reason}. {fix}."
        raise click.BadParameter(message, param_hint="--port" if is_port else "--host") from error
