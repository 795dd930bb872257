"""A server that misbehaves in every way we know, each at its own path, for a bounded time.

`/fel` is the list of a section that links every fault, with a decent page (`/ok/…`) after each; a fault's path is its
name in FAULTS.
"""

import gzip
import socket
import struct
import sys
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache, reduce
from http.server import BaseHTTPRequestHandler

import brotli

from crawler.demo.server import HTML, LoopbackServer

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

LONGEST = 30.0
"""Seconds after which every fault ends by itself."""
BOMB_SIZE = 2**30
SECTION = "Hem › Fel"
SECRET = "hemligt-losenord"
LOGGED_IN = "ok/inloggad"
"""The path that is linked with a name and a password."""
_TRAIL = '<nav aria-label="Brödsmulor"><a href="/">Hem</a> › <a href="/fel">Fel</a>{}</nav>'
_TEXT = "Plogen har kört sedan klockan fyra i natt, och bussarna går som vanligt igen, meddelar gatukontoret."


def page_of(name: str) -> bytes:
    """A decent news page of its own title."""
    trail = _TRAIL.format(f" › <span>Vägen {name} är öppen</span>")
    head = f'<!DOCTYPE html><html lang="sv"><head><meta charset="utf-8"><title>Vägen {name} är öppen</title></head>'
    main = f"<main><h1>Vägen {name} är öppen</h1><p>Publicerad 8 februari 2026</p><p>{_TEXT} Väg {name}.</p></main>"
    return f"{head}<body>{trail}{main}</body></html>".encode()


BODY = page_of("E18")


class FaultServer(LoopbackServer):
    """`asked` are the paths of all requests so far, `headers` their headers.

    `robots` is the fault (or "ok") that /robots.txt suffers from, `links` what `/fel` links.
    """

    def __init__(self, address: str) -> None:
        self.asked: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.robots = "ok"
        self.links: tuple[str, ...] = (*(path for name in FAULTS for path in (name, f"ok/{name}")), LOGGED_IN)
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
        self.server.headers.append(dict(self.headers.items()))
        name = self.server.robots if path == "/robots.txt" else path.strip("/")
        answer = _robots if (path, name) == ("/robots.txt", "ok") else FAULTS.get(name.partition("/")[0], _list)
        with suppress(ConnectionError):  # a client that has had enough of it
            answer(self)

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

    def reset_after(self, head: str, body: bytes) -> None:
        """Send a head and the beginning of its body, then break off."""
        self.head(*head.split("\n"))
        self.wfile.write(body)
        time.sleep(0.05)  # lets the bytes through before the RST throws away what is unsent
        self.reset()

    def pieces(self, piece: bytes, pause: float, size: float = float("inf")) -> None:
        """Send a piece again and again until so many bytes are sent, the time is up or the server closes."""
        end, sent = time.monotonic() + LONGEST, 0
        while sent < size and time.monotonic() < end and not self.server.closing.wait(pause):
            self.wfile.write(piece)
            sent += len(piece)


def _list(handler: _FaultHandler) -> None:
    """The section: what the server's `links` say."""
    host = handler.headers.get("Host")
    items = "".join(
        f'<article><h2><a href="http://anna:{SECRET}@{host}/{path}">Nyheten {path}</a></h2></article>'
        if path == LOGGED_IN
        else f'<article><h2><a href="/{path}">Nyheten {path}</a></h2><p>2026-02-08</p></article>'
        for path in handler.server.links
    )
    trail = _TRAIL.format("").replace('<a href="/fel">Fel</a>', "<span>Fel</span>")
    handler.page(body=f"<!DOCTYPE html><html lang='sv'>{trail}<main><h1>Fel</h1>{items}</main></html>".encode())


def _robots(handler: _FaultHandler) -> None:
    handler.page(body=b"User-agent: *\nDisallow:\n", content_type="text/plain")


def _ok(handler: _FaultHandler) -> None:
    handler.page(body=page_of(handler.path.strip("/").replace("/", " bortom ")))


