"""Schema changes, append-only: every archive ever made opens with every later program.

A migration that has been released is never edited; the next change is a new function below the last one. Its number
goes into `PRAGMA user_version`, so that a program refuses a file that is newer than itself.
"""

from __future__ import annotations

import sqlite3
from importlib.resources import files
from typing import TYPE_CHECKING

from sqlite_utils import Migrations

from archive import search
from archive.municipalities import Municipality, registry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlite_utils import Database

APPLICATION_ID = 0x6B6F6D6D
"""`PRAGMA application_id` of an archive: "komm" in ASCII."""

migrations = Migrations("kommunarkiv")


@migrations()
def m001_tables(db: Database) -> None:
    """The first schema, with the registry of municipalities and the search index."""
    for statement in _statements((files("archive") / "tables.sql").read_text(encoding="utf-8")):
        db.execute(statement)
    db.conn.executemany(
        f"INSERT INTO municipalities ({', '.join(Municipality._fields)}) VALUES (?, ?, ?, ?, ?, ?, ?)",
        registry(),
    )
    search.create_tables(db)


@migrations()
def m002_dictionaries(db: Database) -> None:
    """Dictionaries that the pages of a site are compressed with; pages found by their digest."""
    for statement in (
        """CREATE TABLE dictionaries (id INTEGER PRIMARY KEY, site_id INTEGER NOT NULL REFERENCES sites(id),
           digest TEXT NOT NULL UNIQUE, made_at TEXT NOT NULL, samples INTEGER NOT NULL, payload BLOB NOT NULL)""",
        "CREATE INDEX dictionaries_site_id ON dictionaries(site_id)",
        "ALTER TABLE pages ADD COLUMN dictionary_id INTEGER REFERENCES dictionaries(id)",
        "CREATE INDEX pages_dictionary_id ON pages(dictionary_id)",
        "CREATE INDEX pages_digest ON pages(digest)",
    ):
        db.execute(statement)


@migrations()
def m003_files(db: Database) -> None:
    """Files of pictures and attachments, kept once per content."""
    for statement in (
        """CREATE TABLE files (sha256 TEXT PRIMARY KEY, media_type TEXT NOT NULL, size INTEGER NOT NULL, width INTEGER,
           height INTEGER, dhash TEXT, kept_at TEXT NOT NULL, thumbnail BLOB, payload BLOB NOT NULL)""",
        "ALTER TABLE images ADD COLUMN tried_at TEXT",
        "ALTER TABLE images ADD COLUMN refused TEXT",
        "ALTER TABLE attachments ADD COLUMN tried_at TEXT",
        "ALTER TABLE attachments ADD COLUMN refused TEXT",
        "CREATE INDEX images_sha256 ON images(sha256)",
        "CREATE INDEX attachments_sha256 ON attachments(sha256)",
    ):
        db.execute(statement)


@migrations()
def m004_provenance(db: Database) -> None:
    """Which run, program and profile gave an article's fields; runs of other kinds than crawls."""
    for statement in (
        """CREATE TABLE derivations (id INTEGER PRIMARY KEY, run_id INTEGER REFERENCES runs(id),
           program_version TEXT NOT NULL, reader_version TEXT NOT NULL, profile TEXT NOT NULL,
           profile_version TEXT NOT NULL)""",
        """CREATE UNIQUE INDEX derivations_run_id
           ON derivations(run_id, program_version, reader_version, profile, profile_version)""",
        "ALTER TABLE articles ADD COLUMN derivation_id INTEGER REFERENCES derivations(id)",
        "CREATE INDEX articles_derivation_id ON articles(derivation_id)",
        "ALTER TABLE addresses ADD COLUMN derivation_id INTEGER REFERENCES derivations(id)",
        "CREATE INDEX addresses_derivation_id ON addresses(derivation_id)",
        "ALTER TABLE runs ADD COLUMN kind TEXT NOT NULL DEFAULT 'crawl'",
        """CREATE VIEW provenance AS
           SELECT articles.id AS article_id, articles.url, field.key AS field, field.value AS strategy,
                  articles.page_id, pages.fetched_at, pages.digest, derivations.run_id,
                  runs.kind AS run_kind, runs.started_at AS run_started_at, derivations.program_version,
                  derivations.reader_version, derivations.profile, derivations.profile_version
           FROM articles JOIN json_each(articles.extracted_by) AS field JOIN pages ON pages.id = articles.page_id
           LEFT JOIN derivations ON derivations.id = articles.derivation_id
           LEFT JOIN runs ON runs.id = derivations.run_id""",
    ):
        db.execute(statement)


@migrations()
def m005_shown(db: Database) -> None:
    """Indexes for readers: what is shown by date and by site, and the few that are hidden.

    Without them every count reads past every body to see whether an article is hidden.
    """
    for statement in (
        "CREATE INDEX articles_shown ON articles(date_published) WHERE hidden = 0",
        """CREATE INDEX articles_shown_by_site ON articles(site_id, published_year, date_published)
           WHERE hidden = 0""",
        "CREATE INDEX articles_hidden ON articles(id) WHERE hidden = 1",
    ):
        db.execute(statement)


@migrations()
def m006_sources(db: Database) -> None:
    """Which source told of an address, what lists showed of it and when, and what revisits are planned by."""
    for statement in _statements((files("archive") / "sources.sql").read_text(encoding="utf-8")):
        db.execute(statement)


