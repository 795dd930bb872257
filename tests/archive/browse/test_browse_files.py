"""Kept files: pictures are shown from the archive, attachments given to be saved, scripts in neither."""

from __future__ import annotations

import io
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from archive import Archive, FileKind, FileStore
from archive.browse.server import make_datasette
from tests.archive.browse.sample import POLICE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from datasette.app import Datasette

pytestmark = pytest.mark.asyncio

KINDS: tuple[FileKind, ...] = ("images", "attachments")
PDF = b"%PDF-1.7 plan"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (900, 600), "teal").save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def kept(archive_file: Path, tmp_path: Path) -> Iterator[tuple[Datasette, dict[str, str]]]:
    """The sample archive with the files of the police article, and their digests."""
    path = tmp_path / "archive.db"
    shutil.copy(archive_file, path)
    bodies = {
        POLICE.image[0].content_url: (picture(), "image/jpeg"),
        POLICE.image[1].content_url: (SVG, "image/svg+xml"),
        POLICE.attachments[0].content_url: (PDF, "application/pdf"),
    }
    digests = {}
    with Archive.open(path) as archive:
        files = FileStore(archive)
        wanted = [one for kind in KINDS for one in files.wanted(kind, ["habo"], datetime.now(UTC), 10)]
        for reference in wanted:
            if reference.url in bodies:
                digests[reference.url] = files.keep(reference, *bodies[reference.url], datetime.now(UTC))
    datasette = make_datasette(path)
    yield datasette, digests
    datasette.databases["archive"].close()


async def test_a_kept_picture_is_shown(kept: tuple[Datasette, dict[str, str]]) -> None:
    datasette, digests = kept
    digest = digests[POLICE.image[0].content_url]
    html = (await datasette.client.get("/archive/artikel/1")).text
    assert f'<img src="/archive/bild/{digest}" alt="{POLICE.image[0].alt}"' in html
    assert f'<img src="/archive/miniatyr/{digest}" alt=""' in (await datasette.client.get("/")).text
    assert f'<img src="/archive/miniatyr/{digest}"' in (await datasette.client.get("/archive/bilder?q=tegelhus")).text
    whole = await datasette.client.get(f"/archive/bild/{digest}")
    small = await datasette.client.get(f"/archive/miniatyr/{digest}")
    assert (whole.content, whole.headers["content-type"]) == (picture(), "image/jpeg")
    assert Image.open(io.BytesIO(small.content)).size == (480, 320)
    assert "immutable" in small.headers["cache-control"]


def shaded(width: int, height: int, kind: str) -> bytes:
    """One picture, with a slanting shade, in any size and format."""
    out = io.BytesIO()
    Image.linear_gradient("L").rotate(60).resize((width, height)).convert("RGB").save(out, kind)
    return out.getvalue()


@pytest.mark.parametrize("is_plain", [False, True], ids=["the same picture", "any picture of one colour"])
async def test_a_picture_names_the_other_articles_that_have_it_in_another_size(
    archive_file: Path, tmp_path: Path, *, is_plain: bool
) -> None:
    path = tmp_path / "archive.db"
    shutil.copy(archive_file, path)
    with Archive.open(path) as archive:
        keys = [key for (key,) in archive.connection.execute("SELECT key FROM sites")]
        files = FileStore(archive)
        for number, reference in enumerate(list(files.wanted("images", keys, datetime.now(UTC), 10))):
            seen = shaded(300, 200, "PNG") if number else shaded(900, 600, "JPEG")
            files.keep(reference, picture() if is_plain else seen, "image/jpeg", datetime.now(UTC))
        others = archive.connection.execute(
            """SELECT DISTINCT articles.id FROM articles JOIN article_images ON article_id = articles.id
               WHERE articles.id != 1 AND NOT hidden"""
        ).fetchall()
    datasette = make_datasette(path)
    html = (await datasette.client.get("/archive/artikel/1")).text
    datasette.databases["archive"].close()
    named = html.partition("Samma bild finns i:")[2].partition("</span>")[0]
    assert others
    assert any(f'<a href="/archive/artikel/{number}"' in named for (number,) in others) is not is_plain


async def test_a_damaged_file_is_not_given_as_what_it_was(kept: tuple[Datasette, dict[str, str]]) -> None:
    datasette, digests = kept
    with closing(sqlite3.connect(str(datasette.databases["archive"].path))) as connection, connection:
        connection.execute("UPDATE files SET payload = x'00'")
    for path, url in (("bild", POLICE.image[0].content_url), ("fil", POLICE.attachments[0].content_url)):
        assert (await datasette.client.get(f"/archive/{path}/{digests[url]}")).status_code == 404


async def test_a_drawing_that_can_hold_scripts_is_a_reference(kept: tuple[Datasette, dict[str, str]]) -> None:
    datasette, digests = kept
    digest = digests[POLICE.image[1].content_url]
    assert digest not in (await datasette.client.get("/archive/artikel/1")).text
    assert (await datasette.client.get(f"/archive/bild/{digest}")).status_code == 404


async def test_a_kept_attachment_is_saved_and_never_opened_here(kept: tuple[Datasette, dict[str, str]]) -> None:
    datasette, digests = kept
    digest = digests[POLICE.attachments[0].content_url]
    html = (await datasette.client.get("/archive/artikel/1")).text
    assert f'href="/archive/fil/{digest}" aria-label="Arkivets kopia: Planritning">Arkivets kopia</a>' in html
    for address in digests.values():
        answer = await datasette.client.get(f"/archive/fil/{address}")
        assert answer.headers["content-disposition"] == "attachment"
        assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
        assert answer.headers["x-content-type-options"] == "nosniff"
    assert (await datasette.client.get(f"/archive/fil/{digest}")).content == PDF


async def test_files_of_a_hidden_article_are_not_given(kept: tuple[Datasette, dict[str, str]], tmp_path: Path) -> None:
    datasette, digests = kept
    with Archive.open(tmp_path / "archive.db") as archive:
        archive.connection.execute("UPDATE articles SET hidden = 1 WHERE id = 1")
        archive.connection.commit()
    for digest in digests.values():
        for kind in ("bild", "miniatyr", "fil"):
            assert (await datasette.client.get(f"/archive/{kind}/{digest}")).status_code == 404


async def test_an_archive_of_the_first_schema_is_shown_too(archive_file: Path, tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    shutil.copy(archive_file, path)
    with Archive.open(path) as archive:
        archive.connection.execute("DROP TABLE files")
        archive.connection.commit()
    datasette = make_datasette(path)
    for page in ("/", "/archive/artikel/1", "/archive/bilder"):
        assert (await datasette.client.get(page)).status_code == 200
    datasette.databases["archive"].close()
