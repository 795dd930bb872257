"""Counts by day, month, year and site are those that looking at every article gives."""

from __future__ import annotations

from collections import Counter
from itertools import product
from typing import TYPE_CHECKING

import pytest

from archive import Archive
from archive.browse.reading import counts, front
from tests.archive.search.library import Library, Text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DATES = (
    None, "2017", "2017-05", "2017-05-01", "2017-05-01T10:00:00+02:00", "2017-05-31T23:59:00+02:00", "2017-12-31",
    "2018", "2018-01-01", "2018-01", "2020-02-29", "9999-12-31", "2017-W06",
)  # fmt: skip
SITES = ("habo.se", "knivsta.se")
ARTICLES = [
    Text("Notis", date=date, site=site, hidden=hidden)
    for (number, date), site, hidden in product(enumerate(DATES), SITES, (False, True))
    for _ in range(number % 3 + (site == "habo.se") + hidden)
    if number % 4 or not hidden
]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """Shown and hidden articles with dates of every precision."""
    with Archive.open(tmp_path_factory.mktemp("counts") / "archive.db") as archive:
        library = Library(archive)
        with archive.db.atomic():
            library.add(*ARTICLES)
        yield library


def site_id(library: Library, key: str | None) -> int | None:
    """The id of the site with this key."""
    row = library.connection.execute("SELECT id FROM sites WHERE key = ?", [key]).fetchone()
    return row[0] if row else None


def shown(site: str | None) -> list[str]:
    """The dates of the articles that are shown and have a month."""
    dates = (text.date or "" for text in ARTICLES if not text.hidden and site in {None, text.site})
    return [date for date in dates if date[5:7].isdigit()]


@pytest.mark.parametrize("site", [None, *SITES])
def test_by_month(library: Library, site: str | None) -> None:
    assert counts.by_month(library.connection, site_id(library, site)) == Counter(date[:7] for date in shown(site))


@pytest.mark.parametrize("site", [None, *SITES])
@pytest.mark.parametrize("year", [2016, 2017, 2018, 2020, 9999])
def test_by_day(library: Library, site: str | None, year: int) -> None:
    days = (date[:10] for date in shown(site) if len(date) >= 10 and date.startswith(str(year)))
    assert counts.by_day(library.connection, year, site_id(library, site)) == Counter(days)


def all_dates(site: str | None) -> list[str]:
    """The dates of the articles that are shown and have one, however it is cut."""
    return [text.date for text in ARTICLES if text.date and not text.hidden and site in {None, text.site}]


@pytest.mark.parametrize("site", [None, *SITES])
def test_by_year(library: Library, site: str | None) -> None:
    assert counts.by_year(library.connection, site_id(library, site)) == Counter(
        int(date[:4]) for date in all_dates(site)
    )


@pytest.mark.parametrize("site", [None, *SITES])
def test_undated(library: Library, site: str | None) -> None:
    expected = sum(text.date is None and not text.hidden and site in {None, text.site} for text in ARTICLES)
    assert counts.undated(library.connection, site_id(library, site)) == expected


@pytest.mark.parametrize("year", [2017, 2018, 2021])
def test_by_site(library: Library, year: int) -> None:
    assert counts.by_site(library.connection, year) == Counter(
        site_id(library, site) for site in SITES for date in all_dates(site) if date.startswith(str(year))
    )


@pytest.mark.parametrize("year", [2017, 2018, 2021])
def test_by_site_and_month(library: Library, year: int) -> None:
    found = counts.by_site_and_month(library.connection, year)
    assert found == Counter(
        (site_id(library, site), int(date[5:7])) for site in SITES for date in shown(site) if date.startswith(str(year))
    )


def test_the_newest_of_each_site_is_looked_up_whatever_the_statistics_say(tmp_path: Path) -> None:
    """SQLite took an index that it had no statistics of for a better one, and sorted every article by its row."""
    with Archive.open(tmp_path / "archive.db") as archive:
        library = Library(archive)
        library.add(*ARTICLES)
        connection, asked = archive.connection, list[str]()
        connection.execute("ANALYZE")
        connection.execute("DELETE FROM sqlite_stat1 WHERE idx = 'articles_first_seen'")
        connection.execute("ANALYZE sqlite_schema")
        connection.set_trace_callback(asked.append)
        assert [place.newest for place in front.places(connection)] == ["9999-12-31"] * 2
        connection.set_trace_callback(None)
        plan = [row[-1] for row in connection.execute(f"EXPLAIN QUERY PLAN {asked[0]}")]
    assert "SEARCH articles USING INDEX articles_site_id (site_id=?)" in plan
