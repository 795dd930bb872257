"""The sections of a site as lists of its package: every trail that an article stands in, and what is below it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from archive.browse.reading.alphabet import swedish_order
from archive.export.html.paths import Entry, article_path, slug

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from archive.search import Filters

FOLDER = "avsnitt"

_IN_OR_BELOW = """articles.id IN (SELECT article_id FROM article_sections WHERE section_id IN (
    WITH RECURSIVE below(id) AS (
        SELECT ? UNION SELECT sections.id FROM sections JOIN below ON sections.parent_id = below.id)
    SELECT id FROM below))"""


@dataclass(frozen=True, slots=True)
class Section:
    """A section, with those `above` it from the start page down; `stem` is how the paths of its pages begin."""

    id: int
    name: str
    trail: str
    site_key: str
    stem: str
    above: tuple[Section, ...] = field(repr=False, compare=False)

    @property
    def steps(self) -> tuple[Section, ...]:
        """The sections from the start page down to this one."""
        return (*self.above, self)

    @property
    def level(self) -> int:
        """How far below the site it is, from 1."""
        return len(self.steps)

    @property
    def path(self) -> str:
        """Where its page lies in the package: known from its site and trail alone."""
        return f"{self.stem}.html"

    @property
    def year_start(self) -> str:
        """How the addresses of the years' pages begin, seen from the section's own."""
        return f"{self.stem.rpartition('/')[2]}-"

    def path_of(self, year: str) -> str:
        """Where the page of one year lies, if its articles don't all stand on the section's own."""
        return f"{self.stem}-{year}.html"


def sections_of(connection: sqlite3.Connection, site_key: str) -> dict[str, Section]:
    """The sections of a site by their trails, each before those below it, siblings by name."""
    rows = connection.execute(
        """SELECT sections.id, parent_id, sections.name, trail FROM sections JOIN sites ON sites.id = site_id
           WHERE key = ? ORDER BY depth""",
        [site_key],
    )
    known: dict[int, Section] = {}
    for section_id, parent_id, name, trail in rows:
        above = known[parent_id].steps if parent_id is not None else ()
        stem = f"{site_key}/{FOLDER}/{slug(name, FOLDER)}-{hashlib.sha256(trail.encode()).hexdigest()[:12]}"
        known[section_id] = Section(section_id, name, trail, site_key, stem, above)
    ordered = sorted(known.values(), key=lambda one: [(swedish_order(step.name), step.trail) for step in one.steps])
    return {section.trail: section for section in ordered}


def count_in(connection: sqlite3.Connection, section: Section, filters: Filters) -> int:
    """How many of the articles that pass the filters stand in the section or below it."""
    conditions, parameters = filters.conditions()
    (count,) = connection.execute(
        f"SELECT count(*) FROM articles WHERE {conditions} AND {_IN_OR_BELOW}", [*parameters, section.id]
    ).fetchone()
    return int(count)


def entries_in(connection: sqlite3.Connection, section: Section, filters: Filters) -> Iterator[Entry]:
    """The articles in the section or below it, in the order of all lists: the newest first, the undated last."""
    conditions, parameters = filters.conditions()
    rows = connection.execute(
        f"""SELECT articles.url, headline, date_published, trail
            FROM articles LEFT JOIN sections ON sections.id = section_id WHERE {conditions} AND {_IN_OR_BELOW}
            ORDER BY published_year IS NULL, published_year DESC, date_published DESC, articles.url""",
        [*parameters, section.id],
    )
    for url, headline, date, trail in rows:
        yield Entry(article_path(section.site_key, url, headline, date), headline, date, trail)
