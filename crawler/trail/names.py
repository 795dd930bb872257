"""The names in a trail: how they are cleaned, when two are the same, and which of them only name the start page."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archive.schema import Crumb

HOME_NAMES = frozenset(
    {
        *("hem", "hemsida", "hemsidan", "start", "startsida", "startsidan", "förstasida", "förstasidan"),
        *("första sidan", "till startsidan", "till förstasidan", "huvudsida", "huvudsidan", "ingångssidan"),
        *("home", "homepage", "home page", "front page", "frontpage", "main page", "start page"),
        *("hjem", "forside", "forsiden", "til forsiden", "startside", "startsiden", "etusivu", "heim"),
        *("startseite", "accueil", "inicio", "início", "página inicial", "главная", "strona główna"),
    }
)
"""What start pages are called in trails, folded as `same_name` folds them: in Swedish first."""

# What stands before a trail and is no step of it. A sentence is cut off; a title is dropped when it is all there is.
_SENTENCE = re.compile(
    r"(?:du är (?:nu )?här|här är du|du befinner dig här|you are (?:currently )?here|you're here|du er her|"
    r"olet tässä|sie (?:sind|befinden sich) hier|sie befinden sich|aktuelle seite|nuvarande sida|aktuell sida|"
    r"current page|vous êtes ici|(?:länkstig|brödsmulor|sökväg|breadcrumbs?)(?=\s*:))(?!\w)\s*:?\s*",
    re.IGNORECASE,
)
_TITLE = re.compile(
    r"(?:brödsmul|länkstig|sökväg|bread ?crumb|brotkr[uü]m|navigationss?tig|navigeringss?tig|smulesti|brødsmule|"
    r"brødkrumme|murupolku|pfadnavigation|fil d.ariane|navigation trail)\w*(?: \w+)?:?",
    re.IGNORECASE,
)
_TOOLS = frozenset(
    {
        *("lyssna", "lyssna på sidan", "skriv ut", "skriv ut sidan", "dela", "dela sidan", "tipsa", "tipsa en vän"),
        *("tillbaka", "gå tillbaka", "visa mer", "visa hela länkstigen", "listen", "print", "share", "back"),
    }
)
SIGNS = "›»>|/\\→▸►▶❯⟩•·∙⋅"
"""Signs that stand between the steps of a trail, wherever they do."""
_DASHES = ("- ", "– ", "— ", ": ")
_DASHES_AFTER = (" -", " –", " —", " :")
# Soft hyphen, zero-width space, joiners, word joiner and byte order mark; then control characters, and the halves of
# surrogate pairs, which JSON can name and no encoding can write.
_SHOWN_AS_NOTHING = (0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF)
_NO_TEXT = (*range(9), *range(14, 28), *range(0x7F, 0xA0), *range(0xD800, 0xE000))
_INVISIBLE = dict.fromkeys(_SHOWN_AS_NOTHING + _NO_TEXT)
_LONGEST = 4000
"""Longer texts (characters) are cut before they are looked into: no name is a tenth as long, and time stays bounded."""
_LOOKALIKES = str.maketrans(
    dict.fromkeys("”“„‟«»″", '"') | dict.fromkeys("’‘‚‛′´`", "'") | dict.fromkeys("‐‑‒–—−", "-")
)
_CUT = ("…", "...")
_PAGE_BEHIND = re.compile(
    r"\s*(?:\(\s*(?:sida|page)\s*\d+(?:\s*(?:av|of|/)\s*\d+)?\s*\)|(?:,|\s[-–—|])\s+(?:sida|page)\s+\d+(?:\s*(?:av|of|/)\s*\d+)?)$",
    re.IGNORECASE,
)
"""What says behind the name of a list on which of its pages one is."""
_WORD = re.compile(r"[^\W_]")
# Start pages by address: the root, or one step below it that only says language, device or "start".
_START_PATH = re.compile(
    r"/*(?:(?:sv|sv-se|en|mobile|mobil|start|startsida|hem|home|index|default)(?:\.\w+)?/?)?", re.IGNORECASE
)
_SITE_NAME = re.compile(
    r"(?!om )(?:\S+ ){1,3}(?:kommun|stad|kommuns webbplats)|[\w-]+(?:\.[\w-]+)*\.[a-z]{2,6}", re.IGNORECASE
)


def visible(text: str) -> str:
    """The text as a reader sees it: composed (NFC), nothing invisible in it, one space between words."""
    plain = " ".join(text.split())
    if plain.isascii() and plain.isprintable():  # as most names and addresses are: nothing in them to take out
        return plain
    return " ".join(unicodedata.normalize("NFC", text.translate(_INVISIBLE)).split())


def clean_name(text: str) -> str:
    r"""The name in what stands at one step of a trail: separators, prefix and trail title gone; "" when that was all.

    >>> clean_name("  » Övriga\xa0nyheter"), clean_name("Du är här: Hem"), clean_name("Länkstig"), clean_name("...")
    ('Övriga nyheter', 'Hem', '', '')
    """
    name = _bare(visible(text[:_LONGEST]))
    if prefix := _SENTENCE.match(name):
        name = _bare(name[prefix.end() :])
    dropped = not _WORD.search(name) or _TITLE.fullmatch(name) or name.casefold() in _TOOLS
    return "" if dropped else name


def without_page(name: str) -> str:
    """The name of a list without the number of its page behind it, which would be another section on every page.

    >>> without_page("Nyheter (sida 2)"), without_page("Nyheter – sida 2 av 9"), without_page("Budget 2026")
    ('Nyheter', 'Nyheter', 'Budget 2026')
    """
    return _PAGE_BEHIND.sub("", name) or name


def _bare(text: str) -> str:
    """The text without the separators around it; a dash is one only with a space between."""
    while True:
        bare = text.strip(f" {SIGNS}‹«")
        bare = bare[2:] if bare.startswith(_DASHES) else bare
        bare = bare[:-2] if bare.endswith(_DASHES_AFTER) else bare
        if bare == text:
            return bare
        text = bare


def has_prefix(text: str) -> bool:
    """Whether the text begins as trails do: "Du är här:", "You are here" and the like."""
    return bool(_SENTENCE.match(visible(text[:_LONGEST])))


@lru_cache(maxsize=1024)
def folded(name: str) -> str:
    """The name as names are compared: visible text in one case, with one kind of quotation mark and dash."""
    return visible(name).translate(_LOOKALIKES).casefold()


def is_cut(name: str) -> bool:
    """Whether the label was cut to fit, as "Samverkansavtal stärker..." was."""
    return name.endswith(_CUT)


def completes(full: str, label: str) -> bool:
    """Whether `full` is what the cut `label` was before it was cut.

    >>> completes("Samverkansavtal stärker samarbetet", "Samverkansavtal stä…")
    True
    """
    stem = folded(label).rstrip(" .…")
    # Shorter stems ("Ny…") begin too many names to say which.
    return len(stem) >= 5 and folded(full).startswith(stem)


def same_name(a: str, b: str) -> bool:
    r"""Whether two crumb names or headlines say the same.

    Case, composition, no-break spaces, soft hyphens and the kind of quotes and dashes do not count, and a label that
    was cut with "..." is the same as what it was cut from.

    >>> same_name("Snö\xadröjning – så gör vi", "SNÖRÖJNING - så gör vi")
    True
    >>> same_name("Avstängd väg vid...", "Avstängd väg vid Kyrkogatan")
    True
    """
    if folded(a) == folded(b):
        return True
    return (is_cut(a) and completes(b, a)) or (is_cut(b) and completes(a, b))


def is_start(step: Crumb | str) -> bool:
    """Whether a first step only names the start page: by its name, or by an address that is the site's root."""
    name = step if isinstance(step, str) else step.name
    if folded(name) in HOME_NAMES or _SITE_NAME.fullmatch(visible(name)):
        return True
    return not isinstance(step, str) and step.item is not None and is_start_path(step.item)


