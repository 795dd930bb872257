"""A made-up site as a test wants it: it counts what is asked of it, and changes or fails on demand while it runs."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from email.message import Message
from fnmatch import fnmatchcase
from typing import Any

from archive import slugify
from crawler.demo.content import Article
from crawler.demo.portal import TEXT, Portal
from crawler.demo.server import Answer, Request, Site, serve


@dataclass(frozen=True, slots=True)
class Seen:
    """One request as it came: seconds of the monotonic clock, path with query, header names in lower case."""

    at: float
    method: str
    target: str
    headers: dict[str, str]

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]


@dataclass(slots=True)
class Trouble:
    """What a path answers instead of its page, `times` more times (None: until recovery)."""

    answer: Answer
    times: int | None


class WatchedSite(Site):
    """A portal behind a counter with switches. Paths are the portal's own, as in its truth."""

    def __init__(self, portal: Portal) -> None:
        super().__init__({})
        self.portal = portal
        self.base_url = ""
        self.delay = 0.0
        """Seconds that every answer takes."""
        self.closing = threading.Event()
        self._lock = threading.Lock()
        self._log: list[Seen] = []
        self._troubles: dict[str, Trouble] = {}
        self._moved: dict[str, Answer] = {}
        self._removed: dict[str, tuple[Article, int]] = {}

    # What was asked.

    @property
    def log(self) -> list[Seen]:
        """Every request so far, in the order of arrival."""
        with self._lock:
            return list(self._log)

    def apart(self, since: int = 0) -> float:
        """Seconds between two requests in the mean, but for the first ones: a busy machine may see one of them late."""
        times = [seen.at for seen in self.log[since:]]
        return (times[-1] - times[0]) / (len(times) - 1)

    def asked(self, pattern: str = "*") -> list[Seen]:
        """The requests whose path (without query) a shell pattern fits."""
        return [seen for seen in self.log if fnmatchcase(seen.path, pattern)]

    def forget(self) -> None:
        """Empty the log."""
        with self._lock:
            self._log.clear()

    def url(self, path: str) -> str:
        """The full address of a path."""
        return self.base_url + path

    def truth(self, kind: str | None = None) -> list[dict[str, Any]]:
        """The portal's truth as it is now, of one kind or all."""
        return [record for record in self.portal.truth() if kind in {None, record["kind"]}]

    # What changes.

    def publish(self, title: str, section: str, **fields: Any) -> str:
        """A new article at the top of a section (by key), otherwise like that section's newest; its path."""
        model = self.portal.listed(self.portal.sections[section])[0]
        newest = self.portal.newest()[0]
        new = {"id": max(self.portal.articles) + 1, "published": newest.published.replace(minute=59), "also_in": ()}
        article = replace(model, title=title, section=section, **{**new, **fields})
        self.portal.put(article)
        return self.portal.article_path(article)

    def edit(self, path: str, **fields: Any) -> None:
        """Other contents at the same address."""
        article = self._article(path)
        self.portal.put(replace(article, slug=article.address_name, **fields))

    def delete(self, path: str, status: int = 404) -> None:
        """Take an article off the site and its lists; its address answers with this status."""
        article = self.portal.remove(self._article(path).id)
        self._removed[path] = (article, status)

    def restore(self, path: str) -> None:
        """Bring a deleted article back."""
        article, _ = self._removed.pop(path)
        self.portal.put(article)

    def move(self, path: str, title: str, status: int = 301) -> str:
        """The new path of an article, made from this title though its own is kept; the old path redirects to it."""
        article = replace(self._article(path), slug=slugify(title))
        self.portal.put(article)
        new = self.portal.article_path(article)
        self._moved[path] = Answer(status=status, headers=(("Location", new),))
        return new

    def fail(self, pattern: str, status: int = 503, retry_after: str | None = None, times: int | None = None) -> None:
        """Let paths that a shell pattern fits answer with an error, for so many requests or until `recover`."""
        headers = (("Retry-After", retry_after),) if retry_after else ()
        self.answer_with(pattern, Answer("<h1>Tillfälligt fel</h1>".encode(), status, headers=headers), times)

    def reserve(self, path: str, directives: str) -> None:
        """Let a path's page say X-Robots-Tag with these directives."""
        page = self.portal.article_page(self._article(path))
        answer = page(Request("GET", path, Message(), self.base_url))
        self.answer_with(path, replace(answer, headers=(*answer.headers, ("X-Robots-Tag", directives))))

    def answer_with(self, pattern: str, answer: Answer, times: int | None = None) -> None:
        """Let paths that a shell pattern fits give this answer, for so many requests or until `recover`."""
        with self._lock:
            self._troubles[pattern] = Trouble(answer, times)

    def recover(self) -> None:
        """End all trouble."""
        with self._lock:
            self._troubles.clear()

    def robots(self, body: str | bytes, status: int = 200, content_type: str = TEXT) -> None:
        """What /robots.txt says from now on."""
        self.answer_with("/robots.txt", Answer(body.encode() if isinstance(body, str) else body, status, content_type))

    # What is said.

    def answer(self, request: Request) -> Answer:
        """The portal's page, unless a switch says otherwise."""
        headers = {name.lower(): value for name, value in request.headers.items()}
        with self._lock:
            self._log.append(Seen(time.monotonic(), request.method, request.target, headers))
            trouble = self._trouble(request.path)
        if self.delay:
            self.closing.wait(self.delay)
        if trouble:
            return trouble
        if request.path in self._removed:
            return replace(self.portal.missing(request), status=self._removed[request.path][1])
        return self._moved.get(request.path) or self.portal.answer(request)

    def _trouble(self, path: str) -> Answer | None:
        for pattern, trouble in self._troubles.items():
            if not fnmatchcase(path, pattern) or trouble.times == 0:
                continue
            if trouble.times is not None:
                trouble.times -= 1
            return trouble.answer
        return None

    def _article(self, path: str) -> Article:
        return next(a for a in self.portal.articles.values() if self.portal.article_path(a) == path)


@contextmanager
def watched(portal: Portal, address: str = "127.0.0.1") -> Iterator[WatchedSite]:
    """The portal served and watched. Another address of the same machine is another host to a crawler."""
    site = WatchedSite(portal)
    with serve(site, address) as site.base_url:
        try:
            yield site
        finally:
            site.closing.set()
