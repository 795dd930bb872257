"""Articles united: what both archives have of an article is put together, the rest taken over as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive import search
from archive.merging import fusion
from archive.merging.tables import Table, columns, mapped, number

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator

    from archive.merging.fusion import Part

_REFERENCES = {"site_id": "sites", "section_id": "sections", "page_id": "pages", "derivation_id": "derivations"}
_HANGING = {
    "article_addresses": {},
    "article_dates": {},
    "article_images": {"image_id": "images"},
    "article_attachments": {"attachment_id": "attachments"},
    "article_versions": {"page_id": "pages"},
}
"""Tables whose rows hang on an article, with what else they refer to."""

_CANONICAL = """SELECT article_id, url FROM {0}.article_addresses WHERE kind = 'canonical'
                UNION SELECT id, url FROM {0}.articles"""
_KNOWN = "SELECT article_id, url FROM {0}.article_addresses UNION SELECT id, url FROM {0}.articles"


def unite(connection: sqlite3.Connection) -> None:
    """Unite the articles; the other tables are united by now."""
    groups = list(_groups(_edges(connection)))
    connection.execute("CREATE TEMP TABLE fused (id INTEGER PRIMARY KEY)")
    connection.executemany(
        "INSERT INTO temp.fused VALUES (?)",
        [(number,) for group in groups for side, number in group if side == "other"],
    )
    together = [(group, fusion.fused(connection, group)) for group in groups]
    _take_over(connection)
    for group, article in together:
        article_id = fusion.write(connection, group, article)
        search.index_article(connection, article_id)
    connection.execute("DROP TABLE temp.fused")
    _list_in_sections(connection)


def _edges(connection: sqlite3.Connection) -> Iterator[tuple[Part, Part]]:
    """Pairs that are one article: one of the two goes by an address that is the other's own."""
    for this in ("main", "other"):
        for that in ("main", "other"):
            rows = connection.execute(
                f"""SELECT DISTINCT known.article_id, own.article_id FROM ({_KNOWN.format(this)}) AS known
                    JOIN ({_CANONICAL.format(that)}) AS own USING (url)
                    WHERE NOT (known.article_id = own.article_id AND {int(this == that)})"""
            )
            for known, own in rows.fetchall():
                yield (this, known), (that, own)


def _groups(edges: Iterable[tuple[Part, Part]]) -> Iterator[list[Part]]:
    """The articles that the pairs connect, directly or through others."""
    leader: dict[Part, Part] = {}

    def lead(part: Part) -> Part:
        while leader.setdefault(part, part) != part:
            leader[part] = part = leader[leader[part]]
        return part

    for one, other in edges:
        leader[max(lead(one), lead(other))] = min(lead(one), lead(other))
    groups: dict[Part, list[Part]] = {}
    for part in sorted(leader):
        groups.setdefault(lead(part), []).append(part)
    yield from groups.values()


def _take_over(connection: sqlite3.Connection) -> None:
    """Add the articles that only the other archive has, with all that hangs on them."""
    names = columns(connection, "articles")
    values, joins = mapped(names, _REFERENCES)
    connection.execute(
        f"""INSERT INTO main.articles ({", ".join(names)}) SELECT {values} FROM other.articles AS o {joins}
            WHERE o.id NOT IN (SELECT id FROM temp.fused) ORDER BY o.url"""
    )
    number(connection, Table("articles", ("url",)), "AND o.id NOT IN (SELECT id FROM temp.fused)")
    for table, references in _HANGING.items():
        names = columns(connection, table)
        values, joins = mapped(names, {"article_id": "articles", **references})
        connection.execute(
            f"""INSERT INTO main.{table} ({", ".join(names)}) SELECT {values} FROM other.{table} AS o {joins}
                WHERE m_article_id.new IS NOT NULL ORDER BY {", ".join(f"o.{name}" for name in names[:3])}"""
        )


def _list_in_sections(connection: sqlite3.Connection) -> None:
    """Let every article stand in its own section and in those whose lists show it, as both archives know them."""
    connection.execute(
        """INSERT OR IGNORE INTO main.article_sections (article_id, section_id)
           SELECT id, section_id FROM main.articles WHERE section_id IS NOT NULL
           UNION
           SELECT article_addresses.article_id, address_sections.section_id FROM main.article_addresses
           JOIN main.addresses ON addresses.url = article_addresses.url
           JOIN main.address_sections ON address_sections.address_id = addresses.id AND address_sections.listed"""
    )
