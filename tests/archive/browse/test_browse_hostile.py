"""Whatever a page contained, readers see text and clean markup: an XSS corpus, in process and in a real browser."""

from __future__ import annotations

import json
import urllib.request
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest

from archive import Archive
from archive.browse.clean import clean_html, plain
from archive.browse.options import Options
from archive.schema import Article, ArticleDate, Attachment, Contact, Crumb, Image
from tests.archive.browse.browser import Watch, launched, needs_chromium, served
from tests.archive.browse.sample import add_articles, crumbs

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

STRANGER = "https://evil.example"
VECTORS = (
    "<script>alert(1)</script>",
    f'<script src="{STRANGER}/x.js"></script>',
    "<img src=x onerror=alert(1)>",
    f'<img src="{STRANGER}/pixel.gif" srcset="{STRANGER}/a.png 1x">',
    "<svg onload=alert(1)><script>alert(1)</script></svg>",
    "<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>",
    "<iframe srcdoc='<script>parent.alert(1)</script>'></iframe>",
    f'<iframe src="{STRANGER}"></iframe><object data="{STRANGER}"></object><embed src="{STRANGER}">',
    "<details open ontoggle=alert(1)><summary>x</summary></details>",
    "<input autofocus onfocus=alert(1)>",
    "<body onload=alert(1)>",
    "<form action='javascript:alert(1)'><button autofocus>x</button></form>",
    f'<meta http-equiv="refresh" content="0;url={STRANGER}">',
    f'<base href="{STRANGER}/">',
    f'<link rel="stylesheet" href="{STRANGER}/x.css">',
    f"<style>@import '{STRANGER}/x.css'; * {{ background: url({STRANGER}/y) }}</style>",
    f'<p style="background:url({STRANGER}/z)">x</p>',
    f'<video src="{STRANGER}/v" autoplay onerror=alert(1)></video><audio src="{STRANGER}/a" autoplay></audio>',
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<template><img src=x onerror=alert(1)></template>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    "</textarea></title></style></script><img src=x onerror=alert(1)>",
    '"><img src=x onerror=alert(1)>',
    "' autofocus onfocus='alert(1)",
    "{{ 7 * 7 }}{% raw %}",
    "\x02<img src=x onerror=alert(1)>\x03",
    "<table background='x'><td></div></main><script>alert(1)</script></table>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
)
"""Ways that scripts have come in, after the OWASP cheat sheet on filter evasion and the mutation tests of DOMPurify."""

HREFS = (
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "java\tscript:alert(1)",
    "\x01javascript:alert(1)", "javascript&colon;alert(1)", "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)", "blob:x", "//evil.example/x", "/archive/sok", "https:evil", "view-source:x", "filesystem:x",
)  # fmt: skip
"""Targets that no link may keep: scripts, other schemes, and addresses that would lead to this server or nowhere."""

RTL = "\u202egnp.exe\u202c"
ZERO_WIDTH = "po\u200blis\u200d\ufeffen"


def hostile(number: int, vector: str) -> Article:
    """An article that has the vector wherever a page can put text."""
    links = "".join(f'<p><a href="{href}" onclick="alert(1)" target="_top">länk {href}</a></p>' for href in HREFS)
    return Article(
        url=f"https://www.habo.se/{number}?{vector}",
        headline=f"{vector} {RTL} {ZERO_WIDTH} rubrik",
        description=f"{vector} ingress",
        article_body=f"{vector}\n\nbrödtext",
        article_body_html=f"<p>{vector}</p>{links}<p>slutet</p>",
        author=vector,
        in_language=vector,
        breadcrumb=crumbs("Hem", vector),
        section=(Crumb(1, "Hem", HREFS[0]), Crumb(2, f"{vector} avsnitt", f"{HREFS[0]}//{vector}")),
        trail_source=vector,
        image=(
            Image(f"javascript:alert(1)//{number}", vector, vector, vector),
            Image(f"{STRANGER}/{number}.jpg?{vector}", vector, vector, vector),
        ),
        attachments=(Attachment(f"javascript:alert(1)//{number}", vector, vector, vector),),
        contact=Contact(vector, vector, vector, vector),
        extracted_by={vector: vector},
        date_published="2026-02-27",
        date_published_precision="day",
        date_published_source=vector,
        date_published_text=vector,
        date_modified=vector,
        dates=(
            ArticleDate("published", "2026-02-27", "day", vector, vector, vector),
            ArticleDate("mentioned", vector, "day", vector, vector, vector),
        ),
    )


@pytest.fixture(scope="module")
def hostile_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("hostile") / "archive.db"
    articles = tuple(hostile(number, vector) for number, vector in enumerate(VECTORS, 1))
    with Archive.open(path) as archive:
        add_articles(archive, "habo", VECTORS[0], "https://www.habo.se", articles)
        archive.connection.execute("UPDATE sites SET base_url = 'javascript:alert(1)'")
        for article in archive.connection.execute("SELECT id FROM articles").fetchall():
            _add_version(archive, article[0])
        archive.connection.commit()
    return path


