"""Taking down: three acts, each recorded, that a later crawl or merge does not undo; the first can be lifted.

`hide` shows and exports an article nowhere and keeps it, until `lift` shows it again. `mask` takes words out of the
whole file. `delete` removes an article with its pages, versions, pictures and addresses, and masks its headline and
teasers on other pages. What was taken out is nowhere in the file afterwards: it is written anew, and its write-ahead
log emptied.
"""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from archive import compaction
from archive.clock import now, stamp
from archive.errors import ArchiveUnusable, NotRedacted
from archive.redaction import deletion, sweep
from archive.redaction.masking import Masker, Rule, digest_of, signs_in
from archive.redaction.rules import deletion_of, masker
from archive.versions import article_id_of, is_hidden, unknown_address

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from archive import Archive


_ACTS = "SELECT act, url_digest, acted_at FROM redactions"
"""What an act is known by. Its words are not among it: a later act may have masked them in one of two archives."""


_FEWEST_SIGNS = 3
"""Letters and digits of words that may be masked; nothing unmasks them."""


@dataclass(frozen=True, slots=True)
class Act:
    """Who decided what, as it is kept: the article's address, the reason, the decision's reference, and who acts."""

    url: str
    reason: str
    decision: str | None
    acted_by: str


def hide(archive: Archive, act: Act) -> bool:
    """Show and export the article nowhere; everything of it stays in the file. False where it is hidden already."""
    article_id = _article(archive.connection, act.url)
    if is_hidden(archive.connection, article_id):
        return False
    with archive.transaction() as connection:
        connection.execute("UPDATE articles SET hidden = 1 WHERE id = ?", [article_id])
        _record(connection, "hide", act, act.url, after=_last(connection, article_id, "hide", "lift"))
    return True


def hidden_since(connection: sqlite3.Connection, url: str) -> str | None:
    """When the article was hidden by the last act that named it, by whichever of its addresses; None where none did."""
    return _last(connection, _article(connection, url), "hide")


def _last(connection: sqlite3.Connection, article_id: int, *names: str) -> str | None:
    """When the last of these acts named the article, by whichever of its addresses; None where none did."""
    digests = [digest_of(one) for one in deletion.addresses_of(connection, article_id)]
    (instant,) = connection.execute(
        """SELECT max(acted_at) FROM redactions WHERE act IN (SELECT value FROM json_each(?))
           AND url_digest IN (SELECT value FROM json_each(?))""",
        [json.dumps(names), json.dumps(digests)],
    ).fetchone()
    return instant if instant is None else str(instant)


def lift(archive: Archive, act: Act) -> None:
    """Show the article again that was hidden; NotRedacted where nothing hides it."""
    article_id = _article(archive.connection, act.url)
    if not is_hidden(archive.connection, article_id):
        raise NotRedacted(f"{act.url} is not hidden. Words that were masked and what was deleted can't be given back.")
    with archive.transaction() as connection:
        connection.execute("UPDATE articles SET hidden = 0 WHERE id = ?", [article_id])
        _record(connection, "lift", act, act.url, after=_last(connection, article_id, "hide", "lift"))


def mask(archive: Archive, act: Act, text: str, *, everywhere: bool) -> sweep.Swept:
    """Take these words out of the file; where they were, and which kept files could not be searched.

    Articles other than the act's that say them make it NotRedacted, unless `everywhere`.
    """
    rule = Rule.of(text)
    if rule is None:
        raise NotRedacted(f"{text!r} has no words to mask.")
    if signs_in(text) < _FEWEST_SIGNS:
        raise NotRedacted(
            f"{text!r} is too short: so few letters stand in many places that mean something else, and would be masked "
            f"there for ever. Give {_FEWEST_SIGNS} letters or digits or more, as with the words that stand beside them."
        )
    words = Masker([rule])
    article_id = _article(archive.connection, act.url)
    if not everywhere:
        _refuse_for_others(archive.connection, article_id, words)
    if any(words.text(value) != value for value in (act.reason, act.decision or "", act.acted_by)):
        raise NotRedacted("the reason, the decision or the name holds the words; they would stay in the file.")
    with _erasing(archive), archive.transaction() as connection:
        _record(connection, "mask", act, None if words.text(act.url) != act.url else act.url)
        connection.execute("INSERT OR IGNORE INTO redacted_words VALUES (?, ?)", [rule.digest, rule.words])
        return sweep.mask_everything(connection, words)


def is_masked(connection: sqlite3.Connection, text: str) -> bool:
    """Whether an act took these words out before."""
    rule = Rule.of(text)
    query = "SELECT 1 FROM redacted_words WHERE digest = ?"
    return rule is not None and connection.execute(query, [rule.digest]).fetchone() is not None


def delete(archive: Archive, act: Act, *, everywhere: bool) -> tuple[int, sweep.Swept]:
    """Remove the article with all that hangs on it; how many pages went, and what came of masking what tells of it.

    Its addresses are never crawled again.

    Articles that say its headline, lead or teaser make it NotRedacted, unless `everywhere`: they would be masked.
    """
    article_id = _article(archive.connection, act.url)
    if not everywhere:
        words = Masker(deletion.told_elsewhere(archive.connection, article_id))
        _refuse_for_others(archive.connection, article_id, words)
    with _erasing(archive), archive.transaction() as connection:
        _record(connection, "delete", act, None)
        return deletion.delete(connection, article_id)


