"""Which of the blocks on a page are its article: prose is taken, what CMSs and newsrooms put around it is left."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice, zip_longest
from typing import TYPE_CHECKING, Literal

from crawler.extract.author import is_in_byline
from crawler.extract.block_looks import (
    LABEL,
    LINK_SHARE,
    PROSE,
    SAID,
    WORDS_BY_DATE,
    Place,
    is_caption,
    is_fact,
    is_introduction,
    is_prose,
    is_whole_day,
    names_whole_day,
    place_of,
    share_of_links,
    stands_in,
)
from crawler.extract.blocks import HEADINGS
from crawler.extract.contact import (
    begins_with_contact_heading,
    contact_in_prose,
    is_contact_heading,
    tells_contact,
)
from crawler.extract.image_sources import is_picture_file
from crawler.extract.junk import counts_comments, heads_links, is_date_line, is_junk_heading, is_junk_line
from crawler.normalise.date_words import MONTHS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from lxml.html import HtmlElement

    from crawler.extract.blocks import Block
    from crawler.extract.walk import Picture

Reason = Literal["caption", "links", "label", "junk line", "junk heading", "contact", "date", "above", "below"]

_UNWANTED: frozenset[Reason] = frozenset({"links", "junk heading"})
"""Reasons that hold for the pictures beside a block too."""
_CONTACT_LETTERS = 90
"""Letters in a line of a contact box at most: name, title and unit."""
_LABELLED_PROSE = 3
"""How many paragraphs of prose an article must have for markup that holds none of it to tell a label."""


_SIGNED = re.compile(
    rf"(?:den )?\d{{1,2}}(?::?e)? (?:{'|'.join(MONTHS)})(?: \d{{4}})?|\d{{4}}-\d\d-\d\d", re.IGNORECASE
)
"""The day alone, as the last line under a text."""
_GIVEN = re.compile(r"[@\d]")
"""What an address or a number has."""
_GALLERY = re.compile(
    r"galler[iy]|bildspel|featured[-_]images|slideshow|(?:slick|swiper|splide|flex)[-_]?slide|carousel|fotorama",
    re.IGNORECASE,
)
_GALLERY_LEVELS = 5
"""Elements between a picture and its gallery at most."""
_SPEECH = ("– ", "”", "“", "»")
_SENTENCE = re.compile(r"^\W?[A-ZÅÄÖÆØ].{24,}[.!?”\"’]$", re.DOTALL)


@dataclass(slots=True)
class Choice:
    """The blocks and pictures of the article, and what was left out of it with the reason.

    `captions` are the lines beside pictures that are their captions, `contact_lines` those under contact headings, or of
    a sentence that stays in the text.
    """

    blocks: list[Block] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    captions: dict[HtmlElement, str] = field(default_factory=dict)
    contact_lines: list[str] = field(default_factory=list)
    left: list[tuple[Block, Reason]] = field(default_factory=list)


def choose(
    blocks: Sequence[Block], container: HtmlElement, *, pictures: Sequence[Picture], lead: Sequence[Block]
) -> Choice:
    """The article's blocks among those after the headline, without its lead.

    Prose between headline and container is its introduction, and boxes of facts after the container belong to it.
    """
    numbers = [number for number, block in enumerate(blocks) if stands_in(block, container)]
    first, end = (numbers[0], numbers[-1] + 1) if numbers else (len(blocks), len(blocks))
    inside = [blocks[number] for number in numbers] + [block for block in blocks[end:] if is_fact(block)]
    choice = Choice(pictures=[picture for picture in pictures if _is_above_or_in(picture, first, container)])
    _take_from_below(choice, blocks, pictures)
    # Of pictures in a row the line below belongs to the last, the line above to the first.
    near = {picture.position - 1: picture.element for picture in reversed(choice.pictures)}
    near |= {picture.position: picture.element for picture in choice.pictures}
    for position, block in enumerate(blocks[:first]):
        if block not in lead:
            _take_from_above(choice, block, near.get(position))
    chooser = _Chooser(inside, choice)
    led = bool(lead) and lead[0] in inside
    for position, (block, after) in enumerate(zip_longest(inside, inside[1:]), first):
        led = led and block is not lead[0]
        if led and block.kind in {"p", "h3"} and len(block.text) < LABEL and not SAID.search(block.text):
            _leave_over_lead(choice, block, near.get(position))
        elif block not in lead:
            chooser.take(block, after, near.get(position) if position < end else None)
    if choice.blocks and choice.blocks[-1].kind == "p" and _SIGNED.fullmatch(choice.blocks[-1].text):
        choice.left.append((choice.blocks.pop(), "date"))
    _leave_label_of_links(choice, blocks)
    unwanted = {id(block) for block, reason in choice.left if reason in _UNWANTED}
    choice.pictures = [picture for picture in choice.pictures if not _is_among(picture, blocks, unwanted)]
    choice.blocks = list(_trimmed(choice.blocks)) or _links_below(choice, lead, container)
    if not choice.contact_lines:
        choice.contact_lines = next(filter(None, (contact_in_prose(one.text) for one in reversed(choice.blocks))), [])
    return choice


def _links_below(choice: Choice, lead: Sequence[Block], container: HtmlElement) -> list[Block]:
    """The lists of links right below a lead that has no other text below it: news may be where to read on."""
    if not lead:
        return []
    around = lead[-1].element.getparent()
    links = [block for block, reason in choice.left if reason == "links" and block.kind == "li"]
    lists = (block for block in links if block.lists and block.lists[0].getparent() is around)
    return [block for block in lists if stands_in(block, container)]


def _leave_label_of_links(choice: Choice, blocks: Sequence[Block]) -> None:
    """Leave a short last line that stands in a box of its own with the links below it: "Länkar"."""
    last = choice.blocks[-1] if choice.blocks else None
    if last is None or last.kind != "p" or len(last.text) > LABEL or SAID.search(last.text):
        return
    after = next(islice(blocks, blocks.index(last) + 1, None), None)
    if not any(block is after and reason == "links" for block, reason in choice.left):
        return
    around = set(after.element.iterancestors()) if after is not None else set()
    box = next((element for element in last.element.iterancestors() if element in around), None)
    if box is not None and not any(stands_in(block, box) for block in choice.blocks[:-1]):
        choice.left.append((choice.blocks.pop(), "label"))


def _leave_over_lead(choice: Choice, block: Block, picture: HtmlElement | None) -> None:
    """Leave a short line over the lead: the section's name, or the caption of the picture there."""
    if picture is not None and is_caption(block):
        choice.captions[picture] = block.text
        choice.left.append((block, "caption"))
    else:
        choice.left.append((block, "label"))