def _add_version(archive: Archive, article_id: int) -> None:
    """A version before the one that is shown, with a headline of its own."""
    archive.connection.execute(
        """INSERT INTO article_versions (article_id, version, seen_at, page_id, headline, article_body, changed, record)
           SELECT id, 1, first_seen, page_id, headline || ' förr', article_body, json_array('headline', headline),
                  json_object('headline', headline || ' förr', 'description', description, 'article_body', headline,
                              'author', headline, 'in_language', headline, 'image', json_array())
           FROM articles WHERE id = ?""",
        [article_id],
    )


class Elements(HTMLParser):
    """The elements of a piece of HTML, each with the names of its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: set[tuple[str, ...]] = set()
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.add((tag, *(name for name, _ in attrs)))


@pytest.mark.parametrize("vector", VECTORS)
def test_the_body_keeps_only_plain_markup(vector: str) -> None:
    found = Elements(clean_html(f"<p>före</p>{vector}<p>efter</p>")).found
    table = {("div", "class", "role", "tabindex", "aria-label"), ("table",), ("tbody",), ("tr",), ("td",)}
    assert found - table <= {("p",), ("a", "rel"), ("br",)}
    assert ("p",) in found


@pytest.mark.parametrize("href", HREFS)
def test_no_link_keeps_a_target_that_is_no_address_of_the_web(href: str) -> None:
    assert "href" not in clean_html(f'<a href="{href}">text</a>')


def test_signs_that_turn_the_direction_are_taken_out_and_text_is_kept() -> None:
    assert plain(f"{RTL} {ZERO_WIDTH}") == f"gnp.exe {ZERO_WIDTH}"
    assert "\u202e" not in clean_html(f"<p>{RTL}</p>")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launched() as browser:
        yield browser


@needs_chromium
@pytest.mark.parametrize("remote_images", [False, True], ids=["references", "remote images"])
def test_nothing_runs_and_nothing_leaves_this_machine(
    hostile_file: Path, browser: Browser, remote_images: bool
) -> None:
    """Every page of a hostile archive, Datasette's too; with remote images only their hosts are asked, for pictures."""
    count = len(VECTORS)
    paths = [
        "/", "/archive/avsnitt/2", "/archive/kommun/0305", "/archive/webbplats/1", "/archive/kommuner",
        "/archive/bilder", "/archive/sok?q=rubrik", "/archive/kalender", "/archive/sok.atom", "/archive/sok.json",
        "/archive/news", "/archive/articles/1", "/archive/article_versions/1", "/archive/andrade_efter_publicering",
    ]  # fmt: skip
    paths += [f"/archive/artikel/{number}" for number in range(1, count + 1)]
    paths += [f"/archive/artikel/{number}/version/1" for number in range(1, count + 1, 5)]
    with served(hostile_file, Options(remote_images=remote_images)) as base_url, browser.new_context() as context:
        context.route(lambda url: not url.startswith(base_url), lambda route: route.abort())
        page = context.new_page()
        watch = Watch(page)
        for path in paths:
            page.goto(f"{base_url}{path}")
            assert page.url == f"{base_url}{path}"
    assert watch.dialogs == []
    pictures = {address for address in watch.strangers if address.startswith(f"{STRANGER}/") and ".jpg?" in address}
    assert set(watch.strangers) == (pictures if remote_images else set())
    assert bool(pictures) == remote_images


@needs_chromium
def test_hostile_text_is_shown_as_text(hostile_file: Path, browser: Browser) -> None:
    with served(hostile_file) as base_url, browser.new_context() as context:
        page = context.new_page()
        for number, vector in enumerate(VECTORS, 1):
            page.goto(f"{base_url}/archive/artikel/{number}")
            shown = page.get_by_role("heading", level=1).inner_text()
            assert shown == " ".join(f"{vector} gnp.exe {ZERO_WIDTH} rubrik".split())
            assert page.locator("main .body").get_by_text("slutet").is_visible()
            assert page.locator("main .body a[href]").count() == 0
            footer = page.locator("footer.bottom")
            assert footer.is_visible(), "the page's own frame stands"


def test_readers_of_feeds_get_clean_text_too(hostile_file: Path) -> None:
    with served(hostile_file) as base_url:
        with urllib.request.urlopen(f"{base_url}/archive/sok.json") as answer:
            items = json.load(answer)["items"]
        with urllib.request.urlopen(f"{base_url}/archive/sok.atom") as answer:
            atom = ElementTree.fromstring(answer.read())
    assert len(items) == len(atom.findall("{*}entry")) == len(VECTORS)
    bodies = [item["content_html"] for item in items] + [str(text) for text in atom.itertext() if "slutet" in text]
    assert len(bodies) == 2 * len(VECTORS)
    for body in bodies:
        assert "<p>slutet</p>" in body
        assert clean_html(body) == body
