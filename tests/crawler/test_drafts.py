"""Drafts for the registry: what is done stays done, and what could not be reached is tried again."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from archive import municipality_named, registry
from crawler.survey import Draft
from crawler.survey.registry import REPORT, DraftReport
from tests.crawler.looking import look
from tests.sites.families import ByHand

if TYPE_CHECKING:
    from pathlib import Path


def test_registry_is_drafted_once_and_what_was_refused_again(tmp_path: Path) -> None:
    report = DraftReport(tmp_path / REPORT)
    assert len(report.left(registry())) == 290
    haninge, vaxholm, habo = (entry for entry in registry() if entry.name in {"Håbo", "Haninge", "Vaxholm"})
    assert report.add(habo, look(ByHand())) == "drafted"
    assert report.add(haninge, Draft(haninge.website)) == "nothing"
    assert report.add(vaxholm, Draft(vaxholm.website, refused="no answer in time")) == "refused"
    left = report.left(registry())
    assert len(left) == 288
    assert vaxholm in left
    assert list(report.summary()) == [
        "1 drafted, 1 nothing, 1 refused",
        f"  Haninge (0136): {next(Draft(haninge.website).missing())}",
        "  Vaxholm (0187): no answer in time",
    ]


def test_line_that_a_kill_cut_is_left_out(tmp_path: Path) -> None:
    report = DraftReport(tmp_path / REPORT)
    habo = municipality_named("Håbo")
    assert habo
    report.add(habo, Draft(habo.website, refused="HTTP 503"))
    with report.path.open("a", encoding="utf-8") as file:
        file.write(json.dumps({"code": "0136", "result": "drafted"})[:20])
    assert list(report.entries()) == ["0305"]


def test_municipality_with_a_profile_of_a_persons_own_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "habo.se.toml").write_text('name = "Håbo"\n', encoding="utf-8")
    left = DraftReport(tmp_path / REPORT).left(registry())
    assert "0305" not in {entry.code for entry in left}
