"""Masking: words are found however they are written, and nothing else is touched."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.redaction.masking import MASK, Masker, Rule

NAME = "Åsa Granqvist"


@pytest.mark.parametrize(
    "text",
    ["Åsa Granqvist", "ÅSA  GRANQVIST", "asa-granqvist", "&Aring;sa&nbsp;Granqvist", "%C3%85sa+Granqvist",
     "Åsa Gran\u00adqvist", "\\u00c5sa Granqvist", "<b>Åsa</b> <i class='x'>Granqvist</i>", "Åsa Granqvists",
     '<img alt="Åsa Granqvist">'],
)  # fmt: skip
def test_words_are_found_however_they_are_written(text: str) -> None:
    rule = Rule.of(NAME)
    assert rule
    masked = Masker([rule]).text(f"före {text} efter")
    assert "ranqvist" not in masked.lower()
    assert masked.startswith("före ")
    assert masked.endswith(" efter")
    assert masked.count(MASK) == 1


@pytest.mark.parametrize("text", ["Åsa Granqvistsson", "Åsa och Granqvist", "Våsa Granqvist", "Åsa"])
def test_other_words_are_left(text: str) -> None:
    rule = Rule.of(NAME)
    assert rule
    assert Masker([rule]).text(text) == text


@given(st.text(max_size=200))
def test_text_without_the_words_is_returned_as_it_is(text: str) -> None:
    rule = Rule.of("kvantfysiker Östergren")
    assert rule
    assert Masker([rule]).text(text) == text
