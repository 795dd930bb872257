"""A municipality on SiteVision: Envision's trail, portlets, one list as markup and one as JSON in the page."""

import hashlib
import json

from crawler.demo.content import Article, Content, Document, Picture, Section, date_text
from tests.sites.content import make_content
from tests.sites.municipal import Municipality

SECTIONS = (
    Section("nyheter", "/nyheter", ("Start", "Nyheter")),
    Section("kommun", "/nyheter/kommunnyheter", ("Start", "Nyheter", "Kommunnyheter")),
    Section("drift", "/nyheter/driftinformation", ("Start", "Nyheter", "Driftinformation")),
)


def node(name: str) -> str:
    """The number that SiteVision knows a thing by; the same name has the same one."""
    return hashlib.sha256(name.encode()).hexdigest()[:16]


class SiteVision(Municipality):
    family = "sitevision"

    def __init__(self, content: Content | None = None) -> None:
        super().__init__(
            content or make_content("Åsvikens kommun", 2, SECTIONS, styles=("long", "clock", "long", "none"))
        )

    def article_path(self, article: Article) -> str:
        section = self.sections[article.section]
        return f"{section.path}/{article.published:%Y-%m-%d}-{article.address_name}"

    def picture_path(self, picture: Picture) -> str:
        return f"/images/18.{node(picture.file)}/1761829500000/x480p/{picture.file}"

    def document_path(self, document: Document) -> str:
        return f"/download/18.{node(document.file)}/1761829500000/{document.file}"

    def is_json(self, section: Section) -> bool:
        """Whether the browser draws this section's list, from JSON in the page."""
        return section.key == "drift"

    def state(self, section: Section, number: int) -> str:
        """The state of the list's application on one page, as the page registers it."""
        items = self.items(section)[number * self.page_size : (number + 1) * self.page_size]
        entries = [
            {
                "id": f"4.{node(item.href)}",
                "title": item.title,
                "uri": item.href,
                "preamble": item.teaser,
                "date": _shown(item.article),
            }
            for item in items
        ]
        total = len(self.items(section))
        state = {"items": entries, "page": number + 1, "pageSize": self.page_size, "totalCount": total, "route": "/"}
        return json.dumps(state, ensure_ascii=False).replace("</", "<\\/")


def _shown(article: Article | None) -> str | None:
    return date_text(article.published, article.date_style) if article else None
