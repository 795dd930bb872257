"""What a person typed, made sense of: the address of a page, the profile of a site."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from archive.cli import called, site_named, sites_meant
from crawler.known_sites import known_sites, unusable_profiles
from crawler.normalise.urls import canonical_url
from crawler.sites import own_folder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crawler.sites import Site


def site_profile(typed: str, option: str = "--site ") -> Site:
    """The profile with this key or name; a usage error that names near or known ones where there is none."""
    sites, broken = known_sites(), unusable_profiles()
    names = {key: site.name for key, site in sites.items()}
    if typed in broken and typed not in sites:
        raise broken[typed]
    if (key := site_named(typed, names, option)) is not None:
        return sites[key]
    key = Path(typed).name.removesuffix(".toml")
    known = sites_meant(key, names) or f"Known in {own_folder().absolute()}: {_few(sorted(sites)) or 'none yet'}."
    message = f"{option}{typed!r}: there is no such profile. {known} {called()} add-site URL --write makes one."
    raise click.UsageError(message)


def _few(names: Sequence[str], most: int = 8) -> str:
    """The names, or the first of them and how many more there are."""
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")


def web_address(text: str) -> str:
    """The address that a person typed, with https:// where they left it out (on this machine http://).

    A usage error when it is none.
    """
    if _is_file_here(text):
        if text.endswith(".py"):
            message = f"{text!r} is a spider's file: scrapy runspider {text} runs it (docs/sites.md)"
            raise click.UsageError(message)
        message = (
            f"{text!r} is a file here, and the address of a page is wanted, as https://www.example.se/nyheter. "
            "`extract` reads a page from a file, `import` takes captures over."
        )
        raise click.UsageError(message)
    is_here = _THIS_MACHINE.match(text) is not None
    url = text if "://" in text or _OTHER_SCHEME.match(text) else f"{'http' if is_here else 'https'}://{text}"
    if not _is_web_address(url) or ("." not in url and "://" not in text and not is_here):
        message = f"{text!r} is not a web address. Write it as https://www.example.se/nyheter."
        raise click.UsageError(message)
    if "@" in urlsplit(url).netloc:
        message = "The address holds a user name or password. Leave it out: it would be kept, and sent nowhere."
        raise click.UsageError(message)
    return url


def _is_file_here(text: str) -> bool:
    """Whether the name of a file in the working directory was typed; an address that begins with https:// is none."""
    try:
        return "/" not in text and Path(text).is_file()
    except OSError:  # too long for a name
        return False


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(canonical_url(url))
        return (
            parts.scheme in {"http", "https"} and _HOST.fullmatch(parts.hostname or "") is not None and parts.port != 0
        )
    except ValueError:  # a port above 65535, brackets that hold no IPv6 address
        return False


_OTHER_SCHEME = re.compile(r"[a-z][a-z\d+.-]*:(?!\d)", re.IGNORECASE)
"""How an address with a scheme begins, `http:/` and `mailto:` too; a host may have a port there."""
_THIS_MACHINE = re.compile(r"(?:localhost|127(?:\.\d+){3}|\[::1\])(?:[:/]|$)", re.IGNORECASE)
"""How the address of a server on this machine begins, which nobody has a certificate for."""
_HOST = re.compile(r"[\w.-]+|[0-9a-f:.]+", re.ASCII)
"""A host as it is asked for: a name with å, ä or ö that has no such form (RFC 5891) is no name."""
