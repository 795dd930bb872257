"""How the articles that a search finds are spread: per municipality, county, site, section and year."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from archive.search.expansion import expand_query
from archive.search.filters import EVERYTHING, Filters
from archive.search.first_rows import first_rows
from archive.search.matching import latest, matching
from archive.search.query import parse

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping

MOST_COUNTED = 10_000
"""Hits that are counted one by one. Counting 900,000 takes a second or more, and shows a reader nothing else."""


class FacetValue(NamedTuple):
    """One value of a facet: what the filter of the facet's name takes, what a reader is shown, how many articles."""

    value: str
    label: str
    articles: int


@dataclass(frozen=True, slots=True)
class Facets:
    """What a search finds, counted. Every value narrows the search to so many `articles` when it is set in `Filters`.

    The most frequent values come first, years the latest first; articles without a year or municipality are counted in
    `total` alone. `has_image` and `has_attachment` say how many articles have one. Where `is_cut`, there may be more
    than was counted: all numbers are of the `total` found articles that came into the archive last.
    """

    total: int
    is_cut: bool
    municipality: tuple[FacetValue, ...]
    county: tuple[FacetValue, ...]
    site: tuple[FacetValue, ...]
    section: tuple[FacetValue, ...]
    year: tuple[FacetValue, ...]
    has_image: int
    has_attachment: int


def count(connection: sqlite3.Connection, query: str, *, filters: Filters = EVERYTHING) -> int:
    """How many articles `search` would find in all."""
    found = matching(expand_query(connection, parse(query)), filters)
    return int(connection.execute(f"SELECT count(*) {found.sql}", found.parameters).fetchone()[0])


def facets(
    connection: sqlite3.Connection,
    query: str,
    *,
    filters: Filters = EVERYTHING,
    most: int = MOST_COUNTED,
    milliseconds: float | None = None,
) -> Facets:
    """The articles that `search` would find in all, counted by what a reader can narrow the search to.

    Those that came into the archive last are counted first; counting ends after `most` of them, and when it has taken
    so many `milliseconds`. That takes the place of any progress handler of the connection.
    """
    found = latest(expand_query(connection, parse(query)), filters)
    rows, is_cut = first_rows(connection, f"{_COUNTED} {found.sql}", found.parameters, most, milliseconds)
    sites, years, sections, images, attachments = zip(*rows, strict=True) if rows else ((),) * 5
    counted = Counter[int](sites)
    names = _sites(connection)
    return Facets(
        total=len(rows),
        is_cut=is_cut,
        municipality=_by_count((names[site].municipality, number) for site, number in counted.items()),
        county=_by_count((names[site].county, number) for site, number in counted.items()),
        site=_by_count((names[site].site, number) for site, number in counted.items()),
        section=_by_count(_sections(connection, Counter[str | None](sections))),
        year=_years(Counter[int | None](years)),
        has_image=sum(images),
        has_attachment=sum(attachments),
    )


_COUNTED = """SELECT articles.site_id, articles.published_year,
    (SELECT group_concat(section_id) FROM article_sections WHERE article_id = articles.id),
    EXISTS (SELECT 1 FROM article_images WHERE article_id = articles.id),
    EXISTS (SELECT 1 FROM article_attachments WHERE article_id = articles.id)"""


_Choice = tuple[str, str]
"""The value and the label of one value of a facet."""


class _Site(NamedTuple):
    site: _Choice
    municipality: _Choice | None
    county: _Choice | None


def _sites(connection: sqlite3.Connection) -> dict[int, _Site]:
    """Every site with its municipality and county, or None for a site that belongs to none."""
    rows = connection.execute(
        """SELECT sites.id, sites.key, sites.name, municipalities.code, municipalities.name,
               municipalities.county_code, municipalities.county
           FROM sites LEFT JOIN municipalities ON municipalities.code = sites.municipality_code"""
    )
    return {
        site_id: _Site((key, name), (code, municipality) if code else None, (county_code, county) if code else None)
        for site_id, key, name, code, municipality, county_code, county in rows
    }


def _sections(connection: sqlite3.Connection, counted: Mapping[str | None, int]) -> Iterable[tuple[_Choice, int]]:
    """Articles per trail, with everything below it; one that stands in two sections below it counts once.

    `counted` has the articles that stand in the same sections, by the ids of these, joined by commas.
    """
    ids = {joined: [int(one) for one in joined.split(",")] for joined in counted if joined is not None}
    above = _trails_above(connection, {one for several in ids.values() for one in several})
    for joined, several in ids.items():
        for trail in set().union(*(above[one] for one in several)):
            yield (trail, trail), counted[joined]


def _trails_above(connection: sqlite3.Connection, section_ids: Iterable[int]) -> dict[int, set[str]]:
    """The trail of each section and of all those that it lies in."""
    rows = connection.execute(
        """WITH RECURSIVE above(section_id, trail, parent_id) AS (
               SELECT id, trail, parent_id FROM sections WHERE id IN (SELECT value FROM json_each(?))
               UNION SELECT above.section_id, sections.trail, sections.parent_id
               FROM above JOIN sections ON sections.id = above.parent_id)
           SELECT section_id, trail FROM above""",
        [json.dumps(list(section_ids))],
    )
    above: dict[int, set[str]] = {}
    for section_id, trail in rows:
        above.setdefault(section_id, set()).add(trail)
    return above


def _years(counted: Mapping[int | None, int]) -> tuple[FacetValue, ...]:
    known = sorted((year for year in counted if year is not None), reverse=True)
    return tuple(FacetValue(str(year), str(year), counted[year]) for year in known)


def _by_count(counted: Iterable[tuple[_Choice | None, int]]) -> tuple[FacetValue, ...]:
    """Each value once, by its number of articles; what has no value (None) is left out."""
    numbers = Counter[_Choice]()
    for choice, number in counted:
        if choice is not None:
            numbers[choice] += number
    ordered = sorted(numbers.items(), key=lambda item: (-item[1], item[0][1]))
    return tuple(FacetValue(value, label, number) for (value, label), number in ordered)
