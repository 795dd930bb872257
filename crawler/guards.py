"""What stands between the crawler and the network: which hosts may be asked, when, and whether what came is whole."""

from __future__ import annotations

import ipaddress
import zlib
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, ClassVar, Self
from urllib.parse import urlsplit

from scrapy import exceptions
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.exceptions import IgnoreRequest
from scrapy.resolver import CachingThreadedResolver

from crawler.errors import BodyDamaged
from crawler.normalise.urls import same_site

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.internet.defer import Deferred

    from crawler.crawl import Crawl

DOWNLOAD_ERRORS: tuple[type[Exception], ...] = (
    OSError,
    IgnoreRequest,
    exceptions.CannotResolveHostError,
    exceptions.DownloadCancelledError,
    exceptions.DownloadConnectionRefusedError,
    exceptions.DownloadFailedError,
    exceptions.DownloadTimeoutError,
    exceptions.ResponseDataLossError,
    exceptions.UnsupportedURLSchemeError,
)
"""What a download may raise when the network or the server is at fault."""

_LONGEST_WAIT = 3600
"""Seconds of Retry-After that a run waits; a host that asks for more is left to the next run."""
_WAITS = (10.0, 60.0)
"""Seconds to wait after the first and second 429 or 503 that says nothing of its own."""


class HostRefused(IgnoreRequest):
    """An address that must not be asked: a private host that nobody named, or another site."""


class _OfCrawler:
    """A middleware that knows its crawler."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The middleware of this crawler."""
        return cls(crawler)

    @property
    def _crawl(self) -> Crawl:
        crawl: Crawl = self._crawler.spider.crawl  # type: ignore[union-attr]  # asked once the spider is open
        return crawl


class Hosts(_OfCrawler):
    """Checks every hop: a redirect must stay on the site, and a private address must be one that the user named."""

    def process_request(self, request: Request) -> None:
        """Raise HostRefused for a request that must not leave."""
        parts = urlsplit(request.url)
        host = parts.hostname or ""
        if parts.scheme not in {"http", "https"}:
            message = f"it leads to {parts.scheme}:, which is not the web"
            raise HostRefused(message)
        came_from = request.meta.get("redirect_urls")
        if came_from and not same_site(request.url, came_from[0]) and not request.meta.get("is_robots_txt"):
            message = f"it leads to another site, {parts.netloc}"
            raise HostRefused(message)
        if host not in PublicResolver.named and _is_private(host):
            message = f"it leads to {host}, which is not a public address"
            raise HostRefused(message)


class PublicResolver(CachingThreadedResolver):
    """Resolves names to public addresses only, unless the user named the host.

    Scrapy has one resolver for the whole process, made before any spider: the named hosts belong to the class.
    """

    named: ClassVar[set[str]] = set()

    def getHostByName(self, name: str, timeout: Any = ()) -> Deferred[str]:
        """The address of the name, refused when it is private."""
        return super().getHostByName(name, timeout).addCallback(self._public, name)

    def _public(self, address: str, name: str) -> str:
        if name not in self.named and _is_private(address):
            message = f"{name} resolves to {address}, which is not a public address"
            raise HostRefused(message)
        return address


def _is_private(host: str) -> bool:
    """Whether the host is an address that is not on the public internet (RFC 6890); False for names."""
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


class Patience(_OfCrawler):
    """Leaves a host alone that answers 429 or 503, for as long as its Retry-After says; other hosts go on."""

    def process_response(self, request: Request, response: Response) -> Response | Request:
        """Wait and ask again; raise IgnoreRequest when the host wants more patience than a run has."""
        if response.status not in {429, 503} or request.meta.get("is_robots_txt"):
            return response
        tries = request.meta.get("waits", 0)
        wait = retry_after(response.headers.get("Retry-After"), datetime.now(UTC))
        if wait is None:
            wait = _WAITS[min(tries, len(_WAITS) - 1)]
        host = urlsplit(request.url).hostname or ""
        if wait > _LONGEST_WAIT or tries >= len(_WAITS):
            message = f"HTTP {response.status}, asked to come back in {wait:.0f} s"
            raise IgnoreRequest(message)
        self._crawl.pause(host, wait)
        return request.replace(meta={**request.meta, "waits": tries + 1}, dont_filter=True)


def retry_after(value: bytes | None, now: datetime) -> float | None:
    """Seconds that a Retry-After header asks for, as a number or a date (RFC 9110, 10.2.3); None when it says nothing.

    >>> retry_after(b"120", datetime(2026, 2, 8, tzinfo=UTC))
    120.0
    >>> retry_after(b"Sun, 08 Feb 2026 00:00:30 GMT", datetime(2026, 2, 8, tzinfo=UTC))
    30.0
    """
    text = (value or b"").decode("latin-1").strip()
    if text.isdecimal():
        return float(text)
    try:
        return max(0.0, (parsedate_to_datetime(text) - now).total_seconds())
    except (TypeError, ValueError):
        return None


class WholeBodies(_OfCrawler):
    """Lets no half page through: an empty 200 or a cut compressed body is asked for again, then given up."""

    def process_response(self, request: Request, response: Response) -> Response | Request:
        """The response when it is whole; BodyDamaged when no retry makes it so."""
        reason = damage(response)
        if reason is None or request.meta.get("is_robots_txt"):
            return response
        assert self._crawler.spider is not None
        again = get_retry_request(request, spider=self._crawler.spider, reason=reason)
        if again is None:
            raise BodyDamaged(reason)
        return again


def damage(response: Response) -> str | None:
    """What is wrong with a body as it came over the wire; None when it is whole."""
    if response.status == 200 and not response.body:
        return "the answer is empty"
    encoding = (response.headers.get("Content-Encoding") or b"").lower()
    if encoding in {b"gzip", b"x-gzip"}:
        inflate = zlib.decompressobj(wbits=31)
        try:
            inflate.decompress(response.body, _INFLATED_LOOK)
            while inflate.unconsumed_tail:
                inflate.decompress(inflate.unconsumed_tail, _INFLATED_LOOK)
        except zlib.error as error:
            return f"the compressed answer is damaged ({error})"
        if not inflate.eof:
            return "the compressed answer is cut"
    return None


_INFLATED_LOOK = 1 << 20
"""Bytes inflated at a time while a body is checked, so that a bomb takes no memory; its size is limited after this."""
