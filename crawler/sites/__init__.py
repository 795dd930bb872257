"""Site profiles: what is particular to one site, as data (`*.toml`), loaded and checked at the door.

A profile is optional: `kommunarkiv crawl URL` works without one, on a profile made from the address alone.
`crawler.sites.profile` has the schema, docs/sites.md explains it.
"""

from __future__ import annotations

import os
import re
import tomllib
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import ValidationError

from crawler.errors import ProfileError
from crawler.normalise.urls import canonical_url
from crawler.sites.profile import Design, SectionStart, Site, bare_host

__all__ = [
    "Design",
    "SectionStart",
    "Site",
    "ad_hoc",
    "broken_profiles",
    "load_sites",
    "own_folder",
    "read_profile",
    "site_for",
]

PACKAGED = Path(__file__).parent
_NO_KEY = re.compile(r"[^a-z0-9.-]")


def own_folder() -> Path:
    """The user's own folder of profiles: KOMMUNARKIV_SITES, else `sites` in the working directory."""
    return Path(os.environ.get("KOMMUNARKIV_SITES") or "sites")


def site_for(url: str) -> Site:
    """The profile of the site that serves this address; one made from the address alone where nobody wrote one."""
    return _by_host().get(bare_host(url)) or ad_hoc(url)


def ad_hoc(url: str) -> Site:
    """A profile that says no more than the address does.

    >>> ad_hoc("http://www.åre.se:80/nyheter").key, ad_hoc("http://[::1]:8080/").key
    ('xn--re-xia.se', '0--1-8080')
    """
    parts = urlsplit(canonical_url(url))
    host = parts.netloc.rpartition("@")[2]
    name = host.removeprefix("www.")
    key = _NO_KEY.sub("-", name.replace("[", "").replace("]", ""))
    key = key if key[:1].isalnum() else f"0{key}"
    return Site(key=key, name=name, base_url=f"{parts.scheme}://{host}/", status="ad-hoc")


def load_sites() -> dict[str, Site]:
    """All sound profiles by key: the packaged ones, then those of the user's own folder, which win."""
    return _load(own_folder())[0]


def broken_profiles() -> dict[str, ProfileError]:
    """What is wrong with the profiles that can't be used, by the key that their files' names say."""
    return _load(own_folder())[1]


@cache
def _load(own: Path) -> tuple[dict[str, Site], dict[str, ProfileError]]:
    sites: dict[str, Site] = {}
    errors: dict[str, ProfileError] = {}
    for folder in (PACKAGED, own):
        for path in sorted(folder.glob("*.toml")):
            try:
                site = read_profile(path)
            except ProfileError as error:
                errors[path.stem] = error
            else:
                sites[site.key] = site
    return sites, errors


def _by_host() -> dict[str, Site]:
    return _hosts(own_folder())


@cache
def _hosts(own: Path) -> dict[str, Site]:
    return {bare_host(site.base_url): site for site in _load(own)[0].values()}


def read_profile(path: Path) -> Site:
    """The profile in a file; ProfileError names file, key, value and what would be right."""
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
        return Site(**{"key": path.stem, **values})
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        message = f"{path}: not TOML: {error}"
        raise ProfileError(message) from error
    except OSError as error:
        message = f"{path}: can't be read: {error.strerror}"
        raise ProfileError(message) from error
    except ValidationError as error:
        message = f"{path}: {'; '.join(_in_words(one) for one in error.errors())}"
        raise ProfileError(message) from error


def _in_words(error: object) -> str:
    """One thing that is wrong with a profile: which key, what it holds, what would be right."""
    assert isinstance(error, dict)
    key = ".".join(map(str, error["loc"])) or "profile"
    if error["type"] == "extra_forbidden":
        return f"{key} is no key of a profile; docs/sites.md lists them"
    if error["type"] == "missing":
        return f"{key} is missing"
    if error["type"].startswith("date"):
        return f"{key} = {error['input']!r}: a day is wanted, without quotation marks, as 2026-11-25"
    if key == "municipality":
        return f'municipality = {error["input"]!r}: SCB\'s code is wanted, in quotation marks, as "0305" for Håbo'
    held = "" if key == "profile" else f" = {error['input']!r}"
    wanted = _KINDS.get(error["type"]) or error["msg"].removeprefix("Value error, ")
    return f"{key}{held}: {wanted.replace('Input should be', 'should be')}"


_KINDS = {
    "string_type": "should be text, in quotation marks",
    "float_type": "should be a number",
    "bool_type": "should be true or false",
    "tuple_type": "should be a list",
    "model_type": "should be a table",
    "model_attributes_type": "should be a table",
    "dict_type": "should be a table",
}
"""What TOML calls the values that pydantic names as Python does."""
