"""The pages for people in a real browser: the way through them, accessibility, small screens, the keyboard, print."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from archive import Archive
from tests.archive.browse.browser import Watch, launched, needs_chromium, served
from tests.archive.browse.sample import GONE, HABO, POLICE, SNOW, add_articles, make_archive, published

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

pytestmark = needs_chromium

PAGES = {
    "front": "/",
    "article": "/archive/artikel/1",
    "undated article": "/archive/artikel/2",
    "article with a table": "/archive/artikel/4",
    "version": "/archive/artikel/1/version/1",
    "section": "/archive/avsnitt/2",
    "municipality": "/archive/kommun/0305",
    "website": "/archive/webbplats/1",
    "municipalities": "/archive/kommuner",
    "pictures": "/archive/bilder",
    "calendar": "/archive/kalender",
    "calendar of a municipality": "/archive/kalender?kommun=0305&ar=2025",
    "calendar of no year": "/archive/kalender?ar=1999",
    "state": "/archive/lage",
    "question": "/archive/andrade_efter_publicering",
    "question with a form": "/archive/bilder_per_fotograf",
    "question without an answer": "/archive/utan_dag",
    "search": "/archive/sok?q=polis",
    "narrowed search": "/archive/sok?kommun=0305&tid=2025",
    "nothing found": "/archive/sok?q=finnsinte",
    "missing": "/archive/artikel/999",
}
"""One of each page type."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launched() as browser:
        yield browser


@pytest.fixture(scope="module")
def base_url(archive_file: Path) -> Iterator[str]:
    with served(archive_file) as url:
        yield url


@pytest.fixture
def page(browser: Browser, base_url: str) -> Iterator[Page]:
    """A page without JavaScript, in Swedish."""
    with browser.new_context(base_url=base_url, locale="sv-SE", java_script_enabled=False) as context:
        yield context.new_page()


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_the_years_below_a_chart_are_apart(browser: Browser, tmp_path: Path, width: int) -> None:
    """Twenty years beside a list of articles, and twenty across a page."""
    path = make_archive(tmp_path / "archive.db")
    articles = tuple(
        replace(SNOW, url=f"{HABO}/nyheter/{year}", **published(f"{year}-05-05", str(year)))  # type: ignore[arg-type]
        for year in range(2006, 2027)
    )
    with Archive.open(path) as archive:
        add_articles(archive, "habo", "Håbo kommun", HABO, articles)
    places = """() => [...document.querySelectorAll(".span > span")].map(span => {
        const range = document.createRange(); range.selectNodeContents(span);
        const {left, right} = range.getBoundingClientRect(); return [left, right]
    }).filter(([left, right]) => right > left)"""
    with served(path) as base_url, browser.new_context(viewport={"width": width, "height": 800}) as context:
        page = context.new_page()
        for address in ("/archive/kommun/0305", "/archive/kalender"):
            page.goto(f"{base_url}{address}")
            years = page.evaluate(places)
            assert len(years) >= 5
            assert all(before[1] < after[0] for before, after in pairwise(years)), (address, years)


def test_from_the_front_page_to_a_feed(page: Page) -> None:
    """Front → search → article → version → section → image → feed, without JavaScript, by clicking what is shown."""
    watch = Watch(page)
    page.goto("/")
    page.get_by_role("searchbox", name="Sök i arkivet").fill("polis")
    page.get_by_role("button", name="Sök").click()
    assert page.get_by_role("heading", name="1 träff").is_visible()
    page.get_by_role("link", name=POLICE.headline).click()
    assert page.get_by_role("heading", level=1).inner_text() == POLICE.headline
    page.get_by_role("link", name="Se vad som ändrades").click()
    assert page.locator("ins").first.inner_text().endswith("till nya lokaler")
    page.get_by_role("link", name="Till artikeln som den är nu").click()
    page.get_by_role("navigation", name="Här låg artikeln").get_by_role("link", name="Trygghet").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Trygghet"
    assert page.get_by_role("link", name=GONE.headline).is_visible()
    assert not page.get_by_role("link", name=SNOW.headline).is_visible()
    page.get_by_role("link", name="Bilder", exact=True).click()
    picture = page.get_by_role("figure").filter(has_text="Torggatan 4 byggs om under vintern.")
    assert "Foto: Mats Lind" in picture.inner_text()
    picture.get_by_role("link", name=POLICE.headline).click()
    page.get_by_role("link", name="Trygghet", exact=True).click()
    with page.expect_response("**/avsnitt/*.json") as response:
        page.get_by_role("link", name="Prenumerera (JSON Feed)").click()
    assert [item["title"] for item in json.loads(response.value.text())["items"]] == [POLICE.headline, GONE.headline]
    watch.assert_nothing()


@pytest.fixture(scope="module")
def sheet(browser: Browser, base_url: str) -> Iterator[Page]:
    """One page for many tests, in which scripts of the tests may run, as our policy would not have it."""
    with browser.new_context(base_url=base_url, locale="sv-SE", bypass_csp=True) as context:
        yield context.new_page()


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_axe_finds_no_violation(sheet: Page, path: str) -> None:
    """All of axe-core's rules, its best practices beside those of WCAG 2.1 A and AA; the colours in both schemes."""
    from axe_playwright_python.sync_playwright import Axe  # noqa: PLC0415 - imported where chromium is

    sheet.emulate_media(color_scheme="light")
    sheet.goto(path)
    found = Axe().run(sheet).response["violations"]
    sheet.emulate_media(color_scheme="dark")
    found += Axe().run(sheet, options={"runOnly": ["color-contrast", "link-in-text-block"]}).response["violations"]
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_nothing_runs_out_of_a_narrow_window(sheet: Page, path: str) -> None:
    """WCAG 2.1, 1.4.10 and 1.4.4: no scrolling sideways at 320 px, nor at 200 % of a window of 1,280 px."""
    sheet.goto(path)
    for width in (320, 640):
        sheet.set_viewport_size({"width": width, "height": 600})
        assert sheet.evaluate("document.documentElement.scrollWidth") <= width
    sheet.set_viewport_size({"width": 1280, "height": 720})


