"""What can be set of the plugin, in Datasette's metadata under `plugins.kommunarkiv`, and which databases it serves."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self
from weakref import WeakKeyDictionary

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


_known: WeakKeyDictionary[Database, bool] = WeakKeyDictionary()


def archives(datasette: Datasette) -> list[str]:
    """Names of the databases that are archives of ours; another database in the same Datasette is left alone."""
    return [name for name, database in datasette.databases.items() if _is_archive(database)]


def _is_archive(database: Database) -> bool:
    if database not in _known:
        _known[database] = database.path is not None and _application_id(Path(database.path)) == APPLICATION_ID
    return _known[database]


def _application_id(path: Path) -> int | None:
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            (number,) = connection.execute("PRAGMA application_id").fetchone()
    except sqlite3.DatabaseError:
        return None
    return int(number)
