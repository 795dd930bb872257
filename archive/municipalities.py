"""The registry of Swedish municipalities, shipped with the package and copied into every archive."""

from __future__ import annotations

import csv
import difflib
import unicodedata
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


_NEAR = 0.75
"""How alike two names are at least, as difflib has it: one letter wrong, doubled or missing in five."""


def municipality_named(text: str) -> Municipality | None:
    """The municipality with this name or SCB code; None when there is none. "kommun" or "stad" may stand behind.

    Capitals aside the name must be exact: Habo and Håbo are two.

    >>> municipality_named("håbo kommun").code, municipality_named("Habo").code, municipality_named("0305").name
    ('0305', '0643', 'Håbo')
    """
    name = _plain(text)
    entries = _by_name()
    bare = name.removesuffix(" kommun").removesuffix(" stad")
    return entries.get(name) or entries.get(bare) or entries.get(bare.removesuffix("s"))


def nearest_municipalities(text: str, most: int = 3) -> list[Municipality]:
    """Municipalities whose names a mistyped one may mean, the likeliest first; often none.

    >>> nearest_municipalities("Upsala")[0].name, [entry.name for entry in nearest_municipalities("malmo")]
    ('Uppsala', ['Malmö'])
    """
    wanted = _without_marks(_plain(text))
    names: dict[str, list[Municipality]] = {}
    for entry in registry():
        names.setdefault(_without_marks(_plain(entry.name)), []).append(entry)
    near = [wanted] if wanted in names else difflib.get_close_matches(wanted, names, most, cutoff=_NEAR)
    return [entry for name in near for entry in names[name]]


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def _without_marks(text: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFD", text) if not unicodedata.combining(sign))


@cache
def _by_name() -> dict[str, Municipality]:
    """Every municipality by its name and by its code."""
    return {key: entry for entry in registry() for key in (_plain(entry.name), entry.code)}


def _bare(host: str) -> str:
    return host.lower().partition(":")[0].removeprefix("www.")


@cache
def _by_host() -> dict[str, Municipality]:
    return {_bare(urlsplit(entry.website).netloc): entry for entry in registry()}
