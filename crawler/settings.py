"""The whole Scrapy wiring, explicit, each value with its reason. Scrapy's defaults hold for what is not named here."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

BOT_NAME = "kommunarkiv"
SPIDER_MODULES = ["crawler.spiders"]
NEWSPIDER_MODULE = ""  # `scrapy genspider` writes into the user's folder, never into this package
TEMPLATES_DIR = str(Path(__file__).parent / "templates")
COMMANDS_MODULE = "crawler.scrapy_commands"

# The archive
KOMMUNARKIV_ARCHIVE = os.environ.get("KOMMUNARKIV_ARCHIVE") or "archive.db"
KOMMUNARKIV_CONTACT = os.environ.get("KOMMUNARKIV_CONTACT", "")
KOMMUNARKIV_DOWNLOAD = os.environ.get("KOMMUNARKIV_DOWNLOAD") or "none"
KOMMUNARKIV_RESERVATIONS = os.environ.get("KOMMUNARKIV_RESERVATIONS") or "record"  # crawler/guards/reservations.py
SCHEDULER = "crawler.scheduler.FrontierScheduler"  # the frontier is in the archive, not in a queue of Scrapy's
DUPEFILTER_CLASS = "scrapy.dupefilters.BaseDupeFilter"  # the frontier knows every address once
ITEM_PIPELINES: dict[str, int] = {"crawler.pipelines.ArchivePipeline": 500}

# Politeness: one request a second and host, unless the site's own rules ask for less
ROBOTSTXT_OBEY = False  # crawler.robots does it: Scrapy 2.19 lets requests leave before the rules are known
CONCURRENT_REQUESTS = 512  # the scheduler limits what is on the wire of each host; this only bounds all hosts together
CONCURRENT_REQUESTS_PER_DOMAIN = 1
CONCURRENT_ITEMS = 1  # a page yields one item; Scrapy makes so many tasks for every page, 100 unless told
DOWNLOAD_DELAY = 1.0
DOWNLOAD_DELAY_JITTER = 0.25


def user_agent(contact: str) -> str:
    """The name that the crawler goes by, with where its operator can be reached if that is known.

    >>> user_agent("https://arkiv.example.se/om-insamlingen")
    'kommunarkiv/0.1 (municipal news archive; +https://arkiv.example.se/om-insamlingen)'
    """
    reachable = f"; +{contact}" if contact else ""
    return f"kommunarkiv/0.1 (municipal news archive{reachable})"


USER_AGENT = user_agent(KOMMUNARKIV_CONTACT)
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.1",
    "Accept-Language": "sv,en;q=0.5",
}

# Limits
DOWNLOAD_TIMEOUT = 60  # seconds for the whole answer; a page of 100 kB at modem speed takes 20
DOWNLOAD_MAXSIZE = 10 * 1024 * 1024  # on the wire and inflated; the largest of 317 measured pages has 0.7 MB
DOWNLOAD_WARNSIZE = 0
REDIRECT_MAX_TIMES = 10
RETRY_TIMES = 2
RETRY_GIVE_UP_LOG_LEVEL = "INFO"  # the report tells it in words
RETRY_HTTP_CODES = [500, 502, 504, 408, 520, 521, 522, 523, 524]  # 429 and 503 belong to crawler.guards.pace

# Safety: nothing that runs code listens, nothing but the web is fetched, private addresses only where the user says so
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
EXTENSIONS: dict[str, int | None] = {
    "scrapy.extensions.telnet.TelnetConsole": None,
    "scrapy.extensions.remote_control.RemoteControl": None,
    "scrapy.extensions.feedexport.FeedExporter": None,  # the archive is where items go; loading it costs time
    "crawler.progress.Progress": 0,
}
DOWNLOAD_HANDLERS: dict[str, Any] = {"data": None, "file": None, "ftp": None, "s3": None}
TWISTED_DNS_RESOLVER = "crawler.guards.hosts.PublicResolver"
COOKIES_ENABLED = False  # news needs no session, and a cookie could make two visitors' pages differ
REFERRER_POLICY = "same-origin"
WARN_ON_GENERATOR_RETURN_VALUE = False  # it reads and parses our source at each start, to warn who writes callbacks

DOWNLOADER_MIDDLEWARES: dict[str, int | None] = {
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,  # crawler.guards.Hosts knows the user's own hosts
    # Every hop is checked before its host is asked for anything, its robots.txt included.
    "crawler.guards.hosts.Hosts": 90,
    "crawler.robots.RobotsMiddleware": 100,
    "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
    "crawler.guards.redirects.MetaRefreshes": 580,
    "crawler.guards.redirects.Redirects": 600,
    # What came is inflated and whole before anything looks into it, redirects by <meta> included.
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,  # it keeps half of a cut body
    "crawler.guards.bodies.WholeBodies": 590,
    # Nearest to the network: how long an answer took, and the answers that ask for patience.
    "crawler.guards.pace.Pace": 620,
    # Towards the spider last: the page is kept before anything reads it.
    "crawler.pipelines.PageStore": 50,
}
# Callbacks yield no requests (the scheduler makes them from the frontier) and want to see every status: what these do
# for other spiders has nothing to do here, and each wraps every page's items in one more asynchronous generator.
# Referer stays: redirects ask it for the header.
SPIDER_MIDDLEWARES: dict[str, int | None] = {
    "scrapy.spidermiddlewares.start.StartSpiderMiddleware": None,
    "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": None,
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
    "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware": None,
}

LOG_LEVEL = "WARNING"
LOG_FORMATTER = "scrapy.logformatter.LogFormatter"
TWISTED_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"
