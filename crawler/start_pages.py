"""What the pages tell that a run starts at: what the site is made with and called, and which section was meant."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from archive.schema import trail_text
from crawler.cms import recognise
from crawler.discover.steps import likely_trail
from crawler.document import Document, document_of
from crawler.extract.site_name import site_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from archive import Archive
    from crawler.report import Report
    from crawler.route import Route


def likely_section(archive: Archive, route: Route) -> list[str]:
    """The section that the links of the start, or of a page on the way from it, come nearest to, if any does."""
    for address_id in (route.start_id, *sorted(route.seen)):
        page_id = archive.address(address_id).page_id
        document = None if page_id is None else document_of(archive.page(page_id))
        if isinstance(document, Document) and (trail := likely_trail(document, route.wanted)):
            return [trail_text(trail)]
    return []


def look_at(archive: Archive, report: Report, routes: Iterable[Route]) -> None:
    """See what each site's start page looks made with, which a redesign changes, and what the site calls itself."""
    for route in routes:
        page_id = archive.address(route.start_id).page_id
        document = None if page_id is None else document_of(archive.page(page_id))
        if not isinstance(document, Document):
            continue
        found = recognise(document)
        report.site(route.site.key).cms = found.key if found else None
        name = site_name(document, is_home=urlsplit(route.start).path in {"", "/"})
        if name and route.site.status == "ad-hoc":
            archive.name_site(route.site_id, name)
