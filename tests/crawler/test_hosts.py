"""Hosts that are not there, and names that lead where nobody may be asked."""

from __future__ import annotations

import socket
import sqlite3
import sys
from contextlib import closing
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from archive import Archive, ExitStatus
from crawler.demo.server import Answer
from tests.crawler.command import crawl, run

if TYPE_CHECKING:
    from pathlib import Path

    from tests.sites.server import WatchedSite

RESOLVES = """
import socket, sys
from crawler.cli import main
resolved = socket.gethostbyname
socket.gethostbyname = lambda name: {names}.get(name) or resolved(name)
main(sys.argv[1:])
"""
"""The program, for which these names have these addresses."""


def rows(archive: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(archive)) as connection:
        return connection.execute(query).fetchall()


def closed_port() -> int:
    """A port of this machine at which nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@pytest.mark.parametrize("host", ["www.felstavad.invalid", "127.0.0.1:PORT"])
def test_host_that_is_not_there_is_told_once_and_leaves_nothing_behind(host: str, tmp_path: Path) -> None:
    archive, start = tmp_path / "archive.db", f"http://{host.replace('PORT', str(closed_port()))}/nyheter"
    result = crawl(start, archive=archive)
    assert result.returncode == ExitStatus.REFUSED, result.stderr
    (line,) = result.stderr.splitlines()
    assert line.startswith(start)
    assert ("name is not known" if "invalid" in host else "refuses the connection") in line
    assert "Check how it is spelt" in line
    assert list(tmp_path.iterdir()) == [], "there was none before, and no lock"
    Archive.open(archive).close()
    assert crawl(start, archive=archive).returncode == ExitStatus.REFUSED
    for table in ("sites", "addresses", "address_sources", "runs", "run_sites"):
        assert rows(archive, f"SELECT * FROM {table}") == [], table


def test_misspelt_host_beside_a_good_one_leaves_the_good_one_alone(drupal_site: WatchedSite, tmp_path: Path) -> None:
    archive, section = tmp_path / "archive.db", drupal_site.truth("section")[-1]
    result = crawl("http://www.felstavad.invalid/", drupal_site.url(section["path"]), archive=archive)
    assert result.returncode == ExitStatus.INCOMPLETE, result.stderr
    assert rows(archive, "SELECT base_url FROM sites") == [(f"{drupal_site.base_url}/",)]
    assert rows(archive, "SELECT count(*), count(finished_at) FROM runs") == [(1, 1)]


def test_site_that_is_known_stays_known_while_its_server_is_away(drupal_site: WatchedSite, tmp_path: Path) -> None:
    archive, section = tmp_path / "archive.db", drupal_site.truth("section")[-1]
    driver = (sys.executable, "-c", RESOLVES.format(names={"www.kommun.test": "127.0.1.3"}))
    start = f"http://www.kommun.test:{urlsplit(drupal_site.base_url).port}{section['path']}"
    assert run("crawl", start, "--archive", archive, "--delay", "0", program=driver).returncode == ExitStatus.DONE
    before = rows(archive, "SELECT count(*) FROM articles WHERE gone_at IS NULL")
    result = crawl(start, archive=archive)
    assert result.returncode == ExitStatus.REFUSED, result.stderr
    assert "the host's name is not known" in result.stderr
    assert "nothing of it is kept" not in result.stderr
    assert "nothing of it could be read" in result.stdout + result.stderr
    wanted = crawl(start, "--section", "Hem › Sport", archive=archive)
    assert "No such section" not in wanted.stdout + wanted.stderr, "nobody was there to ask"
    assert rows(archive, "SELECT count(*) FROM articles WHERE gone_at IS NULL") == before != [(0,)]
    assert rows(archive, "SELECT count(*) FROM run_sites") == [(3,)]


@pytest.mark.parametrize("address", ["127.0.1.3", "10.0.0.7", "169.254.169.254", "0.0.0.0"])
def test_name_of_the_site_that_resolves_to_a_private_address_is_not_asked(
    address: str, drupal_site: WatchedSite, tmp_path: Path
) -> None:
    """The host that the user named may be private; another name of the same site, which a redirect leads to, not."""
    archive, port = tmp_path / "archive.db", urlsplit(drupal_site.base_url).port
    section = drupal_site.truth("section")[-1]
    inner = f"http://m.kommun.test:{port}/internt"
    drupal_site.answer_with(section["articles"][0], Answer(status=302, headers=(("Location", inner),)), None)
    names = {"www.kommun.test": "127.0.1.3", "m.kommun.test": address}
    arguments = ["crawl", f"http://www.kommun.test:{port}{section['path']}", "--archive", archive, "--delay", "0"]
    result = run(*arguments, program=(sys.executable, "-c", RESOLVES.format(names=names)))
    assert result.returncode == ExitStatus.DONE, result.stderr
    assert drupal_site.asked("/internt") == []
    refused = f"m.kommun.test resolves to {address}, which is not a public address"
    assert (refused,) in rows(archive, "SELECT reason FROM addresses WHERE placing = 'excluded'")
    assert rows(archive, "SELECT count(*) > 0 FROM articles") == [(1,)]


@pytest.mark.parametrize("typed", ["http://www.åmål.test:{port}", "http://www.xn--ml-xiab.test:{port}"])
def test_host_with_swedish_letters_is_one_site_with_one_profile(
    typed: str, drupal_site: WatchedSite, tmp_path: Path
) -> None:
    archive, section = tmp_path / "archive.db", drupal_site.truth("section")[-1]
    port = urlsplit(drupal_site.base_url).port
    (tmp_path / "sites").mkdir()
    profile = f'name = "Åmål"\nbase_url = "http://åmål.test:{port}/"\n'
    (tmp_path / "sites" / "amal.toml").write_text(profile, encoding="utf-8")
    driver = ("env", f"KOMMUNARKIV_SITES={tmp_path / 'sites'}", sys.executable, "-c")
    names = {"www.xn--ml-xiab.test": "127.0.1.3"}
    start = f"{typed.format(port=port)}{section['path']}"
    result = run("crawl", start, "--archive", archive, "--delay", "0", program=(*driver, RESOLVES.format(names=names)))
    assert result.returncode == ExitStatus.DONE, result.stderr
    assert rows(archive, "SELECT key, name FROM sites") == [("amal", "Åmål")]


@pytest.mark.parametrize("host", ["åmål.invalid", "a_b.invalid", "[::1]:1", "www.exempel.invalid.:80"])
def test_any_host_has_a_name_that_a_site_may_have(host: str, tmp_path: Path) -> None:
    result = crawl(f"http://{host}/nyheter", archive=tmp_path / "archive.db")
    assert result.returncode == ExitStatus.REFUSED, result.stderr


@pytest.mark.parametrize(
    "typed",
    [
        "http:/www.example.se/nyheter",
        "htp://www.example.se",
        "mailto:info@example.se",
        "file:///etc/passwd",
        "http://-å..se/",
    ],
)
def test_address_with_a_wrong_scheme_is_refused_before_anything_is_made(typed: str, tmp_path: Path) -> None:
    result = crawl(typed, archive=tmp_path / "archive.db")
    assert result.returncode == ExitStatus.USAGE
    assert f"Error: {typed!r} is not a web address. Write it as https://www.example.se/nyheter." in result.stderr
    assert list(tmp_path.iterdir()) == []
