"""What reads a page says so: its versions cover what a reading depends on, and no more."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import PrivateAttr

import crawler.provenance
from archive.schema import Context, Page
from crawler.provenance import reader_of
from crawler.reading import read_page
from crawler.sites import Design, Site


def test_the_version_of_the_reading_code_covers_all_that_reading_imports() -> None:
    code = "import sys, crawler.reading; print(*[n for n in sys.modules if n.startswith('crawler.')])"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    rooms = {name.split(".")[1] for name in loaded}
    covered = {name.removesuffix(".py") for name in crawler.provenance._READERS} | {"sites"}
    assert rooms - covered == {"errors", "provenance"}, "the profile's own version covers `sites`"


def test_all_that_the_version_names_exists() -> None:
    package = Path(crawler.provenance.__file__).parent
    assert [name for name in crawler.provenance._READERS if not (package / name).exists()] == []


class Watched(Site):
    """A profile that notes which of its fields are asked for."""

    _asked: set[str] = PrivateAttr(default_factory=set)

    def __getattribute__(self, name: str) -> Any:
        if name in Site.model_fields:
            self._asked.add(name)
        return super().__getattribute__(name)


def test_the_version_of_a_profile_covers_what_a_reading_asks_of_it() -> None:
    site = Watched(key="portal", name="Portalen", base_url="https://www.example.se/", designs=(Design(),))
    site._asked.clear()  # what its validation asked for
    body = "<h1>Ny bro</h1><p>Bron över ån öppnar för trafik på måndag.</p>".encode()
    page = Page("https://www.example.se/nyheter/ny-bro", body, datetime(2026, 2, 8, tzinfo=UTC))
    for kind in ("section", "article"):
        read_page(page, site, kind, Context())
    assert site._asked == crawler.provenance._READ_FROM | {"key"}


def test_another_pace_is_no_other_reader_and_another_design_is() -> None:
    plain = Site(key="portal", name="Portalen", base_url="https://www.example.se/")
    slower = plain.model_copy(update={"delay": 5.0, "notes": "svarar långsamt"})
    redesigned = plain.model_copy(update={"designs": (Design(selectors={"headline": "h2"}),)})
    assert reader_of(slower) == reader_of(plain) != reader_of(redesigned)
