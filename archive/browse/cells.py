"""Cells of Datasette's own tables that say more than their value."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from markupsafe import Markup

from archive.browse.links import Links

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Awaitable

    from datasette.app import Datasette

_PICTURE = Markup(
    '<figure class="reference"><a href="{url}" rel="noreferrer">Bild hos {host}</a>'
    "<figcaption>{caption}{credit}</figcaption></figure>"
)

_HOW_SHOWN = {
    "news": """SELECT coalesce(caption, alt), credit_text FROM article_images
               WHERE article_id = ? ORDER BY position LIMIT 1""",
    "images": "SELECT coalesce(caption, alt), credit_text FROM article_images WHERE image_id = ? LIMIT 1",
}


def render(
    datasette: Datasette, database: str, table: str | None, column: str, row: sqlite3.Row
) -> Markup | Awaitable[Markup | None] | None:
    """How to show this cell; None when its value is enough."""
    if table is None:
        return _article(datasette, database, row[column], row[column]) if column == "artikel" else None
    if (table, column) in {("news", "headline"), ("articles", "headline")} and "id" in row.keys():  # noqa: SIM118
        return _article(datasette, database, row["id"], row[column])
    if (table, column) in {("news", "image"), ("images", "content_url")}:
        return _picture(datasette, database, table, row, str(row[column]))
    return None


def _article(datasette: Datasette, database: str, article_id: object, text: object) -> Markup | None:
    """A headline, or an article's id in an answer to SQL, as a link to the article's page."""
    if not isinstance(article_id, int):
        return None
    return Markup('<a href="{}">{}</a>').format(Links(datasette, database).article(article_id), text)


async def _picture(datasette: Datasette, database: str, table: str, row: sqlite3.Row, url: str) -> Markup | None:
    """A picture as a reference: its host as link, its caption and its credit; nothing is loaded."""
    address = urlsplit(url)
    if address.scheme not in {"http", "https"} or "id" not in row.keys():  # noqa: SIM118 - a Row iterates over values
        return None
    shown = (await datasette.get_database(database).execute(_HOW_SHOWN[table], [row["id"]])).first()
    caption, credit = shown or (None, None)
    return _PICTURE.format(
        url=url,
        host=address.netloc,
        caption=caption or "",
        credit=Markup(" <small>Foto: {}</small>").format(credit) if credit and credit not in (caption or "") else "",
    )
