"""Mälarbyportalen, the demo's local portal: Joomla's markup, a mobile mirror, and a trail of plain text."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from archive import slugify
from crawler.demo.content import MONTHS, Picture, read_content
from crawler.demo.portal import Portal, count_in, month_after, picture_page

if TYPE_CHECKING:
    from crawler.demo.content import Article, Section, Service
    from crawler.demo.server import Answer, Page, PageMaker, Request

MOBILE = "/mobile"
# The only years the calendar refuses are those that do not exist; a crawler must find its own end of it.
_MONTH = re.compile(r"/kalender/(\d{4})/(0[1-9]|1[0-2])", re.ASCII)


class LocalPortal(Portal):
    """The demo's site. Every list and article has a mobile twin below `/mobile` that names it as canonical."""

    def __init__(self) -> None:
        super().__init__(read_content(_read("portal.toml"), _read("articles.toml")), _templates())

    def article_path(self, article: Article) -> str:
        """As Joomla: the article's number before its name."""
        return f"{self.sections[article.section].path}/{article.id}-{article.address_name}.html"

    def list_path(self, section: Section, number: int) -> str:
        """As Joomla: the list's first entry counted from 0."""
        return f"{section.path}?start={number * self.page_size}" if number else section.path

    def list_number(self, query: dict[str, str]) -> int:
        """The list page on which the entry that `start` counts to stands."""
        return count_in(query, "start") // self.page_size

    def picture_path(self, picture: Picture) -> str:
        """As Joomla: all pictures in one folder."""
        return f"/images/stories/{picture.file}"

    def mobile_path(self, path: str) -> str:
        """The mobile twin of a path."""
        return MOBILE if path == "/" else MOBILE + path

    def tags(self) -> dict[str, list[Article]]:
        """The articles filed under each word."""
        words = sorted({tag for article in self.articles.values() for tag in article.tags})
        return {word: [article for article in self.newest() if word in article.tags] for word in words}

    def tag_path(self, tag: str) -> str:
        """The page of everything that is filed under a word."""
        return f"/taggar/{slugify(tag)}"

    def path_of(self, trail: tuple[str, ...]) -> str | None:
        """Where a trail leads; None for names that have no page."""
        known = {section.trail: section.path for section in self.sections.values()}
        known |= {service.trail: service.path for service in self.services}
        return "/" if trail == ("Hem",) else known.get(trail)

    def events(self) -> list[Service]:
        """What happens, as the calendar shows it every month."""
        return [service for service in self.services if "Kalender" in service.trail]

    def month_path(self, year: int, month: int) -> str:
        """The calendar's page of a month."""
        return f"/kalender/{year:04}/{month:02}"

    def routes(self) -> dict[str, Page]:
        """The articles and lists twice over, and what is no news."""
        routes = super().routes()
        for article in self.articles.values():
            path = self.article_path(article)
            routes[path] = self._article_or_print(article)
            routes[self.mobile_path(path)] = self.article_page(article, "mobile-article.html")
        for section in self.sections.values():
            routes[self.mobile_path(section.path)] = self.list_page(section, "mobile-list.html")
        for tag, articles in self.tags().items():
            routes[self.tag_path(tag)] = self._tag_page(tag, articles)
        return routes | {
            "/images/logo.png": picture_page(Picture("logo.png")),
            "/mobile": lambda request: self.render("mobile-home.html", request),
            "/kalender/*": self._calendar,
            "/sok": self._search,
            "/logga-in": lambda request: self.render("login.html", request),
        }

    def other_paths(self) -> list[str]:
        """Front pages, services, events, tags, two of the calendar's months, search and login."""
        months = [self.month_path(2017, 3), self.month_path(2017, 4)]
        tags = [self.tag_path(tag) for tag in self.tags()]
        return [*super().other_paths(), MOBILE, *tags, *months, "/sok?q=kommunen", "/logga-in"]

    def article_truth(self, article: Article) -> dict[str, Any]:
        """As everywhere, with the article's other `addresses` as (kind, path)."""
        path = self.article_path(article)
        others = [("mobile", self.mobile_path(path)), ("print", f"{path}?tmpl=component&print=1")]
        return {**super().article_truth(article), "addresses": others}

    def _article_or_print(self, article: Article) -> PageMaker:
        full, printed = self.article_page(article), self.article_page(article, "print.html")

        return lambda request: printed(request) if request.query.get("print") == "1" else full(request)

    def _tag_page(self, tag: str, articles: list[Article]) -> PageMaker:
        items = [self.item(article) for article in articles]
        return lambda request: self.render("found.html", request, trail=("Hem", "Taggar", tag), items=items)

    def _search(self, request: Request) -> Answer:
        wanted = request.query.get("q", "").strip().casefold()
        hits = [self.item(a) for a in self.newest() if wanted and wanted in f"{a.title} {a.teaser}".casefold()]
        return self.render("found.html", request, trail=("Hem", "Sök"), items=hits, query=wanted)

    def _calendar(self, request: Request) -> Answer:
        found = _MONTH.fullmatch(request.path)
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


@cache
def _templates() -> Environment:
    loader = PackageLoader("crawler.demo")
    return Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined)


def _read(name: str) -> str:
    return files("crawler.demo").joinpath(name).read_text(encoding="utf-8")
