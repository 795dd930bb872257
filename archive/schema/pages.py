"""A page and its address: what was known of it before, what came, and what was read from it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Self

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from archive.schema.articles import Article, Crumb

AddressKind = Literal["start", "walk", "list", "article"]
AddressState = Literal["pending", "stored", "done", "failed", "gone"]
FileKind = Literal["images", "attachments"]
"""What an article may refer to whose files can be kept too."""
FILE_KINDS: tuple[FileKind, ...] = ("images", "attachments")
Placing = Literal["article", "section", "outside", "unreadable"]
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


def payload_digest(body: bytes) -> str:
    """SHA-256 of a page's body, or of a dictionary, as `sha256:` and hexadecimal digits.

    >>> payload_digest(b"")[:16]
    'sha256:e3b0c4429'
    """
    return f"sha256:{hashlib.sha256(body).hexdigest()}"


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
