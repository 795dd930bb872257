"""Page in, article out.

Every field is asked of the strategies in the same order: the site profile's selectors, data (JSON-LD, meta), the CMS
profile, and what is true of pages in general (docs/extraction.md). `extracted_by` says which one answered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.schema import Article
from crawler import cms
from crawler.errors import NotAnArticle
from crawler.extract.addresses import article_address
from crawler.extract.attachments import read_attachments
from crawler.extract.author import read_author
from crawler.extract.body import read_body
from crawler.extract.contact import read_contact
from crawler.extract.dates import extract_dates
from crawler.extract.headline import read_headline
from crawler.extract.images import read_images
from crawler.extract.language import read_language
from crawler.extract.places import read_places
from crawler.extract.refusals import NO_HEADLINE, refusal
from crawler.extract.render import as_html, as_text
from crawler.extract.selectors import selected_elements, selectors_for

if TYPE_CHECKING:
    from archive.schema import Context
    from crawler.document import Document
    from crawler.sites import Site


def extract_article(document: Document, site: Site, context: Context) -> Article:
    """The article on a page; NotAnArticle with its reason where the page is none.

    A function of its arguments alone: no clock, no network. The document's tree is left as it is.
    """
    selectors = selectors_for(document, site)
    profile = cms.recognise(document)
    headline = read_headline(document, profile, selectors)
    body = read_body(document, headline, profile, selectors)
    attachments = read_attachments(document, body.region)
    lead = body.lead.text if body.lead else None
    text = as_text(body.blocks)
    dates = extract_dates(
        document,
        content=body.region,
        body_text=text,
        context=context,
        selectors=selectors,
        headline=headline.element if headline else None,
    )
    shows = bool(attachments or (body.pictures and dates.published))  # a picture and its day are news without a word
    reason = refusal(document, headline.text if headline else None, f"{lead or ''}{text}", shows_something=shows)
    if reason or headline is None:
        raise NotAnArticle(document.url, reason or NO_HEADLINE)
    places = read_places(document, context, headline.text, selectors)
    author, author_source = read_author(document, profile, selectors)
    language, language_source = read_language(document, f"{lead or ''} {text}", body.region)
    url, addresses = article_address(document, headline.text)
    selected = selected_elements(document, selectors, "image")
    images = read_images(document, selected or body.pictures, body.captions)
    published, modified = dates.published, dates.modified
    return Article(
        url=url,
        headline=headline.text,
        article_body=text,
        article_body_html=as_html(body.blocks, document.base_url),
        description=lead,
        author=author,
        in_language=language,
        date_published=published.value if published else None,
        date_published_precision=published.precision if published else None,
        date_published_source=published.source if published else "none",
        date_published_text=published.text if published else None,
        date_modified=modified.value if modified else None,
        breadcrumb=places.breadcrumb,
        section=places.section,
        trail_source=places.source,
        image=images,
        attachments=attachments,
        dates=dates.all,
        contact=read_contact(document, body.contact_boxes, body.contact_lines),
        addresses=addresses,
        extracted_by={
            "headline": headline.source,
            "article_body": body.source,
            "description": body.lead.source if body.lead else "none",
            "author": author_source,
            "in_language": language_source,
            "date_published": published.source if published else "none",
            "date_modified": modified.source if modified else "none",
            "breadcrumb": places.source,
            "image": ("site" if selected else "content" if body.pictures else "og") if images else "none",
            "attachments": "content" if attachments else "none",
        },
    )
