"""Addresses that lead a crawler on without end, or to no news: told by their pattern alone.

Each rule names what it cuts, and the report shows it: a rule that cuts too much must be seen to do so.
"""

from __future__ import annotations

import re
from itertools import groupby
from urllib.parse import parse_qsl, unquote, urlsplit

CALENDAR = "a day or month of a calendar"
SORTED = "the list in another order or selection"
REPEATED = "folders that repeat themselves"
SEARCH = "a search"
LOGIN = "a login page"
AUTHOR = "a page about an author"
WIKI = "a form, the history or an older state of a page"
TOO_LONG = "longer than any address of a page"

_LONGEST = 1000
"""Letters; browsers and servers take 2,000 and more, the longest article address measured has 214."""
_DEEPEST = 20
_DATE_KEYS = re.compile(
    r"(?:manad|månad|month|dag|day|datum|date|vecka|week|from|to|start|end|slut|ar|år|year|view)", re.IGNORECASE
)
_DATE_VALUE = re.compile(
    r"(?:19|20|21)\d\d(?:-?(?:0?[1-9]|1[0-2])(?:-?[0-3]?\d)?)?(?:T.*)?|[a-z]+ 20\d\d", re.IGNORECASE
)
_CALENDAR_PATH = re.compile(
    r"/(?:[a-zåäö-]*kalend(?:er|arium)|calendar|evenemang|events?|dagar?|manad|month)/(?:.*/)?(?:19|20|21)\d\d(?:[/-]\d\d?)*/?$",
    re.IGNORECASE,
)
_DAY_PATH = re.compile(r"/(?:19|20)\d\d/(?:0?[1-9]|1[0-2])/(?:0?[1-9]|[12]\d|3[01])/?$")
"""A blog's page of one day: an article's address has its own name, or number, behind the day."""
_CALENDAR_WORD = re.compile(r"kalend|calendar|evenemang|/events?\b", re.IGNORECASE)
_ORDER_KEYS = re.compile(
    r"(?:sort(?:ering|era|by|order|field|_by)?|order(?:by|_by)?|dir(?:ection)?|ordning|filter\w*|facets?|f\[\d*\]|"
    r"limit|pagesize|per_page|perpage|layout|visa|vy|view|display|tags?|taggar|kategori(?:er)?|categor(?:y|ies)|amne|ämne|typ)(?:\[\w*\])?",
    re.IGNORECASE,
)
_SEARCH_PATH = re.compile(r"/(?:sok|sök|s%C3%B6k|search|sokresultat|sökresultat)(?:\.html?|\.aspx?)?/?$", re.IGNORECASE)
_SEARCH_KEYS = frozenset({"q", "query", "sok", "sök", "search", "s", "searchquery", "keyword"})
_LOGIN_PATH = re.compile(
    r"/(?:logga-?in|login|log-in|signin|sign-in|wp-login\.php|inloggning)(?:\.html?|\.aspx?)?/?$", re.IGNORECASE
)
# What wikis (MediaWiki, DokuWiki) link to beside every page of theirs.
_WIKI_KEYS = frozenset({"oldid", "diff", "redlink"})
_WIKI_DEEDS = {
    "action": frozenset({"edit", "history", "info", "raw", "protect", "watch", "markpatrolled", "purge"}),
    "do": frozenset({"edit", "revisions", "diff", "backlink", "media", "index", "recent", "login", "register"}),
}
_AUTHOR_PATH = re.compile(r"/(?:authors?|contributors?|forfattare|författare|skribent(?:er)?)/[^/]+/?$", re.IGNORECASE)


def trap(url: str, list_url: str) -> str | None:
    """Why an address that a list page (`list_url`) links to is not to be followed as an article; None when it is.

    >>> trap("https://a.se/nyheter?sort=titel", "https://a.se/nyheter")
    'the list in another order or selection'
    >>> trap("https://a.se/nyheter/kalender?manad=2026-11", "https://a.se/nyheter")
    'a day or month of a calendar'
    >>> trap("https://a.se/nyheter/2026/11/08/", "https://a.se/nyheter/2026/11/")
    'a day or month of a calendar'
    >>> trap("https://a.se/index.php?title=Bron&action=edit&redlink=1", "https://a.se/nyheter")
    'a form, the history or an older state of a page'
    >>> trap("https://a.se/nyheter/kalender-for-sophamtning", "https://a.se/nyheter")
    """
    parts = urlsplit(url)
    path = unquote(parts.path)
    if len(url) > _LONGEST or path.count("/") > _DEEPEST:
        return TOO_LONG
    if repeats(path):
        return REPEATED
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    if _LOGIN_PATH.search(path):
        return LOGIN
    if any(key in _WIKI_KEYS or value in _WIKI_DEEDS.get(key, ()) for key, value in pairs):
        return WIKI
    if is_author_path(path):
        return AUTHOR
    if _SEARCH_PATH.search(path) or (pairs and any(key.lower() in _SEARCH_KEYS for key, _ in pairs)):
        return SEARCH
    if _CALENDAR_PATH.search(path) or _DAY_PATH.search(path) or _is_calendar(path, pairs):
        return CALENDAR
    same_list = path.rstrip("/") == unquote(urlsplit(list_url).path).rstrip("/")
    return SORTED if same_list and any(_ORDER_KEYS.fullmatch(key) for key, _ in pairs) else None


def is_author_path(path: str) -> bool:
    """Whether a path is that of a page about an author, with what they wrote.

    >>> is_author_path("/nyheter/author/anna-ek/"), is_author_path("/nyheter/author/anna-ek/isbanan")
    (True, False)
    """
    return _AUTHOR_PATH.search(path) is not None


def _is_calendar(path: str, pairs: list[tuple[str, str]]) -> bool:
    dated = [key for key, value in pairs if _DATE_KEYS.fullmatch(key) and _DATE_VALUE.fullmatch(value)]
    return bool(dated) and (_CALENDAR_WORD.search(path) is not None or any(_is_month_key(key) for key in dated))


def _is_month_key(key: str) -> bool:
    return re.fullmatch(r"manad|månad|month|vecka|week|dag|day", key, re.IGNORECASE) is not None


def repeats(path: str) -> bool:
    """Whether a path runs in a circle: a part of it stands twice in a row, or one name three times.

    Relative links that a server answers at any depth make such paths. Numbers may repeat: dates are made of them.

    >>> repeats("/nyheter/arkiv/nyheter/arkiv/nyheter"), repeats("/nyheter/2026/10/10/isbanan"), repeats("/a/a")
    (True, False, False)
    """
    names = [name for name in path.split("/") if name and not name.isdecimal()]
    if any(names.count(name) > 2 for name in set(names)):
        return True
    return any(
        names[start : start + size] == names[start + size : start + 2 * size]
        for size in range(2, len(names) // 2 + 1)
        for start in range(len(names) - 2 * size + 1)
    )


def pattern(url: str) -> str:
    """What addresses of one kind have in common: numbers, and the values of parameters, left out.

    The same name several times in a row counts once.

    >>> pattern("https://a.se/kalender/2026/10?vy=lista&manad=2026-10")
    '/kalender/#?manad=…&vy=…'
    """
    parts = urlsplit(url)
    path = re.sub(r"\d+", "#", unquote(parts.path))
    names = path.split("/")
    short = "/".join(name for name, _ in groupby(names)) if len(names) <= _DEEPEST else "/".join(names[:4]) + "/…"
    keys = sorted({key for key, _ in parse_qsl(parts.query, keep_blank_values=True)})
    return short[:200] + ("?" + "&".join(f"{key}=…" for key in keys) if keys else "")
