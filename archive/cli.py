"""The commands that read an archive: search, browse, status, export. `kommunarkiv` mounts them beside the crawler's."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.text import Text

from archive import Archive, search
from archive.export import jsonl
from archive.status import status as read_status

if TYPE_CHECKING:
    from collections.abc import Callable

archive_option = click.option(
    "--archive",
    "archive_path",
    type=click.Path(dir_okay=False, path_type=Path),
    envvar="KOMMUNARKIV_ARCHIVE",
    default="archive.db",
    show_default=True,
    show_envvar=True,
    help="The archive's file.",
)


def print_json(value: Any) -> None:
    """Write a value to stdout as JSON that a person can read too."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


@click.command("search")
@click.argument("query", nargs=-1, required=True)
@click.option("--site", help="Only this site (its key, see `kommunarkiv status`).")
@click.option("--section", help='Only this section and what is below it: "Hem › Nyheter".')
@click.option("--since", help="Only articles published on this day or later (2026, 2026-02 or 2026-02-08).")
@click.option("--until", help="Only articles published on this day or earlier.")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 1000), help="How many hits to show.")
@click.option("--json", "as_json", is_flag=True, help="One JSON array instead of text.")
@archive_option
def search_command(query: tuple[str, ...], archive_path: Path, limit: int, *, as_json: bool, **filters: Any) -> None:
    r"""Find articles by Swedish words, in any of their forms.

    \b
    kommunarkiv search polisen
    kommunarkiv search '"Bålsta centrum" trygghet -budget' --since 2017
    """
    with Archive.open(archive_path, "read") as archive:
        hits = search.search(archive.connection, " ".join(query), filters=search.Filters(**filters), limit=limit)
    if as_json:
        print_json(
            [
                {name: getattr(hit, name) for name in ("headline", "date_published", "trail", "site", "snippet", "url")}
                for hit in hits
            ]
        )
        return
    console = Console(highlight=False)
    for hit in hits:
        console.print(Text(hit.headline, style="bold"))
        console.print(Text(f"  {hit.date_published or 'odaterad'} · {hit.trail or hit.site}", style="cyan"))
        if hit.snippet:
            console.print(Text("  ").append_text(_marked(hit.snippet)))
        console.print(Text(f"  {hit.url}", style="dim"), soft_wrap=True)
    if not hits:
        click.echo(f"Nothing found for {' '.join(query)!r} in {archive_path}.", err=True)


def _marked(snippet: str) -> Text:
    """A snippet with its hits, which search marks by control characters, in bold."""
    text = Text()
    for part in snippet.replace("\x03", "\x02\x03").split("\x02"):
        text.append(part.removeprefix("\x03"), style=None if part.startswith("\x03") or not text else "bold yellow")
    return text


@click.command()
@click.option(
    "--port",
    default=8001,
    show_default=True,
    type=click.IntRange(0, 65535),
    help="Port on 127.0.0.1; 0 takes a free one.",
)
@click.option("--public", is_flag=True, help="Serve a slim copy without raw pages, with the limits of a public server.")
@click.option("--remote-images", is_flag=True, help="Load pictures from the sites they were found on.")
@archive_option
def browse(archive_path: Path, port: int, *, public: bool, remote_images: bool) -> None:
    """Open the archive in a web browser, with Datasette."""
    Archive.open(archive_path, "read").close()
    from archive.browse import serve  # noqa: PLC0415 - Datasette takes a second to load, the other commands don't need it

    serve(archive_path, port=port, public=public, remote_images=remote_images)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="JSON instead of text.")
@archive_option
def status(archive_path: Path, *, as_json: bool) -> None:
    """Say what is in the archive and how its last run went."""
    with Archive.open(archive_path, "read") as archive:
        state = read_status(archive.connection)
    if as_json:
        print_json(state)
        return
    pages = state["pages"]
    click.echo(
        f"{archive_path}: {sum(site['articles'] for site in state['sites'])} articles of {len(state['sites'])} sites, "
        f"{pages['count']} pages ({pages['bytes'] / 1e6:.1f} MB, {pages['stored_bytes'] / 1e6:.1f} MB compressed)"
    )
    for site in state["sites"]:
        where = f" ({site['municipality']} kommun)" if site["municipality"] else ""
        click.echo(f"\n{site['key']}{where}: {site['articles']} articles, newest {site['newest'] or 'undated'}")
        for section in site["sections"]:
            click.echo(f"  {section['articles']:6}  {section['trail']}")
        click.echo("  addresses: " + ", ".join(f"{count} {state}" for state, count in site["addresses"].items()))
    if run := state["last_run"]:
        end = f"ended {run['finished_at']} ({run['finish_reason']}, exit status {run['exit_status']})"
        click.echo(f"\nLast run: started {run['started_at']}, {end if run['finished_at'] else 'not ended'}")
        if run["counts"]:
            click.echo("  " + ", ".join(f"{count} {name}" for name, count in run["counts"].items()))


def _jsonl(archive: Archive, out: Callable[[str], Any], *, canonical: bool) -> None:
    for line in jsonl.lines(archive.connection, canonical=canonical):
        out(f"{line}\n")


@click.command()
@click.argument("format_", metavar="FORMAT", type=click.Choice(["jsonl"]))
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path), required=False)
@click.option(
    "--canonical", is_flag=True, help="Sorted, without ids, runs and instants: equal archives give equal lines."
)
@archive_option
def export(format_: str, out: Path | None, archive_path: Path, *, canonical: bool) -> None:
    """Write the archive's articles in an open format, to OUT or to stdout.

    FORMAT is jsonl: one article a line, in schema.org's words.
    """
    with Archive.open(archive_path, "read") as archive:
        if out is None:
            _jsonl(archive, sys.stdout.write, canonical=canonical)
        else:
            with out.open("w", encoding="utf-8") as file:
                _jsonl(archive, file.write, canonical=canonical)


commands = (search_command, browse, status, export)
"""What `kommunarkiv` mounts."""
