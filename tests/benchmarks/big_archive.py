"""A made-up archive of any size, written in bulk: municipalities, sections, pictures, versions and the search index.

Its pages have bodies where that is asked for: each article in a template of so many kilobytes, compressed with a
dictionary as a crawl's are.
"""

from __future__ import annotations

import hashlib
import json
import random
from datetime import date, timedelta
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from simplemma.strategies.dictionaries.dictionary_factory import DefaultDictionaryFactory

from archive import Archive, dictionaries, pages
from archive.municipalities import registry
from archive.search.index import add_words
from archive.search.tokens import is_analysable
from tests.benchmarks.template_site import TemplateSite

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator
    from pathlib import Path

SECTIONS = ("Bygga och bo", "Skola och förskola", "Omsorg", "Kultur och fritid", "Trafik", "Kommuninfo", "Miljö")
COMMON = (
    "och att i på som för med kommunen är det till av den en har kan ska från skolan polisen vi alla här nya arbetet "
    "vägen kommun beslutet nämnden invånare förskola äldreomsorgen biblioteket simhallen detaljplan vatten"
).split()
NEWEST = date(2026, 3, 1)
DAYS = 3650
BATCH = 1000


class Words:
    """Swedish text of ordinary word frequencies: common words first, then a sample of simplemma's dictionary."""

    def __init__(self, seed: int = 1) -> None:
        self.random = random.Random(seed)
        table = sorted(
            word.decode() if isinstance(word, bytes) else word
            for word in DefaultDictionaryFactory().get_dictionary("sv")
        )
        self._words = COMMON + self.random.sample([word for word in table if word.isalpha()], 20_000)
        self._weights = list(accumulate(1 / rank for rank in range(2, len(self._words) + 2)))

    def text(self, count: int) -> str:
        """So many words as one sentence."""
        words = self.random.choices(self._words, cum_weights=self._weights, k=count)
        return f"{' '.join(words).capitalize()}."


class Bodies:
    """The bodies of pages: an article's words in one template, whose first page is the dictionary."""

    def __init__(self, archive: Archive, kilobytes: int) -> None:
        page = TemplateSite(1, kilobytes * 1000).page(0) if kilobytes > 40 else b"<!doctype html><main></main>"
        self._before, self._after = (part.decode() for part in page.split(b"<main", 1))
        self._after = self._after.split("</main>", 1)[1]
        payload = dictionaries.zstd.compress(page)
        digest = f"sha256:{hashlib.sha256(page).hexdigest()}"
        self._dictionary_id = archive.connection.execute(
            "INSERT INTO dictionaries (site_id, digest, made_at, samples, payload) VALUES (1, ?, '', 1, ?)",
            [digest, payload],
        ).lastrowid
        assert self._dictionary_id is not None
        self._dictionary = dictionaries.load(archive.connection, self._dictionary_id)

    def of(self, article: dict[str, Any]) -> dict[str, Any]:
        """The columns of a page that shows this article."""
        trail = "<nav aria-label=Brödsmulor><a href=/>Hem</a> / <a href=/nyheter>Nyheter</a></nav>"
        shown = (
            f"<main>{trail}<h1>{article['headline']}</h1><p>Publicerad {article['date_published']}</p>"
            f"<p class=ingress>{article['description']}</p>{article['article_body_html']}</main>"
        )
        body = f"{self._before}{shown}{self._after}".encode()
        return {
            "digest": f"sha256:{hashlib.sha256(body).hexdigest()}",
            "size": len(body),
            "encoding": "zstd",
            "payload": pages.compress(body, self._dictionary),
            "dictionary_id": self._dictionary_id,
            "response_headers": json.dumps([["Content-Type", "text/html; charset=utf-8"]]),
            "fetched_at": f"{article['date_published']}T08:00:00+00:00",
        }


def make(path: Path, articles: int, seed: int = 1, *, kilobytes: int = 0, copies: int = 1) -> None:
    """Write the archive; its rows hang on the arguments alone: `kilobytes` of a page's body (0: none), and how many
    articles, at other sites and days, have the same texts: with ten a million is made in half the time.
    """
    words = Words(seed)
    with Archive.open(path) as archive:
        connection = archive.connection
        connection.execute("PRAGMA synchronous = OFF")
        sections = _sites(archive)
        bodies = Bodies(archive, kilobytes) if kilobytes else None
        for start in range(1, articles + 1, BATCH):
            ids = range(start, min(start + BATCH, articles + 1))
            _batch(connection, list(_rows(words, sections, ids, copies)), bodies)
            connection.commit()
        terms = [term for (term,) in connection.execute("SELECT term FROM articles_vocabulary")]
        add_words(connection, [term for term in terms if is_analysable(term)])
        connection.execute("ANALYZE")
        connection.commit()


