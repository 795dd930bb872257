"""Every error that `crawler` raises on purpose.

CrawlerError
├── ConfigurationError   a setting that does not hold what it must
├── ProfileError         a site or CMS profile that does not hold what it must
├── NotAnArticle         a page that is no article, with the reason
├── UnreadablePage       bytes that no reader makes a page of
├── BodyDamaged          an answer that did not come whole
├── BodyTooLarge         an answer above the limit
├── CaptureUnreadable    a file that is neither WARC nor WACZ
└── WaybackUnreachable   a web archive that does not answer as one

What keeps a request from leaving is an IgnoreRequest of Scrapy's, which its components look for: `crawler.failures`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class CrawlerError(Exception):
    """Base of every error of the crawler; the message names the thing, the value and the fix."""


class ConfigurationError(CrawlerError):
    """A setting's place, name and value that is wrong, and what would be right."""


class ProfileError(CrawlerError):
    """A profile's file, key and value that is wrong, and what would be right."""


class NotAnArticle(CrawlerError):
    """A page that holds no article; `reason` is one of the reasons of docs/extraction.md."""

    def __init__(self, url: str, reason: str) -> None:
        self.url = url
        self.reason = reason
        super().__init__(f"{url}: {reason}")


class UnreadablePage(CrawlerError):
    """A page of which no tree can be made."""

    def __init__(self, url: str, reason: str) -> None:
        self.url = url
        self.reason = reason
        super().__init__(f"{url}: {reason}")


class BodyDamaged(CrawlerError):
    """An answer whose body is cut, damaged or empty, after all retries; nothing of it is kept."""


class BodyTooLarge(CrawlerError):
    """An answer that is larger than DOWNLOAD_MAXSIZE once it is inflated; nothing of it is kept."""


class CaptureUnreadable(CrawlerError):
    """A file that holds no captures; the message names it and says why."""

    def __init__(self, path: Path, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(f"{path}: {reason}")


class WaybackUnreachable(CrawlerError):
    """A web archive that does not answer, or not as a CDX server does; nothing of what was taken over is lost."""

    def __init__(self, base_url: str, reason: str) -> None:
        self.base_url = base_url
        super().__init__(f"{base_url} can't be read: {reason}. The same command goes on from here later.")
