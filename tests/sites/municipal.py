"""What the made-up municipalities share, whatever they run: strange list entries, a calendar without end, soft 404s."""

import re
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from crawler.demo.content import MONTHS, Article, Content, Section
from crawler.demo.portal import Item, Portal, month_after
from crawler.demo.server import Answer, Page, Request

TEMPLATES = Path(__file__).parent / "templates"
SOFT_404 = "/gammal-nyhet"
HARD_404 = "/borttagen-nyhet"
EXTERNAL = "https://lansstyrelsen.invalid/nyheter/samverkan"


@cache
def looks(family: str) -> Environment:
    """The family's templates, and those that all of them share."""
    loader = FileSystemLoader([TEMPLATES / family, TEMPLATES / "shared"])
    return Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined)


class Municipality(Portal):
    """A municipality's site. The list of `section` holds what real lists hold besides its articles.

    On its first page a link to another host, to a PDF, to a page that is gone (404) and to one that only says so
    (200); at its end the first article once more, with a tracking parameter.
    """

    family: str
    page_size = 6

    def __init__(self, content: Content) -> None:
        super().__init__(content, looks(self.family))

    @property
    def section(self) -> Section:
        """The section that the tests follow."""
        return list(self.sections.values())[-2]

    @property
    def home_name(self) -> str:
        """What a trail calls the start page."""
        return self.section.trail[0]

    def items(self, section: Section) -> list[Item]:
        """The section's articles, with the strange entries in the one that the tests follow."""
        items = super().items(section)
        if section != self.section or not items:
            return items
        again = Item(items[0].title, f"{items[0].href}?utm_source=startsida&utm_medium=puff", items[0].teaser)
        strange = (
            Item("Länsstyrelsen bjuder in till samverkan", EXTERNAL, "Artikel hos en annan myndighet."),
            Item("Programblad för hösten", "/files/programblad.pdf", "Pdf, 120 kB."),
            Item("Den här nyheten finns inte längre", HARD_404),
            Item("Den här nyheten är arkiverad", SOFT_404),
        )
        return [*items[:1], *strange[:2], *items[1:2], *strange[2:], *items[2:], again]

    def related(self, article: Article) -> list[Article]:
        """News of other sections, for the box below an article."""
        return [other for other in self.newest() if other.section != article.section][:3]

    @property
    def calendar_path(self) -> str:
        """Where the calendar is: inside the section's own navigation."""
        return f"{self.section.path.rstrip('/')}/kalender"

    def month_path(self, year: int, month: int) -> str:
        """The calendar's page of a month."""
        return f"{self.calendar_path}?manad={year:04}-{month:02}"

    def path_of(self, trail: tuple[str, ...]) -> str | None:
        """Where a trail leads; None for names that have no page."""
        known = {section.trail: section.path for section in self.sections.values()}
        known |= {service.trail: service.path for service in self.services}
        return "/" if len(trail) == 1 else known.get(trail)

    def routes(self) -> dict[str, Page]:
        """The pages of every portal (by path alone, whatever query an address has), and this one's own."""
        routes = {urlsplit(path).path: page for path, page in super().routes().items()}
        return routes | {
            self.calendar_path: self._calendar,
            SOFT_404: lambda request: self.render("missing.html", request),
            "/files/programblad.pdf": Answer(b"%PDF-1.4\n%%EOF\n", content_type="application/pdf"),
        }

    def other_paths(self) -> list[str]:
        """Front page, services, two of the calendar's months, and what is gone."""
        return [*super().other_paths(), self.month_path(2026, 10), self.month_path(2026, 11), SOFT_404, HARD_404]

    def _calendar(self, request: Request) -> Answer:
        found = re.fullmatch(r"(\d{1,6})-(0?[1-9]|1[0-2])", request.query.get("manad", "2026-10"), re.ASCII)
        if not found:
            return self.missing(request)
        year, month = int(found[1]), int(found[2])
        return self.render(
            "calendar.html",
            request,
            title=f"{MONTHS[month - 1].capitalize()} {year}",
            before=self.month_path(*month_after(year, month, -1)),
            after=self.month_path(*month_after(year, month)),
        )
