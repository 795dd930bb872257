"""A server that misbehaves in every way we know, each at its own path, for a bounded time.

`/` is a decent page that links every fault; each fault's path is its name in FAULTS.
"""

import gzip
import socket
import struct
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from http.server import BaseHTTPRequestHandler

from crawler.demo.server import HTML, LoopbackServer

LONGEST = 30.0
"""Seconds after which every fault ends by itself."""
BOMB_SIZE = 200 * 2**20
PAGE = (
    "<!DOCTYPE html><html lang='sv'><title>Vägen är öppen</title><h1>Vägen är öppen</h1><p>Plogen har kört.</p></html>"
)
BODY = PAGE.encode()


class FaultServer(LoopbackServer):
    """`asked` are the paths of all requests so far, `robots` the fault (or "ok") that /robots.txt suffers from."""

    def __init__(self, address: str) -> None:
        self.asked: list[str] = []
        self.robots = "ok"
        super().__init__(address, _FaultHandler)


@contextmanager
def serve_faults(address: str = "127.0.0.1") -> Iterator[FaultServer]:
    """The server at work."""
    with FaultServer(address).running() as server:
        yield server


class _FaultHandler(BaseHTTPRequestHandler):
    server: FaultServer

    def do_GET(self) -> None:
        """Answer with the fault that the path names."""
        path = self.path.partition("?")[0]
        self.server.asked.append(path)
        name = self.server.robots if path == "/robots.txt" else path.strip("/")
        with suppress(ConnectionError):  # a client that has had enough of it
            (_robots if (path, name) == ("/robots.txt", "ok") else FAULTS.get(name.partition("/")[0], _index))(self)

    def log_message(self, *_: object) -> None:
        """Stay silent."""

    def head(self, *lines: str, status: str = "200 OK", content_type: str = HTML) -> None:
        """Send a response's head: status, the usual headers, and these."""
        usual = (f"HTTP/1.1 {status}", f"Content-Type: {content_type}", "Connection: close")
        self.wfile.write("\r\n".join((*usual, *lines, "\r\n")).encode("latin-1"))

    def page(self, *lines: str, body: bytes = BODY, **head: str) -> None:
        """Send a whole response."""
        self.head(f"Content-Length: {len(body)}", *lines, **head)
        self.wfile.write(body)

    def reset(self) -> None:
        """Break the connection off with RST, as a crashed server does."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def pieces(self, piece: bytes, pause: float) -> None:
        """Send a piece again and again until the time is up or the server closes."""
        end = time.monotonic() + LONGEST
        while time.monotonic() < end and not self.server.closing.wait(pause):
            self.wfile.write(piece)


def _index(handler: _FaultHandler) -> None:
    links = "".join(f'<li><a href="/{name}">{name}</a></li>' for name in FAULTS)
    handler.page(body=f"<!DOCTYPE html><html lang='sv'><h1>Fel</h1><ul>{links}</ul></html>".encode())


def _robots(handler: _FaultHandler) -> None:
    handler.page(body=b"User-agent: *\nDisallow:\n")


def _reset_mid_body(handler: _FaultHandler) -> None:
    handler.head(f"Content-Length: {len(BODY)}")
    handler.wfile.write(BODY[:40])
    time.sleep(0.05)  # lets the bytes through before the RST throws away what is unsent
    handler.reset()


def _short_body(handler: _FaultHandler) -> None:
    handler.head(f"Content-Length: {len(BODY) + 500}")
    handler.wfile.write(BODY)


def _truncated_gzip(handler: _FaultHandler) -> None:
    packed = gzip.compress(BODY * 50)
    handler.page("Content-Encoding: gzip", body=packed[: len(packed) // 2])


def _wrong_encoding(handler: _FaultHandler) -> None:
    handler.page("Content-Encoding: gzip")


def _bomb(handler: _FaultHandler) -> None:
    handler.page("Content-Encoding: gzip", body=_bomb_bytes())


def _endless(handler: _FaultHandler) -> None:
    handler.head()
    handler.pieces(b"<p>Snart kommer slutet.</p>" * 2000, pause=0.001)


def _drip(handler: _FaultHandler) -> None:
    handler.head(f"Content-Length: {len(BODY)}")
    handler.pieces(b" ", pause=1.0)


def _stall(handler: _FaultHandler) -> None:
    handler.server.closing.wait(LONGEST)


def _loop(handler: _FaultHandler) -> None:
    handler.page("Location: /redirect-loop-b", status="302 Found", body=b"")


def _loop_back(handler: _FaultHandler) -> None:
    handler.page("Location: /redirect-loop", status="302 Found", body=b"")


def _chain(handler: _FaultHandler) -> None:
    step = handler.path.rpartition("/")[2]
    following = int(step) + 1 if step.isdecimal() else 1
    handler.page(f"Location: /redirect-chain/{following}", status="302 Found", body=b"")


def _redirect(target: str) -> Callable[[_FaultHandler], None]:
    return lambda handler: handler.page(f"Location: {target}", status="302 Found", body=b"")


def _broken_headers(handler: _FaultHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type text/html\r\n: utan namn\r\n\xff\xfe: \x00\r\n\r\n" + BODY)


def _header(size: int) -> Callable[[_FaultHandler], None]:
    return lambda handler: handler.page("X-Lang: " + "a" * size)


def _cookies(handler: _FaultHandler) -> None:
    handler.page(*(f"Set-Cookie: kaka{number}={number}; Path=/" for number in range(300)))


def _early_hints(handler: _FaultHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 103 Early Hints\r\nLink: </stil.css>; rel=preload; as=style\r\n\r\n")
    handler.page()


@cache
def _bomb_bytes() -> bytes:
    """200 MB of blanks as about 200 kB of gzip."""
    packer = zlib.compressobj(level=1, wbits=31)
    blanks = b" " * 2**20
    return b"".join(
        [packer.compress(BODY), *(packer.compress(blanks) for _ in range(BOMB_SIZE // 2**20)), packer.flush()]
    )


FAULTS: dict[str, Callable[[_FaultHandler], None]] = {
    "ok": lambda handler: handler.page(),
    "reset": lambda handler: handler.reset(),
    "reset-mid-body": _reset_mid_body,
    "short-body": _short_body,
    "truncated-gzip": _truncated_gzip,
    "wrong-encoding": _wrong_encoding,
    "unknown-charset": lambda handler: handler.page(content_type="text/html; charset=klingon"),
    "empty": lambda handler: handler.page(body=b""),
    "bomb": _bomb,
    "endless": _endless,
    "drip": _drip,
    "stall": _stall,
    "redirect-loop": _loop,
    "redirect-loop-b": _loop_back,
    "redirect-chain": _chain,
    "redirect-loopback": _redirect("http://127.0.0.2:9/hemligt"),
    "redirect-metadata": _redirect("http://169.254.169.254/latest/meta-data/"),
    "redirect-file": _redirect("file:///etc/passwd"),
    "redirect-data": _redirect("data:text/html,<h1>Hej</h1>"),
    "redirect-outside": _redirect("https://annan.invalid/nyhet"),
    "http-0.9": lambda handler: handler.wfile.write(BODY),
    "broken-headers": _broken_headers,
    "huge-header": _header(2 * 2**20),
    "cookies": _cookies,
    "early-hints": _early_hints,
    "status-204": lambda handler: handler.head(status="204 No Content"),
    "status-500": lambda handler: handler.page(status="500 Internal Server Error"),
    "status-999": lambda handler: handler.page(status="999 Request denied"),
}
