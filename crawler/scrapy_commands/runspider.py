"""scrapy runspider: as Scrapy's own, with the user's settings."""

from __future__ import annotations

from scrapy.commands.runspider import Command as RunspiderCommand

from crawler.own_runs import OwnRun


class Command(OwnRun, RunspiderCommand):
    """Runs the spider in a file."""
