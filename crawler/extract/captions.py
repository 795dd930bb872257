"""What stands beside a picture: its caption, and the credit of who made it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from crawler.normalise.text import clean

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_CAPTION_NAMES = (
    "caption", "bildtext", "billedtekst", "bildetekst", "imagetext", "phototext", "figuretext", "cutline", "bildunterschrift",
    "imagecredit", "photocredit", "picturecredit", "mediacredit", "photographer", "fotograf", "imagebyline", "photobyline",
    "bildbyline",
)  # fmt: skip
"""Parts of class names, without the signs between their words."""
_CREDIT_NAME = re.compile(
    r"credit|byline|photographer|fotograf|copyright|source|quelle|rights|author|attribution|foto-?name|agency",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    r"(?:^|(?<=[\s.,;:!?|/(–-]))(?:foto(?:graf|graf[ie]|kredit)?|photo(?:graph(?:er|ie)?)?(?: by| credit)?|bild(?:källa)?|"
    r"ill(?:ustration|ustratör)?|kuva|grafik|graphic|image(?: credit)?|picture|credit)\s*[:©]\s*(?P<name>\S.*)$"
    r"|©\s*(?P<owner>\S.*)$",
    re.IGNORECASE | re.DOTALL,
)
_PHOTO = re.compile(r"(?:foto|photo)\s*:", re.IGNORECASE)
_LABEL = re.compile(
    r"(?:foto(?:graf|graf[ie]|kredit)?|photo(?:graph(?:er|ie)?)?(?: by| credit)?|bild(?:källa)?|illustration|illustratör|ill\.?|kuva|grafik|graphic|"
    r"image(?: credit)?|picture|credit|©)\s*(?::|©|\s(?=[A-ZÅÄÖ]))\s*",
    re.IGNORECASE,
)


def is_caption(element: HtmlElement) -> bool:
    """Whether an element is the caption or the credit of a picture by its class."""
    names = element.get("class")
    return names is not None and names_caption(names)


@lru_cache(maxsize=4096)
def names_caption(names: str) -> bool:
    """Whether class names name the caption or the credit of a picture."""
    low = names.lower().replace("-", "").replace("_", "")
    return any(name in low for name in _CAPTION_NAMES)


@lru_cache(maxsize=4096)
def _names_credit(names: str) -> bool:
    return _CREDIT_NAME.search(names) is not None


def read_caption(caption: HtmlElement) -> tuple[str | None, str | None]:
    """Caption and credit of a picture: the caption without the credit, the credit without its label."""
    text = clean(caption.text_content())
    for element in caption.iter():
        names = element.get("class") if isinstance(element.tag, str) else None
        if element is not caption and names and _names_credit(names) and (credit := clean(element.text_content())):
            rest = clean(text.replace(credit, " ", 1))
            return (split_credit(rest)[0] or None), credit_name(credit)
    return split_credit(text)


def split_credit(text: str) -> tuple[str | None, str | None]:
    """A caption and the name of who made the picture.

    "Foto: NAME", as the press writes it, is taken out of the caption; other wordings stay readable in it.

    >>> split_credit("Nya bron över ån. Foto: Åsa Ståhl")
    ('Nya bron över ån.', 'Åsa Ståhl')
    >>> split_credit("Nya bron. Illustration: Plankontoret")
    ('Nya bron. Illustration: Plankontoret', 'Plankontoret')
    """
    match = _CREDIT.search(text)
    if match is None:
        return text or None, None
    name = credit_name(match["name"] or match["owner"])
    if not _PHOTO.match(match[0]):
        return text, name
    return text[: match.start()].rstrip(" (|/–-,;") or None, name


_ENDS_IN_CREDIT = re.compile(
    r"(?:foto|photo|bild|image|picture|kuva|bildrechte|bildquelle|credit|quelle)\s*:\s*[^.:]{2,60}[)\].]*$"
    r"|(?:getty images|shutterstock|istock|adobe stock|mostphotos|scanpix|tt|afp|reuters|dpa|ap photo)\s*[)\].]*$",
    re.IGNORECASE,
)


def ends_in_credit(text: str) -> bool:
    """Whether a line ends in the credit of a picture, as captions do that no markup tells."""
    return _ENDS_IN_CREDIT.search(text) is not None


def credit_name(text: str) -> str | None:
    """The name in a credit, without its label and brackets.

    >>> credit_name("Foto: Åsa Ståhl")
    'Åsa Ståhl'
    """
    name = _LABEL.sub("", text, count=1) if _LABEL.match(text) else text
    return name.strip(" .,;|/()[]–-") or None