@migrations()
def m007_run_sites(db: Database) -> None:
    """What each run did on each site."""
    for statement in (
        """CREATE TABLE run_sites (run_id INTEGER NOT NULL REFERENCES runs(id),
           site_id INTEGER NOT NULL REFERENCES sites(id), counts TEXT NOT NULL, reasons TEXT NOT NULL,
           sections TEXT NOT NULL, cms TEXT, seconds INTEGER, exit_status INTEGER,
           PRIMARY KEY (run_id, site_id)) WITHOUT ROWID""",
        "CREATE INDEX run_sites_site_id ON run_sites(site_id, run_id)",
    ):
        db.execute(statement)


@migrations()
def m008_seen_from(db: Database) -> None:
    """When a version was first seen: merging lays out both ends."""
    db.execute("ALTER TABLE article_versions ADD COLUMN seen_from TEXT")


@migrations()
def m009_reservations(db: Database) -> None:
    """What pages say about being kept."""
    db.execute("ALTER TABLE addresses ADD COLUMN reservations TEXT")


@migrations()
def m010_redactions(db: Database) -> None:
    """Acts of taking down, and what keeps them from being undone."""
    for statement in (
        """CREATE TABLE redactions (id INTEGER PRIMARY KEY, act TEXT NOT NULL CHECK (act IN ('hide', 'mask', 'delete')),
           url_digest TEXT NOT NULL, url TEXT, reason TEXT NOT NULL, decision TEXT, acted_by TEXT NOT NULL,
           acted_at TEXT NOT NULL, erased_at TEXT)""",
        "CREATE TABLE redacted_words (digest TEXT PRIMARY KEY, words INTEGER NOT NULL) WITHOUT ROWID",
        "CREATE TABLE redacted_addresses (digest TEXT PRIMARY KEY) WITHOUT ROWID",
        "ALTER TABLE pages ADD COLUMN original_digest TEXT",
    ):
        db.execute(statement)


@migrations()
def m011_search(db: Database) -> None:
    """The covering index of the search; forms of words that are no longer kept go."""
    search.create_covering_index(db)


@migrations()
def m012_watching(db: Database) -> None:
    """How often a site's profile wants it visited, and what its robots.txt said to each run."""
    db.execute("ALTER TABLE sites ADD COLUMN revisit_policy TEXT")
    db.execute("ALTER TABLE run_sites ADD COLUMN robots TEXT")


@migrations()
def m013_wanted(db: Database) -> None:
    """What a run is to fetch, in its order: with 200,000 known addresses each look at the frontier read them all."""
    for statement in (
        "ALTER TABLE addresses ADD COLUMN wanted INTEGER NOT NULL DEFAULT 1",
        "CREATE INDEX addresses_wanted ON addresses(site_id, failures > 0, rank) WHERE wanted",
    ):
        db.execute(statement)


@migrations()
def m014_search_dictionary(db: Database) -> None:
    """Which dictionary the words were analysed with."""
    search.record_dictionary(db)


@migrations()
def m015_lifting(db: Database) -> None:
    """A fourth act: what was hidden is shown again. SQLite changes a CHECK only by a new table."""
    names = "id, act, url_digest, url, reason, decision, acted_by, acted_at, erased_at"
    for statement in (
        "ALTER TABLE redactions RENAME TO redactions_before",
        """CREATE TABLE redactions (id INTEGER PRIMARY KEY,
           act TEXT NOT NULL CHECK (act IN ('hide', 'mask', 'delete', 'lift')),
           url_digest TEXT NOT NULL, url TEXT, reason TEXT NOT NULL, decision TEXT, acted_by TEXT NOT NULL,
           acted_at TEXT NOT NULL, erased_at TEXT)""",
        f"INSERT INTO redactions ({names}) SELECT {names} FROM redactions_before",
        "DROP TABLE redactions_before",
    ):
        db.execute(statement)


@migrations()
def m016_news_keys(db: Database) -> None:
    """Keys to join the view `news` by, how exactly the day is known, and one order: newest first, then by address."""
    for statement in (
        "DROP VIEW news",
        """CREATE VIEW news AS
           SELECT articles.id, articles.headline, articles.date_published AS published,
                  articles.published_year AS year, municipalities.name AS municipality, municipalities.county,
                  sites.name AS site, sections.trail AS section, articles.description,
                  (SELECT images.content_url FROM article_images JOIN images ON images.id = article_images.image_id
                   WHERE article_images.article_id = articles.id ORDER BY article_images.position LIMIT 1) AS image,
                  (SELECT count(*) FROM article_attachments
                   WHERE article_attachments.article_id = articles.id) AS attachments,
                  articles.word_count AS words, articles.gone_at, articles.url,
                  articles.date_published_precision AS published_precision, sites.key AS site_key,
                  municipalities.code AS municipality_code, articles.section_id
           FROM articles JOIN sites ON sites.id = articles.site_id
           LEFT JOIN municipalities ON municipalities.code = sites.municipality_code
           LEFT JOIN sections ON sections.id = articles.section_id
           WHERE articles.hidden = 0
           ORDER BY articles.date_published DESC, articles.url""",
    ):
        db.execute(statement)


@migrations()
def m017_pictures(db: Database) -> None:
    """An index of what pictures look like: to compare 100,000 of them, their bytes were passed over for a second."""
    db.execute("CREATE INDEX files_dhash ON files(dhash, sha256) WHERE dhash IS NOT NULL")


@migrations()
def m018_first_seen(db: Database) -> None:
    """What of a site came last: every crawl asks for it as it begins and ends, and read all texts of all sites."""
    db.execute("CREATE INDEX articles_first_seen ON articles(site_id, first_seen)")


SCHEMA_VERSION = 18
"""How many migrations there are; a test counts them."""


def _statements(script: str) -> Iterator[str]:
    """The statements of an SQL script one by one: `executescript` would end the migration's transaction."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
