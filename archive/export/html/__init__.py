"""Articles as a plain static package: one page an article, lists by year and section, one style sheet, no script.

It needs nothing but a browser, also one of another century: every page is whole HTML with relative links, and the
folder can lie on a stick, on a web server or in a preservation package.
"""

from __future__ import annotations

import hashlib
import json
import mimetypes
from dataclasses import dataclass, field, replace
from functools import lru_cache
from importlib.resources import files
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from archive import __version__
from archive.browse.clean import clean_html, in_paragraphs, with_changes
from archive.browse.dates import time_element
from archive.browse.messages import Messages
from archive.browse.wording import joined
from archive.clock import now
from archive.errors import FileDamaged
from archive.export.html.paths import Entry, article_path, year_of
from archive.export.html.sections import count_in, entries_in, sections_of
from archive.export.news_article import news_article
from archive.export.records import records
from archive.municipalities import kommun_name, tells_municipality
from archive.opening import one_moment
from archive.search import EVERYTHING
from archive.tables import has_table
from archive.versions import versions
from archive.wording import file_name

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator
    from pathlib import Path

    from archive.export.html.sections import Section
    from archive.search import Filters
    from archive.versions import Version

_SWEDISH = Messages("sv")
MOST_ON_A_PAGE = 200
"""Articles of a section that stand on its own page; of more, each year has one."""


def write_html(
    connection: sqlite3.Connection, folder: Path, filters: Filters = EVERYTHING
) -> Iterator[str | FileDamaged]:
    """Write the package into an empty folder; yields the path of each article's page as it is written.

    A kept file that does not give its SHA-256 is yielded as the error and left out: the page refers to it where it came
    from. Articles come site by site and newest first, so that one year of one site is in memory at a time, with
    the names of the site's sections.
    """
    with one_moment(connection):  # each list leads to pages that are there
        yield from _written(_Package(folder, connection), filters)


def _written(package: _Package, filters: Filters) -> Iterator[str | FileDamaged]:
    sites = []
    of_sites = groupby(records(package.connection, filters, order="site"), key=lambda record: record["site"]["key"])
    for key, of_site in of_sites:
        site = _Site(sections_of(package.connection, key))
        for year, of_year in groupby(of_site, key=lambda record: year_of(record["date_published"])):
            entries = []
            for record in of_year:
                site.take(record)
                entries.append(package.write_article(record, site))
                yield entries[-1].path
                yield from package.newly_damaged()
            site.years.append((year, len(entries)))
            path = f"{site.key}/{year}.html"
            package.write(path, "year.html", site=site, section=None, year=year, entries=entries)
        package.write_sections(site, filters)
        package.write(f"{site.key}/index.html", "site.html", site=site)
        sites.append(replace(site, sections={}, counts={}))
    package.write("index.html", "index.html", sites=sites)


def _script(value: Any) -> Markup:
    """JSON that may stand in a script element: nothing in it ends the element (HTML, 4.12.1.3)."""
    text = json.dumps(value, ensure_ascii=False)
    return Markup(text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029"))  # noqa: S704 - escaped here


@dataclass(slots=True)
class _Site:
    """A site as the lists show it: `years` and `counts` (of sections) say how many articles stand where."""

    sections: dict[str, Section]
    key: str = ""
    name: str = ""
    base_url: str = ""
    municipality: dict[str, str] | None = None
    years: list[tuple[str, int]] = field(default_factory=list)
    counts: dict[Section, int] = field(default_factory=dict)

    def take(self, record: dict[str, Any]) -> None:
        """Know the site as its articles' records do."""
        self.key, self.name, self.base_url = (record["site"][name] for name in ("key", "name", "base_url"))
        self.municipality = record["municipality"]

    @property
    def count(self) -> int:
        return sum(count for _, count in self.years)

    def below(self, section: Section) -> list[tuple[Section, int]]:
        """The sections with articles below this one, and how many, in reading order."""
        return [(one, count) for one, count in self.counts.items() if section in one.above]


class _Package:
    """The folder that the pages are written into."""

    def __init__(self, folder: Path, connection: sqlite3.Connection) -> None:
        self._folder = folder
        self.connection = connection
        self._templates = Environment(
            loader=PackageLoader("archive.export.html"),
            autoescape=select_autoescape(),
            undefined=StrictUndefined,
            auto_reload=False,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.filters["time"] = lru_cache(maxsize=4096)(
            time_element
        )  # lists name the same days again and again
        self._templates.filters["clean"] = clean_html
        self._templates.globals |= {
            "t": _SWEDISH,
            "changed_fields": lambda changes: joined(_SWEDISH, (_SWEDISH(f"field-{one.field}") for one in changes)),
            "with_changes": lambda parts: with_changes(parts, _SWEDISH("removed"), _SWEDISH("added")),
            "in_paragraphs": in_paragraphs,
            "file_name": file_name,
            "kommun_name": kommun_name,
            "tells_municipality": tells_municipality,
        }
        self._made_at = now()
        self._damaged: dict[str, FileDamaged] = {}
        self._told = 0
        self._has_files = has_table(connection, "files")
        (folder / "style.css").write_bytes((files("archive.export.html") / "style.css").read_bytes())

    def write_article(self, record: dict[str, Any], site: _Site) -> Entry:
        """Write an article's page."""
        path = article_path(site.key, record["url"], record["headline"], record["date_published"])
        kept = {one["content_url"]: self._keep("images", one["content_url"]) for one in record["image"]}
        kept |= {one["content_url"]: self._keep("attachments", one["content_url"]) for one in record["attachments"]}
        entry = Entry(path, record["headline"], record["date_published"], record["section"])
        self.write(
            path,
            "article.html",
            article=record,
            year=entry.year,
            sections=site.sections,
            versions=self._versions(record["url"]),
            files=kept,
            json_ld=_script(news_article(record)),
        )
        return entry

    def write_sections(self, site: _Site, filters: Filters) -> None:
        """Write the lists of a site's sections, and let the site know how many articles each has."""
        counts = ((section, count_in(self.connection, section, filters)) for section in site.sections.values())
        site.counts = {section: count for section, count in counts if count}
        for section, count in site.counts.items():
            entries, years = entries_in(self.connection, section, filters), list[tuple[str, int]]()
            if count > MOST_ON_A_PAGE:
                for year, of_year in groupby(entries, key=attrgetter("year")):
                    found = list(of_year)
                    years.append((year, len(found)))
                    path = section.path_of(year)
                    self.write(path, "year.html", site=site, section=section, year=year, entries=found)
            shown = {"count": count, "years": years, "entries": list(entries)}
            self.write(section.path, "section.html", site=site, section=section, **shown)

    def _versions(self, url: str) -> list[Version]:
        """The versions of an article that has been edited, the current one last; of one that has not, none."""
        edited = self.connection.execute(
            "SELECT id FROM articles WHERE url = ? AND id IN (SELECT article_id FROM article_versions)", [url]
        ).fetchone()
        return versions(self.connection, edited[0]) if edited else []

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
        row = self.connection.execute(
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
