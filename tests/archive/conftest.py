"""An archive in a folder of its own, and records to put into it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from archive import Archive
from archive.schema import Article, Context, Crumb, FoundAddress, Page, Reading

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HOST = "https://www.exempelkommun.se"
SECTION = (Crumb(1, "Hem", f"{HOST}/"), Crumb(2, "Nyheter", f"{HOST}/nyheter"))


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.open(tmp_path / "archive.db") as opened:
        yield opened


class Desk:
    """Plays the crawler: fetches made-up pages and records what was read from them."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self.run_id = archive.begin_run({"starts": [[f"{HOST}/nyheter", []]]})
        self.site_id = archive.ensure_site("exempelkommun.se", "Exempelkommun", f"{HOST}/")
        self.start, _ = archive.add_start(self.site_id, f"{HOST}/nyheter", (), self.run_id)

    def page(self, url: str, body: bytes, day: int = 1, status: int = 200) -> Page:
        return Page(url, body, datetime(2026, 3, day, 12, tzinfo=UTC), status, response_headers=(("ETag", f'"{day}"'),))

    def lists(
        self, *urls: str, next_page: str | None = None, address_id: int | None = None, body: bytes = b"<ul>"
    ) -> int:
        """Read the section's list; its section id."""
        address_id = address_id or self.start.id
        self.archive.store_page(address_id, self.page(self.archive.address(address_id).url, body), self.run_id)
        names = tuple(crumb.name for crumb in SECTION)
        found = [
            FoundAddress(url, "article", rank, Context(names, f"{HOST}/nyheter", rank), listed=True)
            for rank, url in enumerate(urls, 1)
        ]
        if next_page:
            found.append(FoundAddress(next_page, "list", 1000, Context(names, f"{HOST}/nyheter", 1)))
        self.archive.record(address_id, Reading("section", SECTION, found=tuple(found)))
        return self.archive.set_scope(self.run_id, self.start.id, self.site_id, SECTION)

    def reads(self, url: str, article: Article, *, body: bytes = b"<p>", day: int = 1) -> str:
        """Fetch and read one article; what the archive says it is."""
        address, _ = self.archive.entrance(url, self.run_id)
        self.archive.store_page(address.id, self.page(url, body, day), self.run_id)
        return self.archive.record(address.id, Reading("article", article.section, article))


@pytest.fixture
def desk(archive: Archive) -> Desk:
    return Desk(archive)