def _take_from_below(choice: Choice, blocks: Sequence[Block], pictures: Sequence[Picture]) -> None:
    """Take the pictures below the text that have a caption right behind them, as old portals place them."""
    for picture in pictures:
        block = blocks[picture.position] if 0 <= picture.position < len(blocks) else None
        if block is not None and picture not in choice.pictures and _is_credited_by(block, picture):
            choice.pictures.append(picture)
            choice.captions[picture.element] = block.text


def _take_from_above(choice: Choice, block: Block, picture: HtmlElement | None) -> None:
    """Take what stands between headline and text for its introduction, or for the caption of the picture beside it."""
    if picture is not None and (block.kind == "caption" or is_caption(block)):
        choice.captions[picture] = block.text
    if is_introduction(block):
        choice.blocks.append(block)
    else:
        choice.left.append((block, "above"))


def _is_above_or_in(picture: Picture, first: int, container: HtmlElement) -> bool:
    if picture.position <= first or container in picture.element.iterancestors():
        return True
    link = next(islice(picture.element.iterancestors("a"), 1), None)
    if link is not None:
        return is_picture_file(link.get("href") or "")  # which it is to be enlarged to
    return any(map(_is_gallery, islice(picture.element.iterancestors(), _GALLERY_LEVELS)))


def _is_credited_by(block: Block, picture: Picture) -> bool:
    """Whether the line right behind a picture below the text is its caption with who took it, and no link."""
    if block.linked or not is_caption(block):
        return False
    around = block.element
    return around in picture.element.iterancestors() or around.getparent() is picture.element.getparent()


