"""The archive in a web browser: Datasette on the file, with pages for people and Swedish descriptions."""

from __future__ import annotations

from archive.browse.server import make_datasette, serve

__all__ = ["make_datasette", "serve"]
