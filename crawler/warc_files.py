"""WARC files as other crawlers write them, and the WACZ packages they lie in: which records there are, and each read.

Nothing that a record says is taken on trust: a capture that was cut, whose coding is damaged or whose block digest does
not fit is none. Of a file that is cut or damaged what is whole is read. The older ARC format is read too.
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import IO, TYPE_CHECKING, Any

from archive import ZIP_FAULTS
from crawler.codings import has_its_end, inflated, unchunked
from crawler.errors import BodyDamaged, BodyTooLarge, CaptureUnreadable
from crawler.settings import DOWNLOAD_MAXSIZE
from crawler.warc_records import FAULTS, Places, Records, is_cut
from crawler.zip_members import reachable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import ExitStack
    from pathlib import Path

    from warcio.recordloader import ArcWarcRecord

_CLOCKS_DIFFER = timedelta(days=1)
Headers = tuple[tuple[str, str], ...]

_ANSWERS = frozenset({"response", "resource", "revisit"})
_SUFFIXES = (".warc", ".warc.gz", ".warc.zst")
_NOT_YET = -1
"""The place of a record that is known when it was read to its end."""
_KINDS = _ANSWERS | {"request"}
_WRITTEN_OVER = frozenset({"x-archive-orig-content-length", "x-archive-orig-transfer-encoding"})


@dataclass(frozen=True, slots=True)
class Found:
    """One record on the web: what it is, of which address and instant, where it stands, and what belongs to it.

    `concurrent` is the record that came of the same exchange: an answer's request, or the other way round.
    """

    kind: str
    url: str
    fetched_at: str
    start: int
    record: str | None
    concurrent: str | None
    digest: str | None
    html: bool
    fields: str | None


@dataclass(frozen=True, slots=True)
class Content:
    """What a record holds: the status, the headers and the body, its codings undone.

    `refers_to`, of a revisit record, names the capture with its body: digest, address and instant.
    """

    status: int
    headers: Headers
    body: bytes
    refers_to: tuple[str | None, str | None, str | None] = (None, None, None)


class WarcFile:
    """One WARC file. `damaged` counts its records that can't be understood.

    `reach` is the same file where one is better read from end to end and another here and there.
    """

    def __init__(self, path: Path, file: IO[bytes], stack: ExitStack, reach: IO[bytes] | None = None) -> None:
        self.path = path
        self.damaged = 0
        self._places = Places(file, stack, reach)

    @property
    def cut(self) -> bool:
        """Whether it is cut or damaged, so that not all of its records could be read."""
        return self._places.cut

    def records(self) -> Iterator[Found]:
        """What is in it, from its beginning; CaptureUnreadable when that is no WARC record."""
        seen = False
        for placed in self._places.records():
            seen = True
            found = self._found(placed.record)
            if found and (place := placed.place) is not None:
                yield replace(found, start=place)
        if not seen:
            fault = self._places.fault
            neither = "it is neither a WARC file nor a WACZ package" if fault else "it holds no record"
            raise CaptureUnreadable(self.path, str(fault) if isinstance(fault, ZIP_FAULTS) else neither) from fault

    def content(self, start: int, most: int = DOWNLOAD_MAXSIZE, *, as_sent: bool = False) -> Content | None:
        """What the record there holds; None when it can't be had whole, or has more bytes.

        `as_sent` says that an answer without codings must have its payload's digest too.
        """
        try:
            record = next(iter(Records(self._places.at(start), check_digests=True)))
            return _content(record, most, as_sent=as_sent)
        except (*FAULTS, StopIteration, BodyDamaged, BodyTooLarge):
            return None

    def request_headers(self, start: int) -> Headers:
        """The headers of the request record there; none when it can't be read."""
        try:
            return _http_headers(next(iter(Records(self._places.at(start)))))
        except (*FAULTS, StopIteration):
            return ()

    def _found(self, record: ArcWarcRecord) -> Found | None:
        """What an index has to know of the record; None, and counted where it is broken, for one that is of no use."""
        named = record.rec_headers.get_header
        url = named("WARC-Target-URI") or ""
        if record.rec_type not in _KINDS or not url.startswith(("http://", "https://")):
            return None
        fields = _posted_fields(record) if record.rec_type == "request" else None
        digest, ids = named("WARC-Payload-Digest"), (named("WARC-Record-ID"), named("WARC-Concurrent-To"))
        try:
            instant = _instant(named("WARC-Date"))
            is_page = record.rec_type in _ANSWERS and _is_page(record)
        except (TypeError, ValueError):
            self.damaged += 1
            return None
        return Found(record.rec_type, url, instant, _NOT_YET, *ids, digest, is_page, fields)


def warc_files(path: Path, stack: ExitStack) -> list[WarcFile]:
    """The WARC files in a file, open until the stack is closed: itself, or those of a WACZ package.

    A package may hold packages, as Browsertrix makes them of crawls that several of its browsers shared.
    """
    try:
        if not zipfile.is_zipfile(path):
            return [WarcFile(path, stack.enter_context(path.open("rb")), stack)]
        package = stack.enter_context(path.open("rb"))
        files = [WarcFile(path, file, stack, reach) for file, reach in _in_package(package, stack)]
    except (OSError, *ZIP_FAULTS) as error:
        raise CaptureUnreadable(path, str(error)) from error
    if not files:
        raise CaptureUnreadable(path, "it is a zip without archive/*.warc.gz in it, so no WACZ package")
    return files


