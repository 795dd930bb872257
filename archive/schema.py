"""The records that pass between the crawler and the archive.

Names are schema.org's in snake_case (docs/archive.md has the table). Everything here is a frozen value: pages go in,
readings come out, nobody changes one on the way.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Literal, NewType, Self

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime, timedelta

TRAIL_SEPARATOR = " › "

Precision = Literal["minute", "day", "week", "month", "year", "month-day"]
DateRole = Literal["published", "modified", "mentioned"]
Placing = Literal["article", "section", "outside", "unreadable"]
AddressKind = Literal["start", "walk", "list", "article"]
AddressState = Literal["pending", "stored", "done", "failed", "gone"]
FileKind = Literal["images", "attachments"]
"""What an article may refer to whose files can be kept too."""
FILE_KINDS: tuple[FileKind, ...] = ("images", "attachments")
Source = Literal[
    "start",
    "survey",
    "walk",
    "list",
    "part",
    "script",
    "endpoint",
    "archive",
    "month",
    "wordpress",
    "feed",
    "link",
    "sitemap",
]
"""What told of an address, the surest of where it belongs first (docs/crawling.md)."""

_POST_MARK = "__wb_method=POST"
"""What parts the query from the form's fields in the address of an answer to POST, as web archives write it."""


def as_posted(url: str, fields: str) -> str:
    """The address of what an endpoint answers to a POST of these fields (urlencoded); `posted` takes it apart.

    >>> as_posted("https://a.se/ajax", "page=2")
    'https://a.se/ajax?__wb_method=POST&page=2'
    """
    return f"{url}{'&' if '?' in url else '?'}{_POST_MARK}&{fields}"


def posted(url: str) -> tuple[str, str] | None:
    """The endpoint and the form's fields of an address that is asked by POST; None for all others.

    >>> posted("https://a.se/ajax?svar=html&__wb_method=POST&action=load_more&page=2")
    ('https://a.se/ajax?svar=html', 'action=load_more&page=2')
    """
    endpoint, mark, fields = url.partition(_POST_MARK)
    return (endpoint.rstrip("?&"), fields.removeprefix("&")) if mark and endpoint[-1:] in {"?", "&"} else None


@dataclass(frozen=True, slots=True)
class Crumb:
    """One step of a trail: its place from 1, the name as shown, and the address it leads to (None when not linked)."""

    position: int
    name: str
    item: str | None = None


def trail_text(crumbs: tuple[Crumb, ...] | tuple[str, ...]) -> str:
    """The trail as one line of text, as sections are named everywhere.

    >>> trail_text(("Hem", "Övriga Nyheter", "Kommuninfo"))
    'Hem › Övriga Nyheter › Kommuninfo'
    """
    return TRAIL_SEPARATOR.join(crumb if isinstance(crumb, str) else crumb.name for crumb in crumbs)


def parse_trail(text: str) -> tuple[str, ...]:
    """The names in a trail that a person typed, with any of the usual separators (the commonest one in it).

    >>> parse_trail("Hem > Nyheter > Vatten / avlopp")
    ('Hem', 'Nyheter', 'Vatten / avlopp')
    """
    signs = re.findall(r"\s([›»>|/→])(?=\s)", text)
    separator = max(signs, key=signs.count, default=TRAIL_SEPARATOR.strip())
    names = re.split(rf"\s+{re.escape(separator)}\s+", text)
    return tuple(" ".join(name.split()) for name in names if name.strip())


