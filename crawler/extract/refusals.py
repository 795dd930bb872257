"""Pages that are no article, told before anything is stored as one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from lxml import etree

from crawler.extract.content import main_content
from crawler.extract.structured import plain
from crawler.normalise.text import clean
from crawler.texts import page_texts, text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from crawler.document import Document

NO_HEADLINE = "no headline"
NO_TEXT = "no text"
ERROR_PAGE = "an error page"
LOGIN = "a login page"
SEARCH = "search results"
JAVASCRIPT = "needs JavaScript"

_ERROR = re.compile(
    r"(?:\W*(?:404|403|410|500|502|503)\b.{0,60}|(?:fel|error)\W{0,3}\d{3}\b.*|.{0,40}(?:sidan|adressen|dokumentet|sidan du (?:söker|sökte|letar efter))\W+"
    r"(?:kunde (?:tyvärr )?inte hittas|kan (?:tyvärr )?inte (?:hittas|visas)|hittades (?:tyvärr )?inte|finns (?:tyvärr )?(?:inte|ej)|saknas|är borttagen)\b.*|"
    r"(?:hoppsan|oj|tyvärr)\b.{0,40}(?:hitta|fel|finns inte).*|.{0,30}page (?:was |could )?not (?:be )?found.*|not found|.{0,20}(?:access|åtkomst) (?:denied|nekad|saknas).*|"
    r"ett (?:oväntat )?fel (?:har )?(?:uppstod|inträffade|uppstått|inträffat).*|server error.*|.{0,20}(?:siden|sivua) (?:ble ikke funnet|blev ikke fundet|ei löytynyt).*)",
    re.IGNORECASE,
)
_SEARCH = re.compile(
    r"(?:sök(?:resultat|träffar)?|sökning|search(?: results?)?|sök på (?:webbplatsen|sidan)|sökresultat för\b.{0,60}|"
    r"(?:din )?sökning (?:på|efter)\b.{0,60}|search results for\b.{0,60})\W*",
    re.IGNORECASE,
)
_LOGIN = re.compile(r".{0,30}\b(?:logga in|inloggning|log ?in|sign in|logg inn)\b.{0,30}", re.IGNORECASE)
_NEEDS_SCRIPT = re.compile(r"java ?script", re.IGNORECASE)
_SHORT = 600
"""Letters of main content that an error, login or search page stays under; one with more says something else too."""
_LITTLE = 200
"""Letters that a page may show all the same: its name, a notice of cookies."""
_PASSWORD: Callable[..., Any] = etree.XPath("boolean(//input[@type='password'])")
_SCRIPTS: Callable[..., Any] = etree.XPath("count(//script)")


def refusal(document: Document, headline: str | None, text: str, *, shows_something: bool) -> str | None:
    """Why the page is no article: one of the reasons of docs/extraction.md; None where it is one."""
    if _needs_script(document, text):
        return JAVASCRIPT
    if headline is None:
        return NO_HEADLINE
    if len(text) < _SHORT and (reason := _by_title(document, headline)):
        return reason
    return None if text or shows_something else NO_TEXT


def _by_title(document: Document, headline: str) -> str | None:
    title = plain(document.root.findtext("head/title") or "")
    if _ERROR.fullmatch(headline) or _ERROR.fullmatch(title):
        return ERROR_PAGE
    if _LOGIN.fullmatch(headline) or (_PASSWORD(document.root) and _LOGIN.fullmatch(title)):
        return LOGIN
    return SEARCH if _SEARCH.fullmatch(headline) else None


def is_empty_without_script(document: Document) -> bool:
    """Whether a page shows next to nothing of its own, and has scripts to fill it in a browser."""
    return len("".join(page_texts(document).texts)) < _LITTLE and _needs_script(document, "")


def _needs_script(document: Document, text: str) -> bool:
    if text or not _SCRIPTS(document.root):
        return False
    if any(_NEEDS_SCRIPT.search(text_of(noscript)) for noscript in document.root.iter("noscript")):
        return True
    return len(clean(text_of(main_content(document)))) < 40
