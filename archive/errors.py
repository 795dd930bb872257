"""Every error that `archive` raises on purpose.

ArchiveError
├── ArchiveLocked        another crawl writes to the file
├── ArchiveUnusable      not an archive, read-only, newer than this program, disk full
├── ArchiveMisused       what is asked for can't be done, whatever the disk: another command is wanted
│   └── NotRedacted      a take-down that was refused; nothing was changed
├── PageDamaged          a stored page that can't be read back as it was stored
├── DictionaryDamaged    a compression dictionary, likewise; the pages that need it raise PageDamaged
├── FileDamaged          a kept picture or attachment whose bytes are not those that came
└── FileRefused          a picture or attachment that is not what was asked for
    └── UnreadablePicture    bytes that are no picture, or one that can't be opened

The command line turns them into the exit statuses of docs/crawling.md; nothing else may end a command.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class ArchiveError(Exception):
    """Base of every error of the archive; the message names the thing, the value and the fix."""


class ArchiveLocked(ArchiveError):
    """Another process is crawling into the same file."""

    def __init__(self, path: Path, holder: str) -> None:
        self.path = path
        self.holder = holder
        super().__init__(f"{path} is in use by {holder}. Wait for it to end, or give --wait SECONDS.")


class ArchiveUnusable(ArchiveError):
    """The file can't serve as an archive; `reason` says why and what to do."""

    def __init__(self, path: Path | str, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(f"{path}: {reason}")


class PageDamaged(ArchiveError):
    """A stored page whose bytes don't give the digest they were stored with."""

    def __init__(self, page_id: int, url: str, reason: str) -> None:
        self.page_id = page_id
        self.url = url
        super().__init__(f"page {page_id} ({url}): {reason}")


class DictionaryDamaged(ArchiveError):
    """A dictionary that pages are compressed with, whose bytes don't give the digest they were stored with."""

    def __init__(self, dictionary_id: int, reason: str) -> None:
        self.dictionary_id = dictionary_id
        super().__init__(f"dictionary {dictionary_id}: {reason}")


class FileDamaged(ArchiveError):
    """A kept file whose bytes don't give the SHA-256 that it is kept under."""

    def __init__(self, sha256: str, url: str) -> None:
        self.sha256 = sha256
        self.url = url
        super().__init__(f"file {sha256} ({url}): its bytes are not those that came")


class FileRefused(ArchiveError):
    """A file that came for a picture or attachment and is not kept; the message says why."""


class UnreadablePicture(FileRefused):
    """Bytes that are no picture, or one that can't be opened; the message says why."""


class ArchiveMisused(ArchiveError):
    """What was asked for makes no sense with this archive; nothing was changed."""


class NotRedacted(ArchiveMisused):
    """A take-down that was refused; nothing was changed."""
