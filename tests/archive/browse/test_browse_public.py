"""browse --public: a published copy with limits, nothing to be asked at will, robots told what to leave alone."""

from __future__ import annotations

import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import urllib.request
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from archive.browse.options import Options
from archive.browse.public import published_copy, robots
from archive.browse.queries import QUERIES
from archive.browse.server import make_datasette
from tests.archive.browse.sample import POLICE, SNOW

if TYPE_CHECKING:
    from collections.abc import Iterator

    from datasette.app import Datasette


@pytest.fixture(scope="module")
def copy(archive_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A published copy of the sample archive in which the snow article is hidden."""
    path = tmp_path_factory.mktemp("public") / "archive.db"
    shutil.copy(archive_file, path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE articles SET hidden = 1 WHERE headline = ?", [SNOW.headline])
        connection.commit()
    with published_copy(path) as copy:
        yield copy


@pytest.fixture
def public(copy: Path) -> Iterator[Datasette]:
    datasette = make_datasette(copy, Options(public=True))
    yield datasette
    datasette.databases["archive"].close()


PROGRAM = Path(sys.executable).parent / "kommunarkiv"
PAGES = (
    "/", "/archive/artikel/1", "/archive/artikel/1/version/1", "/archive/avsnitt/2", "/archive/kommun/0305",
    "/archive/webbplats/1", "/archive/kommuner", "/archive/bilder", "/archive/kalender", "/archive/sok?q=polis",
    "/archive/sok.atom", "/archive/news", "/archive/news?_search=polisen", "/archive/articles/1", "/archive",
    *(f"/archive/{query.name}" for query in QUERIES),
)  # fmt: skip


@pytest.mark.asyncio
@pytest.mark.parametrize("path", PAGES)
async def test_every_page_is_there_and_may_be_kept_a_while(public: Datasette, path: str) -> None:
    answer = await public.client.get(path)
    assert answer.status_code == 200
    assert "max-age=300" in answer.headers["cache-control"]


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "path",
    [
        "/archive.json?sql=select+1", "/archive/news.json?_where=1=1", "/archive.db", "/archive/runs",
        "/archive/addresses.json", "/-/databases.json", "/-/metadata", "/-/plugins.json", "/-/versions", "/-/threads",
        "/archive/artikel/2",
    ],
)  # fmt: skip
async def test_what_is_nobodys_business_is_not_answered(public: Datasette, path: str) -> None:
    answer = await public.client.get(path)
    assert answer.status_code in {400, 403, 404}


@pytest.mark.asyncio
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
async def test_it_is_only_read(public: Datasette, method: str) -> None:
    answer = await public.client.request(method, "/archive/articles/1")
    assert answer.status_code == 405


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/archive/artikel/1", "all"),
        ("/archive/artikel/3", "noindex"),
        ("/archive/artikel/1/version/1", "noindex"),
        ("/archive/sok?q=polis", "noindex"),
        ("/archive/news", "noindex, nofollow"),
        ("/", "all"),
    ],
    ids=lambda value: value.replace("/", " ").strip(),
)
async def test_search_engines_may_have_articles_that_are_still_published(
    public: Datasette, path: str, said: str
) -> None:
    assert (await public.client.get(path)).headers["x-robots-tag"] == said


@pytest.mark.asyncio
async def test_robots_are_told_what_can_be_asked_without_end(public: Datasette) -> None:
    answer = await public.client.get("/robots.txt")
    assert answer.text == robots("archive")
    lines = answer.text.splitlines()
    assert {"Allow: /archive/artikel/", "Disallow: /*?", "Disallow: /"} <= set(lines)


@pytest.mark.asyncio
async def test_a_machine_of_ones_own_has_no_such_limits(datasette: Datasette) -> None:
    assert (await datasette.client.get("/archive.json?sql=select+1")).status_code == 200
    assert (await datasette.client.get("/-/versions.json")).status_code == 200
    assert "x-robots-tag" not in (await datasette.client.get("/")).headers
    assert (await datasette.client.get("/")).headers["cache-control"] == "no-cache"


def test_a_published_copy_is_served_as_it_is(copy: Path) -> None:
    with published_copy(copy) as served:
        assert served == copy


def test_the_copy_is_gone_when_the_server_is(archive_file: Path) -> None:
    with published_copy(archive_file) as copy:
        assert copy.name == archive_file.name
        assert copy != archive_file
    assert not copy.exists()


def test_the_command(archive_file: Path) -> None:
    """The real command: it says where, answers there, and Ctrl+C ends it without a word."""
    command = [PROGRAM, "browse", "--public", "--port", "0", "--archive", str(archive_file)]
    environment = os.environ | {"PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as process:
        assert process.stdout
        said = process.stdout.readline()
        address = re.search(r"http://127\.0\.0\.1:\d+/", said)
        assert address, said
        with urllib.request.urlopen(address[0], timeout=20) as answer:
            assert POLICE.headline in answer.read().decode()
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=20)
    assert errors == ""
