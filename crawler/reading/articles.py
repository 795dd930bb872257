"""Reading a page that was fetched for an article: a piece of the section's news, or why it is none."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from archive.schema import Crumb, Reading
from crawler.discover.paid import paid_for_as
from crawler.errors import NotAnArticle
from crawler.extract import extract_article
from crawler.listing import is_list, says_list
from crawler.reading.lists import read_part
from crawler.reading.trails import shown
from crawler.trail import begins_with, same_name

if TYPE_CHECKING:
    from archive.schema import Article, Context
    from crawler.document import Document
    from crawler.sites import Site


def read_article(document: Document, site: Site, context: Context) -> Reading:
    """The article on a page of the section, or the list of a part of the section that the page turns out to be."""
    try:
        article = extract_article(document, site, context)
    except NotAnArticle as error:
        part = read_part(document, context) if is_list(document) else None
        return part or Reading("outside", reason=error.reason)
    if article.breadcrumb and not begins_with(article.section, context.section) and not context.listing:
        return Reading("outside", section=article.section, reason=f"the page's trail is {shown(article.section)}")
    if is_list(document) and not is_as_told(article, document, context):
        return read_part(document, context) or Reading("outside", reason="the page is a list, not an article")
    if name := paid_for_as(document, article.section, context):
        # It is there: what an archive has of it from before is not gone.
        section = article.section or (Crumb(1, name),)
        return Reading("outside", section=section, reason=f"paid for by somebody: its site keeps it under “{name}”")
    if not article.breadcrumb and not context.listing:
        if not unquote(urlsplit(document.url).path).startswith(context.folders):
            return Reading("outside", reason="no trail, no list and no folder ties the page to the section")
        article = replace(article, trail_source="path")
    return Reading("article", section=article.section, article=article)


def is_as_told(article: Article, document: Document, context: Context) -> bool:
    """Whether a page that looks like a list is the piece of news all the same that a list has told of, with its day.

    Short pieces stand beside longer boxes of other headlines. A page that says itself that it is a list is one.
    """
    told = context.teaser_headline if context.listing and context.teaser_date else None
    shows_it = bool(told and article.article_body) and same_name(told or "", article.headline)
    return shows_it and says_list(document) is not True
