"""The schema of a site profile: what each key may hold, checked once when the file is read (docs/sites.md)."""

from __future__ import annotations

import fnmatch
from datetime import date, timedelta
from itertools import combinations
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self
from urllib.parse import urljoin, urlsplit

from lxml.cssselect import SelectorError
from parsel.csstranslator import HTMLTranslator
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    HttpUrl,
    PlainSerializer,
    ValidationError,
    field_validator,
    model_validator,
)

from archive.schema import FileKind, RevisitPolicy, parse_trail
from crawler.configuration import LONGEST_DELAY
from crawler.file_kinds import parse_file_kinds
from crawler.normalise.urls import canonical_url
from crawler.sites.hours import Hours
from crawler.sites.spans import parse_span, span_text

if TYPE_CHECKING:
    from datetime import datetime

FIELDS = ("headline", "description", "article_body", "date_published", "date_modified", "author", "breadcrumb", "image")


def _css(text: str) -> str:
    try:
        HTMLTranslator().css_to_xpath(text)
    except SelectorError as error:
        message = f"not a CSS selector: {error}"
        raise ValueError(message) from error
    return text


def _hours(value: object) -> object:
    return value if isinstance(value, Hours) else Hours.parse(str(value))


def _span(value: object) -> object:
    return value if isinstance(value, timedelta) else parse_span(str(value))


def _file_kinds(value: object) -> object:
    if isinstance(value, list) and all(isinstance(name, str) for name in value):
        value = ",".join(value)
    return value if isinstance(value, tuple) else parse_file_kinds(str(value))


def _web(text: str) -> str:
    try:
        HttpUrl(text)
    except ValidationError as error:
        message = "a whole web address is wanted, as https://www.exempelby.se/nyheter"
        raise ValueError(message) from error
    return text


def _number(value: object) -> object:
    if isinstance(value, bool):
        message = "should be a number"
        raise ValueError(message)
    return value


def _is_address(text: str) -> bool:
    return text.startswith(("http://", "https://"))


Selector = Annotated[str, Field(min_length=1), AfterValidator(_css)]
"""A CSS selector, as parsel reads it (`::text` and `::attr()` included)."""
WebAddress = Annotated[str, AfterValidator(_web)]

HoursOfDay = Annotated[Hours, BeforeValidator(_hours), PlainSerializer(str)]
FileKinds = Annotated[tuple[FileKind, ...], BeforeValidator(_file_kinds)]
Span = Annotated[timedelta, BeforeValidator(_span), PlainSerializer(span_text)]


class Design(BaseModel):
    """How the site looked for a while: selectors per field, for pages fetched in `since` … `until`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    since: date | None = None
    until: date | None = None
    selectors: dict[str, Selector] = {}

    @field_validator("selectors")
    @classmethod
    def _known_fields(cls, value: dict[str, str]) -> dict[str, str]:
        unknown = sorted(set(value) - set(FIELDS))
        if unknown:
            message = f"unknown field {unknown[0]!r}; one of {', '.join(FIELDS)}"
            raise ValueError(message)
        return value

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.since and self.until and self.until < self.since:
            message = f"until ({self.until}) is before since ({self.since})"
            raise ValueError(message)
        return self

    def holds(self, day: date) -> bool:
        """Whether a page fetched on this day is in this design."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)

    def shared_day(self, other: Design) -> date | None:
        """The first day that is in both designs; None where they follow one another."""
        day = max(self.since or date.min, other.since or date.min)
        return day if self.holds(day) and other.holds(day) else None


class SectionStart(BaseModel):
    """One news section that is to be followed: its trail, the address of its list, or both.

    With a trail alone the crawl walks down to it from `base_url`; with an address alone the page tells its trail.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    trail: tuple[str, ...] = ()
    url: WebAddress | None = None

    @field_validator("trail", mode="before")
    @classmethod
    def _from_text(cls, value: object) -> object:
        if isinstance(value, list | tuple):
            return value
        if not isinstance(value, str) or _is_address(value):
            message = 'a trail is wanted, as "Hem › Nyheter"; an address is a url'
            raise ValueError(message)
        return parse_trail(value)

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.trail and not self.url:
            message = 'a section needs a trail ("Hem › Nyheter") or a url'
            raise ValueError(message)
        return self


class Revisits(BaseModel):
    """How often the site is visited again, where it needs other numbers than the usual ones (docs/crawling.md)."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    share: Annotated[float, Field(gt=0, le=10, strict=False)] | None = None
    shortest: Span | None = None
    longest: Span | None = None
    sweep: Span | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.shortest and self.longest and self.longest < self.shortest:
            message = f"longest ({span_text(self.longest)}) is less than shortest ({span_text(self.shortest)})"
            raise ValueError(message)
        return self

    def policy(self) -> RevisitPolicy:
        """The same for the archive."""
        return RevisitPolicy(self.share, self.shortest, self.longest, self.sweep)


