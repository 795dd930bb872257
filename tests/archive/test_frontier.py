"""What is due, and in which order, whatever happened to the addresses before."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from archive import frontier
from archive.clock import now
from archive.schema import Article, Context, FoundAddress
from tests.archive.conftest import HOST, SECTION, Desk

if TYPE_CHECKING:
    from collections.abc import Callable

    from archive import Archive

BY_THE_BOOK = """
    SELECT url FROM addresses
    WHERE site_id = ? AND due_at <= ? AND state != 'stored' AND run_id IS NOT ? AND kind IN ('list', 'article')
      AND (? IS NULL OR dated IS NULL OR dated >= substr(?, 1, length(dated)))
      AND id IN (SELECT address_id FROM address_sections WHERE section_id = ?)
    ORDER BY failures > 0, rank, url"""
"""The rule itself, asked of every address: what is due is what it says, however the archive finds it."""


def due(archive: Archive, desk: Desk, section_id: int) -> list[str]:
    return [address.url for address in archive.due_addresses(desk.run_id, desk.site_id, [section_id], 1000)]


def by_the_book(archive: Archive, desk: Desk, section_id: int, until: str, since: str | None) -> list[str]:
    values = [desk.site_id, until, desk.run_id, since, since, section_id]
    return [url for (url,) in archive.connection.execute(BY_THE_BOOK, values)]


def visits(archive: Archive, desk: Desk) -> list[Callable[[str], object]]:
    """Everything that may happen to an address in a run."""

    def id_of(url: str) -> int:
        return archive.entrance(url, desk.run_id)[0].id

    def reads(url: str) -> str:
        return desk.reads(url, Article(url, url[-6:], f"Text om {url}.", section=SECTION, breadcrumb=SECTION))

    return [
        reads,
        lambda url: archive.store_page(id_of(url), desk.page(url, b"<p>"), desk.run_id),
        lambda url: archive.failed(id_of(url), "HTTP 500", desk.run_id),
        lambda url: archive.excluded(id_of(url), "a file", desk.run_id),
        lambda url: archive.settle_missing(id_of(url), "HTTP 404", desk.run_id),
        lambda url: archive.revisited(id_of(url), desk.page(url, b"", status=304), desk.run_id),
    ]


def test_what_is_due_is_what_the_rule_says_in_its_order(archive: Archive, desk: Desk) -> None:
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    dice = random.Random(seed)
    urls = [f"{HOST}/nyheter/{number}" for number in range(60)]
    section_id = desk.lists(*urls[:30], next_page=f"{HOST}/nyheter?page=2")
    for number in range(12):
        arguments = {"full": number % 3 == 1} | ({"since": "2026-02-01"} if number % 4 == 3 else {})
        since = arguments.get("since")
        for url in dice.sample(urls[: 30 + number], 9):
            if url in due(archive, desk, section_id):
                dice.choice(visits(archive, desk))(url)
        archive.finish_run(desk.run_id, {}, "finished", 0)
        desk.run_id = archive.begin_run({"starts": [], "number": number, **arguments})
        with archive.transaction() as connection:
            connection.execute("UPDATE addresses SET due_at = '2026-03-01' WHERE id % 7 = ?", [number % 7])
            connection.execute("UPDATE addresses SET dated = '2025-01' WHERE id % 11 = ?", [number % 11])
        desk.lists(*dice.sample(urls[: 30 + number], 20), next_page=f"{HOST}/nyheter?page=2", body=str(number).encode())
        until = "9999" if arguments["full"] else now()
        expected = by_the_book(archive, desk, section_id, until, str(since) if since else None)
        assert due(archive, desk, section_id) == expected
        assert archive.due_count(desk.run_id, desk.site_id, [section_id]) == len(expected)


def test_looking_for_what_is_due_reads_nothing_else(archive: Archive, desk: Desk) -> None:
    """The index holds what a run still wants, in its order: what is done costs nothing."""
    section_id = desk.lists(f"{HOST}/nyheter/1", f"{HOST}/nyheter/2")
    asked: list[str] = []
    archive.connection.set_trace_callback(asked.append)
    archive.due_addresses(desk.run_id, desk.site_id, [section_id], 10)
    archive.connection.set_trace_callback(None)
    (query,) = (text for text in asked if "ORDER BY" in text)
    plan = [row[-1] for row in archive.connection.execute(f"EXPLAIN QUERY PLAN {query}")]
    assert plan[0] == "SEARCH addresses USING INDEX addresses_wanted (site_id=?)"
    assert not [step for step in plan[1:] if "SCAN" in step or step == "USE TEMP B-TREE FOR ORDER BY"]


def test_an_address_that_led_away_is_not_read_when_a_stronger_source_tells_of_it(archive: Archive, desk: Desk) -> None:
    url = f"{HOST}/nyheter/lansstyrelsen"
    names = tuple(crumb.name for crumb in SECTION)
    weak = FoundAddress(url, "article", 9, Context(names, source="sitemap"))
    strong = FoundAddress(url, "article", 2, Context(names, f"{HOST}/nyheter", 2), listed=True)
    with archive.transaction():
        address_id = frontier.add(archive.connection, desk.site_id, weak, None)
    archive.excluded(address_id, "it leads to another site", desk.run_id)
    with archive.transaction():
        frontier.add(archive.connection, desk.site_id, strong, f"{HOST}/nyheter")
    assert list(archive.stored_addresses()) == []
    assert archive.entrance(url, desk.run_id)[0].context == strong.context


def test_an_article_that_was_read_stays_one_when_a_link_calls_it_a_section(archive: Archive, desk: Desk) -> None:
    url = f"{HOST}/nyheter/pressmeddelanden"
    desk.lists(url)
    assert desk.reads(url, Article(url, "Press", "Så når pressen oss.", section=SECTION, breadcrumb=SECTION)) == "new"
    called = FoundAddress(url, "walk", 0, Context(source="home", position=2))
    before = archive.entrance(url, desk.run_id)[0]
    with archive.transaction():
        frontier.add(archive.connection, desk.site_id, called, f"{HOST}/nyheter")
    assert archive.entrance(url, desk.run_id)[0] == before
