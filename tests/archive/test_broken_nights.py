"""A night on which a site shows something else in the place of its news: nothing is lost, nothing is believed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from archive import revisits
from archive.schema import Article, Context, Crumb, FoundAddress, Reading
from tests.archive.conftest import HOST, SECTION

if TYPE_CHECKING:
    from collections.abc import Callable

    from archive import Archive
    from tests.archive.conftest import Desk

NEWS = [f"{HOST}/nyheter/bron", f"{HOST}/nyheter/skolan"]
LINKED = f"{HOST}/om-webbplatsen"


def waits(archive: Archive, url: str, since: str = "fetched_at") -> timedelta:
    """How long after it was visited the address is due again."""
    due_at, visited = archive.connection.execute(
        f"SELECT due_at, {since} FROM addresses WHERE url = ?", [url]
    ).fetchone()
    return datetime.fromisoformat(due_at) - datetime.fromisoformat(visited)


def test_new_news_that_was_an_error_page_is_looked_at_soon(archive: Archive, desk: Desk) -> None:
    desk.lists(*NEWS)
    link = FoundAddress(LINKED, "article", 3, Context(("Hem", "Nyheter"), source="link"))
    archive.record(desk.start.id, Reading("section", SECTION, found=(link,)))
    for url in (NEWS[0], LINKED):
        address, _ = archive.entrance(url, desk.run_id)
        archive.store_page(address.id, desk.page(url, b"<h1>Fel"), desk.run_id)
        archive.record(address.id, Reading("outside", reason="an error page"))
    assert waits(archive, NEWS[0]) < timedelta(days=1)
    assert waits(archive, LINKED) == revisits.LONGEST


def test_news_that_a_rule_kept_us_from_is_asked_for_soon(archive: Archive, desk: Desk) -> None:
    desk.lists(*NEWS)
    for url in NEWS:
        archive.excluded(archive.entrance(url, desk.run_id)[0].id, "robots.txt does not allow it", desk.run_id)
        assert waits(archive, url, since="found_at") < timedelta(days=1)


def article(url: str, headline: str, text: str) -> Article:
    return Article(url, headline, text, section=SECTION, breadcrumb=(*SECTION, Crumb(3, headline)))


def test_wall_with_the_sections_trail_is_not_believed(archive: Archive, desk: Desk) -> None:
    desk.lists(*NEWS)
    wall: Callable[[str], Article] = lambda url: article(url, "Driftstopp", "Underhåll pågår, pröva igen senare.")  # noqa: E731
    for url, text in zip(NEWS, ("Bron stängs på måndag.", "Skolan öppnar i augusti."), strict=True):
        desk.reads(url, article(url, text, text))
    told = [desk.reads(url, wall(url), body=b"<h1>Driftstopp", day=day) for day in (2, 3) for url in NEWS]
    assert told == ["replaced", "replaced", "replaced again", "replaced again"]


def test_another_article_in_the_place_of_one_is_believed_the_second_time(archive: Archive, desk: Desk) -> None:
    url = NEWS[0]
    desk.lists(*NEWS)
    desk.reads(url, article(url, "Bron stängs", "Trafiken leds om via Storgatan."))
    other = article(url, "Budgeten antagen", "Fullmäktige beslutade enhälligt igår kväll.")
    assert [desk.reads(url, other, body=b"<h1>Budgeten", day=day) for day in (2, 3)] == ["replaced", "changed"]


def test_gone_article_is_visited_when_its_list_shows_it_again_and_not_while_it_shows_it_still(
    archive: Archive, desk: Desk
) -> None:
    desk.lists(*NEWS, LINKED)
    for run, shown in enumerate((NEWS, (NEWS[1],), NEWS)):
        archive.finish_run(desk.run_id, {}, "finished", 0)
        desk.run_id = archive.begin_run({"night": run})
        section_id = desk.lists(*shown, LINKED)
        if run == 0:
            for url in NEWS:
                archive.settle_missing(archive.entrance(url, desk.run_id)[0].id, "HTTP 404", desk.run_id)
        due = [one.url for one in archive.due_addresses(desk.run_id, desk.site_id, [section_id], 100)]
        assert [url for url in due if url in NEWS] == ([NEWS[0]] if run == 2 else [])
