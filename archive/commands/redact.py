"""kommunarkiv redact: take an article, or words, down by a decision."""

from __future__ import annotations

import getpass
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console

from archive import Archive
from archive.cli import archive_option
from archive.redaction import acts, sweep
from archive.wording import counted, moment

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def _said(_: click.Context, __: click.Parameter, value: str) -> str:
    """What an act is recorded with: no act stands without who and why."""
    if not value.strip():
        message = "it is empty. An act is kept with who did it and why."
        raise click.BadParameter(message)
    return value.strip()


@click.command(short_help="Take an article, or words, down by a decision.")
@click.argument("url")
@click.option("--hide", is_flag=True, help="Show and export the article nowhere; it stays in the file.")
@click.option("--lift", is_flag=True, help="Show the article again that was hidden.")
@click.option("--text", metavar="WORDS", help="Take these words out of the whole file.")
@click.option("--delete", is_flag=True, help="Remove the article, its pages, versions and pictures.")
@click.option("--reason", required=True, callback=_said, help="Why; kept in the archive.")
@click.option("--decision", help="Reference of the decision; kept in the archive.")
@click.option("--by", "acted_by", default=getpass.getuser, callback=_said, help="Who acts (the user of the machine).")
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
        done, swept = _done(archive, act, decided, text or "", everywhere=everywhere)
    if swept is None:
        click.echo(done)
        return
    click.echo(f"{done} Backups and exports made before are as they were.")
    if act != "hide" and (aside := archive_path.with_name(f"{archive_path.name}.import")).exists():
        click.echo(
            f"{aside}, of an import that was interrupted, is as it was too: end that import, or delete the file."
        )
    _tell_unsearched(swept.unsearched)


def _done(archive: Archive, name: str, act: acts.Act, text: str, *, everywhere: bool) -> tuple[str, sweep.Swept | None]:
    """Do the act of this name: what was done, in words, and where words were taken out; None where nothing was."""
    if name == "hide":
        if acts.hide(archive, act):
            return "The article is hidden.", sweep.Swept()
        since = acts.hidden_since(archive.connection, act.url)
        when = f", since {moment(since)}" if since else ""
        return f"The article is hidden already{when}. No second act is recorded.", None
    if name == "lift":
        acts.lift(archive, act)
        return "The article is shown again.", None
    if name == "delete":
        gone, swept = acts.delete(archive, act, everywhere=everywhere)
        return f"The article is deleted, and {counted(gone, 'page')} with it.", swept
    were_masked = acts.is_masked(archive.connection, text)
    swept = acts.mask(archive, act, text, everywhere=everywhere)
    done = f"The words stood in {counted(swept.places, 'place')}; masked."
    if not (swept.places or swept.files) and were_masked:
        done = "The words were taken out before, and stand nowhere. This act is recorded beside the earlier one."
    elif not (swept.places or swept.files):
        done = (
            "The words stand nowhere in the archive yet, and nothing was masked: look at how they are spelt. "
            "They are recorded all the same, and masked in what a crawl or merge brings."
        )
    if swept.files:
        are = "is" if swept.files == 1 else "are"
        done += f" {counted(swept.files, 'kept file')} that held them can't be masked and {are} deleted."
    return done, swept


def _tell_unsearched(files: Sequence[sweep.Unsearched]) -> None:
    """Name the kept files that a person has to look through."""
    if files:
        them = "it" if len(files) == 1 else "them"
        number = counted(len(files), "kept file")
        click.echo(f"{number} could not be searched for the words; look at {them} yourself:")
    for file in files:
        click.echo(f"  {file.url} ({file.sha256}): {file.reason}")
