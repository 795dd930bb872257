"""Families of sites that the rules for finding news had not seen: data and markup of each, and a site made of them.

`KEY.toml` says where things are, what of it an archive of the site's news wants (`wanted`, and `allowed` besides; what
is in `others` is listed like news and is none), and what went wrong when `add-site` first saw it (`first_sight`, empty
where nothing did). `KEY.html` has the markup, part by part, with the classes and addresses that the system of that name
really writes. `round` says which of the ten rounds the family is from: 1 and 2 were measured with the rules as they
were, 3 to 10 each after they had been mended.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

from jinja2 import DictLoader, Environment

from archive import slugify
from crawler.demo.server import Answer, Request, Site

if TYPE_CHECKING:
    from collections.abc import Iterable

FOLDER = Path(__file__).parent
SAID: dict[str, Any] = tomllib.loads((FOLDER / "said" / "content.toml").read_text(encoding="utf-8"))
NEWEST = date(2026, 11, 8)
KEYS = tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))
MONTHS = "januari februari mars april maj juni juli augusti september oktober november december".split()
_PART = re.compile(r"^\{#== (\w+) ==#\}\n", re.MULTILINE)


@dataclass(frozen=True)
class Story:
    """One piece of news."""

    headline: str
    lead: str
    paragraphs: tuple[str, str]
    date: date
    number: int
    slug: str
    url: str
    section: Section

    @property
    def sv(self) -> str:
        return swedish(self.date)

    @property
    def iso(self) -> str:
        return self.date.isoformat()

    @property
    def month(self) -> str:
        return MONTHS[self.date.month - 1]


@dataclass
class Section:
    """One list of news: `ids` and `days` set its numbers and its newest day apart from those of other sections."""

    path: str
    name: str
    kind: str
    count: int
    article: str
    ids: int
    days: int = 0
    per_page: int = 100
    page: str = ""
    first: int = 1
    gathers: bool = False
    stories: list[Story] = field(default_factory=list)

    def at(self, number: int) -> str:
        """The address of a page of the list, counted from 1."""
        offset = (number - 1) * self.per_page
        return self.path if number == 1 else self.page.format(n=number - 1 + self.first, offset=offset)

    def fill(self) -> None:
        """Write the section's news, the newest first."""
        for at, (headline, lead, body) in enumerate(SAID[self.kind][: self.count]):
            day = NEWEST - timedelta(days=2 + self.days + at * 5 + (at * at) % 4)
            slug, number = slugify(headline), self.ids + self.count - at
            who, what = _of("who", at * 3 + self.ids), _of("what", at + self.ids)
            told = _of("closings", at + self.ids).format(who=who, what=what)
            url = self.article.format(slug=slug, number=number, d=day)
            self.stories.append(Story(headline, lead, (body, told), day, number, slug, url, self))


