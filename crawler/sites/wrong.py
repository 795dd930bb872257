"""What is wrong with a profile's file, for the person who wrote it: which key, what it holds, what would be right."""

from __future__ import annotations

import difflib
from datetime import date
from typing import TYPE_CHECKING

from crawler.sites.profile import FIELDS, Design, Revisits, SectionStart, Site

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import BaseModel, ValidationError

_TABLES: dict[str, type[BaseModel]] = {"sections": SectionStart, "designs": Design, "revisits": Revisits}
_KINDS = {
    "string_type": "should be text, in quotation marks",
    "string_too_short": "should not be empty",
    "float_type": "should be a number",
    "bool_type": "should be true or false",
    "model_type": "should be a table",
    "model_attributes_type": "should be a table",
    "dict_type": "should be a table",
}
"""What TOML calls the values that pydantic names as Python does."""


def in_words(error: ValidationError) -> str:
    """Everything that is wrong with the values of a profile, in one line."""
    return "; ".join(_one(one) for one in error.errors())


def _one(error: Mapping[str, object] | object) -> str:
    assert isinstance(error, dict)
    place: tuple[str | int, ...] = error["loc"]
    key = _named(place)
    held = error["input"]
    kind = error["type"]
    if kind == "extra_forbidden":
        return f"{key} is no key of a profile; {_meant(place)}"
    if kind == "missing":
        return f"{key} is missing, as in {_EXAMPLES[str(place[0])]}"
    if key == "key":
        return f"the file's name is the site's key, and {held!r} is none: use a–z, 0–9, dots and hyphens alone"
    if kind == "tuple_type":
        return f"{key}{_shown(held)}: {_as_list(key, held)}"
    if kind.startswith("date"):
        wanted = "a day is wanted, without quotation marks, as 2026-11-25"
    elif key == "municipality":
        wanted = 'SCB\'s code is wanted, in quotation marks, as "0305" for Håbo'
    else:
        wanted = _KINDS.get(kind) or error["msg"].removeprefix("Value error, ")
    return f"{key or 'profile'}{_shown(held) if key else ''}: {wanted.replace('Input should be', 'should be')}"


_EXAMPLES = {"name": 'name = "Exempelby kommun"', "base_url": 'base_url = "https://www.exempelby.se/"'}


def _named(place: tuple[str | int, ...]) -> str:
    """The key as a person finds it in the file.

    >>> _named(("sections", 1, "url")), _named(("revisits", "sweep"))
    ('sections (no. 2).url', 'revisits.sweep')
    """
    return "".join(f" (no. {step + 1})" if isinstance(step, int) else f".{step}" for step in place).removeprefix(".")


def _shown(held: object) -> str:
    """The value as it stands in the file; nothing of whole tables, since the message names what is meant in them."""
    if isinstance(held, dict) or (isinstance(held, list) and any(isinstance(one, dict) for one in held)):
        return ""
    if isinstance(held, bool):
        return f" = {str(held).lower()}"
    return f" = {held.isoformat() if isinstance(held, date) else repr(held)}"


def _as_list(key: str, held: object) -> str:
    if isinstance(held, dict):
        return f"stands more than once in a profile: write [[{key}]], in double brackets"
    return f'should be a list, as ["{held}"]' if isinstance(held, str) else "should be a list"


def _meant(place: tuple[str | int, ...]) -> str:
    """What a key that is none was probably meant to be."""
    table, name = str(place[0]), str(place[-1])
    model = _TABLES.get(table, Site) if len(place) > 1 else Site
    if model is Design and name in FIELDS:
        return f"write selectors = {{ {name} = … }}"
    if model is not Site and name in Site.model_fields:
        return f"{name} is a key of the whole profile: write it above the first [[{table}]]"
    known = [one for one in model.model_fields if one != "key"]
    near = difflib.get_close_matches(name, known, n=1)
    return f"did you mean {near[0]}?" if near else f"docs/sites.md lists them: {', '.join(known)}"
