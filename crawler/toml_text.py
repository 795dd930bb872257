"""What is wrong with a text that should be TOML, for the person who wrote it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import tomllib


def not_toml(text: str, error: tomllib.TOMLDecodeError) -> str:
    """What is wrong with a text that is no TOML: the line as it stands there, and how values are written.

    >>> import tomllib
    >>> try:
    ...     tomllib.loads("delay = 2,0")
    ... except tomllib.TOMLDecodeError as error:
    ...     print(not_toml("delay = 2,0", error))
    not TOML: Expected newline or end of document after a statement (at line 1, column 10): delay = 2,0
    Text stands between straight quotation marks ("), numbers have a decimal point, days are as 2026-11-25.
    """
    reason = str(error)
    place = reason.rpartition("(at line ")[2].partition(",")[0]
    line = text.splitlines()[int(place) - 1].strip() if place.isdigit() else ""
    hint = 'Text stands between straight quotation marks ("), numbers have a decimal point, days are as 2026-11-25.'
    return f"not TOML: {reason}{f': {line}' if line else ''}\n{hint}"
