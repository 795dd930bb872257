"""What stands beside a picture: its caption, and the credit of who made it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from lxml import etree

from crawler.extract.cards import leads_away
from crawler.extract.furniture import is_hidden_label
from crawler.extract.image_sources import is_picture_file
from crawler.normalise.text import clean
from crawler.texts import text_of

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_CAPTION_NAMES = (
    "caption", "bildtext", "billedtekst", "bildetekst", "imagetext", "imgtext", "imgtxt", "phototext", "pictxt", "picturetext", "bildtxt", "figuretext", "cutline", "bildunterschrift",
    "imagecredit", "photocredit", "picturecredit", "mediacredit", "photographer", "fotograf", "imagebyline", "photobyline",
    "bildbyline",
)  # fmt: skip
"""Parts of class names, without the signs between their words."""
_HAS_CAPTION = re.compile(r"(?:has|with|without|no)(?:image|media|photo)?caption")
_LINES = ("p", "div", "br", "li")
CAPTION_LETTERS = 350
"""Letters of a caption at most."""
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
_CREDIT_LETTERS = 60
_CREDIT_WORDS = 6
"""Letters and words at most in a credit without "Foto:": more are a sentence behind "Bild:"."""
_NAME = r"[A-ZÅÄÖÆØÉÜ][\w.'’-]+"
_UNMARKED_CREDIT = re.compile(
    rf"(?:^|(?<=[\s.,;!?|/(–-]))(?:(?:(?:Foto(?:graf)?|Photo(?:grapher)?)(?: av| by| af)?:?|(?P<other>Bild|Illustration) av) |Foto/)(?P<name>{_NAME}(?:(?:,| /| och| and| &)? {_NAME}){{1,4}}|{_NAME}/{_NAME})[).]*$"
)
"""A credit without a colon: capitalised words, two at least, at the end; "Bild av" and "Illustration av" too."""
_SENTENCE_AFTER = re.compile(r"(?<=[^\W\d_][a-zåäöæøéü])(?:\.\s+(?=[A-ZÅÄÖÆØ])|\)\s+)")
"""Where a credit ends and the caption goes on; the point of an initial ends nothing."""
_LABEL = re.compile(
    r"(?:foto(?:graf|graf[ie]|kredit)?|photo(?:graph(?:er|ie)?)?(?: by| credit)?|bild(?:källa)?|illustration|illustratör|ill\.?|kuva|grafik|graphic|"
    r"image(?: credit)?|picture|credit|©)\s*(?::|©|\s(?=[A-ZÅÄÖ]))\s*",
    re.IGNORECASE,
)


def is_caption(element: HtmlElement) -> bool:
    """Whether an element is the caption or the credit of a picture by its class."""
    names = element.get("class")
    return names is not None and names_caption(names)


def is_framed_picture(element: HtmlElement) -> bool:
    """Whether an element holds nothing but pictures and words about them, and leads nowhere else."""
    if next(element.iter("img", "picture"), None) is None:
        return False
    if any(map(_leads_to_a_page, element.iter("a"))) or len(text := clean(text_of(element))) > CAPTION_LETTERS:
        return False
    captions = [one for one in element.iter(etree.Element) if one.tag == "figcaption" or is_caption(one)]
    outer = [one for one in captions if not any(around in captions for around in one.iterancestors())]
    return text == clean(" ".join(text_of(one) for one in outer)) or ends_in_credit(text)


def _leads_to_a_page(link: HtmlElement) -> bool:
    return leads_away(link) and not is_picture_file(link.get("href", ""))


@lru_cache(maxsize=4096)
def names_caption(names: str) -> bool:
    """Whether class names name the caption or the credit of a picture, and not what has one.

    >>> names_caption("media__image-caption"), names_caption("articleHeader hasCaption"), names_caption("img no-caption")
    (True, False, False)
    """
    low = names.lower().replace("-", "").replace("_", "")
    return any(map(low.__contains__, _CAPTION_NAMES)) and any(
        map(_HAS_CAPTION.sub("", low).__contains__, _CAPTION_NAMES)
    )


def is_credit(element: HtmlElement) -> bool:
    """Whether an element beside a picture is called the credit of who made it, and not its caption."""
    names = element.get("class") or ""
    return bool(names) and "caption" not in names.lower() and _names_credit(names)


@lru_cache(maxsize=4096)
def _names_credit(names: str) -> bool:
    return _CREDIT_NAME.search(names) is not None


def read_caption(caption: HtmlElement) -> tuple[str | None, str | None]:
    """Caption and credit of a picture: the caption without the credit, the credit without its label."""
    text = _spaced(caption)
    if is_credit(caption) and _is_short_credit(text) and split_credit(text)[1] is None:
        return None, credit_name(text)
    for element in caption.iter():
        names = element.get("class") if isinstance(element.tag, str) else None
        if element is not caption and names and _names_credit(names) and (credit := _spaced(element)):
            rest = clean(text.replace(credit, " ", 1))
            return (split_credit(rest)[0] or None), credit_name(credit)
    return split_credit(text)


def _spaced(caption: HtmlElement) -> str:
    """The words of a caption that are shown, with a space between its paragraphs and lines."""
    if not len(caption):
        return clean(text_of(caption))
    parts: list[str] = []
    events = etree.iterwalk(caption, events=("start", "end", "comment"))
    for event, element in events:
        parts += [" "] * (element.tag in _LINES)
        if event == "start" and element is not caption and is_hidden_label(element):
            events.skip_subtree()
        elif event == "start":
            parts.append(element.text or "")
        elif element is not caption:
            parts.append(element.tail or "")
    return clean("".join(parts))


def split_credit(text: str) -> tuple[str | None, str | None]:
    """A caption and the name of who made the picture.

    "Foto: NAME", as the press writes it, is taken out of the caption; other wordings stay readable in it. What stands
    behind "Foto:" is a name, whatever its length; behind the other labels only a few words are.

    >>> split_credit("Nya bron över ån. Foto: Åsa Ståhl")
    ('Nya bron över ån.', 'Åsa Ståhl')
    >>> split_credit("Nya bron. Illustration: Plankontoret")
    ('Nya bron. Illustration: Plankontoret', 'Plankontoret')
    >>> split_credit("Bild: Så här ser torget ut när stenläggningen är klar i höst.")
    ('Bild: Så här ser torget ut när stenläggningen är klar i höst.', None)
    """
    match = _CREDIT.search(text) or _UNMARKED_CREDIT.search(text)
    if match is None:
        return text or None, None
    groups = match.groupdict()
    if groups.get("other"):
        return text, credit_name(groups["name"])
    written = groups["name"] or groups["owner"]
    end = _SENTENCE_AFTER.search(written)
    name, rest = (written[: end.start()], written[end.end() :]) if end else (written, "")
    if match.re is _CREDIT and not _PHOTO.match(match[0]):
        return text, credit_name(name) if _is_short_credit(name) else None
    goes_on, other = split_credit(rest)
    caption = " ".join(filter(None, (text[: match.start()].rstrip(" (|/–-,;"), goes_on)))
    return caption or None, ", ".join(filter(None, (credit_name(name), other))) or None


_SURELY_CREDIT = re.compile(
    rf"(?i:foto|photo)(?i:graf|grapher)?\s*:\s*{_NAME}|(?i:bild|ill(?:ustration)?|©)\s*:?\s*{_NAME}(?: {_NAME}){{1,3}}[).]*$"
)
"""A label and capitalised words: "Foto: barn vid sjön" tells what is to be seen."""


def credit_of_itself(image: HtmlElement) -> tuple[str | None, str | None]:
    """Caption and credit in the words that a picture itself carries, where nothing beside it says who made it.

    A title (a tooltip, and the caption once the picture is enlarged) is read where it has a credit: without one it is as
    often the name of a file. Of an alternative text only the credit is taken.
    """
    for name in ("title", "alt"):
        text = clean(image.get(name) or "")
        caption, credit = split_credit(text) if _SURELY_CREDIT.search(text) else (None, None)
        if credit:
            return (caption if name == "title" else None), credit
    return None, None


def _is_short_credit(name: str) -> bool:
    return len(name) <= _CREDIT_LETTERS and len(name.split()) <= _CREDIT_WORDS


_ENDS_IN_CREDIT = re.compile(
    r"(?:foto(?:graf)?|photo(?:grapher)?|bild|image|picture|kuva|bildrechte|bildquelle|credit|quelle)\s*:\s*[^.:]{2,60}[)\].]*$"
    r"|\b(?:getty images|shutterstock|istock|adobe stock|mostphotos|scanpix|tt|afp|reuters|dpa|ap photo)\s*[)\].]*$"
)
_LONGEST_END = 100
"""Letters at the end of a line in which a credit stands."""


def ends_in_credit(text: str) -> bool:
    """Whether a line ends in the credit of a picture, as captions do that no markup tells.

    >>> ends_in_credit("Torget i kvällsljus. Bild: Mostphotos"), ends_in_credit("Torget i kvällsljus blev rätt.")
    (True, False)
    """
    return _ENDS_IN_CREDIT.search(text[-_LONGEST_END:].lower()) is not None


def credit_name(text: str) -> str | None:
    """The name in a credit, without its label and brackets.

    >>> credit_name("Foto: Åsa Ståhl")
    'Åsa Ståhl'
    """
    name = text.lstrip(" ([")
    name = _LABEL.sub("", name, count=1) if _LABEL.match(name) else name
    if (second := _LABEL.match(name)) and ":" in second[0]:  # "© Foto: Karl Lang"; "Picture Alliance" is a name
        name = name[second.end() :]
    return name.strip(" .,;|/()[]–-©") or None
