"""What stands around an article's text on a page that is built otherwise than most."""

from __future__ import annotations

from crawler.record import record_of

PROSE = (
    "Bron över ån öppnar för trafik igen sedan räckena har bytts ut, och bussarna går åter sin vanliga väg genom byn."
)
URL = "https://www.exempelby.se/nyheter/bron"


def test_text_over_a_headline_that_stands_below_it_is_kept() -> None:
    over = f"<p>{PROSE}</p>" * 3
    page = f"<main>{over}<h1>Bron öppnar igen</h1><p>Välkomna till invigningen på lördag.</p></main>"
    assert record_of(page, URL)["article_body"].count(PROSE) == 3


def test_picture_of_a_notice_over_the_headline_is_none_of_the_articles() -> None:
    def images(box: str) -> list[str]:
        text = f"<div><h1>Bron öppnar igen</h1><p>{PROSE}</p><p>{PROSE}</p></div>"
        page = f"<article><div class={box}><img src=/bild-av-bron.jpg width=800 height=600></div>{text}</article>"
        return [image["content_url"] for image in record_of(page, URL)["image"]]

    assert images("hero") == ["https://www.exempelby.se/bild-av-bron.jpg"]
    assert images("cookie") == []
