"""Run the crawler in this process, from start addresses to an exit status."""

from __future__ import annotations

import gc
import math
import signal
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scrapy import signals

from archive import Archive, ArchiveLocked, alarms, forget_stop, stop_asked
from crawler import logs
from crawler.crawl import Crawl
from crawler.downloads import REFERENCES_ONLY, FilesToKeep
from crawler.interruption import Interruption
from crawler.notifications import new_alarms
from crawler.process import scrapy_process
from crawler.sites import site_for
from crawler.spiders.news import NewsSpider

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from archive import ExitStatus
    from archive.schema import Page
    from crawler.report import Report

Start = tuple[str, tuple[str, ...]]
"""A start address and the trail of the wanted section; an empty trail lets the address tell."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run may do: requests at a time per host, pages at most, and which files to keep too.

    `full` visits everything that is known again; `since` (an ISO day) leaves out news from before it.
    """

    concurrency: int = 1
    max_pages: int | None = None
    files: FilesToKeep = REFERENCES_ONLY
    full: bool = False
    since: str | None = None


def crawl(
    archive_path: Path,
    starts: Sequence[Start],
    plan: Plan = Plan(),
    *,
    wait: float = 0,
    overrides: Mapping[str, Any] | None = None,
) -> tuple[Report, ExitStatus]:
    """Crawl into the archive and tell what was done; `overrides` are Scrapy settings.

    Raises ArchiveLocked or ArchiveUnusable when the archive can't be written, at the start or on the way, and
    KeyboardInterrupt when a signal comes before the first request.
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # like Ctrl-C, until Interruption takes both over
    is_made = not archive_path.exists()
    with _opened(archive_path, wait) as archive:
        forget_stop(archive.path)
        keys = {site_for(url).key for url, _ in starts}
        before = alarms(archive.connection, keys=keys)
        run = Crawl(archive, concurrency=plan.concurrency, max_pages=plan.max_pages, files=plan.files)
        run.begin(starts, full=plan.full, since=plan.since)
        reason = _run_spider(run, {"CONCURRENT_REQUESTS_PER_DOMAIN": plan.concurrency, **(overrides or {})})
        interrupted = reason == "shutdown"
        if run.storage_error is not None and not interrupted:
            raise run.storage_error
        run.finish()
        if reason == "finished" and run.report.pages >= (plan.max_pages or math.inf) and (left := run.due_left()):
            reason, run.report.waiting = "max-pages", left
        status = run.keep_report(reason, interrupted=interrupted)
        run.report.alarms = new_alarms(before, alarms(archive.connection, keys=keys))
        if is_made and archive.is_empty():
            archive.discard()  # of a mistyped host nothing is kept, no file either
        return run.report, status


def _opened(path: Path, wait: float) -> Archive:
    """The archive for writing; says who holds it while it waits for that to end."""
    try:
        return Archive.open(path)
    except ArchiveLocked as error:
        if not wait:
            raise
        sys.stderr.write(f"{path} is in use by {error.holder}; waiting for up to {wait:.0f} s.\n")
        return Archive.open(path, wait=wait)


def _run_spider(run: Crawl, overrides: Mapping[str, Any]) -> str:
    """Let Scrapy run until the spider closes; the reason it closed for."""
    process = scrapy_process(overrides)
    debug = process.settings.getbool("KOMMUNARKIV_DEBUG")
    logs.to_stderr(str(process.settings["LOG_LEVEL"]), tracebacks=debug, run=lambda: run.run_id)
    crawler = process.create_crawler(NewsSpider)
    reasons: list[str] = []

    def closed(reason: str) -> None:
        reasons.append(reason)

    crawler.signals.connect(closed, signals.spider_closed)
    process.crawl(crawler, crawl=run)
    interruption = Interruption(crawler, run, lambda: stop_asked(run.archive.path))
    interruption.answer_signals()
    gc.freeze()  # what the program itself is made of is never garbage: looking through it took 2 % of a crawl
    process.start(install_signal_handlers=False)
    if interruption.asked:
        return "shutdown"
    return reasons[0] if reasons else "never started"


def fetch(url: str, archive_path: Path, overrides: Mapping[str, Any] | None = None) -> Page:
    """One page, fetched as politely as any other; OSError when it can't be had."""
    report, _ = crawl(archive_path, [(url, ())], Plan(max_pages=1), overrides=overrides)
    if archive_path.exists():
        with Archive.open(archive_path, "read") as archive:
            for address in archive.addresses_with_pages():
                assert address.page_id is not None
                return archive.page(address.page_id)
    reasons = "; ".join(reason for site in report.sites.values() for reason in site.reasons)
    message = f"{url} can't be fetched: {reasons or 'no answer'}"
    raise OSError(message)
