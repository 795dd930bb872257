"""What Datasette's own pages say of an archive: titles, descriptions, labels and facets, in Swedish.

Datasette's metadata is the same for every reader, so it has one language; the pages of `archive.browse.views` have two.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from archive.browse.queries import QUERIES

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

_DATES = "ISO 8601 med tidszon, avkortat till det som är känt (2017-02-08, 2017-02, 2017)"

_TABLES: dict[str, dict[str, Any]] = {
    "news": {
        "title": "Nyheter",
        "description": "En rad per artikel, med kommun och avsnitt. Sökrutan förstår svenska: polis hittar polisens.",
        "sort_desc": "published",
        "facets": ["municipality", "section", "year"],
        "fts_table": "articles_fts",
        "fts_pk": "id",
        "columns": {
            "headline": "Rubrik; länken öppnar artikeln",
            "published": f"När artikeln publicerades: {_DATES}; tomt när sidan inte säger det",
            "year": "Året den publicerades",
            "municipality": "Kommunen vars webbplats det är",
            "county": "Länet",
            "site": "Webbplatsen",
            "section": "Avsnittet, som webbplatsens brödsmulor namnger det",
            "description": "Ingressen",
            "image": "Artikelns första bild: hänvisning, bildtext och fotograf",
            "attachments": "Antal bifogade filer",
            "words": "Antal ord i ingress och brödtext",
            "gone_at": "När artikeln visade sig vara borttagen från webbplatsen",
            "url": "Artikelns adress på webbplatsen",
            "published_precision": "Hur mycket av publiceringsdatumet som är känt: minute, day, month, year",
            "site_key": "Webbplatsens nyckel, samma i alla arkiv (sites.key)",
            "municipality_code": "SCB:s kommunkod (municipalities.code)",
            "section_id": "Avsnittets nummer i detta arkiv (sections.id)",
        },
    },
    "provenance": {
        "title": "Varifrån uppgifterna kommer",
        "description": "En rad per artikel och fält: hur det lästes, ur vilken sparad sida och av vilket program.",
        "columns": {
            "field": "Fältet i articles",
            "strategy": "Var på sidan det stod (extracted_by)",
            "fetched_at": "När sidan hämtades",
            "digest": "Den sparade sidans kontrollsumma",
        },
    },
    "articles": {
        "title": "Artiklar",
        "description": "Artiklarna med alla sina fält. Vyn news är lättare att läsa.",
        "label_column": "headline",
        "sort_desc": "date_published",
        "fts_table": "articles_fts",
        "fts_pk": "id",
        "columns": {
            "headline": "Rubrik",
            "description": "Ingress",
            "article_body": "Brödtext",
            "article_body_html": "Brödtexten som enkel HTML (visas här som text)",
            "author": "Författare",
            "contact": "Kontaktuppgifter (JSON)",
            "breadcrumb": "Brödsmulorna som sidan visade dem (JSON)",
            "trail_source": "Hur brödsmulorna lästes",
            "date_published": f"Publicerad: {_DATES}",
            "date_published_precision": "Hur noga dagen är känd: minute, day, week, month, year",
            "date_published_source": "Varifrån datumet kommer; none när sidan inte ger något",
            "date_published_text": "Datumet så som sidan skrev det",
            "date_modified": "Senast ändrad enligt sidan",
            "extracted_by": "Vilken metod som gav varje fält (JSON)",
            "first_seen": "När artikeln först hämtades",
            "last_seen": "När den senast fanns kvar",
            "last_changed": "När dess innehåll senast ändrades",
            "gone_at": "När den visade sig vara borttagen",
            "page_id": "Den sparade sida som artikeln är läst ur",
        },
    },
    "article_versions": {
        "title": "Tidigare versioner",
        "description": "Hur en artikel löd innan den ändrades.",
        "sort_desc": "seen_at",
        "columns": {
            "seen_at": "När versionen senast sågs",
            "changed": "Vilka fält som ändrades efter den (JSON)",
            "record": "Hela den tidigare posten (JSON)",
        },
    },
    "sections": {
        "title": "Avsnitt",
        "description": "Webbplatsernas avsnitt, ordnade som deras brödsmulor.",
        "label_column": "trail",
        "facets": ["site_id"],
        "columns": {"trail": "Brödsmulorna ned till avsnittet", "depth": "Nivå, räknad från startsidan"},
    },
    "sites": {
        "title": "Webbplatser",
        "label_column": "name",
        "columns": {"base_url": "Adress", "cms": "Publiceringssystem", "key": "Namn på kommandoraden"},
    },
    "municipalities": {
        "title": "Kommuner",
        "description": "Sveriges 290 kommuner, vare sig arkivet har något från dem eller inte.",
        "label_column": "name",
        "facets": ["county"],
        "columns": {
            "code": "SCB:s kommunkod",
            "latitude": "Mittpunkt i grader (WGS 84)",
            "longitude": "Mittpunkt i grader (WGS 84)",
        },
    },
    "images": {
        "title": "Bilder",
        "description": "Hänvisningar till bilder. Bildtext och fotograf hör till artikeln som visar bilden.",
        "label_column": "content_url",
        "columns": {"content_url": "Bildens adress", "sha256": "Kontrollsumma när filen är sparad"},
    },
    "attachments": {
        "title": "Bilagor",
        "description": "Filer som artiklar länkar till.",
        "label_column": "content_url",
    },
}  # fmt: skip

TITLES: dict[str, str] = {name: table["title"] for name, table in _TABLES.items()}
"""What people call the tables that are listed."""


def metadata(tables: Mapping[str, Collection[str]]) -> dict[str, Any]:
    """The metadata of databases with these tables, fresh at every call: Datasette merges other metadata into it.

    Tables that are not described keep the crawl and the search going. Datasette still answers for them; they are only
    not listed.
    """
    return {"databases": {name: _database(known) for name, known in tables.items()}} if tables else {}


def _database(tables: Collection[str]) -> dict[str, Any]:
    hidden = {name: {"hidden": True} for name in tables if name not in _TABLES}
    return {
        "title": "Kommunarkiv",
        "description": "Nyheter från kommunernas webbplatser, med sina bilder, sparade som de såg ut. Vyn news har det "
        "mesta, en rad per artikel.",
        "tables": {name: _copy(table) for name, table in _TABLES.items()} | hidden,
        "queries": {query.name: query.to_metadata() for query in QUERIES},
    }


def _copy(table: dict[str, Any]) -> dict[str, Any]:
    return {key: value.copy() if isinstance(value, dict | list) else value for key, value in table.items()}
