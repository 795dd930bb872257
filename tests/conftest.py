"""The made-up sites as fixtures: each test has its own, on an address of its own, so that a crawler sees many hosts."""

import signal
from collections.abc import Iterator

import pytest

from crawler.demo.site import LocalPortal
from tests.sites.drupal import Drupal
from tests.sites.faults import FaultServer, serve_faults
from tests.sites.optimizely import Optimizely
from tests.sites.server import WatchedSite, watched
from tests.sites.sitevision import SiteVision
from tests.sites.trailless import Trailless

collect_ignore = ["benchmarks", "fuzz"]
"""Run by hand: they need the peers that they measure beside (pyproject.toml, `benchmark`)."""

# A shell's background job ignores Ctrl-C, and so does all that it starts: tests that end a program by it would wait
# for ever.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def demo_site() -> Iterator[WatchedSite]:
    """The demo's local portal (Joomla, mobile mirror), watched."""
    with watched(LocalPortal()) as site:
        yield site


@pytest.fixture
def sitevision_site() -> Iterator[WatchedSite]:
    """A municipality on SiteVision."""
    with watched(SiteVision(), "127.0.1.1") as site:
        yield site


@pytest.fixture
def optimizely_site() -> Iterator[WatchedSite]:
    """A municipality on Optimizely."""
    with watched(Optimizely(), "127.0.1.2") as site:
        yield site


@pytest.fixture
def drupal_site() -> Iterator[WatchedSite]:
    """A municipality on Drupal."""
    with watched(Drupal(), "127.0.1.3") as site:
        yield site


@pytest.fixture
def trailless_site() -> Iterator[WatchedSite]:
    """A municipality whose pages show no trail."""
    with watched(Trailless(), "127.0.1.4") as site:
        yield site


@pytest.fixture
def fault_server() -> Iterator[FaultServer]:
    """A server that misbehaves, each fault at its own path."""
    with serve_faults("127.0.1.5") as server:
        yield server
