"""A hidden article stays in the file and is shown nowhere, until an act lifts that."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from archive import Archive, search
from archive.commands.history import history
from archive.commands.redact import redact
from archive.errors import NotRedacted
from archive.export.jsonl import canonical_lines
from archive.merging import merge
from archive.redaction import acts
from archive.status import status
from tests.archive.conftest import HOST, Desk

if TYPE_CHECKING:
    from pathlib import Path

from tests.archive.redaction.sample import ACT, ARTICLE, RECTOR


def test_hidden_article_stays_in_the_file_and_is_shown_nowhere(crawled: Archive) -> None:
    acts.hide(crawled, ACT)
    assert [line for line in canonical_lines(crawled.connection) if "Granqvist" in line] == []
    assert search.search(crawled.connection, "rektor") == []
    assert "rektor" not in search.nearest_words(crawled.connection, "rektor").get("rektor", [])
    assert crawled.connection.execute("SELECT count(*) FROM articles").fetchone() == (2,)
    (site,) = status(crawled.connection)["sites"]
    assert (site["articles"], site["hidden"], [one["articles"] for one in site["sections"]]) == (1, 1, [1])
    shown = CliRunner().invoke(history, [RECTOR, "--archive", str(crawled.path)])
    assert (shown.exit_code, "is hidden" in shown.output, "Granqvist" in shown.output) == (2, True, False)
    assert crawled.connection.execute("SELECT act, url FROM redactions").fetchall() == [("hide", RECTOR)]


def test_what_was_hidden_can_be_shown_again_in_a_recorded_act(crawled: Archive, tmp_path: Path) -> None:
    lines = list(canonical_lines(crawled.connection))
    before = Archive.open(tmp_path / "before.db")
    acts.hide(crawled, ACT)
    assert len(list(canonical_lines(crawled.connection))) == len(lines) - 1
    merge(before, crawled.path)
    later = replace(ACT, reason="överklagat", decision="KS 2026/18")
    with crawled.transaction() as connection:  # the acts are a day apart
        connection.execute("UPDATE redactions SET acted_at = '2026-01-01T00:00:00+00:00', erased_at = acted_at")
    acts.lift(crawled, later)
    assert list(canonical_lines(crawled.connection)) == lines
    assert search.search(crawled.connection, "rektor")
    rows = crawled.connection.execute("SELECT act, reason, decision, acted_by FROM redactions ORDER BY id").fetchall()
    assert rows == [
        ("hide", ACT.reason, ACT.decision, ACT.acted_by),
        ("lift", "överklagat", "KS 2026/18", ACT.acted_by),
    ]
    assert list(crawled.check()) == []
    before.close()


@pytest.mark.parametrize("at", ["2036-01-01T00:00:00+00:00", None], ids=["clock set back", "one second"])
def test_the_last_act_holds_after_a_merge_whatever_the_clock_said(
    crawled: Archive, tmp_path: Path, at: str | None
) -> None:
    other = tmp_path / "other.db"
    Archive.open(other).close()
    acts.hide(crawled, ACT)
    acts.lift(crawled, ACT)
    if at:
        with crawled.transaction() as connection:
            connection.execute("UPDATE redactions SET acted_at = ? WHERE act = 'lift'", [at])
    acts.hide(crawled, ACT)
    merge(crawled, other)
    assert crawled.connection.execute("SELECT hidden FROM articles WHERE url = ?", [RECTOR]).fetchone() == (1,)
    assert acts.hidden_since(crawled.connection, RECTOR) > (at or "")


def test_a_hidden_article_that_turns_out_to_be_another_one_stays_hidden(archive: Archive) -> None:
    mobile = f"{HOST}/m/rektor"
    desk = Desk(archive)
    desk.lists(RECTOR, mobile)
    desk.reads(RECTOR, ARTICLE)
    desk.reads(mobile, replace(ARTICLE, url=mobile, headline="Rektor utsedd"), body=b"<p>mobile", day=2)
    acts.hide(archive, replace(ACT, url=mobile))
    desk.reads(mobile, ARTICLE, body=b"<p>mobile, with its canonical link", day=3)
    assert archive.connection.execute("SELECT hidden FROM articles").fetchall() == [(1,)]


def test_what_is_not_hidden_can_not_be_lifted(crawled: Archive) -> None:
    result = CliRunner().invoke(redact, [RECTOR, "--lift", "--reason", "x", "--archive", str(crawled.path)])
    assert result.exit_code != 0
    with pytest.raises(NotRedacted, match="is not hidden"):
        acts.lift(crawled, ACT)
    assert crawled.connection.execute("SELECT count(*) FROM redactions").fetchone() == (0,)


def test_hiding_what_is_hidden_makes_no_second_act_and_says_since_when(crawled: Archive) -> None:
    acts.hide(crawled, ACT)
    acts.lift(crawled, ACT)
    acts.hide(crawled, ACT)
    with crawled.transaction() as connection:
        connection.execute("INSERT INTO article_addresses SELECT id, url || '?print=1', 'print' FROM articles")
        connection.execute("UPDATE redactions SET acted_at = '2036-11-27T14:12:41+00:00' WHERE id = 3")
    crawled.close()
    for url in (RECTOR, f"{RECTOR}?print=1"):
        result = CliRunner().invoke(redact, [url, "--hide", "--reason", "igen", "--archive", str(crawled.path)])
        told = "The article is hidden already, since 2036-11-27 14:12 UTC. No second act is recorded.\n"
        assert (result.exit_code, result.output) == (0, told)
    with Archive.open(crawled.path, "read") as archive:
        assert archive.connection.execute("SELECT count(*) FROM redactions").fetchone() == (3,)
