"""Where a crawl begins: from what a person named (addresses, sites, municipalities, all) to start addresses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from archive import Municipality, meant, municipality_named, municipality_of, nearest_municipalities, registry
from archive.cli import called, command
from archive.schema import parse_trail
from crawler.errors import ProfileError
from crawler.known_sites import known_sites, unusable_profiles
from crawler.sites import own_folder
from crawler.typed import site_profile, web_address

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.run import Start
    from crawler.sites import Site

_EXAMPLE = "https://www.example.se/nyheter"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a crawl is asked for. `section` is for the addresses, and for sites in place of their profiles' sections."""

    urls: tuple[str, ...] = ()
    section: str = ""
    sites: tuple[str, ...] = ()
    municipalities: tuple[str, ...] = ()
    every_site: bool = False

    def starts(self) -> list[Start]:
        """The start addresses with their sections, each once; a usage error for a name that means nothing."""
        starts = list(dict.fromkeys(self._all()))
        if not starts:
            message = f"Give a START_URL, as in: {command('crawl', _EXAMPLE)}"
            raise click.UsageError(message)
        return starts

    def _all(self) -> Iterator[Start]:
        trail = parse_trail(self.section)
        if self.section and not trail:
            message = f'--section {self.section!r} names no section. Write it as the site\'s trail: "Hem › Nyheter".'
            raise click.UsageError(message)
        yield from ((web_address(url), trail) for url in self.urls)
        for site in self._named_sites():
            yield from ([(site.base_url, trail)] if trail else site.starts)
        for name in self.municipalities:
            yield from _municipality_starts(name, trail)

    def _named_sites(self) -> list[Site]:
        if not self.every_site:
            return [site_profile(key) for key in self.sites]
        sites, broken = known_sites(), unusable_profiles()
        if broken and not sites:
            message = "--all: no site profile can be used. " + "; ".join(map(str, broken.values()))
            raise ProfileError(message)
        if not sites:
            message = (
                f"--all: there is no site profile yet, neither packaged nor in {own_folder().absolute()}. "
                f"{called()} add-site URL --write makes one."
            )
            raise click.UsageError(message)
        return list(sites.values())


def municipality(text: str) -> Municipality:
    """The municipality with this name or code; a usage error with the nearest names where there is none."""
    found = municipality_named(text)
    if found is not None:
        return found
    near = [f"{entry.name} ({entry.code})" for entry in nearest_municipalities(text)]
    hint = meant(near) if near else "Give a name or SCB's code, as Håbo or 0305."
    message = f"--municipality {text!r} is none of the 290 municipalities. {hint}"
    raise click.UsageError(message)


def municipality_of_site(site: Site) -> Municipality | None:
    """The municipality that a site belongs to, by its profile or else its host."""
    return municipality_of(site.host) if site.municipality is None else municipality_named(site.municipality)


def _municipality_starts(name: str, trail: tuple[str, ...]) -> Iterator[Start]:
    """The starts of the municipality's sites; its home page where no profile is known."""
    wanted = municipality(name)
    sites = [site for site in known_sites().values() if municipality_of_site(site) == wanted]
    for site in sites:
        yield from ([(site.base_url, trail)] if trail else site.starts)
    if not sites:
        yield wanted.website, trail


def complete_sites(_: click.Context, __: click.Parameter, incomplete: str) -> list[str]:
    """The keys of profiles that begin with what was typed, for the shell."""
    return [key for key in known_sites() if key.startswith(incomplete)]


def complete_municipalities(_: click.Context, __: click.Parameter, incomplete: str) -> list[str]:
    """The names of municipalities that begin with what was typed, for the shell."""
    return [entry.name for entry in registry() if entry.name.casefold().startswith(incomplete.casefold())]
