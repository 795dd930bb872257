"""The reasons that the archive keeps are Swedish on Swedish pages, every one of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from archive.browse.messages import Messages
from archive.browse.reasons import SWEDISH, reason_in
from archive.schema import DateReason, Refusal
from tests.archive.browse.visiting import page, text_of

if TYPE_CHECKING:
    from datasette.app import Datasette

SV, EN = Messages("sv"), Messages("en")
SENTENCES = (*DateReason, *Refusal)
VALUE = re.compile(r"\{(\w+)\}")


def test_every_reason_has_its_swedish() -> None:
    assert set(SWEDISH) == set(SENTENCES)


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_reason_is_known_again_with_its_values(sentence: DateReason | Refusal) -> None:
    values = {name: f"<{name}>" for name in VALUE.findall(sentence)}
    assert sorted(VALUE.findall(SWEDISH[sentence])) == sorted(values)
    told = sentence.told(**values)
    assert reason_in(SV, told) == SWEDISH[sentence].format(**values)
    assert reason_in(EN, told) == told


def test_a_reason_inside_another_is_swedish_too() -> None:
    told = Refusal.NO_ROBOTS.told(why=Refusal.TIMEOUT.told())
    assert reason_in(SV, told) == "robots.txt gick inte att hämta (inget helt svar i tid), så inget får hämtas"


@pytest.mark.asyncio
async def test_a_reason_without_swedish_is_shown_as_it_is_kept(datasette: Datasette) -> None:
    assert '– <span lang="en">no year in the text</span>' in await page(datasette, "/archive/artikel/2")


@pytest.mark.asyncio
async def test_an_alarm_tells_its_reason_in_swedish(datasette: Datasette) -> None:
    said = "Nekad : webbplatsen nekade allt (robots.txt besvaras med HTTP 503, så inget får hämtas)"
    assert said in text_of(await page(datasette, "/archive/lage"))
