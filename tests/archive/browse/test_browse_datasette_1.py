"""The pages under Datasette 1.0 or its alphas; skipped where an earlier Datasette is installed.

Try it in an environment of its own: `pip install -e .[test]`, then `pip install --pre 'datasette>=1.0a0'`.
"""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import pytest

from archive.browse.queries import QUERIES
from tests.archive.browse.sample import GONE, POLICE

if TYPE_CHECKING:
    from datasette.app import Datasette

pytestmark = [
    pytest.mark.asyncio,
    pytest.mark.skipif(version("datasette").startswith("0."), reason="Datasette is older than 1.0"),
    pytest.mark.filterwarnings("default"),
]


async def page(datasette: Datasette, path: str) -> str:
    answer = await datasette.client.get(path)
    assert answer.status_code == 200, (path, answer.text)
    return str(answer.text)


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/", POLICE.headline),
        ("/archive/artikel/1", POLICE.headline),
        ("/archive/artikel/1/version/1", "Struket försvann"),
        ("/archive/avsnitt/1", "Avsnitt här under"),
        ("/archive/kommun/0305", "Håbo"),
        ("/archive/kommuner", "Knivsta"),
        ("/archive/bilder", "Tom simbassäng"),
        ("/archive/kalender", "2026 dag för dag"),
        ("/archive/sok?q=polis", "<mark>Polisens</mark>"),
        ("/archive/kommun/0305.atom", POLICE.headline),
        ("/archive/lage", "Läget"),
        ("/archive", "Nyheter från kommunernas webbplatser"),
        ("/archive/news", "En rad per artikel"),
    ],
)
async def test_every_page_is_answered(datasette: Datasette, path: str, shown: str) -> None:
    assert shown in await page(datasette, path)


async def test_its_own_search_understands_swedish(datasette: Datasette) -> None:
    found = await datasette.client.get("/archive/news.json", params={"_search": "polis"})
    assert [row["headline"] for row in found.json()["rows"]] == [POLICE.headline]


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
async def test_canned_queries_are_answered(datasette: Datasette, query: Any) -> None:
    assert query.title("sv") in await page(datasette, f"/archive/{query.name}")


async def test_articles_in_answers_are_links(datasette: Datasette) -> None:
    html = await page(datasette, "/archive/borttagna")
    assert f'<a href="/archive/artikel/3" lang="sv" dir="auto">{GONE.headline}</a>' in html


async def test_answers_for_programs_are_datasettes_own(datasette: Datasette) -> None:
    rows = (await datasette.client.get("/archive/borttagna.json?_shape=array")).json()
    assert [row["rubrik"] for row in rows] == [GONE.headline]


async def test_tables_that_keep_the_crawl_going_are_not_listed(datasette: Datasette) -> None:
    tables = (await datasette.client.get("/archive.json")).json()["tables"]
    assert {table["name"] for table in tables if not table["hidden"]} >= {"articles", "sections", "sites"}
    assert {"addresses", "runs"} & {table["name"] for table in tables if not table["hidden"]} == set()
