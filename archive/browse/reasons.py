"""The reasons that the archive keeps, in Swedish: why a date was refused or completed, why a site could not be visited.

They are kept as English sentences (`archive.schema.reasons`), which English readers get as they are.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from archive.browse.dates import in_words
from archive.schema import DateReason, Refusal

if TYPE_CHECKING:
    from archive.browse.messages import Messages

SWEDISH: dict[DateReason | Refusal, str] = {
    DateReason.UNREADABLE: "inget datum som går att läsa",
    DateReason.NO_PAGES_YEAR: "{year} kan inte vara en webbsidas år",
    DateReason.AFTER_THE_FETCH: "ligger efter att sidan hämtades",
    DateReason.RELATIVE: "räknat från när sidan hämtades",
    DateReason.GIVEN_IN_UTC: "angivet i UTC, visat i svensk tid",
    DateReason.OFF_BY_THE_OFFSET: "{text} är fel med skillnaden mellan UTC och svensk tid; här som sidan visar det",
    DateReason.TIME_FROM: "klockslaget står {source}",
    DateReason.NO_SUCH_TIME: "{clock} finns inte den dagen; klockan ställdes fram",
    DateReason.TIME_TWICE: "{clock} finns två gånger den dagen; här den första",
    DateReason.YEAR_OF_WEEKDAY: "året efter veckodagen",
    DateReason.YEAR_NEAREST: "året närmast när sidan hämtades",
    DateReason.YEAR_OF_ADDRESS: "året ur adressen",
    DateReason.YEAR_OF_NEIGHBOURS: "året efter grannarna i listan",
    DateReason.YEAR_OF_CHANGE: "året efter dagen för ändringen",
    DateReason.REST_FROM: "{year}; resten står {source}",
    DateReason.BETWEEN_NEIGHBOURS: "de är från {first} till {last}",
    Refusal.DISALLOWED: "robots.txt tillåter det inte",
    Refusal.NO_ROBOTS: "robots.txt gick inte att hämta ({why}), så inget får hämtas",
    Refusal.ROBOTS_STATUS: "robots.txt besvaras med HTTP {status}, så inget får hämtas",
    Refusal.ROBOTS_TOO_LARGE: "robots.txt är komprimerad och för stor att läsa, så inget får hämtas",
    Refusal.CRAWL_DELAY: "robots.txt begär {seconds} s mellan frågorna, längre än vi väntar, så inget får hämtas",
    Refusal.STATUS: "HTTP {status}",
    Refusal.LEADS_ON: "HTTP {status}, leder till {address}",
    Refusal.UNKNOWN_HOST: "värdnamnet finns inte",
    Refusal.NO_CONNECTION: "servern tar inte emot anslutningen",
    Refusal.TIMEOUT: "inget helt svar i tid",
    Refusal.BROKEN_OFF: "svaret bröts av",
    Refusal.NO_HTTP: "anslutningen bröts, eller så är svaret inte HTTP",
    Refusal.TOO_LARGE: "svaret är större än tillåtet",
    Refusal.REDIRECTS: "den leder vidare för många gånger",
    Refusal.NO_WEB: "den leder till {scheme}:, som inte hör till webben",
    Refusal.USER_NAME: "den leder till {host} med ett användarnamn i adressen, som inte skickas vidare",
    Refusal.ANOTHER_SITE: "den leder till en annan webbplats, {host}",
    Refusal.PRIVATE: "den leder till {host}, som inte är en publik adress",
    Refusal.PRIVATE_NAME: "{host} har adressen {address}, som inte är publik",
    Refusal.RESERVED: "sidan ber om att inte sparas ({directives})",
    Refusal.FORBIDDEN: "webbplatsens profil säger aldrig: {pattern}",
    Refusal.UNTOLD: "utan att säga varför",
}
_VALUE = re.compile(r"\{(\w+)\}")


def reason_in(messages: Messages, text: str) -> str | None:
    """A kept reason in the reader's language; None where there is no Swedish for it.

    >>> from archive.browse.messages import Messages
    >>> reason_in(Messages("sv"), "year from the address; the rest is from label")
    'året ur adressen; resten står efter ordet ”Publicerad” eller liknande'
    >>> reason_in(Messages("sv"), "its neighbours in the list are of 2017-02-03 to 2017-02-13")
    'de är från 3 februari 2017 till 13 februari 2017'
    """
    if messages.language == "en":
        return text
    for sentence, pattern in _patterns():
        if match := pattern.fullmatch(text):
            values = {name: _value(messages, name, value) for name, value in match.groupdict().items()}
            return SWEDISH[sentence].format(**values)
    return None


def _value(messages: Messages, name: str, value: str) -> str:
    """A value of a sentence: a source of dates or a day in words, a reason inside another one in Swedish."""
    if name == "source":
        return messages.known("source", value)
    return in_words(value) if name in {"first", "last"} else reason_in(messages, value) or value


@cache
def _patterns() -> list[tuple[DateReason | Refusal, re.Pattern[str]]]:
    """What each sentence looks like with values in it; those that say most themselves first, as others fit theirs."""
    said = sorted(SWEDISH, key=lambda sentence: -len(_VALUE.sub("", sentence)))
    return [(sentence, re.compile(_VALUE.sub(r"(?P<\1>.+)", _escaped(sentence)), re.DOTALL)) for sentence in said]


def _escaped(sentence: str) -> str:
    return re.sub(r"[^\w\s{}]", lambda sign: re.escape(sign[0]), sentence)
