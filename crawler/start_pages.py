"""What the pages tell that a run starts at: what the site is made with, and what it calls itself."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.cms import recognise
from crawler.document import Document
from crawler.errors import UnreadablePage
from crawler.extract.site_name import site_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from archive import Archive
    from crawler.report import Report
    from crawler.route import Route


def look_at(archive: Archive, report: Report, routes: Iterable[Route]) -> None:
    """See what each site's start page looks made with, which a redesign changes, and what the site calls itself."""
    for route in routes:
        page_id = archive.address(route.start_id).page_id
        if page_id is None:
            continue
        with contextlib.suppress(UnreadablePage):
            document = Document.from_page(archive.page(page_id))
            found = recognise(document)
            report.site(route.site.key).cms = found.key if found else None
            name = site_name(document, is_home=urlsplit(route.start).path in {"", "/"})
            if name and route.site.status == "ad-hoc":
                archive.name_site(route.site_id, name)
