"""Articles as a plain static package: one page an article, lists by site and year, one style sheet, no script.

It needs nothing but a browser, also one of another century: every page is whole HTML with relative links, and the
folder can lie on a stick, on a web server or in a preservation package.
"""

from __future__ import annotations

import hashlib
import json
import mimetypes
from dataclasses import dataclass, field
from importlib.resources import files
from itertools import groupby
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from archive import __version__
from archive.browse.clean import clean_html
from archive.browse.dates import time_element
from archive.clock import now
from archive.errors import FileDamaged
from archive.export.news_article import news_article
from archive.export.records import records
from archive.municipalities import kommun_name, tells_municipality
from archive.search import EVERYTHING
from archive.tables import has_table
from archive.wording import file_name, slugify

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator
    from pathlib import Path

    from archive.search import Filters

UNDATED = "odaterat"
"""Where articles stand whose year is not known."""

_SLUG_LENGTH = 60


@dataclass(frozen=True, slots=True)
class Entry:
    """One article in the lists: where its page lies and what a list shows of it."""

    path: str
    headline: str
    date: str | None
    section: str | None


def write_html(
    connection: sqlite3.Connection, folder: Path, filters: Filters = EVERYTHING
) -> Iterator[str | FileDamaged]:
    """Write the package into an empty folder; yields the path of each article's page as it is written.

    A kept file that does not give its SHA-256 is yielded as the error and left out: the page refers to it where it came
    from. Articles come site by site and newest first, so that one year of one site is in memory at a time.
    """
    package = _Package(folder, connection)
    sites = []
    for _, of_site in groupby(records(connection, filters, order="site"), key=lambda record: record["site"]["key"]):
        site = _Site()
        for year, of_year in groupby(of_site, key=_year):
            entries = []
            for record in of_year:
                site.take(record)
                entries.append(package.write_article(record))
                yield entries[-1].path
                yield from package.newly_damaged()
            site.years.append((year, len(entries)))
            package.write(f"{site.key}/{year}.html", "year.html", site=site, year=year, entries=entries)
        package.write(f"{site.key}/index.html", "site.html", site=site)
        sites.append(site)
    package.write("index.html", "index.html", sites=sites)


def article_path(record: dict[str, Any]) -> str:
    """Where the article's page lies in the package: known from its site, year, headline and address alone."""
    name = hashlib.sha256(record["url"].encode()).hexdigest()[:12]
    return f"{record['site']['key']}/{_year(record)}/{slug(record['headline'])}-{name}.html"


def slug(headline: str) -> str:
    """The headline as a file name that every system takes, however long it is.

    >>> slug("Så här sköter du ditt avlopp – 10 råd!")
    'sa-har-skoter-du-ditt-avlopp-10-rad'
    """
    return slugify(headline)[:_SLUG_LENGTH].strip("-") or "artikel"


def _year(record: dict[str, Any]) -> str:
    date = record["date_published"]
    return str(date[:4]) if date else UNDATED


def _script(value: Any) -> Markup:
    """JSON that may stand in a script element: nothing in it ends the element (HTML, 4.12.1.3)."""
    text = json.dumps(value, ensure_ascii=False)
    return Markup(text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029"))  # noqa: S704 - escaped here


@dataclass(slots=True)
class _Site:
    """A site as the lists show it."""

    key: str = ""
    name: str = ""
    base_url: str = ""
    municipality: dict[str, str] | None = None
    years: list[tuple[str, int]] = field(default_factory=list)

    def take(self, record: dict[str, Any]) -> None:
        """Know the site as its articles' records do."""
        self.key, self.name, self.base_url = (record["site"][name] for name in ("key", "name", "base_url"))
        self.municipality = record["municipality"]

    @property
    def count(self) -> int:
        return sum(count for _, count in self.years)


class _Package:
    """The folder that the pages are written into."""

    def __init__(self, folder: Path, connection: sqlite3.Connection) -> None:
        self._folder = folder
        self._connection = connection
        self._templates = Environment(
            loader=PackageLoader("archive.export.html"),
            autoescape=select_autoescape(),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.filters["time"] = time_element
        self._templates.filters["clean"] = clean_html
        self._templates.globals |= {
            "file_name": file_name,
            "kommun_name": kommun_name,
            "tells_municipality": tells_municipality,
        }
        self._made_at = now()
        self._damaged: dict[str, FileDamaged] = {}
        self._told = 0
        self._has_files = has_table(connection, "files")
        (folder / "style.css").write_bytes((files("archive.export.html") / "style.css").read_bytes())

    def write_article(self, record: dict[str, Any]) -> Entry:
        """Write an article's page."""
        path = article_path(record)
        kept = {one["content_url"]: self._keep("images", one["content_url"]) for one in record["image"]}
        kept |= {one["content_url"]: self._keep("attachments", one["content_url"]) for one in record["attachments"]}
        json_ld = _script(news_article(record))
        self.write(path, "article.html", article=record, year=_year(record), files=kept, json_ld=json_ld)
        return Entry(path, record["headline"], record["date_published"], record["section"])

    def newly_damaged(self) -> list[FileDamaged]:
        """The kept files that were found damaged since this was last asked, each once."""
        new = list(self._damaged.values())[self._told :]
        self._told = len(self._damaged)
        return new

    def _keep(self, table: str, url: str) -> str | None:
        """Put the file of a picture or attachment into the package; its path, None where the archive has none.

        A published copy has no files. Drawings (SVG) can hold scripts and are left out.
        """
        if not self._has_files:
            return None
        row = self._connection.execute(
            f"""SELECT files.sha256, files.media_type, files.payload FROM {table} JOIN files USING (sha256)
                WHERE content_url = ? AND files.media_type <> 'image/svg+xml'""",
            [url],
        ).fetchone()
        if row is None:
            return None
        sha256, media_type, payload = row
        path = f"filer/{sha256[:2]}/{sha256}{mimetypes.guess_extension(media_type) or ''}"
        target = self._folder / path
        if sha256 in self._damaged:
            return None
        if not target.exists():
            if hashlib.sha256(payload).hexdigest() != sha256:
                self._damaged[sha256] = FileDamaged(sha256, url)
                return None
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(payload)
        return path

    def write(self, path: str, template: str, **values: Any) -> None:
        """Write one page."""
        target = self._folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        up = "../" * path.count("/")
        page = self._templates.get_template(template)
        target.write_text(page.render(up=up, made_at=self._made_at, version=__version__, **values), encoding="utf-8")
