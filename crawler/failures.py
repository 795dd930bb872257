"""What may go wrong on the network, and how a person reads it."""

from __future__ import annotations

from scrapy import exceptions

from crawler.errors import BodyDamaged, BodyTooLarge

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

_WORDS: dict[type[BaseException], str] = {
    exceptions.CannotResolveHostError: "the host's name is not known",
    exceptions.DownloadConnectionRefusedError: "the host refuses the connection",
    exceptions.DownloadTimeoutError: "no whole answer in time",
    exceptions.ResponseDataLossError: "the answer broke off",
    exceptions.DownloadFailedError: "the connection broke, or what came is not HTTP",
    exceptions.DownloadCancelledError: "the answer is larger than allowed",
    exceptions.IgnoreRequest: "it redirects too often",  # Scrapy's own; ours are subclasses
}


class Interrupted(exceptions.IgnoreRequest):
    """A request that was taken back because the run is being ended; it never left."""


def in_words(error: BaseException | None) -> str:
    """A download error as a person reads it."""
    if error is not None and type(error) in _WORDS:
        return _WORDS[type(error)]
    return str(error) or type(error).__name__
