"""What `kommunarkiv status` says of a site and of the archive."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, get_args

import pytest
from click.testing import CliRunner

from archive.commands.check import check
from archive.commands.status import _SOURCES, _STATES
from archive.commands.status import status as command
from archive.schema import AddressState, Article, Source
from archive.status import at_a_glance, status
from tests.archive.conftest import HOST, SECTION

if TYPE_CHECKING:
    from tests.archive.conftest import Desk

NEWS = f"{HOST}/nyheter"


def crawled(desk: Desk, url: str, section: list[str], *, found: bool, exit_status: int) -> None:
    """A run from an address of the site, and how it ended there."""
    run_id = desk.archive.begin_run({"starts": [[url, section]]})
    desk.archive.add_start(desk.site_id, url, section, run_id)
    sections = ["Hem › Nyheter"] if found else []
    told = {"counts": {}, "reasons": [], "sections": sections, "exit_status": exit_status}
    desk.archive.report_run(run_id, {"exempelkommun.se": told})
    desk.archive.finish_run(run_id, {}, "finished", exit_status)


def printed(desk: Desk, *options: str) -> str:
    result = CliRunner().invoke(command, [*options, "--archive", str(desk.archive.path)])
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.mark.parametrize(
    ("url", "section", "shown"),
    [(f"{HOST}/nyhetr", [], f"{HOST}/nyhetr"), (HOST, ["Hem", "Sprot"], f"{HOST} (Hem › Sprot)")],
    ids=["mistyped address", "mistyped section"],
)
def test_mistyped_start_does_not_hide_how_a_site_was_last_crawled(
    desk: Desk, url: str, section: list[str], shown: str
) -> None:
    crawled(desk, NEWS, [], found=True, exit_status=0)
    crawled(desk, url, section, found=False, exit_status=7)
    (site,) = status(desk.archive.connection)["sites"]
    assert site["last_run"]["exit_status"] == 0
    assert site["in_vain"]["exit_status"] == 7
    text = printed(desk)
    assert f"found nothing, as none has, from {shown}\n" in text
    assert "  last crawled 20" in text
    assert "! last run" not in text


def test_known_start_that_fails_is_how_a_site_was_last_crawled(desk: Desk) -> None:
    crawled(desk, NEWS, [], found=True, exit_status=0)
    crawled(desk, f"{HOST}/nyhetr", [], found=False, exit_status=7)
    crawled(desk, NEWS, [], found=False, exit_status=7)
    (site,) = status(desk.archive.connection)["sites"]
    assert site["last_run"]["exit_status"] == 7
    assert site["in_vain"] is None
    assert "! last run" in printed(desk)


def test_pages_are_those_that_check_reads_back_whatever_a_revisit_answered(desk: Desk) -> None:
    for body, code in ((b"<p>Bron", 200), (b"", 304), (b"<p>", 200), (b"<p>Bron", 200)):
        desk.archive.store_page(desk.start.id, desk.page(NEWS, body, status=code), desk.run_id)
    pages = status(desk.archive.connection)["pages"]
    assert (pages["count"], pages["bytes"]) == (2, 10)
    assert "2 stored pages (10 bytes, " in printed(desk)
    checked = CliRunner().invoke(check, ["--archive", str(desk.archive.path)])
    assert "2 stored pages read back" in checked.output


def test_addresses_and_what_told_of_articles_are_said_in_a_persons_words(desk: Desk) -> None:
    desk.lists(f"{NEWS}/1", f"{NEWS}/2")
    desk.reads(f"{NEWS}/1", Article(f"{NEWS}/1", "Bron stängs", "Text.", section=SECTION))
    text = printed(desk)
    assert "\n  3 addresses: 2 read, or left out by a rule; 1 still to be visited\n" in text
    assert "\n  articles were found by: the section's list 1 (1 by it alone)\n" in text


def test_every_state_and_source_has_such_words() -> None:
    assert set(_STATES) == set(get_args(AddressState))
    assert set(_SOURCES) == set(get_args(Source))


def test_state_at_a_glance_reads_no_rows_of_all_articles(desk: Desk) -> None:
    """Whether an article is hidden stands behind its text: counting by it read the whole archive."""
    desk.lists(f"{NEWS}/1", f"{NEWS}/2", f"{NEWS}/3")
    for number, day in enumerate(("2026-02-01", "2026-02-03", None), 1):
        article = Article(f"{NEWS}/{number}", f"Rubrik {number}", "Text.", section=SECTION, breadcrumb=SECTION)
        desk.reads(article.url, replace(article, date_published=day), body=str(number).encode())
    connection, asked = desk.archive.connection, list[str]()
    connection.execute("UPDATE articles SET hidden = 1 WHERE url = ?", [f"{NEWS}/2"])
    connection.set_trace_callback(asked.append)
    (site,) = at_a_glance(connection)["sites"]
    connection.set_trace_callback(None)
    assert (site["articles"], site["hidden"], site["newest"]) == (2, 1, "2026-02-01")
    assert not [query for query in asked if "FROM pages" in query or "address_sources" in query]
    (counting,) = (query for query in asked if "municipalities.name" in query)
    plan = [row[-1] for row in connection.execute(f"EXPLAIN QUERY PLAN {counting}")]
    assert any(step.startswith("SEARCH articles USING COVERING INDEX") for step in plan)
    assert set(site) < set(status(connection)["sites"][0])
