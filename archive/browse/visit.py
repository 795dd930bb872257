"""One reader's request to one archive, and the answers it can get."""

from __future__ import annotations

from asyncio import to_thread
from contextlib import nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypedDict, TypeVar
from urllib.parse import urlencode

from datasette.utils import sqlite_timelimit
from datasette.utils.asgi import Response

from archive import search
from archive.browse.headers import page_headers, public_headers
from archive.browse.links import Links
from archive.browse.messages import Messages, language_of
from archive.browse.options import Options
from archive.browse.wording import wording
from archive.opening import one_moment

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Mapping

    from datasette.app import Datasette
    from datasette.utils.asgi import Request

    from archive.browse.reading.teasers import Picture

T = TypeVar("T")

PAGE_SIZE = 20
LAST_PAGE = 250
"""Pages that can be turned to: SQLite reads past everything before, and nobody reads 5,000 hits."""

_FEED_TYPES = {"atom": "application/atom+xml; charset=utf-8", "json": "application/feed+json; charset=utf-8"}


class Window(TypedDict):
    """Which stretch of a list to read."""

    limit: int
    offset: int


@dataclass(frozen=True, slots=True)
class Visit:
    """A request, with what every page needs: the archive's links, the reader's language, the plugin's settings."""

    datasette: Datasette
    request: Request
    database: str
    options: Options
    links: Links
    messages: Messages

    @classmethod
    def of(cls, datasette: Datasette, request: Request, database: str) -> Visit:
        """The visit that this request is."""
        language = language_of(request.headers.get("accept-language"))
        return cls(datasette, request, database, Options.of(datasette), Links(datasette, database), Messages(language))

    def caught(self, name: str) -> str:
        """What the address's pattern caught under this name."""
        return str(self.request.url_vars[name])

    def argument(self, name: str) -> str:
        """The last value of this name in the query string, without spaces around it; empty when it is not there."""
        values = self.request.args.getlist(name)
        return str(values[-1]).strip() if values else ""

    @property
    def page_number(self) -> int:
        """Which page of a list is asked for, from 1."""
        text = self.argument("sida")
        return min(max(int(text), 1), LAST_PAGE) if text.isascii() and text.isdigit() and len(text) < 9 else 1

    @property
    def window(self) -> Window:
        """The stretch that this page shows, with one item more, which tells whether another page follows."""
        return {"limit": PAGE_SIZE + 1, "offset": (self.page_number - 1) * PAGE_SIZE}

    def turned_to(self, number: int) -> str:
        """The address of another page of the same list."""
        arguments = {name: self.argument(name) for name in self.request.args if name != "sida"}
        arguments |= {"sida": str(number)} if number > 1 else {}
        return f"?{urlencode(arguments)}"

    async def read(self, reader: Callable[[sqlite3.Connection], T], *, patient: bool = False, query: str = "") -> T:
        """What a reading function gives, from one consistent state of the file, however a crawl writes meanwhile.

        `patient` waits for as long as it takes: what only the archive's keeper asks for, and the whole archive answers.
        `query` are the words that are searched for, if any: the first search after a start waits for Swedish, whose
        loading no limit of time may cut off.
        """
        if query:
            await to_thread(search.load_lexicon)
        limit = self.datasette.setting("sql_time_limit_ms")

        def in_snapshot(connection: sqlite3.Connection) -> T:
            with one_moment(connection), nullcontext() if patient else sqlite_timelimit(connection, limit):
                return reader(connection)

        result: T = await self.datasette.get_database(self.database).execute_fn(in_snapshot)
        return result

    async def page(
        self,
        template: str,
        context: Mapping[str, Any],
        *,
        status: int = 200,
        pictures: Iterable[Picture] = (),
        findable: bool = False,
    ) -> Response:
        """An HTML page; `pictures` are those it shows, which it may load when the settings say so.

        `findable` lets search engines have it on a public server.
        """
        headers = self._headers(pictures, findable=findable)
        words = wording(self.messages, self.links) | {
            "remote_images": self.options.remote_images,
            "turn": self.turned_to,
            "public": self.options.public,
        }
        body = await self.datasette.render_template(
            f"kommunarkiv/{template}.html", words | dict(context), request=self.request
        )
        return Response.html(body, status=status, headers=headers)

    def _headers(self, pictures: Iterable[Picture] = (), *, findable: bool) -> dict[str, str]:
        loaded = pictures if self.options.remote_images else ()
        headers = page_headers(self.messages.language, pictures=loaded)
        return headers | (public_headers(findable=findable) if self.options.public else {})

    def feed(self, kind: str, body: str) -> Response:
        """A feed, as "atom" or "json"."""
        headers = self._headers(findable=False)
        return Response(body, headers=headers, content_type=_FEED_TYPES[kind])

    def file(self, body: bytes, media_type: str, *, save: bool = False) -> Response:
        """A kept file. Its address names its content, so it may be kept for a year; it may neither load nor run."""
        headers = {
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "Cache-Control": f"{'public' if self.options.public else 'private'}, max-age=31536000, immutable",
        }
        if save:
            headers["Content-Disposition"] = "attachment"
        return Response(body, headers=headers, content_type=media_type)

    async def notice(self, name: str, status: int) -> Response:
        """A page that says what is amiss: "missing" or "slow"."""
        return await self.page("notice", {"notice": name}, status=status)
