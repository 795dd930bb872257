"""Ctrl-C, SIGTERM and `kommunarkiv stop` while a crawl runs.

Once, the pages on their way are finished and kept; twice, it stops. `kommunarkiv stop` asks once.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sys
from typing import TYPE_CHECKING, Protocol

from crawler.failures import Interrupted

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrapy.core.downloader import Downloader
    from scrapy.crawler import Crawler


_ONCE = "Interrupted: the pages on their way are finished; once more stops at once."
_TWICE = "Stopped."
_LOOK = 1.0
"""Seconds between two looks whether somebody has asked for the end."""
_SOON = 0.05
"""Seconds until Scrapy may have started."""


class Run(Protocol):
    """What is interrupted: it looks at `ending` before it asks for anything more."""

    ending: bool


class Interruption:
    """Ends a run when `is_asked` says that others wish it, or by a signal: `asked` tells whether any came."""

    def __init__(self, crawler: Crawler, run: Run, is_asked: Callable[[], bool] = lambda: False) -> None:
        self.asked = False
        self._is_asked = is_asked
        self._run = run
        self._crawler = crawler
        self._loop = asyncio.get_event_loop()
        self._loop.call_later(_LOOK, self._look)

    def answer_signals(self) -> None:
        """Take Ctrl-C and SIGTERM over from Scrapy.

        Its handlers say nothing above the level INFO, and let every host's next request still wait for its turn: with a
        long Crawl-delay Ctrl-C would seem to do nothing.
        """
        for number in (signal.SIGINT, signal.SIGTERM):
            self._loop.add_signal_handler(number, self._answer)

    def _look(self) -> None:
        if self.asked:
            return
        if self._is_asked():
            self._answer()
        else:
            self._loop.call_later(_LOOK, self._look)

    def _answer(self) -> None:
        if self.asked:
            self._say(_TWICE)
            self._stop_at_once()
            return
        self.asked = self._run.ending = True
        self._say(_ONCE)
        self._stop_once_it_runs()

    def _stop_once_it_runs(self) -> None:
        """Scrapy stops only what runs already: asked while it starts, it would run on with nothing to do."""
        engine = self._crawler.engine
        if engine is None or not engine.running:
            self._loop.call_later(_SOON, self._stop_once_it_runs)
            return
        take_back(engine.downloader)
        self._stopping = asyncio.ensure_future(self._crawler.stop_async())

    @staticmethod
    def _stop_at_once() -> None:
        from twisted.internet import reactor  # noqa: PLC0415 - importing it installs one; Scrapy has chosen by now

        with contextlib.suppress(RuntimeError):  # it is stopping already
            reactor.stop()  # type: ignore[misc]  # the type of an interface, whose methods have no self

    @staticmethod
    def _say(message: str) -> None:
        sys.stderr.write(f"{message}\n")
        sys.stderr.flush()


def take_back(downloader: Downloader) -> None:
    """Let every request that waits for its host's turn fail as Interrupted; what is on the wire goes on."""
    for slot in downloader.slots.values():
        while slot.queue:
            _, waiting = slot.queue.popleft()
            waiting.errback(Interrupted("the run is being ended"))
