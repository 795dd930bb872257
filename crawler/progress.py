"""What a person sees while a crawl runs: a bar on a terminal, a line a minute elsewhere."""

from __future__ import annotations

import contextlib
import math
import sys
import time
from datetime import timedelta
from typing import TYPE_CHECKING, Self

from rich.console import Console
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text
from scrapy import signals
from scrapy.exceptions import NotConfigured
from scrapy.utils.asyncio import create_looping_call

from archive import ArchiveError, counted
from crawler.crawl import crawl_of

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from crawler.crawl import Crawl

_BAR, _LEAST_BAR = 30, 5
"""Characters of the bar: as many as there is room for, and how few are none."""
_TERMINAL_SECONDS, _LINE_SECONDS, _COUNT_SECONDS = 0.5, 60.0, 5.0


class Progress:
    """Shows the run's counts as a Scrapy extension; the setting KOMMUNARKIV_QUIET turns it off."""

    def __init__(self, crawl: Crawl) -> None:
        self._crawl = crawl
        self._console = Console(stderr=True)
        self._live = (
            Live(console=self._console, auto_refresh=False, transient=True) if self._console.is_terminal else None
        )
        self._began = time.monotonic()
        self._left, self._counted_at = 0, -math.inf

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The progress of the crawler's run."""
        if crawler.settings.getbool("KOMMUNARKIV_QUIET"):
            raise NotConfigured
        progress = cls(crawl_of(crawler))
        crawler.signals.connect(progress.begin, signals.spider_opened)
        crawler.signals.connect(progress.end, signals.spider_closed)
        return progress

    def begin(self) -> None:
        """Start showing."""
        if self._live:
            self._live.start()
        self._loop = create_looping_call(self._show)
        self._loop.start(_TERMINAL_SECONDS if self._live else _LINE_SECONDS, now=False)

    def end(self) -> None:
        """Leave the terminal as it was."""
        self._loop.stop()
        if self._live:
            self._live.stop()

    def _show(self) -> None:
        self._count()
        if self._live:
            self._live.update(self._bar(), refresh=True)
        else:
            sys.stderr.write(f"{self._line()}\n")

    def _count(self) -> None:
        """Ask how much is left, which takes longer the more is known: at most every few seconds."""
        if time.monotonic() - self._counted_at > _COUNT_SECONDS:
            with contextlib.suppress(ArchiveError):  # the spider meets it too, and ends the run for it
                self._left = self._crawl.due_left()
            self._counted_at = time.monotonic()

    def _line(self) -> str:
        report, seconds = self._crawl.report, max(time.monotonic() - self._began, 0.001)
        rate, left = report.pages / seconds, self._left
        remaining = f", about {timedelta(seconds=round(left / rate))} left" if rate and left else ""
        pages, articles = counted(report.pages, "page"), counted(report.total("articles"), "article")
        if not report.total("articles") and (sections := self._crawl.sections_in_sight()) is not None:
            return f"{pages}, looking for news: {counted(sections, 'section')} so far"
        return (
            f"{pages}, {articles} ({report.total('new')} new), "
            f"{report.total('failed')} failed, {rate:.1f} pages/s{remaining}"
        )

    def _bar(self) -> Table:
        """One line of the terminal at most: the bar gives way to what is said, and that ends with an ellipsis."""
        done, line = self._crawl.report.pages, self._line()
        room = min(_BAR, self._console.width - len(line) - 1)
        table = Table.grid(padding=(0, 1), expand=False)
        said = Text(line, no_wrap=True, overflow="ellipsis")
        if room >= _LEAST_BAR:
            table.add_row(ProgressBar(total=max(1, done + self._left), completed=done, width=room), said)
        else:
            table.add_row(said)
        return table
