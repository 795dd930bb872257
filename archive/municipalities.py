"""The registry of Swedish municipalities, shipped with the package and copied into every archive."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from typing import NamedTuple
from urllib.parse import urlsplit


class Municipality(NamedTuple):
    """One municipality; `code` is SCB's four digits as text, latitude and longitude are degrees (WGS 84)."""

    code: str
    name: str
    county_code: str
    county: str
    website: str
    latitude: float
    longitude: float


@cache
def registry() -> tuple[Municipality, ...]:
    """All 290 municipalities in the order of their codes; sources in `archive/data/municipalities.md`."""
    with (files("archive") / "data" / "municipalities.csv").open(encoding="utf-8") as file:
        rows = csv.DictReader(file)
        return tuple(
            Municipality(
                row["code"],
                row["name"],
                row["county_code"],
                row["county"],
                row["website"],
                float(row["latitude"]),
                float(row["longitude"]),
            )
            for row in rows
        )


def municipality_of(host: str) -> Municipality | None:
    """The municipality whose website lives on this host, with or without `www.`; None when none does.

    >>> municipality_of("habo.se").name
    'Håbo'
    """
    return _by_host().get(_bare(host))


def _bare(host: str) -> str:
    return host.lower().partition(":")[0].removeprefix("www.")


@cache
def _by_host() -> dict[str, Municipality]:
    return {_bare(urlsplit(entry.website).netloc): entry for entry in registry()}
