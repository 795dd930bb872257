"""kommunarkiv redact: take an article, or words, down by a decision."""

from __future__ import annotations

import getpass
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console

from archive import Archive
from archive.cli import archive_option
from archive.redaction import acts, sweep
from archive.wording import counted

if TYPE_CHECKING:
    from pathlib import Path


@click.command(short_help="Take an article, or words, down by a decision.")
@click.argument("url")
@click.option("--hide", is_flag=True, help="Show and export the article nowhere; it stays in the file.")
@click.option("--lift", is_flag=True, help="Show the article again that was hidden.")
@click.option("--text", metavar="WORDS", help="Take these words out of the whole file.")
@click.option("--delete", is_flag=True, help="Remove the article, its pages, versions and pictures.")
@click.option("--reason", required=True, help="Why; kept in the archive.")
@click.option("--decision", help="Reference of the decision; kept in the archive.")
@click.option("--by", "acted_by", default=getpass.getuser, help="Who acts (the user of the machine).")
@click.option("--everywhere", is_flag=True, help="Also when other articles say the words: out of all of them.")
@archive_option
def redact(url: str, text: str | None, archive_path: Path, *, everywhere: bool, **options: Any) -> None:
    """Take the article at URL down: hide it, take words out, or delete it. A later crawl or merge does not undo it.

    What is only hidden can be shown again: --lift, an act with a reason of its own.

    Copies made before (backups, exports) are not touched. Interrupted before its end the act stands, and
    `kommunarkiv compact` does what is left: writing the file anew.

    \b
    kommunarkiv redact https://www.exempelby.se/nyheter/1 --hide --reason "begäran"
    kommunarkiv redact https://www.exempelby.se/nyheter/1 --text "Anna Ek" --reason GDPR --decision "2026:14"
    """
    asked = [name for name in ("hide", "lift", "delete") if options[name]] + ["text"] * (text is not None)
    if len(asked) != 1:
        message = "Give one of --hide, --lift, --text WORDS and --delete."
        raise click.UsageError(message)
    (act,) = asked
    decided = acts.Act(url, options["reason"], options["decision"], options["acted_by"])
    with Archive.open(archive_path, make=False) as archive, Console(stderr=True).status("Redacting"):
        swept = sweep.Swept()
        if act == "hide":
            acts.hide(archive, decided)
            done = "The article is hidden."
        elif act == "lift":
            acts.lift(archive, decided)
            click.echo("The article is shown again.")
            return
        elif act == "delete":
            gone, swept = acts.delete(archive, decided, everywhere=everywhere)
            done = f"The article is deleted, and {counted(gone, 'page')} with it."
        else:
            swept = acts.mask(archive, decided, text or "", everywhere=everywhere)
            done = f"The words stood in {counted(swept.places, 'place')}; masked."
            if swept.files:
                held = f"{counted(swept.files, 'kept file')} that held them can't be masked"
                done = f"{done} {held} and {_are(swept.files)} deleted."
    click.echo(f"{done} Backups and exports made before are as they were.")
    if act != "hide" and (aside := archive_path.with_name(f"{archive_path.name}.import")).exists():
        click.echo(
            f"{aside}, of an import that was interrupted, is as it was too: end that import, or delete the file."
        )
    if swept.unsearched:
        many = len(swept.unsearched)
        click.echo(f"{counted(many, 'kept file')} could not be searched for the words; look at {_them(many)} yourself:")
    for file in swept.unsearched:
        click.echo(f"  {file.url} ({file.sha256}): {file.reason}")


def _are(count: int) -> str:
    return "is" if count == 1 else "are"


def _them(count: int) -> str:
    return "it" if count == 1 else "them"