def _sites(archive: Archive) -> list[tuple[int, int, str]]:
    """A website for each municipality with its sections; (site, section, address) of every section."""
    connection, found = archive.connection, []
    for place in registry():
        site_id = archive.ensure_site(place.code, f"{place.name} kommun", place.website)
        connection.execute("UPDATE sites SET municipality_code = ? WHERE id = ?", [place.code, site_id])
        above: int | None = None
        for depth, name in enumerate(("Hem", "Nyheter"), 1):
            above = _section(connection, site_id, above, name, depth)
        found += [
            (site_id, _section(connection, site_id, above, name, 3), f"{place.website}/nyheter") for name in SECTIONS
        ]
    return found


def _section(connection: sqlite3.Connection, site_id: int, above: int | None, name: str, depth: int) -> int:
    trail = name
    if above is not None:
        trail = f"{connection.execute('SELECT trail FROM sections WHERE id = ?', [above]).fetchone()[0]} › {name}"
    sql = "INSERT INTO sections (site_id, parent_id, name, trail, depth) VALUES (?, ?, ?, ?, ?)"
    row_id = connection.execute(sql, [site_id, above, name, trail, depth]).lastrowid
    assert row_id is not None
    return row_id


def _batch(connection: sqlite3.Connection, rows: list[dict[str, dict[str, Any]]], bodies: Bodies | None) -> None:
    for row in rows if bodies else ():
        assert bodies
        row["pages"] |= bodies.of(row["articles"])
    for table in ("addresses", "pages", "articles", "article_sections", "article_addresses", "article_versions"):
        _insert(connection, table, [row[table] for row in rows if table in row])
    if bodies:
        connection.execute("UPDATE addresses SET page_id = id, placing = 'article' WHERE page_id IS NULL")
    pictured = [row for row in rows if "images" in row]
    _insert(connection, "images", [row["images"] for row in pictured])
    _insert(connection, "article_images", [row["article_images"] for row in pictured])


def _insert(connection: sqlite3.Connection, table: str, rows: list[dict[str, Any]]) -> None:
    if rows:
        names, marks = ", ".join(rows[0]), ", ".join("?" * len(rows[0]))
        connection.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", [list(row.values()) for row in rows])


def content_hash(article: dict[str, Any]) -> str:
    """What `articles.content_hash` holds of such an article."""
    text = "\x1f".join((article["headline"], article["description"], article["article_body"]))
    return hashlib.sha256(text.encode()).hexdigest()


def _rows(
    words: Words, sections: list[tuple[int, int, str]], ids: range, copies: int
) -> Iterator[dict[str, dict[str, Any]]]:
    for number in ids:
        if number == ids.start or number % copies == 0:
            headline, description, pictures = words.text(7), words.text(25), words.text(8)
            paragraphs = [words.text(50) for _ in range(4)]
        site_id, section_id, base = words.random.choice(sections)
        day = (NEWEST - timedelta(days=words.random.randrange(DAYS))).isoformat()
        url = f"{base}/{number}"
        article = {
            "id": number, "site_id": site_id, "section_id": section_id, "url": url, "headline": headline,
            "description": description, "article_body": "\n\n".join(paragraphs),
            "article_body_html": "".join(f"<p>{text}</p>" for text in paragraphs), "breadcrumb": "[]",
            "trail_source": "nav", "date_published": day, "date_published_precision": "day",
            "date_published_source": "label", "published_year": int(day[:4]), "word_count": 225,
            "content_hash": "", "extracted_by": "{}", "first_seen": f"{day}T08:00:00+00:00",
            "last_seen": f"{day}T08:00:00+00:00", "last_changed": f"{day}T08:00:00+00:00", "page_id": number,
            "hidden": int(number % 500 == 0), "pictures": pictures if number % 10 < 7 else "",
        }  # fmt: skip
        article["content_hash"] = content_hash(article)
        row = {
            "addresses": {"id": number, "site_id": site_id, "url": url, "kind": "article", "state": "done", "rank": 1,
                          "found_at": day, "due_at": day},
            "pages": {"id": number, "address_id": number, "url": url, "fetched_at": day, "status": 200,
                      "request_headers": "[]", "response_headers": "[]", "digest": f"sha256:{number:064}", "size": 1},
            "articles": article,
            "article_sections": {"article_id": number, "section_id": section_id},
            "article_addresses": {"article_id": number, "url": url, "kind": "canonical"},
        }  # fmt: skip
        if article["pictures"]:
            row["images"] = {"id": number, "content_url": f"{url}.jpg", "width": 1200, "height": 800}
            row["article_images"] = {"article_id": number, "image_id": number, "position": 1,
                                     "caption": article["pictures"], "credit_text": words.text(2)}  # fmt: skip
        if number % 20 == 1:
            row["article_versions"] = {
                "article_id": number, "version": 1, "seen_at": f"{day}T08:00:00+00:00", "page_id": number,
                "headline": article["headline"], "description": None, "article_body": paragraphs[0],
                "changed": json.dumps(["article_body"]),
                "record": json.dumps({"headline": article["headline"], "article_body": paragraphs[0], "image": []}),
            }  # fmt: skip
        yield row
