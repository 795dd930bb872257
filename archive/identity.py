"""Which article a page is: by its addresses, by what it says, and when a page is not to be believed at first sight."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from archive import parts, versions

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from archive.frontier import Address
    from archive.schema import Article, Reading

    Given = tuple[int, Article]
    """A page, and the article that was read from it."""

MISSING, REPLACED = "missing: ", "replaced: "
"""How the reason of an address begins whose last visit did not show its article, or one wholly different."""
_KEPT = 0.2
"""Share of an article's words that a later version of it still has; edits of news keep far more."""
_ROWS = """SELECT articles.*, addresses.url AS spoken_by FROM articles
           JOIN pages ON pages.id = articles.page_id JOIN addresses ON addresses.id = pages.address_id"""


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a page of a known article changes nothing yet: it does not show the article, or one wholly different."""

    kind: Literal["missing", "replaced"]
    reason: str


def doubt(connection: sqlite3.Connection, address: Address, reading: Reading) -> Doubt | None:
    """Why the reading of a known article's address is not to be kept; None when it is.

    A page that is no article counts like HTTP 404. A page with another headline and none of the article's words may be
    a wall before the whole site, in the site's own frame or without: it is believed when the next visit shows the same,
    unless another address of the site shows it as well.
    """
    spoken = "SELECT articles.id FROM pages JOIN articles ON articles.page_id = pages.id WHERE pages.address_id = ?"
    known = next(iter(_rows_with(connection, spoken, [address.id])), None)
    if known is None or known["page_id"] == address.page_id:
        return None
    if reading.article is None:
        elsewhere = reading.placing == "section" or reading.section
        return None if elsewhere else Doubt("missing", f"{MISSING}{reading.reason or reading.placing}")
    if not _is_other(_said(known), reading.article):
        return None
    reason = f"{REPLACED}{reading.article.content_hash}"
    earlier, alike = connection.execute(
        """SELECT reason, (SELECT count(*) FROM addresses AS others
                           WHERE others.site_id = addresses.site_id AND others.reason = ? AND others.id != addresses.id)
           FROM addresses WHERE id = ?""",
        [reason, address.id],
    ).fetchone()
    return None if earlier == reason and not alike else Doubt("replaced", reason)


def believed(connection: sqlite3.Connection, address_id: int, given: Sequence[Given]) -> list[Given]:
    """Of an address's articles, oldest first, those that are to be believed, seen from now.

    What is wholly different from the one before it is left out when a later page is as before, or when it is the last
    one and has not been seen twice.
    """
    (reason,) = connection.execute("SELECT reason FROM addresses WHERE id = ?", [address_id]).fetchone()
    candidates = given[:-1] if len(given) > 1 and (reason or "").startswith(REPLACED) else given
    kept = list(candidates[:1])
    for number, (page_id, article) in enumerate(candidates[1:], 2):
        before = kept[-1][1]
        passed = any(not _is_other(_said_by(before), later) for _, later in candidates[number:])
        if not (passed and _is_other(_said_by(before), article)):
            kept.append((page_id, article))
    return kept


def _said(known: dict[str, Any]) -> tuple[str, str]:
    return known["headline"], f"{known['headline']} {known['description'] or ''} {known['article_body']}"


def _said_by(article: Article) -> tuple[str, str]:
    return article.headline, f"{article.headline} {article.description or ''} {article.article_body}"


def _is_other(before: tuple[str, str], article: Article) -> bool:
    headline, text = before
    if headline == article.headline:
        return False
    words = _words(text)
    return len(words & _words(_said_by(article)[1])) < _KEPT * len(words)


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w{4,}", text.casefold()))


def known_article(
    connection: sqlite3.Connection, article: Article, urls: set[str], site_id: int
) -> dict[str, Any] | None:
    """The row of the article that a page with these addresses shows, with `spoken_by`, the address it was read from.

    An article is known by any address it ever had; without one by what it says: the same headline, lead and text of the
    same day on the same site, or, where no day is known, under the same name in the address. Of several rows that turn
    out to be one article the one stays whose page speaks for it (`archive.articles.write`), with everything that the
    others knew.
    """
    marks = ",".join("?" * len(urls))
    rows = _rows_with(
        connection,
        f"SELECT article_id FROM article_addresses WHERE url IN ({marks}) UNION "
        f"SELECT id FROM articles WHERE url IN ({marks})",
        [*urls, *urls],
    )
    if not rows:
        same = "SELECT id FROM articles WHERE site_id = ? AND content_hash = ?"
        alike = _rows_with(connection, same, [site_id, article.content_hash])
        return next((row for row in alike if _is_same(row, article)), None)
    if len(rows) == 1:
        return rows[0]
    kept, *others = sorted(rows, key=lambda row: (row["spoken_by"] != article.url, row["spoken_by"]))
    for other in others:
        _join(connection, kept["id"], other["id"])
    return _rows(connection, "articles.id = ?", [kept["id"]])[0]


def _rows_with(connection: sqlite3.Connection, query: str, values: list[Any]) -> list[dict[str, Any]]:
    """The rows of the articles whose ids the query gives. Most often there is none, and an index alone says so."""
    ids = [article_id for (article_id,) in connection.execute(query, values)]
    return _rows(connection, f"articles.id IN ({','.join('?' * len(ids))})", ids) if ids else []


def _rows(connection: sqlite3.Connection, where: str, values: list[Any]) -> list[dict[str, Any]]:
    cursor = connection.execute(f"{_ROWS} WHERE {where}", values)
    names = [column[0] for column in cursor.description]
    rows = [dict(zip(names, row, strict=True)) for row in cursor]
    return sorted(rows, key=lambda row: (row["first_seen"], row["url"]))


def _is_same(known: dict[str, Any], article: Article) -> bool:
    days = [_day(known["date_published"], known["date_published_precision"]),
            _day(article.date_published, article.date_published_precision)]  # fmt: skip
    if all(days):
        return days[0] == days[1]
    return not any(days) and bool(article.article_body) and _name(known["url"]) == _name(article.url)


def _day(value: str | None, precision: str | None) -> str | None:
    return value[:10] if value and precision in {"day", "minute"} else None


def _name(url: str) -> str:
    return url.rstrip("/").rpartition("/")[2]


def _join(connection: sqlite3.Connection, kept: int, other: int) -> None:
    """Let one row be both articles'."""
    (last,) = connection.execute(
        "SELECT coalesce(max(version), 0) FROM article_versions WHERE article_id = ?", [kept]
    ).fetchone()
    connection.execute(
        "UPDATE article_versions SET article_id = ?, version = version + ? WHERE article_id = ?",
        [kept, last, other],
    )
    versions.number(connection, kept)
    for table, rest in (("article_addresses", "url, kind"), ("article_sections", "section_id")):
        connection.execute(
            f"INSERT INTO {table} (article_id, {rest}) SELECT ?, {rest} FROM {table} WHERE article_id = ? "
            "ON CONFLICT DO NOTHING",
            [kept, other],
        )
    for table in parts.HANGING:
        connection.execute(f"DELETE FROM {table} WHERE article_id = ?", [other])
    connection.execute(
        """UPDATE articles SET (first_seen, last_seen, hidden) = (
               SELECT min(first_seen), max(last_seen), max(hidden) FROM articles WHERE id IN (?1, ?2)) WHERE id = ?1""",
        [kept, other],
    )
    connection.execute("DELETE FROM articles WHERE id = ?", [other])


