"""Keys that web archives index addresses by: Sort-friendly URI Reordering Transform (SURT).

The canonical form is the one of the Internet Archive's `surt` package 0.3.1, which pywb looks addresses up with.
"""

from __future__ import annotations

import re
from urllib.parse import quote, unquote_to_bytes, urlsplit

_WWW = re.compile(r"^www\d*\.")
_DEFAULT_PORTS = {"http": 80, "https": 443}
_SESSION = re.compile(
    r"(?:^|&)(?:jsessionid=[0-9a-z]{32}|phpsessid=[0-9a-z]{32}|sid=[0-9a-z]{32}|aspsessionid[a-z]{8}=[a-z]{24}"
    r"|cfid=[^&]+&cftoken=[^&]+)(?=&|$)"
)
_PRINTABLE = "".join(chr(code) for code in range(0x21, 0x7F) if chr(code) not in "#%")


def surt(url: str) -> str:
    """The key of an http(s) address.

    Scheme, user, `www.`, default port, fragment, session ids and the trailing slash are left out; what remains is in
    lower case, its host reversed, its path resolved, its query sorted, escaped where it must be and nowhere else.

    >>> surt("https://www.Exempel.se:443/Nyheter/?b=2&a=1#topp")
    'se,exempel)/nyheter?a=1&b=2'
    >>> surt("http://127.0.1.1:8080/Å")
    '1,1,0,127:8080)/%c3%85'
    """
    parts = urlsplit(url.strip())
    host = ",".join(reversed(_WWW.sub("", (parts.hostname or "").lower()).split(".")))
    port = f":{parts.port}" if parts.port and parts.port != _DEFAULT_PORTS.get(parts.scheme) else ""
    path = _resolved(_escaped(parts.path)).lower().rstrip("/") or "/"
    query = _SESSION.sub("", _escaped(parts.query).lower()).strip("&")
    return f"{host}{port}){path}" + (f"?{'&'.join(sorted(query.split('&')))}" if query else "")


def _escaped(text: str) -> str:
    """The text with everything unescaped, as often as it was escaped, then only what must be escaped."""
    raw = text.encode("utf-8", "surrogatepass")
    while (plain := unquote_to_bytes(raw)) != raw:
        raw = plain
    return quote(raw, safe=_PRINTABLE)


def _resolved(path: str) -> str:
    """The path without empty steps, `.` and `..` (RFC 3986, 5.2.4)."""
    steps: list[str] = []
    for step in path.split("/"):
        if step == "..":
            del steps[-1:]
        elif step not in ("", "."):
            steps.append(step)
    return f"/{'/'.join(steps)}"
