"""Telling a person: by mail, to a webhook, and the ping that a dead man's switch waits for.

Where to is in the environment alone, since the addresses hold secrets (docs/operations.md):

KOMMUNARKIV_MAIL     whom to write to, addresses separated by commas
KOMMUNARKIV_SMTP     smtp://[user:password@]host[:port] (with STARTTLS where the server offers it) or smtps://…
KOMMUNARKIV_WEBHOOK  gets a POST with JSON: "text" as chat services show it, and "status", "archive", "alarms"
KOMMUNARKIV_PING     gets a GET when a run ended well, and with /fail behind it when it did not
"""

from __future__ import annotations

import json
import os
import smtplib
import ssl
import threading
from dataclasses import dataclass
from email.errors import MessageError
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from http.client import HTTPException, InvalidURL
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit
from urllib.request import Request, urlopen

from archive import ExitStatus, counted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from archive import Alarm

_TIMEOUT = 20
"""Seconds that a mail server or a webhook may take in all; a run never waits longer for being told of."""
_NO_ADDRESS = "it is no web address: write it as https://example.se/…"
_SENDER = "kommunarkiv@localhost"
_PORTS = {"smtp": 25, "smtps": 465}


@dataclass(frozen=True, slots=True)
class News:
    """What there is to tell of a run: how it ended, the lines a person reads, and alarms that are new."""

    archive: str
    status: ExitStatus
    lines: tuple[str, ...] = ()
    alarms: tuple[Alarm, ...] = ()

    @property
    def is_urgent(self) -> bool:
        """Whether a person must know: it did not end well, or something has drifted since the last run."""
        return bool(self.alarms) or self.status not in {ExitStatus.DONE, ExitStatus.INTERRUPTED}

    @property
    def title(self) -> str:
        """One line."""
        drifted = f", {counted(len(self.alarms), 'new alarm')}" if self.alarms else ""
        return f"kommunarkiv {self.archive}: {self.status.name.lower()}{drifted}"

    @property
    def text(self) -> str:
        """Everything, for a mail."""
        told = [f"! {alarm.site}: {alarm.message}" for alarm in self.alarms]
        return "\n".join([self.title, "", *told, *([""] if told else []), *self.lines])


@dataclass(frozen=True, slots=True)
class Channels:
    """Where news goes."""

    mail: tuple[str, ...] = ()
    smtp: str = ""
    webhook: str = ""
    ping: str = ""
    sender: str = _SENDER

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Channels:
        """The channels that the environment names; a variable that is empty names none."""
        names = os.environ if environment is None else environment
        mail = tuple(part.strip() for part in names.get("KOMMUNARKIV_MAIL", "").split(",") if part.strip())
        return cls(
            mail,
            names.get("KOMMUNARKIV_SMTP") or "smtp://localhost",
            names.get("KOMMUNARKIV_WEBHOOK", ""),
            names.get("KOMMUNARKIV_PING", ""),
            names.get("KOMMUNARKIV_MAIL_FROM") or (mail[0] if mail else _SENDER),
        )

    def tell(self, news: News) -> list[str]:
        """Send the news to every channel; in words what could not be sent (a run never fails for that)."""
        return [problem for problem in self._attempts(news) if problem]

    def _attempts(self, news: News) -> Iterator[str | None]:
        if self.ping and news.status is not ExitStatus.INTERRUPTED:
            well = news.status is ExitStatus.DONE
            url = self.ping if well else f"{self.ping.rstrip('/')}/fail"
            yield _in_time("KOMMUNARKIV_PING", lambda: _call(url))
        if not news.is_urgent:
            return
        if self.webhook:
            yield _in_time("KOMMUNARKIV_WEBHOOK", lambda: _call(self.webhook, _payload(news)))
        if self.mail:
            try:
                message = self._letter(news)
            except (IndexError, ValueError, MessageError):  # the first is what the standard library says of "a@"
                yield "KOMMUNARKIV_MAIL, KOMMUNARKIV_MAIL_FROM: the mail was not sent: no mail address as a@example.se"
                return
            yield _in_time("KOMMUNARKIV_SMTP", lambda: self._send(message))

    def _letter(self, news: News) -> EmailMessage:
        message = EmailMessage()
        message["Subject"], message["From"], message["To"] = news.title, self.sender, ", ".join(self.mail)
        message["Date"], message["Message-ID"] = formatdate(localtime=True), make_msgid("kommunarkiv")
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834, 5: nobody's holiday reply is wanted
        message.set_content(news.text)
        return message

    def _send(self, message: EmailMessage) -> str | None:
        try:
            with _connected(self.smtp) as server:
                server.send_message(message)
        except ValueError:  # its message may hold the password, where that stands in the place of a port
            return "the mail was not sent: write it as smtp://user:password@host:587 or smtps://…"
        except (OSError, smtplib.SMTPException) as error:
            return f"the mail was not sent: {error}"
        return None


def _in_time(name: str, attempt: Callable[[], str | None]) -> str | None:
    """What an attempt says that went wrong, or that it was given up: a socket's timeout begins anew with each byte."""
    said: list[str | None] = []
    trying = threading.Thread(target=lambda: said.append(attempt()), daemon=True)
    trying.start()
    trying.join(_TIMEOUT)
    problem = said[0] if said else f"not done within {_TIMEOUT} s"
    return f"{name}: {problem}" if problem else None


def _connected(url: str) -> smtplib.SMTP:
    """The mail server at this address, logged in where the address has a user."""
    parts = urlsplit(url)
    if parts.scheme not in _PORTS or not parts.hostname:
        raise ValueError(parts.scheme)
    port, context = parts.port or _PORTS[parts.scheme], ssl.create_default_context()
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(parts.hostname, port, timeout=_TIMEOUT, context=context)
    else:
        server = smtplib.SMTP(parts.hostname, port, timeout=_TIMEOUT)
        server.ehlo()
        if server.has_extn("starttls"):
            server.starttls(context=context)
    if parts.username:
        server.login(unquote(parts.username), unquote(parts.password or ""))
    return server


def _payload(news: News) -> bytes:
    value = {
        "text": news.text,
        "status": int(news.status),
        "archive": news.archive,
        "alarms": [alarm.to_dict() for alarm in news.alarms],
    }
    return json.dumps(value, ensure_ascii=False).encode()


def _call(url: str, body: bytes | None = None) -> str | None:
    """Ask an address of the user's own; what went wrong, without the address, which is a secret."""
    try:
        if urlsplit(url).scheme not in {"http", "https"}:
            return _NO_ADDRESS
        request = Request(url, body, {"Content-Type": "application/json"} if body else {})  # noqa: S310 - checked above
        with urlopen(request, timeout=_TIMEOUT):  # noqa: S310 - as above
            return None
    except (InvalidURL, ValueError):  # their messages may hold the address
        return _NO_ADDRESS
    except HTTPException:
        return "what it answered is not HTTP"
    except OSError as error:
        return str(getattr(error, "reason", error))


def new_alarms(before: Sequence[Alarm], after: Sequence[Alarm]) -> tuple[Alarm, ...]:
    """The alarms that hold now and did not before; one of the same kind on the same site is not new."""
    known = {(alarm.site, alarm.kind) for alarm in before}
    return tuple(alarm for alarm in after if (alarm.site, alarm.kind) not in known)
