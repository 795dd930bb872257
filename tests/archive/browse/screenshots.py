"""Pictures of every page type for docs/screenshots, desktop and phone.

    python -m tests.archive.browse.screenshots [FOLDER]

Runs `kommunarkiv demo` into a file of its own, lays the two municipalities of the tests' sample beside it (the demo's
portal belongs to none), and photographs each page in headless Chromium. Needs Debian's chromium.
"""

from __future__ import annotations

import io
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

from archive import Archive
from tests.archive.browse.browser import launched, served
from tests.archive.browse.sample import ARTICLES, add_articles, visit_again

if TYPE_CHECKING:
    from playwright.sync_api import Page

PAGES = {
    "front": "/",
    "article": "/demo/artikel/{pictured}",
    "version": "/demo/artikel/{changed}/version/1",
    "section": "/demo/avsnitt/{section}",
    "municipality": "/demo/kommun/0305",
    "municipalities": "/demo/kommuner",
    "pictures": "/demo/bilder",
    "calendar": "/demo/kalender?ar=2017",
    "search": "/demo/sok?q=skola",
    "question": "/demo/bilder_per_fotograf",
    "state": "/demo/lage",
}
SIZES = {"desktop": (1200, 1500), "phone": (390, 844)}
COLOURS = 64
"""Colours of a saved picture: enough for pages of text, and a quarter of the bytes."""
IDS = """SELECT
    (SELECT article_id FROM article_images JOIN images ON images.id = image_id
        WHERE sha256 IS NOT NULL ORDER BY article_id LIMIT 1) AS pictured,
    (SELECT article_id FROM article_versions) AS changed,
    (SELECT id FROM sections WHERE name = 'Övriga Nyheter') AS section"""


def main() -> None:
    """Write the pictures and say how big each is."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "docs/screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        path = Path(temporary) / "demo.db"
        ids = _archive(path)
        with served(path) as base_url, launched() as browser:
            for size, (width, height) in SIZES.items():
                viewport = {"width": width, "height": height}
                with browser.new_context(base_url=base_url, viewport=viewport, locale="sv-SE") as context:  # type: ignore[arg-type]
                    page = context.new_page()
                    for name, address in PAGES.items():
                        _photograph(page, address.format(**ids), folder / f"{name}-{size}.png", 2 * height)


def _archive(path: Path) -> dict[str, int]:
    program = Path(sys.executable).parent / "kommunarkiv"
    subprocess.run([program, "demo", "--archive", path], check=True, stdout=subprocess.DEVNULL)
    with Archive.open(path) as archive:
        for key, (name, base_url, articles) in ARTICLES.items():
            add_articles(archive, key, name, base_url, articles)
        visit_again(archive)
        archive.connection.row_factory = None
        cursor = archive.connection.execute(IDS)
        return dict(zip([column[0] for column in cursor.description], cursor.fetchone(), strict=True))


def _photograph(page: Page, address: str, out: Path, height: int) -> None:
    """The page from its top, at most so many pixels high, in few colours."""
    page.goto(address)
    page.evaluate("document.querySelectorAll('img').forEach(image => { image.loading = 'eager' })")
    page.wait_for_load_state("networkidle")
    picture = Image.open(io.BytesIO(page.screenshot(full_page=True)))
    picture = picture.crop((0, 0, picture.width, min(picture.height, height)))
    picture.convert("RGB").quantize(COLOURS).save(out, optimize=True)
    print(f"{out}: {picture.width} x {picture.height}, {out.stat().st_size // 1024} kB")


if __name__ == "__main__":
    main()
