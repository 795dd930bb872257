"""Furniture: what stands around an article on every page of a site, told by its tag, role and names."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

FURNITURE_TAGS = frozenset(
    {"nav", "footer", "aside", "dialog", "menu", "form", "button", "select", "textarea", "template"}
)
_SURE_TAGS = FURNITURE_TAGS - {"aside", "form", "menu"}
_SURE_NAMES = ("cookie", "consent", "gdpr", "kakor", "comments", "kommentarer", "disqus", "sidfot", "modal", "popup")
_FOOTER = re.compile(r"(?:^|[\s_-])footer(?=$|[\s_-])")
_SURE_ROLES = frozenset({"navigation", "contentinfo", "dialog", "alertdialog"})
_ROLES = frozenset(
    """
    navigation banner contentinfo complementary search dialog alertdialog menu menubar toolbar tablist
    """.split()
)
_SECTIONING = frozenset({"article", "main", "section"})

# Whole words of a class or id, as "share" in "article-share" and "articleShare". English, Swedish and the other Nordic
# languages; German where newspapers' systems are German.
_WORDS = frozenset(
    """
    ad ads advert advertisement advertising advertorial annons annonse annonser anzeige sponsored promo promotion promobox
    teaser teasers puff puffar hogerpuffar hogerspalt vansterspalt rightcolumn leftcolumn sidebar sidebars sidofalt
    nav navbar navigation menu meny submenu topmenu undermeny breadcrumb breadcrumbs brodsmulor brodsmula lankstig
    pager pagination paginering toc sitemap skiplink skiplinks masthead topbar toolbar footer sidfot sidhuvud colophon
    widget widgets share sharing shares sharebar sharedaddy addtoany addthis social socialmedia socials dela delning
    cookie cookies cookiebanner cookieconsent kakor gdpr consent modal popup lightbox tooltip toast
    related relaterat relaterade relatert recommended recommendations recommendation readmore outbrain taboola plista
    morenews morefrom trending mostread comments kommentarer disqus feedback rating ratings survey moderator
    newsletter nyhetsbrev subscribe subscription prenumerera signup login loggain readspeaker noprint
    tags taglist taggar etiketter byline bylines authorbox forfattare skribent timestamp dateline pubdate publishdate
    pageinfo docinfo sidinfo sidinformation copyright license licence disclaimer feedbackform sidfeedback pagefeedback kontaktruta cta lockedbox audioplayer videoplayer
    contactbox contactcard contactblock contactinfo contactruta contactkort
    kontaktbox kontaktcard kontaktblock kontaktinfo kontaktkort
    """.split()
)
# Names that only mean furniture as a whole, because their words also stand in utility classes (`overflow-hidden`).
_HIDDEN = frozenset(
    """
    hidden visuallyhidden visually-hidden sr-only screen-reader-text is-vishidden element-invisible invisible
    """.split()
)
_NAMES = _HIDDEN.union(
    """
    print published updated publicerad uppdaterad author authors tools verktyg latest similar popular events kalender foot fot
    """.split()
)
_PAIRS = re.compile(
    r"(?:^| )(?:"
    r"rs skip|no print|sr only|screen reader|"
    r"read (?:more|next|also)|most read|more (?:news|from|on|stories|articles)|see also|also read|"
    r"(?:las|les|laes) (?:mer|ogsa|ocksa)|fler nyheter|senaste nytt|skip (?:link|to)|"
    r"(?:article|entry|post|page|content) (?:meta|info|tools|actions|footer|date|updated)|(?:meta|doc) (?:data|info)|"
    r"(?:post|article) author|author (?:bio|box|info|card)|"
    r"(?:contact|kontakt) (?:box|card|block|info|ruta|kort)|call to action|"
    r"(?:right|left) (?:column|col|rail)|side (?:bar|column)|"
    r"locked box|(?:audio|video) player"
    r")(?: |$)"
)
# Names that carry what an author typed (WordPress puts tags and categories into the class of an article), and names
# that say what an element has beside it.
_OPEN_NAME = re.compile(
    r"(?:category|kategori|tag|post_tag|author(?![-_](?:bio|box|info|card)\b)|term|has|with|without|no|not)[-_](?!print)",
    re.IGNORECASE,
)
# What a name says that its element stands with, or is placed by: Docusaurus's anchorWithStickyNavbar is a subheading.
_STANDS_BY = re.compile(r" (?:with|without|has|med|utan|anchor target) .*")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_PARTS = re.compile(r"[^a-zA-Zåäöæø0-9]+")


def is_furniture(element: HtmlElement) -> bool:
    """Whether an element is navigation, banner, footer, share, cookie, related … by its tag, role, class or id."""
    if element.tag in FURNITURE_TAGS:
        return not _tells_who_said_it(element)
    role = element.get("role")
    if role is not None and role.strip().lower() in _ROLES:
        return True
    if element.tag == "header" and _is_banner(element):
        return True
    names = f"{element.get('class', '')} {element.get('id', '')}"
    if "-" in element.tag:  # an element of the site's own, <brick-teaser>, has a name of its own too
        names = f"{element.tag} {names}"
    return len(names) > 1 and names_furniture(names)


def is_surely_furniture(element: HtmlElement) -> bool:
    """Whether furniture is so by its nature, however much text it holds: navigation, footer, cookies, comments."""
    if element.tag in _SURE_TAGS:
        return not _tells_who_said_it(element)
    names = f"{element.get('class', '')} {element.get('id', '')}"
    return (len(names) > 1 and _names_surely(names)) or element.get("role") in _SURE_ROLES


def _tells_who_said_it(element: HtmlElement) -> bool:
    """Whether a footer is a quotation's, with the name of who said it (HTML, 4.4.4)."""
    around = element.getparent() if element.tag == "footer" else None
    return around is not None and around.tag == "blockquote"


@lru_cache(maxsize=16384)
def _names_surely(names: str) -> bool:
    low = names.lower()
    return any(map(low.__contains__, _SURE_NAMES)) or ("footer" in low and _FOOTER.search(low) is not None)


def _is_banner(header: HtmlElement) -> bool:
    """Whether a `<header>` is the page's own (HTML-AAM: it is no banner inside sectioning content)."""
    return header.find(".//h1") is None and not any(a.tag in _SECTIONING for a in header.iterancestors())


@lru_cache(maxsize=16384)
def names_furniture(names: str) -> bool:
    """Whether class and id names, as one string, name furniture.

    >>> names_furniture("c-article__socialShare"), names_furniture("article-body tag-cookies")
    (True, False)
    >>> names_furniture("contentWithSidebar"), names_furniture("sidebar-with-content")
    (False, True)
    """
    return any(name.lower() in _NAMES or _is_name(name) for name in names.split())


@lru_cache(maxsize=16384)
def _is_name(name: str) -> bool:
    if _OPEN_NAME.match(name):
        return False
    if not name.islower():
        name = _CAMEL.sub(" ", name).lower()
    words = _STANDS_BY.sub("", f" {' '.join(_PARTS.split(name))} ").split()
    return not _WORDS.isdisjoint(words) or (len(words) > 1 and _PAIRS.search(" ".join(words)) is not None)


def is_hidden_label(element: HtmlElement) -> bool:
    """Whether an inline element holds words for screen readers only, or for nobody."""
    if "hidden" in element.attrib:
        return True
    names = element.attrib.get("class")
    return names is not None and any(name.lower() in _HIDDEN for name in names.split())
