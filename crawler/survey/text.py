"""A draft for a person to read: what was found with examples and how sure it is, what was not, and what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.schema import trail_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.survey.draft import Draft
    from crawler.survey.sections import FoundSection

_SURE = "high: its name, the dates in its list and an article that was read agree; medium: two of them; low: one"


def lines(draft: Draft) -> Iterator[str]:
    """The draft line by line."""
    if draft.refused:
        yield f"Nothing could be looked at: {draft.refused}"
        return
    name = f"{draft.name} ({draft.base_url})" if draft.name else draft.base_url
    yield f"{name}: {draft.cms or 'CMS unknown'}, {draft.requests} pages read"
    yield ""
    yield f"Sections ({_SURE})" if draft.sections else "No section found"
    for section in draft.sections_by_trust:
        yield from _section(section)
    if draft.articles:
        yield ""
        yield f"Fields, in {len(draft.articles)} articles that were read"
        for found in draft.fields:
            if found.found:
                how = f"  ({', '.join(found.sources)})" if found.sources else ""
                yield f"  {found.field:15} {found.found}/{found.of}  {found.example or ''}{how}"
    if missing := list(draft.missing()):
        yield ""
        yield "Not found"
        yield from (f"  {sentence}" for sentence in missing)
    if draft.looked_at:
        yield ""
        yield "Looked at, and no section"
        yield from (f"  {url}  {reason}" for url, reason in draft.looked_at)


def _section(section: FoundSection) -> Iterator[str]:
    more = ", more pages" if section.pages else ""
    yield f"  {section.confidence:7} {trail_text(section.trail)}"
    yield f"          {section.url}  ({len(section.items)} items, {section.dated:.0%} dated{more})"
    newest = section.items[0]
    yield f"          its first: {newest.headline}{f', {newest.date}' if newest.date else ''}"
    yield f"          because {'; '.join(section.reasons)}"
