"""An article as one page gives it, and its parts."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from archive.schema.reasons import Told

TRAIL_SEPARATOR = " › "
Precision = Literal["minute", "day", "week", "month", "year", "month-day"]
DateRole = Literal["published", "modified", "mentioned"]


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


def content_hash(headline: str, description: str | None, article_body: str) -> str:
    """SHA-256 over what an article says; an article without a lead has the hash of one whose lead is empty."""
    return hashlib.sha256("\x1f".join((headline, description or "", article_body)).encode()).hexdigest()


def word_count(description: str | None, article_body: str) -> int:
    """How many words an article's lead and body have together."""
    runs = f"{description or ''} {article_body}".split()
    others = [run for run in runs if not run.isalnum()]  # most runs are one word, and need not be searched
    return len(runs) - len(others) + len(re.findall(r"\w+", " ".join(others)))


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
