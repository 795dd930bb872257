"""A real Chromium for the tests, headless, that can talk to loopback only and says what went wrong on a page."""

from __future__ import annotations

import asyncio
import shutil
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
import uvicorn
from playwright.sync_api import sync_playwright

from archive.browse.server import make_datasette

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, ConsoleMessage, Dialog, Page, Request

    from archive.browse.options import Options

CHROMIUM = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
)
ARGUMENTS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()

needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine (Debian's package is enough)")


@contextmanager
def launched() -> Iterator[Browser]:
    """A browser for a few tests."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@contextmanager
def served(path: Path, options: Options | None = None) -> Iterator[str]:
    """An archive served on a free loopback port by the program's own Datasette; its address without the last slash."""
    datasette = make_datasette(path, options)
    server = uvicorn.Server(uvicorn.Config(datasette.app(), host="127.0.0.1", port=0, log_level="error"))
    thread = threading.Thread(target=lambda: asyncio.run(server.serve()), daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()
    for database in datasette.databases.values():
        database.close()


class Watch:
    """What happened on a page that must not: dialogs, requests that leave loopback, errors on the console."""

    def __init__(self, page: Page) -> None:
        self.dialogs: list[str] = []
        self.strangers: list[str] = []
        self.console: list[str] = []
        page.on("dialog", self._dialog)
        page.on("request", self._request)
        page.on("console", self._console)

    def _dialog(self, dialog: Dialog) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def _request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme != "data" and address.hostname != "127.0.0.1":
            self.strangers.append(request.url)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.console.append(message.text)

    def assert_nothing(self) -> None:
        """Fail, naming what happened."""
        assert (self.dialogs, self.strangers, self.console) == ([], [], [])
