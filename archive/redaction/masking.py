"""Words found and masked in any text: plain, HTML, JSON, addresses; by the words themselves or by their hashes.

What is to be masked must be recognised when a crawl or a merge brings it again, and must not be in the file. So a rule
is a hash of the words (docs/archive.md says what that does and does not hide): every run of as many words as a rule
has is hashed and looked up.
"""

from __future__ import annotations

import html
import json
import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from hashlib import blake2b, sha256
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MASK = "[maskat]"
"""Stands where words were masked; ASCII, so that a page of any encoding can hold it."""

_TAG = r"<[/!?]?[a-zA-Z](?:\"[^\"]*\"|'[^']*'|[^>\"'])*>"
_ESCAPE = r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,8}\d?);|(?:%[0-9A-Fa-f]{2})+|\\u[0-9a-fA-F]{4}"
_PIECE = re.compile(rf"(?P<tag>{_TAG})|(?P<run>(?:[^\W_]|[\u00ad\u200b]|{_ESCAPE})+)")
_RUN = re.compile(rf"(?:[^\W_]|[\u00ad\u200b]|{_ESCAPE})+")
_SIGN = re.compile(rf"{_ESCAPE}|.", re.DOTALL)
_ADDRESS = re.compile(r"(?:https?://|(?<![\w/])/)[^\s\"'<>()\\]+")
_INVISIBLE = {"\u00ad", "\u200b"}


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
        words = [word for word, _, _ in _words(text, 0)]
        return cls(len(words), _hash(words)) if words else None


def digest_of(address: str) -> str:
    """What stands in the archive for an address that must not stand in it."""
    return sha256(address.encode()).hexdigest()


class Masker:
    """Masks the words of some rules, and addresses by their digests (`digest_of`, whole or from the path on)."""

    def __init__(self, rules: Iterable[Rule], addresses: Iterable[str] = ()) -> None:
        self._addresses = frozenset(addresses)
        self._rules: dict[int, set[str]] = defaultdict(set)
        for rule in rules:
            self._rules[rule.words].add(rule.digest)

    def __bool__(self) -> bool:
        return bool(self._rules or self._addresses)

    def text(self, text: str) -> str:
        """The text with every occurrence masked; the same object when there is none."""
        if self._addresses:
            text = _ADDRESS.sub(self._address, text) if _ADDRESS.search(text) else text
        spans = sorted(self._spans(text))
        if not spans:
            return text
        parts, end = [], 0
        for start, stop, shown in spans:
            parts += [text[end:start], MASK if shown else ""]
            end = stop
        return "".join([*parts, text[end:]])

    def body(self, body: bytes) -> bytes:
        """A page's bytes, masked in the encoding that they are in; the same object when there is nothing to mask.

        What is mostly UTF-8 and has a letter of another encoding in it (a box from elsewhere, a dictionary made of
        several pages) is masked in both.
        """
        if body[:2] in {b"\xff\xfe", b"\xfe\xff"}:
            whole = len(body) // 2 * 2  # a body that is cut may end in half a letter
            masked = self._encoded(body[:whole], "utf-16", "surrogatepass") + body[whole:]
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
        return MASK if digest_of(html.unescape(match[0])) in self._addresses else match[0]

    def _spans(self, text: str) -> Iterator[tuple[int, int, bool]]:
        """Stretches to replace, as (start, end, whether the mask stands there): words of one find, first and rest."""
        stream: list[tuple[str, int, int]] = []
        for piece in _PIECE.finditer(text):
            if piece["tag"]:
                yield from self._found(list(_words(piece[0][1:], piece.start() + 1)))
            else:
                stream += _words(piece[0], piece.start())
        yield from self._found(stream)

    def _found(self, words: list[tuple[str, int, int]]) -> Iterator[tuple[int, int, bool]]:
        done = 0
        for place in range(len(words)):
            for count, digests in self._rules.items():
                window = [word for word, _, _ in words[place : place + count]]
                if place < done or len(window) < count or not digests.intersection(_hashes(window)):
                    continue
                for number, (_, start, end) in enumerate(words[place : place + count]):
                    yield start, end, number == 0
                done = place + count


def _words(text: str, offset: int) -> Iterator[tuple[str, int, int]]:
    """The words of a text, folded, with where each begins and ends."""
    for run in _RUN.finditer(text):
        if run[0].isalnum():  # nothing to decode, as in most runs: a page takes two thirds of the time
            yield _folded(run[0]), offset + run.start(), offset + run.end()
            continue
        word, start, end = "", 0, 0
        for sign in _SIGN.finditer(run[0]):
            for character in _decoded(sign[0]):
                if character in _INVISIBLE:
                    continue
                if character.isalnum():
                    start = start if word else sign.start()
                    word, end = word + character, sign.end()
                elif word:
                    yield _folded(word), offset + run.start() + start, offset + run.start() + end
                    word = ""
        if word:
            yield _folded(word), offset + run.start() + start, offset + run.start() + end


def _decoded(sign: str) -> str:
    if len(sign) == 1:
        return sign
    if sign[0] == "%":
        return unquote(sign, errors="replace")
    return html.unescape(sign) if sign[0] == "&" else chr(int(f"0x{sign[2:]}", 0))


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
