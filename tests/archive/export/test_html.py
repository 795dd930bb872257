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

from archive import Archive, FileStore
from archive.export import html
from archive.export.html import write_html
from archive.export.html.paths import UNDATED, article_path, slug
from archive.export.published import publish
from archive.export.records import records
from archive.schema import Article, Crumb
from archive.search import EVERYTHING, Filters
from tests.archive.browse.browser import launched, needs_chromium
from tests.archive.conftest import HOST, SECTION, Desk
from tests.archive.export.conftest import BARE, FULL

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from typing import Any


class Elements(HTMLParser):
    """The elements of a page with their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def packed(archive: Archive, folder: Path, filters: Filters = EVERYTHING) -> Path:
    """The folder with the archive's package in it."""
    folder.mkdir()
    list(write_html(archive.connection, folder, filters))
    return folder


def page_of(record: dict[str, Any]) -> str:
    return article_path(record["site"]["key"], record["url"], record["headline"], record["date_published"])


def shown(page: Path) -> str:
    """What a reader sees of a page, each line without spaces around it."""
    text = re.sub(r"<style.*?</style>|<head>.*?</head>|<[^>]+>", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


@pytest.fixture
def package(filled: Archive, tmp_path: Path) -> Path:
    return packed(filled, tmp_path / "paket")


def test_every_link_leads_to_a_file_of_the_package(package: Path) -> None:
    assert len(list(package.rglob("*.html"))) == 2 + 2 + 2 + 1 + 1  # articles, years, sections, site, front page
    every_link_leads_somewhere(package)


def every_link_leads_somewhere(package: Path) -> None:
    for page in package.rglob("*.html"):
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
    text = (package / page_of(record)).read_text(encoding="utf-8")
    for said in (
        '<h1 dir="auto">Isbanan öppnar på lördag</h1>',
        ">Hem</a> › <a href",
        "<p>Isbanan vid Tallmon öppnar klockan tio.</p><p>Välkommen!</p>",
        "Isbanan i februari.",
        '<a href="../../exempelkommun.se/2026.html">2026</a>',
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
    path = article_path("exempel.se", f"{HOST}/a", "Öppet hus", None)
    assert re.fullmatch(rf"exempel\.se/{UNDATED}/oppet-hus-[0-9a-f]{{12}}\.html", path)
    assert path != article_path("exempel.se", f"{HOST}/b", "Öppet hus", None)


@pytest.mark.parametrize("headline", ["", "…", "🎉🎉", "x" * 500, "../../etc/passwd", "CON"])
def test_every_headline_gives_a_file_name_that_systems_take(headline: str) -> None:
    assert re.fullmatch(r"[a-z0-9-]{1,60}", slug(headline, "artikel"))


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
    page = folder / page_of(record)
    found = Elements(page.read_text(encoding="utf-8")).found
    sources = [page.parent / str(attributes["src"]) for tag, attributes in found if tag == "img"]
    assert [source.read_bytes() for source in sources] == [out.getvalue()]
    links = [page.parent / str(a["href"]) for tag, a in found if tag == "a" and str(a["href"]).endswith(".pdf")]
    assert [link.read_bytes() for link in links] == [b"%PDF-1.7 regler"]


SCHOOLS = (*SECTION, Crumb(3, "Skola"))
READ = {
    f"{HOST}/nyheter/{name}": (section, date)
    for name, section, date in (
        ("simhallen", SECTION, "2024-03-01"),
        ("skolstart", SCHOOLS, "2025-08-20"),
        ("lovskola", SCHOOLS, "2025-06-10"),
        ("utan-dag", SECTION, None),
    )
}


def crawled(path: Path, urls: Sequence[str]) -> Archive:
    """An archive of READ in this order; the list of SECTION shows them all, as lists show what is below them."""
    archive = Archive.open(path)
    desk = Desk(archive)
    desk.lists(*urls)
    for url in urls:
        section, date = READ[url]
        name = url.rpartition("/")[2]
        desk.reads(
            url, Article(url, name.capitalize(), "Text.", section=section, date_published=date), body=name.encode()
        )
    return archive


def test_a_section_lists_what_stands_in_it_and_below_it(tmp_path: Path) -> None:
    package = packed(crawled(tmp_path / "a.db", list(READ)), tmp_path / "paket")
    (news,) = package.glob("*/avsnitt/nyheter-*.html")
    text = shown(news)
    assert "\n4 artiklar i Hem › Nyheter och därunder\nAvsnitt därunder\nSkola 2 artiklar\nArtiklar\n" in text
    assert re.findall("Skolstart|Lovskola|Simhallen|Utan-dag", text) == [
        "Skolstart",
        "Lovskola",
        "Simhallen",
        "Utan-dag",
    ]
    (schools,) = package.glob("*/avsnitt/skola-*.html")
    assert "Arkiverade nyheter › Exempelkommun › Hem › Nyheter\nSkola\n2 artiklar i Hem › Nyheter › Skola\n" in shown(
        schools
    )
    assert "Simhallen" not in shown(schools)
    site = shown(package / "exempelkommun.se/index.html")
    assert "\nAvsnitt\nHem 4 artiklar\nNyheter 4 artiklar\nSkola 2 artiklar\n" in site


def test_an_article_leads_to_every_section_that_it_stands_in(archive: Archive, desk: Desk, tmp_path: Path) -> None:
    """Step by step to its own; to one whose list shows it too, but for those that are steps already."""
    culture = (SECTION[0], Crumb(2, "Kultur"), Crumb(3, "Bibliotek"))
    desk.lists(FULL, BARE)
    desk.reads(FULL, Article(FULL, "Bokbussen", "Text.", section=culture))
    desk.reads(BARE, Article(BARE, "Skolan", "Text.", section=SCHOOLS))
    package = packed(archive, tmp_path / "paket")
    (page,) = package.glob("*/*/bokbussen-*.html")
    assert f"Arkiverade nyheter › Exempelkommun › Hem › Kultur › Bibliotek · {UNDATED}\n" in shown(page)
    assert "\nStår också underHem › Nyheter\n" in shown(page)
    links = [str(a["href"]) for tag, a in Elements(page.read_text(encoding="utf-8")).found if tag == "a"]
    assert [re.sub("-[0-9a-f]{12}", "", link).rpartition("/")[2] for link in links if "/avsnitt/" in link] == [
        "hem.html", "kultur.html", "bibliotek.html", "nyheter.html",
    ]  # fmt: skip
    (page,) = package.glob("*/*/skolan-*.html")
    assert "Står också under" not in shown(page)


@pytest.mark.parametrize("most", [1, 200])
def test_names_of_files_hang_on_no_order_of_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    monkeypatch.setattr(html, "MOST_ON_A_PAGE", most)
    packages = [
        packed(crawled(tmp_path / f"{name}.db", urls), tmp_path / name)
        for name, urls in (("a", list(READ)), ("b", list(reversed(READ))))
    ]
    files = [{str(file.relative_to(package)): shown(file) for file in package.rglob("*.html")} for package in packages]
    assert {name: text.rpartition("Utdraget")[0] for name, text in files[0].items()} == {
        name: text.rpartition("Utdraget")[0] for name, text in files[1].items()
    }


def test_a_long_section_has_a_page_a_year(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html, "MOST_ON_A_PAGE", 3)
    package = packed(crawled(tmp_path / "a.db", list(READ)), tmp_path / "paket")
    every_link_leads_somewhere(package)
    names = sorted(re.sub("-[0-9a-f]{12}", "", page.name) for page in package.glob("*/avsnitt/*.html"))
    years = ["2024", "2025", "odaterat"]
    assert names == sorted(
        ["skola.html", *(f"{n}{y}.html" for n in ("hem", "nyheter") for y in ("", *(f"-{y}" for y in years)))]
    )
    (news,) = package.glob("*/avsnitt/nyheter-????????????.html")
    assert "\nÅr\n2025 2 artiklar\n2024 1 artikel\nodaterat 1 artikel\n" in shown(news)
    (year,) = package.glob("*/avsnitt/nyheter-*-2025.html")
    assert "\nNyheter 2025\nSkolstart20 augusti 2025 · Hem › Nyheter › Skola\nLovskola" in shown(year)


def test_a_section_without_an_article_to_show_is_nowhere(tmp_path: Path) -> None:
    archive = crawled(tmp_path / "a.db", list(READ))
    archive.connection.execute("UPDATE articles SET hidden = 1 WHERE url LIKE '%skol%'")
    archive.connection.commit()
    package = packed(archive, tmp_path / "paket")
    assert not [page for page in package.rglob("*.html") if "Skola" in page.read_text(encoding="utf-8")]
    (news,) = package.glob("*/avsnitt/nyheter-*.html")
    assert "\n2 artiklar i Hem › Nyheter\nUtan-dag" not in shown(news)
    assert "\n2 artiklar i Hem › Nyheter\nSimhallen" in shown(news)


def test_a_narrowed_package_has_only_the_sections_of_its_articles(tmp_path: Path) -> None:
    archive = crawled(tmp_path / "a.db", list(READ))
    package = packed(archive, tmp_path / "paket", Filters(until="2024"))
    every_link_leads_somewhere(package)
    assert [re.sub("-[0-9a-f]{12}", "", page.stem) for page in sorted(package.glob("*/avsnitt/*.html"))] == [
        "hem",
        "nyheter",
    ]


def test_a_package_is_of_one_moment_while_a_crawl_writes(tmp_path: Path) -> None:
    writer = crawled(tmp_path / "a.db", list(READ))
    folder = tmp_path / "paket"
    folder.mkdir()
    with Archive.open(tmp_path / "a.db", "read") as reader:
        pages = write_html(reader.connection, folder)
        next(pages)
        desk = Desk(writer)
        desk.lists(FULL)
        desk.reads(FULL, Article(FULL, "Nykomlingen", "Text.", section=(*SCHOOLS, Crumb(4, "Betyg"))), body=b"ny")
        assert len(list(pages)) == len(READ) - 1
    every_link_leads_somewhere(folder)
    assert not [page for page in folder.rglob("*.html") if re.search("Nykomlingen|Betyg", page.read_text())]


@pytest.fixture
def edited(archive: Archive, desk: Desk) -> Archive:
    """An article that was read three times, each time with other words, and one that never changed."""
    desk.lists(FULL, f"{HOST}/nyheter/lugnt")
    for day, (headline, body) in enumerate(
        (
            ("Bron stängs", "Den stängs på måndag."),
            ("Bron stängs", "Den stängs på tisdag."),
            ("Bron är öppen", "Åter <öppen>."),
        )
    ):
        desk.reads(FULL, Article(FULL, headline, body, section=SECTION), body=body.encode(), day=day + 1)
    desk.reads(
        f"{HOST}/nyheter/lugnt", Article(f"{HOST}/nyheter/lugnt", "Lugnt", "Lugnt.", section=SECTION), body=b"lugnt"
    )
    return archive


def test_an_article_tells_its_earlier_versions(edited: Archive, tmp_path: Path) -> None:
    """When each was seen, which fields changed after it, and the words: the latest first, without a script."""
    package = packed(edited, tmp_path / "paket")
    (page,) = package.glob("*/*/bron-ar-oppen-*.html")
    _, _, told = shown(page).partition("\nTidigare versioner\n")
    assert re.findall(r"^Version .*", told, re.MULTILINE) == [
        "Version 2: sågs 2 mars 2026 kl. 13.00; därefter ändrades rubriken och brödtexten",
        "Version 1: sågs 1 mars 2026 kl. 13.00; därefter ändrades brödtexten",
    ]
    assert "\nRubriken\nBron borttaget: stängs tillagt: är öppen\n" in told
    assert "\nDen stängs på borttaget: måndag tillagt: tisdag.\n" in told
    text = page.read_text(encoding="utf-8")
    assert '<del><span class="unseen">borttaget: </span>måndag</del>' in text
    assert "Åter &lt;öppen&gt;." in text
    (calm,) = package.glob("*/*/lugnt-*.html")
    assert "versioner" not in shown(calm)


def test_earlier_versions_leave_by_a_published_copy_too(edited: Archive, tmp_path: Path) -> None:
    publish(edited.connection, tmp_path / "kopia.db")
    with Archive.open(tmp_path / "kopia.db", "read", whole=False) as copy:
        edited.connection.execute("UPDATE article_versions SET seen_from = NULL")  # as an earlier program left it
        package = packed(copy, tmp_path / "paket")
    (page,) = package.glob("*/*/bron-ar-oppen-*.html")
    assert "\nVersion 1: sågs 1 mars 2026" in shown(page)
