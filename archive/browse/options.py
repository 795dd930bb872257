"""What can be set of the plugin, in Datasette's metadata under `plugins.kommunarkiv`, and which databases it serves."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self
from weakref import WeakKeyDictionary

from archive import opening
from archive.migrations import APPLICATION_ID

if TYPE_CHECKING:
    from datasette.app import Datasette
    from datasette.database import Database

PLUGIN_NAME = "kommunarkiv"


@dataclass(frozen=True, slots=True)
class Options:
    """The plugin's settings.

    `remote_images` loads pictures from the sites they were found on, which tells those sites who reads what. `public`
    is for a server that anybody can reach: robots are told what to leave alone, answers may be cached.
    """

    remote_images: bool = False
    public: bool = False

    @classmethod
    def of(cls, datasette: Datasette) -> Self:
        """The settings that this Datasette was started with."""
        given = datasette.plugin_config(PLUGIN_NAME) or {}
        return cls(**{field.name: bool(given.get(field.name, False)) for field in fields(cls)})

    def to_dict(self) -> dict[str, Any]:
        """The settings as Datasette's metadata carries them."""
        return asdict(self)


_known: WeakKeyDictionary[Database, frozenset[str] | None] = WeakKeyDictionary()
"""Per database the names of its tables and views; None for one that is no archive of ours."""


def archives(datasette: Datasette) -> list[str]:
    """Names of the databases that are archives of ours; another database in the same Datasette is left alone."""
    return list(tables_of_archives(datasette))


def tables_of_archives(datasette: Datasette) -> dict[str, frozenset[str]]:
    """The tables and views of each archive, by its name in this Datasette."""
    found = {name: _tables(database) for name, database in datasette.databases.items()}
    return {name: tables for name, tables in found.items() if tables is not None}


def _tables(database: Database) -> frozenset[str] | None:
    if database not in _known:
        _known[database] = _read_tables(Path(database.path)) if database.path is not None else None
    return _known[database]


def _read_tables(path: Path) -> frozenset[str] | None:
    try:
        with closing(opening.read_only(path)) as connection:
            (number,) = connection.execute("PRAGMA application_id").fetchone()
            names = connection.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')").fetchall()
    except sqlite3.DatabaseError:
        return None
    return frozenset(name for (name,) in names) if number == APPLICATION_ID else None
