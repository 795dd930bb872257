"""kommunarkiv search: find articles by Swedish words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.text import Text

from archive import Archive, search
from archive.cli import archive_option, print_json

if TYPE_CHECKING:
    from pathlib import Path


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
    """Find articles by Swedish words, in any of their forms.

    \b
    kommunarkiv search polisen
    kommunarkiv search '"Bålsta centrum" trygghet -budget' --since 2017
    """
    with Archive.open(archive_path, "read", whole=False) as archive:
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
