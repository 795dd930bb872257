"""When to come back: what a site's own policy changes in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from archive import revisits
from archive.revisits import Life, due_at, sweep_interval
from archive.schema import Article, RevisitPolicy
from tests.archive.conftest import HOST, SECTION

if TYPE_CHECKING:
    from archive import Archive
    from tests.archive.conftest import Desk

VISITED = datetime(2026, 3, 2, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def life(dated: str) -> Life:
    return Life(f"{HOST}/nyhet", visited_at=VISITED, found_at=VISITED, dated=dated)


@pytest.mark.parametrize(
    ("policy", "dated", "least", "most"),
    [
        (RevisitPolicy(), "2020-01-01", revisits.LONGEST, revisits.LONGEST),
        (RevisitPolicy(longest=7 * DAY), "2020-01-01", 7 * DAY, 7 * DAY),
        (RevisitPolicy(longest=HOUR / 2), "2020-01-01", HOUR / 2, HOUR / 2),
        (RevisitPolicy(), "2026-03-02", HOUR, HOUR),
        (RevisitPolicy(shortest=6 * HOUR), "2026-03-02", 6 * HOUR, 6 * HOUR),
        (RevisitPolicy(shortest=200 * DAY), "2020-01-01", 200 * DAY, 200 * DAY),
        (RevisitPolicy(share=1), "2026-02-20", 8 * DAY, 12 * DAY),
    ],
    ids=str,
)
def test_interval_keeps_to_the_policy(policy: RevisitPolicy, dated: str, least: timedelta, most: timedelta) -> None:
    assert least <= due_at(life(dated), policy=policy) - VISITED <= most


@pytest.mark.parametrize(("pages", "usual"), [(3, revisits.SWEEP), (101, revisits.LONG_SWEEP)])
def test_sweeps_come_as_usual_or_as_the_policy_says(pages: int, usual: timedelta) -> None:
    assert sweep_interval(pages) == usual
    assert sweep_interval(pages, RevisitPolicy(sweep=DAY)) == DAY


def test_policy_survives_the_archive() -> None:
    policy = RevisitPolicy(0.1, 6 * HOUR, 30 * DAY, 7 * DAY)
    for one in (policy, replace(policy, share=None), RevisitPolicy()):
        assert revisits.from_json(revisits.to_json(one)) == one
    assert revisits.to_json(RevisitPolicy()) is None


def test_another_policy_plans_anew_what_is_known_and_the_usual_one_takes_it_back(archive: Archive, desk: Desk) -> None:
    desk.lists(f"{HOST}/gammal")
    desk.reads(
        f"{HOST}/gammal", Article(f"{HOST}/gammal", "Gammalt", "Text.", section=SECTION, date_published="2020-01-01")
    )

    def wait() -> timedelta:
        fetched, due = archive.connection.execute(
            "SELECT fetched_at, due_at FROM addresses WHERE url = ?", [f"{HOST}/gammal"]
        ).fetchone()
        return datetime.fromisoformat(due) - datetime.fromisoformat(fetched)

    assert wait() == revisits.LONGEST
    archive.set_revisits(desk.site_id, RevisitPolicy(longest=7 * DAY))
    assert wait() == 7 * DAY
    archive.set_revisits(desk.site_id, RevisitPolicy())
    assert wait() == revisits.LONGEST
