"""Whole answers only: inflated once and within the limit, complete, and of a kind that can be a page."""

from __future__ import annotations

import sys
import zlib
from functools import partial
from typing import TYPE_CHECKING, Any, Self

import brotli
from scrapy import signals
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.exceptions import StopDownload
from scrapy.responsetypes import responsetypes

from crawler.errors import BodyDamaged, BodyTooLarge
from crawler.guards import Guard

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Headers, Response

_NO_PAGES = (
    *(b"image/", b"audio/", b"video/", b"font/", b"application/pdf", b"application/zip", b"application/msword"),
    *(b"application/vnd.ms-", b"application/vnd.openxmlformats-", b"application/vnd.oasis."),
)
"""Media types that no reader makes a page of, so that their bodies are not even waited for."""

_ZSTD_OPTIONS = {int(zstd.DecompressionParameter.window_log_max): 23}
"""A zstd content coding needs no window above 8 MB (RFC 9659); more is an attack on the memory."""
_STEP = 1 << 16
"""Bytes that are inflated at a time."""


class WholeBodies(Guard):
    """Lets no half page through: a cut, damaged or empty answer is asked for again, then given up.

    Stands in the place of Scrapy's HttpCompressionMiddleware, which keeps what it can of a cut body.
    """

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The middleware, which also hears of headers before their bodies."""
        guard = cls(crawler)
        crawler.signals.connect(guard.stop_what_is_no_page, signals.headers_received)
        return guard

    def stop_what_is_no_page(self, headers: Headers, request: Request) -> None:
        """Raise StopDownload for a picture, a PDF and the like where a page was asked for: its headers say enough."""
        if "address" in request.meta and (headers.get("Content-Type") or b"").lower().startswith(_NO_PAGES):
            raise StopDownload(fail=False)

    def process_request(self, request: Request) -> None:
        """Say which codings are understood."""
        request.headers.setdefault("Accept-Encoding", b"gzip, deflate, br, zstd")

    def process_response(self, request: Request, response: Response) -> Response | Request:
        """The response, inflated; BodyDamaged when no retry makes it whole, BodyTooLarge when it is above the limit."""
        if not 200 <= response.status < 300 or "download_stopped" in response.flags:
            return response
        limit = request.meta.get("download_maxsize") or self._crawler.settings.getint("DOWNLOAD_MAXSIZE")
        try:
            return _inflated(response, limit, request)
        except BodyDamaged as error:
            assert self._crawler.spider is not None
            again = get_retry_request(request, spider=self._crawler.spider, reason=str(error))
            if again is None:
                raise
            return again


def _inflated(response: Response, limit: int, request: Request) -> Response:
    body, is_rules = response.body, bool(request.meta.get("is_robots_txt"))
    codings = [
        coding.strip().lower() for value in response.headers.getlist("Content-Encoding") for coding in value.split(b",")
    ]
    while codings and codings[-1] in _INFLATE and not _is_plain(body):
        body = _INFLATE[codings.pop()](body, limit)
    if not body and not is_rules and request.method != "POST":  # a list behind a POST ends so
        message = f"HTTP {response.status} without content"
        raise BodyDamaged(message)
    if response.status == 206:
        message = "HTTP 206, a part of the page"
        raise BodyDamaged(message)
    if "partial" in response.flags and not is_rules and not _has_its_end(response, body):
        message = "the answer ended without saying so"
        raise BodyDamaged(message)
    if body is response.body:
        return response
    headers = response.headers.copy()
    headers["X-Archive-Orig-Content-Encoding"] = headers.getlist("Content-Encoding")  # a capture tells what came
    headers["Content-Encoding"] = codings
    if not codings:
        del headers["Content-Encoding"]
    kind = responsetypes.from_args(headers=headers, url=response.url, body=body)
    return response.replace(cls=kind, body=body, headers=headers)


def _has_its_end(response: Response, body: bytes) -> bool:
    """Whether a body whose length nobody told ends as its kind does: a broken connection looks like its end."""
    kind, end = (response.headers.get("Content-Type") or b"").lower(), body.rstrip()[-1024:].lower()
    if b"json" in kind:
        return end.endswith((b"}", b"]"))
    if b"xml" in kind and b"html" not in kind:
        return end.endswith(b">")
    return b"</html" in end


def _is_plain(body: bytes) -> bool:
    """Whether a body that says it is compressed is not: no compressed format begins like markup."""
    return body.lstrip()[:1] == b"<"


def _members(body: bytes, limit: int, new: Callable[[], Any], magic: bytes) -> bytes:
    """The bodies of all members that follow each other (RFC 1952, 2.2; RFC 8878, 3.1), without padding."""
    inflated = b""
    while body:
        inflate = new()
        try:
            inflated += inflate.decompress(body, limit + 1 - len(inflated))
        except (zlib.error, zstd.ZstdError) as error:
            raise _damaged(error) from error
        _check(len(inflated), limit, ended=inflate.eof)
        body = inflate.unused_data if inflate.unused_data.startswith(magic) else b""
    return inflated


def _gzip(body: bytes, limit: int) -> bytes:
    return _members(body, limit, partial(zlib.decompressobj, wbits=31), b"\x1f\x8b")


def _deflate(body: bytes, limit: int) -> bytes:
    """Zlib's format as RFC 9110, 8.4.1.2 has it, or the bare one that it warns of."""
    bare = body[:1] != b"\x78"
    return _members(body, limit, partial(zlib.decompressobj, wbits=-15 if bare else 15), b"\x78")


def _zstd(body: bytes, limit: int) -> bytes:
    return _members(body, limit, partial(zstd.ZstdDecompressor, options=_ZSTD_OPTIONS), b"\x28\xb5\x2f\xfd")


def _brotli(body: bytes, limit: int) -> bytes:
    inflate = brotli.Decompressor()
    pieces, size = [], 0
    try:
        piece = inflate.process(body, output_buffer_limit=_STEP)
        while piece and size <= limit:
            pieces.append(piece)
            size += len(piece)
            piece = b"" if inflate.is_finished() else inflate.process(b"", output_buffer_limit=_STEP)
    except brotli.error as error:
        raise _damaged(error) from error
    _check(size, limit, ended=inflate.is_finished())
    return b"".join(pieces)


def _check(size: int, limit: int, *, ended: bool) -> None:
    if size > limit:
        message = f"the answer is larger than {limit / 2**20:.0f} MB when it is inflated"
        raise BodyTooLarge(message)
    if not ended:
        message = "the compressed answer is cut"
        raise BodyDamaged(message)


def _damaged(error: Exception) -> BodyDamaged:
    return BodyDamaged(f"the compressed answer is damaged ({error})")


_INFLATE: dict[bytes, Callable[[bytes, int], bytes]] = {
    b"gzip": _gzip,
    b"x-gzip": _gzip,
    b"deflate": _deflate,
    b"br": _brotli,
    b"zstd": _zstd,
}
"""The content codings that are understood (RFC 9110, 8.4.1; RFC 7932; RFC 8878)."""
