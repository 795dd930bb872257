"""What a page tells of where its site has news: an article's categories, folders, and which lists count."""

from __future__ import annotations

import pytest

from archive.schema import Article
from crawler.discover import Candidate, find_clues
from crawler.discover.categories import category_links
from crawler.discover.steps import section_addresses
from crawler.document import Document
from crawler.listing import is_list
from crawler.survey.sections import FoundSection, judge
from crawler.texts import text_of

HOST = "https://www.bynytt.se"
PROSE = (
    "Bron över ån öppnar för trafik igen sedan räckena har bytts ut, och bussarna går åter sin vanliga väg genom byn."
)


def document(main: str, path: str = "/2026/bron") -> Document:
    return Document.from_text(f"<body><main>{main}</main>", f"{HOST}{path}")


def dated(folder: str, numbers: range) -> str:
    rows = (f'<li><a href="{folder}/{n}">Isbanan öppnar på lördag {n}</a> <i>2026-05-0{n}</i></li>' for n in numbers)
    return f"<ul>{''.join(rows)}</ul>"


def test_category_of_another_articles_teaser_is_not_the_articles() -> None:
    own = '<a rel="category tag" href="/kategori/gator/">Gator</a>'
    teaser = (
        '<div><h3><a href="/2026/skolan">Skolan målas</a></h3><a rel=category href="/kategori/skola/">Skola</a></div>'
    )
    page = document(f"<div><h1>Bron öppnar igen</h1>{own}<p>{PROSE}</p>{teaser}</div>")
    assert [text_of(link) for link in category_links(page)] == ["Gator"]


def test_narrower_category_goes_before_the_wider_and_news_before_both() -> None:
    paths = ("/kategori/gator/", "/kategori/gator/broar/", "/kategori/notiser/", "/kategori/uncategorized/")
    names = ("Gator", "Broar", "Notiser", "Uncategorized")
    links = "".join(f'<a rel=category href="{path}">{name}</a> ' for path, name in zip(paths, names, strict=True))
    page = document(f"<h1>Bron öppnar igen</h1><p>{links}</p><p>{PROSE}</p>")
    article = Article(url=page.url, headline="Bron öppnar igen", article_body=PROSE)
    found = list(section_addresses(page, article, ()))
    assert found[:3] == [f"{HOST}{path}" for path in (paths[2], paths[1], paths[0])]
    assert not any("uncategorized" in url for url in found)


def test_folder_of_dated_links_is_a_section_unless_it_is_the_pages_own() -> None:
    elsewhere = find_clues(document(dated("/bygdens-blad", range(1, 5)), "/start")).candidates
    assert [(one.url, one.guessed) for one in elsewhere] == [(f"{HOST}/bygdens-blad", True)]
    assert find_clues(document(dated("/bygdens-blad", range(1, 5)), "/bygdens-blad")).candidates == ()


@pytest.mark.parametrize(("count", "is_section"), [(2, False), (3, True)])
def test_two_dated_things_under_no_name_of_news_are_no_section(count: int, is_section: bool) -> None:
    page = document(f"<h1>Blandat</h1>{dated('/blandat', range(1, count + 1))}", "/blandat")
    found = judge(page, Candidate(page.url))
    assert isinstance(found, FoundSection) == is_section
    if not is_section:
        assert found == "it is not named like news, and lists less than three things"


@pytest.mark.parametrize(("letters", "wanted"), [(30, True), (80, False)])
def test_bare_links_count_for_half_beside_the_text_of_a_short_article(letters: int, wanted: bool) -> None:
    links = "".join(f'<li><a href="/2026/{n}">Isbanan öppnar på lördag {n}</a></li>' for n in range(1, 6))
    assert is_list(document(f"<h1>Bron</h1><p>{PROSE[:letters]}</p><ul>{links}</ul>")) == wanted