def _is_gallery(element: HtmlElement) -> bool:
    """Whether an element is a gallery of pictures, which many pages have below their text."""
    names = element.get("class") or ""
    return "ImageGallery" in (element.get("itemtype") or "") or _GALLERY.search(names) is not None


def _is_among(picture: Picture, blocks: Sequence[Block], unwanted: set[int]) -> bool:
    """Whether a picture stands among blocks that are left out: related news, links to other pages."""
    around = [blocks[index] for index in (picture.position - 1, picture.position) if 0 <= index < len(blocks)]
    return bool(around) and all(id(block) in unwanted for block in around)


class _Chooser:
    """The choice in reading order: what a heading stands over ends where prose goes on as before it."""

    def __init__(self, blocks: Sequence[Block], choice: Choice) -> None:
        self.choice = choice
        self.prosaic = _prosaic_places(blocks)
        long = (block for block in blocks if block.kind == "p" and len(block.text) >= LABEL)
        self.textual = {place_of(block) for block in long if not is_date_line(block.text, WORDS_BY_DATE)}
        self.linked_headings = sum(block.kind in HEADINGS and block.link_share > LINK_SHARE for block in blocks)
        self.blocks = blocks
        self.seen: set[Place] = set()
        self.at_the_top = any(len(block.text) >= PROSE for block in blocks)
        self.under: Reason | None = None
        self.emptied: Block | None = None

    @cached_property
    def dated_headings(self) -> int:
        """How many headings are a day."""
        return sum(block.kind in HEADINGS and names_whole_day(block.text) for block in self.blocks)

    @cached_property
    def over_text(self) -> set[int]:
        """The headings (by id) that stand over most of the prose."""
        return _headings_over_text(self.blocks)

    def take(self, block: Block, after: Block | None, picture: HtmlElement | None) -> None:
        """Take a block into the article, or leave it for what it is; `picture` is the one beside it."""
        self.at_the_top = self.at_the_top and len(block.text) < PROSE
        self.under = self._under(block, after)
        reason = self.under or self._reason_to_leave(block, after, by_picture=picture is not None)
        if reason == "junk heading" and not self.seen and id(block) in self.over_text:
            self.under = None  # of a box before the text, and what follows it is the text
        taken = self.choice.blocks
        if reason is None:
            if self.emptied and taken and taken[-1] is self.emptied and block.kind in HEADINGS:
                taken.pop()
            taken.append(block)
            if is_prose(block):
                self.seen.add(place_of(block))
            return
        self.choice.left.append((block, reason))
        if taken and taken[-1].kind in HEADINGS:
            self.emptied = taken[-1]
        if reason == "caption" and picture is not None:
            self.choice.captions[picture] = block.text
        if reason == "contact":
            self.choice.contact_lines += block.text.split("\n")

    def _under(self, block: Block, after: Block | None) -> Reason | None:
        """What a block stands under, or opens itself, that is none of the text."""
        if block.kind in HEADINGS:
            return _what_follows(block, after) or (self.under if self._is_contacts_name(block, after) else None)
        if _opens_contact(block, after):
            return "contact"
        if self.seen and block.kind == "p" and counts_comments(block.text):
            return "junk heading"
        return self.under if self.under and self._belongs_under(self.under, block) else None

    def _is_contacts_name(self, heading: Block, after: Block | None) -> bool:
        """Whether a heading under a contact heading is the name of who is to be contacted."""
        if self.under != "contact" or after is None or after.kind in HEADINGS:
            return False
        return self._belongs_under("contact", after) and tells_contact(f"{heading.text}\n{after.text}")

    def _belongs_under(self, heading: Reason, block: Block) -> bool:
        if heading == "contact":
            if len(block.text) >= LABEL and SAID.search(block.text) and not _GIVEN.search(block.text):
                return False  # the organisation tells of itself
            return max(map(len, block.text.split("\n"))) <= _CONTACT_LETTERS
        return not (is_prose(block) and place_of(block) in self.seen)

    def _reason_to_leave(self, block: Block, after: Block | None, *, by_picture: bool) -> Reason | None:
        if block.kind == "caption" or (by_picture and is_caption(block)):
            return "caption"
        if is_junk_line(block):
            return "junk line"
        if self.at_the_top and self._is_dateline(block):
            return "date"
        if not self.choice.blocks and after is not None and is_whole_day(block):
            return "date"  # of a text too short to tell what stands over it
        if (self.at_the_top or not self.choice.blocks) and len(block.text) < LABEL and is_in_byline(block.element):
            return "label"
        if begins_with_contact_heading(block):
            return "contact"
        if share_of_links(block) > LINK_SHARE and not self._may_be_linked(block, after):
            return "links"
        if self._is_label(block):
            return "label"
        return None

    def _is_dateline(self, block: Block) -> bool:
        """Whether a line over the text is the article's date, alone or, in markup of its own, with a name or a place."""
        is_under_a_subheading = bool(self.choice.blocks) and self.choice.blocks[-1].kind in HEADINGS
        others = 0 if is_under_a_subheading or place_of(block) in self.textual or block.kind == "li" else WORDS_BY_DATE
        if block.kind == "table" or is_fact(block) or not is_date_line(block.text, others):
            return False
        return block.kind not in HEADINGS or (names_whole_day(block.text) and self.dated_headings == 1)

    def _may_be_linked(self, block: Block, after: Block | None) -> bool:
        """Whether a block that is all link is text for all that: a table, a sentence, a heading right over prose."""
        if block.kind in HEADINGS:
            return self.linked_headings == 1 and after is not None and is_prose(after)
        is_sentence = block.kind == "p" and _SENTENCE.search(block.text) is not None
        return block.kind == "table" or (is_sentence and place_of(block) in self.prosaic | self.seen)

    def _is_label(self, block: Block) -> bool:
        """Whether a short line that nobody says stands in markup that holds no prose anywhere in the text."""
        return (
            bool(self.prosaic)
            and block.kind == "p"
            and len(block.text) < LABEL
            and not (block.text.startswith(_SPEECH) and SAID.search(block.text))
            and place_of(block) not in self.prosaic
        )


