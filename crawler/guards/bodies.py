"""Whole answers only: inflated once and within the limit, complete, and of a kind that can be a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from scrapy import signals
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.exceptions import StopDownload
from scrapy.responsetypes import responsetypes

from crawler.codings import has_its_end, inflated
from crawler.errors import BodyDamaged
from crawler.guards import Guard

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Headers, Response

_NO_PAGES = (
    *(b"image/", b"audio/", b"video/", b"font/", b"application/pdf", b"application/zip", b"application/msword"),
    *(b"application/vnd.ms-", b"application/vnd.openxmlformats-", b"application/vnd.oasis."),
)
"""Media types that no reader makes a page of, so that their bodies are not even waited for."""


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
    """The response without the codings of its body; BodyDamaged for one that is not whole."""
    body, is_rules = response.body, bool(request.meta.get("is_robots_txt"))
    named = [value.decode("latin-1") for value in response.headers.getlist("Content-Encoding")]
    body, codings = inflated(body, named, limit)
    if not body and not is_rules and request.method != "POST":  # a list behind a POST ends so
        message = f"HTTP {response.status} without content"
        raise BodyDamaged(message)
    if response.status == 206:
        message = "HTTP 206, a part of the page"
        raise BodyDamaged(message)
    kind = (response.headers.get("Content-Type") or b"").decode("latin-1")
    if "partial" in response.flags and not is_rules and not has_its_end(kind, body):
        message = "the answer ended without saying so"
        raise BodyDamaged(message)
    if body is response.body:
        return response
    headers = response.headers.copy()
    headers["X-Archive-Orig-Content-Encoding"] = headers.getlist("Content-Encoding")  # a capture tells what came
    headers["Content-Encoding"] = codings
    if not codings:
        del headers["Content-Encoding"]
    cls = responsetypes.from_args(headers=headers, url=response.url, body=body)
    return response.replace(cls=cls, body=body, headers=headers)
