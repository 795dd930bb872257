"""Captures as other programs write them down, byte for byte: what is odd in them loses neither a page nor the rest."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import random
import zipfile
import zlib
from typing import TYPE_CHECKING

import brotli
import pytest

from archive import Archive
from archive.schema import as_posted
from crawler.captures import Captures, shows_page
from crawler.codings import zstd
from tests.crawler.command import run
from tests.crawler.test_import import ARTICLE, HOST, LIST, html

if TYPE_CHECKING:
    from pathlib import Path

    from archive.schema import Page

DAY = "2017-03-01T12:00:00Z"
PAGE = html("Isbanan öppnar klockan tio, och den som vill kan låna skridskor.")
PROFILE = "http://netpreserve.org/warc/1.0/revisit/"


def record(kind: str, url: str, block: bytes, **named: str) -> bytes:
    """A WARC record with this block; what is named with the value "" is left out."""
    media = {"request": "application/http; msgtype=request", "resource": "text/html"}
    headers = {
        "WARC-Type": kind,
        "WARC-Target-URI": url,
        "WARC-Date": DAY,
        "WARC-Record-ID": f"<urn:uuid:{kind}-{url}>",
        "Content-Type": media.get(kind, "application/http; msgtype=response"),
        **{name.replace("_", "-"): value for name, value in named.items()},
        "Content-Length": str(len(block)),
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items() if value)
    return b"WARC/1.0\r\n" + lines.encode() + b"\r\n" + block + b"\r\n\r\n"


def answer(body: bytes, *headers: str, status: str = "HTTP/1.1 200 OK") -> bytes:
    lines = [status, "Content-Type: text/html; charset=utf-8", *headers]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


def chunked(body: bytes) -> bytes:
    pieces = [body[start : start + 50] for start in range(0, len(body), 50)]
    return b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in [*pieces, b""])


def bare_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


def sha1(body: bytes) -> str:
    return f"sha1:{base64.b32encode(hashlib.sha1(body, usedforsecurity=False).digest()).decode()}"


def captured(path: Path, *records: bytes, url: str = ARTICLE) -> list[Page]:
    path.write_bytes(b"".join(records))
    with Captures([path]) as captures:
        list(captures.index())
        return list(captures.of(url))


@pytest.mark.parametrize(
    "block",
    [
        answer(gzip.compress(PAGE), "Content-Encoding: gzip"),
        answer(gzip.compress(PAGE[:40]) + gzip.compress(PAGE[40:]), "Content-Encoding: x-gzip"),
        answer(zlib.compress(PAGE), "Content-Encoding: deflate"),
        answer(bare_deflate(PAGE), "Content-Encoding: deflate"),
        answer(brotli.compress(PAGE), "Content-Encoding: br"),
        answer(zstd.compress(PAGE), "Content-Encoding: zstd"),
        answer(brotli.compress(gzip.compress(PAGE)), "Content-Encoding: gzip, br"),
        answer(chunked(PAGE), "Transfer-Encoding: chunked"),
        answer(chunked(brotli.compress(PAGE)), "transfer-encoding: Chunked", "content-encoding: BR"),
        answer(PAGE, "Content-Encoding: br", "Transfer-Encoding: chunked"),
        answer(PAGE, "Utan kolon", "X-Å: åäö", ": tom", "X-Lång: a\r\n\tb"),
        answer(PAGE, "Content-Length: 99999"),
        answer(PAGE, "Content-Length: 10"),
        answer(PAGE, status="HTTP/1.0 200"),
        answer(PAGE, status="HTTP/2 200"),
    ],
    ids=[
        *("gzip", "two members", "deflate", "bare deflate", "br", "zstd", "two codings", "chunked", "chunked br"),
        *("codings undone before", "odd headers", "too long", "too short", "no reason", "http2"),
    ],
)
def test_page_is_had_whatever_it_was_wrapped_in(tmp_path: Path, block: bytes) -> None:
    (page,) = captured(tmp_path / "x.warc", record("response", ARTICLE, block))
    assert page.body == PAGE
    assert page.header("Content-Type") == "text/html; charset=utf-8"


@pytest.mark.parametrize(
    ("broken", "why"),
    [
        (record("response", ARTICLE, answer(PAGE, status="HTTP/1.1 OK")), "no status"),
        (record("response", ARTICLE, answer(PAGE), WARC_Date=""), "no date"),
        (record("response", ARTICLE, answer(PAGE), WARC_Date="i går"), "a date that is none"),
        (record("response", ARTICLE, answer(PAGE), WARC_Date="9999-12-31T23:59:59Z"), "a date to come"),
        (record("response", f"{HOST}:99999/a", answer(PAGE)), "a port that is none"),
        (record("response", "http://[fel/a", answer(PAGE)), "a host that is none"),
        (record("response", ARTICLE, answer(gzip.compress(PAGE)[:-9], "Content-Encoding: gzip")), "a cut coding"),
        (record("response", ARTICLE, answer(chunked(PAGE)[:-90], "Transfer-Encoding: chunked")), "a cut chunk"),
        (record("response", ARTICLE, answer(chunked(PAGE)[:-5], "Transfer-Encoding: chunked")), "no last chunk"),
        (record("response", ARTICLE, answer(PAGE[:-60], f"Content-Length: {len(PAGE)}")), "a broken connection"),
        (record("response", ARTICLE, answer(PAGE), WARC_Truncated="length"), "cut when it was captured"),
        (record("response", ARTICLE, answer(PAGE), WARC_Block_Digest=sha1(b"annat")), "other bytes than then"),
        (record("revisit", ARTICLE, answer(b""), WARC_Payload_Digest=sha1(b"annat")), "a revisit of nothing"),
    ],
    ids=lambda value: value.replace(" ", "-") if isinstance(value, str) else "",
)
def test_broken_record_is_counted_and_what_follows_it_is_read(tmp_path: Path, broken: bytes, why: str) -> None:
    path = tmp_path / "x.warc"
    path.write_bytes(broken + record("response", f"{HOST}/b", answer(PAGE)))
    with Captures([path]) as captures:
        list(captures.index())
        assert list(captures.of(ARTICLE)) == [], why
        assert [page.body for page in captures.of(f"{HOST}/b")] == [PAGE]
        assert captures.damaged == 1
        assert captures.cut == []


def test_part_of_a_page_is_no_page(tmp_path: Path) -> None:
    """A browser that fetches a file by ranges is answered 206, a success."""
    part = answer(PAGE[:-60], "Content-Range: bytes 0-99/200", status="HTTP/1.1 206 Partial Content")
    (page,) = captured(tmp_path / "x.warc", record("response", ARTICLE, part))
    assert not shows_page(page)


@pytest.mark.parametrize(
    ("date", "instant"),
    [
        ("2017-03-01T12:00:00+0200", "2017-03-01T10:00:00+00:00"),
        ("2017-03-01T12:00:00-01:30", "2017-03-01T13:30:00+00:00"),
        ("2017-03-01T12:00:00.123456789Z", "2017-03-01T12:00:00+00:00"),
        ("2017-03-01T12:00", "2017-03-01T12:00:00+00:00"),
        ("2017-03-01", "2017-03-01T00:00:00+00:00"),
        ("2017-03", "2017-03-01T00:00:00+00:00"),
        ("2017", "2017-01-01T00:00:00+00:00"),
    ],
)
def test_date_of_a_record_counts_in_utc_as_far_as_it_is_known(tmp_path: Path, date: str, instant: str) -> None:
    """WARC 1.1, 5.4, allows every granularity of W3CDTF; other zones than UTC are a mistake that some writers make."""
    (page,) = captured(tmp_path / "x.warc", record("response", ARTICLE, answer(PAGE), WARC_Date=date))
    assert page.fetched_at.isoformat() == instant


@pytest.mark.parametrize("location", ["http://[fel/a", "http://exempel.se:port/", "//[", "http://exempel.se:99999/"])
def test_redirect_to_what_is_no_address_leads_nowhere(tmp_path: Path, location: str) -> None:
    moved = record("response", ARTICLE, answer(b"", f"Location: {location}", status="HTTP/1.1 301 Moved"))
    later = record("response", ARTICLE, answer(PAGE), WARC_Date="2017-03-02T12:00:00Z")
    assert [page.body for page in captured(tmp_path / "x.warc", moved, later)] == [PAGE]


@pytest.mark.parametrize("named", [{"WARC_Target_URI": ""}, {"WARC_Block_Digest": "sha1"}, {"WARC_Block_Digest": ":a"}])
def test_record_that_warcio_can_not_read_ends_no_import(tmp_path: Path, named: dict[str, str]) -> None:
    path = tmp_path / "x.warc"
    path.write_bytes(record("response", f"{HOST}/b", answer(PAGE)) + record("response", ARTICLE, answer(PAGE), **named))
    with Captures([path]) as captures:
        list(captures.index())
        assert [page.body for page in captures.of(f"{HOST}/b")] == [PAGE]


def test_records_that_are_no_captures_are_passed_over(tmp_path: Path) -> None:
    pages = captured(
        tmp_path / "x.warc",
        record("warcinfo", "", b"software: Heritrix/3.4\r\n", Content_Type="application/warc-fields"),
        record("response", "dns:www.exempelkommun.se", b"20170301\nwww A 192.0.2.1\n", Content_Type="text/dns"),
        record("metadata", ARTICLE, b"fetchTimeMs: 12\r\n", Content_Type="application/warc-fields"),
        record("conversion", ARTICLE, b"Isbanan", Content_Type="text/plain"),
        record("resource", f"<{ARTICLE}>", PAGE),  # as wget puts addresses
    )
    assert [page.body for page in pages] == [PAGE]


@pytest.mark.parametrize(
    ("block", "named"),
    [
        (answer(b""), {"WARC_Profile": f"{PROFILE}identical-payload-digest", "WARC_Payload_Digest": sha1(PAGE)}),
        (b"", {"WARC_Profile": f"{PROFILE}identical-payload-digest", "WARC_Payload_Digest": sha1(PAGE)}),
        (
            b"HTTP/1.1 304 Not Modified\r\nETag: x\r\n\r\n",
            {
                "WARC_Profile": f"{PROFILE}server-not-modified",
                "WARC_Refers_To_Target_URI": f"{HOST}/a",
                "WARC_Refers_To_Date": DAY,
            },
        ),
    ],
    ids=["same digest", "same digest, nothing written down", "not modified"],
)
def test_revisit_has_the_body_and_the_kind_of_what_it_refers_to(
    tmp_path: Path, block: bytes, named: dict[str, str]
) -> None:
    first = record("response", f"{HOST}/a", answer(PAGE), WARC_Payload_Digest=sha1(PAGE))
    again = record("revisit", ARTICLE, block, **{"WARC_Date": "2017-04-01T12:00:00Z", **named})
    (page,) = captured(tmp_path / "x.warc", first, again)
    assert (page.body, page.status, page.fetched_at.month) == (PAGE, 200, 4)
    assert page.header("Content-Type") == "text/html; charset=utf-8"


FILLER = b"".join(record("metadata", f"{HOST}/{n}", random.Random(n).randbytes(30_000)) for n in range(8))
REQUEST = record("request", ARTICLE, b"GET /b HTTP/1.1\r\nUser-Agent: wget/1.21\r\n\r\n")
RESPONSE = record("response", ARTICLE, answer(PAGE), WARC_Concurrent_To=f"<urn:uuid:request-{ARTICLE}>")


def test_what_stands_before_the_damage_in_a_packed_package_is_had(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.wacz", "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("archive/data.warc", RESPONSE + REQUEST + FILLER)
    whole = (tmp_path / "x.wacz").read_bytes()
    place = len(whole) // 2
    (tmp_path / "x.wacz").write_bytes(whole[:place] + b"\xff" * 500 + whole[place + 500 :])
    with Captures([tmp_path / "x.wacz"]) as captures:
        list(captures.index())
        assert captures.cut
        (page,) = captures.of(ARTICLE)
    assert (page.body, page.request_headers) == (PAGE, (("User-Agent", "wget/1.21"),))


def test_page_comes_without_a_request_that_can_not_be_read_any_more(tmp_path: Path) -> None:
    """As where it stands so near the damage in a package that it is indexed and yet not unpacked."""
    path = tmp_path / "x.warc"
    path.write_bytes(RESPONSE + FILLER + REQUEST)
    with Captures([path]) as captures:
        list(captures.index())
        path.write_bytes(RESPONSE + FILLER + bytes(len(REQUEST)))
        (page,) = captures.of(ARTICLE)
    assert (page.body, page.request_headers) == (PAGE, ())


@pytest.mark.parametrize("request_first", [True, False], ids=["wget", "Heritrix"])
def test_request_comes_with_the_page_that_answered_it(tmp_path: Path, *, request_first: bool) -> None:
    """Wget lets the answer name the request; Heritrix and Browsertrix let the request name the answer."""
    response, request = f"<urn:uuid:response-{ARTICLE}>", f"<urn:uuid:request-{ARTICLE}>"
    asked = b"GET /nyheter/isbanan HTTP/1.1\r\nUser-Agent: wget/1.21\r\n\r\n"
    records = [
        record("request", ARTICLE, asked, WARC_Concurrent_To="" if request_first else response),
        record("response", ARTICLE, answer(PAGE), WARC_Concurrent_To=request if request_first else ""),
        record("request", f"{HOST}/b", asked),
    ]
    (page,) = captured(tmp_path / "x.warc", *(records if request_first else reversed(records)))
    assert page.request_headers == (("User-Agent", "wget/1.21"),)


def test_what_answered_a_form_is_found_at_its_address_with_the_fields(tmp_path: Path) -> None:
    url = f"{HOST}/ajax"
    records = []
    for number in (1, 2):
        response = f"<urn:uuid:{number}>"
        asked = b"POST /ajax HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\npage=%d" % number
        records += [
            record("response", url, answer(PAGE * number), WARC_Record_ID=response),
            record("request", url, asked, WARC_Concurrent_To=response, WARC_Record_ID=f"<urn:uuid:fråga{number}>"),
        ]
    path = tmp_path / "x.warc"
    (page,) = captured(path, *records, url=as_posted(url, "page=2"))
    assert page.body == PAGE * 2
    assert captured(path, *records, url=url) == []


def test_one_long_gzip_stream_is_read_like_one_member_a_record(tmp_path: Path) -> None:
    stream = gzip.compress(record("response", f"{HOST}/a", answer(LIST)) + record("response", ARTICLE, answer(PAGE)))
    (page,) = captured(tmp_path / "x.warc.gz", stream)
    assert page.body == PAGE


FIRST, NEXT = record("response", f"{HOST}/a", answer(LIST)), record("response", ARTICLE, answer(PAGE))
ANOTHER = record("response", "http://b.se/", answer(PAGE))
LONGER = ANOTHER.replace(b"Content-Length: ", b"Content-Length: 9", 1)
PAST_DAMAGE = {
    "lines between": (FIRST, b"brus\r\n\r\nmer brus\n", NEXT),
    "bytes between members": (gzip.compress(FIRST), bytes(700), b"\x1f\x8b\x08skr\xe4p", gzip.compress(NEXT)),
    "a cut member": (
        gzip.compress(FIRST),
        gzip.compress(ANOTHER)[:-40],
        gzip.compress(NEXT),
    ),
    "a member with other bytes": (gzip.compress(FIRST), b"\0" * 60, gzip.compress(LIST)[60:], gzip.compress(NEXT)),
    "a length beyond its end": (FIRST, LONGER, NEXT),
    "no length": (FIRST, LONGER.replace(b"Content-Length", b"X"), NEXT),
    "plain and packed": (FIRST, gzip.compress(NEXT)),
    "a cut file before it": (FIRST[: len(FIRST) // 2], FIRST, NEXT),
    "a damaged beginning": (b"\xff" * 3_000_000 + b"\r\n", FIRST, NEXT),
}


@pytest.mark.parametrize("parts", PAST_DAMAGE.values(), ids=PAST_DAMAGE)
def test_what_stands_behind_damage_is_read(
    tmp_path: Path, parts: tuple[bytes, ...], capfd: pytest.CaptureFixture[str]
) -> None:
    """A file of a gigabyte has one bad sector in it; what is whole is had, and the file named."""
    path = tmp_path / "x.warc"
    path.write_bytes(b"".join(parts))
    with Captures([path]) as captures:
        list(captures.index())
        assert [page.body for page in captures.of(f"{HOST}/a")] == [LIST]
        assert [page.body for page in captures.of(ARTICLE)] == [PAGE]
        assert captures.cut == [path]
    assert capfd.readouterr() == ("", "")


def test_records_of_several_kinds_of_members_are_read_where_they_lie(tmp_path: Path) -> None:
    """Files that were put one after the other: a member a record, one long stream, plain; blank lines before them."""
    urls = [f"{HOST}/{number}" for number in range(7)]
    one, two, three, *others = (record("response", url, answer(html(url))) for url in urls)
    stream = gzip.compress(two + three) + gzip.compress(others[0]) + gzip.compress(others[1] + others[2])
    path = tmp_path / "x.warc.gz"
    path.write_bytes(b"\r\n\r\n" + gzip.compress(one) + stream + others[3])
    with Captures([path]) as captures:
        assert list(captures.index())[-1] == len(urls)
        for url in reversed(urls):
            assert [page.body for page in captures.of(url)] == [html(url)]
        assert (captures.damaged, captures.cut) == (0, [])


@pytest.mark.parametrize("dictionary", [None, FIRST, zstd.compress(FIRST)], ids=["without", "plain", "compressed"])
def test_file_in_zstd_is_read(tmp_path: Path, dictionary: bytes | None) -> None:
    """As Archive Team writes them: the dictionary of all records stands in the first frame, one to be skipped."""
    used = zstd.ZstdDict(FIRST, is_raw=True) if dictionary else None
    head = b"\x5d\x2a\x4d\x18" + len(dictionary).to_bytes(4, "little") + dictionary if dictionary else b""
    frames = [zstd.compress(one, zstd_dict=used) for one in (FIRST, NEXT)]
    (page,) = captured(tmp_path / "x.warc.zst", head, *frames)
    assert page.body == PAGE


@pytest.mark.parametrize("nested", [False, True], ids=["several WARC files", "packages in a package"])
def test_every_warc_file_of_a_package_is_read(tmp_path: Path, *, nested: bool) -> None:
    path = tmp_path / "x.wacz"
    with zipfile.ZipFile(path, "w") as package:
        for number, body in enumerate((LIST, PAGE)):
            warc = gzip.compress(record("response", f"{HOST}/{number}", answer(body)))
            inner = io.BytesIO()
            with zipfile.ZipFile(inner, "w") as part:
                part.writestr(f"archive/rec-{number}.warc.gz", warc)
            if nested:
                package.writestr(f"crawl-{number}.wacz", inner.getvalue())
            else:
                package.writestr(f"archive/rec-{number}.warc.gz", warc)
    with Captures([path]) as captures:
        assert list(captures.index()) == [1, 2]
        assert [page.body for number in (0, 1) for page in captures.of(f"{HOST}/{number}")] == [LIST, PAGE]


def test_arc_file_is_read(tmp_path: Path) -> None:
    head = b"filedesc://x.arc 0.0.0.0 20050301120000 text/plain 77\n1 0 Arkiv\n"
    about = b"URL IP-address Archive-date Content-type Archive-length\n"
    head = head.replace(b"77", str(len(b"1 0 Arkiv\n" + about)).encode()) + about
    block = answer(PAGE)
    body = f"{ARTICLE} 192.0.2.1 20050301120000 text/html {len(block)}\n".encode() + block
    (page,) = captured(tmp_path / "x.arc", head + b"\n" + body + b"\n")
    assert page.body == PAGE
    assert page.fetched_at.isoformat() == "2005-03-01T12:00:00+00:00"


def test_cut_file_is_named_its_last_page_left_out_and_the_status_says_incomplete(tmp_path: Path) -> None:
    """The last page of a file that is cut in the middle of it looks whole to whoever does not count its bytes."""
    whole = gzip.compress(record("response", f"{HOST}/nyheter", answer(LIST)))
    last = gzip.compress(record("response", ARTICLE, answer(PAGE)))
    path, archive = tmp_path / "x.warc.gz", tmp_path / "archive.db"
    path.write_bytes(whole + last[:-100])
    result = run("import", path, "--start", f"{HOST}/nyheter", "--archive", archive)
    assert result.returncode == 3, result.stderr
    assert f"{path}: it is cut or damaged" in result.stderr.replace("\n", "")
    with Archive.open(archive, "read") as opened:
        assert opened.connection.execute("SELECT url FROM pages").fetchall() == [(f"{HOST}/nyheter",)]


def test_captures_without_a_web_page_are_said_to_have_none(tmp_path: Path) -> None:
    path = tmp_path / "x.warc"
    path.write_bytes(record("warcinfo", "", b"software: Heritrix/3.4\r\n"))
    result = run("import", path, "--archive", tmp_path / "archive.db")
    assert (result.returncode, "no web page" in result.stderr) == (7, True)


@pytest.mark.parametrize("packed", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED], ids=["stored", "deflated"])
def test_package_is_read_here_and_there(tmp_path: Path, packed: int) -> None:
    """Pages come back in any order, from a package in a package too, also where the package compressed them again."""
    inner, outer = io.BytesIO(), tmp_path / "x.wacz"
    pages = {f"{HOST}/{number}": html(f"Sida {number}.") for number in range(40)}
    records = b"".join(gzip.compress(record("response", url, answer(page))) for url, page in pages.items())
    with zipfile.ZipFile(inner, "w", packed) as package:
        package.writestr("datapackage.json", "{}")
        package.writestr("archive/data.warc.gz", records)
    with zipfile.ZipFile(outer, "w", packed) as package:
        package.writestr("crawl-1.wacz", inner.getvalue())
    with Captures([outer]) as captures:
        list(captures.index())
        for url in reversed(pages):
            assert [page.body for page in captures.of(url)] == [pages[url]]
        assert captures.damaged == 0
        assert captures.cut == []
