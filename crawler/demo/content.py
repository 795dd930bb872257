"""What a made-up site has to tell: its sections and articles, and how Swedish pages word a date."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from archive import slugify
from archive.schema import trail_text

if TYPE_CHECKING:
    from datetime import datetime

BlockKind = Literal["paragraph", "heading", "titled", "list"]
LeadStyle = Literal["ingress", "bold"]

WEEKDAYS = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")
_MONTHS = "januari februari mars april maj juni juli augusti september oktober november december"
MONTHS = tuple(_MONTHS.split())

# How a page words an instant, and how many characters of its ISO form that wording tells.
_MINUTE, _DAY = 16, 10
DATE_STYLES = {
    "joomla": ("{weekday}, {d:%d} {month} {d:%Y %H:%M}", _MINUTE),
    "clock": ("{d.day} {month} {d.year} kl. {d:%H.%M}", _MINUTE),
    "long": ("{d.day} {month} {d.year}", _DAY),
    "padded": ("{d:%d} {month} {d.year}", _DAY),
    "iso": ("{d:%Y-%m-%d}", _DAY),
    "slash": ("{d.day}/{d.month} {d.year}", _DAY),
}


def date_text(moment: datetime | None, style: str) -> str | None:
    """The instant in the words of a style; None for no instant, and for styles that show none ("prose", "none")."""
    if moment is None or style not in DATE_STYLES:
        return None
    words = DATE_STYLES[style][0]
    return words.format(d=moment, weekday=WEEKDAYS[moment.weekday()], month=MONTHS[moment.month - 1])


def date_told(moment: datetime | None, style: str) -> str | None:
    """As much of the instant as a page in this style tells, as ISO 8601: to the minute with offset, or the day."""
    if moment is None or style not in DATE_STYLES:
        return None
    known = DATE_STYLES[style][1]
    return moment.isoformat(timespec="minutes") if known == _MINUTE else moment.isoformat()[:known]


@dataclass(frozen=True, slots=True)
class Section:
    """A news section: `key` names it in the data, `trail` is the names of its trail from the start page."""

    key: str
    path: str
    trail: tuple[str, ...]

    @property
    def name(self) -> str:
        """The trail as one line, as sections are named everywhere."""
        return trail_text(self.trail)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in an article; `file` is its name, the site gives the address."""

    file: str
    alt: str = ""
    caption: str | None = None
    credit: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A file to an article: its title as linked, and its name."""

    title: str
    file: str


@dataclass(frozen=True, slots=True)
class ContactBox:
    """Whom to ask."""

    name: str
    role: str
    telephone: str
    email: str


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of the body: a paragraph, a heading, a list of items, or a bold title with its paragraph below."""

    kind: BlockKind
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Article:
    """One piece of news and how its page shows it.

    `lead` is None where the page sets none apart. `published` orders the lists always and is shown as `date_style`
    says; `tags` are the words it is filed under.
    """

    id: int
    title: str
    section: str
    published: datetime
    body: tuple[Block, ...]
    lead: str | None = None
    lead_style: LeadStyle = "ingress"
    date_style: str = "none"
    modified: datetime | None = None
    also_in: tuple[str, ...] = ()
    pictures: tuple[Picture, ...] = ()
    documents: tuple[Document, ...] = ()
    contact: ContactBox | None = None
    tags: tuple[str, ...] = ()
    slug: str = field(default="")

    @property
    def address_name(self) -> str:
        """The name in its address: `slug`, or made from the headline."""
        return self.slug or slugify(self.title)

    @property
    def teaser(self) -> str:
        """What a list shows of it: the lead, or how the body begins."""
        return self.lead or self.body[0].lines[-1]

    @property
    def body_lines(self) -> list[str]:
        """The body as an archive should hold it: a line a paragraph, heading or item, white space and dashes tidied."""
        return [_tidy(line) for block in self.body for line in block.lines]


@dataclass(frozen=True, slots=True)
class Service:
    """A page that is no news: its path, trail (its own title last) and paragraphs."""

    path: str
    trail: tuple[str, ...]
    text: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Content:
    """All that a site has to tell; `sections` in the order of its menu."""

    name: str
    sections: tuple[Section, ...]
    articles: tuple[Article, ...]
    services: tuple[Service, ...] = ()
    robots: str = "User-agent: *\nDisallow:\n"


def _tidy(line: str) -> str:
    """One line of prose; a hyphen that opens a quotation becomes the dash that Swedish opens one with."""
    return re.sub(r"^- ", "– ", " ".join(line.split()))


def read_content(portal: str, articles: str) -> Content:
    """The content in two TOML texts: tables `[[section]]` and `[[service]]` beside the name, and `[[article]]`."""
    data = tomllib.loads(portal)
    return Content(
        name=data["name"],
        sections=tuple(Section(s["key"], s["path"], tuple(s["trail"])) for s in data["section"]),
        articles=tuple(_article(table) for table in tomllib.loads(articles)["article"]),
        services=tuple(Service(s["path"], tuple(s["trail"]), tuple(s["text"])) for s in data["service"]),
        robots=data["robots"].lstrip(),
    )


def _article(table: dict[str, Any]) -> Article:
    contact = table.pop("contact", None)
    return Article(
        body=blocks(table.pop("body")),
        pictures=tuple(Picture(**picture) for picture in table.pop("pictures", ())),
        documents=tuple(Document(**document) for document in table.pop("documents", ())),
        contact=ContactBox(**contact) if contact else None,
        also_in=tuple(table.pop("also_in", ())),
        tags=tuple(table.pop("tags", ())),
        **table,
    )


def blocks(text: str) -> tuple[Block, ...]:
    r"""The blocks of a body: empty lines part them, `## ` opens a heading, `* ` an item.

    >>> [block.kind for block in blocks("Ett stycke.\n\n## Rubrik\nMed text.\n\n* ett\n* två")]
    ['paragraph', 'titled', 'list']
    """
    return tuple(_block(chunk.split("\n")) for chunk in text.strip("\n").split("\n\n"))


def _block(lines: list[str]) -> Block:
    if lines[0].startswith("* "):
        return Block("list", tuple(line.removeprefix("* ") for line in lines))
    if lines[0].startswith("## "):
        heading, text = lines[0].removeprefix("## "), " ".join(lines[1:])
        return Block("titled", (heading, text)) if text else Block("heading", (heading,))
    return Block("paragraph", (" ".join(lines),))
