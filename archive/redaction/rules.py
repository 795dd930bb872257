"""What has been redacted, as the archive remembers it, and how it keeps a crawl or a merge from bringing it back."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from archive.redaction.masking import MASK, MASK_IN_ADDRESS, Masker, Rule, digest_of
from archive.schema import Article, Context, Page, Reading
from archive.wording import moment

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence


def masker(connection: sqlite3.Connection) -> Masker:
    """What masks all words and addresses that have been redacted; false when there are none."""
    rows = connection.execute("SELECT words, digest FROM redacted_words")
    addresses = connection.execute("SELECT digest FROM redacted_addresses")
    return Masker([Rule(words, digest) for words, digest in rows], [digest for (digest,) in addresses])


def is_whole(column: str) -> str:
    """The condition in SQL that an address has no mask in it: another one leads nowhere, and what it was is unknown."""
    return f"instr({column}, '{MASK}') = 0 AND instr({column}, '{MASK_IN_ADDRESS}') = 0"


def is_deleted(connection: sqlite3.Connection, url: str) -> bool:
    """Whether the article with this address was deleted by a decision."""
    row = connection.execute("SELECT 1 FROM redacted_addresses WHERE digest = ?", [digest_of(url)]).fetchone()
    return row is not None


def deletion_of(connection: sqlite3.Connection, url: str) -> str | None:
    """That the article with this address was deleted, when and by which decision; None where it was not.

    By another of its addresses than the one that the act named only that is known.
    """
    if not is_deleted(connection, url):
        return None
    row = connection.execute(
        """SELECT acted_at, decision FROM redactions WHERE act = 'delete' AND url_digest = ?
           ORDER BY acted_at DESC LIMIT 1""",
        [digest_of(url)],
    ).fetchone()
    acted_at, decision = row or (None, None)
    when, reference = f" at {moment(acted_at)}" if acted_at else "", f" ({decision})" if decision else ""
    return f"the article {url!r} was deleted by a decision{reference}{when}"


def page_to_keep(connection: sqlite3.Connection, page: Page) -> Page:
    """The page as it may be kept: words masked; nothing of one that an article was deleted from."""
    mask = masker(connection)
    if not mask:
        return page
    if is_deleted(connection, page.url):
        return replace(page, body=MASK.encode(), url=MASK)
    return replace(
        page,
        url=mask.text(page.url),
        body=mask.body(page.body),
        request_headers=_headers(mask, page.request_headers),
        response_headers=_headers(mask, page.response_headers),
    )


def _headers(mask: Masker, headers: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple((name, mask.text(value)) for name, value in headers)


def reading_to_keep(connection: sqlite3.Connection, reading: Reading) -> Reading:
    """The reading as it may be kept: words masked, addresses that were deleted or hold such words left out."""
    mask = masker(connection)
    if not mask:
        return replace(reading, found=tuple(one for one in reading.found if MASK not in unquote(one.url)))
    found = tuple(
        replace(one, context=Context(**_masked(mask, one.context)))
        for one in reading.found
        if not is_deleted(connection, one.url) and MASK not in unquote(mask.text(one.url))
    )
    reading = replace(reading, found=found, reason=mask.text(reading.reason) if reading.reason else None)
    article = reading.article
    if article is None:
        return reading
    if any(is_deleted(connection, url) for url in (article.url, *(url for url, _ in article.addresses))):
        return replace(reading, placing="outside", article=None, reason="deleted by a decision")
    return replace(reading, article=Article(**_masked(mask, article)))


def _masked(mask: Masker, record: Any) -> dict[str, Any]:
    """The fields of a record, every text in them masked, records in them included."""

    def masked(value: Any) -> Any:
        if isinstance(value, str):
            return mask.text(value)
        if isinstance(value, tuple):
            return tuple(masked(item) for item in value)
        if hasattr(value, "__dataclass_fields__"):
            return type(value)(**_masked(mask, value))
        return value

    return {field.name: masked(getattr(record, field.name)) for field in fields(record)}
