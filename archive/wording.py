"""Numbers as a person reads them, in English: what commands say of counts and sizes."""

from __future__ import annotations


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
