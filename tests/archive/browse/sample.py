"""A small archive for the tests of browsing: two municipalities, made-up news, every kind of part an article has."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from archive import Archive
from archive.schema import (
    Article,
    ArticleDate,
    Attachment,
    Contact,
    Context,
    Crumb,
    FoundAddress,
    Image,
    Page,
    Reading,
    Refusal,
    Told,
)

if TYPE_CHECKING:
    from pathlib import Path

FETCHED_AT = datetime(2026, 3, 2, 9, 30, tzinfo=ZoneInfo("Europe/Stockholm"))
HABO, KNIVSTA = "https://www.habo.se", "https://www.knivsta.se"
NEWS = ("Hem", "Nyheter")


def crumbs(*names: str, base: str = HABO) -> tuple[Crumb, ...]:
    return tuple(
        Crumb(position, name, f"{base}/{'/'.join(names[1:position]).lower()}") for position, name in enumerate(names, 1)
    )


def published(value: str, text: str) -> dict[str, object]:
    """The fields of a publication date that the page shows beside the headline."""
    precision = "minute" if "T" in value else "day"
    return {
        "date_published": value,
        "date_published_precision": precision,
        "date_published_source": "label",
        "date_published_text": text,
        "dates": (ArticleDate("published", value, precision, "label", text),),
    }


POLICE = Article(
    url=f"{HABO}/nyheter/trygghet/polisens-omradeskontor-flyttar",
    headline="Polisens områdeskontor flyttar till nya lokaler",
    description="Från den 9 mars tar polisen emot besök på Torggatan 4, mitt emot biblioteket.",
    article_body="Det gamla kontoret vid järnvägsstationen stänger fredagen den 6 mars.\n\n"
    "– Vi kommer närmare både skolan och centrum, säger områdespolisen Karin Ek.",
    article_body_html="<p>Det gamla kontoret vid järnvägsstationen stänger fredagen den 6 mars.</p>"
    "<p>– Vi kommer närmare både skolan och centrum, säger områdespolisen "
    '<a href="https://polisen.se/">Karin Ek</a>.</p>'
    "<h2>Öppettider</h2><ul><li>Måndag–torsdag 9–16</li><li>Fredag 9–14</li></ul>",
    author="Kommunikationsenheten",
    in_language="sv",
    breadcrumb=crumbs("Hem", "Nyheter", "Trygghet", "Polisens områdeskontor flyttar till nya lokaler"),
    section=crumbs("Hem", "Nyheter", "Trygghet"),
    trail_source="nav",
    image=(
        Image(
            f"{HABO}/images/torggatan.jpg",
            "Tegelhus med höga fönster vid ett torg",
            "Torggatan 4 byggs om under vintern.",
            "Mats Lind",
            1200,
            800,
        ),
        Image(f"{HABO}/images/karta.png", "Karta över centrum"),
    ),
    attachments=(Attachment(f"{HABO}/download/18.5/planritning.pdf", "Planritning", "application/pdf", "932 kB"),),
    contact=Contact("Karin Ek", "Områdespolis", "karin.ek@example.se", "0171-525 00"),
    extracted_by={"headline": "selector", "article_body": "selector"},
    **published("2026-02-27T10:15+01:00", "27 februari 2026 kl. 10.15"),  # type: ignore[arg-type]
)
SNOW = Article(
    url=f"{HABO}/nyheter/kommuninfo/snorojning",
    headline="Snöröjning – så gör vi",
    article_body="Vi börjar ploga när det har kommit fem centimeter snö.\n\nGångvägar och busshållplatser röjs först.",
    article_body_html="<p>Vi börjar ploga när det har kommit fem centimeter snö.</p><p>Gångvägar röjs först.</p>",
    breadcrumb=crumbs("Hem", "Nyheter", "Kommuninfo"),
    section=crumbs("Hem", "Nyheter", "Kommuninfo"),
    trail_source="text",
    image=(Image(f"{HABO}/images/plog.jpg", None, "En plogbil på Kalmarvägen, bild av Anna Berg.", "Anna Berg"),),
    dates=(ArticleDate("mentioned", "--02-08", "month-day", "prose", "Den 8 februari", Told("no year in the text")),),
)
POOL = Article(
    url=f"{KNIVSTA}/nyheter/simhallen-oppnar",
    headline="Simhallen öppnar igen efter renoveringen",
    description="Nya duschar, ny bastu och en lekbassäng för de minsta.",
    article_body="Simhallen har varit stängd sedan i juni. Entréavgiften är oförändrad.",
    article_body_html="<p>Simhallen har varit stängd sedan i juni.</p>"
    "<table><tr><th>Vuxen</th><td>75 kronor</td></tr><tr><th>Barn</th><td>30 kronor</td></tr></table>",
    breadcrumb=crumbs("Start", "Nyheter", base=KNIVSTA),
    section=crumbs("Start", "Nyheter", base=KNIVSTA),
    trail_source="json-ld",
    image=(Image(f"{KNIVSTA}/bilder/simhall.jpg", "Tom simbassäng i morgonljus", None, "Foto: Lisa Ström"),),
    **published("2025-11-14", "14 november 2025"),  # type: ignore[arg-type]
)
GONE = Article(
    url=f"{HABO}/nyheter/trygghet/vattnet-kokas",
    headline="Koka vattnet i Bålsta tills vidare",
    article_body="Prover visar på bakterier i dricksvattnet. Koka vattnet innan du dricker det.",
    article_body_html="<p>Prover visar på bakterier i dricksvattnet.</p>",
    breadcrumb=crumbs("Hem", "Nyheter", "Trygghet"),
    section=crumbs("Hem", "Nyheter", "Trygghet"),
    trail_source="nav",
    **published("2025-08-30", "2025-08-30"),  # type: ignore[arg-type]
)
POLICE_BEFORE = replace(
    POLICE,
    headline="Polisens områdeskontor flyttar",
    article_body="Det gamla kontoret vid järnvägsstationen stänger fredagen den 13 mars.\n\n"
    "– Vi kommer närmare både skolan och centrum, säger områdespolisen Karin Ek.",
)

ARTICLES = {
    "habo": ("Håbo kommun", HABO, (POLICE_BEFORE, SNOW, GONE)),
    "knivsta": ("Knivsta kommun", KNIVSTA, (POOL,)),
}


SITE_REPORTS = {
    "habo": {
        "counts": {"requests": 4, "pages": 4, "articles": 3, "new": 1, "section": 1},
        "reasons": [],
        "sections": ["Hem › Nyheter"],
        "robots": {"state": "allowed", "status": 200, "crawl_delay": 2.0},
        "seconds": 9,
        "exit_status": 0,
    },
    "knivsta": {
        "counts": {"failed": 1, "requests": 1},
        "reasons": [{"reason": Refusal.ROBOTS_STATUS.told(status=503), "count": 1, "examples": []}],
        "sections": [],
        "robots": {"state": "unreachable", "status": 503, "crawl_delay": 0.0},
        "seconds": 1,
        "exit_status": 6,
    },
}
"""What the last run did: Håbo is well, Knivsta could not be visited."""


def make_archive(path: Path) -> Path:
    """Write the sample archive: POLICE is changed once, GONE is gone, SNOW has no date."""
    with Archive.open(path) as archive:
        for key, (name, base_url, articles) in ARTICLES.items():
            add_articles(archive, key, name, base_url, articles)
        visit_again(archive)
        run_id = archive.begin_run({"start": [HABO, KNIVSTA]})
        archive.report_run(run_id, SITE_REPORTS)
        archive.finish_run(run_id, {"pages": 7}, "finished", 0)
    return path


def add_articles(
    archive: Archive, key: str, name: str, base_url: str, articles: tuple[Article, ...], *, html: bytes = b"<html>"
) -> list[int]:
    """Crawl these articles of one site, as the crawler would; ids of their addresses."""
    run_id = archive.begin_run({"start": [base_url]})
    site_id = archive.ensure_site(key, name, f"{base_url}/")
    section = articles[0].section
    start, _ = archive.add_start(site_id, f"{base_url}/nyheter", (), run_id)
    scope = archive.set_scope(run_id, start.id, site_id, section)
    archive.store_page(start.id, Page(start.url, html, FETCHED_AT), run_id)
    found = tuple(
        FoundAddress(article.url, "article", rank, Context(), listed=article.section == section)
        for rank, article in enumerate(articles, 1)
    )
    archive.record(start.id, Reading("section", section=section, found=found))
    known = {article.url: article for article in articles}
    addresses = archive.due_addresses(run_id, site_id, [scope], len(articles))
    for number, address in enumerate(addresses):
        page = Page(address.url, html, FETCHED_AT + timedelta(minutes=number))
        archive.store_page(address.id, page, run_id)
        archive.record(address.id, Reading("article", article=known[address.url]))
    archive.finish_run(run_id, {"pages": len(addresses) + 1}, "finished", 0)
    return [address.id for address in addresses]


def visit_again(archive: Archive) -> None:
    """A day later the police article has changed, and a page has been taken away (answered 404 on two visits)."""
    run_id = archive.begin_run({"start": [HABO], "full": True})
    ids = dict(archive.connection.execute("SELECT url, id FROM addresses"))
    page = Page(POLICE.url, b"<html>2", FETCHED_AT + timedelta(days=1))
    archive.store_page(ids[POLICE.url], page, run_id)
    archive.record(ids[POLICE.url], Reading("article", article=POLICE))
    for _ in range(2):
        archive.settle_missing(ids[GONE.url], "404", run_id)
    archive.finish_run(run_id, {"pages": 1}, "finished", 0)
