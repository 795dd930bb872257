"""Redirects as Scrapy follows them; one to what is no address of the web is an answer like any other.

Scrapy has that for `ftp:`, but raises ValueError for `http://[` and `javascript:`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.downloadermiddlewares.redirect import MetaRefreshMiddleware, RedirectMiddleware

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.http import Response


class _ToTheWeb:
    """What follows a redirect, for as long as it leads to an address."""

    def process_response(
        self, request: Request, response: Response, spider: Spider | None = None
    ) -> Request | Response:
        """The request that the answer leads to, or the answer where it leads nowhere."""
        try:
            followed: Request | Response = super().process_response(request, response)  # type: ignore[misc]  # the next
        except ValueError:
            return response
        return followed


class Redirects(_ToTheWeb, RedirectMiddleware):
    """Redirects by status and Location."""


class MetaRefreshes(_ToTheWeb, MetaRefreshMiddleware):
    """Redirects by `<meta http-equiv="refresh">`."""
