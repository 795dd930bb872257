"""What a CMS profile's selectors find, and what is said of a profile that is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from crawler.cms import read_profile, recognise, select
from crawler.document import Document
from crawler.errors import ProfileError

if TYPE_CHECKING:
    from pathlib import Path


def document(markup: str) -> Document:
    return Document.from_text(markup, "https://www.exempelby.se/nyheter/bron")


@pytest.mark.parametrize(
    ("css", "found"),
    [
        (".ruta", 1),
        (".ruta p", 1),
        (":is(.liten, .ruta)", 1),
        (".liten, .ruta", 1),
        ("p[class='a, b']", 0),
        (".ruta.liten", 0),
        (".liten", 0),
    ],
)
def test_selector_finds_what_it_would_without_a_look_for_its_names(css: str, found: int) -> None:
    assert len(select(css, document("<main><div class=ruta><p>Bron är öppen.</p></div></main>"))) == found


@pytest.mark.parametrize(
    ("markup", "key"),
    [
        ("<meta name=generator content='WordPress 6.4'><p>Bron", "wordpress"),
        ("<div class=sv-portlet><p>Bron", "sitevision"),
        ("<img src=/sites/default/files/bron.jpg>", "drupal"),
        ("<p>Bron", None),
    ],
)
def test_cms_is_told_by_its_marks(markup: str, key: str | None) -> None:
    found = recognise(document(markup))
    assert (found and found.key) == key


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name = ", "not TOML"),
        ('name = "X"\n[marks]\nnames = "x"', "marks.names = 'x'"),
        ('name = "X"\nmain = ["p["]\n[marks]', "main.0 = 'p['"),
        ('name = "X"\nmian = ["p"]\n[marks]', "mian = "),
    ],
)
def test_profile_that_is_wrong_names_file_key_and_value(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "x.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ProfileError, match=r"x\.toml") as error:
        read_profile(path)
    assert said in str(error.value)
