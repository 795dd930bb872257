"""Numbers and words as a person reads them, in English: what commands say of counts and sizes, and file names."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def counted(count: int, noun: str) -> str:
    """How many of what, in words.

    >>> counted(1, "article"), counted(0, "page"), counted(2, "address")
    ('1 article', '0 pages', '2 addresses')
    """
    ending = "" if count == 1 else "es" if noun.endswith("s") else "s"
    return f"{count} {noun}{ending}"


def sized(size: int) -> str:
    """So many bytes in a unit that a person reads.

    >>> sized(812), sized(40_900), sized(999_700), sized(3_450_000), sized(12_300_000_000)
    ('812 bytes', '41 kB', '1.0 MB', '3.5 MB', '12.3 GB')
    """
    if size < 1_000:
        return counted(size, "byte")
    if size < 999_500:  # what rounds to 1000 kB is 1.0 MB
        return f"{size / 1e3:.0f} kB"
    return f"{size / 1e6:.1f} MB" if size < 999_950_000 else f"{size / 1e9:.1f} GB"


def meant(near: Sequence[str]) -> str:
    """The question whether one of these was meant, in the words in which click asks it of an option.

    >>> meant(["Uppsala"]), meant(["crawl", "check", "stop"])
    ('Did you mean Uppsala?', 'Did you mean crawl, check or stop?')
    """
    *others, last = near
    return f"Did you mean {', '.join(others)} or {last}?" if others else f"Did you mean {last}?"


def run_in_words(counts: Mapping[str, int], *, changes: bool = True, kept: int = 0) -> str:
    """What a run did, by its counts: articles, what came of them, pages and failures.

    Where it read none, and so many are `kept` of what it visited, that is said: no news is not nothing.

    >>> run_in_words({"articles": 23, "new": 23, "pages": 27, "bytes": 137_882})
    '23 articles (23 new, 0 changed, 0 gone), 27 pages, 138 kB, 0 failed'
    >>> run_in_words({"pages": 3}, kept=23)
    'no article new, changed or gone (23 in the archive), 3 pages, 0 bytes, 0 failed'
    """
    articles, pages = counted(counts.get("articles", 0), "article"), counted(counts.get("pages", 0), "page")
    became = ", ".join(f"{counts.get(name, 0)} {name}" for name in ("new", "changed", "gone"))
    if moved := counts.get("moved"):
        became += f", {moved} moved"
    came = f"{articles} ({became})" if changes else articles
    if kept and not counts.get("articles") and not counts.get("gone"):
        came = f"no article new, changed or gone ({kept} in the archive)"
    return f"{came}, {pages}, {sized(counts.get('bytes', 0))}, {counts.get('failed', 0)} failed"


def moment(instant: str) -> str:
    """An instant of the archive to the minute.

    >>> moment("2026-11-25T16:37:59+00:00")
    '2026-11-25 16:37 UTC'
    """
    return f"{instant[:16].replace('T', ' ')} UTC"


def slugify(text: str) -> str:
    """The text as addresses and file names have it, which every system takes; empty where no letter or digit is left.

    >>> slugify("Så här sköter du ditt avlopp – 10 råd!")
    'sa-har-skoter-du-ditt-avlopp-10-rad'
    """
    plain = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def file_name(url: str) -> str:
    """What the file at an address is called there, as a person reads it; all of an address that names none.

    >>> file_name("https://www.habo.se/download/18.5/Protokoll%20f%C3%B6r%20juni.pdf?version=2")
    'Protokoll för juni.pdf'
    """
    return unquote(re.split(r"[?#]", url, maxsplit=1)[0].rstrip("/").rpartition("/")[2]) or url
