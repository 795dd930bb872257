"""Files of pictures and attachments that captures hold: kept as by a crawl that was asked for them."""

from __future__ import annotations

import hashlib
import io
import re
from typing import TYPE_CHECKING

from PIL import Image

from archive import Archive
from crawler.captures import Captures
from crawler.downloads import FilesToKeep
from crawler.importing import Import
from tests.crawler.command import crawl, run
from tests.crawler.test_import import ARTICLE, HOST, LIST, Warc, html

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pytest

    from tests.sites.server import WatchedSite

KEPT = """WITH refers AS (SELECT content_url, sha256, refused FROM images
                        UNION ALL SELECT content_url, sha256, refused FROM attachments)
          SELECT refers.*, media_type, size, width, height, dhash, kept_at, length(thumbnail), payload
          FROM refers LEFT JOIN files USING (sha256) ORDER BY content_url"""


def kept(path: Path) -> list[tuple[object, ...]]:
    with Archive.open(path, "read") as archive:
        return archive.connection.execute(KEPT).fetchall()


def test_kept_files_come_back_as_they_were(demo_site: WatchedSite, tmp_path: Path) -> None:
    """Pictures and attachments leave as resource records and are kept again, however often they are imported."""
    first, imported, captures = tmp_path / "first.db", tmp_path / "imported.db", tmp_path / "captures.wacz"
    arguments = (demo_site.url("/"), "--section", "Hem › Övriga Nyheter › Kommuninfo")
    crawled = crawl(*arguments, "--download", "images,attachments", archive=first)
    assert crawled.returncode == 0, crawled.stderr
    assert len([row for row in kept(first) if row[1]]) > 5
    assert run("export", "wacz", captures, "--archive", first).returncode == 0
    for _ in range(2):
        result = run("import", captures, "--start", *arguments, "--archive", imported)
        assert result.returncode == 0, result.stderr
        assert kept(imported) == kept(first)
    assert run("check", "--archive", imported).returncode == 0


def picture(colour: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (80, 60), colour).save(out, "PNG")
    return out.getvalue()