@pytest.fixture
def phone(browser: Browser, base_url: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page on a phone of 360 px, in the language that a test asks for."""
    viewport = {"width": 360, "height": 800}
    with browser.new_context(base_url=base_url, locale=request.param, viewport=viewport) as context:  # type: ignore[arg-type]
        yield context.new_page()


BOTH_LANGUAGES = pytest.mark.parametrize("phone", ["sv-SE", "en-GB"], indirect=True)


@BOTH_LANGUAGES
def test_the_menu_is_one_line_on_a_phone(phone: Page) -> None:
    phone.goto("/archive/kalender")
    ways = phone.get_by_role("navigation").first.get_by_role("link").all()
    assert len(ways) == 4
    assert len({round(box["y"]) for way in ways if (box := way.bounding_box())}) == 1


@BOTH_LANGUAGES
def test_no_line_of_facts_begins_with_a_dot(phone: Page) -> None:
    """Each link of the footer has a line of its own there, below the one before; the dots fall outside."""
    phone.goto(PAGES["state"])
    boxes = [link.bounding_box() for link in phone.locator("footer .dotted > *").all()]
    left = phone.locator("footer p").first.bounding_box()
    assert left
    assert [round(box["x"]) for box in boxes if box] == [round(left["x"])] * 3


@BOTH_LANGUAGES
@pytest.mark.parametrize("path", [PAGES["state"], PAGES["question"]])
def test_a_table_is_a_list_of_cards_on_a_phone(phone: Page, path: str) -> None:
    """Nothing of it is hidden beside the window, and each value has its column's name before it."""
    phone.goto(path)
    table = phone.locator(".cards")
    assert phone.evaluate("document.querySelector('.wide').scrollWidth <= document.querySelector('.wide').clientWidth")
    labels = (
        table.locator("tr")
        .last.locator("td")
        .evaluate_all("cells => cells.map(cell => [cell.dataset.label, getComputedStyle(cell, '::before').content])")
    )
    assert [f'"{name}"' for name, _ in labels] == [shown for _, shown in labels]
    heads = table.locator("thead th").all_text_contents()
    assert [name for name, _ in labels] == heads[-len(labels) :]


def test_long_words_are_hyphenated_in_their_language(sheet: Page) -> None:
    """Only that it is asked for: Debian's chromium has no Swedish patterns of its own."""
    sheet.goto(PAGES["article"])
    sheet.set_viewport_size({"width": 360, "height": 600})
    body = sheet.locator(".body")
    assert body.evaluate("element => getComputedStyle(element).hyphens") == "auto"
    assert body.get_attribute("lang") == "sv"
    sheet.set_viewport_size({"width": 1280, "height": 720})


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_the_keyboard_reaches_everything_in_order_and_shows_where_it_is(sheet: Page, path: str) -> None:
    sheet.goto(path)
    folded = "details:not([open]) *"
    reachable = f"a[href]:not({folded}), button, input:not([type=hidden]), summary, [tabindex='0']"
    stops = sheet.locator(reachable).count()
    for number in range(stops):
        sheet.keyboard.press("Tab")
        where, shown = sheet.evaluate(
            """() => { const e = document.activeElement, dot = e.querySelector("circle.place");
            const shown = dot ? getComputedStyle(dot).strokeWidth == "3px" : getComputedStyle(e).outlineStyle != "none";
            return [e.outerHTML, shown] }"""
        )
        assert shown, where
        assert ('class="skip"' in where) == (number == 0)
    assert sheet.evaluate("document.activeElement.closest('footer') !== null")


def test_a_printed_article_is_the_article(browser: Browser, base_url: str) -> None:
    with browser.new_context(base_url=base_url, locale="sv-SE") as context:
        page = context.new_page()
        page.emulate_media(media="print")
        page.goto(PAGES["article"])
        visible = page.locator("main").inner_text()
        assert not page.locator("header.top").is_visible()
        assert not page.locator("footer.bottom").is_visible()
    assert POLICE.headline in visible
    assert "Ursprunglig adress" in visible
    assert POLICE.url in visible


def test_the_names_on_the_map_lie_inside_it(sheet: Page) -> None:
    sheet.goto(PAGES["municipalities"])
    drawing = sheet.locator("svg.map").bounding_box()
    names = [name.bounding_box() for name in sheet.locator("svg.map text").all()]
    assert drawing
    assert len(names) > 1
    for box in names:
        assert box
        assert drawing["x"] <= box["x"]
        assert box["x"] + box["width"] <= drawing["x"] + drawing["width"]


DATASETTES = ["/archive/news", "/archive/articles/1"]


@pytest.mark.parametrize("path", DATASETTES)
def test_datasettes_own_pages_have_a_language_and_names_for_their_fields(sheet: Page, path: str) -> None:
    """Their colours, their order of headings and the editor of their SQL are Datasette's, and not looked at."""
    from axe_playwright_python.sync_playwright import Axe  # noqa: PLC0415 - imported where chromium is

    sheet.goto(path)
    rules = "html-has-lang html-lang-valid label select-name link-name button-name document-title image-alt".split()
    found = Axe().run(sheet, options={"runOnly": rules}).response["violations"]
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []
