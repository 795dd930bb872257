"""Site profiles: what is particular to one site, as data (`*.toml`), loaded and checked at the door.

A profile is optional: `kommunarkiv crawl URL` works without one, on a profile made from the address alone.
"""

from __future__ import annotations

import os
import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, HttpUrl, ValidationError, field_validator

from archive.schema import parse_trail
from crawler.errors import ProfileError

PACKAGED = Path(__file__).parent
FIELDS = ("headline", "description", "article_body", "date_published", "date_modified", "author", "breadcrumb", "image")

Selector = Annotated[str, Field(min_length=1)]
"""A CSS selector, as parsel reads it (`::text` and `::attr()` included)."""


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

    def holds(self, day: date) -> bool:
        """Whether a page fetched on this day is in this design."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


class Site(BaseModel):
    """One site's profile. `key` names it everywhere: on the command line, in the archive, as its file's name."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9.-]*$")]
    name: str
    base_url: str
    start: tuple[str, ...] = ()
    sections: tuple[tuple[str, ...], ...] = ()
    cms: str | None = None
    status: Literal["draft", "verified", "ad-hoc"] = "draft"
    verified_on: date | None = None
    delay: Annotated[float, Field(ge=0, le=3600)] | None = None
    designs: tuple[Design, ...] = ()

    @field_validator("base_url")
    @classmethod
    def _http(cls, value: str) -> str:
        HttpUrl(value)
        return value

    @field_validator("sections", mode="before")
    @classmethod
    def _trails(cls, value: object) -> object:
        if not isinstance(value, list | tuple):
            return value
        return tuple(parse_trail(trail) if isinstance(trail, str) else trail for trail in value)

    @property
    def host(self) -> str:
        """The host that the site lives on, with the port where the address names one."""
        return urlsplit(self.base_url).netloc.lower()

    def design(self, day: date) -> Design | None:
        """The design that a page fetched on this day is in; None where the profile has none for it."""
        return next((design for design in self.designs if design.holds(day)), None)


def site_for(url: str) -> Site:
    """The profile of the site that serves this address; one made from the address alone where nobody wrote one."""
    host = urlsplit(url).netloc.lower()
    for site in load_sites().values():
        if site.host.removeprefix("www.") == host.removeprefix("www."):
            return site
    return ad_hoc(url)


def ad_hoc(url: str) -> Site:
    """A profile that says no more than the address does."""
    parts = urlsplit(url)
    host = parts.netloc.lower()
    key = host.removeprefix("www.").replace(":", "-")
    return Site(key=key, name=host.removeprefix("www."), base_url=f"{parts.scheme}://{parts.netloc}/", status="ad-hoc")


@cache
def load_sites() -> dict[str, Site]:
    """All profiles by key: the packaged ones, then those of the folder that KOMMUNARKIV_SITES names, which win."""
    folders = [PACKAGED]
    if own := os.environ.get("KOMMUNARKIV_SITES"):
        folders.append(Path(own))
    return {site.key: site for folder in folders for site in map(read_profile, sorted(folder.glob("*.toml")))}


def read_profile(path: Path) -> Site:
    """The profile in a file; ProfileError names file, key, value and what would be right."""
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
        return Site(**{"key": path.stem, **values})
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        message = f"{path}: not TOML: {error}"
        raise ProfileError(message) from error
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(map(str, first["loc"]))
        message = f"{path}: {key or 'profile'} = {first['input']!r}: {first['msg']}"
        raise ProfileError(message) from error
