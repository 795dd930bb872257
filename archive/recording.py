"""The second commit: what was read from an address's page is kept, all that follows from it included."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive import articles, derivations, found, frontier, identity, pages, planning, search, visits
from archive.redaction import rules

if TYPE_CHECKING:
    import sqlite3

    from archive.schema import Page, Reading


def record(connection: sqlite3.Connection, address_id: int, reading: Reading) -> str:
    """Keep what was read from the address's stored page; what that did, as `Archive.record` says."""
    address = frontier.address(connection, address_id)
    assert address.page_id is not None
    reading = rules.reading_to_keep(connection, reading)
    if doubt := identity.doubt(connection, address, reading):
        again = visits.mark_doubted(connection, address_id, doubt)
        return f"{doubt.kind} again" if again else doubt.kind
    outcome: str = reading.placing
    derivations.note(connection, address_id, reading.reader, address.run_id)
    published = None
    if reading.article is not None:
        published = reading.article.date_published
        written = articles.write(connection, reading.article, address_id=address_id, page_id=address.page_id)
        outcome = written.outcome
        search.index_texts(connection, written.texts)
        planning.note_visit(connection, address_id, changed=outcome == "changed")
    found.keep(connection, address, reading)
    visits.mark_done(connection, address_id, reading.placing, reading.reason, published)
    return outcome


def record_unchanged(
    connection: sqlite3.Connection, address_id: int, page: Page, run_id: int, reading: Reading | None
) -> None:
    """Keep an answer 304, and what the list page that still holds has told of (`reading`)."""
    pages.store(connection, address_id, page, run_id)
    visits.mark_unchanged(connection, address_id, page.fetched_at, run_id)
    if reading is None:
        planning.note_visit(connection, address_id, changed=False)
    else:
        kept = rules.reading_to_keep(connection, reading)
        found.keep(connection, frontier.address(connection, address_id), kept)
