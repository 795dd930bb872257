"""What the server tells browsers: load nothing from elsewhere, run nothing, tell no other site who reads what."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from archive.browse.public import SECONDS_KEPT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from archive.browse.asgi import App, Receive, Scope, Send
    from archive.browse.messages import Language
    from archive.browse.reading.teasers import Picture

_FENCES = "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
_ORIGIN = re.compile(r"https?://(?:[a-z0-9-]+\.)*[a-z0-9-]+(?::\d{1,5})?")

EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

DATASETTE_POLICY = (
    f"default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    f"img-src 'self' data:; {_FENCES}"
)
"""For Datasette's own pages, whose scripts are inline. They show archived text only as text."""


def page_policy(pictures: Iterable[Picture] = ()) -> str:
    """The Content-Security-Policy of a page for people; it may load these pictures from where they are.

    An address whose origin can't stand in a policy is left out: the picture stays a reference that doesn't load.
    """
    images = " ".join(["'self'", *sorted({origin for one in pictures if (origin := _origin(one.url))})])
    return f"default-src 'none'; script-src 'self'; style-src 'self'; img-src {images}; {_FENCES}"


def _origin(url: str) -> str | None:
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    origin = f"{parts.scheme}://{parts.netloc.lower()}"
    return origin if _ORIGIN.fullmatch(origin) else None


def page_headers(language: Language, *, pictures: Iterable[Picture] = ()) -> dict[str, str]:
    """The headers of a page for people."""
    return {
        "Content-Security-Policy": page_policy(pictures),
        "Content-Language": language,
        "Vary": "Accept-Language",
        "Cache-Control": "no-cache",
    }


def public_headers(*, findable: bool) -> dict[str, str]:
    """What a public server adds: others may keep the page a while, search engines may have it when it is `findable`."""
    return {"Cache-Control": f"public, max-age={SECONDS_KEPT}", "X-Robots-Tag": "all" if findable else "noindex"}


def _varying(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """The headers of an answer; a page says that it differs by language, as Datasette's own do as well here."""
    given = [(name.lower(), value) for name, value in headers]
    if (b"content-type", True) not in {(name, value.startswith(b"text/html")) for name, value in given}:
        return given
    varies = [value for name, value in given if name == b"vary"]
    if not any(b"accept-language" in value.lower() for value in varies):
        varies.append(b"Accept-Language")
    return [*((name, value) for name, value in given if name != b"vary"), (b"vary", b", ".join(varies))]


def fenced(app: App, *, public: bool) -> App:
    """The same application with the headers that every answer carries; a page's own policy stays as it is."""

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Scope) -> None:
            if message["type"] == "http.response.start":
                given = {name.lower() for name, _ in message.get("headers", [])}
                missing = EVERYWHERE | {"Content-Security-Policy": DATASETTE_POLICY}
                missing |= {"X-Robots-Tag": "noindex, nofollow"} if public else {}
                message["headers"] = [
                    *_varying(message.get("headers", [])),
                    *(
                        (name.lower().encode(), value.encode())
                        for name, value in missing.items()
                        if name.lower().encode() not in given
                    ),
                ]
            await send(message)

        await app(scope, receive, send_with_headers)

    return application
