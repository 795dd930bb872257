"""What reads a page: the versions of the reading code and of the site's profile, so that every article can say it."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from archive.schema import Reader

if TYPE_CHECKING:
    from crawler.sites import Site

_PACKAGE = Path(__file__).parent
_READERS = (
    *("cms", "discover", "document.py", "extract", "listing", "normalise", "reading", "script_data.py"),
    *("section_names.py", "texts.py", "trail"),
)
"""What of the package a reading depends on; a test compares it with what `reading` imports."""
_READ_FROM = {"base_url", "designs"}
"""What of a profile a reading depends on (a test watches what is asked for): a new pace reads no page anew."""

_DIGITS = 12


@cache
def reader_of(site: Site) -> Reader:
    """What reads the pages of this site now."""
    read_from = site.model_dump_json(include=_READ_FROM)
    return Reader(reader_version(), site.key, hashlib.sha256(read_from.encode()).hexdigest()[:_DIGITS])


@cache
def reader_version() -> str:
    """The first digits of a SHA-256 over the reading code and the CMS profiles: it changes when a reading may."""
    digest = hashlib.sha256()
    for path in _files():
        digest.update(path.relative_to(_PACKAGE).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:_DIGITS]


def _files() -> list[Path]:
    places = [_PACKAGE / name for name in _READERS]
    inside = [path for place in places for path in ([place] if place.is_file() else place.rglob("*"))]
    return sorted(path for path in inside if path.suffix in {".py", ".toml", ".json", ".txt"})
