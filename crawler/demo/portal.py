"""A site of articles in sections: what every family of made-up sites has in common, whatever its markup.

A family says where things are (the `…_path` methods), brings its templates and adds pages of its own in `routes`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from crawler.demo.content import date_text, date_told
from crawler.demo.media import pdf, png
from crawler.demo.server import Answer, Site

if TYPE_CHECKING:
    from jinja2 import Environment

    from crawler.demo.content import Article, Content, Document, Picture, Section, Service
    from crawler.demo.server import Page, PageMaker, Request

TEXT = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a list page; what it leads to need not be an article."""

    title: str
    href: str
    teaser: str = ""
    date: str | None = None
    article: Article | None = None


class Portal(Site):
    """The pages of sections and articles, and the truth about them.

    Articles may come, change and go while the site is served (`put`, `remove`); every page is made when it is asked
    for. Lists are newest first, `page_size` entries a page.
    """

    page_size: ClassVar[int] = 10
    shows_trail: ClassVar[bool] = True
    shows_current: ClassVar[bool] = True
    """Whether a trail ends with the page itself."""

    def __init__(self, content: Content, looks: Environment) -> None:
        self.name = content.name
        self.sections = {section.key: section for section in content.sections}
        self.articles = {article.id: article for article in content.articles}
        self.services = content.services
        self.robots = content.robots
        self.looks = looks
        self._touched: dict[int, datetime] = {}
        super().__init__(self.routes())

    # Where things are.

    def article_path(self, article: Article) -> str:
        """The address of an article below the site's own."""
        return f"{self.sections[article.section].path}/{article.address_name}"

    def list_path(self, section: Section, number: int) -> str:
        """The address of a section's list page, counted from 0."""
        return section.path if number == 0 else f"{section.path}?page={number + 1}"

    def list_number(self, query: dict[str, str]) -> int:
        """Which list page, from 0, a query asks for."""
        return max(count_in(query, "page") - 1, 0)

    def picture_path(self, picture: Picture) -> str:
        """The address of a picture."""
        return f"/images/{picture.file}"

    def document_path(self, document: Document) -> str:
        """The address of an attached file."""
        return f"/files/{document.file}"

    # What there is.

    def newest(self) -> list[Article]:
        """All articles, newest first."""
        return sorted(self.articles.values(), key=lambda article: (article.published, article.id), reverse=True)

    def listed(self, section: Section) -> list[Article]:
        """The articles that a section's list shows: its own, those of sections below it, those also filed there."""
        return [
            article for article in self.newest() if any(self._is_below(key, section) for key in self._homes(article))
        ]

    def items(self, section: Section) -> list[Item]:
        """The entries of a section's whole list."""
        return [self.item(article) for article in self.listed(section)]

    def item(self, article: Article) -> Item:
        """The entry for an article."""
        date = date_text(article.published, article.date_style)
        return Item(article.title, self.article_path(article), article.teaser, date, article)

    def put(self, article: Article) -> None:
        """Add an article, or give the one of this id other contents."""
        self.articles = {**self.articles, article.id: article}
        self._touched[article.id] = datetime.now(UTC)
        self.pages = self.routes()

    def remove(self, number: int) -> Article:
        """Take the article of this id away, and hand it back."""
        article = self.articles[number]
        self.articles = {key: value for key, value in self.articles.items() if key != number}
        self.pages = self.routes()
        return article

    # What is said.

    def routes(self) -> dict[str, Page]:
        """The pages by path."""
        routes: dict[str, Page] = {
            "/": lambda request: self.render("home.html", request),
            "/robots.txt": lambda _: Answer(self.robots.encode(), content_type=TEXT),
        }
        for section in self.sections.values():
            routes[section.path] = self.list_page(section)
        for service in self.services:
            routes[service.path] = self.service_page(service)
        for article in self.articles.values():
            routes[self.article_path(article)] = self.article_page(article)
            for picture in article.pictures:
                routes[self.picture_path(picture)] = picture_page(picture)
            for document in article.documents:
                routes[self.document_path(document)] = document_page(document)
        return routes

    def article_page(self, article: Article, template: str = "article.html") -> PageMaker:
        """The page that shows an article. Its version is the article's own, whatever the boxes around it say."""

        def page(request: Request) -> Answer:
            answer = self.render(template, request, article=article, section=self.sections[article.section])
            modified = self._touched.get(article.id) or article.modified or article.published
            return Answer(answer.body, modified=modified, version=f"{template} {request.target} {article}")

        return page

    def list_page(self, section: Section, template: str = "list.html") -> PageMaker:
        """The pages of a section's list; a page beyond the last is empty, as most CMSs have it."""

        def page(request: Request) -> Answer:
            number, items = self.list_number(request.query), self.items(section)
            shown = items[number * self.page_size : (number + 1) * self.page_size]
            return self.render(
                template, request, section=section, items=shown, number=number, last=self.list_pages(section) - 1
            )

        return page

    def list_pages(self, section: Section) -> int:
        """How many pages a section's list has; an empty one has one."""
        return max(-(-len(self.items(section)) // self.page_size), 1)

    def service_page(self, service: Service, template: str = "service.html") -> PageMaker:
        """The page of something that is no news."""
        return lambda request: self.render(template, request, service=service)

    def render(self, template: str, request: Request, status: int = 200, **values: Any) -> Answer:
        """A page from a template, which knows the site as `site` and the request as `request`."""
        html = self.looks.get_template(template).render(site=self, request=request, **values)
        return Answer(html.encode(), status)

    def missing(self, request: Request) -> Answer:
        """The site's own 404 page."""
        return self.render("missing.html", request, status=404)

    def date_text(self, moment: datetime | None, style: str) -> str | None:
        """The instant as a template shows it."""
        return date_text(moment, style)

    # What is true.

    def truth(self) -> list[dict[str, Any]]:
        """What a crawl of the site should find: articles newest first, then section lists, then pages that are neither.

        Articles have `kind`, `path`, `trail` (names, as the page shows them), `section` and `also_in` as lines of text,
        `title`, `lead`, `body` (lines), `published` and `modified` (ISO 8601 as far as the page tells, else None),
        `images` as (path, caption, credit), `attachments` as paths. Lists have `section` (their name as one line),
        `trail` (as shown), `title`, `pages` (all their addresses) and `articles` (the paths of what they show). Paths
        are below the site's address.
        """
        articles = [self.article_truth(article) for article in self.newest()]
        lists = [self._list_truth(section) for section in self.sections.values()]
        return articles + lists + [{"kind": "other", "path": path} for path in self.other_paths()]

    def other_paths(self) -> list[str]:
        """Addresses that lead to pages which are neither articles nor lists of a section."""
        return ["/", *(service.path for service in self.services)]

    def article_truth(self, article: Article) -> dict[str, Any]:
        """The truth about one article."""
        section = self.sections[article.section]
        return {
            "kind": "article",
            "path": self.article_path(article),
            "trail": self._shown((*section.trail, article.title)),
            "section": section.name,
            "also_in": [self.sections[key].name for key in article.also_in],
            "title": article.title,
            "lead": article.lead,
            "body": article.body_lines,
            "published": date_told(article.published, article.date_style),
            "modified": date_told(article.modified, article.date_style),
            "images": [(self.picture_path(picture), picture.caption, picture.credit) for picture in article.pictures],
            "attachments": [self.document_path(document) for document in article.documents],
        }

    def _list_truth(self, section: Section) -> dict[str, Any]:
        return {
            "kind": "section",
            "path": section.path,
            "trail": self._shown(section.trail),
            "section": section.name,
            "title": section.trail[-1],
            "pages": [self.list_path(section, number) for number in range(self.list_pages(section))],
            "articles": [self.article_path(article) for article in self.listed(section)],
        }

    def _shown(self, names: tuple[str, ...]) -> list[str]:
        """What a page shows of its trail, itself last."""
        shown = names if self.shows_current else names[:-1]
        return list(shown) if self.shows_trail else []

    def _homes(self, article: Article) -> tuple[str, ...]:
        return (article.section, *article.also_in)

    def _is_below(self, key: str, section: Section) -> bool:
        return self.sections[key].trail[: len(section.trail)] == section.trail


def picture_page(picture: Picture) -> PageMaker:
    """The drawing that a picture's name stands for."""
    return lambda _: Answer(png(picture.file), content_type="image/png")


def document_page(document: Document) -> PageMaker:
    """A one-page PDF with the document's title."""
    return lambda _: Answer(pdf(document.title), content_type="application/pdf")


def month_after(year: int, month: int, step: int = 1) -> tuple[int, int]:
    """The month `step` months later.

    >>> month_after(2016, 12), month_after(2017, 1, -1)
    ((2017, 1), (2016, 12))
    """
    count = year * 12 + month - 1 + step
    return count // 12, count % 12 + 1


def count_in(query: dict[str, str], name: str) -> int:
    """A count in a query; 0 where there is none, or what stands there is none (or one of absurd length)."""
    text = query.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 10 else 0
