"""Derive articles again from stored pages, without network."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from archive import PageDamaged
from crawler.reading import read_page
from crawler.sites import site_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archive import Archive


def reextract(archive: Archive, site_key: str | None = None) -> Iterator[Counter[str]]:
    """Read every stored page again and keep what comes out; yields the running counts after each page.

    An article that changes only because the program reads its page better makes no version. A page that does not give
    back the bytes that were stored is left as it is and counted as damaged.
    """
    counts: Counter[str] = Counter()
    for address in archive.addresses_with_pages(site_key):
        assert address.page_id is not None
        try:
            page = archive.page(address.page_id)
        except PageDamaged:
            counts["damaged"] += 1
        else:
            reading = read_page(page, site_for(address.url), address.kind, address.context)
            counts[archive.rederive(address.id, reading)] += 1
        counts["pages"] += 1
        yield counts
