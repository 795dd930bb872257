"""Trails as people type them: the section that is meant, or those that come near."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from archive.schema import parse_trail
from archive.trails import known_trail, nearest_trails

if TYPE_CHECKING:
    from archive import Archive

KOMMUNINFO = "Hem › Övriga Nyheter › Kommuninfo"
TRAILS = ("Hem", "Hem › Övriga Nyheter", KOMMUNINFO, "Hem › Sport", "Hem › Vatten / avlopp")


@pytest.fixture
def sections(archive: Archive) -> Archive:
    site_id = archive.ensure_site("exempelkommun.se", "Exempelkommun", "https://www.exempelkommun.se/")
    with archive.transaction() as connection:
        connection.executemany(
            "INSERT INTO sections (site_id, name, trail, depth) VALUES (?, ?, ?, ?)",
            [(site_id, trail.split(" › ")[-1], trail, len(trail.split(" › "))) for trail in TRAILS],
        )
    return archive


@pytest.mark.parametrize(
    ("typed", "trail"),
    [
        (KOMMUNINFO, KOMMUNINFO),
        ("Hem > Övriga Nyheter > Kommuninfo", KOMMUNINFO),
        ("Hem | Sport", "Hem › Sport"),
        ("Hem › Vatten / avlopp", "Hem › Vatten / avlopp"),
        ("Hem > Sprot", None),
        ("Sport", None),
        ("", None),
    ],
)
def test_section_is_known_by_its_trail_with_any_separator(sections: Archive, typed: str, trail: str | None) -> None:
    assert known_trail(sections.connection, typed) == trail


@pytest.mark.parametrize(
    ("typed", "likeliest"),
    [
        ("Hem > Sprot", ["Hem › Sport"]),
        ("Sport", ["Hem › Sport"]),
        ("Hem › Sport", []),
        ("hem>sport", ["Hem › Sport"]),
        ("Hem > Kommuninfo", [KOMMUNINFO]),
        ("Hem > Övriga Nyheter > Kommunifno", [KOMMUNINFO, "Hem › Övriga Nyheter"]),
        ("Kvantfysik", []),
        ("", []),
    ],
)
def test_nearest_trails_are_those_that_may_have_been_meant(sections: Archive, typed: str, likeliest: list[str]) -> None:
    assert nearest_trails(sections.connection, parse_trail(typed)) == likeliest


def test_trails_of_another_site_were_not_meant(sections: Archive) -> None:
    other = sections.ensure_site("annan.se", "Annan", "https://annan.se/")
    assert sections.nearest_trails(other, ("Hem", "Sprot")) == []