@dataclass(frozen=True, slots=True)
class Image:
    """A picture of an article, as a reference: where it is and what the page says of it."""

    content_url: str
    alt: str | None = None
    caption: str | None = None
    credit_text: str | None = None
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that an article links to; `content_size` is as the page gives it ("932 kB"), not measured."""

    content_url: str
    name: str | None = None
    encoding_format: str | None = None
    content_size: str | None = None


Told = NewType("Told", str)
"""A reason as it is kept: a sentence of those below with its values in it, so that browsing can say it in Swedish."""


class _Sentences(StrEnum):
    """Reasons in English, with the names of their values in braces; `archive.browse.reasons` has each in Swedish."""

    def told(self, **values: object) -> Told:
        """The sentence with these values in it."""
        return Told(self.format(**values))


class DateReason(_Sentences):
    """Why a date was refused, or what of it the page does not say."""

    UNREADABLE = "holds no date that can be read"
    NO_PAGES_YEAR = "{year} is no year of a page"
    AFTER_THE_FETCH = "lies after the page was fetched"
    RELATIVE = "relative to the fetch time"
    GIVEN_IN_UTC = "given in UTC, shown in Swedish time"
    OFF_BY_THE_OFFSET = "{text} is off by the Swedish offset; as shown"
    TIME_FROM = "time of day from {source}"
    NO_SUCH_TIME = "{clock} does not exist on that day; the clock moved on"
    TIME_TWICE = "{clock} comes twice on that day; the first was taken"
    YEAR_OF_WEEKDAY = "year from weekday"
    YEAR_NEAREST = "year nearest to the fetch time"
    YEAR_OF_ADDRESS = "year from the address"
    YEAR_OF_NEIGHBOURS = "year from the neighbours in the list"
    YEAR_OF_CHANGE = "year from the day of the change"
    REST_FROM = "{year}; the rest is from {source}"
    BETWEEN_NEIGHBOURS = "its neighbours in the list are of {first} to {last}"


class Refusal(_Sentences):
    """Why a site could not be visited."""

    DISALLOWED = "robots.txt does not allow it"
    NO_ROBOTS = "robots.txt can't be had ({why}), so nothing may be fetched"
    ROBOTS_STATUS = "robots.txt is answered HTTP {status}, so nothing may be fetched"
    ROBOTS_TOO_LARGE = "robots.txt is compressed, and too large to be read, so nothing may be fetched"
    CRAWL_DELAY = "robots.txt asks for {seconds} s between requests, longer than a run waits, so nothing may be fetched"
    STATUS = "HTTP {status}"
    LEADS_ON = "HTTP {status}, leads to {address}"
    UNKNOWN_HOST = "the host's name is not known"
    NO_CONNECTION = "the host refuses the connection"
    TIMEOUT = "no whole answer in time"
    BROKEN_OFF = "the answer broke off"
    NO_HTTP = "the connection broke, or what came is not HTTP"
    TOO_LARGE = "the answer is larger than allowed"
    REDIRECTS = "it redirects too often"
    NO_WEB = "it leads to {scheme}:, which is not the web"
    USER_NAME = "it leads to {host} with a user name in the address, which is not sent on"
    ANOTHER_SITE = "it leads to another site, {host}"
    PRIVATE = "it leads to {host}, which is not a public address"
    PRIVATE_NAME = "{host} resolves to {address}, which is not a public address"
    RESERVED = "the page asks not to be kept ({directives})"
    FORBIDDEN = "the site's profile says never: {pattern}"
    UNTOLD = "no reason told"


@dataclass(frozen=True, slots=True)
class ArticleDate:
    """One date that the page gives, with the words it stands in.

    `value` is ISO 8601 cut at what is known: 2017-02-08T13:45+01:00, 2017-02-08, 2017-W06, 2017-02, 2017, --02-08
    (month and day of an unknown year), or None for a date that was refused, whose `reason` then says why.
    """

    role: DateRole
    value: str | None
    precision: Precision | None
    source: str
    text: str
    reason: Told | None = None


@dataclass(frozen=True, slots=True)
class Contact:
    """Who answers for the article, as its contact box or "Sidansvarig" line says."""

    name: str | None = None
    role: str | None = None
    email: str | None = None
    telephone: str | None = None


def payload_digest(body: bytes) -> str:
    """SHA-256 of a page's body, or of a dictionary, as `sha256:` and hexadecimal digits.

    >>> payload_digest(b"")[:16]
    'sha256:e3b0c4429'
    """
    return f"sha256:{hashlib.sha256(body).hexdigest()}"


def content_hash(headline: str, description: str | None, article_body: str) -> str:
    """SHA-256 over what an article says; an article without a lead has the hash of one whose lead is empty."""
    return hashlib.sha256("\x1f".join((headline, description or "", article_body)).encode()).hexdigest()


def word_count(description: str | None, article_body: str) -> int:
    """How many words an article's lead and body have together."""
    runs = f"{description or ''} {article_body}".split()
    others = [run for run in runs if not run.isalnum()]  # most runs are one word, and need not be searched
    return len(runs) - len(others) + len(re.findall(r"\w+", " ".join(others)))


@dataclass(frozen=True, slots=True)
class Page:
    """A stored response: what was asked, what came, byte for byte after the content coding was undone."""

    url: str
    body: bytes
    fetched_at: datetime
    status: int = 200
    request_headers: tuple[tuple[str, str], ...] = ()
    response_headers: tuple[tuple[str, str], ...] = ()

    def header(self, name: str) -> str | None:
        """The first response header of this name, whatever its case; None when there is none."""
        wanted = name.lower()
        return next((value for key, value in self.response_headers if key.lower() == wanted), None)

    @property
    def digest(self) -> str:
        """The digest of the body."""
        return payload_digest(self.body)


