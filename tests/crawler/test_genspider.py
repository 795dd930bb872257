"""Ad-hoc spiders: written into the user's folder with a test that passes, and crawling with everything inherited."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from crawler.demo.server import Answer, Request, Site, serve

SCRAPY = Path(sys.executable).parent / "scrapy"


def scrapy(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [SCRAPY, *arguments],
        cwd=folder,
        env={**os.environ, "SCRAPY_SETTINGS_MODULE": "crawler.settings", **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def page(title: str, main: str, trail: str = "") -> bytes:
    crumbs = f'<nav aria-label="Brödsmulor"><a href="/">Hem</a> / <a href="/nyheter">Nyheter</a>{trail}</nav>'
    return f'<!DOCTYPE html><html lang="sv"><title>{title}</title>{crumbs}<main><h1>{title}</h1>{main}</main>'.encode()


class Boxes(Site):
    """A site whose list has no links at all: a script makes its boxes clickable."""

    def answer(self, request: Request) -> Answer:
        if request.path == "/nyheter":
            names = (*range(4), "plan")
            boxes = "".join(f'<div class="ruta" data-href="/nyheter/{name}">Nyhet {name}</div>' for name in names)
            return Answer(page("Nyheter", boxes))
        if request.path == "/nyheter/plan":
            return Answer(b"%PDF-1.4 declared as a page")
        if request.path.startswith("/nyheter/"):
            title = f"Bron lagas, del {request.path[-1]}"
            text = "<p>Publicerad: 8 februari 2026</p>" + "<p>Bron över ån lagas med ny beläggning i vår.</p>" * 8
            return Answer(page(title, text, f" / <span>{title}</span>"))
        return Answer(b"", 404)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with serve(Boxes({}), "127.0.1.9") as base_url:
        result = scrapy(tmp_path, "genspider", "-t", "section", "boxby", f"{base_url}/nyheter")
        assert result.returncode == 0, result.stdout + result.stderr
        yield tmp_path


def test_spider_is_short_and_stands_in_the_users_folder(folder: Path) -> None:
    assert sorted(path.name for path in folder.iterdir()) == ["boxby.html", "boxby.py", "test_boxby.py"]
    assert len((folder / "boxby.py").read_text(encoding="utf-8").splitlines()) < 20
    result = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_boxby.py"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert result.returncode == 0, result.stdout


def test_spider_crawls_into_the_archive_what_no_profile_could_say(folder: Path) -> None:
    result = scrapy(folder, "runspider", "boxby.py", "-s", "DOWNLOAD_DELAY=0", "-a", "archive=arkiv.db")
    assert result.returncode == 0, result.stderr
    assert "4 articles (4 new, 0 changed, 0 gone)" in result.stdout
    assert "1 × a file declared as HTML: PDF" in result.stdout
    with closing(sqlite3.connect(folder / "arkiv.db")) as connection:
        rows = connection.execute(
            "SELECT headline, trail FROM articles JOIN sections ON sections.id = section_id ORDER BY headline"
        ).fetchall()
        (reports,) = connection.execute("SELECT count(*) FROM run_sites").fetchone()
    assert rows == [(f"Bron lagas, del {n}", "Hem › Nyheter") for n in range(4)]
    assert reports == 1


def test_spider_goes_by_the_settings_file_and_what_stands_on_the_command_line_goes_before(folder: Path) -> None:
    """A run by Scrapy's own command wrote into archive.db, at the usual pace, whatever kommunarkiv.toml said."""
    (folder / "kommunarkiv.toml").write_text('archive = "min.db"\ndelay = 0\n', encoding="utf-8")
    result = scrapy(folder, "runspider", "boxby.py")
    assert (result.returncode, (folder / "min.db").exists(), (folder / "archive.db").exists()) == (0, True, False)
    scrapy(folder, "runspider", "boxby.py", "-a", "archive=annan.db")
    assert (folder / "annan.db").exists()
    (folder / "kommunarkiv.toml").write_text('arkiv = "min.db"\n', encoding="utf-8")
    result = scrapy(folder, "runspider", "boxby.py")
    assert (result.returncode, "kommunarkiv.toml: arkiv is no setting" in result.stderr) == (2, True)


def test_stray_argument_of_a_spider_is_told_before_anything_is_asked_for(folder: Path) -> None:
    result = scrapy(folder, "runspider", "boxby.py", "-a", "archiv=arkiv.db")
    assert result.returncode == 2
    assert "archiv is no argument of the spider boxby; did you mean archive?" in result.stderr
    assert list(folder.glob("*.db")) == []
    spider = folder / "boxby.py"
    spider.write_text(spider.read_text(encoding="utf-8") + '\n    kategori = "alla"\n', encoding="utf-8")
    result = scrapy(folder, "runspider", "boxby.py", "-s", "DOWNLOAD_DELAY=0", "-a", "kategori=sport")
    assert (result.returncode, "4 articles (4 new" in result.stdout) == (0, True)


def test_file_that_is_no_python_is_told_in_one_line(folder: Path) -> None:
    spider = folder / "boxby.py"
    lines = spider.read_text(encoding="utf-8").splitlines()
    (number,) = [number for number, line in enumerate(lines, 1) if "def links" in line]
    spider.write_text("\n".join(lines).replace("document):", "document)"), encoding="utf-8")
    result = scrapy(folder, "runspider", "boxby.py")
    assert (result.returncode, "Traceback" in result.stderr) == (2, False)
    assert f"boxby.py, line {number}: expected ':': def links(self, document)" in result.stderr


def test_section_that_is_not_the_pages_own_is_told(folder: Path) -> None:
    spider = folder / "boxby.py"
    text = spider.read_text(encoding="utf-8").replace("Hem › Nyheter", "Hem › Exempel")
    spider.write_text(text, encoding="utf-8")
    result = scrapy(folder, "runspider", "boxby.py", "-s", "DOWNLOAD_DELAY=0", "-a", "archive=arkiv.db")
    assert "the page's trail is Hem › Nyheter, and its articles are kept in Hem › Exempel" in result.stdout


def test_spider_in_a_file_is_run_by_its_file(folder: Path) -> None:
    for command, told in (
        (("scrapy", "crawl", "boxby"), "run by its file: scrapy runspider boxby.py"),
        (("kommunarkiv", "crawl", "boxby.py"), "'boxby.py' is a spider's file: scrapy runspider boxby.py runs it"),
    ):
        program = SCRAPY.with_name(command[0])
        environment = {**os.environ, "SCRAPY_SETTINGS_MODULE": "crawler.settings"}
        result = subprocess.run(
            [program, *command[1:]], cwd=folder, env=environment, capture_output=True, text=True, check=False
        )
        assert (result.returncode, told in result.stderr) == (2, True), result.stderr


@pytest.mark.parametrize(
    ("name", "url", "told"),
    [
        ("min by", "https://www.boxby.se", "'min by' can't name a spider and its file: use letters"),
        ("boxby", "inte en adress", "'inte en adress' is not a web address. Write it as https://"),
    ],
)
def test_spider_that_could_not_run_is_not_written(tmp_path: Path, name: str, url: str, told: str) -> None:
    result = scrapy(tmp_path, "genspider", "-t", "section", name, url)
    assert (result.returncode, told in result.stderr, list(tmp_path.iterdir())) == (2, True, [])
