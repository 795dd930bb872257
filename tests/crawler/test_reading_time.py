"""A page that comes again byte for byte says the same: "igår" counts from the day when the archive first had it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from archive import Archive
from archive.schema import Context, Page
from crawler.reading import read_page
from crawler.sites import ad_hoc

if TYPE_CHECKING:
    from pathlib import Path

URL = "https://www.storvik.se/nyheter/bron"
PROSE = "Bron över ån öppnar för trafik igen sedan räckena har bytts ut, och bussarna går åter sin vanliga väg. "
PAGE = f"<main><h1>Bron öppnar igen</h1><p>Publicerad igår</p><p>{PROSE * 2}</p><p>{PROSE}</p></main>".encode()


def test_refetch_of_the_same_bytes_does_not_move_a_relative_date(tmp_path: Path) -> None:
    with Archive.open(tmp_path / "archive.db") as archive:
        run_id = archive.begin_run({"starts": [[URL, []]]})
        site = ad_hoc(URL)
        address, _ = archive.add_start(archive.ensure_site(site.key, site.name, site.base_url), URL, (), run_id)
        days = []
        for day in (10, 14):
            page = Page(URL, PAGE, datetime(2026, 3, day, 8, tzinfo=UTC))
            kept = archive.store_page(address.id, page, run_id).page
            article = read_page(kept, site, "article", Context(listing=URL)).article
            assert article is not None
            days.append(article.date_published)
    assert days == ["2026-03-09", "2026-03-09"]
