"""kommunarkiv demo: all of it, on a made-up portal of its own."""

from __future__ import annotations

import contextlib
import signal
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from archive import FILE_KINDS, Archive
from archive.cli import command
from archive.schema import parse_trail
from crawler.commands.summary import print_report
from crawler.demo import DEMO_SECTION, serve_demo
from crawler.downloads import FilesToKeep

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archive import ExitStatus
    from crawler.report import Report
    from crawler.run import Start


@click.command(short_help="See it work, on a made-up portal of its own.")
@click.option(
    "--archive",
    "archive_path",
    type=click.Path(dir_okay=False, path_type=Path),
    default="demo.db",
    show_default=True,
    help="The file to crawl into.",
)
@click.option("--serve", "only_serve", is_flag=True, help="Only serve the portal, for other commands to practise on.")
@click.option(
    "--port",
    default=0,
    type=click.IntRange(0, 65535),
    help="Where to serve it (where FILE knows it from, else any free port).",
)
def demo(archive_path: Path, port: int, *, only_serve: bool) -> None:
    """Crawl a made-up municipal portal, served by this command on loopback, into demo.db.

    \b
    kommunarkiv demo
    kommunarkiv demo --serve --port 8011     only serve it, until Ctrl-C
    """
    with _portal(port or (0 if only_serve else _port_before(archive_path))) as base_url:
        if only_serve:
            _wait(base_url)
            return
        click.echo(f"A small municipal portal is up at {base_url}; crawling its section {DEMO_SECTION} …")
        starts = [(base_url, parse_trail(DEMO_SECTION))]
        report, status = _crawl(archive_path, starts)
    reading = (command(*words, "--archive", archive_path) for words in (("search", "polisen"), ("browse",)))
    print_report(report, status, archive_path, next_step="\n  ".join(["\nNow try:", *reading]))
    raise SystemExit(int(status))


def _crawl(archive_path: Path, starts: list[Start]) -> tuple[Report, ExitStatus]:
    """Crawl the portal, with its pictures and documents and without waiting: it is a server of one's own."""
    from crawler.run import Plan, crawl  # noqa: PLC0415 - Scrapy takes half a second to load

    debug = click.get_current_context().find_root().params.get("debug", False)
    overrides = {"DOWNLOAD_DELAY": 0.0, "KOMMUNARKIV_DEBUG": debug}
    return crawl(archive_path, starts, Plan(4, files=FilesToKeep(of_all=FILE_KINDS)), overrides=overrides)


def _port_before(archive_path: Path) -> int:
    """Where the portal was when it was last crawled into the archive, so that it is the same site; 0 if it was not."""
    if not archive_path.is_file() or not archive_path.stat().st_size:
        return 0
    with Archive.open(archive_path, "read") as archive:
        before = urlsplit(next(archive.page_urls(), ""))
    return before.port or 0 if before.hostname == "127.0.0.1" else 0


@contextlib.contextmanager
def _portal(port: int) -> Iterator[str]:
    """The portal, while the block runs; a usage error that names the port when it is taken."""
    with contextlib.ExitStack() as stack:
        try:
            base_url = stack.enter_context(serve_demo(port))
        except OSError as error:
            message = f"port {port}: {error.strerror}. Give another one with --port."
            raise click.UsageError(message) from error
        yield base_url


def _wait(base_url: str) -> None:
    """Keep the portal up until the user has had enough of it."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    click.echo(f"A small municipal portal is up at {base_url} (Ctrl-C ends it).")
    with contextlib.suppress(KeyboardInterrupt):
        Event().wait()
