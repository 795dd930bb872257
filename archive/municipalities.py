"""The registry of Swedish municipalities, shipped with the package and copied into every archive."""

from __future__ import annotations

import csv
import difflib
import unicodedata
from functools import cache
from importlib.resources import files
from typing import NamedTuple
from urllib.parse import urlsplit

_WITHOUT_GENITIVE = {"Falun": "Falu", "Kalmar": "Kalmar", "Orust": "Orust"}
"""Names that end in a consonant and stand before "kommun" without an s, as these municipalities write them."""


def before_kommun(name: str) -> str:
    """A municipality's name as it stands before "kommun": with the genitive's s where one is heard.

    >>> [before_kommun(name) for name in ("Håbo", "Stockholm", "Borås", "Falun")]
    ['Håbo', 'Stockholms', 'Borås', 'Falu']
    """
    if name in _WITHOUT_GENITIVE:
        return _WITHOUT_GENITIVE[name]
    return name if name[-1:].lower() in {*"aeiouyåäösxz", ""} else f"{name}s"


def kommun_name(name: str) -> str:
    """A municipality's name with what it is: "Stockholms kommun"."""
    return f"{before_kommun(name)} kommun"


def tells_municipality(text: str, name: str) -> bool:
    """Whether a site's name says already which municipality it is of.

    >>> tells_municipality("Falu kommun", "Falun"), tells_municipality("Visit Dalarna", "Falun")
    (True, False)
    """
    return name in text or kommun_name(name) in text


class Municipality(NamedTuple):
    """One municipality; `code` is SCB's four digits as text, latitude and longitude are degrees (WGS 84)."""

    code: str
    name: str
    county_code: str
    county: str
    website: str
    latitude: float
    longitude: float

    @property
    def full_name(self) -> str:
        """Its name with what it is: "Stockholms kommun"."""
        return kommun_name(self.name)


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

    >>> [municipality_named(text).name for text in ("håbo kommun", "Habo", "0305", "Falu kommun")]
    ['Håbo', 'Habo', 'Håbo', 'Falun']
    """
    name = _plain(text)
    entries = _by_name()
    bare = name.removesuffix(" kommun").removesuffix(" stad")
    return entries.get(name) or entries.get(bare) or entries.get(bare.removesuffix("s"))


def nearest_municipalities(text: str, most: int = 3) -> list[Municipality]:
    """Municipalities whose names a mistyped one may mean, the likeliest first; often none.

    >>> nearest_municipalities("Upsala")[0].name, [entry.name for entry in nearest_municipalities("malmo")]
    ('Uppsala', ['Malmö'])
    >>> [entry.name for entry in nearest_municipalities("Hobo")]
    ['Håbo', 'Habo', 'Höör']
    """
    wanted = _without_marks(_plain(text))
    names: dict[str, list[Municipality]] = {}
    for entry in registry():
        names.setdefault(_without_marks(_plain(entry.name)), []).append(entry)
    swapped = [name for name in names if sorted(name) == sorted(wanted)]  # which difflib finds unlike in short names
    near = [wanted] if wanted in names else swapped or difflib.get_close_matches(wanted, names, len(names), _NEAR)
    entries = [entry for name in near for entry in names[name]]
    return sorted(entries, key=lambda entry: _mistakes(_plain(text), _plain(entry.name)))[:most]


def _mistakes(typed: str, name: str) -> float:
    """How many letters of a name are wrong, doubled or missing in what was typed; one for a near one is half a mistake.

    >>> _mistakes("hobo", "håbo"), _mistakes("hobo", "habo"), _mistakes("upsala", "uppsala")
    (0.5, 1.0, 1.0)
    """
    row = [float(place) for place in range(len(name) + 1)]
    for sign in typed:
        above, row = row, [row[0] + 1]
        for place, meant in enumerate(name):
            wrong = 0 if sign == meant else 0.5 if _half(sign, meant) else 1
            row.append(min(above[place] + wrong, above[place + 1] + 1, row[place] + 1))
    return row[-1]


def _half(sign: str, meant: str) -> bool:
    """Whether two letters are one but for its marks, or sound alike, as o and å do."""
    return _without_marks(sign) == _without_marks(meant) or {sign, meant} in _ALIKE


_ALIKE = ({"å", "o"}, {"ä", "e"}, {"å", "ä"}, {"å", "ö"}, {"ä", "ö"})


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def _without_marks(text: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFD", text) if not unicodedata.combining(sign))


@cache
def _by_name() -> dict[str, Municipality]:
    """Every municipality by its name, as it stands alone and before "kommun", and by its code."""
    forms = ((entry, (entry.name, before_kommun(entry.name), entry.code)) for entry in registry())
    return {_plain(form): entry for entry, names in forms for form in names}


def _bare(host: str) -> str:
    return host.lower().partition(":")[0].removeprefix("www.")


@cache
def _by_host() -> dict[str, Municipality]:
    return {_bare(urlsplit(entry.website).netloc): entry for entry in registry()}
