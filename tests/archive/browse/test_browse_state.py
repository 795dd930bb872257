"""The state of every site in the browser: those to look at first, in words of the reader's language."""

from __future__ import annotations

import re
import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from archive.browse.options import Options
from archive.browse.public import published_copy
from archive.browse.server import make_datasette

if TYPE_CHECKING:
    from pathlib import Path

    from datasette.app import Datasette

pytestmark = pytest.mark.asyncio


async def rows(datasette: Datasette, language: str = "sv") -> list[list[str]]:
    """The page's table, cell by cell, as text."""
    answer = await datasette.client.get("/archive/lage", headers={"accept-language": language})
    assert answer.status_code == 200
    table = answer.text.partition("<tbody>")[2].partition("</tbody>")[0]
    found = [re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL) for row in re.findall(r"<tr>.*?</tr>", table, re.DOTALL)]
    return [[" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in row] for row in found]


async def test_site_with_an_alarm_comes_first_and_says_what_is_amiss(datasette: Datasette) -> None:
    knivsta, habo = await rows(datasette)
    assert knivsta[0] == "Knivsta kommun knivsta.se"
    assert knivsta[1].startswith("Nekad :")
    assert knivsta[2].endswith(": webbplatsen svarade inte eller nekade")
    assert knivsta[3:5] == ["0 nya, 0 ändrade, 0 borttagna, 1 sida gick inte att hämta", "gick inte att hämta"]
    assert habo[0] == "Håbo kommun habo.se"
    assert habo[2].endswith(": klar")
    assert habo[3:5] == ["1 nya, 0 ändrade, 0 borttagna", "tillåter insamling, 2 s mellan frågorna"]
    assert habo[6] == "3"


async def test_sites_stand_in_the_order_of_the_swedish_alphabet(archive_file: Path, tmp_path: Path) -> None:
    path = shutil.copy(archive_file, tmp_path / "archive.db")
    with closing(sqlite3.connect(path)) as connection, connection:
        for name in ("Ängelholms kommun", "Åre kommun", "Öckerö kommun"):
            connection.execute("INSERT INTO sites (key, name, base_url) VALUES (?1, ?1, 'https://exempel.se/')", [name])
    datasette = make_datasette(path)
    _, *well = [row[0].partition(" ")[0] for row in await rows(datasette)]
    assert well == ["Håbo", "Åre", "Ängelholms", "Öckerö"]
    datasette.databases["archive"].close()


async def test_the_state_of_a_big_archive_takes_its_time(datasette: Datasette, monkeypatch: pytest.MonkeyPatch) -> None:
    """With 290 sites and 100,000 articles it took longer than any question may, and the page was never seen."""
    monkeypatch.setitem(datasette._settings, "sql_time_limit_ms", 0)
    assert (await datasette.client.get("/archive/kalender")).status_code == 503
    assert len(await rows(datasette)) == 2


async def test_state_in_english(datasette: Datasette) -> None:
    knivsta, habo = await rows(datasette, "en")
    assert knivsta[1].startswith("Refused :")
    assert habo[3:5] == ["1 new, 0 changed, 0 gone", "allow crawling, 2 s between requests"]


async def test_what_is_amiss_stands_out_and_each_name_leads_somewhere(datasette: Datasette) -> None:
    html = (await datasette.client.get("/archive/lage")).text
    bold = ["1 larm.", "Nekad", "webbplatsen svarade inte eller nekade", "1 sida gick inte att hämta"]
    assert re.findall(r"<strong[^>]*>([^<]*)</strong>", html) == bold
    assert '<a href="/archive/sok?plats=knivsta">Knivsta kommun</a>' in html
    assert '<a href="https://www.knivsta.se/" rel="noreferrer">knivsta.se</a>' in html


async def test_every_page_leads_to_the_state(datasette: Datasette) -> None:
    assert 'href="/archive/lage">Läget: hur insamlingen går</a>' in (await datasette.client.get("/")).text


@pytest.mark.parametrize("public", [True, False])
async def test_published_copy_has_no_state(archive_file: Path, *, public: bool) -> None:
    """What is published knows nothing of runs, however it is served; a public server does not lead to the page."""
    with published_copy(archive_file) as copy:
        datasette = make_datasette(copy, Options(public=public))
        assert (await datasette.client.get("/archive/lage")).status_code == 404
        assert ("/archive/lage" in (await datasette.client.get("/")).text) is not public
        datasette.databases["archive"].close()
