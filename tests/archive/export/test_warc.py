"""Pages leave as WARC 1.1 that other tools accept, and come back as they were crawled."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image
from warcio.archiveiterator import ArchiveIterator

from archive import Archive, PageDamaged
from archive.errors import FileDamaged
from archive.export.cdxj import line
from archive.export.wacz import write_wacz
from archive.export.warc import Capture, LeftOut, write_warc
from archive.export.warc_pages import capture_count
from archive.files import FileStore
from archive.schema import Page
from archive.search import EVERYTHING, Filters
from tests.archive.conftest import HOST, Desk
from tests.archive.export.conftest import ARTICLES, BARE, FULL, HIDDEN

if TYPE_CHECKING:
    from collections.abc import Iterator

NOW = datetime(2026, 3, 1, tzinfo=UTC)
_PEERS = os.environ.get("KOMMUNARKIV_TEST_PEERS")
needs_peers = pytest.mark.skipif(
    not _PEERS, reason="KOMMUNARKIV_TEST_PEERS names no environment with pywb and wacz (.ci/run makes one)"
)


@pytest.fixture
def revisited(filled: Archive, desk: Desk) -> Archive:
    """The archive after a second day: one page was answered 304, one came with the same body, one was edited."""
    full, bare = (filled.entrance(url, desk.run_id)[0] for url in (FULL, BARE))
    filled.revisited(full.id, replace(desk.page(FULL, b"", 2, 304)), desk.run_id)
    filled.store_page(bare.id, desk.page(BARE, f"<h1>{ARTICLES[BARE].headline}</h1>".encode(), 2), desk.run_id)
    edited = replace(ARTICLES[FULL], article_body="Isbanan är stängd.")
    desk.reads(FULL, edited, body="<h1>Isbanan är stängd</h1>".encode(), day=3)
    return filled


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "#336699").save(out, "PNG")
    return out.getvalue()


def warc_of(archive: Archive, filters: Filters = EVERYTHING) -> tuple[bytes, list[Capture | LeftOut]]:
    out = io.BytesIO()
    written = list(write_warc(archive.connection, out, "nyheter.warc.gz", filters))
    return out.getvalue(), written


def records_in(warc: bytes) -> list[tuple[str, dict[str, str], dict[str, str], bytes]]:
    """(type, WARC headers, HTTP headers, content) of every record, digests checked while reading."""
    found = []
    for record in ArchiveIterator(io.BytesIO(warc), check_digests="raise"):
        http = dict(record.http_headers.headers) if record.http_headers else {}
        found.append((record.rec_type, dict(record.rec_headers.headers), http, record.content_stream().read()))
    return found


def test_every_page_is_there_once_with_its_request_but_hidden_articles_pages_are_not(revisited: Archive) -> None:
    warc, written = warc_of(revisited)
    types = [record[0] for record in records_in(warc)]
    answers = types.count("response") + types.count("revisit")
    (stored,) = revisited.connection.execute("SELECT count(*) FROM pages WHERE url <> ?", [HIDDEN]).fetchone()
    assert answers == types.count("request") == len(written) == stored
    assert HIDDEN.encode() not in gzip.decompress(warc)


def test_warcio_check_finds_nothing_wrong(revisited: Archive, tmp_path: Path) -> None:
    file = tmp_path / "nyheter.warc.gz"
    file.write_bytes(warc_of(revisited)[0])
    command = [Path(sys.executable).with_name("warcio"), "check", "-v", file]
    result = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    assert "digest pass" in result.stdout
    assert "failed" not in result.stdout


def test_each_record_is_a_gzip_member_where_the_index_says(revisited: Archive) -> None:
    warc, written = warc_of(revisited)
    for capture in written:
        assert isinstance(capture, Capture)
        member = gzip.decompress(warc[capture.offset : capture.offset + capture.length])
        assert member.startswith(b"WARC/1.1\r\n")
        assert f"WARC-Target-URI: {capture.url}\r\n".encode() in member


def test_body_not_sent_again_is_a_revisit_that_refers_to_the_earlier_answer(revisited: Archive) -> None:
    records = records_in(warc_of(revisited)[0])
    by_id = {headers["WARC-Record-ID"]: headers for _, headers, _, _ in records}
    revisits = {headers["WARC-Target-URI"]: headers for kind, headers, _, _ in records if kind == "revisit"}
    assert {url: headers["WARC-Profile"].rpartition("/")[2] for url, headers in revisits.items()} == {
        FULL: "server-not-modified",
        BARE: "identical-payload-digest",
    }
    for url, headers in revisits.items():
        original = by_id[headers["WARC-Refers-To"]]
        assert original["WARC-Type"] == "response"
        assert original["WARC-Target-URI"] == headers["WARC-Refers-To-Target-URI"] == url
        assert original["WARC-Date"] == headers["WARC-Refers-To-Date"]


@pytest.mark.parametrize("chosen", [EVERYTHING, Filters(since="2026-02-28")], ids=["hidden", "not chosen"])
def test_body_that_is_kept_with_a_page_that_stays_behind_leaves_with_the_first_that_goes(
    filled: Archive, desk: Desk, chosen: Filters
) -> None:
    """A revisit of a page that is not in the file would be a capture without its body."""
    url = HIDDEN if chosen == EVERYTHING else BARE
    address = filled.entrance(FULL, desk.run_id)[0]
    for day in (2, 3):
        filled.store_page(address.id, desk.page(FULL, f"<h1>{ARTICLES[url].headline}</h1>".encode(), day), desk.run_id)
    (kept_with,) = filled.connection.execute(
        "SELECT DISTINCT original.url FROM pages JOIN pages AS original ON original.id = pages.revisit_of"
    ).fetchall()
    assert kept_with == (url,)
    records = records_in(warc_of(filled, chosen)[0])
    days = {headers["WARC-Date"][:10]: (kind, headers) for kind, headers, _, _ in records
            if kind in {"response", "revisit"} and headers["WARC-Target-URI"] == FULL}  # fmt: skip
    assert [kind for kind, _ in days.values()] == ["response", "response", "revisit"]
    (_, first), (_, second) = list(days.values())[1:]
    assert second["WARC-Refers-To"] == first["WARC-Record-ID"]
    assert not any(url in headers.values() for _, headers, _, _ in records)


def test_kept_pictures_and_attachments_leave_under_their_addresses(filled: Archive) -> None:
    files = FileStore(filled)
    contents = {"image/png": picture(), "application/pdf": b"%PDF-1.4 regler"}
    (image,) = files.wanted("images", ["exempelkommun.se"], NOW, 9)
    (attachment,) = files.wanted("attachments", ["exempelkommun.se"], NOW, 9)
    for reference, (kind, content) in zip((image, attachment), contents.items(), strict=True):
        files.keep(reference, content, kind, NOW)
    warc, written = warc_of(filled)
    found = [(h["WARC-Target-URI"], h["Content-Type"], content)
             for kind, h, _, content in records_in(warc) if kind == "resource"]  # fmt: skip
    assert found == [
        (f"{HOST}/is.jpg", "image/png", contents["image/png"]),
        (f"{HOST}/regler.pdf", "application/pdf", contents["application/pdf"]),
    ]
    assert capture_count(filled.connection) == len(written)
    assert [capture.media_type for capture in written[-2:] if isinstance(capture, Capture)] == list(contents)
    assert not any(kind == "resource" for kind, *_ in records_in(warc_of(filled, Filters(until="2025"))[0]))


def test_damaged_file_is_named_and_left_out(filled: Archive) -> None:
    files = FileStore(filled)
    (reference,) = files.wanted("attachments", ["exempelkommun.se"], NOW, 9)
    sha256 = files.keep(reference, b"%PDF-1.4 regler", "application/pdf", NOW)
    with filled.db.atomic():
        filled.connection.execute("UPDATE files SET payload = ?", [b"%PDF-1.4 annat"])
    warc, written = warc_of(filled)
    left_out = [(error.sha256, error.url) for error in written if isinstance(error, FileDamaged)]
    assert left_out == [(sha256, reference.url)]
    assert b"annat" not in gzip.decompress(warc)


def test_headers_tell_the_truth_of_the_stored_body_and_keep_the_original(archive: Archive, desk: Desk) -> None:
    """The body is kept after its coding was undone: what described it on the wire moves aside."""
    body = b"<p>klartext</p>"
    page = Page(
        f"{HOST}/nyheter",
        body,
        datetime(2026, 3, 1, tzinfo=UTC),
        response_headers=(("Content-Encoding", "br"), ("Content-Length", "11"), ("Server", "nginx")),
        request_headers=(("User-Agent", "kommunarkiv/0.1"),),
    )
    archive.store_page(desk.start.id, page, desk.run_id)
    records = {kind: (headers, http, content) for kind, headers, http, content in records_in(warc_of(archive)[0])}
    _, http, content = records["response"]
    assert (content, http["Content-Length"]) == (body, str(len(body)))
    assert (http["X-Archive-Orig-Content-Encoding"], http["X-Archive-Orig-Content-Length"]) == ("br", "11")
    assert http["Server"] == "nginx"
    assert records["request"][1]["User-Agent"] == "kommunarkiv/0.1"
    assert records["request"][1]["Host"] == "www.exempelkommun.se"


def test_headers_leave_in_the_bytes_in_which_they_came(archive: Archive, desk: Desk) -> None:
    """As UTF-8 "Å" has a byte that is a line end in Unicode; of captures, what is no Latin-1 may stand in them too."""
    told = {"X-Ort": "Åmål".encode().decode("latin-1"), "X-Namn": "Håkan", "X-Sed": "“så”", "X-Rad": "ett\r\n två"}
    page = Page(f"{HOST}/nyheter/åmål?q=å ä", b"<p>", datetime(2026, 3, 1, tzinfo=UTC), 200, (), tuple(told.items()))
    archive.store_page(desk.start.id, page, desk.run_id)
    warc, _ = warc_of(archive)
    plain = gzip.decompress(warc)
    for head in (b"X-Ort: \xc3\x85m\xc3\xa5l", b"X-Namn: H\xe5kan", "X-Sed: “så”".encode(), b"X-Rad: ett  tv\xe5"):
        assert head + b"\r\n" in plain
    assert b"GET /nyheter/%C3%A5m%C3%A5l?q=%C3%A5%20%C3%A4 HTTP/1.1\r\n" in plain
    assert records_in(warc)


def test_article_stands_beside_its_page(revisited: Archive) -> None:
    records = records_in(warc_of(revisited)[0])
    answers = {headers["WARC-Record-ID"] for kind, headers, _, _ in records if kind == "response"}
    articles = {}
    for kind, headers, _, content in records:
        if kind == "metadata":
            assert headers["WARC-Refers-To"] in answers
            articles[json.loads(content)["url"]] = json.loads(content)
    assert articles[FULL]["articleBody"] == "Isbanan är stängd."
    assert set(articles) == {FULL, BARE}


def test_same_page_has_the_same_record_id_in_every_export(revisited: Archive) -> None:
    def ids(filters: Filters) -> set[str]:
        return {
            h["WARC-Record-ID"] for kind, h, _, _ in records_in(warc_of(revisited, filters)[0]) if kind != "warcinfo"
        }

    assert ids(Filters(since="2026")) < ids(Filters())


def test_filters_choose_the_pages_behind_the_articles(revisited: Archive) -> None:
    urls = {capture.url for capture in warc_of(revisited, Filters(until="2025"))[1] if isinstance(capture, Capture)}
    assert urls == {BARE}


def test_damaged_page_is_named_and_left_out(revisited: Archive) -> None:
    (page_id,) = revisited.connection.execute("SELECT page_id FROM articles WHERE url = ?", [FULL]).fetchone()
    with revisited.db.atomic():
        revisited.connection.execute("UPDATE pages SET digest = 'sha256:00' WHERE id = ?", [page_id])
    warc, written = warc_of(revisited)
    assert [error.page_id for error in written if isinstance(error, PageDamaged)] == [page_id]
    assert "stängd" not in gzip.decompress(warc).decode()


def test_index_line_has_key_instant_and_place() -> None:
    capture = Capture(FULL, "2026-03-01T12:00:00+00:00", 200, "text/html", "sha256:ab", 10, 20, None, revisit=False)
    key, instant, fields = line("data.warc.gz", capture).split(" ", 2)
    assert (key, instant) == ("se,exempelkommun)/nyheter/isbanan", "20260301120000")
    assert json.loads(fields)["offset"] == "10"


@pytest.fixture
def wacz(revisited: Archive, tmp_path: Path) -> Path:
    path = tmp_path / "nyheter.wacz"
    with path.open("wb") as out:
        list(write_wacz(revisited.connection, out, path))
    return path


def test_package_lists_what_it_holds_with_digests(wacz: Path) -> None:
    with zipfile.ZipFile(wacz) as package:
        description = json.loads(package.read("datapackage.json"))
        for resource in description["resources"]:
            content = package.read(resource["path"])
            assert (resource["bytes"], resource["hash"]) == (
                len(content),
                f"sha256:{hashlib.sha256(content).hexdigest()}",
            )
        listed = {resource["path"] for resource in description["resources"]}
        assert listed == {name for name in package.namelist() if not name.startswith("datapackage")}
        assert package.getinfo("archive/data.warc.gz").compress_type == zipfile.ZIP_STORED
    assert [path.name for path in wacz.parent.iterdir() if path.name.startswith("nyheter.")] == ["nyheter.wacz"]


def test_index_of_the_package_leads_to_every_answer(wacz: Path) -> None:
    with zipfile.ZipFile(wacz) as package:
        warc = package.read("archive/data.warc.gz")
        chunks = package.read("indexes/index.cdx.gz")
        place = json.loads(package.read("indexes/index.idx").decode().splitlines()[1].split(" ", 2)[2])
    lines = gzip.decompress(chunks[place["offset"] : place["offset"] + place["length"]]).decode().splitlines()
    assert lines == sorted(lines)
    for each in lines:
        fields = json.loads(each.split(" ", 2)[2])
        start = int(fields["offset"])
        assert fields["url"].encode() in gzip.decompress(warc[start : start + int(fields["length"])])
    assert len(lines) == sum(record[0] in {"response", "revisit"} for record in records_in(warc))


def peer(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    assert _PEERS is not None
    program, *arguments = command
    return subprocess.run(
        [str(Path(_PEERS) / "bin" / program), *map(str, arguments)],
        cwd=cwd, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


@needs_peers
def test_wacz_validate_accepts_the_package(wacz: Path) -> None:
    result = peer("wacz", "validate", "-f", wacz, cwd=wacz.parent)
    assert "Validation succeeded" in result.stdout, result.stdout + result.stderr


@pytest.fixture
def pywb(revisited: Archive, tmp_path: Path) -> Iterator[str]:
    """pywb on the exported WARC, with a picture that is kept; the address of its collection."""
    files = FileStore(revisited)
    (reference,) = files.wanted("images", ["exempelkommun.se"], NOW, 9)
    files.keep(reference, picture(), "image/png", NOW)
    warc = tmp_path / "nyheter.warc.gz"
    warc.write_bytes(warc_of(revisited)[0])
    for command in (["wb-manager", "init", "arkiv"], ["wb-manager", "add", "arkiv", warc]):
        assert peer(*command, cwd=tmp_path).returncode == 0
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    assert _PEERS is not None
    server = subprocess.Popen(
        [str(Path(_PEERS) / "bin" / "wayback"), "-b", "127.0.0.1", "-p", str(port)],
        cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        wait_for(port)
        yield f"http://127.0.0.1:{port}/arkiv"
    finally:
        server.terminate()
        server.wait(10)


def wait_for(port: int) -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"nothing listens on port {port} after 30 seconds")


@needs_peers
def test_page_replayed_by_pywb_equals_the_page_crawled(revisited: Archive, pywb: str) -> None:
    rows: list[tuple[Any, ...]] = revisited.connection.execute(
        "SELECT id FROM pages WHERE status = 200 AND url <> ?", [HIDDEN]
    ).fetchall()
    for (page_id,) in rows:
        page = revisited.page(page_id)
        # `id_` asks for the bytes as they were archived, without pywb's rewriting.
        with urllib.request.urlopen(f"{pywb}/{page.fetched_at:%Y%m%d%H%M%S}id_/{page.url}", timeout=20) as answer:
            assert answer.read() == page.body
    with urllib.request.urlopen(f"{pywb}/{NOW:%Y%m%d%H%M%S}id_/{HOST}/is.jpg", timeout=20) as answer:
        assert (answer.read(), answer.headers["Content-Type"]) == (picture(), "image/png")
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(f"{pywb}/2026id_/{HIDDEN}", timeout=20)
