"""Articles united: what both archives have of an article is put together, the rest taken over as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive import search
from archive.merging import fusion, groups
from archive.merging.tables import Table, columns, mapped, number

if TYPE_CHECKING:
    import sqlite3

_REFERENCES = {"site_id": "sites", "section_id": "sections", "page_id": "pages", "derivation_id": "derivations"}
_HANGING = {
    "article_addresses": {},
    "article_dates": {},
    "article_images": {"image_id": "images"},
    "article_attachments": {"attachment_id": "attachments"},
    "article_versions": {"page_id": "pages"},
}
"""Tables whose rows hang on an article, with what else they refer to."""
_IN_ORDER = {"article_dates": "o.id"}
"""What the order of an article's rows is told by, where it is no column of theirs."""


def unite(connection: sqlite3.Connection, last_page: int) -> None:
    """Unite the articles; the other tables are united by now. `last_page` is the last page that was here before."""
    with groups.found(connection):
        _leave_alike(connection)
        _take_over(connection)
        for group in groups.groups(connection):
            article = fusion.fused(connection, group, last_page)
            search.index_article(connection, fusion.write(connection, group, article))
    _list_in_sections(connection)


def _leave_alike(connection: sqlite3.Connection) -> None:
    """Take out the groups of one article here and one there that do not differ in anything: what is here stays."""
    with groups.pairs(connection):
        for table, owner, references in (
            ("articles", "id", _REFERENCES),
            *((name, "article_id", references) for name, references in _HANGING.items()),
        ):
            names = [name for name in columns(connection, table) if name != owner]
            values, joins = mapped(names, references)
            ours = ", ".join(f"h.{name}" for name in names)
            here = f"SELECT here, {ours} FROM temp.pairs JOIN main.{table} AS h ON h.{owner} = here"
            there = f"SELECT here, {values} FROM temp.pairs JOIN other.{table} AS o ON o.{owner} = there {joins}"
            for differing in (f"{there} EXCEPT {here}", f"{here} EXCEPT {there}"):
                connection.execute(f"DELETE FROM temp.pairs WHERE here IN (SELECT here FROM ({differing}))")


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
                WHERE m_article_id.new IS NOT NULL
                ORDER BY o.article_id, {_IN_ORDER.get(table, ", ".join(f"o.{name}" for name in names[1:3]))}"""
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
