"""The registry: complete, and a site finds its municipality by its host."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from archive.municipalities import municipality_named, municipality_of, nearest_municipalities, registry

SOURCE = Path(__file__).parent.parent.parent.parent / "shared" / "data" / "municipalities.csv"


def test_registry_is_complete() -> None:
    entries = registry()
    assert len(entries) == len({entry.code for entry in entries}) == len({entry.name for entry in entries}) == 290
    assert len({entry.county_code for entry in entries}) == len({entry.county for entry in entries}) == 21
    assert all(entry.code.startswith(entry.county_code) and len(entry.code) == 4 for entry in entries)
    assert all(55 < entry.latitude < 70 and 10 < entry.longitude < 25 for entry in entries)


@pytest.mark.parametrize(
    ("name", "full_name"),
    [
        ("Upplands-Bro", "Upplands-Bro kommun"),
        ("Göteborg", "Göteborgs kommun"),
        ("Malung-Sälen", "Malung-Sälens kommun"),
        ("Falun", "Falu kommun"),
        ("Kalmar", "Kalmar kommun"),
        ("Kalix", "Kalix kommun"),
    ],
)
def test_full_name_is_what_one_says(name: str, full_name: str) -> None:
    entry = municipality_named(name)
    assert entry
    assert entry.full_name == full_name


@pytest.mark.parametrize(
    ("host", "name"),
    [("www.habo.se", "Håbo"), ("habokommun.se", "Habo"), ("HABO.SE:443", "Håbo"), ("example.se", None)],
)
def test_host_to_municipality(host: str, name: str | None) -> None:
    entry = municipality_of(host)
    assert (entry.name if entry else None) == name


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Håbo", "0305"),
        ("Ha\u030abo", "0305"),
        ("Habo", "0643"),
        ("0305", "0305"),
        ("  upplands   VÄSBY kommun", "0114"),
        ("Stockholms stad", "0180"),
        ("Västerås", "1980"),
        ("Västeras", None),
        ("", None),
        ("03055", None),
    ],
)
def test_name_or_code_to_municipality(text: str, code: str | None) -> None:
    entry = municipality_named(text)
    assert (entry.code if entry else None) == code


def test_every_municipality_is_found_by_name_and_code() -> None:
    assert [municipality_named(entry.name) for entry in registry()] == list(registry())
    assert [municipality_named(f"{entry.name} kommun") for entry in registry()] == list(registry())
    assert [municipality_named(entry.full_name) for entry in registry()] == list(registry())
    assert [municipality_named(entry.code) for entry in registry()] == list(registry())


@pytest.mark.parametrize(
    ("text", "first"),
    [("Vasteras", "Västerås"), ("Haabo", "Habo"), ("Gotborg", "Göteborg"), ("Krstianstad", "Kristianstad")],
)
def test_mistyped_name_has_the_meant_one_among_the_nearest(text: str, first: str) -> None:
    assert first in [entry.name for entry in nearest_municipalities(text)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Hobo", ["Håbo", "Habo", "Höör"]),
        ("Hobå", ["Håbo", "Habo"]),
        ("Malmå", ["Malmö"]),
        ("Bogholm", ["Borgholm"]),
        ("habbo", ["Habo", "Håbo"]),
    ],
)
def test_nearest_is_named_first_and_a_wrong_mark_is_half_a_mistake(text: str, names: list[str]) -> None:
    assert [entry.name for entry in nearest_municipalities(text)][: len(names)] == names


def test_what_is_no_name_has_none_near() -> None:
    assert nearest_municipalities("xyzzy") == []


@pytest.mark.skipif(not SOURCE.is_file(), reason="the registry's source (../shared/data) is not here")
def test_registry_says_what_its_source_says() -> None:
    with SOURCE.open(encoding="utf-8") as file:
        source = {row["scb_code"]: (row["name"], row["county"], row["domain_2026"]) for row in csv.DictReader(file)}
    ours = {
        entry.code: (entry.name, entry.county, entry.website.split("//")[1].strip("/").removeprefix("www."))
        for entry in registry()
    }
    assert ours == source
