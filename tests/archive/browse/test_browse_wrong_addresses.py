"""What leads nowhere, and what cannot be answered, says so and is no fault of the server; a fault is logged."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest

from tests.archive.browse.visiting import page

if TYPE_CHECKING:
    from datasette.app import Datasette

pytestmark = pytest.mark.asyncio


@pytest.mark.parametrize("path", ["sok?q=polis", "avsnitt/2?", "kommun/0305?", "bilder?"])
async def test_a_page_past_the_end_of_a_list_says_so_and_leads_back(datasette: Datasette, path: str) -> None:
    first, _, query = path.partition("?")
    html = await page(datasette, f"/archive/{first}?{query}&sida=9")
    assert "Listan slutar före sida 9." in html
    assert f'<a href="?{query}">Till första sidan</a>' in html
    assert "Inget hittades" not in html


@pytest.mark.parametrize(
    "path",
    [
        "/archive/artikel/999", "/archive/artikel/1/version/9", "/archive/avsnitt/999", "/archive/kommun/9999",
        "/archive/webbplats/999", "/archive/avsnitt/999.atom", "/archive/kommun/9999.json", "/archive/webbplats/9.atom",
        f"/archive/bild/{'0' * 64}", f"/archive/miniatyr/{'0' * 64}", f"/archive/fil/{'0' * 64}",
    ],
)  # fmt: skip
async def test_what_is_not_there_is_said_so(datasette: Datasette, path: str) -> None:
    assert "Sidan finns inte" in await page(datasette, path, status=404)


@pytest.mark.parametrize(
    "path",
    [
        "/nosuch", "/archive/nosuch", "/archive/articles/999", "/a/b/c/d", "/archive/artikel/abc", "/archive/kommun/1",
        f"/archive/artikel/{10**15}", "/archive/nosuch/1",
    ],
)  # fmt: skip
async def test_an_address_that_leads_nowhere_is_no_fault_of_the_server(
    datasette: Datasette, path: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert "Sidan finns inte" in await page(datasette, path, status=404)
    assert "The archive has no such page" in await page(datasette, path, status=404, language="en")
    answer = await datasette.client.get(f"{path}.json")
    assert (answer.status_code, answer.json()["ok"]) == (404, False)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/archive/news?_sort=nosuch", "Cannot sort table by nosuch"),
        ("/archive/news?_col=nosuch", "_col=nosuch - invalid columns"),
        ("/archive/news?_size=many", "_size must be a positive integer"),
        ("/archive?sql=select+nosuch", "no such column: nosuch"),
    ],
)
async def test_a_question_that_cannot_be_answered_is_no_fault_of_the_server(
    datasette: Datasette, path: str, said: str, capfd: pytest.CaptureFixture[str]
) -> None:
    """A stranger's mistyped address must not fill the log of a public server with tracebacks."""
    assert said in await page(datasette, path, status=400)
    answer = await datasette.client.get(path.replace("?", ".json?", 1))
    assert (answer.status_code, answer.json()["error"]) == (400, said)
    told = capfd.readouterr()
    assert "Traceback" not in told.out + told.err


async def test_a_fault_is_logged(
    datasette: Datasette, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    async def fail(*_: object, **__: object) -> None:
        message = "disk I/O error"
        raise sqlite3.OperationalError(message)

    monkeypatch.setattr(datasette.databases["archive"], "execute", fail)
    await page(datasette, "/archive/articles/1", status=500)
    assert "disk I/O error" in capfd.readouterr().err