def is_start_path(address: str) -> bool:
    """Whether an address is a site's start page, its language or its mobile version included."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return not parts.query and bool(_START_PATH.fullmatch(parts.path)) and not parts.fragment


def begins_with(trail: Sequence[Crumb | str], section: Sequence[Crumb | str]) -> bool:
    """Whether a page with this trail belongs to the section with that trail.

    The start page may have another name on one side, or be missing there.

    >>> begins_with(("Start", "Nyheter", "Kommuninfo"), ("Hem", "Nyheter"))
    True
    >>> begins_with(("Nyheter", "Kommuninfo"), ("Hem", "Nyheter"))
    True
    >>> begins_with(("Hem", "Evenemang"), ("Hem", "Nyheter"))
    False
    """
    for below, wanted in _below_start(trail, section):
        names = [step if isinstance(step, str) else step.name for step in below]
        sought = [step if isinstance(step, str) else step.name for step in wanted]
        if len(names) >= len(sought) and all(map(same_name, names, sought)):
            return True
    return False


def _below_start(
    trail: Sequence[Crumb | str], section: Sequence[Crumb | str]
) -> list[tuple[Sequence[Crumb | str], Sequence[Crumb | str]]]:
    """The ways in which two trails may stand beside each other once their start pages are left out."""
    starts = bool(trail) and is_start(trail[0]), bool(section) and is_start(section[0])
    ways = [(trail, section), (trail[starts[0] :], section[starts[1] :])]
    # Only one of two unequal first steps is known as a start page: the other may be the site's own name, unless its
    # address says that it lies below the start.
    if starts[0] and len(section) > 1 and _may_be_site(section[0]):
        ways.append((trail[1:], section[1:]))
    if starts[1] and trail and _may_be_site(trail[0]):
        ways.append((trail[1:], section[1:]))
    return ways


def _may_be_site(step: Crumb | str) -> bool:
    return isinstance(step, str) or step.item is None
