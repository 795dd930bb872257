"""The registry: complete, and a site finds its municipality by its host."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from archive.municipalities import municipality_of, registry

SOURCE = Path(__file__).parent.parent.parent.parent / "shared" / "data" / "municipalities.csv"


def test_registry_is_complete() -> None:
    entries = registry()
    assert len(entries) == len({entry.code for entry in entries}) == len({entry.name for entry in entries}) == 290
    assert len({entry.county_code for entry in entries}) == len({entry.county for entry in entries}) == 21
    assert all(entry.code.startswith(entry.county_code) and len(entry.code) == 4 for entry in entries)
    assert all(55 < entry.latitude < 70 and 10 < entry.longitude < 25 for entry in entries)


@pytest.mark.parametrize(
    ("host", "name"),
    [("www.habo.se", "Håbo"), ("habokommun.se", "Habo"), ("HABO.SE:443", "Håbo"), ("example.se", None)],
)
def test_host_to_municipality(host: str, name: str | None) -> None:
    entry = municipality_of(host)
    assert (entry.name if entry else None) == name


@pytest.mark.skipif(not SOURCE.is_file(), reason="the registry's source (../shared/data) is not here")
def test_registry_says_what_its_source_says() -> None:
    with SOURCE.open(encoding="utf-8") as file:
        source = {row["scb_code"]: (row["name"], row["county"], row["domain_2026"]) for row in csv.DictReader(file)}
    ours = {
        entry.code: (entry.name, entry.county, entry.website.split("//")[1].strip("/").removeprefix("www."))
        for entry in registry()
    }
    assert ours == source
