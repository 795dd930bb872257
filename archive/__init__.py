"""Keeps pages and articles in one SQLite file: the store, the frontier, search, browsing and export."""

__version__ = "0.1.0"
