"""Of two sources that told of an article the one that knows more of it is believed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from archive import frontier
from archive.schema import Context, FoundAddress
from archive.tellings import tells_more
from tests.archive.conftest import HOST

if TYPE_CHECKING:
    from archive import Archive
    from archive.schema import Source
    from tests.archive.conftest import Desk


def _told(listing: str, name: str, source: Source = "list") -> Context:
    return Context((name,), f"{HOST}{listing}", 1, source=source)


@pytest.mark.parametrize(
    ("known", "told", "wanted"),
    [
        (_told("/nyheter", "Nyheter"), _told("/nyheter/kommuninfo", "Kommuninfo"), True),
        (_told("/nyheter/page/3/", "Nyheter"), _told("/nyheter/kommuninfo/page/2/", "Kommuninfo"), True),
        (_told("/", "Exempelby"), _told("/tag/kommuninfo/", "Kommuninfo"), True),
        (_told("/nyheter?page=2", "Nyheter"), _told("/nyheter/kommuninfo?page=4", "Kommuninfo"), True),
        (_told("/nyheter/kommuninfo", "Kommuninfo"), _told("/nyheter", "Nyheter"), False),
        (_told("/nyheter", "Nyheter"), _told("/nyheter-i-bild", "I bild"), False),
        (_told("/nyheter/", "Nyheter"), _told("/nyheter/page/2/", "Aktuellt"), False),
        (_told("/nyheter", "Nyheter"), _told("/nyheter/2026", "Nyheter", "month"), False),
        (_told("/nyheter", "Nyheter"), _told("/nyheter/kommuninfo/feed", "Kommuninfo", "feed"), False),
        (_told("/rss", "Nyheter", "feed"), _told("/press", "Press"), True),
    ],
)
def test_narrower_list_or_stronger_source(known: Context, told: Context, *, wanted: bool) -> None:
    found = FoundAddress(f"{HOST}/nyheter/1", "article", 1, told)
    assert tells_more("article", known, found) is wanted


def test_article_is_read_for_the_narrower_of_two_sections_whichever_told_first(archive: Archive, desk: Desk) -> None:
    url = f"{HOST}/2026/02/bron"
    wide, narrow = (
        FoundAddress(url, "article", 1, Context((name,), f"{HOST}{listing}", 1), listed=True)
        for name, listing in (("Nyheter", "/nyheter"), ("Kommuninfo", "/nyheter/kommuninfo"))
    )
    desk.lists(url)
    with archive.transaction() as connection:
        for found in (narrow, wide):
            frontier.add(connection, desk.site_id, found, None)
    assert archive.entrance(url, desk.run_id)[0].context.section == ("Kommuninfo",)
