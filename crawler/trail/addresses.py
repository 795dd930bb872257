"""The addresses in a trail: joined to the page's, without the default port that some systems write into every one."""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

from crawler.normalise.urls import joined

_DEFAULT_PORTS = {"http": 80, "https": 443}  # RFC 9110, 4.2.1 and 4.2.2


def crumb_address(base_url: str, href: str | None) -> str | None:
    """The absolute address of a crumb; None when its link leads nowhere (none, "#…", not http).

    >>> crumb_address("https://www.exempel.no:443/aktuelt/sak", "/aktuelt/")
    'https://www.exempel.no/aktuelt/'
    """
    # JSON can name halves of surrogate pairs, and NUL.
    href = (href or "").encode("utf-8", "ignore").decode().replace("\0", "").strip()
    if not href or href.startswith("#"):
        return None
    try:
        parts = urlsplit(joined(base_url, href))
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https", ""):
        return None
    if port is not None and port == _DEFAULT_PORTS.get(parts.scheme):
        parts = parts._replace(netloc=parts.netloc.rpartition(":")[0])
    return urlunsplit(parts)
