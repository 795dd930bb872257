"""An archive with three articles: one with everything, one with nothing but a headline and text, one that is hidden."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from archive.schema import Article, ArticleDate, Attachment, Contact, Crumb, Image
from tests.archive.conftest import HOST, SECTION, Desk

if TYPE_CHECKING:
    from archive import Archive

FULL, BARE, HIDDEN = f"{HOST}/nyheter/isbanan", f"{HOST}/nyheter/budget", f"{HOST}/nyheter/dolt"
ARTICLES = {
    FULL: Article(
        url=FULL,
        headline="Isbanan öppnar på lördag",
        description="Nu är isen tjock nog.",
        article_body="Isbanan vid Tallmon öppnar klockan tio.\n\nVälkommen!",
        article_body_html="<p>Isbanan vid Tallmon öppnar klockan tio.</p><p>Välkommen!</p>",
        author="Anna Ek",
        in_language="sv",
        date_published="2026-02-28T10:15+01:00",
        date_published_precision="minute",
        date_published_source="label",
        date_published_text="Publicerad 28 februari 2026 kl. 10.15",
        section=SECTION,
        breadcrumb=(*SECTION, Crumb(3, "Isbanan öppnar på lördag")),
        trail_source="json-ld",
        image=(Image(f"{HOST}/is.jpg", "Is", "Isbanan i februari.", "Bo Ny", 800, 600),),
        attachments=(Attachment(f"{HOST}/regler.pdf", "Regler", "application/pdf", "12 kB"),),
        dates=(ArticleDate("published", "2026-02-28T10:15+01:00", "minute", "label", "28 februari 2026 kl. 10.15"),),
        contact=Contact("Eva Sten", "fritidschef", "eva.sten@exempelkommun.se", "0123-456 78"),
        extracted_by={"headline": "generic"},
    ),
    BARE: Article(
        url=BARE,
        headline='=HYPERLINK("http://ond.example")',
        article_body="Fullmäktige beslutar i december.",
        date_published="2025-12",
        date_published_precision="month",
        date_published_source="label",
        section=SECTION,
    ),
    HIDDEN: Article(url=HIDDEN, headline="Hemligheten", article_body="Detta ska ingen läsa.", section=SECTION),
}


@pytest.fixture
def filled(archive: Archive, desk: Desk) -> Archive:
    """The archive, crawled."""
    desk.lists(*ARTICLES)
    for url, article in ARTICLES.items():
        desk.reads(url, article, body=f"<h1>{article.headline}</h1>".encode())
    with archive.db.atomic():
        archive.connection.execute("UPDATE articles SET hidden = 1 WHERE url = ?", [HIDDEN])
    return archive