def _short_body(handler: _FaultHandler) -> None:
    handler.head(f"Content-Length: {len(BODY) + 500}")
    handler.wfile.write(BODY)


def _cut_chunks(handler: _FaultHandler) -> None:
    handler.head("Transfer-Encoding: chunked")
    handler.wfile.write(b"%x\r\n%s\r\n" % (len(BODY), BODY))


def _packed(coding: str, pack: Callable[[bytes], bytes], share: float) -> Callable[["_FaultHandler"], None]:
    """A page in this coding, of which so much is sent."""

    def answer(handler: _FaultHandler) -> None:
        packed = pack(page_of(f"{coding}-{share}") * 50)
        handler.page(f"Content-Encoding: {coding}", body=packed[: int(len(packed) * share)])

    return answer


def _large(handler: _FaultHandler, *lines: str, content_type: str = HTML) -> None:
    handler.head(*lines, content_type=content_type)
    handler.pieces(b"<p>Snart kommer slutet.</p>" * 4000, pause=0, size=100e6)


def _endless(handler: _FaultHandler) -> None:
    handler.head()
    handler.pieces(b"<p>Snart kommer slutet.</p>" * 2000, pause=0.001)


def _drip(handler: _FaultHandler) -> None:
    handler.head(f"Content-Length: {len(BODY)}")
    handler.pieces(b" ", pause=1.0)


def _stall(handler: _FaultHandler) -> None:
    handler.server.closing.wait(LONGEST)


def _chain(handler: _FaultHandler) -> None:
    step = handler.path.rpartition("/")[2]
    following = int(step) + 1 if step.isdecimal() else 1
    handler.page(f"Location: /redirect-chain/{following}", status="302 Found", body=b"")


def _redirect(target: str) -> Callable[[_FaultHandler], None]:
    return lambda handler: handler.page(
        f"Location: {target.replace('HOST', handler.headers.get('Host', ''))}", status="302 Found", body=b""
    )


def _raw(answer: bytes) -> Callable[[_FaultHandler], None]:
    return lambda handler: handler.wfile.write(answer) and None


def _broken_headers(handler: _FaultHandler) -> None:
    """A line that is no header, one that is not ASCII, and one that goes on in the next line."""
    handler.head("Server gammal", "X-Ort: B\xe5lsta", " och mer")
    handler.wfile.write(page_of("headers"))


def _cookies(handler: _FaultHandler) -> None:
    handler.page(*(f"Set-Cookie: kaka{number}={SECRET}; Path=/" for number in range(300)), body=page_of("kakor"))


