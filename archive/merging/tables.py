"""The tables that a merge unites row by row: what both archives have is one row, what one lacks is added."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from archive import pages
from archive.merging import mending

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterator, Mapping

NUMBERED = (
    "sites", "sections", "runs", "derivations", "dictionaries", "addresses", "pages", "images", "attachments",
    "articles",
)  # fmt: skip
"""Tables whose rows get other ids by merging; `temp.merged_TABLE` says which (old is the other archive's)."""


@dataclass(frozen=True, slots=True)
class Table:
    """How rows of a table are known and united.

    `key` are the columns that make two rows the same, `references` the columns that name a row of another table. Of
    two rows that are the same every other column takes the greater value that is not NULL: that does not hang on which
    of them was there first.
    """

    name: str
    key: tuple[str, ...]
    references: Mapping[str, str] = field(default_factory=dict)


_UNITED = (
    Table("sites", ("key",)),
    Table("images", ("content_url",)),
    Table("attachments", ("content_url",)),
    Table("files", ("sha256",)),
)
_AFTER_SITES = (Table("dictionaries", ("digest",), {"site_id": "sites"}),)
_LINKS = {"run_id": "runs", "address_id": "addresses", "section_id": "sections", "site_id": "sites"}
_AFTER_ADDRESSES = (
    Table("address_sections", ("address_id", "section_id"), _LINKS),
    Table("address_sources", ("address_id", "source"), _LINKS),
    Table("run_sections", ("run_id", "address_id", "section_id"), _LINKS),
    Table("run_sites", ("run_id", "site_id"), _LINKS),
    Table("cut_addresses", ("site_id", "reason", "pattern"), _LINKS),
)
_SECTIONS = Table("sections", ("site_id", "trail"), {"site_id": "sites", "parent_id": "sections"})
_VISIT = (
    "fetched_at", "state", "placing", "reason", "due_at", "run_id", "failures", "derivations", "etag", "last_modified",
    "page_id", "derivation_id", "reservations",
)  # fmt: skip
"""Columns of `addresses` that the last visit gave; the others tell how the address became known."""

_KNOWN = ("found_at", "found_on", "context", "kind", "rank")
_FIRST_TOLD = """instr({0}.context, '"listing"') = 0, {0}.found_at, coalesce({0}.found_on, ''), {0}.context, {0}.kind,
                 {0}.rank"""
"""What orders two tellings of one address: the one that a list gave, and first, is the lesser."""


@contextmanager
def numbers(connection: sqlite3.Connection) -> Iterator[None]:
    """While this lasts there are the tables `temp.merged_TABLE`: which id of the other archive is which here."""
    for name in NUMBERED:
        connection.execute(f"CREATE TEMP TABLE merged_{name} (old INTEGER PRIMARY KEY, new INTEGER NOT NULL)")
    try:
        yield
    finally:
        for name in NUMBERED:
            connection.execute(f"DROP TABLE temp.merged_{name}")


def unite(connection: sqlite3.Connection) -> int:
    """Unite everything but articles; the number of the last page that was here before."""
    (earlier,) = connection.execute("SELECT coalesce(max(id), 0) FROM main.pages").fetchone()
    for table in _UNITED:
        _unite(connection, table)
    for (depth,) in connection.execute("SELECT DISTINCT depth FROM other.sections ORDER BY depth").fetchall():
        _unite(connection, _SECTIONS, f"AND o.depth = {depth}")
    for table in _AFTER_SITES:
        _unite(connection, table)
    _runs(connection)
    _addresses(connection)
    for table in _AFTER_ADDRESSES:
        _unite(connection, table)
    mending.mend(connection)
    _pages(connection)
    _one_payload_per_content(connection, earlier)
    _visits(connection)
    _words(connection)
    _redactions(connection)
    return int(earlier)


_columns: dict[str, list[str]] = {}


def columns(connection: sqlite3.Connection, table: str) -> list[str]:
    """The columns of a table but its id: asked once, since an archive that is merged into is of today's schema."""
    if table not in _columns:
        rows = connection.execute(f"PRAGMA main.table_info({table})")
        _columns[table] = [row[1] for row in rows if row[1] != "id"]
    return _columns[table]


def mapped(names: list[str], references: Mapping[str, str]) -> tuple[str, str]:
    """The columns of a row `o` of the other archive as they are here, and the joins that need be made for it."""
    values = [f"m_{name}.new" if name in references else f"o.{name}" for name in names]
    joins = [f"LEFT JOIN temp.merged_{to} AS m_{name} ON m_{name}.old = o.{name}" for name, to in references.items()]
    return ", ".join(values), " ".join(joins)


def _present(table: Table, names: Collection[str]) -> dict[str, str]:
    """The table's references among these columns."""
    return {name: to for name, to in table.references.items() if name in names}


def _same(table: Table) -> str:
    """The condition that a row `here` has the key of a row `o` of the other archive, its references as here."""
    values = {name: f"m_{name}.new" if name in table.references else f"o.{name}" for name in table.key}
    return " AND ".join(f"here.{name} IS {value}" for name, value in values.items())


def _unite(connection: sqlite3.Connection, table: Table, condition: str = "") -> None:
    names = columns(connection, table.name)
    values, joins = mapped(names, _present(table, names))
    rest = [name for name in names if name not in table.key and name not in {"payload", "thumbnail"}]
    updates = ", ".join(f"{name} = coalesce(max({name}, excluded.{name}), {name}, excluded.{name})" for name in rest)
    connection.execute(
        f"""INSERT INTO main.{table.name} ({", ".join(names)}) SELECT {values} FROM other.{table.name} AS o {joins}
            WHERE true {condition} ORDER BY {", ".join(f"o.{name}" for name in table.key)}
            ON CONFLICT ({", ".join(table.key)}) DO {f"UPDATE SET {updates}" if updates else "NOTHING"}"""
    )
    if table.name in NUMBERED:
        number(connection, table, condition)


def number(connection: sqlite3.Connection, table: Table, condition: str = "") -> None:
    """Note which row of the other archive is which here, where their keys are the same."""
    _, joins = mapped(list(table.key), _present(table, table.key))
    connection.execute(
        f"""INSERT OR IGNORE INTO temp.merged_{table.name}
            SELECT o.id, min(here.id) FROM other.{table.name} AS o {joins}
            JOIN main.{table.name} AS here ON {_same(table)} WHERE true {condition} GROUP BY o.id"""
    )


def _add_missing(connection: sqlite3.Connection, table: Table, left_out: frozenset[str] = frozenset()) -> None:
    """Add the rows that are not here; for tables whose key no UNIQUE constraint knows."""
    names = [name for name in columns(connection, table.name) if name not in left_out]
    values, joins = mapped(names, _present(table, names))
    connection.execute(
        f"""INSERT INTO main.{table.name} ({", ".join(names)}) SELECT {values} FROM other.{table.name} AS o {joins}
            WHERE NOT EXISTS (SELECT 1 FROM main.{table.name} AS here WHERE {_same(table)}) ORDER BY o.id"""
    )
    if table.name in NUMBERED:
        number(connection, table)


def _runs(connection: sqlite3.Connection) -> None:
    runs = Table("runs", ("started_at", "process", "arguments", "kind"))
    _add_missing(connection, runs)
    # A run that went on in one of two copies of an archive: the copy in which it came farther tells.
    told = [name for name in columns(connection, "runs") if name not in runs.key]
    connection.execute(
        f"""UPDATE main.runs AS here SET ({", ".join(told)}) = ({", ".join(f"o.{name}" for name in told)})
            FROM other.runs AS o JOIN temp.merged_runs AS merged ON merged.old = o.id
            WHERE merged.new = here.id AND (coalesce(o.finished_at, ''), o.resumed, coalesce(o.counts, ''))
                > (coalesce(here.finished_at, ''), here.resumed, coalesce(here.counts, ''))"""
    )
    names = ("run_id", "program_version", "reader_version", "profile", "profile_version")
    _add_missing(connection, Table("derivations", names, {"run_id": "runs"}))


def _addresses(connection: sqlite3.Connection) -> None:
    """Add the addresses that are not here; of the others, the one that a list showed first tells its context."""
    references = {"site_id": "sites", "run_id": "runs", "derivation_id": "derivations"}
    addresses = Table("addresses", ("url",), references)
    connection.execute(
        """CREATE TEMP TABLE visited AS SELECT o.id AS old, here.id AS new FROM other.addresses AS o
           JOIN main.addresses AS here USING (url)"""
    )
    _add_missing(connection, addresses, frozenset({"page_id"}))
    connection.execute(
        f"""UPDATE main.addresses AS here SET ({", ".join(_KNOWN)}) = ({", ".join(f"o.{name}" for name in _KNOWN)})
            FROM temp.visited JOIN other.addresses AS o ON o.id = old
            WHERE here.id = new AND ({_FIRST_TOLD.format("o")}) < ({_FIRST_TOLD.format("here")})"""
    )


def _visits(connection: sqlite3.Connection) -> None:
    """Of an address that both archives know, the later visit tells its state; pages are here by now."""
    keys = ", ".join(f"coalesce({{0}}.{name}, '')" for name in _VISIT[:5])
    later = f"({keys.format('o')}) > ({keys.format('here')})"
    values, joins = mapped(list(_VISIT), {"run_id": "runs", "page_id": "pages", "derivation_id": "derivations"})
    connection.execute(
        f"""UPDATE main.addresses AS here SET ({", ".join(_VISIT)}) = ({values})
            FROM other.addresses AS o JOIN temp.merged_addresses AS merged ON merged.old = o.id {joins}
            WHERE merged.new = here.id AND (o.id NOT IN (SELECT old FROM temp.visited) OR {later})"""
    )
    connection.execute(
        """UPDATE main.addresses AS here SET dated = coalesce(max(here.dated, o.dated), here.dated, o.dated),
               changed_at = coalesce(max(here.changed_at, o.changed_at), here.changed_at, o.changed_at)
           FROM other.addresses AS o JOIN temp.merged_addresses AS merged ON merged.old = o.id
           WHERE merged.new = here.id"""
    )
    connection.execute("DROP TABLE temp.visited")


def _pages(connection: sqlite3.Connection) -> None:
    references = {"address_id": "addresses", "run_id": "runs", "dictionary_id": "dictionaries"}
    key = ("address_id", "fetched_at", "digest", "status")
    _add_missing(connection, Table("pages", key, references), frozenset({"revisit_of"}))


def _one_payload_per_content(connection: sqlite3.Connection, earlier: int) -> None:
    """Let the first page with a content hold it, and every other be its revisit."""
    connection.execute(
        """CREATE TEMP TABLE shared AS
           SELECT digest FROM main.pages WHERE digest IN (SELECT digest FROM main.pages WHERE id > ?)
           GROUP BY digest HAVING count(*) > 1""",
        [earlier],
    )
    for (digest,) in connection.execute("SELECT digest FROM temp.shared"):
        rows = connection.execute(
            """SELECT pages.id, payload IS NOT NULL FROM main.pages JOIN main.addresses ON addresses.id = address_id
               WHERE digest = ? ORDER BY pages.status = 304, pages.fetched_at, addresses.url, pages.id""",
            [digest],
        ).fetchall()
        first = rows[0][0]
        holders = [page_id for page_id, holds in rows if holds]
        if not holders:
            continue
        if len(holders) > 1:  # the others' payloads go: what is damaged must not be what stays
            holders.sort(key=lambda page_id: not pages.is_whole(connection, page_id))
        holder = holders[0]
        if holder != first:
            pages.hand_over(connection, holder, first)
        connection.executemany(
            """UPDATE main.pages SET payload = NULL, dictionary_id = NULL, encoding = NULL, revisit_of = ?
               WHERE id = ?""",
            [(first, page_id) for page_id, _ in rows[1:]],
        )
    connection.execute("DROP TABLE temp.shared")


def analysis_differs(connection: sqlite3.Connection) -> bool:
    """Whether the two archives' words were analysed by different programs."""
    (here,) = connection.execute("SELECT analysis_version FROM main.search_index").fetchone()
    (there,) = connection.execute("SELECT analysis_version FROM other.search_index").fetchone()
    return bool(here != there)


def _redactions(connection: sqlite3.Connection) -> None:
    _add_missing(connection, Table("redactions", ("act", "url_digest", "acted_at")))
    for name in ("redacted_words", "redacted_addresses"):
        connection.execute(f"INSERT OR IGNORE INTO main.{name} SELECT * FROM other.{name}")


def _words(connection: sqlite3.Connection) -> None:
    """Take over the analysis of the words that are new here; the caller analyses all when the programs differ."""
    connection.execute("CREATE TEMP TABLE new_words AS SELECT word FROM other.words EXCEPT SELECT word FROM main.words")
    connection.execute(
        """INSERT INTO main.words (word, lemmas)
           SELECT word, lemmas FROM other.words WHERE word IN (SELECT word FROM temp.new_words) ORDER BY word"""
    )
    connection.execute(
        """INSERT INTO main.word_forms (form, word_id, kind) SELECT form, here.id, kind FROM temp.new_words
           JOIN other.words AS o USING (word) JOIN main.words AS here USING (word)
           JOIN other.word_forms ON word_forms.word_id = o.id"""
    )
    connection.execute("DROP TABLE temp.new_words")
