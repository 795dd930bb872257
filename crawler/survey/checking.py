"""Profiles held against their sites: each section's page, and one article of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from archive.schema import Context, trail_text
from crawler.discover import Candidate
from crawler.document import document_of
from crawler.errors import NotAnArticle
from crawler.extract import extract_article
from crawler.survey.fetching import visit
from crawler.survey.sections import FoundSection, judge

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from crawler.document import Document
    from crawler.sites.checking import SiteCheck
    from crawler.survey.way import Fetch


def check_live(checks: Sequence[SiteCheck], overrides: Mapping[str, Any]) -> list[SiteCheck]:
    """The checks with what the sites say today; a section without an address is named, not looked for."""
    starts = {check.site.base_url: check for check in checks}

    async def one(url: str, fetch: Fetch) -> None:
        await _look(starts[url], fetch)

    visit(list(starts), one, overrides)
    return list(checks)


async def _look(check: SiteCheck, fetch: Fetch) -> None:
    for section in check.site.sections:
        if section.url is None:
            why = "the profile has no address (url) for it; crawl finds it by its name"
            check.live.append(f"{trail_text(section.trail)}: not looked at: {why}")
            continue
        name = trail_text(section.trail) or section.url
        document = await _document(section.url, fetch)
        found = document if isinstance(document, str) else judge(document, Candidate(section.url, name, chosen=True))
        if isinstance(found, str):
            check.live_problems.append(f"{name}: {found}")
        else:
            await _sample(check, name, found, fetch)


async def _sample(check: SiteCheck, name: str, found: FoundSection, fetch: Fetch) -> None:
    """One article of the section, and what it lacks."""
    item = found.items[0]
    document = await _document(item.url, fetch)
    if isinstance(document, str):
        check.live_problems.append(f"{name}: {item.url}: {document}")
        return
    try:
        context = Context(found.trail, found.url, 1, item.headline, item.text, item.date)
        article = extract_article(document, check.site, context)
    except NotAnArticle as error:
        check.live_problems.append(f"{name}: {item.url}: {error.reason}")
        return
    lacking = [field for field in ("date_published", "breadcrumb", "image") if not getattr(article, field)]
    check.seen += 1
    told = f"; its newest article lacks {', '.join(lacking)}" if lacking else ""
    check.live.append(f"{name}: {len(found.items)} items, {found.dated:.0%} dated{told}")


async def _document(url: str, fetch: Fetch) -> Document | str:
    page = await fetch(url)
    return page if isinstance(page, str) else document_of(page)