def _early_hints(handler: _FaultHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 103 Early Hints\r\nLink: </stil.css>; rel=preload; as=style\r\n\r\n")
    handler.page(body=page_of("hints"))


@cache
def _gzip_bomb() -> bytes:
    """Blocks that stand on their own, so that one can be said a thousand times; their checksum is right."""
    packer, blanks, times = zlib.compressobj(level=9, wbits=-15), b" " * 2**20, BOMB_SIZE // 2**20
    block = packer.compress(blanks) + packer.flush(zlib.Z_FULL_FLUSH)
    checksum = reduce(lambda known, _: zlib.crc32(blanks, known), range(times), 0)
    end = zlib.compressobj(wbits=-15).flush() + struct.pack("<II", checksum, BOMB_SIZE % 2**32)
    return b"\x1f\x8b\x08\0\0\0\0\0\0\xff" + block * times + end


@cache
def _brotli_bomb() -> bytes:
    packer = brotli.Compressor(quality=1)
    blanks = b" " * 2**20
    return b"".join([*(packer.process(blanks) for _ in range(BOMB_SIZE // 2**20)), packer.finish()])


@cache
def _zstd_bomb() -> bytes:
    return zstd.compress(b" " * 2**20) * (BOMB_SIZE // 2**20)


def make_bombs() -> None:
    """Make the bombs before a client waits for them: they take some seconds."""
    for make in (_gzip_bomb, _brotli_bomb, _zstd_bomb):
        make()


def _bomb(coding: str, make: Callable[[], bytes]) -> Callable[[_FaultHandler], None]:
    return lambda handler: handler.page(f"Content-Encoding: {coding}", body=make())


FAULTS: dict[str, Callable[[_FaultHandler], None]] = {
    "ok": _ok,
    # The connection breaks, or the body is not what the head says.
    "reset": lambda handler: handler.reset(),
    "reset-mid-body": lambda handler: handler.reset_after(f"Content-Length: {len(BODY)}", BODY[:40]),
    "reset-without-length": lambda handler: handler.reset_after("Server: gammal", BODY[:300]),
    "short-body": _short_body,
    "cut-chunks": _cut_chunks,
    "truncated-gzip": _packed("gzip", gzip.compress, 0.5),
    "truncated-br": _packed("br", brotli.compress, 0.5),
    "truncated-zstd": _packed("zstd", zstd.compress, 0.5),
    "empty": lambda handler: handler.page(body=b""),
    "part": lambda handler: handler.page(status="206 Partial Content"),
    # More than anybody wants.
    "bomb-gzip": _bomb("gzip", _gzip_bomb),
    "bomb-br": _bomb("br", _brotli_bomb),
    "bomb-zstd": _bomb("zstd", _zstd_bomb),
    "large": lambda handler: _large(handler, "Content-Length: 100000000"),
    "large-pdf": lambda handler: _large(handler, "Content-Length: 100000000", content_type="application/pdf"),
    "endless": _endless,
    "drip": _drip,
    "stall": _stall,
    # It leads somewhere else.
    "redirect-loop": _redirect("/redirect-loop-b"),
    "redirect-loop-b": _redirect("/redirect-loop"),
    "redirect-chain": _chain,
    "redirect-loopback": _redirect("http://127.0.0.2:9/hemligt"),
    "redirect-short": _redirect("http://127.1:9/hemligt"),
    "redirect-ipv6": _redirect("http://[::1]:9/hemligt"),
    "redirect-mapped": _redirect("http://[::ffff:127.0.0.1]:9/hemligt"),
    "redirect-metadata": _redirect("http://169.254.169.254/latest/meta-data/"),
    "redirect-file": _redirect("file:///etc/passwd"),
    "redirect-data": _redirect("data:text/html,<h1>Hej</h1>"),
    "redirect-outside": _redirect("https://annan.invalid/nyhet"),
    "redirect-userinfo": _redirect(f"http://anna:{SECRET}@HOST/ok"),
    # What is hardly HTTP.
    "http-0.9": _raw(BODY),
    "no-http": _raw(b"SSH-2.0-OpenSSH_9.2\r\n"),
    "bad-length": _raw(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: -7\r\n\r\n" + BODY),
    "nameless-header": _raw(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n: utan namn\r\n\r\n" + BODY),
    "huge-header": lambda handler: handler.page("X-Lang: " + "a" * 2 * 2**20),
    "status-204": lambda handler: handler.head(status="204 No Content"),
    "status-500": lambda handler: handler.page(status="500 Internal Server Error"),
    "status-999": lambda handler: handler.page(status="999 Request denied"),
    # Odd, and whole all the same.
    "packed-gzip": _packed("gzip", gzip.compress, 1),
    "packed-br": _packed("br", brotli.compress, 1),
    "packed-zstd": _packed("zstd", zstd.compress, 1),
    "packed-deflate": _packed("deflate", zlib.compress, 1),
    "wrong-encoding": lambda handler: handler.page("Content-Encoding: gzip", body=page_of("wrong-encoding")),
    "unknown-encoding": lambda handler: handler.page("Content-Encoding: utf-8", body=page_of("unknown-encoding")),
    "unknown-charset": lambda handler: handler.page(body=page_of("charset"), content_type="text/html; charset=klingon"),
    "broken-headers": _broken_headers,
    "cookies": _cookies,
    "early-hints": _early_hints,
}
