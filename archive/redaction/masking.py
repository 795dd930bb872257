"""Words found and masked in any text: plain, HTML, JSON, addresses; by the words themselves or by their hashes.

What is to be masked must be recognised when a crawl or a merge brings it again, and must not be in the file. So a rule
is a hash of the words (docs/archive.md says what that does and does not hide): every run of as many words as a rule
has is hashed and looked up.
"""

from __future__ import annotations

import gzip
import html
import json
import re
import sys
import unicodedata
import zlib
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b, sha256
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MASK = "[maskat]"
"""Stands where words were masked; ASCII, so that a page of any encoding can hold it."""
MASK_IN_ADDRESS = quote(MASK)
"""The same in an address, where brackets may not stand (RFC 3986, 3.3)."""

_TAG = r"<[/!?]?[a-zA-Z](?:\"[^\"]*\"|'[^']*'|[^>\"'])*>"
_CUT = re.compile(
    r"(?:</?(?:a|abbr|b|big|em|font|i|mark|s|small|span|strike|strong|sub|sup|tt|u|wbr)"
    r"(?:\s(?:\"[^\"]*\"|'[^']*'|[^>\"'])*)?/?>)+",
    re.IGNORECASE,
)
"""Tags that stand inside a word: what they mark is no word of its own (HTML, 4.5: text-level semantics)."""
_LETTER = "[A-Za-z](?:ring|uml|acute|grave|circ|tilde|cedil|slash)"
_ESCAPE = (
    rf"&(?:amp;)*(?:#0*\d{{1,7}};?|#[xX]0*[0-9a-fA-F]{{1,6}};?|{_LETTER};?|[A-Za-z]{{2,8}}\d?;)"
    r"|%u[0-9A-Fa-f]{4}|(?:%(?:25)*[0-9A-Fa-f]{2})+"
    r"|\\{1,8}(?:u[0-9A-Fa-f]{4}|u\{[0-9A-Fa-f]{1,6}\}|x[0-9A-Fa-f]{2})"
)
"""Letters that are written as something else, in HTML, addresses and scripts; also where that is escaped once more."""
_SIGNS = rf"(?P<run>(?:[^\W_]|[\u00ad\u0300-\u036f\u200b-\u200d\u2060\ufeff]|{_ESCAPE})+)"
_SPACE = r"\\{1,8}[bfnrt]"
"""White space as JSON writes it: the word behind it begins after a letter that is none of its own."""
_SPACED = re.compile(rf"{_SPACE}(?:[^\W_]|[&%\\])")
_SIGN = re.compile(rf"{_ESCAPE}|.", re.DOTALL)
_ADDRESS = re.compile(r"(?:https?:(?:\\{0,8}/){2}|(?<![\w/\\])\\{0,8}/)(?:[^\s\"'<>()\\]|\\{1,8}/)+")
_WEB_ADDRESS = re.compile(r"https?:(?:\\{0,8}/){2}(?:[^\s\"'<>()\\]|\\{1,8}/)+")
_AGAIN = re.compile("&(?:amp;)+(?=.)")
_PERCENT_AGAIN = re.compile("%(?:25)+(?=[0-9A-Fa-f]{2})")
_INVISIBLE = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff")
_GZIP = b"\x1f\x8b"
_STEP = 4096
_MOST = 256 << 20
"""Bytes of a packed page that are looked through: a sitemap may have 50 MB by its rules."""


@dataclass(frozen=True, slots=True)
class _Script:
    """How words stand in a text: what is a piece of it (a tag, or a run of signs), and what a run."""

    piece: re.Pattern[str]
    run: re.Pattern[str]


_PLAIN = _Script(re.compile(rf"(?P<tag>{_TAG})|{_SIGNS}"), re.compile(_SIGNS))
_JSON = _Script(re.compile(rf"(?P<tag>{_TAG})|{_SPACE}|{_SIGNS}"), re.compile(rf"{_SPACE}|{_SIGNS}"))


class _Word(NamedTuple):
    """A word, folded, and where it stands: in one place, or in several where tags cut it."""

    folded: str
    places: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """Words to be masked, as their number and the hash of them."""

    words: int
    digest: str

    @classmethod
    def of(cls, text: str) -> Rule | None:
        """The rule for these words; None when the text has none.

        Case, accents and what stands between the words make no difference, nor does the genitive of the last.

        >>> Rule.of("Åsa Ek") == Rule.of("asa-EK")
        True
        """
        words = [word.folded for word in _words(text, 0, _PLAIN)]
        return cls(len(words), _hash(words)) if words else None


