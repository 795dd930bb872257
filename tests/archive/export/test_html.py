"""The plain package needs nothing but a browser, and gives nothing but what the archive may tell."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from PIL import Image

from archive import FileStore
from archive.export.html import UNDATED, article_path, slug, write_html
from archive.export.records import records
from archive.schema import Article
from tests.archive.browse.browser import launched, needs_chromium
from tests.archive.conftest import HOST, SECTION, Desk
from tests.archive.export.conftest import FULL

if TYPE_CHECKING:
    from pathlib import Path

    from archive import Archive


class Elements(HTMLParser):
    """The elements of a page with their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


@pytest.fixture
def package(filled: Archive, tmp_path: Path) -> Path:
    folder = tmp_path / "paket"
    folder.mkdir()
    list(write_html(filled.connection, folder))
    return folder


def test_every_link_leads_to_a_file_of_the_package(package: Path) -> None:
    pages = list(package.rglob("*.html"))
    assert len(pages) == 2 + 2 + 1 + 1  # articles, years, site, front page
    for page in pages:
        for tag, attributes in Elements(page.read_text(encoding="utf-8")).found:
            target = attributes.get("href") or attributes.get("src")
            if target and tag in {"a", "link", "img"} and attributes.get("rel") != "canonical":
                assert not urlsplit(target).scheme
                assert (page.parent / target).resolve().is_file(), (page, target)


def test_every_article_is_reached_from_the_front_page(package: Path) -> None:
    seen, waiting = set(), [package / "index.html"]
    while waiting:
        page = waiting.pop()
        if page not in seen:
            seen.add(page)
            links = (a["href"] for tag, a in Elements(page.read_text(encoding="utf-8")).found if tag == "a")
            waiting += [(page.parent / str(link)).resolve() for link in links]
    assert seen == {path.resolve() for path in package.rglob("*.html")}


def test_article_page_tells_everything_a_reader_needs(filled: Archive, package: Path) -> None:
    record = next(record for record in records(filled.connection) if record["url"] == FULL)
    text = (package / article_path(record)).read_text(encoding="utf-8")
    for said in (
        '<h1 dir="auto">Isbanan öppnar på lördag</h1>',
        "Hem › Nyheter",
        "<p>Isbanan vid Tallmon öppnar klockan tio.</p><p>Välkommen!</p>",
        "Isbanan i februari.",
        '<a href="../2026.html">2026</a>',
        "Foto: Bo Ny",
        "Regler",
        '<time datetime="2026-02-28T10:15+01:00">28 februari 2026 kl. 10.15</time>',
        "Eva Sten, fritidschef, eva.sten@exempelkommun.se, 0123-456 78",
        FULL,
    ):
        assert said in text


@pytest.mark.parametrize(
    ("site", "named"),
    [("Visit Uppland", "Visit Uppland · Enköpings kommun"), ("Enköpings kommun", "Enköpings kommun")],
)
def test_a_municipality_is_named_in_swedish_and_once(filled: Archive, tmp_path: Path, site: str, named: str) -> None:
    filled.connection.execute("UPDATE sites SET name = ?, municipality_code = '0381'", [site])
    filled.connection.commit()
    folder = tmp_path / "paket"
    folder.mkdir()
    list(write_html(filled.connection, folder))
    front = re.sub(r"<[^>]+>", "", (folder / "index.html").read_text(encoding="utf-8"))
    assert f"\n{named} 2 artiklar\n" in front
    assert "Enköpings kommun, Uppsala län." in (folder / "exempelkommun.se/index.html").read_text(encoding="utf-8")


def test_hidden_articles_are_in_no_file(package: Path) -> None:
    assert not [page for page in package.rglob("*") if page.is_file() and b"Hemligheten" in page.read_bytes()]


