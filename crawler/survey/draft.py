"""What a survey comes to: a profile that can be written, and what was and was not found, for a person to judge."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from crawler.sites import SectionStart, Site, ad_hoc
from crawler.sites.checking import NEEDED
from crawler.survey.fields import FieldFinding, findings
from crawler.survey.sections import BESIDE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from archive.schema import Article
    from crawler.survey.sections import FoundSection

NO_PAGE = "it is no page"
"""Why a picture or a PDF gives nothing to look at."""


@dataclass(slots=True)
class Draft:
    """A survey's result. `refused` says why the site could not be looked at at all; then there is nothing else."""

    start: str
    name: str = ""
    base_url: str = ""
    cms: str | None = None
    sections: list[FoundSection] = field(default_factory=list)
    articles: list[Article] = field(default_factory=list)
    feeds: list[str] = field(default_factory=list)
    elsewhere: list[tuple[str, str]] = field(default_factory=list)
    looked_at: list[tuple[str, str]] = field(default_factory=list)
    """Pages that might have been sections, with the reason why they are none."""
    problems: list[str] = field(default_factory=list)
    requests: int = 0
    refused: str | None = None
    absent: bool = False
    """Whether it could not be looked at because there is no page at the start, though the site answers."""

    @property
    def fields(self) -> tuple[FieldFinding, ...]:
        """What the articles that were read give."""
        return findings(self.articles)

    @property
    def sections_by_trust(self) -> list[FoundSection]:
        """The sections, the surest first."""
        order = ("high", "medium", "low")
        return sorted(self.sections, key=lambda section: order.index(section.confidence))

    def missing(self) -> Iterator[str]:
        """What was not found, in sentences."""
        if self.refused:
            yield self.refused
            return
        if not self.sections:
            yield "no news section: name one with its own address, as in kommunarkiv add-site https://…/nyheter"
        if self.cms is None:
            yield "the CMS is none of those known; the rules that hold for pages in general are used"
        if self.sections and not self.articles:
            yield "no article: what the sections list could not be read as news"
        lacking = [found.field for found in self.fields if not found.found]
        yield from (f"{field}: no article has it" for field in lacking if field in NEEDED)
        if optional := [field for field in lacking if field not in NEEDED]:
            yield f"no article has {', '.join(optional)}; the site may show none"
        yield from (
            f"{found.field}: {found.of - found.found} of {found.of} articles lack it"
            for found in self.fields
            if 0 < found.found < found.of and found.field in NEEDED
        )
        if self.sections and not self.feeds:
            yield "no feed"
        yield from (f"“{name}” is on another site, {url}: add that by itself" for url, name in self.elsewhere)
        yield from self.problems

    def site(self, today: date, municipality: str | None = None) -> Site:
        """The profile that the survey would write: a draft, until a person has looked at a crawl of it."""
        sections = tuple(SectionStart(trail=section.trail, url=section.url) for section in self.sections_by_trust)
        plain = ad_hoc(self.base_url)
        values: dict[str, Any] = {
            "name": self.name or plain.name,
            "municipality": municipality,
            "sections": sections,
            "cms": self.cms,
            "status": "draft",
            "drafted_on": today,
        }
        return plain.model_copy(update=values)

    @property
    def left_beside(self) -> list[tuple[str, str]]:
        """Of what was looked at, the lists that were left beside the news, which a person may know to be news."""
        return [(url, reason) for url, reason in self.looked_at if reason == BESIDE]

    def to_dict(self) -> dict[str, Any]:
        """The result for programs: sections, fields and what is missing, with their confidence."""
        return {
            "start": self.start,
            "name": self.name,
            "base_url": self.base_url,
            "cms": self.cms,
            "sections": [section.to_dict() for section in self.sections_by_trust],
            "fields": [found.to_dict() for found in self.fields],
            "feeds": self.feeds,
            "looked_at": [{"url": url, "reason": reason} for url, reason in self.looked_at],
            "missing": list(self.missing()),
            "requests": self.requests,
            "refused": self.refused,
        }