class UnseenSite(Site):
    """The site of one family; every address answers with what it did when the family was made."""

    def __init__(self, key: str) -> None:
        super().__init__({})
        self.key = key
        self.told: dict[str, Any] = tomllib.loads((FOLDER / f"{key}.toml").read_text(encoding="utf-8"))
        self.name = self.told["name"]
        self.encoding = self.told.get("encoding", "utf-8")
        self.sections = [Section(**section) for section in self.told["sections"]]
        for section in self.sections:
            section.fill()
        self.looks = Environment(loader=DictLoader(_parts(key)), autoescape=True, trim_blocks=True, lstrip_blocks=True)
        self.looks.globals.update(sv=swedish, MONTHS=MONTHS, **self._around())
        self.known = {_normal(target): answer for target, answer in self._all().items()}

    @property
    def articles(self) -> set[str]:
        """The addresses of all news, normalised."""
        return self._stories_of(one.path for one in self.sections if one.path not in self.told.get("others", ()))

    def left_out(self, drafted: set[str]) -> set[str]:
        """Those of the news of sections that a draft may leave out, and has."""
        return self._stories_of(path for path in self.told.get("allowed", ()) if path not in drafted)

    def _stories_of(self, paths: Iterable[str]) -> set[str]:
        return {
            _normal(story.url) for path in paths for one in self.sections if one.path == path for story in one.stories
        }

    def answer(self, request: Request) -> Answer:
        """What the site says; parameters that it ignores are ignored, and a missing slash is put where it puts one."""
        target = _normal(request.target, self.told.get("ignored", ()))
        if index := self.told.get("index"):
            target = re.sub(r"^/(?=$|\?)", index, target)
        if target not in self.known and self.told.get("slashes"):
            path, mark, query = target.partition("?")
            target = f"{path.rstrip('/')}/{mark}{query}"
        return self.known.get(target) or self._page("page.html", 404, title="Sidan kunde inte hittas", kind="error")

    def own(self, found: set[str]) -> set[str]:
        """The same paths as the site writes them: its home page, a folder's file, no parameters that it ignores."""
        index = self.told.get("index", "/")
        named = {re.sub(r"^/(?=\?)", index, _normal(path, self.told.get("ignored", ()))) for path in found}
        return {self.told["home"] if path == "/" else path for path in named}

    def _all(self) -> dict[str, Answer]:
        told = self.told
        moved = told.get("redirects", {})
        pages = {old: Answer(status=302, headers=(("Location", new),)) for old, new in moved.items()}
        pages[told["home"]] = self._page("home.html", address=told["home"])
        for address, (title, kind) in told["pages"].items():
            template = f"{kind}.html" if f"{kind}.html" in self.looks.list_templates() else "page.html"
            pages[address] = self._page(template, address=address, title=title, kind=kind)
        for event in self.looks.globals["events"] if "event" in told else ():
            values = {"address": event["url"], "title": event["title"], "kind": "event", "event": event}
            pages[event["url"]] = self._page("page.html", **values)
        for section in self.sections:
            pages |= dict(self._lists(section))
            for story in section.stories:
                others = [other for other in section.stories if other is not story][:3]
                values = {"address": story.url, "section": section, "story": story, "others": others}
                pages[story.url] = self._page("article.html", **values)
        return pages

    def _lists(self, section: Section) -> Any:
        stories = self.looks.globals["latest"] if section.gathers else section.stories
        total = ceil(len(stories) / section.per_page)
        for n in range(1, total + 1):
            shown = stories[(n - 1) * section.per_page : n * section.per_page]
            values = {"section": section, "stories": shown, "n": n, "total": total, "at": section.at}
            yield section.at(n), self._page("list.html", address=section.at(n), **values)

    def _page(self, template: str, status: int = 200, **values: Any) -> Answer:
        html = self.looks.get_template(template).render(values)
        return Answer(html.encode(self.encoding, "xmlcharrefreplace"), status, f"text/html; charset={self.encoding}")

    def _around(self) -> dict[str, Any]:
        form = self.told.get("event", "")
        events = _dated("events", 900, 1)
        for event in events:
            event["slug"] = slugify(event["title"])
            event["url"] = form.format(slug=event["slug"], number=event["number"], d=event["date"])
        stories = [story for section in self.sections for story in section.stories]
        return {
            "site": self,
            "menu": self.told["menu"],
            "sections": self.sections,
            "by": {section.path: section for section in self.sections},
            "latest": sorted(stories, key=lambda story: story.date, reverse=True),
            "events": events,
            "jobs": _dated("jobs", 700, 1),
            "minutes": _dated("minutes", 800, -1),
        }


def _dated(kind: str, first: int, sign: int) -> list[dict[str, Any]]:
    return [
        {"title": title, "date": NEWEST + sign * timedelta(days), "number": number}
        for number, (title, days) in enumerate(SAID[kind], first)
    ]


def _of(kind: str, number: int) -> str:
    rows: list[str] = SAID[kind]
    return rows[number % len(rows)]


def swedish(day: date) -> str:
    """A day as Swedish prose has it."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def paths(urls: Any) -> set[str]:
    """Addresses of pages as paths that can be compared: the query's parameters in the order of their names."""
    return {_normal(url) for url in urls}


def _normal(target: str, ignored: Any = ()) -> str:
    parts = urlsplit(target)
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    kept = sorted(f"{key}={value}" for key, value in pairs if not {key, f"{key}={value}"} & set(ignored))
    return (parts.path or "/") + ("?" if kept else "") + "&".join(kept)


def _parts(key: str) -> dict[str, str]:
    text = (FOLDER / f"{key}.html").read_text(encoding="utf-8")
    names = _PART.findall(text)
    return {f"{name}.html": part for name, part in zip(names, _PART.split(text)[2::2], strict=True)}
