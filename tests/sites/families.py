"""More families of municipal and local sites, each with the markup and the menus of another system.

They were made after the rules that find news sections, to hold them against what they were not written on.
`sections` with a shared first part gather what is below them; `found` names the paths of all that are news.
"""

import json
from typing import Any

from crawler.demo.content import Article, Content, Section
from crawler.demo.portal import Item, count_in
from crawler.demo.server import Answer, Page
from tests.sites.content import make_content
from tests.sites.municipal import Municipality


class Family(Municipality):
    """A family told by its sections and a few words on its addresses."""

    own_sections: tuple[Section, ...]
    styles: tuple[str, ...] = ("long",)
    place = "Exempelby kommun"
    page_parameter = "page"

    def __init__(self, content: Content | None = None) -> None:
        super().__init__(content or make_content(self.place, 7, self.own_sections, styles=self.styles))

    def list_path(self, section: Section, number: int) -> str:
        return f"{section.path}?{self.page_parameter}={number + 1}" if number else section.path

    def list_number(self, query: dict[str, str]) -> int:
        return max(count_in(query, self.page_parameter) - 1, 0)


class WordPressClassic(Family):
    family = "wordpress_classic"
    own_sections = (
        Section("nyheter", "/category/nyheter", ("Hem", "Nyheter")),
        Section("press", "/category/pressmeddelanden", ("Hem", "Pressmeddelanden")),
    )
    page_parameter = "paged"

    def article_path(self, article: Article) -> str:
        return f"/{article.published:%Y/%m}/{article.address_name}"


class Municipio(Family):
    family = "municipio"
    own_sections = (
        Section("nyheter", "/nyheter", ("Startsida", "Nyheter")),
        Section("kommun", "/nyheter/kommun", ("Startsida", "Nyheter", "Kommunnytt")),
        Section("naringsliv", "/nyheter/naringsliv", ("Startsida", "Nyheter", "Näringsliv")),
    )
    styles = ("iso",)


class JoomlaBlog(Family):
    family = "joomla_blog"
    own_sections = (
        Section("kommuninfo", "/aktuellt/kommuninfo", ("Hem", "Aktuellt", "Kommuninfo")),
        Section("polisen", "/aktuellt/driftinformation", ("Hem", "Aktuellt", "Driftinformation")),
    )
    styles = ("joomla",)

    def article_path(self, article: Article) -> str:
        return f"{self.sections[article.section].path}/{article.id}-{article.address_name}"

    def list_path(self, section: Section, number: int) -> str:
        return f"{section.path}?start={number * self.page_size}" if number else section.path

    def list_number(self, query: dict[str, str]) -> int:
        return count_in(query, "start") // self.page_size


class PloneHub(Family):
    """The home page names no news: they are below "Kommun och politik"."""

    family = "plone_hub"
    own_sections = (
        Section("nyheter", "/kommun-och-politik/nyheter", ("Hem", "Kommun och politik", "Nyheter")),
        Section("kungorelser", "/kommun-och-politik/kungorelser", ("Hem", "Kommun och politik", "Kungörelser")),
    )

    def list_path(self, section: Section, number: int) -> str:
        return f"{section.path}?b_start:int={number * self.page_size}" if number else section.path

    def list_number(self, query: dict[str, str]) -> int:
        return count_in(query, "b_start:int") // self.page_size

    def routes(self) -> dict[str, Page]:
        return super().routes() | {"/kommun-och-politik": lambda request: self.render("hub.html", request)}


class SharePoint(Family):
    family = "sharepoint"
    own_sections = (
        Section("nyheter", "/Sidor/Nyheter.aspx", ("Start", "Nyheter")),
        Section("press", "/Sidor/Pressinformation.aspx", ("Start", "Press och information")),
    )
    styles = ("iso",)

    def article_path(self, article: Article) -> str:
        return f"/Nyheter/Sidor/{article.address_name}.aspx"


class AcosNumbered(Family):
    """Links to news stand in the footer alone."""

    family = "acos_numbered"
    own_sections = (
        Section("nytt", "/nytt-och-aktuellt.4522.html", ("Hem", "Nytt och aktuellt")),
        Section("press", "/pressmeddelanden.4523.html", ("Hem", "Pressmeddelanden")),
    )

    def article_path(self, article: Article) -> str:
        return f"/{article.address_name}.{article.id}.html"


class Typo3(Family):
    family = "typo3"
    own_sections = (
        Section("aktuellt", "/kommunen/aktuellt", ("Start", "Kommunen", "Aktuellt")),
        Section("meddelanden", "/kommunen/meddelanden", ("Start", "Kommunen", "Viktiga meddelanden")),
    )
    styles = ("padded",)

    def article_path(self, article: Article) -> str:
        return f"/kommunen/nyhet/artikel/{article.address_name}"


class ByHand(Family):
    """Tables, font tags and dates like 8/2 2017; every page stands in the root."""

    family = "by_hand"
    own_sections = (
        Section("nyheter", "/nyheter.htm", ("Start", "Nyheter")),
        Section("info", "/kommuninfo.htm", ("Start", "Kommuninfo")),
    )
    styles = ("slash",)

    def article_path(self, article: Article) -> str:
        return f"/n{article.id}.htm"


class SiteVisionJson(Family):
    """The lists are in scripts alone."""

    family = "sitevision_json"
    own_sections = (
        Section("nyheter", "/nyhetsarkiv.html", ("Startsida", "Nyhetsarkiv")),
        Section("drift", "/driftinformation.html", ("Startsida", "Driftinformation")),
    )

    def article_path(self, article: Article) -> str:
        return f"{self.sections[article.section].path.removesuffix('.html')}/{article.address_name}.html"

    def state(self, items: list[Item]) -> str:
        """The list as the web app's state."""
        shown = [{"title": i.title, "uri": i.href, "preamble": i.teaser, "date": i.date} for i in items]
        state: dict[str, Any] = {"route": "/", "data": {"items": shown}}
        return json.dumps(state, ensure_ascii=False)