@pytest.mark.parametrize("name", ["headline", "description", "author", "article_body_html"])
def test_what_a_page_said_is_text_and_never_markup(archive: Archive, desk: Desk, tmp_path: Path, name: str) -> None:
    hostile = '</script><script>alert(1)</script><img src=x onerror=alert(1)><a href="javascript:alert(1)">"\u2028'
    article = Article(url=FULL, headline="Rubrik", article_body="Text.", section=SECTION)
    desk.lists(FULL)
    desk.reads(FULL, replace(article, **{name: hostile}))
    folder = tmp_path / "paket"
    folder.mkdir()
    for path in write_html(archive.connection, folder):
        found = Elements((folder / path).read_text(encoding="utf-8")).found
        assert [attributes for tag, attributes in found if tag == "script"] == [{"type": "application/ld+json"}]
        assert not [tag for tag, attributes in found if any(name.startswith("on") for name in attributes)]
        assert not [attributes for _, attributes in found if str(attributes.get("href")).startswith("javascript:")]


@needs_chromium
def test_no_word_and_no_table_makes_a_page_wider_than_a_telephone(archive: Archive, desk: Desk, tmp_path: Path) -> None:
    """A table scrolls by itself, also by the keyboard; a word as long as an address is broken."""
    table = f"<table><tr>{'<td>kolumn</td>' * 20}</tr></table>"
    body = f"<p>{'ordetärlångt' * 40}</p>{table}"
    desk.lists(FULL)
    desk.reads(FULL, Article(url=FULL, headline="R" * 200, article_body="x", article_body_html=body, section=SECTION))
    folder = tmp_path / "paket"
    folder.mkdir()
    (path,) = write_html(archive.connection, folder)
    with launched() as browser:
        page = browser.new_page(viewport={"width": 320, "height": 600})
        page.goto((folder / str(path)).as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") == 320
        page.locator("table").locator("..").focus()
        page.keyboard.press("ArrowRight")
        page.wait_for_function("document.activeElement.scrollLeft > 0")


def test_place_of_an_article_depends_on_nothing_but_the_article() -> None:
    record = {"site": {"key": "exempel.se"}, "date_published": None, "headline": "Öppet hus", "url": f"{HOST}/a"}
    assert re.fullmatch(rf"exempel\.se/{UNDATED}/oppet-hus-[0-9a-f]{{12}}\.html", article_path(record))
    assert article_path(record) != article_path(record | {"url": f"{HOST}/b"})


@pytest.mark.parametrize("headline", ["", "…", "🎉🎉", "x" * 500, "../../etc/passwd", "CON"])
def test_every_headline_gives_a_file_name_that_systems_take(headline: str) -> None:
    assert re.fullmatch(r"[a-z0-9-]{1,60}", slug(headline))


def test_files_that_the_archive_keeps_are_in_the_package(filled: Archive, tmp_path: Path) -> None:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "#336699").save(out, "PNG")
    files = FileStore(filled)
    now = datetime(2026, 3, 1, tzinfo=UTC)
    (picture,) = files.wanted("images", ["exempelkommun.se"], now, 9)
    (attachment,) = files.wanted("attachments", ["exempelkommun.se"], now, 9)
    files.keep(picture, out.getvalue(), "image/png", now)
    files.keep(attachment, b"%PDF-1.7 regler", "application/pdf", now)
    folder = tmp_path / "paket"
    folder.mkdir()
    list(write_html(filled.connection, folder))
    record = next(record for record in records(filled.connection) if record["url"] == FULL)
    page = folder / article_path(record)
    found = Elements(page.read_text(encoding="utf-8")).found
    sources = [page.parent / str(attributes["src"]) for tag, attributes in found if tag == "img"]
    assert [source.read_bytes() for source in sources] == [out.getvalue()]
    links = [page.parent / str(a["href"]) for tag, a in found if tag == "a" and str(a["href"]).endswith(".pdf")]
    assert [link.read_bytes() for link in links] == [b"%PDF-1.7 regler"]