def _headings_over_text(blocks: Iterable[Block]) -> set[int]:
    """The headings (by id) that stand over most of the prose: what they offer is a box before it, whatever they say."""
    prose: dict[int, list[int]] = {}
    heading = 0
    for block in blocks:
        if block.kind in HEADINGS:
            heading = id(block)
        elif is_prose(block):
            prose.setdefault(heading, []).append(len(block.text))
    half = sum(map(sum, prose.values())) / 2
    return {over for over, lengths in prose.items() if len(lengths) >= _LABELLED_PROSE and sum(lengths) > half}


def _what_follows(heading: Block, after: Block | None) -> Reason | None:
    if is_contact_heading(heading.text, after.text if after else ""):
        return "contact"
    return "junk heading" if is_junk_heading(heading) or heads_links(heading, after) else None


def _opens_contact(block: Block, after: Block | None) -> bool:
    """Whether a line that is no heading stands over contacts as one: "Kontaktpersoner:"."""
    if block.kind != "p" or after is None or not is_contact_heading(block.text, after.text):
        return False
    return (block.is_bold or block.text.endswith(":")) and all(map(tells_contact, after.text.split("\n")[:1]))


def _prosaic_places(blocks: Iterable[Block]) -> set[Place]:
    """The places that hold prose somewhere; none where there is too little prose to tell."""
    longest: dict[Place, int] = defaultdict(int)
    count = 0
    for block in blocks:
        if block.kind == "p":
            place = place_of(block)
            longest[place] = max(longest[place], len(block.text))
            count += len(block.text) >= PROSE
    return {place for place, length in longest.items() if length >= PROSE} if count >= _LABELLED_PROSE else set()


def _trimmed(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks without headings that have no text below them."""
    waiting: list[Block] = []
    for block in blocks:
        waiting.append(block)
        if block.kind not in HEADINGS:
            yield from waiting
            waiting = []
