"""The files of the pages' design, read once and served under a name of our own.

Datasette would serve a plugin's `static/` under a path that depends on how the plugin was loaded.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Asset:
    """A file with its media type; `digest` goes into its address, so that browsers may keep it for ever."""

    body: bytes
    media_type: str

    @property
    def digest(self) -> str:
        """The first digits of its SHA-256."""
        return hashlib.sha256(self.body).hexdigest()[:12]


def _asset(name: str, media_type: str) -> Asset:
    return Asset((files("archive.browse") / "design" / name).read_bytes(), media_type)


ASSETS = {
    "kommunarkiv.css": _asset("kommunarkiv.css", "text/css; charset=utf-8"),
    "icon.svg": _asset("icon.svg", "image/svg+xml"),
}