class FooterTrail(Family):
    family = "footer_trail"
    own_sections = (
        Section(
            "nyheter", "/om-oss/press/nyheter-och-pressmeddelanden", ("Hem", "Om oss", "Nyheter och pressmeddelanden")
        ),
        Section("notiser", "/om-oss/press/notiser", ("Hem", "Om oss", "Notiser")),
    )

    def article_path(self, article: Article) -> str:
        return f"{self.sections[article.section].path}/{article.published:%Y}/{article.address_name}"


class BigMenu(Family):
    """Sixty services in the menu; news is linked from a box as "Visa alla"."""

    family = "big_menu"
    own_sections = (
        Section("justnu", "/just-nu/nyheter", ("Hem", "Nyheter")),
        Section("kungorelser", "/kungorelser", ("Hem", "Kungörelser")),
    )

    def routes(self) -> dict[str, Page]:
        service = Answer("<!DOCTYPE html><title>Tjänst</title><h1>Tjänst</h1><p>Så här gör du.</p>".encode())
        return super().routes() | {f"/tjanster/{number}": service for number in range(60)}


class BlockPortal(Family):
    """A local portal: its sections are tabs."""

    family = "block_portal"
    place = "Sjöbygdens portal"
    own_sections = (
        Section("lokalt", "/lokala-nyheter", ("Hem", "Lokala nyheter")),
        Section("kommun", "/kommunnytt", ("Hem", "Kommunnytt")),
    )
    styles = ("clock",)


class DrupalViews(Family):
    """News is below "Om kommunen"; the trail does not show the page itself, and its heading says what it is."""

    family = "drupal_views"
    own_sections = (
        Section("nyheter", "/om-kommunen/nyhetslista", ("Hem", "Om kommunen", "Nyhetslista")),
        Section("press", "/om-kommunen/pressmeddelanden", ("Hem", "Om kommunen", "Pressmeddelanden")),
    )
    styles = ("iso",)

    def list_path(self, section: Section, number: int) -> str:
        return f"{section.path}?page={number}" if number else section.path

    def list_number(self, query: dict[str, str]) -> int:
        return count_in(query, "page")

    def article_path(self, article: Article) -> str:
        return f"/om-kommunen/nyheter/{article.published:%Y-%m-%d}/{article.address_name}"


class NextData(Family):
    """An application whose lists are data in the page; what it is made with keeps its state in one script."""

    family = "next_data"
    own_sections = (
        Section("nytt", "/nytt", ("Hem", "Senaste nytt")),
        Section("drift", "/driftstorningar", ("Hem", "Driftstörningar")),
    )

    def article_path(self, article: Article) -> str:
        return f"{self.sections[article.section].path}/{article.address_name}"

    def state(self, items: list[Item]) -> str:
        """The page's properties, as the framework writes them."""
        shown = [{"id": n, "heading": i.title, "href": i.href, "publishDate": i.date} for n, i in enumerate(items)]
        return json.dumps({"props": {"pageProps": {"articles": shown}}, "page": "/lista"}, ensure_ascii=False)


class PloneEntries(Family):
    """The home page and its menu name no news: both sections are below "Om kommunen"."""

    family = "plone_entries"
    own_sections = (
        Section("nyheter", "/om-kommunen/aktuella-nyheter", ("Hem", "Om kommunen", "Aktuella nyheter")),
        Section("anslag", "/om-kommunen/anslag", ("Hem", "Om kommunen", "Kungörelser och anslag")),
    )
    styles = ("iso",)

    def list_path(self, section: Section, number: int) -> str:
        return f"{section.path}?b_start:int={number * self.page_size}" if number else section.path

    def list_number(self, query: dict[str, str]) -> int:
        return count_in(query, "b_start:int") // self.page_size

    def routes(self) -> dict[str, Page]:
        return super().routes() | {"/om-kommunen": lambda request: self.render("hub.html", request)}


class AcosPort(Family):
    """A menu that a button opens; cards that are one link each; every crumb with the port in its address."""

    family = "acos_port"
    own_sections = (
        Section("kommunnytt", "/kommunnytt.311.html", ("Hem", "Kommunnytt")),
        Section("arkiv", "/meddelanden.312.html", ("Hem", "Meddelanden till medborgare")),
    )

    def article_path(self, article: Article) -> str:
        return f"/{article.address_name}.{article.id}.{self.sections[article.section].path.split('.')[1]}.html"


class Tables2004(Family):
    """Tables, capitals, no titles of its own on any page, a heading that is none."""

    family = "tables_2004"
    own_sections = (
        Section("aktuellt", "/aktuellt.asp", ("Start", "Aktuellt i kommunen")),
        Section("press", "/pressinfo.asp", ("Start", "Pressinfo")),
    )
    styles = ("iso",)

    def article_path(self, article: Article) -> str:
        return f"/visa{article.id}.asp"


FAMILIES: tuple[type[Family], ...] = (
    WordPressClassic,
    Municipio,
    JoomlaBlog,
    PloneHub,
    SharePoint,
    AcosNumbered,
    Typo3,
    ByHand,
    SiteVisionJson,
    FooterTrail,
    BigMenu,
    BlockPortal,
    DrupalViews,
    NextData,
    PloneEntries,
    AcosPort,
    Tables2004,
)
