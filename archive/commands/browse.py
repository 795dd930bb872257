"""kommunarkiv browse: open the archive in a web browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from archive import Archive
from archive.cli import archive_option

if TYPE_CHECKING:
    from pathlib import Path


@click.command(short_help="Open the archive in a web browser.")
@click.option(
    "--port",
    default=8001,
    show_default=True,
    type=click.IntRange(0, 65535),
    help="Port on 127.0.0.1; 0 takes a free one.",
)
@click.option(
    "--host", default="127.0.0.1", show_default=True, metavar="ADDRESS", help="Address of this machine to listen on."
)
@click.option("--public", is_flag=True, help="Serve a published copy, with the limits of a public server.")
@click.option("--remote-images", is_flag=True, help="Load pictures from the sites they were found on.")
@archive_option
def browse(archive_path: Path, port: int, host: str, *, public: bool, remote_images: bool) -> None:
    """Open the archive in a web browser, with Datasette.

    \b
    kommunarkiv browse
    kommunarkiv browse --archive demo.db --port 8010
    """
    if sign := next((sign for sign in "#?" if sign in str(archive_path.resolve())), None):
        message = f"{archive_path}: Datasette can't open a file with {sign!r} in its path. Rename it, or its folder."
        raise click.BadParameter(message, param_hint="--archive")
    Archive.open(archive_path, "read", whole=False).close()
    # Datasette takes a second to load, and the other commands don't need it.
    from archive.browse.options import Options  # noqa: PLC0415
    from archive.browse.server import serve  # noqa: PLC0415

    serve(archive_path, Options(remote_images=remote_images, public=public), host=host, port=port)
