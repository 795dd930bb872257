"""A made-up local portal, served on loopback: what `kommunarkiv demo` crawls, and what the tests measure against.

>>> with serve_demo() as base_url:
...     base_url.startswith("http://127.0.0.1:")
True
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from crawler.demo.server import serve
from crawler.demo.site import LocalPortal

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["DEMO_SECTION", "serve_demo", "truth"]

DEMO_SECTION = "Hem › Övriga Nyheter › Kommuninfo"


@contextmanager
def serve_demo(port: int = 0) -> Iterator[str]:
    """The portal's base address (no slash at its end) on 127.0.0.1, for as long as the block runs; 0 is any free port.

    OSError when the port is taken.
    """
    with serve(LocalPortal(), port=port) as base_url:
        yield base_url


def truth() -> list[dict[str, Any]]:
    """What is to be found on the portal; `Portal.truth` says how it is told."""
    return LocalPortal().truth()
