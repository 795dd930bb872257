"""A small web server for made-up sites: HTTP/1.1 on a loopback address, and nowhere else."""

from __future__ import annotations

import hashlib
import socket
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC
from email.utils import format_datetime, parsedate_to_datetime
from http.server import BaseHTTPRequestHandler
from ipaddress import ip_address
from socketserver import BaseRequestHandler, ThreadingTCPServer
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import parse_qsl, unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from email.message import Message

HTML = "text/html; charset=utf-8"
# How often the waiting server looks whether it should stop; it is what a test pays at the end of each server.
_POLL_SECONDS = 0.01


@dataclass(frozen=True, slots=True)
class Request:
    """What a client asked: `target` is path and query as sent, `base_url` the site's own address without a slash."""

    method: str
    target: str
    headers: Message
    base_url: str
    body: bytes = b""

    @property
    def form(self) -> dict[str, str]:
        """The last value by name of the form that a POST sends."""
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True))

    @property
    def path(self) -> str:
        """The path, percent-decoded, without query."""
        return unquote(urlsplit(self.target).path)

    @property
    def query(self) -> dict[str, str]:
        """The query's last value by name."""
        return dict(parse_qsl(urlsplit(self.target).query, keep_blank_values=True))


@dataclass(frozen=True, slots=True)
class Answer:
    """A response before the server gives it an ETag, a length and, where the client has it already, the status 304.

    `version` stands for the content where what surrounds it (the boxes with other news) is not to make it a new one.
    """

    body: bytes = b""
    status: int = 200
    content_type: str = HTML
    modified: datetime | None = None
    version: str | None = None
    headers: tuple[tuple[str, str], ...] = ()

    @property
    def etag(self) -> str:
        """Equal for equal bodies, or weak and equal for equal versions (RFC 9110, 8.8.3)."""
        digest = hashlib.sha256(self.body if self.version is None else self.version.encode()).hexdigest()[:20]
        return f'"{digest}"' if self.version is None else f'W/"{digest}"'

    def validators(self) -> tuple[tuple[str, str], ...]:
        """The headers that a client may ask again with: ETag, and Last-Modified where the page has a time."""
        if self.status != 200:
            return ()
        if self.modified is None:
            return (("ETag", self.etag),)
        return (("ETag", self.etag), ("Last-Modified", format_datetime(self.modified.astimezone(UTC), usegmt=True)))

    def is_known_to(self, request: Request) -> bool:
        """Whether the client holds this very answer; If-None-Match goes before the date (RFC 9110, 13.2.2)."""
        if self.status != 200:
            return False
        if tags := request.headers.get("If-None-Match"):
            known = {tag.strip().removeprefix("W/") for tag in tags.split(",")}
            return "*" in known or self.etag.removeprefix("W/") in known
        since = request.headers.get("If-Modified-Since")
        if not since or self.modified is None:
            return False
        with suppress(ValueError, TypeError):  # no date, or one without a zone
            return self.modified.replace(microsecond=0) <= parsedate_to_datetime(since)
        return False


PageMaker = Callable[[Request], Answer]
Page = Answer | PageMaker


class Site:
    """Pages by path; a key that ends in `*` serves every path that begins like it, the longest such key first."""

    def __init__(self, pages: Mapping[str, Page]) -> None:
        self.pages = dict(pages)

    def answer(self, request: Request) -> Answer:
        """What the site says to a request: a page, or `missing`."""
        page = self.pages.get(request.path) or self._by_prefix(request.path)
        if page is None:
            return self.missing(request)
        return page(request) if callable(page) else page

    def missing(self, request: Request) -> Answer:
        """The 404 of a path that leads nowhere."""
        return Answer(f"404: {request.path}".encode(), 404, "text/plain; charset=utf-8")

    def _by_prefix(self, path: str) -> Page | None:
        keys = [key for key in self.pages if key.endswith("*") and path.startswith(key[:-1])]
        return self.pages[max(keys, key=len)] if keys else None


class LoopbackServer(ThreadingTCPServer):
    """Speaks with one handler class on a loopback address, one thread a connection; port 0 is any free one.

    It knows its connections, so that kept-alive ones do not outlive it; `closing` is set before they are cut, for
    handlers that wait. ValueError for an address that other machines could reach.
    """

    allow_reuse_address = True
    request_queue_size = 128

    def __init__(self, address: str, handler: type[BaseRequestHandler], port: int = 0) -> None:
        if not ip_address(address).is_loopback:
            message = f"{address} is not a loopback address; 127.0.0.1 is"
            raise ValueError(message)
        self.closing = threading.Event()
        self._lock = threading.Lock()
        self._connections: set[Any] = set()
        super().__init__((address, port), handler)
        self.base_url = f"http://{address}:{self.server_address[1]}"

    @contextmanager
    def running(self) -> Iterator[Self]:
        """The server at work in a thread of its own; at the end every connection is cut and every thread joined."""
        with self:
            thread = threading.Thread(target=self.serve_forever, args=(_POLL_SECONDS,), name=self.base_url)
            thread.start()
            try:
                yield self
            finally:
                self.closing.set()
                self.shutdown()
                self._hang_up()
                thread.join()

    def process_request(self, request: Any, client_address: Any) -> None:
        """Note the connection, then answer it in its thread."""
        with self._lock:
            self._connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Close the connection and forget it."""
        with self._lock:
            self._connections.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say what went wrong in a handler, unless the client merely went away."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)

    def _hang_up(self) -> None:
        with self._lock:
            for connection in self._connections:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)


@contextmanager
def serve(site: Site, address: str = "127.0.0.1", port: int = 0) -> Iterator[str]:
    """The site's base address, `http://127.0.0.1:<port>` without a slash, for as long as the block runs."""
    with _SiteServer(address, _Handler, site, port).running() as server:
        yield server.base_url


class _SiteServer(LoopbackServer):
    def __init__(self, address: str, handler: type[BaseRequestHandler], site: Site, port: int) -> None:
        self.site = site
        super().__init__(address, handler, port)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # One write a response: unbuffered, head and body go out apart and the second waits for the client's delayed ACK.
    wbufsize = -1
    disable_nagle_algorithm = True
    server: _SiteServer

    def do_GET(self) -> None:
        """Answer with the site's page, or 304 when the client holds it."""
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))) if self.command == "POST" else b""
        request = Request(self.command, self.path, self.headers, self.server.base_url, body)
        answer = self.server.site.answer(request)
        known = answer.is_known_to(request)
        self.send_response(304 if known else answer.status)
        for name, value in (*answer.validators(), *answer.headers):
            self.send_header(name, value)
        if not known:
            self.send_header("Content-Type", answer.content_type)
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if not known and self.command != "HEAD":
            self.wfile.write(answer.body)

    do_HEAD = do_POST = do_GET

    def log_message(self, *_: Any) -> None:
        """Stay silent."""
