"""A municipality on Optimizely: a trail that repeats the parent for small screens, times that are not ISO."""

import hashlib

from crawler.demo.content import Article, Content, Document, Picture, Section
from crawler.demo.portal import count_in
from tests.sites.content import make_content
from tests.sites.municipal import Municipality

SECTIONS = (
    Section("aktuellt", "/aktuellt/", ("Startsida", "Aktuellt")),
    Section("nyheter", "/aktuellt/nyheter/", ("Startsida", "Aktuellt", "Nyheter")),
    Section("press", "/aktuellt/pressmeddelanden/", ("Startsida", "Aktuellt", "Pressmeddelanden")),
)


class Optimizely(Municipality):
    family = "optimizely"

    def __init__(self, content: Content | None = None) -> None:
        super().__init__(content or make_content("Norrbro kommun", 3, SECTIONS, styles=("padded",)))

    def article_path(self, article: Article) -> str:
        section = self.sections[article.section]
        return f"{section.path}{article.published.year}/{article.published.month}/{article.address_name}/"

    def list_path(self, section: Section, number: int) -> str:
        return f"{section.path}?p={number + 1}" if number else section.path

    def list_number(self, query: dict[str, str]) -> int:
        return max(count_in(query, "p") - 1, 0)

    def picture_path(self, picture: Picture) -> str:
        return f"/globalassets/bilder/nyheter/{picture.file}?width=960&quality=80"

    def document_path(self, document: Document) -> str:
        digest = hashlib.sha256(document.file.encode()).hexdigest()[:32]
        return f"/contentassets/{digest}/{document.file.removesuffix('.pdf')}"
