"""What a reader searches for, as the address of a search says it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from archive.search import Filters, period_in

if TYPE_CHECKING:
    from archive.browse.visit import Visit

RESTRICTIONS = ("kommun", "lan", "plats", "avsnitt", "tid", "bild", "bilaga")
"""Names of the filters in the address: municipality, county, site, section, year or month or day, has a picture, has
an attachment."""

_TIME = re.compile(r"[0-9]{4}(?:-[0-9]{2}){0,2}")


@dataclass(frozen=True, slots=True)
class Query:
    """The words, and the restrictions by their names in the address.

    A time that is none is left out: the page says so (`not-a-time`). A feed has no place for it, and its address comes
    from a page, which does not pass the value on.
    """

    text: str
    restrictions: dict[str, str]

    @classmethod
    def of(cls, visit: Visit) -> Query:
        """What this visit asks for."""
        given = {name: visit.argument(name) for name in RESTRICTIONS}
        if not _TIME.fullmatch(given["tid"]):
            given["tid"] = ""
        return cls(visit.argument("q"), {name: value for name, value in given.items() if value})

    @property
    def arguments(self) -> dict[str, str]:
        """The query as the address writes it."""
        return {"q": self.text, **self.restrictions}

    @property
    def filters(self) -> Filters:
        """The restrictions as the search takes them."""
        get = self.restrictions.get
        return Filters(
            site=get("plats"),
            section=get("avsnitt"),
            municipality=get("kommun"),
            county=get("lan"),
            since=get("tid"),
            until=get("tid"),
            has_image=True if get("bild") else None,
            has_attachment=True if get("bilaga") else None,
        )

    def in_period(self) -> Query | None:
        """The query with the year, month or day that is typed in it as the time of publication; None without any.

        >>> Query("snöröjning februari 2017", {}).in_period()
        Query(text='snöröjning', restrictions={'tid': '2017-02'})
        """
        period = None if "tid" in self.restrictions else period_in(self.text)
        return period and replace(self, text=period.rest, restrictions=self.restrictions | {"tid": period.time})

    def with_(self, name: str, value: object) -> dict[str, Any]:
        """The address's arguments with one restriction more."""
        return self.arguments | {name: str(value)}

    def with_word(self, word: str, other: str) -> dict[str, str]:
        """The address's arguments with another word in place of one that the reader typed, in whatever case."""
        text = re.sub(rf"\b{re.escape(word)}\b", other, self.text, flags=re.IGNORECASE)
        return self.arguments | {"q": text}

    def without(self, name: str) -> dict[str, str]:
        """The address's arguments with one restriction less."""
        return {key: value for key, value in self.arguments.items() if key != name}