def hand_over(connection: sqlite3.Connection, article_id: int, gone: str) -> bool:
    """Let an article whose own address is gone be spoken for by another that still shows it; False when none does."""
    row = shown_elsewhere(connection, article_id, gone)
    if row is None:
        return False
    connection.execute("UPDATE articles SET url = ?, page_id = ? WHERE id = ?", [*row, article_id])
    note_move(connection, article_id, (gone,), row[0])
    return True


def shown_elsewhere(connection: sqlite3.Connection, article_id: int, gone: str) -> tuple[str, int] | None:
    """Another address that still shows an article whose own is gone, and its page; None when none does."""
    row: tuple[str, int] | None = connection.execute(
        f"""SELECT addresses.url, addresses.page_id FROM article_addresses
           JOIN addresses ON addresses.url = article_addresses.url
           WHERE article_id = ? AND addresses.url != ? AND addresses.state = 'done' AND addresses.placing = 'article'
             AND coalesce(addresses.reason, '') NOT LIKE '{MISSING}%'
           ORDER BY addresses.url LIMIT 1""",
        [article_id, gone],
    ).fetchone()
    return row


def note_move(connection: sqlite3.Connection, article_id: int, before: Sequence[str], now: str) -> None:
    """The article lives at a new address: the ones before are where it has moved from."""
    marks = ",".join("?" * len(before))
    connection.execute(
        f"UPDATE article_addresses SET kind = 'moved' WHERE article_id = ? AND url IN ({marks})", [article_id, *before]
    )
    connection.execute(
        "UPDATE article_addresses SET kind = 'canonical' WHERE article_id = ? AND url = ?", [article_id, now]
    )
