"""Addresses: where a link leads, and what two ways of writing one address have in common."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote_plus, unquote_plus, urljoin, urlsplit, urlunsplit

from w3lib.url import safe_url_string

if TYPE_CHECKING:
    from collections.abc import Iterator
    from urllib.parse import SplitResult

_DEFAULT_PORTS = {"http": 80, "https": 443}
# Parameters that tell the site who came from where, never what to show: the names that the Matomo, Google, Meta,
# Microsoft, HubSpot, Marketo and Mailchimp documentation gives.
_TRACKING = re.compile(
    r"(?:utm|mtm|pk|piwik|matomo|hsa|mc)_\w+|(?:fb|g|d|tw|rd)clid|gclsrc|(?:g|w)braid|msclkid|yclid|igshid|igsh|"
    r"_g[al]|__?hs\w+|mkt_tok|wt_mc\w*",
    re.IGNORECASE,
)
_SESSION = re.compile(
    r"phpsessid|(?:asp)?sessionid\w*|aspsessionid\w*|jsessionid|cfid|cftoken|session_?id|zenid|osCsid", re.IGNORECASE
)
# `sid` is a page number on some sites and a session on others; sessions are long.
_SHORT_SESSION = re.compile(r"(?:sid|s)=[0-9a-z]{16,}", re.IGNORECASE)
_PATH_SESSION = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/;]*|/\([SAF]\([^)/]+\)\)(?=[/;])", re.IGNORECASE)
_INDEX_PROGRAMS = ("index.php", "index.jsp")
_INDEX_NAMES = ("index.html", "index.htm", *_INDEX_PROGRAMS, "default.htm", "default.html")
_INDEX = re.compile(rf"(?<=/)(?:{'|'.join(map(re.escape, _INDEX_NAMES))})$", re.IGNORECASE)
# What ASP systems call the program that answers: `/default.aspx?id=7` and `/nyheter/tabid/83/Default.aspx` answer,
# `/?id=7` and the folder need not; in SharePoint's `/Sidor/default.aspx` the folder is another page.
_ASP_HOME = re.compile(r"/(?:default|index)\.aspx?", re.IGNORECASE)
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
# RFC 3986, 2.3: characters that mean the same escaped or not.
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_PREFIX = re.compile(r"(?:(?:www|m|mobile|mobil)\.)+(?=[^.]+\.)")

# Links that need no resolving: whole addresses, and paths from the root without dot segments.
_PATH = r"(?:/[!-\"$-:<->@-~]*)"
_REST = r"(?:\?[!-\"$-:<-~]+)?(?:\#[!-:<-~]+)?"
_WHOLE = re.compile(rf"https?://[A-Za-z0-9.-]+(?::[0-9]+)?{_PATH}?{_REST}")
_FROM_ROOT = re.compile(rf"(?!.*/[/.]){_PATH}{_REST}")


def joined(base_url: str, href: str) -> str:
    """The absolute address of a link, as `urllib.parse.urljoin` has it; ValueError where there is none.

    Most links are written in a way that leaves nothing to resolve; those cost a tenth of what `urljoin` takes.

    >>> joined("https://www.exempel.se/nyheter/", "/kontakt"), joined("https://www.exempel.se/nyheter/", "../kontakt")
    ('https://www.exempel.se/kontakt', 'https://www.exempel.se/kontakt')
    """
    href = href.strip()
    if _WHOLE.fullmatch(href):
        return href
    if _FROM_ROOT.fullmatch(href) and (origin := _origin(base_url)):
        return f"{origin}{href}"
    return urljoin(base_url, href)


def parts_of(url: str) -> SplitResult:
    """The parts of an address; all of them empty for what is none, as a page may give anything for one.

    >>> parts_of("https://exempel.se/a?b=1").path, parts_of("http://[").path
    ('/a', '')
    """
    try:
        return urlsplit(url)
    except ValueError:
        return urlsplit("")


@lru_cache(maxsize=1024)
def _origin(url: str) -> str:
    """Scheme and host of an address with which a path makes another; "" where it has none."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme in _DEFAULT_PORTS and parts.netloc else ""


