"""Stored pages as WARC 1.1 (ISO 28500:2017), one gzip member a record.

The archive keeps a body after its content coding was undone. What the record of an answer says is therefore the
original status line and headers, but for those that describe the coding on the wire: they keep their values under
`X-Archive-Orig-…`, as other archiving crawlers write them, and Content-Length is the length of what follows.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import uuid
from dataclasses import asdict, dataclass
from http import HTTPStatus
from typing import IO, TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from archive import __version__, pages
from archive.errors import FileDamaged, PageDamaged
from archive.export.news_article import news_article
from archive.export.records import records_of
from archive.export.warc_pages import StoredFile, StoredPage, stored_files, stored_pages
from archive.schema import posted
from archive.search import EVERYTHING

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from warcio.recordloader import ArcWarcRecord

    from archive.schema import Page
    from archive.search import Filters

_ON_THE_WIRE = frozenset({"content-encoding", "content-length", "transfer-encoding"})
_REVISITS = {
    200: "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest",
    304: "http://netpreserve.org/warc/1.1/revisit/server-not-modified",
}
"""Profiles of revisit records (WARC 1.1, 6.7.2 and 6.7.3), by the status of the later answer."""

_AS_WRITTEN = "".join(map(chr, range(0x21, 0x7F)))
"""Signs of an address that a request line has as they are; others are percent-encoded (RFC 9112, 3.2)."""


class _AsTheyCame(StatusAndHeaders):  # type: ignore[misc]  # warcio has no types
    """The head of a message in the bytes in which it came: warcio would percent-encode what is not ASCII."""

    def compute_headers_buffer(self, header_filter: object = None) -> None:
        """Called by the writer."""
        lines = [f"{self.protocol} {self.statusline}".strip(), *(f"{name}: {value}" for name, value in self.headers)]
        self.headers_buff = b"".join(_octets(" ".join(_ENDS.split(line))) + b"\r\n" for line in [*lines, ""])


_ENDS = re.compile(r"[\r\n]+")


def _octets(line: str) -> bytes:
    """The line's bytes: a crawl decodes headers as Latin-1, which loses nothing, other crawlers' captures as UTF-8."""
    try:
        return line.encode("latin-1")
    except UnicodeEncodeError:
        return line.encode()


LeftOut = PageDamaged | FileDamaged
"""What is yielded for a capture that is damaged and was left out."""


@dataclass(frozen=True, slots=True)
class Capture:
    """Where one answer stands in the WARC file: what an index has to know of it."""

    url: str
    fetched_at: str
    status: int
    media_type: str
    digest: str
    offset: int
    length: int
    title: str | None
    revisit: bool


def write_warc(
    connection: sqlite3.Connection, out: IO[bytes], filename: str, filters: Filters = EVERYTHING
) -> Iterator[Capture | LeftOut]:
    """Write the stored pages behind the articles that pass the filters, oldest first; yields each as it is written.

    Without filters every stored page is written, lists as well, but for those of hidden articles. A page that does
    not give back what was stored is yielded as the error and left out. Before the first page stands a warcinfo record;
    after an answer its request and, where an article was read from it, the article as JSON-LD in a metadata record.
    Pictures and attachments that are kept follow as resource records: their bytes came, their headers are not kept.
    """
    writer = WARCWriter(out, gzip=True, warc_version="WARC/1.1")
    writer.write_record(_warcinfo(writer, filename, filters))
    for stored in stored_pages(connection, filters):
        try:
            page = pages.load(connection, stored.id)
        except PageDamaged as error:
            yield error
            continue
        offset = out.tell()
        answer = _answer(writer, stored, page)
        writer.write_record(answer)
        length = out.tell() - offset
        writer.write_record(_request(writer, stored, page))
        title = None
        for article in records_of(connection, stored.id):
            title = article["headline"]
            writer.write_record(_metadata(writer, stored, article))
        media_type = (page.header("Content-Type") or "text/html").partition(";")[0].strip()
        yield Capture(
            page.url, stored.fetched_at, page.status, media_type, page.digest, offset, length, title,
            revisit=stored.original is not None,
        )  # fmt: skip
    for file in stored_files(connection, filters):
        yield _write_file(connection, writer, out, file)


def _warcinfo(writer: WARCWriter, filename: str, filters: Filters) -> ArcWarcRecord:
    chosen = {name: value for name, value in asdict(filters).items() if value is not None}
    fields = {
        "software": f"kommunarkiv/{__version__}",
        "format": "WARC File Format 1.1",
        "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
        "robots": "obey",
        "description": f"Pages of municipal news sections, chosen by {json.dumps(chosen, ensure_ascii=False)}"
        if chosen
        else "Pages of municipal news sections",
    }
    return writer.create_warcinfo_record(filename, fields)


def _answer(writer: WARCWriter, stored: StoredPage, page: Page) -> ArcWarcRecord:
    """The answer as a response record, or as a revisit of the earlier one with the same body."""
    shown = _AsTheyCame(f"{page.status} {_phrase(page.status)}", _as_stored(page), protocol="HTTP/1.1")
    headers = {
        "WARC-Record-ID": _record_id(stored, "response"),
        "WARC-Date": _warc_date(stored.fetched_at),
        "WARC-Payload-Digest": page.digest,
    }
    if stored.original_digest is not None:
        headers["X-Redacted-Payload-Digest"] = stored.original_digest  # not the bytes that came: words are masked
    url, _ = posted(page.url) or (page.url, None)
    if stored.original is None:
        return writer.create_warc_record(
            url, "response", io.BytesIO(page.body), len(page.body), http_headers=shown, warc_headers_dict=headers
        )
    headers |= {
        "WARC-Profile": _REVISITS.get(page.status, _REVISITS[200]),
        "WARC-Refers-To": _record_id(stored.original, "response"),
        "WARC-Refers-To-Target-URI": stored.original.url,
        "WARC-Refers-To-Date": _warc_date(stored.original.fetched_at),
    }
    return writer.create_warc_record(url, "revisit", http_headers=shown, warc_headers_dict=headers)


def _request(writer: WARCWriter, stored: StoredPage, page: Page) -> ArcWarcRecord:
    url, fields = posted(page.url) or (page.url, None)
    method, body = ("GET", b"") if fields is None else ("POST", fields.encode())
    parts = urlsplit(url)
    target = quote(f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}", safe=_AS_WRITTEN)
    headers = list(page.request_headers)
    if not any(name.lower() == "host" for name, _ in headers):
        headers.insert(0, ("Host", parts.netloc))
    return writer.create_warc_record(
        url,
        "request",
        io.BytesIO(body),
        len(body),
        http_headers=_AsTheyCame(f"{method} {target} HTTP/1.1", headers, is_http_request=True),
        warc_headers_dict={
            "WARC-Record-ID": _record_id(stored, "request"),
            "WARC-Date": _warc_date(stored.fetched_at),
            "WARC-Concurrent-To": _record_id(stored, "response"),
        },
    )


def _metadata(writer: WARCWriter, stored: StoredPage, article: dict[str, Any]) -> ArcWarcRecord:
    """What was read from the page, under a name of its own: under the page's, replay would show it as the page."""
    content = json.dumps(news_article(article), ensure_ascii=False).encode()
    return writer.create_warc_record(
        f"urn:kommunarkiv:article:{stored.url}",
        "metadata",
        io.BytesIO(content),
        len(content),
        "application/ld+json",
        warc_headers_dict={
            "WARC-Record-ID": _record_id(stored, "metadata"),
            "WARC-Date": _warc_date(stored.fetched_at),
            "WARC-Refers-To": _record_id(stored, "response"),
        },
    )


