"""Articles united: what both archives have of an article is put together, the rest taken over as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive import search
from archive.merging import fusion
from archive.merging.tables import Table, columns, mapped, number

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Sequence

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
_IN_ORDER = {"article_dates": "o.id"}
"""What the order of an article's rows is told by, where it is no column of theirs."""

_CANONICAL = """SELECT article_id, url FROM {0}.article_addresses WHERE kind = 'canonical'
                UNION SELECT id, url FROM {0}.articles"""
_KNOWN = "SELECT article_id, url FROM {0}.article_addresses UNION SELECT id, url FROM {0}.articles"


def unite(connection: sqlite3.Connection, last_page: int) -> None:
    """Unite the articles; the other tables are united by now. `last_page` is the last page that was here before."""
    groups = list(_groups(_edges(connection)))
    connection.execute("CREATE TEMP TABLE fused (id INTEGER PRIMARY KEY)")
    connection.executemany(
        "INSERT INTO temp.fused VALUES (?)",
        [(number,) for group in groups for side, number in group if side == "other"],
    )
    alike = _alike(connection, groups)
    together = [(group, fusion.fused(connection, group, last_page)) for group in groups if tuple(group) not in alike]
    _take_over(connection)
    for group, article in together:
        article_id = fusion.write(connection, group, article)
        search.index_article(connection, article_id)
    connection.execute("DROP TABLE temp.fused")
    _list_in_sections(connection)


def _alike(connection: sqlite3.Connection, groups: Sequence[Sequence[Part]]) -> set[tuple[Part, ...]]:
    """The groups of one article here and one there that do not differ in anything: what is here stays as it is."""
    pairs = [(one[1], other[1]) for one, other in (group for group in groups if len(group) == 2) if one[0] != other[0]]
    connection.execute("CREATE TEMP TABLE pairs (here INTEGER PRIMARY KEY, there INTEGER NOT NULL)")
    connection.executemany("INSERT INTO temp.pairs VALUES (?, ?)", pairs)
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
    left = connection.execute("SELECT here, there FROM temp.pairs").fetchall()
    connection.execute("DROP TABLE temp.pairs")
    return {(("main", here), ("other", there)) for here, there in left}


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
