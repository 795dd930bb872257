"""The view `news`: what readers in SQL begin with."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tests.archive.conftest import HOST
from tests.archive.fixtures.make import BRIDGE, POOL, SCHOOL, article

if TYPE_CHECKING:
    from archive import Archive
    from tests.archive.conftest import Desk


def headlines_in_order(archive: Archive, query: str) -> list[str]:
    return [row[0] for row in archive.connection.execute(query)]


def test_lines_come_newest_first_then_by_address_whatever_came_first(archive: Archive, desk: Desk) -> None:
    """An undated article is last, and the order of insertion, which a merge changes, tells nothing."""
    urls = [f"{HOST}/nyheter/{name}" for name in ("o", "b", "a", "ny")]
    desk.lists(*urls)
    for url, date in zip(urls, (None, "2026-02-08", "2026-02-08", "2026-03-01"), strict=True):
        one = replace(article(BRIDGE), url=url, headline=f"Nytt om {url}", article_body=url, date_published=date)
        desk.reads(url, one, body=url.encode())
    assert headlines_in_order(archive, "SELECT url FROM news") == [urls[3], urls[2], urls[1], urls[0]]


def test_a_line_can_be_joined_with_what_hangs_on_it(archive: Archive, desk: Desk) -> None:
    desk.lists(BRIDGE, SCHOOL, POOL)
    for url in (BRIDGE, SCHOOL, POOL):
        desk.reads(url, article(url), body=url.encode())
    rows = archive.connection.execute(
        """SELECT news.headline, news.published_precision, sites.name, sections.trail, municipalities.name,
                  article_dates.text
           FROM news JOIN articles USING (id) JOIN article_dates ON article_dates.article_id = news.id
           JOIN sites ON sites.key = news.site_key JOIN sections ON sections.id = news.section_id
           LEFT JOIN municipalities ON municipalities.code = news.municipality_code WHERE news.url = ?""",
        [SCHOOL],
    ).fetchall()
    told = archive.connection.execute(
        "SELECT headline, published_precision, site, section, municipality FROM news WHERE url = ?", [SCHOOL]
    ).fetchone()
    assert rows == [(*told, "Publicerad 8 februari 2026")]
    assert told[1] == "day"
