"""Which host an address is asked of, as pace and robots.txt go by it."""

from __future__ import annotations

from urllib.parse import urlsplit


def host_of(url: str) -> str:
    """The host of an address without its port, as Scrapy paces it; empty where it has none.

    >>> host_of("https://www.exempel.se:8443/nyheter")
    'www.exempel.se'
    """
    return urlsplit(url).hostname or ""


def origin_of(url: str) -> str:
    """Scheme, host and port of an address, as robots.txt is asked for.

    >>> origin_of("https://www.exempel.se:8443/nyheter")
    'https://www.exempel.se:8443'
    """
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
