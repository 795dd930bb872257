"""The profiles that a command can go by: those of `crawler.sites` whose municipality is one."""

from __future__ import annotations

from archive import municipality_named
from crawler.errors import ProfileError
from crawler.sites import Site, broken_profiles, load_sites, own_folder


def known_sites() -> dict[str, Site]:
    """The profiles that can be used, by key."""
    return {key: site for key, site in load_sites().items() if _is_placed(site)}


def unusable_profiles() -> dict[str, ProfileError]:
    """What is wrong with the profiles that can't be used, by the key that their files' names say."""
    strays = {key: _stray(site) for key, site in load_sites().items() if not _is_placed(site)}
    return broken_profiles() | strays


def _is_placed(site: Site) -> bool:
    return site.municipality is None or municipality_named(site.municipality) is not None


def _stray(site: Site) -> ProfileError:
    message = (
        f"{own_folder() / site.key}.toml: municipality = {site.municipality!r}: no municipality has this code "
        "of SCB's; 0305 is Håbo's"
    )
    return ProfileError(message)
