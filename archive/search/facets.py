"""How the articles that a search finds are spread: per municipality, county, site, section and year."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from archive.search.expansion import expand_query
from archive.search.filters import ALL, Filters
from archive.search.matching import Matching, matching
from archive.search.query import parse

if TYPE_CHECKING:
    import sqlite3


class FacetValue(NamedTuple):
    """One value of a facet: what the filter of the facet's name takes, what a reader is shown, how many articles."""

    value: str
    label: str
    articles: int


@dataclass(frozen=True, slots=True)
class Facets:
    """What a search finds, counted. Every value narrows the search to so many `articles` when it is set in `Filters`.

    The most frequent values come first, years the latest first; articles without a year or municipality are counted in
    `total` alone. `has_image` and `has_attachment` say how many articles have one.
    """

    total: int
    municipality: tuple[FacetValue, ...]
    county: tuple[FacetValue, ...]
    site: tuple[FacetValue, ...]
    section: tuple[FacetValue, ...]
    year: tuple[FacetValue, ...]
    has_image: int
    has_attachment: int


def count(connection: sqlite3.Connection, query: str, *, filters: Filters = ALL) -> int:
    """How many articles `search` would find in all."""
    found = matching(expand_query(connection, parse(query)), filters)
    return int(connection.execute(f"SELECT count(*) {found.sql}", found.parameters).fetchone()[0])


def facets(connection: sqlite3.Connection, query: str, *, filters: Filters = ALL) -> Facets:
    """The articles that `search` would find in all, counted by what a reader can narrow the search to."""
    found = matching(expand_query(connection, parse(query)), filters)
    sites, years, total, has_image, has_attachment = _rows(connection, found)
    names = _sites(connection)
    municipalities, counties = Counter[_Choice](), Counter[_Choice]()
    for site_id, articles in sites.items():
        if places := names[site_id].places:
            municipalities[places[0]] += articles
            counties[places[1]] += articles
    return Facets(
        total=total,
        municipality=_by_count(municipalities),
        county=_by_count(counties),
        site=_by_count(Counter({names[site_id].site: articles for site_id, articles in sites.items()})),
        section=_sections(connection, found),
        year=tuple(FacetValue(str(year), str(year), years[year]) for year in sorted(years, reverse=True)),
        has_image=has_image,
        has_attachment=has_attachment,
    )


class _Rows(NamedTuple):
    sites: Counter[int]
    years: Counter[int]
    total: int
    has_image: int
    has_attachment: int


def _rows(connection: sqlite3.Connection, found: Matching) -> _Rows:
    sites, years = Counter[int](), Counter[int]()
    total = has_image = has_attachment = 0
    rows = connection.execute(
        f"""SELECT articles.site_id, articles.published_year, count(*),
                sum(EXISTS (SELECT 1 FROM article_images WHERE article_id = articles.id)),
                sum(EXISTS (SELECT 1 FROM article_attachments WHERE article_id = articles.id))
            {found.sql} GROUP BY articles.site_id, articles.published_year""",
        found.parameters,
    )
    for site_id, year, articles, images, attachments in rows:
        total += articles
        sites[site_id] += articles
        if year is not None:
            years[year] += articles
        has_image += images
        has_attachment += attachments
    return _Rows(sites, years, total, has_image, has_attachment)


_Choice = tuple[str, str]
"""The value and the label of one value of a facet."""


class _Site(NamedTuple):
    site: _Choice
    places: tuple[_Choice, _Choice] | None


def _sites(connection: sqlite3.Connection) -> dict[int, _Site]:
    """Every site with its municipality and county, or None for a site that belongs to none."""
    rows = connection.execute(
        """SELECT sites.id, sites.key, sites.name, municipalities.code, municipalities.name,
               municipalities.county_code, municipalities.county
           FROM sites LEFT JOIN municipalities ON municipalities.code = sites.municipality_code"""
    )
    return {
        site_id: _Site((key, name), ((code, municipality), (county_code, county)) if code else None)
        for site_id, key, name, code, municipality, county_code, county in rows
    }


def _sections(connection: sqlite3.Connection, found: Matching) -> tuple[FacetValue, ...]:
    """Articles per trail, with everything below it; one that stands in two sections below it counts once."""
    rows = connection.execute(
        f"""WITH RECURSIVE
                above(section_id, trail, parent_id) AS (
                    SELECT id, trail, parent_id FROM sections
                    UNION SELECT above.section_id, sections.trail, sections.parent_id
                    FROM above JOIN sections ON sections.id = above.parent_id),
                found(id) AS (SELECT articles.id {found.sql})
            SELECT above.trail, count(DISTINCT found.id) FROM found
            JOIN article_sections ON article_sections.article_id = found.id
            JOIN above ON above.section_id = article_sections.section_id GROUP BY above.trail""",
        found.parameters,
    )
    return _by_count(Counter({(trail, trail): articles for trail, articles in rows}))


def _by_count(counter: Counter[_Choice]) -> tuple[FacetValue, ...]:
    ordered = sorted(counter.items(), key=lambda item: (-item[1], item[0][1]))
    return tuple(FacetValue(value, label, articles) for (value, label), articles in ordered)
