"""scrapy runspider: as Scrapy's own, with the user's settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.commands.runspider import Command as RunspiderCommand
from scrapy.exceptions import UsageError

from crawler.own_runs import OwnRun

if TYPE_CHECKING:
    import argparse


class Command(OwnRun, RunspiderCommand):
    """Runs the spider in a file."""

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Tell what is no Python in the file, or in one that it imports, in one line."""
        try:
            super().run(args, opts)
        except SyntaxError as error:
            written = f": {error.text.strip()}" if error.text else ""
            message = f"{error.filename}, line {error.lineno}: {error.msg}{written}"
            raise UsageError(message) from error