def _write_file(
    connection: sqlite3.Connection, writer: WARCWriter, out: IO[bytes], file: StoredFile
) -> Capture | FileDamaged:
    """Write a picture or attachment under its own address, so that a replayed page shows it."""
    (payload,) = connection.execute("SELECT payload FROM files WHERE sha256 = ?", [file.sha256]).fetchone()
    if hashlib.sha256(payload).hexdigest() != file.sha256:
        return FileDamaged(file.sha256, file.url)
    headers = {
        "WARC-Record-ID": _record_id(file, "resource"),
        "WARC-Date": _warc_date(file.fetched_at),
        "WARC-Payload-Digest": file.digest,
    }
    offset = out.tell()
    writer.write_record(
        writer.create_warc_record(
            file.url, "resource", io.BytesIO(payload), len(payload), file.media_type, warc_headers_dict=headers
        )
    )
    length = out.tell() - offset
    return Capture(file.url, file.fetched_at, 200, file.media_type, file.digest, offset, length, None, revisit=False)


def _as_stored(page: Page) -> list[tuple[str, str]]:
    """The answer's headers, true of the body that is stored."""
    kept = [
        (f"X-Archive-Orig-{name}" if name.lower() in _ON_THE_WIRE else name, value)
        for name, value in page.response_headers
    ]
    return [*kept, ("Content-Length", str(len(page.body)))]


def _record_id(page: StoredPage | StoredFile, kind: str) -> str:
    """The record's name: the same page gives the same one in every export, wherever it stands in the archive."""
    return f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{kind} {page.fetched_at} {page.digest} {page.url}')}>"


def _warc_date(instant: str) -> str:
    return instant.replace("+00:00", "Z")


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"
