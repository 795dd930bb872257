"""The words of the pages: every one in both languages, none missing, none left over."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

import archive.browse
from archive.browse.messages import MESSAGES, Messages

ROOM = Path(archive.browse.__file__).parent
TEMPLATES = "\n".join(path.read_text(encoding="utf-8") for path in ROOM.rglob("*.html"))
CODE = "\n".join(path.read_text(encoding="utf-8") for path in ROOM.rglob("*.py") if path.name != "messages.py")
USED = set(re.findall(r'\bt(?:\.filled)?\("([\w-]+)"', TEMPLATES)) | set(re.findall(r'\bmessages\("([\w-]+)"', CODE))
BY_NAME = re.compile(
    r"(source|field|how|cms|column|ask|role|with|ended|robots|alarm|told)-[\w -]+|"
    r"(missing|slow|no-calendar)(-text)?|places|websites|"
    r"(least-)?(results|articles)|answers(-cut)?"
)
"""Words chosen by a value: where a date comes from, which field changed or how it was read, which notice is shown, what
is counted."""


def test_no_word_is_missing_and_none_is_left_over() -> None:
    assert {key for key in USED if key not in MESSAGES and not key.endswith("-")} == set()
    assert {key for key in MESSAGES if key not in USED and not BY_NAME.fullmatch(key)} == set()


def test_facts_are_set_apart_by_the_design() -> None:
    """A dot that is text would stand at the beginning of a line where one breaks (`.dotted`)."""
    assert "·" not in TEMPLATES


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("key", MESSAGES)
def test_both_languages_say_it_with_the_same_values(key: str) -> None:
    swedish, english = MESSAGES[key]
    assert swedish.strip()
    assert english.strip()
    assert fields(swedish) == fields(english)
    assert swedish.count("|") == english.count("|") <= 1


@pytest.mark.parametrize(
    ("language", "count", "words"),
    [("sv", 1, "1 artikel"), ("sv", 1200, "1\xa0200 artiklar"), ("en", 1, "1 article"), ("en", 1200, "1,200 articles")],
)
def test_singular_and_plural(language: str, count: int, words: str) -> None:
    assert Messages(language)("articles", n=count) == words  # type: ignore[arg-type]
