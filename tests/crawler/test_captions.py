"""A caption and the credit in it are parted, however the credit is written, and no sentence is lost."""

from __future__ import annotations

import pytest

from crawler.extract.captions import split_credit


@pytest.mark.parametrize(
    ("text", "caption", "credit"),
    [
        ("Bron. Foto: Åsa Ståhl", "Bron.", "Åsa Ståhl"),
        ("Bron (Foto: Åsa Ståhl)", "Bron", "Åsa Ståhl"),
        ("Bron. Fotograf: Åsa Ståhl", "Bron.", "Åsa Ståhl"),
        ("Bron. Bild: Mostphotos", "Bron.", "Mostphotos"),
        ("Bron. Illustration: Plankontoret", "Bron.", "Plankontoret"),
        ("Bron. Foto Åsa Ståhl", "Bron.", "Åsa Ståhl"),
        ("Bron. Foto av Åsa Ståhl och Bo Ek", "Bron.", "Åsa Ståhl och Bo Ek"),
        ("Bron. © Lantmäteriet", "Bron.", "Lantmäteriet"),
        ("Fotograf: Åsa Ståhl", None, "Åsa Ståhl"),
        ("Bron. Foto: Å. Ståhl", "Bron.", "Å. Ståhl"),
        ("Bron. Foto: Åsa Ståhl. Bilden är beskuren.", "Bron. Bilden är beskuren.", "Åsa Ståhl"),
        ("Bron (Foto: Bo Ek) sedd från norr", "Bron sedd från norr", "Bo Ek"),
        ("Bron. Foto: Bo Ek. Illustration: Eva Lind", "Bron.", "Bo Ek, Eva Lind"),
    ],
)
def test_a_credit_is_taken_out_of_the_caption(text: str, caption: str | None, credit: str) -> None:
    assert split_credit(text) == (caption, credit)


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
