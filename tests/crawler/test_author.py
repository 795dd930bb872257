"""Who wrote an article: which lines name the author, and which only look as if they did."""

from __future__ import annotations

import pytest

from crawler.record import record_of

PROSE = (
    "Bron över ån öppnar för trafik igen sedan räckena har bytts ut, och bussarna går åter sin vanliga väg genom byn."
)
URL = "https://www.exempelby.se/nyheter/bron"


@pytest.mark.parametrize(
    ("byline", "author"),
    [
        ("<p class=byline>Av Lena Dahl</p>", "Lena Dahl"),
        ("<p>Av Lena Dahl</p>", "Lena Dahl"),
        (
            "<p class=byline><span class=author>Lena Dahl</span> <span class=writer-title>Ortsombud</span></p>",
            "Lena Dahl",
        ),
        ("<p class=byline><span class=author>Lena Dahl</span> <span class=author>Bo Ek</span></p>", "Lena Dahl, Bo Ek"),
        ("<p class=byline><a rel=author>Lena Dahl</a> <span class=author>Ortsombud</span></p>", "Lena Dahl"),
        ("<p class=image-byline>Bo Ek</p>", None),
        ("<p class=byline>admin</p>", None),
        (f"<p class=byline>{'Lena Dahl skriver om broar. ' * 20}</p>", None),
    ],
)
def test_author_in_the_article(byline: str, author: str | None) -> None:
    record = record_of(f"<main><h1>Bron öppnar igen</h1>{byline}<p>{PROSE}</p><p>{PROSE}</p></main>", URL)
    assert record["author"] == author


def test_line_with_a_name_outside_of_the_content_names_no_author() -> None:
    page = f"<div><p>Av Lena Dahl</p></div><main><h1>Bron öppnar igen</h1><p>{PROSE}</p><p>{PROSE}</p></main>"
    assert record_of(page, URL)["author"] is None
