"""kommunarkiv reindex: the search index by today's analysis of words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from archive import Archive, search
from archive.cli import archive_option, with_bar

if TYPE_CHECKING:
    from pathlib import Path


@click.command(short_help="Put the search index in order.")
@archive_option
def reindex(archive_path: Path) -> None:
    """Analyse the words of the archive again, and put the search index in order.

    A newer kommunarkiv may know more of what a word is a form or a compound of, and so does one with a dictionary. It
    may be interrupted, even killed: the archive is searched as before until all is done, and the next `kommunarkiv
    reindex` goes on where this one ended.

    \b
    kommunarkiv reindex
    """
    with Archive.open(archive_path, make=False) as archive:
        total = search.reindex_steps(archive.connection)
        for _ in with_bar(archive.reindex(), "Analysing words", total):
            pass
        words, articles = archive.connection.execute(
            "SELECT (SELECT count(*) FROM words), (SELECT count(*) FROM articles)"
        ).fetchone()
    click.echo(f"{words} words of {articles} articles analysed.")
