"""kommunarkiv history: an article's versions and what changed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.text import Text

from archive import Archive
from archive.cli import archive_option, command, print_json
from archive.differences import Part
from archive.redaction.rules import deletion_of
from archive.versions import article_id_of, is_hidden, unknown_address, versions

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from archive.versions import Version

_STYLES = {"same": "", "removed": "red strike", "added": "green"}
_SIGNS = {"same": ("", ""), "removed": ("[-", "-]"), "added": ("{+", "+}")}
_NAMES = {
    "headline": "Headline",
    "description": "Lead",
    "article_body": "Text",
    "author": "Author",
    "date_published": "Published",
    "date_modified": "Modified",
    "image": "Pictures",
}
_AROUND = 12
"""Words shown before and after a change; what stands farther off is left out."""


@click.command(short_help="Show an article's versions and what changed.")
@click.argument("url")
@click.option("--json", "as_json", is_flag=True, help="All versions as one JSON array.")
@archive_option
def history(url: str, archive_path: Path, *, as_json: bool) -> None:
    """Show an article's versions and what changed from each to the next.

    URL is any address of the article. On a terminal what was removed is red and what was added green; elsewhere they
    stand in [-these-] and {+these+} signs.

    \b
    kommunarkiv history https://www.exempelby.se/nyheter/en-nyhet
    """
    with Archive.open(archive_path, "read") as archive:
        article_id = article_id_of(archive.connection, url)
        if article_id is None:
            deleted = deletion_of(archive.connection, url)
            message = f"{deleted}." if deleted else f"{archive_path} holds {unknown_address(archive.connection, url)}"
            raise click.UsageError(message)
        if is_hidden(archive.connection, article_id):
            lift = command("redact", url, "--lift", "--reason", "…", "--archive", archive_path)
            message = f"the article {url!r} is hidden. {lift} shows it again."
            raise click.UsageError(message)
        found = versions(archive.connection, article_id)
    if as_json:
        print_json([version.to_dict() for version in found])
        return
    console = Console(highlight=False, soft_wrap=True)
    for version in found:
        _show(console, version)


def _show(console: Console, version: Version) -> None:
    current = " (current)" if version.is_current else ""
    console.print(Text(f"Version {version.number}{current}: {version.record['headline']}", style="bold"))
    console.print(Text(f"  seen {_span(version.seen_from, version.seen_until)}", style="cyan"))
    for change in version.changes:
        text = Text("  ").append(f"{_NAMES[change.field]}: ", style="bold")
        for part in _shortened(change.parts):
            before, after = ("", "") if console.is_terminal and not console.no_color else _SIGNS[part.kind]
            text.append(f"{before}{part.text}{after}".replace("\n\n", "\n    "), style=_STYLES[part.kind])
        console.print(text)


def _span(first: str, last: str) -> str:
    days = [instant[:16].replace("T", " ") for instant in (first, last)]
    return " to ".join(dict.fromkeys(days)) + " UTC"


def _shortened(parts: Sequence[Part]) -> list[Part]:
    """The parts with long stretches that are the same cut to the words near a change."""
    shown = []
    for place, part in enumerate(parts):
        words = re.findall(r"\S+\s*|\s+", part.text)
        if part.kind != "same" or len(words) <= 2 * _AROUND + 2:
            shown.append(part)
            continue
        before = "".join(words[:_AROUND]) if place else ""
        after = "".join(words[-_AROUND:]) if place < len(parts) - 1 else ""
        shown.append(Part("same", f"{before}… {after}"))
    return shown
