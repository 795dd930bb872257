"""Scrapy in this process: with our settings, and nothing logged but by `crawler.logs`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings

from crawler import settings

if TYPE_CHECKING:
    from collections.abc import Mapping


def scrapy_process(overrides: Mapping[str, Any]) -> AsyncCrawlerProcess:
    """A process for one crawl; `overrides` are Scrapy settings that take the place of ours."""
    ours = Settings()
    ours.setmodule(settings, priority="project")
    ours.update({"LOG_INSTALL_ROOT_HANDLER": False, **overrides}, priority="cmdline")
    return AsyncCrawlerProcess(ours)
