"""The server of faults breaks its answers as it says."""

import gzip
import http.client
import socket
import zlib
from contextlib import suppress
from urllib.parse import urlsplit

import lxml.html
import pytest

from tests.sites.asking import fetch
from tests.sites.faults import BODY, BOMB_SIZE, FAULTS, serve_faults


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("reset", ConnectionResetError),
        ("reset-mid-body", ConnectionResetError),
        ("short-body", http.client.IncompleteRead),
        ("http-0.9", http.client.BadStatusLine),
        ("huge-header", http.client.LineTooLong),
        ("cookies", http.client.HTTPException),
    ],
)
def test_fault_breaks_the_answer(fault_server, name, error):
    with pytest.raises(error):
        fetch(fault_server.base_url, f"/{name}")
    assert fault_server.asked == [f"/{name}"]


@pytest.mark.parametrize(
    ("path", "status", "header", "value"),
    [
        ("/ok", 200, "Content-Type", "text/html; charset=utf-8"),
        ("/empty", 200, "Content-Length", "0"),
        ("/wrong-encoding", 200, "Content-Encoding", "gzip"),
        ("/unknown-charset", 200, "Content-Type", "text/html; charset=klingon"),
        ("/redirect-loop", 302, "Location", "/redirect-loop-b"),
        ("/redirect-loop-b", 302, "Location", "/redirect-loop"),
        ("/redirect-chain", 302, "Location", "/redirect-chain/1"),
        ("/redirect-chain/7", 302, "Location", "/redirect-chain/8"),
        ("/redirect-loopback", 302, "Location", "http://127.0.0.2:9/hemligt"),
        ("/redirect-metadata", 302, "Location", "http://169.254.169.254/latest/meta-data/"),
        ("/redirect-file", 302, "Location", "file:///etc/passwd"),
        ("/redirect-data", 302, "Location", "data:text/html,<h1>Hej</h1>"),
        ("/redirect-outside", 302, "Location", "https://annan.invalid/nyhet"),
        ("/status-204", 204, "Content-Length", None),
        ("/status-500", 500, "Content-Length", str(len(BODY))),
        ("/status-999", 999, "Content-Length", str(len(BODY))),
    ],
)
def test_fault_answers(fault_server, path, status, header, value):
    got, headers, _ = fetch(fault_server.base_url, path)
    assert (got, headers[header]) == (status, value)


def test_truncated_gzip_cannot_be_unpacked(fault_server):
    with pytest.raises(EOFError):
        gzip.decompress(fetch(fault_server.base_url, "/truncated-gzip")[2])


def test_bomb_is_small_until_it_is_unpacked(fault_server):
    packed = fetch(fault_server.base_url, "/bomb-gzip")[2]
    unpacker, size = zlib.decompressobj(wbits=47), 0
    while not unpacker.eof:
        size += len(unpacker.decompress(packed, 2**22))
        packed = unpacker.unconsumed_tail
    assert size == BOMB_SIZE


def asked_of(server, path):
    """A connection on which a path has been asked for and nothing read."""
    connection = socket.create_connection(server.server_address, timeout=5)
    connection.sendall(f"GET {path} HTTP/1.1\r\nHost: fel\r\n\r\n".encode())
    return connection


def test_endless_body_goes_on(fault_server):
    with asked_of(fault_server, "/endless") as connection:
        got = 0
        while got < 10**6:
            got += len(connection.recv(2**16))


@pytest.mark.parametrize(("path", "head"), [("/stall", b""), ("/drip", b"HTTP/1.1 200 OK")])
def test_slow_answer_lets_the_client_wait_until_the_server_closes(path, head):
    with serve_faults() as server:
        connection = asked_of(server, path)
        connection.settimeout(0.2)
        got = b""
        with suppress(TimeoutError):
            while True:
                got += connection.recv(2**10)
    assert (got[: len(head)], got.partition(b"\r\n\r\n")[2], connection.recv(1)) == (head, b"", b"")
    connection.close()


def test_broken_headers_come_as_they_are(fault_server):
    with asked_of(fault_server, "/nameless-header") as connection:
        assert b"\r\n: utan namn\r\n" in connection.recv(2**16)


def test_early_hints_come_before_the_page(fault_server):
    with asked_of(fault_server, "/early-hints") as connection:
        got = b"".join(iter(lambda: connection.recv(2**16), b""))
    assert [got.count(b"HTTP/1.1 103 "), got.count(b"HTTP/1.1 200 "), got.endswith(b"</html>")] == [1, 1, True]


def test_list_leads_to_every_fault_and_to_a_decent_page_after_each(fault_server):
    document = lxml.html.fromstring(fetch(fault_server.base_url, "/fel")[2])
    links = [urlsplit(href).path for href in document.xpath("//h2/a/@href")]
    assert links == [*(path for name in FAULTS for path in (f"/{name}", f"/ok/{name}")), "/ok/inloggad"]


@pytest.mark.parametrize(("robots", "status"), [("ok", 200), ("status-500", 500)])
def test_robots_suffer_from_the_fault_that_is_set(fault_server, robots, status):
    fault_server.robots = robots
    assert fetch(fault_server.base_url, "/robots.txt")[0] == status
