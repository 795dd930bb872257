"""A machine whose clock was ahead for a night: what it planned then counts for nothing when the clock is right."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from archive import Archive, alarms
from archive.revisits import Life, due_at
from archive.schema import Article, Page
from tests.archive.conftest import HOST, SECTION, Desk
from tests.crawler.later import let_pass

if TYPE_CHECKING:
    from pathlib import Path

NEWS = [f"{HOST}/nyheter/{number}" for number in range(6)]
AHEAD = -3650
"""Days that pass, after which the clock of the night before was ten years ahead."""


class Reporter(Desk):
    """A desk whose pages come when they are asked for."""

    def page(self, url: str, body: bytes, day: int = 1, status: int = 200) -> Page:
        return replace(super().page(url, body, day, status), fetched_at=datetime.now(UTC))


def night(path: Path, *reads: str, fails: str = "", misses: str = "") -> list[str]:
    """A run that reads the section's list and these articles; what else was due in it."""
    with Archive.open(path) as archive:
        desk = Reporter(archive)
        section_id = desk.lists(*NEWS)
        for url in reads:
            desk.reads(url, Article(url, url[-6:], f"Text om {url}.", section=SECTION, date_published="2010-02-08"))
        if fails:
            archive.failed(archive.entrance(fails, desk.run_id)[0].id, "HTTP 500", desk.run_id)
        if misses:
            archive.note_missing(archive.entrance(misses, desk.run_id)[0].id, "HTTP 404", desk.run_id)
        left = [one.url for one in archive.due_addresses(desk.run_id, desk.site_id, [section_id], 100)]
        archive.finish_run(desk.run_id, {}, "finished", 0)
    return left


@pytest.fixture
def archive_file(tmp_path: Path) -> Path:
    return tmp_path / "archive.db"


def test_what_a_night_ahead_visited_found_and_asked_for_in_vain_is_due_and_no_more(archive_file: Path) -> None:
    night(archive_file, *NEWS)
    let_pass(archive_file, 3650)
    night(archive_file, *NEWS[:2], fails=NEWS[2], misses=NEWS[3])
    let_pass(archive_file, AHEAD)
    assert sorted(night(archive_file)) == NEWS[:4]
    assert sorted(night(archive_file)) == NEWS[:4], "until they have been visited"
    assert night(archive_file, *NEWS[:4]) == []


def test_sweep_ahead_is_no_sweep_that_has_been(archive_file: Path) -> None:
    night(archive_file)
    with Archive.open(archive_file) as archive:
        desk = Desk(archive)
        section_id = desk.lists(*NEWS)
        assert not _sweeps(archive, desk.run_id, section_id)
        archive.finish_run(desk.run_id, {}, "finished", 0)
    let_pass(archive_file, AHEAD)
    with Archive.open(archive_file) as archive:
        desk = Desk(archive)
        assert _sweeps(archive, desk.run_id, desk.lists(*NEWS))


def _sweeps(archive: Archive, run_id: int, section_id: int) -> bool:
    query = "SELECT sweep FROM run_sections WHERE run_id = ? AND section_id = ?"
    return bool(archive.connection.execute(query, [run_id, section_id]).fetchone()[0])


def test_found_or_changed_ahead_makes_no_page_new_for_years() -> None:
    visited = datetime(2026, 3, 2, tzinfo=UTC)
    ahead = visited + timedelta(days=3650)
    life = Life(HOST, visited_at=visited, found_at=ahead, place=400, changed_at=ahead)
    assert due_at(life) - visited > timedelta(days=60)


def test_run_ahead_makes_no_pause_to_measure_by(archive_file: Path) -> None:
    with Archive.open(archive_file) as archive:
        for ahead in (False, False, False, False, False, False, True, False):
            run_id = Desk(archive).run_id
            archive.report_run(run_id, {"exempelkommun.se": {"counts": {}, "reasons": [], "sections": ["Hem"],
                                                             "exit_status": 0}})  # fmt: skip
            archive.finish_run(run_id, {}, "finished", 0)
            days = 3650 if ahead else -20 + run_id
            archive.connection.execute(
                "UPDATE runs SET started_at = ? WHERE id = ?",
                [(datetime.now(UTC) + timedelta(days=days)).isoformat(timespec="seconds"), run_id],
            )
        archive.connection.commit()
        assert [alarm.kind for alarm in alarms(archive.connection)] == ["not-crawled"]
