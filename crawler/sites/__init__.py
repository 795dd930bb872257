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
from crawler.sites.wrong import in_words
from crawler.toml_text import not_toml

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
    return _one_of_each_host(sites, errors, own)


def _one_of_each_host(
    sites: dict[str, Site], errors: dict[str, ProfileError], own: Path
) -> tuple[dict[str, Site], dict[str, ProfileError]]:
    """The same with one profile for each host, by which a page finds its site: the first; a further one is an error."""
    by_host: dict[str, Site] = {}
    for site in sorted(sites.values(), key=lambda one: (not (own / f"{one.key}.toml").exists(), one.key)):
        first = by_host.setdefault(bare_host(site.base_url), site)
        if first is not site:
            message = (
                f"{own / site.key}.toml: base_url = {site.base_url!r}: {first.key}.toml is the profile of this host "
                "already, and a host has one. Put all its sections there, and remove the other."
            )
            errors[site.key] = ProfileError(message)
    return {key: site for key, site in sites.items() if key not in errors}, errors


def _by_host() -> dict[str, Site]:
    return _hosts(own_folder())


@cache
def _hosts(own: Path) -> dict[str, Site]:
    return {bare_host(site.base_url): site for site in _load(own)[0].values()}


def read_profile(path: Path) -> Site:
    """The profile in a file; ProfileError names file, key, value and what would be right."""
    text = ""
    try:
        text = path.read_text(encoding="utf-8-sig")
        values = tomllib.loads(text)
        return Site(**{"key": path.stem, **values})
    except UnicodeDecodeError as error:
        message = f"{path}: not TOML: it is not UTF-8 ({error.reason}, byte {error.start}). Save it as UTF-8."
        raise ProfileError(message) from error
    except tomllib.TOMLDecodeError as error:
        message = f"{path}: {not_toml(text, error)}"
        raise ProfileError(message) from error
    except OSError as error:
        message = f"{path}: can't be read: {error.strerror}"
        raise ProfileError(message) from error
    except ValidationError as error:
        message = f"{path}: {in_words(error)}"
        raise ProfileError(message) from error