@lru_cache(maxsize=8192)
def canonical_url(url: str) -> str:
    """The address as the archive compares addresses; an address that is not http(s) is only trimmed.

    Scheme and host in lower case, no default port, no fragment, no tracking and session parameters, no name of an
    index page (of ASP's only the home page's), dot segments resolved, percent-encoding as RFC 3986 6.2.2 has it. The
    order of parameters is kept: some sites give it a meaning.

    >>> canonical_url("HTTPS://www.Exempel.se:443/nyheter/../index.html?utm_source=brev&sida=2#topp")
    'https://www.exempel.se/?sida=2'
    >>> canonical_url(canonical_url("http://exempel.se//index.php?id=7"))
    'http://exempel.se//?id=7'
    """
    url = url.strip()
    try:
        parts = urlsplit(safe_url_string(url, quote_path=True))
        port = parts.port
    except ValueError:
        return url
    scheme = parts.scheme.lower()
    if scheme not in _DEFAULT_PORTS or not parts.hostname:
        return url
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname.rstrip(".")
    netloc = host if port in {None, _DEFAULT_PORTS[scheme]} else f"{host}:{port}"
    path = _INDEX.sub("", _without_dots(_PATH_SESSION.sub("", _escapes(parts.path))))
    query = _query(parts.query)
    if not query and _ASP_HOME.fullmatch(path):
        path = "/"
    return urlunsplit((scheme, netloc, path, query, ""))


def index_addresses(url: str) -> Iterator[str]:
    """The addresses with the name of an index page that `canonical_url` makes this one of.

    >>> list(index_addresses("http://exempel.se/?id=7"))
    ['http://exempel.se/index.php?id=7', 'http://exempel.se/index.jsp?id=7']
    >>> next(index_addresses("http://exempel.se/nyheter/"))
    'http://exempel.se/nyheter/index.html'
    >>> list(index_addresses("http://exempel.se/nyheter"))
    []
    """
    parts = urlsplit(url)
    if not parts.path.endswith("/"):
        return
    for name in _INDEX_PROGRAMS if parts.query else _INDEX_NAMES:
        yield parts._replace(path=f"{parts.path}{name}").geturl()


def same_site(a: str, b: str) -> bool:
    """Whether two addresses are on one site: the same host and port, a leading `www.`, `m.` or `mobile.` aside.

    >>> same_site("https://m.exempel.se/nyheter", "http://www.exempel.se/"), same_site("http://[", "http://[")
    (True, False)
    """
    return bool(site := _site_of(a)) and site == _site_of(b)


@lru_cache(maxsize=8192)
def _site_of(url: str) -> str:
    """The host and port that tell a site; "" where there is none, as in what is no address."""
    try:
        return _PREFIX.sub("", urlsplit(canonical_url(url)).netloc, count=1)
    except ValueError:
        return ""


def with_parameter(url: str, name: str, value: int) -> str:
    """The address with this parameter: in its place where it has one, else last; whatever else it asks for stays.

    >>> with_parameter("https://exempel.se/?page=2&typ=1&typ=2&q=", "page", 3)
    'https://exempel.se/?page=3&typ=1&typ=2&q='
    """
    parts = urlsplit(url)
    pairs = [pair.partition("=") for pair in parts.query.split("&") if pair]
    if all(unquote_plus(key) != name for key, _, _ in pairs):
        pairs.append((quote_plus(name), "", ""))
    asked = (f"{key}={value}" if unquote_plus(key) == name else f"{key}{sign}{told}" for key, sign, told in pairs)
    return canonical_url(parts._replace(query="&".join(asked)).geturl())


def _escapes(text: str) -> str:
    """Percent escapes in upper case, those of unreserved characters undone."""

    def normal(match: re.Match[str]) -> str:
        character = chr(int(match[1], 16))
        return character if character in _UNRESERVED else match[0].upper()

    return _ESCAPE.sub(normal, text)


def _without_dots(path: str) -> str:
    """The path without dot segments. Of several slashes at its beginning `urljoin` would make a host."""
    names = path.lstrip("/")
    return "/" * (len(path) - len(names) - 1) + urljoin("/", f"/{names}")


def _query(query: str) -> str:
    if not query:
        return ""
    return "&".join(pair for pair in _escapes(query).split("&") if pair and not _is_tracking(pair))


def _is_tracking(pair: str) -> bool:
    name = pair.partition("=")[0]
    return bool(_TRACKING.fullmatch(name) or _SESSION.fullmatch(name) or _SHORT_SESSION.fullmatch(pair))
