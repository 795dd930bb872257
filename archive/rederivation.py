"""Articles derived again from the pages of one address: rows and versions as a live crawl would have written them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from archive import articles, derivations, identity, timeline
from archive.redaction import rules
from archive.timeline import Observation

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from archive.schema import Article, Reading

    Readings = tuple[int, Sequence[tuple[int, Reading]]]
    """An address, and its distinct pages with what was read from each."""


@dataclass(frozen=True, slots=True)
class Rederived:
    """What reading an address's pages again has come to.

    `outcome` is "same", "changed" (then `fields` names what), "new" or "lost" (there is an article, but its pages give
    none now; it stays as it is) for an article, else the placing of the page. `url` is the article's, or the address's,
    `texts` what of it the search index has to know anew.
    """

    outcome: str
    url: str
    fields: tuple[str, ...] = ()
    texts: tuple[str | None, ...] = field(default=(), compare=False, repr=False)


def distinct_pages(connection: sqlite3.Connection, address_id: int) -> list[int]:
    """The pages of an address that differ from the one before, each by the last row that had its content, oldest first.

    Answers 304 are no pages of their own.
    """
    rows = connection.execute(
        "SELECT id, digest FROM pages WHERE address_id = ? AND status != 304 ORDER BY fetched_at, id", [address_id]
    ).fetchall()
    following = [*rows[1:], (None, None)]
    return [page_id for (page_id, digest), (_, after) in zip(rows, following, strict=True) if digest != after]


def rederive(
    connection: sqlite3.Connection, address_id: int, readings: Sequence[tuple[int, Reading]], run_id: int | None
) -> Rederived:
    """Keep what the address's pages say, read anew, oldest first as (page id, reading); the frontier stays as it is."""
    known_id, known_url = _spoken(connection, address_id)
    if readings:
        derivations.note(connection, address_id, readings[-1][1].reader, run_id)
    readings = [(page_id, rules.reading_to_keep(connection, reading)) for page_id, reading in readings]
    given = [(page_id, reading.article) for page_id, reading in readings if reading.article is not None]
    if not given:
        placing = readings[-1][1].placing if readings else "damaged"
        (address,) = connection.execute("SELECT url FROM addresses WHERE id = ?", [address_id]).fetchone()
        return Rederived("lost" if known_id else placing, known_url or address)
    given = identity.believed(connection, address_id, given)
    page_id, article = given[-1]
    versions_before = _versions(connection, known_id)
    written = articles.write(connection, article, address_id=address_id, page_id=page_id)
    if _spoken(connection, address_id)[0] != written.article_id:
        return Rederived("same", article.url)
    if len(given) > 1 or _versions(connection, written.article_id):
        _write_versions(connection, written.article_id, given)
    if known_id != written.article_id:
        return Rederived("new", article.url, texts=written.texts)
    fields = tuple(name for name in written.fields if name != "pictures")
    if _versions(connection, written.article_id) != versions_before:
        fields += ("versions",)
    return Rederived("changed" if fields else "same", article.url, fields, written.texts)


def _write_versions(connection: sqlite3.Connection, article_id: int, given: Sequence[tuple[int, Article]]) -> None:
    seen = timeline.collapsed(
        Observation(page_id, *_visits(connection, page_id), articles.record_of(article)) for page_id, article in given
    )
    starts = [observation.seen_from for observation in seen]
    until = [_last_visit(connection, article_id, start) for start in starts[1:]]
    whole = [
        Observation(observation.page_id, observation.seen_from, last or observation.seen_until, observation.record)
        for observation, last in zip(seen, [*until, None], strict=True)
    ]
    timeline.replace_versions(connection, article_id, whole)
    connection.execute("UPDATE articles SET last_changed = ? WHERE id = ?", [starts[-1], article_id])


def _visits(connection: sqlite3.Connection, page_id: int) -> tuple[str, str]:
    """The first and the last visit that found the page's content, of those that stand side by side."""
    first, last = connection.execute(
        """SELECT (SELECT min(same.fetched_at) FROM pages AS same WHERE same.address_id = this.address_id
                   AND same.digest = this.digest AND same.fetched_at > coalesce(
                       (SELECT max(other.fetched_at) FROM pages AS other WHERE other.address_id = this.address_id
                        AND other.digest != this.digest AND other.fetched_at < this.fetched_at), '')),
                  this.fetched_at
           FROM pages AS this WHERE this.id = ?""",
        [page_id],
    ).fetchone()
    return first or last, last


def _last_visit(connection: sqlite3.Connection, article_id: int, before: str) -> str | None:
    """The last visit of any of the article's addresses before this instant."""
    (instant,) = connection.execute(
        """SELECT max(pages.fetched_at) FROM article_addresses JOIN addresses ON addresses.url = article_addresses.url
           JOIN pages ON pages.address_id = addresses.id
           WHERE article_addresses.article_id = ? AND pages.fetched_at < ?""",
        [article_id, before],
    ).fetchone()
    return instant if instant is None else str(instant)


def _versions(connection: sqlite3.Connection, article_id: int | None) -> list[Any]:
    return connection.execute(
        "SELECT seen_at, record FROM article_versions WHERE article_id = ? ORDER BY version", [article_id]
    ).fetchall()


def _spoken(connection: sqlite3.Connection, address_id: int) -> tuple[int | None, str | None]:
    """The article that the address speaks for, by its id and its own address; None where it speaks for none."""
    row = connection.execute(
        """SELECT articles.id, articles.url FROM pages JOIN articles ON articles.page_id = pages.id
           WHERE pages.address_id = ?""",
        [address_id],
    ).fetchone()
    return row or (None, None)
