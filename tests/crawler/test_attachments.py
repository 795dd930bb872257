"""Which links of an article are its files, and what is told of each."""

from __future__ import annotations

import pytest

from crawler.record import record_of

PROSE = (
    "Bron över ån öppnar för trafik igen sedan räckena har bytts ut, och bussarna går åter sin vanliga väg genom byn."
)
URL = "https://www.exempelby.se/nyheter/bron"


def attachments(markup: str) -> list[dict[str, str | None]]:
    record = record_of(f"<main><h1>Bron öppnar igen</h1><p>{PROSE}</p>{markup}<p>{PROSE}</p></main>", URL)
    found: list[dict[str, str | None]] = record["attachments"]
    return found


@pytest.mark.parametrize(
    ("href", "url"),
    [
        ("/plan.pdf", "https://www.exempelby.se/plan.pdf"),
        ("ftp://ftp.exempelby.se/plan.pdf", "ftp://ftp.exempelby.se/plan.pdf"),
        ("data:text/calendar;base64,QkVHSU4/", None),
        ("blob:https://www.exempelby.se/1/2", None),
        ("tel:0171/52500", None),
        ("#plan.pdf", None),
    ],
)
def test_file_is_what_a_server_gives(href: str, url: str | None) -> None:
    found = attachments(f"<p><a download href='{href}'>Planen (pdf, 12 kB)</a></p>")
    assert [one["content_url"] for one in found] == ([url] if url else [])


@pytest.mark.parametrize(
    ("markup", "name", "size"),
    [
        ("<li><a href=/plan.pdf>Planen</a> 12 kB</li>", "Planen", "12 kB"),
        ("<li><a href=/plan.pdf>Planen (pdf, 1,2 MB, öppnas i nytt fönster)</a></li>", "Planen", "1,2 MB"),
        ("<li><a href=/plan.pdf>Ladda ner</a> <a href=/plan.pdf>Planen för bron</a></li>", "Planen för bron", None),
        ("<li><a href=/plan.pdf>Planen</a>, <a href=/karta>kartan</a> och filmen på 9 MB</li>", "Planen", None),
        (
            f"<li><a href=/plan.pdf>{'Planen för bron ' * 20}(pdf, 12 kB)</a></li>",
            ("Planen för bron " * 20).strip(),
            "12 kB",
        ),
    ],
)
def test_name_and_size_of_a_file(markup: str, name: str, size: str | None) -> None:
    (found,) = attachments(f"<ul>{markup}</ul>")
    assert (found["name"], found["content_size"]) == (name, size)


@pytest.mark.parametrize(("letters", "taken"), [(100, True), (3000, False)])
def test_box_beside_the_article_that_says_it_holds_its_files(letters: int, taken: bool) -> None:
    box = f"<div><h2>Dokument</h2><a href=/x>{'ord ' * (letters // 4)}</a><a href=/plan.pdf>Planen</a></div>"
    page = f"<main><article><h1>Bron öppnar igen</h1><p>{PROSE}</p><p>{PROSE}</p></article>{box}</main>"
    assert bool(record_of(page, URL)["attachments"]) == taken


def test_box_of_files_in_the_footer_of_the_page_is_not_the_articles() -> None:
    box = "<footer><div><h2>Dokument</h2><a href=/plan.pdf>Planen</a></div></footer>"
    page = f"<main><article><h1>Bron öppnar igen</h1><p>{PROSE}</p><p>{PROSE}</p></article>{box}</main>"
    assert not record_of(page, URL)["attachments"]