@dataclass(frozen=True, slots=True)
class Context:
    """What the crawl knew of an address before it was fetched, the second input of an article (docs/architecture.md).

    `section` is the trail of the section that is being followed (names from the start page), `listing` the list page
    that showed the address, `position` its place there from 1, `teaser_date` the date beside it as shown, `neighbours`
    the dates (ISO, cut at what is known) of the items before and after it in the list.
    """

    section: tuple[str, ...] = ()
    listing: str | None = None
    position: int | None = None
    teaser_headline: str | None = None
    teaser_text: str | None = None
    teaser_date: str | None = None
    neighbours: tuple[str, ...] = ()
    source: Source = "list"
    folders: tuple[str, ...] = ()
    blocks: tuple[str, ...] = ()
    """Of a further page of a list: what the items of the page before it are made of, tags and classes."""
    barren: int = 0
    """How many list pages in a row, up to this one, showed nothing new to the archive."""
    repeated: int = 0
    """How many list pages in a row, up to this one, showed nothing new to the run."""
    reached: int = 0
    """The place in the list, as it was on the last visit, up to which the pages before this one showed it."""
    latest: tuple[str, ...] = ()
    """Of a page that may go on from a list with only the latest news: the addresses that the list shows first."""

    def to_json(self) -> str:
        """The fields that are set, as one line of JSON with sorted keys."""
        held = ((name, getattr(self, name)) for name in self.__slots__)
        values = {name: value for name, value in held if value and (name, value) != ("source", "list")}
        return json.dumps(values, ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str | None) -> Self:
        """The context that `to_json` wrote; an empty one for None."""
        values: dict[str, Any] = json.loads(text) if text else {}
        for name in ("section", "neighbours", "folders", "blocks", "latest"):
            values[name] = tuple(values.get(name, ()))
        return cls(**values)


@dataclass(frozen=True, slots=True)
class FoundAddress:
    """An address that a page told of, in the place the crawl should give it.

    `rank` orders the frontier, lowest first. `listed` says that the section's own list shows it, which makes it an
    article of that section wherever its trail says it lives. `dated` is the day (or month, or year) of what is there,
    for a list page that of its newest news at most; `modified` the instant when it last changed, as the source says.
    `says` stands for what a list shows of it: when that changes, the article has probably changed too.
    """

    url: str
    kind: AddressKind
    rank: int
    context: Context
    listed: bool = False
    dated: str | None = None
    modified: datetime | None = None
    says: str | None = None


@dataclass(frozen=True, slots=True)
class Cut:
    """An address that a page links to and that a rule on its pattern keeps out of the frontier."""

    url: str
    reason: str
    pattern: str
    """What addresses of its kind have in common, as "/kalender?manad=…"."""


@dataclass(frozen=True, slots=True)
class Article:
    """One piece of news, as one page gives it. What the page does not give is None or empty, never invented."""

    url: str
    headline: str
    article_body: str
    article_body_html: str = ""
    description: str | None = None
    author: str | None = None
    in_language: str | None = None
    date_published: str | None = None
    date_published_precision: Precision | None = None
    date_published_source: str = "none"
    date_published_text: str | None = None
    date_modified: str | None = None
    breadcrumb: tuple[Crumb, ...] = ()
    section: tuple[Crumb, ...] = ()
    trail_source: str = "none"
    image: tuple[Image, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    dates: tuple[ArticleDate, ...] = ()
    contact: Contact | None = None
    addresses: tuple[tuple[str, str], ...] = ()
    """Other addresses of the same article, as (url, kind): canonical, duplicate, print, mobile."""
    extracted_by: Mapping[str, str] = field(default_factory=dict)
    """Which strategy gave each field, as {"headline": "json-ld", …}."""

    @property
    def word_count(self) -> int:
        """How many words lead and body have together."""
        return word_count(self.description, self.article_body)

    @property
    def content_hash(self) -> str:
        """SHA-256 over headline, lead and body: two records with the same hash say the same."""
        return content_hash(self.headline, self.description, self.article_body)

    def to_dict(self) -> dict[str, Any]:
        """The record with plain tuples and dicts, ready for JSON; no field left out.

        `dataclasses.asdict` gives the same, but copies every value on the way.
        """
        record = _values(self)
        for name in ("breadcrumb", "section", "image", "attachments", "dates"):
            record[name] = tuple(_values(part) for part in record[name])
        record["contact"] = _values(self.contact) if self.contact else None
        record["extracted_by"] = dict(self.extracted_by)
        return record


def _values(part: Article | Crumb | Image | Attachment | ArticleDate | Contact) -> dict[str, Any]:
    """The fields of a value by name, in the order in which its class has them."""
    return {name: getattr(part, name) for name in part.__slots__}


@dataclass(frozen=True, slots=True)
class RevisitPolicy:
    """How often one site is to be visited again; where it says nothing, what is usual holds (`archive.revisits`).

    `share` is the part of a page's age after which it is visited again, within `shortest` and `longest`; `sweep` is how
    often all of a section's list pages are turned.
    """

    share: float | None = None
    shortest: timedelta | None = None
    longest: timedelta | None = None
    sweep: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Reader:
    """What read a page: the version of the reading code, and the site profile with its version (docs/archive.md)."""

    version: str
    profile: str
    profile_version: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read from one stored page: the second commit."""

    placing: Placing
    section: tuple[Crumb, ...] = ()
    article: Article | None = None
    found: tuple[FoundAddress, ...] = ()
    reason: str | None = None
    reader: Reader | None = None
    cut: tuple[Cut, ...] = ()
    folders: tuple[str, ...] = ()
    """The paths below which a section's pages live, as its list shows them."""
