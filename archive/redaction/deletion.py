"""An article removed from the archive with everything that hangs on it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from archive import files, pages, parts
from archive.redaction import sweep
from archive.redaction.masking import Masker, Rule, digest_of

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

_OF_ADDRESS = ("address_sections", "address_sources", "run_sections")
_SHORTEST = 3
"""A headline or teaser of fewer words is not masked on other pages: it may be anything."""


def delete(connection: sqlite3.Connection, article_id: int) -> tuple[int, sweep.Swept]:
    """Remove the article, its addresses and their pages, and keep its addresses from coming back; how many pages went.

    Its headline, lead and teasers are masked where other pages show them, and its addresses where they link to it.
    """
    urls = addresses_of(connection, article_id)
    rules = told_elsewhere(connection, article_id)
    digests = [digest_of(address) for url in urls for address in (url, _from_path(url))]
    count = _remove(connection, article_id, urls)
    connection.executemany("INSERT OR IGNORE INTO redacted_addresses VALUES (?)", [(digest,) for digest in digests])
    connection.executemany(
        "INSERT OR IGNORE INTO redacted_words VALUES (?, ?)", [(rule.digest, rule.words) for rule in rules]
    )
    return count, sweep.mask_everything(connection, Masker(rules, digests))


def addresses_of(connection: sqlite3.Connection, article_id: int) -> set[str]:
    """Every address that the article goes by."""
    rows = connection.execute(
        "SELECT url FROM article_addresses WHERE article_id = ? UNION SELECT url FROM articles WHERE id = ?",
        [article_id, article_id],
    )
    return {url for (url,) in rows}


def told_elsewhere(connection: sqlite3.Connection, article_id: int) -> list[Rule]:
    """What other pages may show of the article: its headline, its lead and its teasers, as rules."""
    texts = _told(connection, article_id, addresses_of(connection, article_id))
    return [rule for text in sorted(texts) if (rule := Rule.of(text)) and rule.words >= _SHORTEST]


def _from_path(url: str) -> str:
    """The address as links within its site have it."""
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def delete_again(connection: sqlite3.Connection) -> None:
    """Remove the articles and addresses that a merge has brought back."""
    deleted = {digest for (digest,) in connection.execute("SELECT digest FROM redacted_addresses")}
    if not deleted:
        return
    rows = connection.execute("SELECT article_id, url FROM article_addresses UNION SELECT id, url FROM articles")
    for article_id in {article_id for article_id, url in rows if digest_of(url) in deleted}:
        delete(connection, article_id)
    urls = {url for (url,) in connection.execute("SELECT url FROM addresses") if digest_of(url) in deleted}
    _remove_addresses(connection, urls)


def _told(connection: sqlite3.Connection, article_id: int, urls: Iterable[str]) -> set[str]:
    """What other pages may show of the article: its headline and lead, now and before, and the teasers in lists."""
    texts = connection.execute(
        """SELECT headline FROM articles WHERE id = :id UNION SELECT description FROM articles WHERE id = :id
           UNION SELECT headline FROM article_versions WHERE article_id = :id
           UNION SELECT description FROM article_versions WHERE article_id = :id""",
        {"id": article_id},
    ).fetchall()
    contexts = connection.execute(
        "SELECT context FROM addresses WHERE url IN (SELECT value FROM json_each(?))", [json.dumps(sorted(urls))]
    ).fetchall()
    told = {text for (text,) in texts if text}
    for (context,) in contexts:
        values = json.loads(context)
        told |= {values[name] for name in ("teaser_headline", "teaser_text") if values.get(name)}
    return told


def _remove(connection: sqlite3.Connection, article_id: int, urls: set[str]) -> int:
    for table in (*parts.HANGING, "article_versions"):
        connection.execute(f"DELETE FROM {table} WHERE article_id = ?", [article_id])
    connection.execute("DELETE FROM articles WHERE id = ?", [article_id])
    for table, link, column in (
        ("images", "article_images", "image_id"),
        ("attachments", "article_attachments", "attachment_id"),
    ):
        connection.execute(f"DELETE FROM {table} WHERE id NOT IN (SELECT {column} FROM {link})")
    files.drop_unused(connection)
    return _remove_addresses(connection, urls)


def _remove_addresses(connection: sqlite3.Connection, urls: set[str]) -> int:
    """Remove these addresses with their pages, and every other page with the same bytes; how many pages went."""
    connection.execute("CREATE TEMP TABLE IF NOT EXISTS gone (id INTEGER PRIMARY KEY)")
    connection.execute("DELETE FROM temp.gone")
    connection.execute(
        """INSERT INTO temp.gone SELECT id FROM pages WHERE digest IN (
               SELECT digest FROM pages JOIN addresses ON addresses.id = address_id
               WHERE addresses.url IN (SELECT value FROM json_each(?)))""",
        [json.dumps(sorted(urls))],
    )
    ids = [row[0] for row in connection.execute(
        "SELECT id FROM addresses WHERE url IN (SELECT value FROM json_each(?))", [json.dumps(sorted(urls))]
    )]  # fmt: skip
    _leave_what_others_stand_on(connection)
    connection.execute("UPDATE addresses SET page_id = NULL WHERE page_id IN (SELECT id FROM temp.gone)")
    connection.execute("DELETE FROM article_versions WHERE page_id IN (SELECT id FROM temp.gone)")
    connection.execute("UPDATE pages SET revisit_of = NULL WHERE id IN (SELECT id FROM temp.gone)")
    count = connection.execute("DELETE FROM pages WHERE id IN (SELECT id FROM temp.gone)").rowcount
    for address_id in ids:
        for table in _OF_ADDRESS:
            connection.execute(f"DELETE FROM {table} WHERE address_id = ?", [address_id])
        connection.execute("DELETE FROM addresses WHERE id = ?", [address_id])
    return count


def _leave_what_others_stand_on(connection: sqlite3.Connection) -> None:
    """Leave in `temp.gone` no page of an address where another article stands on these bytes, and keep them there."""
    connection.execute(
        """DELETE FROM temp.gone WHERE EXISTS (
               SELECT 1 FROM pages JOIN pages AS current USING (address_id, digest)
               JOIN articles ON articles.page_id = current.id WHERE pages.id = gone.id)"""
    )
    heirs = connection.execute(
        """SELECT revisit_of, min(id) FROM pages WHERE revisit_of IN (SELECT id FROM temp.gone)
           AND id NOT IN (SELECT id FROM temp.gone) GROUP BY revisit_of"""
    ).fetchall()
    for holder, heir in heirs:
        pages.hand_over(connection, holder, heir)
