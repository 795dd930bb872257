"""Files of pictures and attachments come with the crawl that asks for them, on the same manners as pages."""

from __future__ import annotations

import signal
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from archive import Archive
from crawler.demo import DEMO_SECTION
from crawler.demo.server import Answer
from tests.crawler.command import PROGRAM, canonical, crawl, run
from tests.crawler.test_resume import DRIVER

if TYPE_CHECKING:
    from pathlib import Path

    from tests.sites.server import WatchedSite


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return tmp_path / "archive.db"


def download(site: WatchedSite, archive: Path, kinds: str = "images,attachments") -> Any:
    return crawl(site.url("/"), "--section", DEMO_SECTION, "--download", kinds, archive=archive)


def rows(archive: Path, query: str) -> list[tuple[Any, ...]]:
    with Archive.open(archive, "read") as opened:
        return opened.connection.execute(query).fetchall()


def test_references_are_all_that_is_kept_unless_files_are_asked_for(demo_site: WatchedSite, archive: Path) -> None:
    assert crawl(demo_site.url("/"), "--section", DEMO_SECTION, archive=archive).returncode == 0
    assert rows(archive, "SELECT count(*) FROM files") == [(0,)]
    assert demo_site.asked("/images/*") == demo_site.asked("/files/*") == []


def test_files_of_articles_that_are_there_already_come_with_a_later_crawl_and_once(
    demo_site: WatchedSite, archive: Path
) -> None:
    crawl(demo_site.url("/"), "--section", DEMO_SECTION, archive=archive)
    before = canonical(archive)
    result = download(demo_site, archive)
    assert result.returncode == 0, result.stderr
    assert "files of pictures and attachments" in result.stdout
    assert rows(archive, "SELECT count(*) FROM images WHERE sha256 IS NULL") == [(0,)]
    assert rows(archive, "SELECT count(*) FROM attachments WHERE sha256 IS NULL") == [(0,)]
    assert canonical(archive) == before
    demo_site.forget()
    download(demo_site, archive)
    assert demo_site.asked("/images/*") == demo_site.asked("/files/*") == []


def test_only_the_kinds_that_are_named_are_fetched(demo_site: WatchedSite, archive: Path) -> None:
    download(demo_site, archive, "images")
    assert demo_site.asked("/images/stories/*")
    assert demo_site.asked("/files/*") == []


@pytest.mark.parametrize(
    ("setting", "profile", "flag", "kept"),
    [
        ("images", None, None, {"images"}),
        ("images", '["attachments"]', None, {"files"}),
        ("images", "[]", None, set()),
        ("images", '["images"]', "attachments", {"files"}),
        ("images,attachments", None, "none", set()),
        (None, '["images"]', None, {"images"}),
    ],
)
def test_flag_goes_before_profile_before_setting(
    demo_site: WatchedSite,
    tmp_path: Path,
    setting: str | None,
    profile: str | None,
    flag: str | None,
    kept: set[str],
) -> None:
    sites = tmp_path / "sites"
    sites.mkdir()
    if profile:
        text = f'name = "Portalen"\nbase_url = "{demo_site.base_url}/"\ndownload = {profile}\n'
        (sites / "portalen.toml").write_text(text, encoding="utf-8")
    (tmp_path / "kommunarkiv.toml").write_text(f'download = "{setting}"\n' if setting else "", encoding="utf-8")
    options = ["--download", flag] if flag else []
    command = ["crawl", demo_site.url("/"), "--section", DEMO_SECTION, "--delay", "0", *options]
    result = run(*command, program=("env", "-C", tmp_path, PROGRAM))
    assert result.returncode == 0, result.stderr
    assert {name for name in ("images", "files") if demo_site.asked(f"/{name}/*")} == kept


def test_file_that_is_refused_or_is_something_else_is_named_and_asked_for_again(
    demo_site: WatchedSite, archive: Path
) -> None:
    """A missing picture does not make a crawl incomplete: the article is whole."""
    demo_site.fail("/files/*", status=403)
    demo_site.answer_with("/images/stories/*", Answer(b"<!DOCTYPE html><p>Logga in"))
    result = download(demo_site, archive)
    assert result.returncode == 0, result.stderr
    assert "file not kept: HTTP 403" in result.stdout
    assert "file not kept: it is no picture of a known type" in result.stdout
    assert rows(archive, "SELECT DISTINCT refused FROM attachments") == [("HTTP 403",)]
    demo_site.recover()
    assert download(demo_site, archive).returncode == 0
    assert rows(archive, "SELECT count(*) FROM images WHERE sha256 IS NULL OR refused IS NOT NULL") == [(0,)]


def test_robots_rules_hold_for_files_too(demo_site: WatchedSite, archive: Path) -> None:
    demo_site.robots("User-agent: *\nDisallow: /images/\n")
    result = download(demo_site, archive)
    assert result.returncode == 0, result.stderr
    assert demo_site.asked("/images/*") == []
    assert rows(archive, "SELECT DISTINCT refused FROM images") == [("robots.txt does not allow it",)]
    assert rows(archive, "SELECT count(*) FROM attachments WHERE sha256 IS NULL") == [(0,)]


def test_interrupted_downloads_go_on_with_what_is_missing(demo_site: WatchedSite, archive: Path) -> None:
    """A host that answers 503 with a long Retry-After is left to the next run, with the files that were to come."""
    demo_site.fail("/files/*", status=503, retry_after="7200")
    download(demo_site, archive)
    missing = rows(archive, "SELECT count(*) FROM attachments WHERE sha256 IS NULL")[0][0]
    assert missing > 0
    demo_site.recover()
    demo_site.forget()
    download(demo_site, archive)
    assert rows(archive, "SELECT count(*) FROM attachments WHERE sha256 IS NULL") == [(0,)]
    assert len(demo_site.asked("/files/*")) == missing


def test_killed_while_files_come_the_next_crawl_brings_the_rest(demo_site: WatchedSite, archive: Path) -> None:
    arguments = ("crawl", demo_site.url("/"), "--section", DEMO_SECTION, "--delay", "0", "--archive", archive)
    killed = subprocess.run(
        [*DRIVER, "after keep", "4", *arguments, "--download", "images,attachments"],
        check=False, capture_output=True, timeout=60,
    )  # fmt: skip
    assert killed.returncode == -signal.SIGKILL
    assert 0 < rows(archive, "SELECT count(*) FROM files")[0][0] < 16
    assert download(demo_site, archive).returncode == 0
    assert rows(archive, "SELECT count(*) FROM images WHERE sha256 IS NULL") == [(0,)]
    assert rows(archive, "SELECT count(*) FROM attachments WHERE sha256 IS NULL") == [(0,)]
    assert rows(archive, "PRAGMA integrity_check") == [("ok",)]


def test_unknown_kind_is_a_usage_error(demo_site: WatchedSite, archive: Path) -> None:
    result = download(demo_site, archive, "pictures")
    assert result.returncode == 2
    assert "'pictures' is no kind of file" in result.stderr
    assert demo_site.log == []
