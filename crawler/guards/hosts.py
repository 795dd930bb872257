"""Which hosts may be asked: the site itself, on the public internet, unless the user named a private one."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import urlsplit
from urllib.request import getproxies

from scrapy.exceptions import CannotResolveHostError
from scrapy.resolver import CachingThreadedResolver
from twisted.internet.error import DNSLookupError

from archive.schema import Refusal
from crawler.failures import Refused
from crawler.guards import Guard
from crawler.normalise.urls import same_site
from crawler.origins import host_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrapy import Request
    from twisted.internet.defer import Deferred

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
"""Addresses whose last 32 bits are an IPv4 address behind a translator (RFC 6052, 2.1)."""


class HostRefused(Refused):
    """An address that must not be asked: a private host that nobody named, or another site."""


class Hosts(Guard):
    """Checks every hop: a redirect must stay on the site, and a private address must be one that the user named."""

    def process_request(self, request: Request) -> None:
        """Raise HostRefused for a request that must not leave."""
        parts = urlsplit(request.url)
        host = parts.hostname or ""
        came_from = request.meta.get("redirect_urls")
        if parts.scheme not in {"http", "https"}:
            message = Refusal.NO_WEB.told(scheme=parts.scheme)
        elif parts.username is not None:
            message = Refusal.USER_NAME.told(host=host)
        elif came_from and not request.meta.get("is_robots_txt") and not same_site(request.url, came_from[0]):
            message = Refusal.ANOTHER_SITE.told(host=parts.netloc)
        elif host not in PublicResolver.named and is_private(host):
            message = Refusal.PRIVATE.told(host=host)
        else:
            return
        raise HostRefused(message)

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Raise HostRefused for a name whose address was refused, which the network only calls unknown."""
        host = host_of(request.url)
        if isinstance(exception, CannotResolveHostError) and host in PublicResolver.refused:
            message = Refusal.PRIVATE_NAME.told(host=host, address=PublicResolver.refused[host])
            raise HostRefused(message) from exception


class PublicResolver(CachingThreadedResolver):
    """Resolves names to public addresses only, unless the user named the host or it is the user's proxy.

    The connection is made to the very address that is checked here, and a name keeps its address for the whole run
    (DNSCACHE_ENABLED), so that a name which answers differently the second time (DNS rebinding) gains nothing.

    Scrapy has one resolver for the whole process, made before any spider: the hosts belong to the class.
    """

    named: ClassVar[set[str]] = set()
    refused: ClassVar[dict[str, str]] = {}
    _proxies: ClassVar[set[str]] = set(map(host_of, getproxies().values()))

    def getHostByName(self, name: str, timeout: Any = ()) -> Deferred[str]:
        """The address of the name; DNSLookupError when it is private."""
        return super().getHostByName(name, timeout).addCallback(self._public, name)

    def _public(self, address: str, name: str) -> str:
        if name not in self.named and name not in self._proxies and is_private(address):
            self.refused[name] = address
            raise DNSLookupError(name)
        return address


def is_private(host: str) -> bool:
    """Whether the host is an address that is not on the public internet (RFC 6890), however it is written.

    A name is private when it means this machine (RFC 6761, 6.3); what other names mean, the resolver finds out.

    >>> [is_private(host) for host in ("169.254.169.254", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "localhost.")]
    [True, True, True, True]
    >>> [is_private(host) for host in ("8.8.8.8", "2a00:1450:400f::200e", "www.exempel.se")]
    [False, False, False]
    """
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return f".{host.rstrip('.').lower()}".endswith(".localhost")
    return any(not meant.is_global or meant.is_multicast for meant in _meant(address))


def _meant(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> Iterator[ipaddress.IPv4Address | Any]:
    """The addresses that a packet to this one may end up at: the one written in an IPv6 address, or itself."""
    if isinstance(address, ipaddress.IPv4Address):
        yield address
        return
    written = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if address in _NAT64:
        written.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    found = [inner for inner in written if inner is not None]
    yield from found or [address]
