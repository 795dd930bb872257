"""Datasette's own pages on an archive: described in Swedish, searched in Swedish, operational tables out of sight."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from archive.browse.server import make_datasette
from tests.archive.browse.sample import GONE, POLICE, POOL, SNOW

if TYPE_CHECKING:
    from pathlib import Path

    from datasette.app import Datasette

pytestmark = pytest.mark.asyncio


async def test_the_tables_listed_are_those_that_readers_need(datasette: Datasette) -> None:
    database = (await datasette.client.get("/archive.json")).json()
    assert {table["name"] for table in database["tables"] if not table["hidden"]} == {
        "articles", "article_versions", "sections", "sites", "municipalities", "images", "attachments",
    }  # fmt: skip
    assert {view["name"] for view in database["views"]} == {"news", "provenance"}


async def test_news_comes_newest_first_with_facets(datasette: Datasette) -> None:
    news = (await datasette.client.get("/archive/news.json?_shape=objects")).json()
    assert [row["headline"] for row in news["rows"]] == [
        POLICE.headline,
        POOL.headline,
        GONE.headline,
        SNOW.headline,
    ]
    counts = {
        name: {str(result["value"]): result["count"] for result in facet["results"]}
        for name, facet in news["facet_results"].items()
    }
    assert counts == {
        "municipality": {"Håbo": 3, "Knivsta": 1},
        "section": {"Hem › Nyheter › Trygghet": 2, "Hem › Nyheter › Kommuninfo": 1, "Start › Nyheter": 1},
        "year": {"2025": 2, "2026": 1},
    }


@pytest.mark.parametrize(
    ("query", "headlines"),
    [
        pytest.param("polis", [POLICE.headline], id="inflection"),
        pytest.param("polisens lokaler", [POLICE.headline], id="two words"),
        pytest.param('"5 AND (', [], id="FTS5 syntax is text"),
        pytest.param("finnsinte", [], id="nothing"),
    ],
)
@pytest.mark.parametrize("table", ["news", "articles"])
async def test_the_search_box_understands_swedish(
    datasette: Datasette, table: str, query: str, headlines: list[str]
) -> None:
    answer = await datasette.client.get(
        f"/archive/{table}.json", params={"_search": query, "_shape": "array", "_nofacet": "1"}
    )
    assert answer.status_code == 200
    assert [row["headline"] for row in answer.json()] == headlines


async def test_a_picture_is_a_reference_and_nothing_is_loaded(datasette: Datasette) -> None:
    html = (await datasette.client.get("/archive/news")).text
    assert "<img" not in html
    assert f'<a href="{POLICE.image[0].content_url}" rel="noreferrer">Bild hos www.habo.se</a>' in html
    assert "Torggatan 4 byggs om under vintern. <small>Foto: Mats Lind</small>" in html


async def test_the_page_says_what_the_columns_hold(datasette: Datasette) -> None:
    html = (await datasette.client.get("/archive/news")).text
    assert "<h1>Nyheter (vy)</h1>" in html
    assert "<dt>section</dt><dd>Avsnittet, som webbplatsens brödsmulor namnger det</dd>" in html


async def test_the_file_can_be_written_while_it_is_read_but_not_by_datasette(datasette: Datasette) -> None:
    (database,) = (await datasette.client.get("/-/databases.json")).json()
    assert database["is_mutable"]
    answer = await datasette.client.get("/archive.json", params={"sql": "delete from articles"})
    assert answer.status_code == 400


async def test_another_database_is_left_alone(tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE news (id INTEGER PRIMARY KEY, image TEXT)")
        connection.execute("INSERT INTO news (image) VALUES ('https://www.example.se/a.jpg')")
        connection.commit()
    datasette = make_datasette(other)
    assert datasette.metadata() == {"plugins": {"kommunarkiv": {"public": False, "remote_images": False}}}
    assert "Bild hos" not in (await datasette.client.get("/other/news")).text
    datasette.databases["other"].close()
