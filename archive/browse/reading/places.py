"""Sections with their tree, sites and municipalities."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.browse.clean import plain
from archive.browse.reading.articles import steps_to
from archive.browse.reading.front import NOT_HIDDEN, swedish_order
from archive.browse.reading.teasers import Teaser, newest
from archive.search import Filters

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence


@dataclass(frozen=True, slots=True)
class TreeSection:
    """A section in a tree, in reading order; `count` is how many articles stand in it or below it."""

    id: int
    name: str
    level: int
    count: int


@dataclass(frozen=True, slots=True)
class SectionPage:
    """A section: its steps from the start page, what is below it, its articles."""

    id: int
    name: str
    trail: str
    url: str | None
    site_id: int
    site_key: str
    site: str
    municipality: str | None
    municipality_code: str | None
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


def section(connection: sqlite3.Connection, section_id: int, *, limit: int, offset: int) -> SectionPage | None:
    """The section with this id, with a stretch of the articles in it or below it, newest first; None without one."""
    row = connection.execute(
        """SELECT sections.name, sections.trail, sections.url, sites.id, sites.key, sites.name, municipalities.name,
                  municipalities.code
           FROM sections JOIN sites ON sites.id = sections.site_id
           LEFT JOIN municipalities ON municipalities.code = sites.municipality_code WHERE sections.id = ?""",
        [section_id],
    ).fetchone()
    if row is None:
        return None
    name, trail, url, site_id, key, site_name, municipality_name, code = row
    own, *below = _tree(connection, site_id, section_id)
    return SectionPage(
        id=section_id,
        name=plain(name),
        trail=plain(trail),
        url=url,
        site_id=site_id,
        site_key=key,
        site=plain(site_name),
        municipality=municipality_name,
        municipality_code=code,
        steps=steps_to(connection, section_id),
        below=below,
        count=own.count,
        articles=newest(connection, Filters(site=key, section=trail), limit=limit, offset=offset),
    )


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


def _sites(connection: sqlite3.Connection, condition: str, value: int | str) -> list[Site]:
    rows = connection.execute(f"SELECT id, key, name, base_url, cms FROM sites WHERE {condition} ORDER BY key", [value])
    return [
        Site(site_id, key, plain(name), base_url, cms, list(_tree(connection, site_id)))
        for site_id, key, name, base_url, cms in rows.fetchall()
    ]


def _count(connection: sqlite3.Connection, sites: Sequence[Site]) -> int:
    return sum(
        connection.execute(
            f"SELECT count(*) FROM articles WHERE site_id = ? AND id {NOT_HIDDEN}", [one.id]
        ).fetchone()[0]
        for one in sites
    )  # fmt: skip


def _months(connection: sqlite3.Connection, sites: Sequence[Site]) -> list[tuple[str, int]]:
    counts: dict[str, int] = {}
    for one in sites:
        rows = connection.execute(
            f"""SELECT substr(date_published, 1, 7), count(*) FROM articles
                WHERE site_id = ? AND date_published GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]*' AND id {NOT_HIDDEN}
                GROUP BY 1""",
            [one.id],
        )
        for month, count in rows:
            counts[month] = counts.get(month, 0) + count
    return sorted(counts.items())


def _tree(connection: sqlite3.Connection, site_id: int, top: int | None = None) -> Iterator[TreeSection]:
    """The sections of a site, or one section and those below it, each before its own; siblings by name."""
    names: dict[int, str] = {}
    children: dict[int | None, list[int]] = {}
    for section_id, parent_id, name in connection.execute(
        "SELECT id, parent_id, name FROM sections WHERE site_id = ?", [site_id]
    ):
        names[section_id] = plain(name)
        children.setdefault(parent_id, []).append(section_id)
    counts = _counts_below(connection, site_id)
    waiting = [(1, section_id) for section_id in ([top] if top is not None else _sorted(children.get(None, []), names))]
    while waiting:
        level, section_id = waiting.pop(0)
        yield TreeSection(section_id, names[section_id], level, counts.get(section_id, 0))
        waiting[:0] = [(level + 1, child) for child in _sorted(children.get(section_id, []), names)]


def _sorted(ids: list[int], names: dict[int, str]) -> list[int]:
    return sorted(ids, key=lambda section_id: swedish_order(names[section_id]))


def _counts_below(connection: sqlite3.Connection, site_id: int) -> dict[int, int]:
    """Articles in or below each section of a site, an article in several of them counted once."""
    rows = connection.execute(
        f"""WITH RECURSIVE up(section_id, id) AS (
                SELECT id, id FROM sections WHERE site_id = ?
                UNION ALL SELECT up.section_id, sections.parent_id FROM up JOIN sections ON sections.id = up.id
                WHERE sections.parent_id IS NOT NULL)
            SELECT up.id, count(DISTINCT article_id) FROM up JOIN article_sections USING (section_id)
            WHERE article_id {NOT_HIDDEN} GROUP BY up.id""",
        [site_id],
    )
    return dict(rows.fetchall())
