"""Who answers for an article: contact boxes, lines in its text, "Sidansvarig"."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote

from archive.schema import Contact
from crawler.extract.author import person_name
from crawler.extract.content import main_content
from crawler.extract.furniture import is_surely_furniture
from crawler.extract.walk import BLOCK_TAGS, read_blocks
from crawler.normalise.text import clean
from crawler.texts import page_texts, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from lxml.html import HtmlElement

    from crawler.document import Document
    from crawler.extract.blocks import Block

_BOX = 600
"""Letters of a contact box at most: two people with title, telephone and e-mail."""
_LINE = 160
"""Letters of a line with a name, a title, a number and an address at most."""
_LEVELS = 3
"""Elements to climb from a contact heading to its box."""

_CONTACT_NAME = re.compile(
    r"(?:kontakt|contact)(?:s|er|uppgifter|person(?:er)?|info(?:rmation)?|ruta|box|card|kort|block|portlet|list|a|details)?(?=$|[\s_\d-])"
)
_PERSON_NAME = re.compile(r"vcard|(?<![a-z])(?:person|medarbetare|handlaggare|employee)(?![a-z])", re.IGNORECASE)
"""Class names of boxes that are one person's."""
CONTACT_HEADING = re.compile(
    r"\W*(?:kontakt(?:er|uppgifter|person(?:er)?|information|a oss|a)?|presskontakt(?:er)?|för (?:mer|ytterligare) information(?:,? kontakta)?|"
    r"(?:för )?(?:mera?|ytterligare|närmare) (?:information|upplysningar),? (?:vänligen )?(?:kontakta|lämnas av)|"
    r"frågor(?: besvaras av)?|vid frågor,?(?: (?:vänligen )?kontakta)?|medi[ae]kontakt(?:er)?|contact(?: us| information)?|media contacts?|"
    r"for (?:more|further) information,?(?: please)? contact|kontaktperson(?:er|ar)?|yhteystiedot|yhteyshenkilöt?|kontakt(?:informasjon|oplysninger|daten)|pressekontakt|ansprechpartner(?:in)?)\W*",
    re.IGNORECASE,
)
_CONTACT_OR_MORE = re.compile(
    r"\W*(?:(?:mera?|ytterligare|närmare|vidare) (?:information|upplysningar|uppgifter)(?: (?:ges|lämnas) av)?|tilläggsuppgifter|upplysningar|"
    r"(?:har du|vid) frågor|(?:for )?(?:more|further) information|(?:for )?(?:mer|ytterligere) informasjon|(?:for )?(?:yderligere|flere) (?:oplysninger|information)|"
    r"lisätiedot|lisätietoja(?: antaa| antavat)?|weitere (?:informationen|auskünfte)|(?:bei )?rückfragen)\W*",
    re.IGNORECASE,
)
"""Headings over contacts, and as often over links or text: what follows must give an address or a number."""
_HEADING_WORDS, _HEADING_LETTERS = (
    "kontakt", "contact", "frågor", "mer information", "mera information", "ytterligare information", "yhtey", "lisäti", "partner",
), 60  # fmt: skip
"""One of these is in every heading over contacts, and the letters of such at most: looked for first, for it is cheap."""
_EMAIL = re.compile(
    r"[\w.+-]{1,64}(?:@|\s?[(\[](?:at|a|snabel-?a)[)\]]\s?)(?:[\w-]{1,63}\.){1,4}[a-zåäö]{2,12}", re.IGNORECASE
)
_PHONE = re.compile(
    r"(?<![\d/-])(?:\+\d{2}[\s-]?(?:\(0\)\s?)?|0)\d{1,3}[\s–-]{0,3}\d{2,3}(?:[\s-]?\d{2,3}){1,3}(?!\d)"
    # Norwegian and Danish numbers begin with any figure: behind a label only.
    r"|(?:(?<=tlf\. )|(?<=tlf )|(?<=tlf: )|(?<=tlf\.: )|(?<=elefon )|(?<=elefon: )|(?<=obil )|(?<=obil: ))(?:\d{2} ?(?:\d{2} ?){2}\d{2}|\d{3} \d{2} \d{3})(?!\d)",
    re.IGNORECASE,
)
_FIELD = re.compile(
    r"(?:namn|kontakta|e-?post|mejl|mail|e-?mail|telefon(?:nummer)?|tel|tfn|mobil|mobile|phone|växel|direkt|kontaktperson|titel)\s*[.:]*\s*",
    re.IGNORECASE,
)
_PERSON = re.compile(
    r"(?!(?:Om|Fakta|About|Ring|Tel|Telefon) )[A-ZÅÄÖÉ][\w'’-]+(?: (?:af|av|von|de|der))?(?: [A-ZÅÄÖÉ][\w'’.-]*){1,3}"
)
_ASKED = re.compile(
    rf"(?:\b[Kk]ontakta?:?,? (?:gärna )?|^(?i:(?:för )?{_CONTACT_OR_MORE.pattern}(?:vänligen )?(?:kontakta?:? )?))(?P<role>(?:[a-zåäö-]+ ){{0,4}})(?P<name>{_PERSON.pattern})(?=[\s,(.]|$)"
)
"""Who is to be contacted, in a sentence."""
_ASKING = re.compile(rf"(?:för )?{_CONTACT_OR_MORE.pattern}", re.IGNORECASE)
_RESPONSIBLE = re.compile(
    r"(?:sid(?:an)?s?ansvarig|innehållsansvarig|ansvarig för (?:sidan|innehållet))\s*:?\s*([^|·•\n]{3,60})",
    re.IGNORECASE,
)
_BEHIND_NAME = re.compile(r"\s+(?:senast|uppdatera|publicera|ändra|granska)|,\s*\d|,?\s+\S+@", re.IGNORECASE)
"""What stands behind the name of who answers for a page in its line."""
_LABEL_ALONE = re.compile(r"\s*\w*ansvarig(?: för \w+)?\s*:?\s*", re.IGNORECASE)
_MAILBOXES = frozenset(
    """
    info information kontakt kontakta kontaktcenter kontaktcentrum kundtjanst kundcenter kundservice kommun kommunen
    kommunstyrelsen medborgarservice medborgarkontoret servicecenter reception registrator diariet post mail office hej
    redaktion redaktionen webb webbmaster webmaster
    """.split()
)
"""Mailboxes of a whole organisation."""
_ADDRESS = re.compile(r"\d{3} ?\d{2} [A-ZÅÄÖ]|\b(?:box|besöksadress|postadress|öppettider|öppet)\b", re.IGNORECASE)


