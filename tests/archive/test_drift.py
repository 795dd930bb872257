"""Alarms from the archive's own history: each kind when it should, and none on a site that goes on as before."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from archive import drift
from archive.metrics import metrics
from archive.schema import Article, Crumb, Image
from archive.status import status
from archive.status_page import status_page
from tests.archive.conftest import HOST, SECTION

if TYPE_CHECKING:
    from archive import Archive
    from tests.archive.conftest import Desk

NOW = datetime(2026, 3, 1, 6, 0, tzinfo=UTC)
GOOD: dict[str, Any] = {
    "counts": {"pages": 12, "section": 1, "listed": 10},
    "reasons": [],
    "sections": ["Hem › Nyheter"],
    "cms": "sitevision",
    "seconds": 12,
    "exit_status": 0,
}


def runs(archive: Archive, *told: dict[str, Any], last: datetime = NOW) -> None:
    """A run a day, the last one at an instant, with what each did on the site."""
    for number, values in enumerate(told):
        started = last - timedelta(days=len(told) - 1 - number)
        run_id = archive.begin_run({"number": number})
        archive.report_run(run_id, {"exempelkommun.se": {**GOOD, **values}})
        archive.finish_run(run_id, {}, "finished", 0)
        with archive.transaction() as connection:
            connection.execute("UPDATE runs SET started_at = ? WHERE id = ?", [started.isoformat(), run_id])


def news(desk: Desk, days: list[str | None], **fields: Any) -> None:
    """Articles of the section published on these days."""
    known = desk.archive.connection.execute("SELECT count(*) FROM articles").fetchone()[0]
    urls = [f"{HOST}/nyheter/{known + number}" for number in range(len(days))]
    desk.lists(*urls, body=b"<!DOCTYPE html><ul></ul>")
    for number, (url, day) in enumerate(zip(urls, days, strict=True)):
        article = Article(
            url,
            f"Rubrik {known + number}",
            fields.get("body", f"Text {known + number}."),
            date_published=day,
            date_published_precision="day" if day else None,
            breadcrumb=(*SECTION, Crumb(3, "Rubrik")),
            section=SECTION,
            image=fields.get("image", (Image(f"{HOST}/bild.jpg"),)),
        )
        desk.reads(url, article, body=f"<!DOCTYPE html><p>Text {known + number}".encode())


def seen_live(archive: Archive) -> None:
    """The archive has found the news of the section on more than one day."""
    with archive.transaction() as connection:
        connection.execute("UPDATE articles SET first_seen = '2026-01-02T04:30:00+00:00' WHERE id % 2")


def kinds(archive: Archive, at: datetime = NOW) -> list[str]:
    return [alarm.kind for alarm in drift.alarms(archive.connection, at)]


def days_before(*numbers: int) -> list[str | None]:
    return [(NOW - timedelta(days=number)).date().isoformat() for number in numbers]


def test_site_that_goes_on_as_before_gives_no_alarm(desk: Desk) -> None:
    news(desk, days_before(*range(1, 45)))
    runs(desk.archive, *[{}] * 8)
    assert kinds(desk.archive) == []


@pytest.mark.parametrize(
    ("last", "kind"),
    [
        (
            {"exit_status": 6, "sections": [], "reasons": [{"reason": "HTTP 403", "count": 1, "examples": []}]},
            "refused",
        ),
        ({"exit_status": 7, "sections": []}, "no-section"),
        ({"counts": {"pages": 1, "section": 1, "listed": 0}}, "no-list"),
        ({"cms": "wordpress"}, "cms"),
    ],
)
def test_what_the_last_run_says_beside_those_before_it(desk: Desk, last: dict[str, Any], kind: str) -> None:
    runs(desk.archive, {}, {}, last)
    assert kinds(desk.archive) == [kind]


@pytest.mark.parametrize(
    "last",
    [{"cms": None}, {"counts": {"pages": 1}}, {"exit_status": 3, "counts": {"pages": 9, "section": 1, "listed": 8}}],
    ids=["cms not seen", "list unchanged (304)", "some pages failed"],
)
def test_what_says_nothing_is_no_alarm(desk: Desk, last: dict[str, Any]) -> None:
    runs(desk.archive, {}, {}, last)
    assert kinds(desk.archive) == []


def test_run_that_asked_a_site_for_nothing_says_nothing_of_it(desk: Desk) -> None:
    """Outside the hours that a profile sets a site is left alone: that was told as the loss of all its sections."""
    left_alone: dict[str, Any] = {"sections": [], "counts": {"pages": 0, "requests": 0}, "cms": None}
    runs(desk.archive, {}, {}, *[left_alone] * 3, last=NOW + timedelta(days=3))
    assert kinds(desk.archive) == []
    site = status(desk.archive.connection, NOW)["sites"][0]
    assert (site["last_run"]["started_at"][:10], site["in_vain"]) == (NOW.date().isoformat(), None)


@pytest.mark.parametrize(
    ("start", "kinds_of_alarm"),
    [
        (["/", ["Hem", "Sprot"]], []),
        (["/nyhetr", []], []),
        (["/", ["Hem", "Nyheter"]], ["no-section"]),
        (["/nyheter", []], ["no-section"]),
    ],
    ids=["mistyped section", "mistyped address", "section that was followed", "start that led to one"],
)
def test_only_what_was_followed_before_can_be_missed(
    desk: Desk, start: tuple[str, list[str]], kinds_of_alarm: list[str]
) -> None:
    path, section = start
    archive = desk.archive
    archive.report_run(desk.run_id, {"exempelkommun.se": GOOD})
    archive.finish_run(desk.run_id, {}, "finished", 0)
    run_id = archive.begin_run({"starts": [[f"{HOST}{path}", section]]})
    archive.add_start(desk.site_id, f"{HOST}{path}", section, run_id)
    archive.report_run(run_id, {"exempelkommun.se": {**GOOD, "exit_status": 7, "sections": []}})
    archive.finish_run(run_id, {}, "finished", 7)
    assert kinds(archive, datetime.now(UTC)) == kinds_of_alarm


def told_from(desk: Desk, path: str, sections: list[str], reason: str = "finished", status: int = 0) -> None:
    """A run from this address that followed these sections."""
    run_id = desk.archive.begin_run({"starts": [[f"{HOST}{path}", []]]})
    desk.archive.add_start(desk.site_id, f"{HOST}{path}", [], run_id)
    desk.archive.report_run(run_id, {"exempelkommun.se": {**GOOD, "exit_status": status, "sections": sections}})
    desk.archive.finish_run(run_id, {}, reason, status)


def test_one_of_several_sections_that_is_not_found_any_more_is_told(desk: Desk) -> None:
    """From a home page the others are followed, and the run ends well night after night."""
    for sections in (["Hem › Nyheter", "Hem › Press"], ["Hem › Nyheter", "Hem › Press", "Hem › Tips"], ["Hem › Press"]):
        told_from(desk, "/", sections)
    for _ in range(2):
        (alarm,) = drift.alarms(desk.archive.connection, datetime.now(UTC))
        assert alarm.message == "no section was found where Hem › Nyheter was before"
        told_from(desk, "/", ["Hem › Press"])
    told_from(desk, "/", ["Hem › Nyheter", "Hem › Press"])
    assert kinds(desk.archive, datetime.now(UTC)) == []


@pytest.mark.parametrize(
    ("path", "reason", "status"),
    [("/press", "finished", 0), ("/", "max-pages", 0), ("/", "finished", 3)],
    ids=["begun elsewhere", "of few pages", "incomplete"],
)
def test_run_that_did_not_look_for_all_sections_misses_none(desk: Desk, path: str, reason: str, status: int) -> None:
    told_from(desk, "/", ["Hem › Nyheter", "Hem › Press"])
    told_from(desk, path, ["Hem › Press"], reason, status)
    assert kinds(desk.archive, datetime.now(UTC)) == []


def test_first_run_has_nothing_to_be_held_against(desk: Desk) -> None:
    runs(desk.archive, {"exit_status": 7, "sections": []})
    assert kinds(desk.archive) == []


def test_section_is_silent_after_longer_than_its_rhythm(desk: Desk) -> None:
    """A piece every other day until twelve days ago is silence; every tenth day it is none."""
    news(desk, days_before(*range(12, 40, 2)))
    seen_live(desk.archive)
    runs(desk.archive, {}, {})
    (alarm,) = drift.alarms(desk.archive.connection, NOW)
    assert alarm.message == "Hem › Nyheter: no news for 12 days, before that never more than 2 days"


def test_section_that_was_silent_when_it_was_first_crawled_is_no_alarm(desk: Desk) -> None:
    news(desk, days_before(*range(3000, 3030, 2)))
    runs(desk.archive, {}, {})
    assert kinds(desk.archive) == []


def test_slow_section_is_not_silent(desk: Desk) -> None:
    news(desk, days_before(*range(12, 132, 10)))
    seen_live(desk.archive)
    runs(desk.archive, {}, {})
    assert kinds(desk.archive) == []


def test_site_that_was_not_heard_is_not_silent(desk: Desk) -> None:
    news(desk, days_before(*range(12, 40, 2)))
    seen_live(desk.archive)
    runs(desk.archive, {}, {"exit_status": 3})
    assert kinds(desk.archive) == []


@pytest.mark.parametrize(
    ("fields", "days", "told"),
    [
        ({}, [None] * 20, "date_published: 100% of the last 20 articles lack it, 0% before"),
        ({"image": ()}, days_before(*[0] * 20), "image: 100% of the last 20 articles lack it, 0% before"),
    ],
)
def test_field_that_is_missing_more_often_than_before(
    desk: Desk, fields: dict[str, Any], days: list[str | None], told: str
) -> None:
    news(desk, days_before(*range(1, 61)))
    assert kinds(desk.archive) == []
    news(desk, days, **fields)
    assert [alarm.message for alarm in drift.alarms(desk.archive.connection, NOW)] == [told]


def test_field_that_was_often_missing_before_is_no_drift(desk: Desk) -> None:
    dates: list[str | None] = [day if number % 2 else None for number, day in enumerate(days_before(*range(1, 81)))]
    news(desk, dates)
    assert kinds(desk.archive) == []


def test_runs_that_stopped_coming(desk: Desk) -> None:
    runs(desk.archive, *[{}] * 7)
    assert kinds(desk.archive, NOW + timedelta(days=2)) == []
    assert kinds(desk.archive, NOW + timedelta(days=4)) == ["not-crawled"]


def test_status_has_the_alarms_of_each_site_and_shows_them_in_swedish(desk: Desk) -> None:
    runs(desk.archive, {}, {"cms": "<script>"})
    state = status(desk.archive.connection, NOW)
    (site,) = state["sites"]
    assert [alarm["kind"] for alarm in site["alarms"]] == ["cms"]
    assert site["last_run"]["counts"]["listed"] == 10
    page = status_page(state, "exempel")
    assert "<script>" not in page
    assert "1 larm" in page
    assert "<title>Läget – exempel</title>" in page
    assert '<a href="https://www.exempelkommun.se/">Exempelkommun</a>' in page
    assert '<strong class="bad">Nytt publiceringssystem</strong>: ' in page
    assert re.search(r"<p>exempel: \d+ artiklar från 1 webbplats\. <strong", page)


def test_page_tells_swedish_time(desk: Desk) -> None:
    runs(desk.archive, {})
    state = status(desk.archive.connection, NOW)
    state["sites"][0]["last_run"]["started_at"] = "2026-07-01T22:30:00+00:00"
    assert "<td>2 juli 2026 kl. 00.30: klar</td>" in status_page(state, "exempel")


def test_metrics_tell_each_site_in_prometheus_own_format(desk: Desk) -> None:
    runs(desk.archive, {}, {"exit_status": 3, "cms": "plone", "counts": {"pages": 3, "failed": 2}})
    told = metrics(status(desk.archive.connection, NOW)).splitlines()
    assert 'kommunarkiv_alarms{site="exempelkommun.se"} 1' in told
    assert 'kommunarkiv_last_run_failed{site="exempelkommun.se"} 2' in told
    assert 'kommunarkiv_last_run_exit_status{site="exempelkommun.se"} 3' in told
    assert f'kommunarkiv_last_run_timestamp_seconds{{site="exempelkommun.se"}} {int(NOW.timestamp())}' in told


def test_a_look_for_alarms_reads_no_text_of_all_articles(desk: Desk) -> None:
    """Every crawl looks twice: of a million articles it took the whole file from the disk."""
    news(desk, days_before(*range(12, 80, 2)))
    seen_live(desk.archive)
    runs(desk.archive, {}, {})
    connection, asked = desk.archive.connection, list[str]()
    connection.set_trace_callback(asked.append)
    assert kinds(desk.archive) == ["silent"]
    connection.set_trace_callback(None)
    plans = {query: [row[-1] for row in connection.execute(f"EXPLAIN QUERY PLAN {query}")] for query in asked}
    rhythms = [plan for query, plan in plans.items() if query.startswith("SELECT DISTINCT substr(date_published")]
    latest = [plan[:2] for query, plan in plans.items() if "ORDER BY first_seen DESC, id DESC" in query]
    assert rhythms
    assert all("SEARCH articles USING COVERING INDEX articles_search (id=?)" in plan for plan in rhythms)
    assert [plan[1] for plan in latest] == ["SEARCH articles USING COVERING INDEX articles_first_seen (site_id=?)"]
    assert not [step for plan in plans.values() for step in plan if step.startswith("SCAN articles")]


def test_alarms_of_some_sites_are_looked_for_on_these_alone(desk: Desk) -> None:
    runs(desk.archive, {}, {"cms": "wordpress"})
    desk.archive.ensure_site("annankommun.se", "Annankommun", "https://www.annankommun.se/")
    asked: list[str] = []
    desk.archive.connection.set_trace_callback(asked.append)
    assert drift.alarms(desk.archive.connection, NOW, keys={"annankommun.se"}) == []
    desk.archive.connection.set_trace_callback(None)
    assert not [query for query in asked if f"site_id = {desk.site_id}" in query]
    assert [alarm.kind for alarm in drift.alarms(desk.archive.connection, NOW, keys={"exempelkommun.se"})] == ["cms"]
