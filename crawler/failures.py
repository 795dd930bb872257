"""What may go wrong on the network, and how a person reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy import exceptions

from archive.schema import Refusal
from crawler.errors import BodyDamaged, BodyTooLarge

if TYPE_CHECKING:
    from archive.schema import Told

NETWORK_FAILURES: tuple[type[Exception], ...] = (
    OSError,
    BodyDamaged,
    BodyTooLarge,
    exceptions.IgnoreRequest,
    exceptions.CannotResolveHostError,
    exceptions.DownloadCancelledError,
    exceptions.DownloadConnectionRefusedError,
    exceptions.DownloadFailedError,
    exceptions.DownloadTimeoutError,
    exceptions.ResponseDataLossError,
    exceptions.UnsupportedURLSchemeError,
)
"""What a download may raise when the network or the server is at fault."""

NO_SERVER = (exceptions.CannotResolveHostError, exceptions.DownloadConnectionRefusedError)
"""Failures that say that there is no server at the address: it may be misspelt."""

_WORDS: dict[type[BaseException], Refusal] = {
    exceptions.CannotResolveHostError: Refusal.UNKNOWN_HOST,
    exceptions.DownloadConnectionRefusedError: Refusal.NO_CONNECTION,
    exceptions.DownloadTimeoutError: Refusal.TIMEOUT,
    exceptions.ResponseDataLossError: Refusal.BROKEN_OFF,
    exceptions.DownloadFailedError: Refusal.NO_HTTP,
    exceptions.DownloadCancelledError: Refusal.TOO_LARGE,
    exceptions.IgnoreRequest: Refusal.REDIRECTS,  # Scrapy's own; ours are subclasses
}


class Refused(exceptions.IgnoreRequest):
    """A request that must not leave, or a page that must not be kept: the site's rules or ours say so."""

    def __init__(self, why: Told) -> None:
        super().__init__(why)


class Interrupted(exceptions.IgnoreRequest):
    """A request that was taken back because the run is being ended; it never left."""


def in_words(error: BaseException | None) -> str:
    """A download error as a person reads it."""
    if error is not None and type(error) in _WORDS:
        return _WORDS[type(error)].told()
    return str(error) or type(error).__name__
