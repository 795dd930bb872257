"""A municipality whose pages show no trail: only its lists tell which section an article belongs to."""

from crawler.demo.content import Article, Content, Section
from crawler.demo.portal import count_in
from tests.sites.content import make_content
from tests.sites.municipal import Municipality

SECTIONS = (
    Section("nyheter", "/nyhetsrum", ("Hem", "Nyhetsrum")),
    Section("press", "/press", ("Hem", "Press")),
)


class Trailless(Municipality):
    family = "trailless"
    shows_trail = False

    def __init__(self, content: Content | None = None) -> None:
        super().__init__(content or make_content("Kyrkängens kommun", 5, SECTIONS, styles=("iso", "long", "slash")))

    def article_path(self, article: Article) -> str:
        return f"/artikel/{article.id}/{article.address_name}"

    def list_path(self, section: Section, number: int) -> str:
        return f"{section.path}?sida={number + 1}" if number else section.path

    def list_number(self, query: dict[str, str]) -> int:
        return max(count_in(query, "sida") - 1, 0)
