"""A municipality on Drupal: a trail without the page itself, and a pager that counts from nought."""

from typing import Any

from crawler.demo.content import Article, Content, Document, Picture, Section, date_told
from crawler.demo.portal import count_in
from tests.sites.content import make_content
from tests.sites.municipal import Municipality

SECTIONS = (
    Section("aktuellt", "/aktuellt", ("Hem", "Aktuellt")),
    Section("nyheter", "/aktuellt/nyheter", ("Hem", "Aktuellt", "Nyheter")),
    Section("evenemang", "/aktuellt/kultur-och-fritid", ("Hem", "Aktuellt", "Kultur och fritid")),
)


class Drupal(Municipality):
    family = "drupal"
    shows_current = False

    def __init__(self, content: Content | None = None) -> None:
        super().__init__(content or make_content("Lillhaga kommun", 4, SECTIONS, styles=("clock", "clock", "iso")))

    def article_path(self, article: Article) -> str:
        return f"{self.sections[article.section].path}/{article.address_name}"

    def list_path(self, section: Section, number: int) -> str:
        return f"{section.path}?page={number}" if number else section.path

    def list_number(self, query: dict[str, str]) -> int:
        return count_in(query, "page")

    def picture_path(self, picture: Picture) -> str:
        return f"/sites/default/files/styles/large/public/2026-10/{picture.file}?itok=a8Zk2_pQ"

    def document_path(self, document: Document) -> str:
        return f"/sites/default/files/2026-10/{document.file}"

    def article_truth(self, article: Article) -> dict[str, Any]:
        """Whatever the words say, `<time datetime>` tells the minute."""
        told = {name: date_told(getattr(article, name), "clock") for name in ("published", "modified")}
        return {**super().article_truth(article), **told}
