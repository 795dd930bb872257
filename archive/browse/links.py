"""Addresses of the pages for people. They are part of what readers see and share, so they are Swedish and stay."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from archive.browse.options import archives

if TYPE_CHECKING:
    from datasette.app import Datasette

ASSET_PATH = "/-/kommunarkiv"


@dataclass(frozen=True, slots=True)
class Links:
    """Addresses inside one archive, with Datasette's own `base_url` before them."""

    datasette: Datasette
    database: str

    def front(self) -> str:
        """The front page: the server's own where it serves just this archive."""
        return str(self.datasette.urls.instance() if serves_only_one(self.datasette) else self._page("start"))

    def article(self, article_id: int) -> str:
        """An article."""
        return self._page(f"artikel/{article_id}")

    def version(self, article_id: int, number: int) -> str:
        """What changed after this version of an article."""
        return self._page(f"artikel/{article_id}/version/{number}")

    def section(self, section_id: int, suffix: str = "", **query: object) -> str:
        """A section; `suffix` is ".atom" or ".json" for its feeds."""
        return self._page(f"avsnitt/{section_id}{suffix}", query)

    def municipality(self, code: str, suffix: str = "", **query: object) -> str:
        """A municipality; `suffix` as for sections."""
        return self._page(f"kommun/{code}{suffix}", query)

    def site(self, site_id: int, suffix: str = "", **query: object) -> str:
        """One website; `suffix` as for sections."""
        return self._page(f"webbplats/{site_id}{suffix}", query)

    def municipalities(self) -> str:
        """The map of municipalities."""
        return self._page("kommuner")

    def pictures(self, **query: object) -> str:
        """The wall of pictures."""
        return self._page("bilder", query)

    def thumbnail(self, digest: str) -> str:
        """The small copy of a kept picture."""
        return self._page(f"miniatyr/{digest}")

    def picture(self, digest: str) -> str:
        """A kept picture."""
        return self._page(f"bild/{digest}")

    def attachment(self, digest: str) -> str:
        """A kept file, to be saved."""
        return self._page(f"fil/{digest}")

    def calendar(self, **query: object) -> str:
        """The calendar of a year."""
        return self._page("kalender", query)

    def state(self) -> str:
        """How the crawling of every site goes."""
        return self._page("lage")

    def search(self, suffix: str = "", **query: object) -> str:
        """A search; `suffix` as for sections."""
        return self._page(f"sok{suffix}", query)

    def data(self, **query: object) -> str:
        """Datasette's own page of the database, or its answer to SQL (`sql`)."""
        return f"{self.datasette.urls.database(self.database)}{_query(query)}"

    def table(self, name: str, **query: object) -> str:
        """Datasette's own page of a table or view."""
        return f"{self.datasette.urls.table(self.database, name)}{_query(query)}"

    def query(self, name: str, suffix: str = "", **query: object) -> str:
        """A question with its answer; `suffix` is ".json" or ".csv" for Datasette's own answer."""
        return f"{self.datasette.urls.query(self.database, name)}{suffix}{_query(query)}"

    def row(self, table: str, key: object) -> str:
        """Datasette's own page of a row."""
        return str(self.datasette.urls.row(self.database, table, str(key)))

    def asset(self, name: str) -> str:
        """A file of the pages' design."""
        return str(self.datasette.urls.path(f"{ASSET_PATH}/{name}"))

    def _page(self, path: str, query: dict[str, object] | None = None) -> str:
        return f"{self.datasette.urls.database(self.database)}/{path}{_query(query or {})}"


def serves_only_one(datasette: Datasette) -> bool:
    """Whether this Datasette serves one archive and no other database, so that `/` can be the archive's front page."""
    return len(archives(datasette)) == len([name for name in datasette.databases if name != "_internal"]) == 1


def _query(values: dict[str, object]) -> str:
    given = {name: value for name, value in values.items() if value not in {None, "", False}}
    return f"?{urlencode(given)}" if given else ""