def share(archive: Archive, other: sqlite3.Connection) -> bool:
    """Take over the acts that the other archive knows and apply them here; whether there were any that are new."""
    if not are_unknown(other, archive.connection):
        return False
    names = "act, url_digest, acted_at, url, reason, decision, acted_by"
    known = set(archive.connection.execute(_ACTS))
    new = [row for row in other.execute(f"SELECT {names} FROM redactions") if row[:3] not in known]
    with _erasing(archive), archive.transaction() as connection:
        connection.executemany(
            f"""INSERT INTO redactions ({names}, erased_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, iif(?1 IN ('hide', 'lift'), ?3, NULL))""",
            new,
        )
        for table, count in (("redacted_words", 2), ("redacted_addresses", 1)):
            rows = other.execute(f"SELECT * FROM {table}").fetchall()
            connection.executemany(f"INSERT OR IGNORE INTO {table} VALUES ({', '.join('?' * count)})", rows)
        _apply_again(connection)
    return True


def are_unknown(here: sqlite3.Connection, there: sqlite3.Connection) -> bool:
    """Whether this archive knows acts that the other does not."""
    queries = (_ACTS, "SELECT digest, words FROM redacted_words", "SELECT digest FROM redacted_addresses")
    return any(not set(here.execute(query)) <= set(there.execute(query)) for query in queries)


def show_as_decided(connection: sqlite3.Connection) -> None:
    """Hide or show each article as the last act says that named it, by whichever of its addresses."""
    acts = connection.execute(
        "SELECT url_digest, act FROM redactions WHERE act IN ('hide', 'lift') ORDER BY acted_at, act"
    ).fetchall()
    if not acts:
        return
    named: dict[str, list[int]] = {digest: [] for digest, _ in acts}
    addresses = connection.execute("SELECT article_id, url FROM article_addresses UNION SELECT id, url FROM articles")
    for article_id, url in addresses:
        if (digest := digest_of(url)) in named:
            named[digest].append(article_id)
    of_acts = [(act == "hide", article_id) for digest, act in acts for article_id in named[digest]]
    connection.executemany("UPDATE articles SET hidden = ? WHERE id = ?", of_acts)


def _apply_again(connection: sqlite3.Connection) -> None:
    show_as_decided(connection)
    deletion.delete_again(connection)
    if words := masker(connection):
        sweep.mask_everything(connection, words)


@contextmanager
def _erasing(archive: Archive) -> Iterator[None]:
    """While it lasts, deleted bytes are overwritten; afterwards pages are compressed and the file is written anew.

    Where that fails (a full disk, another program that reads), the act stands and ArchiveUnusable says what is left.
    """
    archive.connection.execute("PRAGMA secure_delete = ON")
    yield
    try:
        for _ in compaction.compact(archive.transaction):
            pass
        archive.vacuum()
    except ArchiveUnusable as error:
        why = error.reason.partition(". ")[0].rstrip(".")
        reason = f"the act is recorded, but the file could not be written anew, and may hold the words: {why}. {_LEFT}"
        raise ArchiveUnusable(archive.path, reason) from error


_LEFT = "End what reads it, or make room; `kommunarkiv compact` does what is left; until then `check` tells of it."


def _article(connection: sqlite3.Connection, url: str) -> int:
    article_id = article_id_of(connection, url)
    if article_id is None and (told := deletion_of(connection, url)):
        raise NotRedacted(f"{told}. If that was interrupted, `kommunarkiv compact` ends it.")
    if article_id is None:
        raise NotRedacted(f"there is {unknown_address(connection, url)}")
    return article_id


def _refuse_for_others(connection: sqlite3.Connection, article_id: int, words: Masker) -> None:
    """Raise NotRedacted when other articles say the words."""
    rows = connection.execute(
        "SELECT url, headline, description, article_body, author, contact FROM articles WHERE id != ?", [article_id]
    )
    urls = [url for url, *texts in rows if any(text and words.text(text) != text for text in texts)]
    if urls:
        shown = "".join(f"\n  {url}" for url in urls[:10])
        raise NotRedacted(f"other articles say these words too; --everywhere takes them out of all:{shown}")


def _record(connection: sqlite3.Connection, name: str, act: Act, url: str | None, *, after: str | None = None) -> None:
    """Keep the act: `after` the instant of another that it follows, whatever the clock says, as instants order both."""
    at = now()
    if after is not None and at <= after:
        at = stamp(datetime.fromisoformat(after) + timedelta(seconds=1))
    connection.execute(
        """INSERT INTO redactions (act, url_digest, url, reason, decision, acted_by, acted_at, erased_at)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?)""",
        [
            name,
            digest_of(act.url),
            url,
            act.reason,
            act.decision,
            act.acted_by,
            at,
            at if name in {"hide", "lift"} else None,
        ],
    )
