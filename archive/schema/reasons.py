"""Reasons that are kept, as sentences that browsing can say in Swedish: of dates, and of sites that refuse."""

from __future__ import annotations

from enum import StrEnum
from typing import NewType

Told = NewType("Told", str)
"""A reason as it is kept: a sentence of those below with its values in it, so that browsing can say it in Swedish."""


class _Sentences(StrEnum):
    """Reasons in English, with the names of their values in braces; `archive.browse.reasons` has each in Swedish."""

    def told(self, **values: object) -> Told:
        """The sentence with these values in it."""
        return Told(self.format(**values))


class DateReason(_Sentences):
    """Why a date was refused, or what of it the page does not say."""

    UNREADABLE = "holds no date that can be read"
    NO_PAGES_YEAR = "{year} is no year of a page"
    AFTER_THE_FETCH = "lies after the page was fetched"
    RELATIVE = "relative to the fetch time"
    GIVEN_IN_UTC = "given in UTC, shown in Swedish time"
    OFF_BY_THE_OFFSET = "{text} is off by the Swedish offset; as shown"
    TIME_FROM = "time of day from {source}"
    NO_SUCH_TIME = "{clock} does not exist on that day; the clock moved on"
    TIME_TWICE = "{clock} comes twice on that day; the first was taken"
    YEAR_OF_WEEKDAY = "year from weekday"
    YEAR_NEAREST = "year nearest to the fetch time"
    YEAR_OF_ADDRESS = "year from the address"
    YEAR_OF_NEIGHBOURS = "year from the neighbours in the list"
    YEAR_OF_CHANGE = "year from the day of the change"
    REST_FROM = "{year}; the rest is from {source}"
    BETWEEN_NEIGHBOURS = "its neighbours in the list are of {first} to {last}"


class Refusal(_Sentences):
    """Why a site could not be visited."""

    DISALLOWED = "robots.txt does not allow it"
    NO_ROBOTS = "robots.txt can't be had ({why}), so nothing may be fetched"
    ROBOTS_STATUS = "robots.txt is answered HTTP {status}, so nothing may be fetched"
    ROBOTS_TOO_LARGE = "robots.txt is compressed, and too large to be read, so nothing may be fetched"
    CRAWL_DELAY = "robots.txt asks for {seconds} s between requests, longer than a run waits, so nothing may be fetched"
    STATUS = "HTTP {status}"
    LEADS_ON = "HTTP {status}, leads to {address}"
    UNKNOWN_HOST = "the host's name is not known"
    NO_CONNECTION = "the host refuses the connection"
    TIMEOUT = "no whole answer in time"
    BROKEN_OFF = "the answer broke off"
    NO_HTTP = "the connection broke, or what came is not HTTP"
    TOO_LARGE = "the answer is larger than allowed"
    REDIRECTS = "it redirects too often"
    NO_WEB = "it leads to {scheme}:, which is not the web"
    USER_NAME = "it leads to {host} with a user name in the address, which is not sent on"
    ANOTHER_SITE = "it leads to another site, {host}"
    PRIVATE = "it leads to {host}, which is not a public address"
    PRIVATE_NAME = "{host} resolves to {address}, which is not a public address"
    RESERVED = "the page asks not to be kept ({directives})"
    FORBIDDEN = "the site's profile says never: {pattern}"
    UNTOLD = "no reason told"