def is_contact_box(element: HtmlElement) -> bool:
    """Whether an element is a contact box by its class or id."""
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    return len(names) > 1 and _names_contact(names)


def is_contact_card(element: HtmlElement) -> bool:
    """Whether a contact box or a vCard by name holds little more than a contact: an address or a number, and no prose."""
    classes = element.get("class") or ""
    if not (_names_contact(f"{classes} {element.get('id') or ''}") or _names_person(classes)):
        return False
    text = clean(text_of(element))
    return len(text) <= _BOX and (_EMAIL.search(text) or _PHONE.search(text) or _mail_in(element)) is not None


def is_contact_heading(text: str, after: str) -> bool:
    """Whether a heading stands over contacts, given what comes next.

    >>> is_contact_heading("Kontakt", ""), is_contact_heading("Mer information:", "Anna Ek, tfn 0456-81 64 01")
    (True, True)
    >>> is_contact_heading("Mer information", "Planen finns i stadshuset.")
    False
    """
    if len(text) > _HEADING_LETTERS:
        return False
    if CONTACT_HEADING.fullmatch(text):
        return True
    return _CONTACT_OR_MORE.fullmatch(text) is not None and any(map(_gives_address, after.split("\n")))


def begins_with_contact_heading(block: Block) -> bool:
    """Whether a paragraph is whom to ask below a line that says so: "För mer information:", a break, a name, a number."""
    heading, _, rest = block.text.partition("\n")
    return bool(rest) and is_contact_heading(heading, rest) and any(map(_gives_address, rest.split("\n")))


def _gives_address(line: str) -> bool:
    """Whether a line, and no sentence that asks readers to call, gives an address or a number."""
    if len(line) > _LINE or contact_in_prose(line):
        return False
    return (_EMAIL.search(line) or _PHONE.search(line)) is not None


def tells_contact(text: str) -> bool:
    """Whether a line gives an address or a number of someone, or begins with a name.

    >>> tells_contact("Anna Ek, enhetschef"), tells_contact("Tfn 0456-81 64 01"), tells_contact("Välkommen till oss!")
    (True, True, False)
    """
    return (_EMAIL.search(text) or _PHONE.search(text) or _PERSON.match(text)) is not None