class Site(BaseModel):
    """One site's profile. `key` names it everywhere: on the command line, in the archive, as its file's name."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9.-]*$")]
    name: Annotated[str, Field(min_length=1)]
    base_url: WebAddress
    municipality: Annotated[str, Field(pattern=r"^\d{4}$")] | None = None
    sections: tuple[SectionStart, ...] = ()
    cms: str | None = None
    status: Literal["draft", "verified", "ad-hoc"] = "draft"
    verified_on: date | None = None
    drafted_on: date | None = None
    delay: Annotated[float, BeforeValidator(_number), Field(ge=0, le=LONGEST_DELAY)] | None = None
    hours: HoursOfDay | None = None
    revisits: Revisits = Revisits()
    never: tuple[Annotated[str, Field(min_length=1)], ...] = ()
    download: FileKinds | None = None
    """Files that are kept of this site; None leaves it to the settings."""
    licence: str | None = None
    contact: str | None = None
    notes: str | None = None
    designs: tuple[Design, ...] = ()

    @field_validator("sections", mode="before")
    @classmethod
    def _from_trails(cls, value: object) -> object:
        if not isinstance(value, list | tuple):
            return value
        return tuple(
            {"url" if _is_address(section) else "trail": section} if isinstance(section, str) else section
            for section in value
        )

    @field_validator("designs")
    @classmethod
    def _one_at_a_time(cls, value: tuple[Design, ...]) -> tuple[Design, ...]:
        for (one, first), (other, second) in combinations(enumerate(value, 1), 2):
            if (day := first.shared_day(second)) is not None:
                which = "the earliest pages" if day == date.min else f"pages of {day}"
                message = (
                    f"no. {one} and no. {other} are both for {which}: let one end (until) the day before "
                    "the other begins (since)"
                )
                raise ValueError(message)
        return value

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        if self.status == "verified" and self.verified_on is None:
            message = "a verified profile says when somebody last saw it work: verified_on = 2026-02-08"
            raise ValueError(message)
        strangers = [s.url for s in self.sections if s.url and bare_host(s.url) != bare_host(self.base_url)]
        if strangers:
            message = (
                f"section {strangers[0]} is not on {bare_host(self.base_url)}: another site needs a profile of its own"
            )
            raise ValueError(message)
        for start, pattern in ((start, self.forbids(start)) for start, _ in self.starts):
            if pattern is not None:
                message = f"never = {pattern!r} keeps the crawl out of {start}, where it begins: take one of them away"
                raise ValueError(message)
        return self

    def __hash__(self) -> int:  # equal profiles have equal keys, and the selectors of designs can't be hashed
        return hash(self.key)

    @property
    def host(self) -> str:
        """The host that the site lives on, with the port where the address names one."""
        return urlsplit(self.base_url).netloc.lower()

    @property
    def starts(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Where a crawl of the site begins: addresses with the trail of the wanted section, () where the page tells."""
        return tuple((s.url or self.base_url, s.trail) for s in self.sections) or ((self.base_url, ()),)

    def design(self, day: date) -> Design | None:
        """The design that a page fetched on this day is in; None where the profile has none for it."""
        return next((design for design in self.designs if design.holds(day)), None)

    def forbids(self, url: str) -> str | None:
        """The pattern of `never` that an address is under; None when it may be visited.

        A pattern is a path with `*` and `?` as in shells, with what is below it; a whole address is one too.
        """
        parts = urlsplit(url)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        for pattern in self.never:
            path = urlsplit(urljoin(self.base_url, pattern))
            wanted = path.path + (f"?{path.query}" if path.query or pattern.endswith("?") else "")
            if fnmatch.fnmatchcase(target, wanted) or (
                not path.query and fnmatch.fnmatchcase(parts.path, f"{wanted.rstrip('/')}/*")
            ):
                return pattern
        return None

    def opens_in(self, now: datetime) -> float:
        """Seconds until the site may be visited, 0 within its hours and where it has none."""
        return self.hours.opens_in(now) if self.hours else 0.0

    def to_dict(self) -> dict[str, Any]:
        """The profile with plain values, without what is not set."""
        return self.model_dump(mode="json", exclude_defaults=True)


def bare_host(url: str) -> str:
    """The host of an address, with its port, as profiles are found by it: without `www.`."""
    return urlsplit(canonical_url(url)).netloc.removeprefix("www.")
