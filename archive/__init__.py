"""Keeps pages and articles in one SQLite file: the store, the frontier, search, browsing and export."""

__version__ = "0.1.0"

from archive.errors import ArchiveError, ArchiveLocked, ArchiveUnusable, PageDamaged
from archive.frontier import Address
from archive.store import Archive

__all__ = ["Address", "Archive", "ArchiveError", "ArchiveLocked", "ArchiveUnusable", "PageDamaged", "__version__"]
