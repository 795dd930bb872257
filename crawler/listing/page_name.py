"""What a page that lists things calls itself, as its heading or its title tells."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from crawler.extract.headline import leads_home
from crawler.extract.site_name import title_parts
from crawler.listing.blocks import read_blocks
from crawler.listing.items import page_address
from crawler.listing.links import leads_above
from crawler.normalise.text import clean
from crawler.section_names import strength
from crawler.texts import text_of
from crawler.trail.marked import trail_in

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from crawler.document import Document

# What WordPress puts before the name of what an archive page is of (its standard text "Category Archives"), and around
# it in its first themes: "Archive for the ‘Kommuninfo’ Category".
# MediaWiki writes "Kategori:Kommuninfo".
_KIND_OF_ARCHIVE = re.compile(
    r"(?:(?:kategori|category|etikett|tag|ämne|arkiv)\s*:\s+|(?:kategori|category):)", re.IGNORECASE
)
_KIND_WITHOUT_SIGN = re.compile(
    r"\A(?:category|categories|inlägg om|posts about)\s+(?=\w)|\A(?:articles in the\s+)?(?P<name>.*\w)\s+category\Z",
    re.IGNORECASE,
)
"""How generators of static sites (Pelican, Nikola) word it, in a page's heading or its title: "Kommuninfo category"."""
_KINDS = frozenset(
    {"kategori", "kategorier", "category", "categories", "etikett", "etiketter", "tag", "tags", "ämne", "ämnen"}
)
_ARCHIVES = frozenset({"arkiv", "archive", "archives"})
"""What heads the page of any category, with its name in the title alone: Vivia, a theme of Hexo."""
_KIND_BEHIND = re.compile(r"(.+?)\s+(?:Tag|Category|Archives|Arkiv)")
"""What titles put behind the name of what an archive page is of: "Gator Arkiv - Exempelby" (WordPress with Yoast)."""
_QUOTED_ARCHIVE = re.compile(
    r"(?:(?:arkiv|archive)\b.{0,20}?\b(?:kategorin?|category|etikett(?:en)?|the)|"
    r"(?:(?:\d+|ett|one) )?(?:(?:inlägg|artikel|artiklar|posts?|articles?) )?"
    r"(?:tagga(?:t|d|de)|märkta?|tagged|i kategorin|in category)(?: [^\W\d_]{2,4})?:?|"
    r"(?:inlägg|artiklar|posts|articles) (?:från|i|om|from|in|about))"
    r"\s*[‘’'“”\"»«](?P<name>[^‘’“”\"»«]+)"
    r"[‘’'“”\"»«](?:\s+(?:category|tag))?",
    re.IGNORECASE,
)

_KIND_NAME_SITE = 3
"""Parts of a title that begins with the kind of page at least."""


def page_heading(document: Document) -> str:
    """The page's first heading that is none of its list's headlines and not the site's name; empty where it has none.

    The site's name is a heading that links to the home page, as many themes write it over every other page.
    """
    listed = read_blocks(document).elements
    for heading in document.tagged("h1", "h2"):
        text = _without_kind(heading)
        quoted = _QUOTED_ARCHIVE.fullmatch(text)
        if heading.tag == "h2" and not quoted:
            continue
        if _heads_article(document, heading):
            return ""
        if text and not _names_site(document, heading) and listed.isdisjoint([heading, *heading.iterancestors()]):
            return clean(quoted["name"]) if quoted else _bare(text)
    return ""


def _bare(name: str) -> str:
    """A name without what says that it is the name of a category."""
    name = _KIND_OF_ARCHIVE.sub("", name.removeprefix("# "), count=1)
    return _KIND_WITHOUT_SIGN.sub(lambda match: match["name"] or "", name, count=1)


def _without_kind(heading: HtmlElement) -> str:
    """What a heading says without the trail before the name, and the small "Category" behind it (NeXT, of Hexo)."""
    text = clean(text_of(heading))
    if (trail := trail_in(heading)) is not None:
        text = clean(text.removeprefix(clean(text_of(trail)))) or text
    kinds = (clean(text_of(small)) for small in heading.iter("small"))
    return clean(text.removesuffix(next((kind for kind in kinds if kind.casefold() in _KINDS), "")))


def page_name(document: Document) -> str:
    """The page's heading, else what its title says, at last its address.

    A title such as "Exempelby – Nyheter" tells the page in the part that another heading repeats, that is a name of
    news or that stands behind the kind of page ("Category: Gator | Exempelby"), else as a whole. The name of the site,
    where a heading has it, is none of the parts.
    """
    all_parts = title_parts(document)
    of_kind_first = len(all_parts) >= _KIND_NAME_SITE and all_parts[0].casefold() in _KINDS
    heading = page_heading(document)
    if heading and not (of_kind_first and heading.casefold() in _KINDS | _ARCHIVES):
        return heading
    site = {clean(text_of(one)).casefold() for one in document.tagged("h1") if _names_site(document, one)}
    parts = [part for part in all_parts if part.casefold() not in site]
    headings = {clean(text_of(heading)).casefold() for heading in document.tagged("h2", "h3")}
    of_kind = [match[1] for part in parts if (match := _KIND_BEHIND.fullmatch(part))] if len(all_parts) > 1 else []
    told = [part for part in parts if part.casefold() in headings] or of_kind or list(filter(strength, parts))
    if of_kind_first:
        told.append(all_parts[1])
    if not (told or document.tagged("h1")) and any(part.casefold() in _KINDS for part in all_parts[1:]):
        told += _subheading(document)
    whole = parts[0] if site and len(parts) == 1 else clean(document.root.findtext("head/title") or "")
    segment = unquote(urlsplit(document.url).path).rstrip("/").rpartition("/")[2]
    return _bare(next(iter(told), whole)) or segment or urlsplit(document.url).netloc


def _subheading(document: Document) -> list[str]:
    """The first h2 that is none of the list's headlines: October's blog has no other name on its page of a category."""
    listed = read_blocks(document).elements
    over = (one for one in document.tagged("h2") if listed.isdisjoint([one, *one.iterancestors()]))
    return [name for name in (clean(text_of(one)) for one in islice(over, 1)) if name]


def _heads_article(document: Document, heading: HtmlElement) -> bool:
    """Whether a heading is that of a piece of news shown above the list, as in Pelican's theme notmyidea.

    It stands in an article and leads to another page, not above this one. What follows it is part of the list ("Other
    articles"): the page's own name would stand first.
    """
    if next(heading.iterancestors("article"), None) is None:
        return False
    anchors = (*heading.iter("a"), *heading.iterancestors("a"))
    links = [anchor for anchor in anchors if clean(text_of(anchor)) == clean(text_of(heading))]
    urls = [page_address(document, anchor.get("href") or "#") for anchor in links]
    return any(url is not None and not leads_above(url, document) for url in urls)


def _names_site(document: Document, heading: HtmlElement) -> bool:
    """Whether a heading on another page than the home page leads home, or stands with the menu over every page.

    The page's own name may stand there too: the site's is one part of a title that has others.
    """
    here = urlsplit(document.url)
    if not (here.path.strip("/") or here.query):
        return False
    parts = title_parts(document)
    over_all = len(parts) > 1 and clean(text_of(heading)) == parts[-1] and _stands_with_menu(heading)
    return over_all or leads_home(document, heading)


def _stands_with_menu(heading: HtmlElement) -> bool:
    """Whether a heading stands in the page's own header, with the menu."""
    header = next(heading.iterancestors("header"), None)
    if header is None or header.find(".//nav") is None:
        return False
    return next(header.iterancestors("main", "article", "section"), None) is None
