"""An article as schema.org describes one: NewsArticle in JSON-LD, with what schema.org has no word for beside it."""

from __future__ import annotations

from typing import Any

CONTEXT = {"@vocab": "https://schema.org/", "kommunarkiv": "urn:kommunarkiv:"}
"""The JSON-LD context, whole: nobody has to fetch one to read the file in fifty years."""

_OWN = (
    "article_body_html", "contact", "content_hash", "date_published_precision", "date_published_source",
    "date_published_text", "dates", "extracted_by", "first_seen", "gone_at", "last_changed", "last_seen", "sections",
    "trail_source",
)  # fmt: skip
"""Fields of a record that schema.org has no word for; they keep their names (docs/archive.md) with a prefix."""


def news_article(record: dict[str, Any]) -> dict[str, Any]:
    """The record of `archive.export.records` as a NewsArticle; what the article does not have is left out."""
    article = {
        "@context": CONTEXT,
        "@type": "NewsArticle",
        "@id": record["url"],
        "url": record["url"],
        "headline": record["headline"],
        "description": record["description"],
        "articleBody": record["article_body"],
        "articleSection": record["section"],
        "author": {"name": record["author"]} if record["author"] else None,
        "datePublished": record["date_published"],
        "dateModified": record["date_modified"],
        "inLanguage": record["in_language"],
        "wordCount": record["word_count"],
        "image": [_image(image) for image in record["image"]],
        "associatedMedia": [_attachment(attachment) for attachment in record["attachments"]],
        "sameAs": [other["url"] for other in record["addresses"] if other["url"] != record["url"]],
        "isPartOf": {"@type": "WebSite", "name": record["site"]["name"], "url": record["site"]["base_url"]},
        "mainEntityOfPage": {"@type": "WebPage", "@id": record["url"], "breadcrumb": _trail(record["breadcrumb"])},
        "spatialCoverage": _municipality(record["municipality"]),
        **{f"kommunarkiv:{name}": record[name] for name in _OWN},
    }
    given: dict[str, Any] = _without_nothing(article)
    return given


def _image(image: dict[str, Any]) -> dict[str, Any]:
    return {
        "@type": "ImageObject",
        "contentUrl": image["content_url"],
        "description": image["alt"],
        "caption": image["caption"],
        "creditText": image["credit_text"],
        "width": image["width"],
        "height": image["height"],
    }


def _attachment(attachment: dict[str, Any]) -> dict[str, Any]:
    return {
        "@type": "MediaObject",
        "contentUrl": attachment["content_url"],
        "name": attachment["name"],
        "encodingFormat": attachment["encoding_format"],
        "contentSize": attachment["content_size"],
    }


def _trail(crumbs: list[dict[str, Any]]) -> dict[str, Any] | None:
    if not crumbs:
        return None
    items = [{"@type": "ListItem", **crumb} for crumb in crumbs]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def _municipality(municipality: dict[str, str] | None) -> dict[str, Any] | None:
    if municipality is None:
        return None
    county = {"@type": "AdministrativeArea", "name": municipality["county"]}
    return {
        "@type": "AdministrativeArea",
        "identifier": municipality["code"],
        "name": municipality["name"],
        "containedInPlace": county,
    }


def _without_nothing(value: Any) -> Any:
    """The value without members that are None or empty, at any depth."""
    if isinstance(value, dict):
        return {key: _without_nothing(member) for key, member in value.items() if member not in (None, [], {}, "")}
    if isinstance(value, list):
        return [_without_nothing(member) for member in value]
    return value
