"""Sections with their tree, sites and municipalities."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.browse.clean import plain
from archive.browse.reading import counts
from archive.browse.reading.teasers import Teaser, newest, newest_in_section, with_ids
from archive.browse.reading.trees import NOT_HIDDEN, TreeSection, steps_to, tree
from archive.search import Filters

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class SectionHead:
    """What a section is called and where it is."""

    id: int
    name: str
    trail: str
    url: str | None
    site_id: int
    site_key: str
    site: str
    municipality: str | None
    municipality_code: str | None


@dataclass(frozen=True, slots=True)
class SectionPage:
    """A section: its steps from the start page, what is below it, its articles."""

    head: SectionHead
    steps: tuple[tuple[int, str], ...]
    below: list[TreeSection]
    count: int
    articles: list[Teaser]


@dataclass(frozen=True, slots=True)
class Site:
    """One website with its section tree."""

    id: int
    key: str
    name: str
    base_url: str
    cms: str | None
    sections: list[TreeSection]


@dataclass(frozen=True, slots=True)
class Place:
    """A municipality with its websites, or one website alone.

    `code` is SCB's, None for a website of no municipality; `months` counts articles by "2026-02", oldest first.
    """

    name: str
    code: str | None
    county: str | None
    sites: list[Site]
    count: int
    months: list[tuple[str, int]]
    articles: list[Teaser]


def section_head(connection: sqlite3.Connection, section_id: int) -> SectionHead | None:
    """The section with this id; None without one."""
    row = connection.execute(
        """SELECT sections.id, sections.name, sections.trail, sections.url, sites.id, sites.key, sites.name,
                  municipalities.name, municipalities.code
           FROM sections JOIN sites ON sites.id = sections.site_id
           LEFT JOIN municipalities ON municipalities.code = sites.municipality_code WHERE sections.id = ?""",
        [section_id],
    ).fetchone()
    return SectionHead(*row) if row else None


def section(connection: sqlite3.Connection, section_id: int, *, limit: int, offset: int) -> SectionPage | None:
    """The section with this id, with a stretch of the articles in it or below it, newest first; None without one."""
    head = section_head(connection, section_id)
    if head is None:
        return None
    own, *below = tree(connection, head.site_id, section_id)
    return SectionPage(
        head=head,
        steps=steps_to(connection, section_id),
        below=below,
        count=own.count,
        articles=with_ids(connection, newest_in_section(connection, section_id, limit=limit, offset=offset)),
    )


def municipality_name(connection: sqlite3.Connection, code: str) -> str | None:
    """The name of the municipality with this code; None when there is no such code."""
    row = connection.execute("SELECT name FROM municipalities WHERE code = ?", [code]).fetchone()
    return str(row[0]) if row else None


def municipality(connection: sqlite3.Connection, code: str, *, limit: int, offset: int) -> Place | None:
    """The municipality with this code and the newest articles of its websites; None when there is no such code."""
    row = connection.execute("SELECT name, county FROM municipalities WHERE code = ?", [code]).fetchone()
    if row is None:
        return None
    sites = _sites(connection, "municipality_code = ?", code)
    articles = newest(connection, Filters(municipality=code), limit=limit, offset=offset)
    return Place(row[0], code, row[1], sites, _count(connection, sites), _months(connection, sites), articles)


def site(connection: sqlite3.Connection, site_id: int, *, limit: int, offset: int) -> Place | None:
    """One website and its newest articles; None when there is no such id."""
    sites = _sites(connection, "id = ?", site_id)
    if not sites:
        return None
    articles = newest(connection, Filters(site=sites[0].key), limit=limit, offset=offset)
    return Place(sites[0].name, None, None, sites, _count(connection, sites), _months(connection, sites), articles)


def site_head(connection: sqlite3.Connection, site_id: int) -> tuple[str, str] | None:
    """Key and name of the website with this id; None when there is none."""
    row = connection.execute("SELECT key, name FROM sites WHERE id = ?", [site_id]).fetchone()
    return (row[0], row[1]) if row else None


def _sites(connection: sqlite3.Connection, condition: str, value: int | str) -> list[Site]:
    rows = connection.execute(f"SELECT id, key, name, base_url, cms FROM sites WHERE {condition} ORDER BY key", [value])
    return [
        Site(site_id, key, plain(name), base_url, cms, list(tree(connection, site_id)))
        for site_id, key, name, base_url, cms in rows.fetchall()
    ]


def _count(connection: sqlite3.Connection, sites: Sequence[Site]) -> int:
    sql = f"SELECT count(*) FROM articles WHERE site_id = ? AND id {NOT_HIDDEN}"
    return sum(connection.execute(sql, [one.id]).fetchone()[0] for one in sites)


def _months(connection: sqlite3.Connection, sites: Sequence[Site]) -> list[tuple[str, int]]:
    return sorted(sum((counts.by_month(connection, one.id) for one in sites), Counter[str]()).items())
