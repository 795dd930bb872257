"""Articles in the archive: one row a piece of news, its earlier versions, and everything that hangs on it."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from archive import identity, parts, search, sections, versions

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping

    from archive.schema import Article

VERSIONED = ("headline", "description", "article_body", "author", "date_published", "date_modified")
"""Fields whose change makes a version. Furniture is none of them; `date_modified` alone makes none either."""


def edited_fields(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """The fields by which a later record is an edit of the earlier one; empty when it is none."""
    changed = [name for name in VERSIONED if before[name] != after[name]]
    return [] if changed == ["date_modified"] else changed


def record_of(article: Article) -> dict[str, Any]:
    """What an article says as `article_versions.record` holds it (`archive.versions.RECORD`)."""
    images = [{name: getattr(image, name) for name in versions.PICTURE} for image in article.image]
    return {"url": article.url, **_values(article), "image": images}


class Written(NamedTuple):
    """What writing one page's article has come to.

    `outcome` is "new", "changed", "moved" or "same", `fields` what the archive now says otherwise than before (columns
    of `articles`, `image`, `attachments`, `dates`, `sections`), `texts` the article's texts where one of them is new.
    """

    article_id: int
    outcome: str
    fields: tuple[str, ...] = ()
    texts: tuple[str | None, ...] = ()


class _Visit(NamedTuple):
    """The page that an article was read from: its address, that of the article, and what has read it."""

    page_id: int
    fetched_url: str
    url: str
    seen_at: str
    derivation_id: int | None


def write(connection: sqlite3.Connection, article: Article, *, address_id: int, page_id: int) -> Written:
    """Write what one page says of an article; what has read the address is noted by now (`archive.derivations`).

    The article is known by its own address or any other address it ever had. Of several addresses with the same
    article (desktop and mobile, print) the article's own speaks; without it the first in the order of the alphabet, so
    that the record does not hang on the order of fetching.
    """
    site_id, fetched_url, derivation_id, answered_by, seen_at = connection.execute(
        """SELECT addresses.site_id, addresses.url, addresses.derivation_id, pages.url, pages.fetched_at
           FROM addresses, pages WHERE addresses.id = ? AND pages.id = ?""",
        [address_id, page_id],
    ).fetchone()
    visit = _Visit(page_id, fetched_url, article.url or fetched_url, seen_at, derivation_id)
    section_id = sections.ensure(connection, site_id, article.section)
    urls = {visit.url, fetched_url, *(url for url, _ in article.addresses)}
    known = identity.known_article(connection, article, urls, site_id)
    values = _values(article) | {"section_id": section_id, "url": visit.url, "pictures": _said(article)}
    if known is None:
        written = _insert(connection, values, site_id, visit)
    else:
        written = _update(connection, known, values, visit)
    came_by = "duplicate" if answered_by == fetched_url else "moved"
    _add_addresses(
        connection, written.article_id, [(visit.url, "canonical"), (fetched_url, came_by), *article.addresses]
    )
    parts_changed = [] if written.outcome == "other" else parts.write(connection, written.article_id, article, known)
    parts_changed += parts.write_sections(connection, written.article_id, known)
    if written.outcome == "other":
        return written._replace(outcome="same")
    written = written._replace(fields=(*written.fields, *parts_changed))
    if known and known["url"] != visit.url and came_by == "moved":
        identity.note_move(connection, written.article_id, (known["url"], fetched_url), visit.url)
        return written._replace(outcome="moved")
    return written


def _values(article: Article) -> dict[str, Any]:
    return {
        "headline": article.headline,
        "description": article.description,
        "article_body": article.article_body,
        "article_body_html": article.article_body_html,
        "author": article.author,
        "contact": _json(asdict(article.contact)) if article.contact else None,
        "in_language": article.in_language,
        "breadcrumb": _json(
            [{"position": one.position, "name": one.name, "item": one.item} for one in article.breadcrumb]
        ),
        "trail_source": article.trail_source,
        "date_published": article.date_published,
        "date_published_precision": article.date_published_precision,
        "date_published_source": article.date_published_source,
        "date_published_text": article.date_published_text,
        "date_modified": article.date_modified,
        "published_year": int(article.date_published[:4]) if article.date_published else None,
        "word_count": article.word_count,
        "content_hash": article.content_hash,
        "extracted_by": _json(dict(sorted(article.extracted_by.items()))),
    }


def _said(article: Article) -> str:
    """What the article's pictures say, as the search index has it: written at once, it need not be indexed twice."""
    texts = (text for image in article.image for text in (image.alt, image.caption, image.credit_text) if text)
    return "\n".join(dict.fromkeys(texts))


