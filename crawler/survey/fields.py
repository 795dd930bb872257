"""What the articles of a site give, field by field, as a few of them show."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from archive.schema import trail_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archive.schema import Article
    from crawler.survey.sections import Confidence

FIELDS = (
    "headline",
    "description",
    "article_body",
    "date_published",
    "date_modified",
    "author",
    "breadcrumb",
    "image",
    "attachments",
    "contact",
    "in_language",
)
"""The fields of an article that a draft reports, in this order."""
_LONG = 70


@dataclass(frozen=True, slots=True)
class FieldFinding:
    """One field: how many of the articles that were read have it, an example, and where it came from."""

    field: str
    found: int
    of: int
    example: str | None
    sources: tuple[str, ...]

    @property
    def confidence(self) -> Confidence | None:
        """High where every article has it, medium where most have it, low where few have it; None where none has."""
        if not self.found:
            return None
        return "high" if self.found == self.of else "medium" if 2 * self.found >= self.of else "low"

    def to_dict(self) -> dict[str, Any]:
        """The finding for programs."""
        return {
            "field": self.field,
            "found": self.found,
            "of": self.of,
            "confidence": self.confidence,
            "example": self.example,
            "sources": list(self.sources),
        }


def findings(articles: Sequence[Article]) -> tuple[FieldFinding, ...]:
    """What the articles give, field by field; empty where none was read."""
    return tuple(_finding(field, articles) for field in FIELDS) if articles else ()


def _finding(field: str, articles: Sequence[Article]) -> FieldFinding:
    having = [article for article in articles if getattr(article, field)]
    sources = Counter(str(_source(field, article)) for article in having)
    example = _shown(field, getattr(having[0], field)) if having else None
    return FieldFinding(field, len(having), len(articles), example, tuple(name for name, _ in sources.most_common()))


def _source(field: str, article: Article) -> str:
    return article.trail_source if field == "breadcrumb" else article.extracted_by.get(field, "page")


def _shown(field: str, value: Any) -> str:
    """A value on one line."""
    if field == "breadcrumb":
        return trail_text(value)
    if field == "image":
        first = value[0]
        return " · ".join(text for text in (first.content_url, first.caption, first.credit_text) if text)
    if field == "attachments":
        return " · ".join(text for text in (value[0].name, value[0].content_url) if text)
    if field == "contact":
        return " · ".join(text for text in (value.name, value.role, value.email, value.telephone) if text)
    text = " ".join(str(value).split())
    return text if len(text) <= _LONG else f"{text[:_LONG]}…"
