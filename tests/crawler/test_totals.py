"""A list that says that it has more than it shows, and does not tell how it goes on."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from archive.schema import Context, Page
from crawler.reading import read_page
from crawler.sites import ad_hoc

HERE = "https://www.exempel.se/nyheter"
OBJECTS = [{"title": f"Isbanan öppnar på lördag, nyhet {n}", "url": f"/nyheter/{n}"} for n in range(5)]
CARDS = "".join(f'<li><h2><a href="{one["url"]}">{one["title"]}</a></h2>2026-02-01</li>' for one in OBJECTS[:3])
STATE = f'<script type="application/json">{json.dumps({"news": OBJECTS})}</script>'
REASON = "the list shows 3 of {}; how it goes on only a script knows"


@pytest.mark.parametrize(
    ("below", "reason"),
    [
        ("<p>Visar <!-- -->3<!-- --> av <!-- -->12</p><button>Visa fler</button>", REASON.format(12)),
        ("<p>Visar 1–3 av totalt 1&nbsp;204 nyheter</p>", REASON.format(1204)),
        ("<p>Visar 3 av 3</p>", None),
        ("<p>Visar 10 av 12 evenemang</p>", None),
        ('<p>Visar 3 av 12</p><a href="?page=2">Nästa</a>', None),
        ('<p>Visar 3 av 12</p><button data-url="/api/nyheter?skip=3">Visa fler</button>', None),
        (f"<p>Visar 3 av 5</p><button>Visa fler</button>{STATE}", None),
    ],
    ids=["of a component", "with numbers", "all", "of another list", "next page", "endpoint", "in the page's script"],
)
def test_list_that_goes_on_in_a_script_alone_says_so(below: str, reason: str | None) -> None:
    html = f"<html><body><main><h1>Nyheter</h1><ul>{CARDS}</ul>{below}</main></body></html>"
    page = Page(HERE, html.encode(), datetime(2026, 2, 9, tzinfo=UTC))
    reading = read_page(page, ad_hoc("https://www.exempel.se/"), "start", Context())
    assert (reading.placing, reading.reason) == ("section", reason)