_SAID = (*versions.RECORD[1:], "section_id", "url", "pictures")
"""What an article says, as its row holds it."""
_VISITED = ("last_seen", "last_changed", "gone_at", "page_id", "derivation_id")
"""What the visits to it have come to."""
_OF_ROW = (*_SAID, *_VISITED, "site_id", "first_seen")


def _update_sql(names: Iterable[str]) -> str:
    return f"UPDATE articles SET {', '.join(f'{name} = :{name}' for name in names)} WHERE id = :id"


_INSERT = f"INSERT INTO articles ({', '.join(_OF_ROW)}) VALUES ({', '.join(f':{name}' for name in _OF_ROW)})"
_UPDATE = _update_sql((*_SAID, *_VISITED))
_UPDATE_VISITED = _update_sql(_VISITED)


def _insert(connection: sqlite3.Connection, values: dict[str, Any], site_id: int, visit: _Visit) -> Written:
    seen = dict.fromkeys(("first_seen", "last_seen", "last_changed"), visit.seen_at)
    visited = {"gone_at": None, "page_id": visit.page_id, "derivation_id": visit.derivation_id}
    article_id = connection.execute(_INSERT, {**values, **seen, **visited, "site_id": site_id}).lastrowid
    assert article_id is not None
    return Written(article_id, "new", _SAID, _texts(values))


def _update(connection: sqlite3.Connection, known: dict[str, Any], values: dict[str, Any], visit: _Visit) -> Written:
    """Bring a known article up to date; "other" when a better address of it speaks for the record."""
    last_seen = max(visit.seen_at, known["last_seen"])
    if _better((known["spoken_by"], known["url"]), (visit.fetched_url, visit.url)):
        connection.execute("UPDATE articles SET last_seen = ?, gone_at = NULL WHERE id = ?", [last_seen, known["id"]])
        return Written(known["id"], "other")
    changed = edited_fields(known, values)
    makes_version = (
        bool(changed)
        and known["spoken_by"] == visit.fetched_url
        and not _same_content(connection, known["page_id"], visit.page_id)
    )
    if makes_version:
        _keep_version(connection, known, changed)
    visited = {
        "last_seen": last_seen,
        "last_changed": visit.seen_at if makes_version else known["last_changed"],
        "gone_at": None,
        "page_id": visit.page_id,
        "derivation_id": visit.derivation_id,
    }
    fields = tuple(name for name in _SAID if known[name] != values[name])
    if fields:
        connection.execute(_UPDATE, {**values, **visited, "id": known["id"]})
    elif any(known[name] != value for name, value in visited.items()):
        connection.execute(_UPDATE_VISITED, {**visited, "id": known["id"]})
    texts = () if set(search.COLUMNS).isdisjoint(fields) else _texts(values)
    return Written(known["id"], "changed" if makes_version else "same", fields, texts)


def _texts(values: dict[str, Any]) -> tuple[str | None, ...]:
    return tuple(values[name] for name in search.COLUMNS)


def _same_content(connection: sqlite3.Connection, page_id: int, other_id: int) -> bool:
    """Whether two pages hold the same bytes: what is read otherwise from them is no edit."""
    (digests,) = connection.execute(
        "SELECT count(DISTINCT digest) FROM pages WHERE id IN (?, ?)", [page_id, other_id]
    ).fetchone()
    return bool(digests == 1)


def _better(known: tuple[str, str], new: tuple[str, str]) -> bool:
    """Whether the page that speaks for the article now, as (its address, the article's), stands before the new one."""

    def order(pair: tuple[str, str]) -> tuple[bool, str]:
        return pair[0] != pair[1], pair[0]

    return known[0] != new[0] and order(known) < order(new)