def contact_in_prose(text: str) -> list[str]:
    """The lines of a contact that a sentence gives; none where it names nobody with an address or a number.

    >>> contact_in_prose("Kontakta trafikplanerare Hanna Ek, 0456-81 61 22, om du undrar.")
    ['Hanna Ek, trafikplanerare', ', 0456-81 61 22, om du undrar.']
    """
    match = _ASKED.search(text) if "ontakt" in text or _ASKING.match(text) else None
    if not match or not (_EMAIL.search(text, match.end()) or _PHONE.search(text, match.end())):
        return []
    rest, role = text[match.end() :], match["role"].strip()
    return [f"{match['name']}, {role}", rest] if role else [f"{match['name']}{rest}"]


def _mail_in(element: HtmlElement) -> str | None:
    """The address of the first link to write to in an element."""
    hrefs = (unquote(a.get("href") or "") for a in element.iter("a"))
    return next((href[7:].split("?")[0].strip() for href in hrefs if href.lower().startswith("mailto:")), None)


def _number_in(element: HtmlElement) -> str | None:
    """The number of the first link to call in an element, as it is shown where it is."""
    link = next((a for a in element.iter("a") if (a.get("href") or "").lower().startswith("tel:")), None)
    if link is None:
        return None
    number, shown = link.get("href", "")[4:], clean(text_of(link))
    digits = re.sub(r"\D", "", shown)
    return shown if digits and number.endswith(digits) and not re.search(r"[^\W\d]", shown) else number


@lru_cache(maxsize=4096)
def _names_contact(names: str) -> bool:
    low = names.lower()
    return ("kontakt" in low or "contact" in low) and _CONTACT_NAME.search(low) is not None


@lru_cache(maxsize=4096)
def _names_person(classes: str) -> bool:
    return _PERSON_NAME.search(classes) is not None


def read_contact(document: Document, boxes: Iterable[HtmlElement], lines: Iterable[str]) -> Contact | None:
    """Who answers for the article: from its contact box, else from lines under a contact heading, else "Sidansvarig"."""
    found = [(box, contact) for box in boxes if _told(contact := _contact_in(box))]
    if found:
        return _completed(found)
    for box in _headed_boxes(main_content(document)):
        contact = _contact_in(box)
        if contact.name or not _is_of_the_site(contact, box):
            return contact
    contact = _contact(list(lines), None)
    if contact.email or contact.telephone:
        return contact
    return _contact_beside(document) or _responsible(document)


def _contact_beside(document: Document) -> Contact | None:
    """Whom a box under a contact heading names in a column outside the main content, with an address or a number."""
    if next(iter(page_texts(document).with_words(_HEADING_WORDS, _HEADING_LETTERS)), None) is None:
        return None
    contacts = map(_contact_in, _headed_boxes(document.root))
    return next((one for one in contacts if one.name and (one.email or one.telephone)), None)


def _contact_in(box: HtmlElement) -> Contact:
    blocks = read_blocks(box, keep=frozenset(box.iter())).blocks
    return _contact([line for block in blocks for line in _lines_of(block)], box)


def _told(contact: Contact) -> set[str]:
    """Which of name, address and number a contact gives."""
    told = {"name": contact.name, "email": contact.email, "telephone": contact.telephone}
    return {field for field, value in told.items() if value}


def _completed(found: Sequence[tuple[HtmlElement, Contact]]) -> Contact:
    """The first contact, with what stands beside it where each of its fields has a box of its own.

    A web app of SiteVision's writes "Telefon" and "E-post" so; boxes that each tell more are of several people.
    """
    box, contact = found[0]
    for other, more in found[1:]:
        fields = _told(more)
        alike = other.getparent() is box.getparent() and other.get("class") == box.get("class")
        if not alike or len(_told(found[0][1])) != 1 or len(fields) != 1 or fields & _told(contact):
            break
        contact = replace(contact, **{field: getattr(more, field) for field in fields})
    return contact


def _is_of_the_site(contact: Contact, box: HtmlElement) -> bool:
    """Whether a contact that names nobody is the site's own, which every page shows: switchboard, office, main mailbox."""
    mailbox = (contact.email or "").partition("@")[0].casefold()
    return not mailbox or mailbox in _MAILBOXES or _ADDRESS.search(clean(text_of(box))) is not None


