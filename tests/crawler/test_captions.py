"""A caption and the credit in it are parted, however the credit is written, and no sentence is lost."""

from __future__ import annotations

import pytest
from lxml import html

from crawler.extract.captions import read_caption, split_credit


@pytest.mark.parametrize(
    ("text", "caption", "credit"),
    [
        ("Bron. Foto: Åsa Ståhl", "Bron.", "Åsa Ståhl"),
        ("Bron (Foto: Åsa Ståhl)", "Bron", "Åsa Ståhl"),
        ("Bron. Foto Åsa Ståhl", "Bron.", "Åsa Ståhl"),
        ("Bron. Foto av Åsa Ståhl och Bo Ek", "Bron.", "Åsa Ståhl och Bo Ek"),
        ("Bron. Foto: Å. Ståhl", "Bron.", "Å. Ståhl"),
        ("Bron. Foto: Åsa Ståhl. Bilden är beskuren.", "Bron. Bilden är beskuren.", "Åsa Ståhl"),
        ("Bron (Foto: Bo Ek) sedd från norr", "Bron sedd från norr", "Bo Ek"),
        ("Bron. Foto: Bo Ek. Illustration: Eva Lind", "Bron. Illustration: Eva Lind", "Bo Ek, Eva Lind"),
    ],
)
def test_a_credit_is_taken_out_of_the_caption(text: str, caption: str | None, credit: str) -> None:
    assert split_credit(text) == (caption, credit)


@pytest.mark.parametrize(
    ("text", "credit"),
    [
        ("Bron. Fotograf: Åsa Ståhl", "Åsa Ståhl"),
        ("Bron. Bild: Mostphotos", "Mostphotos"),
        ("Bron. Illustration: Plankontoret", "Plankontoret"),
        ("Bron. © Lantmäteriet", "Lantmäteriet"),
        ("Fotograf: Åsa Ståhl", "Åsa Ståhl"),
    ],
)
def test_a_credit_in_other_words_stays_readable_in_the_caption(text: str, credit: str) -> None:
    assert split_credit(text) == (text, credit)


@pytest.mark.parametrize(
    "text",
    [
        "Bild: Så här ser torget ut när stenläggningen är klar till hösten.",
        "Foto i arkivet visar hur bron såg ut.",
        "Ett foto av bron",
        "Bild 3 av 7",
    ],
)
def test_a_sentence_is_no_credit(text: str) -> None:
    assert split_credit(text) == (text, None)


def test_a_credit_in_boxes_of_its_own_is_taken_out_of_the_caption() -> None:
    caption = html.fromstring(
        '<figcaption><span class="caption">Bron i solnedgång</span>'
        '<span class="credit"> (<div class="camera"><span></span>Foto: Åsa Ståhl)</div></span></figcaption>'
    )
    assert read_caption(caption) == ("Bron i solnedgång", "Åsa Ståhl")
