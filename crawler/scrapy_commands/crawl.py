"""scrapy crawl: as Scrapy's own, with the user's settings."""

from __future__ import annotations

from scrapy.commands.crawl import Command as CrawlCommand

from crawler.own_runs import OwnRun


class Command(OwnRun, CrawlCommand):
    """Runs a spider of the program by its name."""