def _lines_of(block: Block) -> list[str]:
    """The lines of a block of a contact box, where a style sheet may part spans that no space parts."""
    text = "" if block.runs else block.text
    for run in block.runs:
        text += "\n" * (text[-1:].isalnum() and run.text[:1].isalnum()) + run.text
    return [line for line in map(clean, text.split("\n")) if line]


def _headed_boxes(around: HtmlElement) -> Iterator[HtmlElement]:
    """The elements that begin with a contact heading and hold little more than a contact."""
    for heading in around.iter("h2", "h3", "h4", "strong"):
        if not CONTACT_HEADING.fullmatch(clean(text_of(heading))) or _stands_in_furniture(heading):
            continue
        box = heading.getparent()
        for _ in range(_LEVELS):
            text = clean(text_of(box)) if box is not None else ""
            if box is None or len(text) > _BOX or not text.startswith(clean(text_of(heading))):
                break
            if len(text) > len(clean(text_of(heading))) + 5:
                yield box
                break
            box = box.getparent()


def _stands_in_furniture(element: HtmlElement) -> bool:
    return any(map(is_surely_furniture, element.iterancestors()))


def _responsible(document: Document) -> Contact | None:
    """Who answers for the page, from its line "Sidansvarig: …" and the address that this links to."""
    texts = page_texts(document)
    for number in texts.with_words(("ansvarig",)):
        line, links = _line_after(texts.owners[number], is_tail=texts.is_tail[number])
        if _LABEL_ALONE.fullmatch(line) and (value := texts.owners[number].getnext()) is not None:
            line, links = f"{line} {text_of(value)}", [value]
        match = _RESPONSIBLE.search(clean(line[:300]))
        if match and (name := person_name(_BEHIND_NAME.split(match[1], maxsplit=1)[0])):
            mail = next(filter(None, map(_mail_in, links)), None) or next(iter(_EMAIL.findall(line[:300])), None)
            return Contact(name=name, email=mail)
    return None


def _line_after(element: HtmlElement, *, is_tail: bool) -> tuple[str, list[HtmlElement]]:
    """The text in or after an element up to the next line break or block, and the elements in that line."""
    text = (element.tail if is_tail else element.text) or ""
    inside: list[HtmlElement] = []
    for inner in element.itersiblings() if is_tail else element.iterchildren():
        if inner.tag in BLOCK_TAGS or (inner.tag == "br" and not _LABEL_ALONE.fullmatch(text)):
            return text, inside
        inside.append(inner)
        text = f"{text}{text_of(inner)}{inner.tail or ''}"
    if is_tail or element.tag in BLOCK_TAGS:
        return text, inside
    rest, after = _line_after(element, is_tail=True)
    return text + rest, inside + after


def _contact(lines: list[str], box: HtmlElement | None) -> Contact:
    """The fields of a contact box from its lines and links."""
    text = "\n".join(lines)
    mail = _mail_in(box) if box is not None else None
    email = mail or (re.sub(r"\s?[(\[][^)\]]+[)\]]\s?", "@", match[0]) if (match := _EMAIL.search(text)) else None)
    phone = _PHONE.search(text)
    telephone = clean(phone[0]) if phone else (_number_in(box) if box is not None else None)
    name, role = _person([line for line in lines if not (CONTACT_HEADING.fullmatch(line) or _FIELD.fullmatch(line))])
    return Contact(name, role, email or None, telephone)


def _person(lines: list[str]) -> tuple[str | None, str | None]:
    """The first person's name among the lines, and the role beside or below it."""
    for index, line in enumerate(lines):
        text = _FIELD.sub("", line, count=1) if _FIELD.match(line) else line
        match = _PERSON.match(text)
        if not match or _EMAIL.search(text[: match.end()]) or _ADDRESS.search(text):
            continue
        rest = text[match.end() :].strip(" ,–-|")
        if rest and text[match.end() : match.end() + 1] not in {",", " ", "|"}:
            continue
        return match[0], _role(rest) or next(filter(None, map(_role, lines[index + 1 : index + 2])), None)
    return None, None


def _role(text: str) -> str | None:
    text = _EMAIL.sub("", _PHONE.sub("", text))
    text = re.split(
        r"(?:,\s*)?\b(?:telefon|tel|tfn|tlf|puh|puhelin|e-?post|mobil|mejl)\b", text, maxsplit=1, flags=re.IGNORECASE
    )[0].strip(" ,.:|–-")
    return text if 2 <= len(text) <= 80 and not _ADDRESS.search(text) and "@" not in text else None
