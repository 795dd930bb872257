"""The body as minimal HTML: which elements it has, how lists nest, and what of a link stays."""

from __future__ import annotations

import pytest

from crawler.record import record_of

PROSE = "Bron över ån öppnar för trafik igen sedan räckena har bytts ut, och bussarna går åter sin vanliga väg."
URL = "https://www.exempelby.se/nyheter/bron"


def body_html(markup: str) -> str:
    """The HTML that a piece of a body becomes, between a paragraph before it and one after it."""
    page = f"<main><h1>Bron öppnar igen</h1><p>{PROSE}</p>{markup}<p>{PROSE}</p></main>"
    record = record_of(page, URL)
    html: str = record["article_body_html"]
    return html.removeprefix(f"<p>{PROSE}</p>").removesuffix(f"<p>{PROSE}</p>")


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        pytest.param(
            "<p>Om <a href='/bron?a=1&amp;b=2'><b>bron</b></a> och <em>ån</em>.</p>",
            '<p>Om <a href="https://www.exempelby.se/bron?a=1&amp;b=2"><strong>bron</strong></a> och <em>ån</em>.</p>',
            id="styles and absolute addresses",
        ),
        pytest.param(
            "<p>Här är <a href='javascript:alert(1)'>en knapp</a> som ingen kan trycka på &lt;b&gt;.</p>",
            "<p>Här är en knapp som ingen kan trycka på &lt;b&gt;.</p>",
            id="no script",
        ),
        pytest.param(
            "<p>Första raden är den här.<br>Andra raden är den här.</p>",
            "<p>Första raden är den här.</p><p>Andra raden är den här.</p>",
            id="an element a line",
        ),
        pytest.param(
            "<ul><li>ett</li><li>två<ol><li>två a</li><li>två b</li></ol></li><li>tre</li></ul>",
            "<ul><li>ett</li><li>två<ol><li>två a</li><li>två b</li></ol></li><li>tre</li></ul>",
            id="nested lists",
        ),
        pytest.param(
            "<ul><li><ul><li>djupt</li></ul></li><li>grunt</li></ul>",
            "<ul><li><ul><li>djupt</li></ul></li><li>grunt</li></ul>",
            id="a list that begins inside another",
        ),
        pytest.param(
            "<div><li>Punkt ett om bron.</li><li>Punkt två om bron.</li></div>",
            "<ul><li>Punkt ett om bron.</li><li>Punkt två om bron.</li></ul>",
            id="items in no list",
        ),
        pytest.param(
            "<div><li><p>Punkt ett om bron.</p></li><li><p>Punkt två om bron.</p></li></div>",
            "<ul><li>Punkt ett om bron.</li><li>Punkt två om bron.</li></ul>",
            id="items with paragraphs in no list",
        ),
        pytest.param(
            "<blockquote><p>Det är vår bästa bro.</p><p>Den håller länge.</p></blockquote>",
            "<blockquote><p>Det är vår bästa bro.</p><p>Den håller länge.</p></blockquote>",
            id="a quotation",
        ),
        pytest.param(
            "<table><caption>Broar</caption><tr><th>Bro</th><th>År</th></tr><tr><td>Norra</td><td>1912</td></tr></table>",
            "<table><caption>Broar</caption><thead><tr><th>Bro</th><th>År</th></tr></thead>"
            "<tbody><tr><td>Norra</td><td>1912</td></tr></tbody></table>",
            id="a table",
        ),
        pytest.param(
            "<p>- Nu är den äntligen klar, säger hon om bron.</p>",
            "<p>– Nu är den äntligen klar, säger hon om bron.</p>",
            id="the dash before speech",
        ),
        pytest.param(
            "<p><a href='https://a-b.se/en-sida'>- Nu är den klar</a>, säger hon om bron.</p>",
            '<p><a href="https://a-b.se/en-sida">– Nu är den klar</a>, säger hon om bron.</p>',
            id="the dash before speech in a link",
        ),
        pytest.param(
            "<p>\N{NON-BREAKING HYPHEN} Nu är den klar, säger hon om bron.</p>",
            "<p>– Nu är den klar, säger hon om bron.</p>",
            id="another hyphen before speech",
        ),
        pytest.param(
            "<p><b>-</b> Nu är den klar, säger hon om bron.</p>",
            "<p><strong>–</strong> Nu är den klar, säger hon om bron.</p>",
            id="the dash in a style of its own",
        ),
    ],
)
def test_minimal_html(markup: str, expected: str) -> None:
    assert body_html(markup) == expected