def test_file_of_captures_is_what_it_says_or_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The latest of a picture is kept, a page in place of one refused, one that is damaged or too large left out."""
    monkeypatch.setattr("crawler.importing.MAX_BYTES", 20_000)
    pictures = "".join(f"<p><img src=/{name}.png alt=Isbanan width=800 height=600></p>" for name in "abcd")
    warc = Warc()
    warc.add(f"{HOST}/nyheter", LIST, "2017-03-01T12:00:00Z")
    warc.add(ARTICLE, html(f"Isbanan öppnar klockan tio.{pictures}"), "2017-03-01T12:00:01Z")
    warc.add_file(f"{HOST}/a.png", picture("red"), "image/png", "2017-03-03T12:00:00Z")
    warc.add_file(f"{HOST}/a.png", picture("blue"), "image/png", "2017-03-02T12:00:00Z")
    warc.add_file(f"{HOST}/b.png", b"<!doctype html><title>Ingen bild</title>", "image/png")
    warc.add_file(f"{HOST}/c.png", picture("green") + bytes(30_000), "image/png")
    warc.add_file(f"{HOST}/andras.png", picture("white"), "image/png")
    path = warc.save(tmp_path / "x.warc.gz")
    damaged = Warc(zipped=False)
    damaged.add_file(f"{HOST}/d.png", b"P6 2 1 255 " + b"abcdef", "image/x-portable-pixmap")
    other = tmp_path / "y.warc"
    other.write_bytes(damaged.out.getvalue().replace(b"abcdef", b"abcxef"))
    with Archive.open(tmp_path / "a.db") as archive, Captures([path, other]) as captures:
        list(captures.index())
        job = Import(archive, captures)
        list(job.run([(f"{HOST}/nyheter", ())]))
        rows = archive.connection.execute("SELECT content_url, sha256, refused FROM images ORDER BY 1").fetchall()
        files = archive.connection.execute("SELECT sha256, kept_at FROM files").fetchall()
        lost = captures.damaged
    red = hashlib.sha256(picture("red")).hexdigest()
    assert rows == [
        (f"{HOST}/a.png", red, None),
        (f"{HOST}/b.png", None, "it is no picture of a known type"),
        (f"{HOST}/c.png", None, None),
        (f"{HOST}/d.png", None, None),
    ]
    assert files == [(red, "2017-03-03T12:00:00+00:00")]
    assert lost == 2
    assert job.report.counts["files"] == 1


def shown_by(captures: Sequence[Path], files: FilesToKeep, archive: Path) -> tuple[list[tuple[object, ...]], Import]:
    """Pictures and attachments of what is imported: address, file and why there is none."""
    with Archive.open(archive) as opened, Captures(captures) as found:
        list(found.index())
        job = Import(opened, found, files)
        list(job.run([(f"{HOST}/nyheter", ())]))
        rows = opened.connection.execute(
            """SELECT content_url, sha256, refused FROM images
               UNION ALL SELECT content_url, sha256, refused FROM attachments ORDER BY 1"""
        )
        return rows.fetchall(), job


def with_files(**files: str) -> Warc:
    """A list and an article that shows these pictures and attachments, by name and extension."""
    shown = "".join(
        f"<p><img src=/{name}.png alt=Isbanan width=800 height=600></p>"
        if kind == "png"
        else f"<p><a href=/{name}.pdf>Protokoll {name} (PDF)</a></p>"
        for name, kind in files.items()
    )
    warc = Warc()
    warc.add(f"{HOST}/nyheter", LIST, "2017-03-01T12:00:00Z")
    warc.add(ARTICLE, html(f"Isbanan öppnar klockan tio.{shown}"), "2017-03-01T12:00:01Z")
    return warc


PDF = b"%PDF-1.4\n1 0 obj << /Type /Catalog >> endobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"
ALL_FILES = FilesToKeep(of_all=("images", "attachments"))


def sha256(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def test_files_that_another_crawler_was_answered_with_are_kept_where_they_are_asked_for(tmp_path: Path) -> None:
    """The latest of an address, whatever its scheme; what it redirects to; of each kind only where it is wanted."""
    warc = with_files(a="png", b="png", m="pdf")
    for colour, day in (("red", 3), ("blue", 2)):
        warc.add(f"{HOST}/a.png", picture(colour), f"2017-03-0{day}T12:00:00Z", Content_Type="image/png")
    warc.add(f"{HOST}/a.png", html("Sidan finns inte."), "2017-03-04T12:00:00Z")
    warc.add(f"{HOST}/a.png", b"", "2017-03-05T12:00:00Z", "404 Not Found", Content_Type="text/plain")
    warc.add(f"{HOST}/b.png", b"", "2017-03-02T12:00:00Z", "302 Found", Location="https://cdn.example/b")
    warc.add("https://cdn.example/b", picture("green"), "2017-03-02T12:00:01Z", Content_Type="image/png")
    warc.add(f"{HOST.replace('https', 'http')}/m.pdf", PDF, "2017-03-02T12:00:00Z", Content_Type="application/pdf")
    path = warc.save(tmp_path / "x.warc.gz")
    images = [(f"{HOST}/a.png", sha256(picture("red")), None), (f"{HOST}/b.png", sha256(picture("green")), None)]
    wanted = {
        FilesToKeep(): [*((url, None, None) for url, _, _ in images), (f"{HOST}/m.pdf", None, None)],
        FilesToKeep(of_all=("images",)): [*images, (f"{HOST}/m.pdf", None, None)],
        FilesToKeep(usual=("images", "attachments")): [*images, (f"{HOST}/m.pdf", sha256(PDF), None)],
    }
    for number, (files, expected) in enumerate(wanted.items()):
        shown, job = shown_by([path], files, tmp_path / f"{number}.db")
        assert shown == expected
        assert job.report.counts.get("files", 0) == sum(file is not None for _, file, _ in expected)


def test_captured_file_that_is_not_what_it_should_be_is_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page in its place is refused by its content; other bytes than those captured and too many are left out."""
    monkeypatch.setattr("crawler.importing.MAX_BYTES", 20_000)
    warc = with_files(a="png", b="png", c="png", d="png", m="pdf")
    warc.add(f"{HOST}/a.png", b"<!doctype html><title>Ingen bild</title>", "2017-03-02T12:00:00Z")
    warc.add(f"{HOST}/c.png", picture("green") + bytes(30_000), "2017-03-02T12:00:00Z", Content_Type="image/png")
    warc.add(f"{HOST}/m.pdf", html("Logga in."), "2017-03-02T12:00:00Z", Content_Type="application/pdf")
    sent, lies = picture("white"), Warc(zipped=False)
    lies.add(f"{HOST}/d.png", sent, "2017-03-02T12:00:00Z", Content_Type="image/png")
    other = tmp_path / "y.warc"
    damaged = re.sub(rb"WARC-Block-Digest: .*?\r\n", b"", lies.out.getvalue())
    other.write_bytes(damaged.replace(sent, sent[:-1] + b"!"))
    shown, job = shown_by([warc.save(tmp_path / "x.warc.gz"), other], ALL_FILES, tmp_path / "a.db")
    assert shown == [
        (f"{HOST}/a.png", None, "it is no picture of a known type"),
        (f"{HOST}/b.png", None, None),
        (f"{HOST}/c.png", None, None),
        (f"{HOST}/d.png", None, None),
        (f"{HOST}/m.pdf", None, "a web page came instead of the file"),
    ]
    assert job.report.counts.get("files", 0) == 0


def test_import_keeps_files_by_its_flag_and_takes_them_into_the_archive(tmp_path: Path) -> None:
    warc = with_files(a="png", m="pdf")
    warc.add(f"{HOST}/a.png", picture("red"), "2017-03-02T12:00:00Z", Content_Type="image/png")
    warc.add(f"{HOST}/m.pdf", PDF, "2017-03-02T12:00:00Z", Content_Type="application/pdf")
    captures, archive = warc.save(tmp_path / "x.warc.gz"), tmp_path / "archive.db"
    arguments = ("import", captures, "--start", f"{HOST}/nyheter", "--archive", archive)
    assert run(*arguments).returncode == 0
    assert [row[1] for row in kept(archive)] == [None, None]
    for _ in range(2):
        result = run(*arguments, "--download", "images,attachments")
        assert result.returncode == 0, result.stderr
        assert [row[1] for row in kept(archive)] == [sha256(picture("red")), sha256(PDF)]
    assert run("check", "--archive", archive).returncode == 0
    refused = run("import", "--wayback", "--start", HOST, "--download", "images", "--archive", archive)
    assert (refused.returncode, "--download takes files from FILES" in refused.stderr) == (2, True)
