"""The archive in a web browser: Datasette on the file, with pages for people and Swedish descriptions."""

from __future__ import annotations

import contextlib
import socket
import threading
import webbrowser
from typing import TYPE_CHECKING

import click
import uvicorn
from datasette.app import Datasette
from datasette.plugins import pm

from archive.browse import plugin
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


def make_datasette(path: Path, *, remote_images: bool = False) -> Datasette:
    """Datasette on an archive, read-only, with this package as its plugin. The file may be written meanwhile."""
    if not pm.is_registered(plugin):
        pm.register(plugin, PLUGIN_NAME)
    options = Options(remote_images=remote_images)
    return Datasette(
        files=[str(path)],
        settings=SETTINGS,
        metadata={"plugins": {PLUGIN_NAME: options.to_dict()}},
    )


def serve(
    path: Path,
    *,
    host: str = "127.0.0.1",
    port: int = 8001,
    public: bool = False,
    open_browser: bool = False,
    remote_images: bool = False,
) -> None:
    """Show the archive at http://host:port/ until the process is interrupted; port 0 takes a free one.

    A port that can't be had raises click.BadParameter. `open_browser` opens the front page, `remote_images` lets it
    load pictures from the sites they were found on.
    """
    if public:
        raise click.UsageError("--public is not there yet.")
    datasette = make_datasette(path, remote_images=remote_images)
    with _listen(host, port) as listener:
        url = f"http://{_in_url(host)}:{listener.getsockname()[1]}/"
        click.echo(f"{path} is shown on {url} (Ctrl+C ends it)")
        if open_browser:
            threading.Thread(target=webbrowser.open, args=[url], daemon=True).start()
        server = uvicorn.Server(uvicorn.Config(datasette.app(), log_level="warning", lifespan="on"))
        with contextlib.suppress(KeyboardInterrupt):
            server.run(sockets=[listener])


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _listen(host: str, port: int) -> socket.socket:
    """A socket that listens there; it waits for connections from now on, so that a browser never comes too early."""
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        raise click.BadParameter(
            f"{host}:{port} can't be listened on: {error.strerror}. Choose another port (0 takes a free one).",
            param_hint="--port",
        ) from error
