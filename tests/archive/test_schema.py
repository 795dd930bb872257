"""The records as they pass between crawler and archive."""

from __future__ import annotations

from dataclasses import asdict

from archive.schema import Article, ArticleDate, Attachment, Contact, Crumb, Image

BARE = Article("https://www.exempel.se/a", "Rubrik", "Text")
FULL = Article(
    "https://www.exempel.se/nyheter/vattenlacka",
    "Vattenläcka på Storgatan",
    "Vattnet är avstängt.",
    breadcrumb=(Crumb(1, "Start", "https://www.exempel.se/"), Crumb(2, "Nyheter")),
    section=(Crumb(1, "Nyheter"),),
    image=(Image("https://www.exempel.se/bild.jpg", caption="Ett rör", width=640),),
    attachments=(Attachment("https://www.exempel.se/karta.pdf", "Karta"),),
    dates=(ArticleDate("published", "2026-02-08", "day", "time", "8 februari 2026"),),
    contact=Contact("Anna Ek", email="anna.ek@exempel.se"),
    addresses=(("https://www.exempel.se/12", "canonical"),),
    extracted_by={"headline": "h1"},
)


def test_an_articles_dict_is_the_one_of_dataclasses() -> None:
    assert [article.to_dict() for article in (BARE, FULL)] == [asdict(BARE), asdict(FULL)]


def test_an_articles_dict_has_its_fields_in_order() -> None:
    assert list(FULL.to_dict()) == list(asdict(FULL))


def test_an_articles_dict_is_the_readers_own() -> None:
    FULL.to_dict()["extracted_by"]["headline"] = "title"
    assert FULL.extracted_by == {"headline": "h1"}
