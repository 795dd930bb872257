"""Pictures and attachments are kept once per content, and only when they are what they say."""

from __future__ import annotations

import hashlib
import io
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from PIL import Image, ImageDraw

from archive import FileRefused, FileStore
from archive.media_types import by_content
from archive.pictures import THUMBNAIL_SIDE, UnreadablePicture, read_picture
from archive.schema import Article, Attachment
from archive.schema import Image as ImageReference
from tests.archive.conftest import HOST, SECTION, Desk

if TYPE_CHECKING:
    from archive import Archive

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SITE = ["exempelkommun.se"]
TWO, OTHER = f"{HOST}/is.jpg", f"{HOST}/is-stor.png"


def picture(width: int = 640, height: int = 480, format_: str = "JPEG", *, mirrored: bool = False) -> bytes:
    """A drawing whose halves differ, in any size and format."""
    drawn = Image.new("RGB", (width, height), "#d8e4ec")
    pen = ImageDraw.Draw(drawn)
    left, right = (0.55, 0.95) if mirrored else (0.05, 0.45)
    pen.ellipse((width * left, height * 0.1, width * right, height * 0.9), fill="#1f3a4d")
    pen.polygon(
        [(width * 0.1, height * 0.95), (width * 0.5, height * 0.5), (width * 0.9, height * 0.95)], fill="#b04a2f"
    )
    out = io.BytesIO()
    drawn.save(out, format_, quality=85)
    return out.getvalue()


def pages(name: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr(name, "<w/>")
    return out.getvalue()


def open_document() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        package.writestr("content.xml", "<office/>")
    return out.getvalue()


@pytest.fixture
def files(archive: Archive, desk: Desk) -> FileStore:
    """Two articles: both show one picture, one another too and a file."""
    first = Article(
        url=f"{HOST}/a", headline="Isbanan öppnar", article_body="Välkommen.", date_published="2026-02-01",
        section=SECTION, image=(ImageReference(TWO),),
    )  # fmt: skip
    second = replace(
        first,
        url=f"{HOST}/b",
        date_published="2026-02-28",
        image=(ImageReference(TWO), ImageReference(OTHER)),
        attachments=(Attachment(f"{HOST}/regler.pdf", "Regler"),),
    )
    desk.lists(first.url, second.url)
    for article in (first, second):
        desk.reads(article.url, article)
    return FileStore(archive)


def test_what_has_no_file_is_wanted_and_each_picture_once(files: FileStore) -> None:
    wanted = files.wanted("images", SITE, NOW, 10)
    assert {reference.url for reference in wanted} == {TWO, OTHER}
    assert [reference.url for reference in files.wanted("attachments", SITE, NOW, 10)] == [f"{HOST}/regler.pdf"]
    assert files.wanted("images", ["annan.se"], NOW, 10) == []


def test_kept_picture_is_known_by_its_content_and_no_longer_wanted(archive: Archive, files: FileStore) -> None:
    reference = next(r for r in files.wanted("images", SITE, NOW, 10) if r.url == TWO)
    body = picture()
    assert files.keep(reference, body, "application/octet-stream", NOW) == hashlib.sha256(body).hexdigest()
    row = archive.connection.execute("SELECT media_type, size, width, height, payload FROM files").fetchone()
    assert row == ("image/jpeg", len(body), 640, 480, body)
    assert [r.url for r in files.wanted("images", SITE, NOW + timedelta(days=1), 10)] == [OTHER]


def test_same_content_at_two_addresses_is_kept_once(archive: Archive, files: FileStore) -> None:
    for reference in files.wanted("images", SITE, NOW, 10):
        files.keep(reference, picture(), "image/jpeg", NOW)
    assert archive.connection.execute("SELECT count(*) FROM files").fetchone() == (1,)
    assert archive.connection.execute("SELECT count(DISTINCT sha256), count(sha256) FROM images").fetchone() == (1, 2)


def test_damaged_file_is_whole_again_when_its_content_comes_anew(archive: Archive, files: FileStore) -> None:
    first, second = files.wanted("images", SITE, NOW, 10)
    files.keep(first, picture(), "image/jpeg", NOW)
    with archive.transaction() as connection:
        connection.execute("UPDATE files SET payload = zeroblob(9)")
    files.keep(second, picture(), "image/jpeg", NOW)
    assert archive.connection.execute("SELECT payload FROM files").fetchall() == [(picture(),)]


def bits_apart(one: bytes, other: bytes) -> int:
    return (int(read_picture(one).dhash, 16) ^ int(read_picture(other).dhash, 16)).bit_count()


def test_picture_in_another_size_and_format_has_nearly_the_same_hash() -> None:
    small = picture(320, 240, "PNG")
    assert bits_apart(small, picture(1600, 1200)) <= 6
    assert bits_apart(small, picture(320, 240, "PNG", mirrored=True)) > 6


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"<!DOCTYPE html><title>Logga in</title>", "no picture"),
        (b"", "no picture"),
        (picture()[:300], "can't be opened"),
    ],
    ids=["login page", "empty", "cut"],
)
def test_what_is_no_whole_picture_is_refused_with_its_reason_and_tried_again_later(
    archive: Archive, files: FileStore, body: bytes, reason: str
) -> None:
    reference = files.wanted("images", SITE, NOW, 1)[0]
    with pytest.raises(FileRefused, match=reason):
        files.keep(reference, body, "image/jpeg", NOW)
    (refused,) = archive.connection.execute("SELECT refused FROM images WHERE id = ?", [reference.id]).fetchone()
    assert reason in refused
    assert reference in files.wanted("images", SITE, NOW + timedelta(days=1), 10)
    assert archive.connection.execute("SELECT count(*) FROM files").fetchone() == (0,)