def _keep_version(connection: sqlite3.Connection, known: dict[str, Any], changed: list[str]) -> None:
    """Keep the record that is about to be replaced, whole."""
    (version,) = connection.execute(
        "SELECT coalesce(max(version), 0) + 1 FROM article_versions WHERE article_id = ?", [known["id"]]
    ).fetchone()
    record = {name: known[name] for name in versions.RECORD} | {"image": versions.pictures(connection, known["id"])}
    connection.execute(
        """INSERT INTO article_versions
               (article_id, version, seen_from, seen_at, page_id, headline, description, article_body, changed, record)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        [known["id"], version, known["last_changed"], known["last_seen"], known["page_id"], known["headline"],
         known["description"], known["article_body"], _json(changed), _json(record)],
    )  # fmt: skip


def _add_addresses(connection: sqlite3.Connection, article_id: int, addresses: Iterable[tuple[str, str]]) -> None:
    connection.executemany(
        "INSERT INTO article_addresses (article_id, url, kind) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        [(article_id, url, kind) for url, kind in addresses],
    )


def list_in_section(connection: sqlite3.Connection, url: str, section_id: int) -> None:
    """A section's list shows this address: where it is an article's, the article belongs to the section too."""
    connection.execute(
        """INSERT INTO article_sections (article_id, section_id)
           SELECT DISTINCT article_id, ? FROM article_addresses WHERE url = ? ON CONFLICT DO NOTHING""",
        [section_id, url],
    )


def mark_gone(connection: sqlite3.Connection, address_id: int, at: str) -> int:
    """The address is gone: articles that no other address shows get their `gone_at`; how many. Their text stays."""
    rows = _spoken_for(connection, address_id)
    gone = [article_id for article_id, url in rows if not identity.hand_over(connection, article_id, url)]
    connection.executemany("UPDATE articles SET gone_at = ? WHERE id = ?", [(at, article_id) for article_id in gone])
    return len(gone)


def live_elsewhere(connection: sqlite3.Connection, address_id: int) -> bool:
    """Whether no article would be gone with the address, as others show all that it shows."""
    rows = _spoken_for(connection, address_id)
    return all(identity.shown_elsewhere(connection, article_id, url) for article_id, url in rows)


def _spoken_for(connection: sqlite3.Connection, address_id: int) -> list[tuple[int, str]]:
    """The articles that were read from the address and are not gone, with its URL."""
    return connection.execute(
        """SELECT articles.id, addresses.url FROM articles JOIN pages ON pages.id = articles.page_id
           JOIN addresses ON addresses.id = pages.address_id WHERE addresses.id = ? AND gone_at IS NULL""",
        [address_id],
    ).fetchall()


_json = json.JSONEncoder(ensure_ascii=False).encode


_LOOKED_AT = ("headline", "description", "article_body", "date_published", "author", "breadcrumb", "in_language")


def latest(connection: sqlite3.Connection, site_key: str, most: int) -> list[dict[str, Any]]:
    """The site's articles that were first seen last, by field; `image` is how many pictures each has.

    `extracted_by` says by field what read it, `fetched_on` the day its page is from.
    """
    names = (*_LOOKED_AT, "image", "extracted_by", "fetched_on")
    rows = connection.execute(
        f"""SELECT {", ".join(f"nullif({name}, '[]')" for name in _LOOKED_AT)},
                   (SELECT count(*) FROM article_images WHERE article_id = articles.id),
                   coalesce(extracted_by, '{{}}'),
                   coalesce((SELECT fetched_at FROM pages WHERE id = page_id), last_seen)
            FROM articles WHERE site_id = (SELECT id FROM sites WHERE key = ?)
            ORDER BY first_seen DESC, id DESC LIMIT ?""",
        [site_key, most],
    )
    return [
        dict(zip(names, (*row[:-2], json.loads(row[-2]), date.fromisoformat(row[-1][:10])), strict=True))
        for row in rows
    ]
