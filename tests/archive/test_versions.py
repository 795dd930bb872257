"""Versions and their differences: as data, and as `kommunarkiv history` shows them."""

from __future__ import annotations

import json
from dataclasses import replace
from time import process_time
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from archive.commands.history import history
from archive.differences import difference
from archive.schema import Article, Image
from archive.versions import article_id_of, versions
from tests.archive.conftest import HOST, SECTION, Desk

if TYPE_CHECKING:
    from archive import Archive

URL = f"{HOST}/nyheter/bron"
BODY = "Bron över ån stängs på måndag.\n\nGående hänvisas till spången.\n\nArbetet tar tre veckor."
BRIDGE = Article(URL, "Bron stängs", BODY, date_published="2026-03-01", section=SECTION)
EDITED = replace(BRIDGE, headline="Bron stängd", article_body=BODY.replace("måndag", "tisdag").replace("tre", "fyra"))


@pytest.fixture
def edited(archive: Archive, desk: Desk) -> Archive:
    """Seen on day 1 and 2, edited twice: on day 4 (seen again on day 5) and on day 7."""
    desk.lists(URL)
    visits = [(1, BRIDGE), (2, BRIDGE), (4, EDITED), (5, EDITED), (7, replace(EDITED, image=(Image(f"{HOST}/b.jpg"),)))]
    for day, article in visits:
        desk.reads(URL, article, body=f"<p>{day}".encode(), day=day)
    desk.reads(URL, replace(EDITED, article_body="Bron är öppen."), body=b"<p>8", day=8)
    return archive


def test_versions_tell_when_they_were_seen_and_what_changed(edited: Archive) -> None:
    found = versions(edited.connection, article_id_of(edited.connection, URL) or 0)
    assert [(v.number, v.is_current, v.seen_from[8:10], v.seen_until[8:10]) for v in found] == [
        (1, False, "01", "02"),
        (2, False, "04", "07"),
        (3, True, "08", "08"),
    ]
    assert [[change.field for change in version.changes] for version in found] == [
        [],
        ["headline", "article_body", "image"],
        ["article_body", "image"],
    ]
    assert [part.text for part in found[1].changes[0].parts] == ["Bron ", "stängs", "stängd"]
    assert found[0].record["article_body"] == BODY


def test_article_is_found_by_any_of_its_addresses(edited: Archive) -> None:
    with edited.transaction() as connection:
        connection.execute("INSERT INTO article_addresses VALUES (1, ?, 'print')", [f"{URL}?print=1"])
    assert article_id_of(edited.connection, f"{URL}?print=1") == 1
    assert article_id_of(edited.connection, f"{HOST}/annan") is None
    assert versions(edited.connection, 99) == []


@pytest.mark.parametrize(
    ("before", "after", "parts"),
    [
        ("lika", "lika", "lika"),
        ("", "ny", "{+ny+}"),
        ("gammal", "", "[-gammal-]"),
        ("Möte kl. 18 i salen", "Möte kl. 19 i salen", "Möte kl. [-18-]{+19+} i salen"),
        ("röda stugan brann", "gula huset brann", "[-röda stugan-]{+gula huset+} brann"),
        ("Ett.\n\nTvå.\n\nTre.", "Ett.\n\nTre.", "Ett.\n\n[-Två.\n\n-]Tre."),
        ("Helt annan text här", "Isbanan öppnar lördag", "[-Helt annan text här-]{+Isbanan öppnar lördag+}"),
    ],
)
def test_difference_is_readable(before: str, after: str, parts: str) -> None:
    signs = {"same": "{}", "removed": "[-{}-]", "added": "{{+{}+}}"}
    assert "".join(signs[part.kind].format(part.text) for part in difference(before, after)) == parts


@pytest.mark.parametrize("between", [" ", "\n\n"])
def test_a_book_that_was_rewritten_is_compared_in_time(between: str) -> None:
    """Word by word its two texts would take a minute, which every export of the article and every reader would wait."""
    before, after = (between.join(f"{name} {number}" for number in range(40_000)) for name in ("förr", "nu"))
    started = process_time()
    parts = difference(before, after)
    assert process_time() - started < 5
    assert "".join(part.text for part in parts if part.kind != "added") == before
    assert "".join(part.text for part in parts if part.kind != "removed") == after


TEXTS = st.lists(st.sampled_from(["bron", "ån", "stängs", " ", " ", "\n\n", ",", "."]), max_size=30).map("".join)


@given(TEXTS, TEXTS)
def test_difference_holds_both_texts(before: str, after: str) -> None:
    parts = difference(before, after)
    assert "".join(part.text for part in parts if part.kind != "added") == before
    assert "".join(part.text for part in parts if part.kind != "removed") == after
    assert all(part.kind == "same" for part in parts) == (before == after)


def test_history_shows_words_with_signs_where_there_is_no_terminal(edited: Archive) -> None:
    result = CliRunner().invoke(history, [URL, "--archive", str(edited.path)])
    assert result.exit_code == 0, result.output
    assert "Version 2: Bron stängd\n  seen 2026-03-04 12:00 to 2026-03-07 12:00 UTC\n" in result.output
    assert "Headline: Bron [-stängs-]{+stängd+}" in result.output
    assert "ån stängs på [-måndag-]{+tisdag+}." in result.output
    assert "\x1b" not in result.output


def test_history_shows_colours_on_a_terminal_unless_they_are_unwanted(
    edited: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("FORCE_COLOR", "1")  # what makes rich take its output for a terminal
    monkeypatch.setenv("TERM", "xterm")
    arguments = [URL, "--archive", str(edited.path)]
    shown = CliRunner().invoke(history, arguments, color=True).output
    assert "\x1b[9;31mstängs\x1b[0m\x1b[32mstängd\x1b[0m" in shown
    assert "[-" not in shown
    monkeypatch.setenv("NO_COLOR", "1")
    shown = CliRunner().invoke(history, arguments, color=True).output
    assert "[-stängs-]" in shown
    assert "31m" not in shown


def test_history_as_json_holds_whole_records(edited: Archive) -> None:
    result = CliRunner().invoke(history, [URL, "--json", "--archive", str(edited.path)])
    found = json.loads(result.output)
    assert [version["record"]["article_body"] for version in found][0::2] == [BODY, "Bron är öppen."]
    assert found[1]["changes"][0]["parts"][1] == {"kind": "removed", "text": "stängs"}


def test_history_of_an_unknown_address_says_so(edited: Archive) -> None:
    result = CliRunner().invoke(history, [f"{HOST}/annan", "--archive", str(edited.path)])
    assert result.exit_code == 2
    assert "holds no article with the address" in result.output
    assert "`kommunarkiv search` shows addresses" in result.output


@pytest.mark.parametrize(
    "change",
    [("https://", "http://"), ("//www.", "//"), ("bron", "bron/"), ("https://", ""), ("bron", "bron#kontakt")],
    ids=["scheme", "www", "slash", "no scheme", "fragment"],
)
def test_history_of_an_address_written_otherwise_names_the_one_that_is_kept(
    edited: Archive, change: tuple[str, str]
) -> None:
    (url,) = edited.connection.execute("SELECT url FROM articles").fetchone()
    typed = url.replace(*change)
    assert typed != url
    result = CliRunner().invoke(history, [typed, "--archive", str(edited.path)])
    assert f"Did you mean {url}?" in result.output
