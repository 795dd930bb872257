"""Who is told of a run, by which way, and when not: against a mail server and a webhook on loopback."""

from __future__ import annotations

import json
import socketserver
import threading
import time
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING, Any

import pytest

from archive import Alarm, ExitStatus
from crawler.notifications import Channels, News, new_alarms
from tests.crawler.command import PROGRAM, run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ALARM = Alarm("exempelby.se", "silent", {"section": "Hem › Nyheter", "days": 12, "longest": 2})
WELL = News("arkiv.db", ExitStatus.DONE)
BAD = News("arkiv.db", ExitStatus.INCOMPLETE, ("exempelby.se: Hem › Nyheter", "  1 × HTTP 500"))
DRIFTED = News("arkiv.db", ExitStatus.DONE, (), (ALARM,))


@contextmanager
def listening(server: socketserver.TCPServer) -> Iterator[int]:
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def web() -> Iterator[tuple[str, list[tuple[str, str, Any]]]]:
    """A web server's address, and what it was asked: method, path, JSON."""
    asked: list[tuple[str, str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            size = int(self.headers.get("Content-Length") or 0)
            asked.append((self.command, self.path, json.loads(self.rfile.read(size)) if size else None))
            self.send_response(500 if "trasig" in self.path else 200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_POST = do_GET

        def log_message(self, *_: object) -> None:
            pass

    with listening(HTTPServer(("127.0.0.1", 0), Handler)) as port:
        yield f"http://127.0.0.1:{port}", asked


@pytest.fixture
def mail() -> Iterator[tuple[str, list[str]]]:
    """A mail server's address, and the mails it took."""
    mails: list[str] = []

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"220 prov ESMTP\r\n")
            while line := self.rfile.readline():
                verb = line[:4].upper()
                if verb == b"DATA":
                    self.wfile.write(b"354 go on\r\n")
                    text = b""
                    while (more := self.rfile.readline()) != b".\r\n":
                        text += more
                    mails.append(text.decode())
                self.wfile.write(b"221 bye\r\n" if verb == b"QUIT" else b"250 prov\r\n")
                if verb == b"QUIT":
                    return

    with listening(socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)) as port:
        yield f"smtp://127.0.0.1:{port}", mails


def channels(url: str = "", smtp: str = "smtp://127.0.0.1:9") -> Channels:
    names = {"KOMMUNARKIV_SMTP": smtp}
    if url:
        names |= {"KOMMUNARKIV_WEBHOOK": f"{url}/krok", "KOMMUNARKIV_PING": f"{url}/ping/hemlig"}
    return Channels.from_environment(names)


def test_all_well_is_a_ping_and_nothing_else(web: tuple[str, list[tuple[str, str, Any]]]) -> None:
    assert channels(web[0]).tell(WELL) == []
    assert web[1] == [("GET", "/ping/hemlig", None)]


def test_failure_pings_fail_and_posts_what_a_person_must_know(web: tuple[str, list[tuple[str, str, Any]]]) -> None:
    assert channels(web[0]).tell(BAD) == []
    assert web[1][0] == ("GET", "/ping/hemlig/fail", None)
    method, path, value = web[1][1]
    assert (method, path, value["status"]) == ("POST", "/krok", 3)
    assert "1 × HTTP 500" in value["text"]


def test_new_alarm_is_told_though_the_run_ended_well(web: tuple[str, list[tuple[str, str, Any]]]) -> None:
    channels(web[0]).tell(DRIFTED)
    assert web[1][0][1] == "/ping/hemlig"
    assert web[1][1][2]["alarms"] == [ALARM.to_dict()]


def test_interruption_by_the_user_tells_nobody(web: tuple[str, list[tuple[str, str, Any]]]) -> None:
    assert channels(web[0]).tell(News("arkiv.db", ExitStatus.INTERRUPTED)) == []
    assert web[1] == []


def test_mail_says_what_happened_and_that_no_person_wrote_it(mail: tuple[str, list[str]]) -> None:
    names = {"KOMMUNARKIV_MAIL": "a@exempelby.se, b@exempelby.se", "KOMMUNARKIV_SMTP": mail[0]}
    assert Channels.from_environment(names).tell(BAD) == []
    (text,) = mail[1]
    assert "Subject: kommunarkiv arkiv.db: incomplete" in text
    assert "To: a@exempelby.se, b@exempelby.se" in text
    assert "Auto-Submitted: auto-generated" in text


def test_variable_that_is_empty_is_as_one_that_is_not_set() -> None:
    names = {"KOMMUNARKIV_MAIL": "a@exempelby.se"}
    empty = dict.fromkeys(("KOMMUNARKIV_SMTP", "KOMMUNARKIV_MAIL_FROM", "KOMMUNARKIV_WEBHOOK", "KOMMUNARKIV_PING"), "")
    assert Channels.from_environment(names | empty) == Channels.from_environment(names)


@pytest.mark.parametrize(
    "smtp", ["smtp://127.0.0.1:9", "http://127.0.0.1", "smtp://"], ids=["nobody listens", "not smtp", "no host"]
)
def test_mail_that_can_not_be_sent_is_told_without_the_password(smtp: str) -> None:
    names = {"KOMMUNARKIV_MAIL": "a@exempelby.se", "KOMMUNARKIV_SMTP": smtp.replace("//1", "//jag:hemlig@1")}
    (problem,) = Channels.from_environment(names).tell(BAD)
    assert problem.startswith("KOMMUNARKIV_SMTP")
    assert "hemlig" not in problem


def test_broken_webhook_is_told_without_its_address(web: tuple[str, list[tuple[str, str, Any]]]) -> None:
    names = {"KOMMUNARKIV_WEBHOOK": f"{web[0]}/trasig/hemlig", "KOMMUNARKIV_PING": "ftp://hemlig"}
    problems = Channels.from_environment(names).tell(BAD)
    assert [problem.split(":")[0] for problem in problems] == ["KOMMUNARKIV_PING", "KOMMUNARKIV_WEBHOOK"]
    assert not any("hemlig" in problem for problem in problems)


@pytest.mark.parametrize(
    "names",
    [
        {"KOMMUNARKIV_WEBHOOK": "http://["},
        {"KOMMUNARKIV_WEBHOOK": "http://127.0.0.1:hemlig/"},
        {"KOMMUNARKIV_WEBHOOK": "http://127.0.0.1/hem lig"},
        {"KOMMUNARKIV_PING": "http://å.invalid/hemlig"},
        {"KOMMUNARKIV_MAIL": "a@exempelby.se", "KOMMUNARKIV_SMTP": "smtp://["},
        {"KOMMUNARKIV_MAIL": "a@exempelby.se", "KOMMUNARKIV_SMTP": "smtp://jag:hemlig"},
        {"KOMMUNARKIV_MAIL": "hemlig@"},
        {"KOMMUNARKIV_MAIL": "<"},
        {"KOMMUNARKIV_MAIL": "a@exempelby.se", "KOMMUNARKIV_MAIL_FROM": "a\nb"},
    ],
)
def test_channel_with_an_address_that_is_none_is_told_and_the_others_are_used(
    names: dict[str, str], web: tuple[str, list[tuple[str, str, Any]]]
) -> None:
    """An address may be mistyped: the run has ended by then, and its exit status is the crawl's."""
    others = {"KOMMUNARKIV_PING": f"{web[0]}/ping", "KOMMUNARKIV_WEBHOOK": f"{web[0]}/krok"}
    (problem,) = Channels.from_environment(others | names).tell(BAD)
    assert problem.startswith(next(iter(names)).partition("_MAIL")[0])
    assert "hemlig" not in problem
    assert len(web[1]) == sum(name not in names for name in others)


@pytest.mark.parametrize(
    "answer",
    [b"220 ingen webbserver\r\n\r\n", b"HTTP/1.1 200 " + 70_000 * b"O", b"HTTP/1.1 200 OK\r\n" + 200 * b"A: b\r\n"],
)
def test_answer_that_is_no_http_is_told(answer: bytes) -> None:
    with listening(_Says(answer)) as port:
        (problem,) = Channels(webhook=f"http://127.0.0.1:{port}/").tell(BAD)
    assert problem == "KOMMUNARKIV_WEBHOOK: what it answered is not HTTP"


def test_channel_that_drips_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawler.notifications._TIMEOUT", 0.5)
    with listening(_Says(b"HTTP/1.1 200 OK\r\n" + 30 * b"A: b\r\n", drip=0.1)) as port:
        begun = time.monotonic()
        (problem,) = Channels(webhook=f"http://127.0.0.1:{port}/").tell(BAD)
        assert time.monotonic() - begun < 2
    assert problem == "KOMMUNARKIV_WEBHOOK: not done within 0.5 s"


class _Says(socketserver.ThreadingTCPServer):
    """Answers every connection with these bytes, a line each so many seconds."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, answer: bytes, drip: float = 0) -> None:
        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                self.request.recv(65536)
                with suppress(OSError):
                    for line in answer.splitlines(keepends=True):
                        self.request.sendall(line)
                        time.sleep(drip)

        super().__init__(("127.0.0.1", 0), Handler)


def test_alarm_that_held_before_is_not_new() -> None:
    other = Alarm("annan.se", "no-list")
    assert new_alarms(
        [ALARM], [Alarm("exempelby.se", "silent", {"section": "Hem › Nyheter", "days": 13, "longest": 2}), other]
    ) == (other,)


def test_crawl_tells_by_itself(web: tuple[str, list[tuple[str, str, Any]]], tmp_path: Path) -> None:
    program = ("env", f"KOMMUNARKIV_PING={web[0]}/ping", f"KOMMUNARKIV_WEBHOOK={web[0]}/krok", PROGRAM)
    result = run("crawl", "http://127.0.0.1:9/nyheter", "--archive", tmp_path / "a.db", program=program)
    assert result.returncode == 6
    assert [path for _, path, _ in web[1]] == ["/ping/fail", "/krok"]


def test_crawl_of_all_sites_tells_that_no_profile_can_be_used(
    web: tuple[str, list[tuple[str, str, Any]]], tmp_path: Path
) -> None:
    """cron starts it, and with the only profile broken nothing is crawled night after night."""
    (tmp_path / "trasig.toml").write_text("name = 1\n")
    names = (f"KOMMUNARKIV_WEBHOOK={web[0]}/krok", f"KOMMUNARKIV_PING={web[0]}/ping", f"KOMMUNARKIV_SITES={tmp_path}")
    result = run("crawl", "--all", "--archive", tmp_path / "a.db", program=("env", *names, PROGRAM))
    assert result.returncode == ExitStatus.USAGE
    assert [path for _, path, _ in web[1]] == ["/ping/fail", "/krok"]
    assert "trasig.toml: name = 1" in web[1][1][2]["text"]
    assert run("crawl", "htp://exempelby.se", program=("env", *names, PROGRAM)).returncode == ExitStatus.USAGE
    assert len(web[1]) == 2, "of what is mistyped its user is told"


def test_archive_that_is_none_counts_before_a_broken_profile(
    web: tuple[str, list[tuple[str, str, Any]]], tmp_path: Path
) -> None:
    (tmp_path / "trasig.toml").write_text("name = 1\n")
    (tmp_path / "hel.toml").write_text('name = "Hel"\nbase_url = "http://127.0.0.1:9/"\n')
    (tmp_path / "a.db").write_bytes(1000 * b"inget arkiv")
    names = (f"KOMMUNARKIV_WEBHOOK={web[0]}/krok", f"KOMMUNARKIV_SITES={tmp_path}")
    result = run("crawl", "--all", "--archive", tmp_path / "a.db", program=("env", *names, PROGRAM))
    assert result.returncode == ExitStatus.STORAGE == web[1][0][2]["status"]
