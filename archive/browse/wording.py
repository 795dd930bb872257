"""What the templates may say and call: words, links, dates, archived text made safe."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from zlib import crc32

from archive.browse import dates, sweden
from archive.browse.assets import ASSETS
from archive.browse.clean import clean_html, marked, paragraphs, with_changes
from archive.browse.data_names import DATA_NAMES
from archive.browse.queries import QUERIES
from archive.browse.reasons import reason_in
from archive.municipalities import before_kommun, tells_municipality
from archive.wording import file_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from archive.browse.links import Links
    from archive.browse.messages import Messages

_TINTS = 6
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}")


def wording(messages: Messages, links: Links) -> dict[str, Any]:
    """Everything that every template may use, by the name it has there."""
    return {
        "t": messages,
        "link": links,
        "assets": {name: f"{links.asset(name)}?{asset.digest}" for name, asset in ASSETS.items()},
        "date": lambda value: dates.time_element(value, messages.language),
        "month": lambda value: dates.in_words(value, messages.language),
        "html": lambda text: clean_html(text, table_label=messages("table")),
        "paragraphs": paragraphs,
        "marked": marked,
        "with_changes": lambda parts: with_changes(parts, messages("removed"), messages("added")),
        "kommun": lambda name: municipality_name(messages, name),
        "tells_municipality": tells_municipality,
        "credit": lambda text: text if ":" in text else messages("credit", name=text),
        "fields": lambda names: joined(messages, (messages.known("field", name) for name in names)),
        "fields_of": lambda names: joined(messages, (messages.known("field", name) for name in json.loads(names))),
        "readings": lambda extracted_by: readings(messages, extracted_by),
        "reason_in": lambda text: reason_in(messages, text),
        "alarm_text": lambda alarm: alarm_text(messages, alarm["kind"], alarm["facts"]),
        "host": host_of,
        "web": is_web,
        "file_kind": file_kind,
        "file_name": file_name,
        "queries": QUERIES,
        "tint": tint,
        "map_size": (sweden.WIDTH, sweden.HEIGHT),
        "map_names": sweden.landmarks(),
        "map_scale": (*sweden.scale(), sweden.KILOMETRES),
        "language_tag": language_tag,
    }


def municipality_name(messages: Messages, name: str) -> str:
    """A municipality as running text names it.

    >>> from archive.browse.messages import Messages
    >>> municipality_name(Messages("sv"), "Stockholm"), municipality_name(Messages("en"), "Stockholm")
    ('Stockholms kommun', 'Municipality of Stockholm')
    """
    return messages("municipality-name", name=before_kommun(name) if messages.language == "sv" else name)


def joined(messages: Messages, words: Iterable[str]) -> str:
    """Words as one enumeration, with "och" or "and" before the last.

    >>> from archive.browse.messages import Messages
    >>> joined(Messages("sv"), ["rubriken", "ingressen", "brödtexten"])
    'rubriken, ingressen och brödtexten'
    """
    *others, last = words
    return messages("enumeration", others=", ".join(others), last=last) if others else last


def readings(messages: Messages, extracted_by: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """What each field was read from, in words and as it is kept, in the order in which people think of the fields.

    >>> from archive.browse.messages import Messages
    >>> readings(Messages("sv"), {"author": "none", "headline": "cms:joomla"})
    [('rubriken', 'där Joomla brukar ha det', 'cms:joomla'), ('författaren', 'finns inte på sidan', 'none')]
    >>> readings(Messages("sv"), {"image": "by hand"})
    [('bilderna', 'by hand', 'by hand')]
    """
    known = [name.removeprefix("field-") for name in DATA_NAMES if name.startswith("field-")]
    fields = [*(name for name in known if name in extracted_by), *(name for name in extracted_by if name not in known)]
    ways = ((name, extracted_by[name]) for name in fields)
    return [(messages.known("field", name), _way(messages, name, way), way) for name, way in ways]


def _way(messages: Messages, field: str, way: str) -> str:
    """How a field was read: as dates say it for a date, else as the field says it, else as any field does."""
    kind, _, maker = way.partition(":")
    if maker:
        return messages("how-cms-of", name=messages.known("cms", maker)) if kind == "cms" else way
    prefixes = (["source"] if field.startswith("date_") else []) + [f"how-{field}", "how"]
    return next((said for prefix in prefixes if (said := messages.known(prefix, way)) != way), way)


def alarm_text(messages: Messages, kind: str, facts: Mapping[str, Any]) -> str:
    """What an alarm (`archive.drift.Alarm`) says to a reader, beside the name of its kind.

    >>> from archive.browse.messages import Messages
    >>> alarm_text(Messages("sv"), "silent", {"section": "Hem › Nyheter", "days": 12, "longest": 1})
    'Hem › Nyheter: inga nyheter på 12 dygn, förut aldrig mer än 1 dygn emellan'
    """
    shares = {name: f"{facts[name]:.0%}" for name in ("share", "before") if isinstance(facts.get(name), float)}
    names = {"field": messages.known("field", facts["field"])} if "field" in facts else {}
    reasons = {"reason": reason_in(messages, facts["reason"]) or facts["reason"]} if "reason" in facts else {}
    return messages(f"told-{kind}", **{**facts, **shares, **names, **reasons})


def host_of(url: str) -> str:
    """The host that an address leads to, as people write it.

    >>> host_of("https://www.habo.se/images/torget.jpg")
    'habo.se'
    """
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def is_web(url: str | None) -> bool:
    """Whether an address may stand in a link: an archived one could hold a script.

    >>> is_web("https://www.habo.se/"), is_web("javascript:alert(1)")
    (True, False)
    """
    return bool(url) and str(url).lower().startswith(("http://", "https://"))


def file_kind(media_type: str | None) -> str | None:
    """What people call a kind of file; the media type itself where they have no word for it.

    >>> file_kind("application/pdf"), file_kind("application/x-gpx")
    ('PDF', 'application/x-gpx')
    """
    return _FILE_KINDS.get(media_type, media_type) if media_type else None


_OFFICE = "application/vnd.openxmlformats-officedocument"
_FILE_KINDS = {
    "application/pdf": "PDF",
    "application/zip": "ZIP",
    "application/msword": "Word",
    f"{_OFFICE}.wordprocessingml.document": "Word",
    "application/vnd.ms-excel": "Excel",
    f"{_OFFICE}.spreadsheetml.sheet": "Excel",
    "application/vnd.ms-powerpoint": "PowerPoint",
    f"{_OFFICE}.presentationml.presentation": "PowerPoint",
    "text/csv": "CSV",
    "text/calendar": "iCalendar",
}


def tint(url: str) -> int:
    """Which of the placeholders' colours a picture gets: always the same one, so that it is known again."""
    return crc32(url.encode()) % _TINTS + 1


def language_tag(tag: str | None) -> str:
    """A language tag that may stand in `lang` (BCP 47); Swedish where the page gave none or something else.

    >>> language_tag("en-GB"), language_tag("svenska!"), language_tag(None)
    ('en-GB', 'sv', 'sv')
    """
    return tag if tag and _LANGUAGE.fullmatch(tag) else "sv"