def signs_in(text: str) -> int:
    """How many letters and digits the words of a text have.

    >>> signs_in("å."), signs_in("Bo Ek")
    (1, 4)
    """
    return sum(len(word.folded) for word in _words(text, 0, _PLAIN))


def digest_of(address: str) -> str:
    """What stands in the archive for an address that must not stand in it."""
    return sha256(address.encode()).hexdigest()


class Masker:
    """Masks the words of some rules, and addresses by their digests (`digest_of`, whole or from the path on)."""

    def __init__(self, rules: Iterable[Rule], addresses: Iterable[str] = ()) -> None:
        self._addresses = frozenset(addresses)
        self._rules: dict[int, set[str]] = defaultdict(set)
        for rule in sorted(rules, key=lambda rule: -rule.words):  # of two at one place the longer leaves no rest
            self._rules[rule.words].add(rule.digest)

    def __bool__(self) -> bool:
        return bool(self._rules or self._addresses)

    def text(self, text: str) -> str:
        """The text with every occurrence masked; the same object when there is none."""
        if self._addresses:
            text = _ADDRESS.sub(self._address, text) if _ADDRESS.search(text) else text
        text = self._masked(text, _PLAIN)
        return self._masked(text, _JSON) if _SPACED.search(text) else text

    def _masked(self, text: str, script: _Script) -> str:
        spans = sorted(self._spans(text, script))
        if not spans:
            return text
        addresses = [match.span() for match in _WEB_ADDRESS.finditer(text)]
        parts, end = [], 0
        for start, stop, shown in spans:
            if start < end:
                continue  # found as a word of its own too
            between = text[end:start]
            if not shown and between.isspace():
                between = ""  # what stood between two words that are gone
            mask = MASK_IN_ADDRESS if any(first < start < last for first, last in addresses) else MASK
            parts += [between, mask if shown else ""]
            end = stop
        return "".join([*parts, text[end:]])

    def body(self, body: bytes) -> bytes:
        """A page's bytes, masked in the encoding that they are in; the same object when there is nothing to mask.

        A gzip file (sitemap.xml.gz) is unpacked for it, up to where it is damaged. What is mostly UTF-8 and has a
        letter of another encoding in it (a box from elsewhere, a dictionary made of several pages) is masked in both.
        """
        if body.startswith(_GZIP):
            plain = _unpacked(body)
            masked = self._plain_body(plain)
            return body if masked is plain else gzip.compress(masked, mtime=0)
        return self._plain_body(body)

    def _plain_body(self, body: bytes) -> bytes:
        if (encoding := _UTF_16.get(body[:2])) is not None:
            whole = len(body) // 2 * 2  # a body that is cut may end in half a letter
            masked = self._encoded(body[:whole], encoding, "surrogatepass") + body[whole:]
            return body if masked == body else masked
        masked = self._encoded(body, "utf-8", "surrogateescape")
        try:
            body.decode()
        except UnicodeDecodeError:
            return self._encoded(masked, "latin-1", "strict")
        return masked

    def _encoded(self, body: bytes, encoding: str, errors: str) -> bytes:
        text = body.decode(encoding, errors)
        masked = self.text(text)
        return body if masked == text else masked.encode(encoding, errors)

    def value(self, value: Any) -> Any:
        """A value out of JSON: its strings masked, its keys left."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, list):
            return [self.value(item) for item in value]
        if isinstance(value, dict):
            return {key: self.value(item) for key, item in value.items()}
        return value

    def column(self, text: str) -> str:
        """The text of a database column, which may be JSON."""
        if text[:1] in {"{", "["}:
            try:
                value = json.loads(text)
            except ValueError:
                return self.text(text)
            masked = self.value(value)
            return text if masked == value else json.dumps(masked, ensure_ascii=False)
        return self.text(text)

    def _address(self, match: re.Match[str]) -> str:
        address = html.unescape(match[0]).replace("\\", "")
        asked = {digest_of(address), digest_of(address.partition("#")[0])}
        return match[0] if self._addresses.isdisjoint(asked) else MASK

    def _spans(self, text: str, script: _Script) -> Iterator[tuple[int, int, bool]]:
        """Stretches to replace, as (start, end, whether the mask stands there): words of one find, first and rest."""
        stream: list[_Word] = []
        for piece in script.piece.finditer(text):
            if piece["tag"]:
                yield from self._found(list(_words(piece[0][1:], piece.start() + 1, script)))
            elif piece["run"]:
                stream += _words(piece[0], piece.start(), script)
        yield from self._found(stream)
        if len(mended := _mended(stream, text)) < len(stream):
            yield from self._found(mended)

    def _found(self, words: list[_Word]) -> Iterator[tuple[int, int, bool]]:
        done = 0
        for place in range(len(words)):
            for count, digests in self._rules.items():
                window = words[place : place + count]
                if place < done or len(window) < count:
                    continue
                if not digests.intersection(_hashes([word.folded for word in window])):
                    continue
                places = [one for word in window for one in word.places]
                yield from ((start, end, number == 0) for number, (start, end) in enumerate(places))
                done = place + count


_UTF_16 = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"<\x00": "utf-16-le", b"\x00<": "utf-16-be"}
"""The encoding of a page in UTF-16 by its first bytes: a byte order mark, or markup without one (XML 1.0, F.1)."""


def _unpacked(body: bytes) -> bytes:
    """What is in a gzip file with all its members, as far as it can be read."""
    unpacked = bytearray()
    member = zlib.decompressobj(wbits=31)
    with suppress(zlib.error):
        for place in range(0, len(body), _STEP):
            unpacked += member.decompress(body[place : place + _STEP])
            while member.unused_data.startswith(_GZIP):
                rest, member = member.unused_data, zlib.decompressobj(wbits=31)
                unpacked += member.decompress(rest)
            if len(unpacked) > _MOST:
                break
    return bytes(unpacked)


def _mended(words: list[_Word], text: str) -> list[_Word]:
    """The words as they are read where tags cut some: <b>S</b>vensson is one."""
    mended = words[:1]
    for word in words[1:]:
        end, start = mended[-1].places[-1][1], word.places[0][0]
        if text[end] == "<" and text[start - 1] == ">" and _CUT.fullmatch(text, end, start):
            before = mended.pop()
            word = _Word(before.folded + word.folded, before.places + word.places)  # noqa: PLW2901 - the same, longer
        mended.append(word)
    return mended


def _words(text: str, offset: int, script: _Script) -> Iterator[_Word]:
    """The words of a text, folded, with where each begins and ends."""
    for match in script.run.finditer(text):
        run, start = match["run"], offset + match.start()
        if not run:
            continue
        if run.isalnum():  # nothing to decode, as in most runs: a page takes two thirds of the time
            yield _Word(_folded(run), ((start, start + len(run)),))
        else:
            yield from _words_of_signs(run, start)


def _words_of_signs(run: str, offset: int) -> Iterator[_Word]:
    """The words of a run in which signs stand for other characters."""
    word, start, end = "", 0, 0
    for sign in _SIGN.finditer(run):
        for character in _decoded(sign[0]):
            if character in _INVISIBLE:
                continue
            if character.isalnum():
                start = start if word else sign.start()
                word, end = word + character, sign.end()
            elif unicodedata.combining(character):  # of an Å in two signs, as macOS writes it: no end of a word
                end = sign.end()
            elif word:
                yield _Word(_folded(word), ((offset + start, offset + end),))
                word = ""
    if word:
        yield _Word(_folded(word), ((offset + start, offset + end),))


def _decoded(sign: str) -> str:
    """What an escape of `_ESCAPE`, or one character, says."""
    if len(sign) == 1:
        return sign
    if sign[0] == "&":
        return html.unescape(_AGAIN.sub("&", sign))
    if sign[0] == "\\" or sign[1] == "u":
        return chr(min(int(sign.strip("\\%ux{}"), 16), sys.maxunicode))
    octets = bytes.fromhex(_PERCENT_AGAIN.sub("%", sign).replace("%", ""))
    try:
        return octets.decode()
    except UnicodeDecodeError:
        return octets.decode("latin-1")


def _folded(word: str) -> str:
    if word.isascii():
        return word.lower()
    return "".join(c for c in unicodedata.normalize("NFKD", word.casefold()) if not unicodedata.combining(c))


def _hashes(words: list[str]) -> set[str]:
    found = {_hash(words)}
    if words[-1].endswith("s") and len(words[-1]) > 2:
        found.add(_hash([*words[:-1], words[-1][:-1]]))
    return found


def _hash(words: list[str]) -> str:
    return blake2b(" ".join(words).encode(), digest_size=16, person=b"kommunarkiv").hexdigest()
