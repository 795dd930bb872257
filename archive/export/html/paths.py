"""Where an article's page lies in the package, and what lists show of it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from archive.wording import slugify

UNDATED = "odaterat"
"""Where articles stand whose year is not known."""

_SLUG_LENGTH = 60


@dataclass(frozen=True, slots=True)
class Entry:
    """One article in the lists: where its page lies and what a list shows of it."""

    path: str
    headline: str
    date: str | None
    section: str | None

    @property
    def year(self) -> str:
        """The year under which it stands."""
        return year_of(self.date)


def article_path(site_key: str, url: str, headline: str, date: str | None) -> str:
    """Where the article's page lies in the package: known from its site, address, headline and year alone."""
    name = hashlib.sha256(url.encode()).hexdigest()[:12]
    return f"{site_key}/{year_of(date)}/{slug(headline, 'artikel')}-{name}.html"


def year_of(date: str | None) -> str:
    """The year under which an article of this date of publication stands."""
    return date[:4] if date else UNDATED


def slug(name: str, otherwise: str) -> str:
    """The name as a file name that every system takes, however long it is; `otherwise` where nothing of it is left.

    >>> slug("Så här sköter du ditt avlopp – 10 råd!", "artikel"), slug("…", "artikel")
    ('sa-har-skoter-du-ditt-avlopp-10-rad', 'artikel')
    """
    return slugify(name)[:_SLUG_LENGTH].strip("-") or otherwise