def test_attachment_that_turns_out_to_be_a_web_page_is_refused(files: FileStore) -> None:
    reference = files.wanted("attachments", SITE, NOW, 1)[0]
    with pytest.raises(FileRefused, match="web page"):
        files.keep(reference, b"\n<!doctype html><p>Sidan finns inte", "application/pdf", NOW)


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        (b"%PDF-1.7\n", "application/pdf"),
        (pages("word/document.xml"), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (pages("xl/workbook.xml"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (open_document(), "application/vnd.oasis.opendocument.text"),
        (pages("bilder/1.png"), "application/zip"),
        (b"Kallelse till sammantr", None),
    ],
)
def test_type_of_a_file_is_told_by_its_content(body: bytes, media_type: str | None) -> None:
    assert by_content(body) == media_type


def test_thumbnail_is_small_upright_and_says_nothing_of_the_camera() -> None:
    drawn = Image.open(io.BytesIO(picture(1200, 800)))
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held upright: turn by a quarter
    exif[0x010F] = "Kameratillverkaren"
    out = io.BytesIO()
    drawn.save(out, "JPEG", exif=exif)
    read = read_picture(out.getvalue())
    assert (read.width, read.height) == (800, 1200)
    with Image.open(io.BytesIO(read.thumbnail)) as thumbnail:
        assert thumbnail.height == THUMBNAIL_SIDE
        assert thumbnail.width < thumbnail.height
        assert not thumbnail.getexif()


def test_bomb_is_refused_before_it_is_inflated() -> None:
    out = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    with pytest.raises(UnreadablePicture, match="pixels"):
        read_picture(out.getvalue())


def test_file_that_is_not_there_is_wanted_again_after_a_month(files: FileStore) -> None:
    reference = files.wanted("images", SITE, NOW, 1)[0]
    files.failed(reference, "HTTP 404", NOW)
    assert reference not in files.wanted("images", SITE, NOW + timedelta(days=29), 10)
    assert reference in files.wanted("images", SITE, NOW + timedelta(days=31), 10)