def _in_package(file: IO[bytes], stack: ExitStack) -> Iterator[tuple[IO[bytes], IO[bytes]]]:
    """The WARC files in a package, each to be read from end to end, and to be read here and there."""
    package = stack.enter_context(zipfile.ZipFile(file))
    for name in package.namelist():
        if name.endswith(".wacz"):
            yield from _in_package(reachable(file, package, name, stack), stack)
        elif name.startswith("archive/") and name.lower().endswith(_SUFFIXES):
            yield stack.enter_context(package.open(name)), reachable(file, package, name, stack)


def instant_of(date: str | None) -> str | None:
    """The instant of a WARC-Date as the archive writes it; None for what is none."""
    try:
        return _instant(date)
    except (TypeError, ValueError):
        return None


def _instant(date: str | None) -> str:
    text = (date or "").strip()
    moment = datetime.fromisoformat(f"{text}-01-01"[:10] if len(text) < len("2017-03-01") else text)
    moment = moment.replace(tzinfo=moment.tzinfo or UTC, microsecond=0).astimezone(UTC)
    if moment > datetime.now(UTC) + _CLOCKS_DIFFER:
        message = f"{date} is yet to come: what came after it would be taken for earlier for years"
        raise ValueError(message)
    return moment.isoformat()


def _content(record: ArcWarcRecord, most: int, *, as_sent: bool) -> Content | None:
    """What a record holds; None when it is cut or too large, or does not have the digest that it says."""
    named = record.rec_headers.get_header
    status, headers = _status(record), _headers(record)
    size = record.payload_length if record.http_headers else record.length or 0
    if size > most or named("WARC-Truncated") or named("WARC-Segment-Number"):
        return None
    body = record.raw_stream.read()
    # The payload of an answer is what came before its codings were undone, as to which programs differ.
    is_plain = record.rec_type == "resource" or (record.rec_type == "response" and as_sent and not _codings(headers))
    telling = "" if is_plain else "block digest"
    if is_cut(record) or any(problem.startswith(telling) for problem in record.digest_checker.problems):
        return None
    if record.rec_type == "revisit":
        refers_to = (
            named("WARC-Payload-Digest"),
            named("WARC-Refers-To-Target-URI"),
            instant_of(named("WARC-Refers-To-Date")),
        )
        return Content(status, _as_they_came(headers), b"", refers_to)
    if "chunked" in _values(headers, "transfer-encoding"):
        body = unchunked(body)
    elif not _codings(headers) and len(body) < _announced(headers) and not has_its_end(_media_type(headers), body):
        return None  # the connection broke
    body, _ = inflated(body, _values(headers, "content-encoding"), most)
    return Content(status, _as_they_came(headers), body)


def _status(record: ArcWarcRecord) -> int:
    headers: Any = record.http_headers
    return int(headers.get_statuscode()) if headers else 200


def _is_page(record: ArcWarcRecord) -> bool:
    return _status(record) == 200 and any("html" in value for value in _values(_headers(record), "content-type"))


def _headers(record: ArcWarcRecord) -> Headers:
    """The headers of the answer; of a record without an answer, its own media type."""
    if record.http_headers or record.rec_type == "revisit":
        return _http_headers(record)
    return (("Content-Type", record.rec_headers.get_header("Content-Type") or "text/html"),)


def _http_headers(record: ArcWarcRecord) -> Headers:
    shown: Any = record.http_headers
    return tuple((str(name), str(value)) for name, value in shown.headers) if shown else ()


def _as_they_came(headers: Headers) -> Headers:
    """The headers without what an archiving program wrote over those of the transfer, for a body without its codings.

    >>> _as_they_came((("X-Archive-Orig-Content-Length", "12"), ("Content-Length", "40")))
    (('Content-Length', '12'),)
    """
    if not any(name.lower() in _WRITTEN_OVER for name, _ in headers):
        return headers
    return tuple(
        (name[len("X-Archive-Orig-") :] if name.lower() in _WRITTEN_OVER else name, value)
        for name, value in headers
        if name.lower() != "content-length"
    )


def _values(headers: Headers, name: str) -> list[str]:
    return [value.strip().lower() for key, value in headers if key.lower() == name]


def _media_type(headers: Headers) -> str:
    return next(iter(_values(headers, "content-type")), "")


def _announced(headers: Headers) -> int:
    """How many bytes a server said that it sends; 0 where it did not say."""
    return next((int(value) for value in _values(headers, "content-length") if value.isdecimal()), 0)


def _codings(headers: Headers) -> list[str]:
    """What an answer was wrapped in, as its headers name it, also where an archiving program has renamed them."""
    names = ("content-encoding", "transfer-encoding")
    return [value for name, value in headers if name.lower().endswith(names)]


def _posted_fields(record: ArcWarcRecord) -> str | None:
    """The form's fields that a request posted; None when it did not, or posted something else."""
    shown: Any = record.http_headers
    if not shown or shown.protocol.upper() != "POST":
        return None
    if not any("x-www-form-urlencoded" in value for value in _values(_http_headers(record), "content-type")):
        return None
    return str(record.raw_stream.read(1 << 16).decode("utf-8", "replace"))
