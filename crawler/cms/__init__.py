"""CMS profiles: what the pages of one content management system have in common, as data (`*.toml`), checked at load.

A site profile knows one site; a CMS profile knows the names that a system gives its parts on every site that uses it.
docs/extraction.md says what each key means and how to add a profile.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

from lxml.cssselect import CSSSelector, SelectorError
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from crawler.document import per_document
from crawler.errors import ProfileError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lxml.html import HtmlElement

    from crawler.document import Document

PACKAGED = Path(__file__).parent
_ADDRESSES = (("link", "href"), ("script", "src"), ("img", "src"), ("a", "href"))
_NO_NAMES = re.compile(r"\[[^\]]*\]|:[\w-]+(?:\([^)]*\))?")
_NAMES = re.compile(r"[.#]([\w-]+)")


def _selector(css: str) -> str:
    try:
        _compiled(css)
    except SelectorError as error:
        message = f"not a CSS selector: {error}"
        raise ValueError(message) from error
    return css


@cache
def _compiled(css: str) -> CSSSelector:
    return CSSSelector(css, translator="html")


Selectors = tuple[Annotated[str, Field(min_length=1), AfterValidator(_selector)], ...]


class Marks(BaseModel):
    """Words that give a CMS away: in the generator meta, in any class or id, in any address that the page names."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    generator: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()


class Cms(BaseModel):
    """One CMS. Every list of selectors is in order of preference: the first that finds something is used."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: str
    name: str
    marks: Marks
    main: Selectors = ()
    headline: Selectors = ()
    description: Selectors = ()
    article_body: Selectors = ()
    author: Selectors = ()
    contact: Selectors = ()
    remove: Selectors = ()
    list_items: Selectors = ()
    section_marks: Selectors = ()
    article_marks: Selectors = ()
    modules: tuple[Annotated[str, Field(min_length=1)], ...] = ()
    """Parts of the class names of the elements that editors make a text of, one beside the other."""

    def find(
        self, field: str, document: Document, wanted: Callable[[HtmlElement], bool] | None = None
    ) -> list[HtmlElement]:
        """The elements that the first matching selector of this field finds, in page order; empty when none does.

        With `wanted` only elements that it is true of count.
        """
        for css in getattr(self, field):
            if found := [one for one in select(css, document) if wanted is None or wanted(one)]:
                return found
        return []

    def find_all(self, field: str, document: Document) -> list[HtmlElement]:
        """The elements that any selector of this field finds."""
        return [element for css in getattr(self, field) for element in select(css, document)]

    def says_section(self, document: Document) -> bool:
        """Whether the page carries a mark of a list page."""
        return bool(self.find("section_marks", document))

    def says_article(self, document: Document) -> bool:
        """Whether the page carries a mark of an article."""
        return bool(self.find("article_marks", document))


def select(css: str, document: Document) -> list[HtmlElement]:
    """The elements of the page that a CSS selector finds."""
    if not any(all(name in document.names for name in names) for names in _names_in(css)):
        return []
    found: list[HtmlElement] = list(cast("Any", _compiled(css))(document.root))
    return found


@cache
def _names_in(css: str) -> tuple[tuple[str, ...], ...]:
    """The classes and ids that a page must have for a selector to find something, for each of its alternatives.

    Most selectors of a profile find nothing on a page. Looking for their names first is a hundred times cheaper.
    """
    return tuple(tuple(_NAMES.findall(part)) for part in _NO_NAMES.sub("", css).split(","))


@per_document
def recognise(document: Document) -> Cms | None:
    """The CMS that made the page, by the first profile one of whose marks it carries; None when none does."""
    generator = " ".join(document.head.get("generator", ())).casefold()
    names = document.names
    addresses = " ".join(
        {url for tag, attribute in _ADDRESSES for element in document.tagged(tag) if (url := element.get(attribute))}
    )
    has_address = _any_address().search(addresses) is not None
    for cms in load_profiles():
        marks = cms.marks
        if (
            any(map(generator.__contains__, marks.generator))
            or any(map(names.__contains__, marks.names))
            or (has_address and any(map(addresses.__contains__, marks.addresses)))
        ):
            return cms
    return None


@cache
def _any_address() -> re.Pattern[str]:
    """The addresses that mark any CMS. Those behind a slash have it once: an expression is searched for fast so."""
    marks = [re.escape(mark) for cms in load_profiles() for mark in cms.marks.addresses]
    behind_slash = "|".join(mark[1:] for mark in marks if mark.startswith("/"))
    return re.compile("|".join([f"/(?:{behind_slash})", *(mark for mark in marks if not mark.startswith("/"))]))


@cache
def load_profiles() -> tuple[Cms, ...]:
    """The packaged profiles in the order of their keys; ProfileError when one is wrong."""
    return tuple(_profiles(PACKAGED))


def _profiles(folder: Path) -> Iterator[Cms]:
    for path in sorted(folder.glob("*.toml")):
        yield read_profile(path)


def read_profile(path: Path) -> Cms:
    """The profile in a file; ProfileError names file, key, value and what would be right."""
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
        return Cms(**{"key": path.stem, **values})
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        message = f"{path}: not TOML: {error}"
        raise ProfileError(message) from error
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(map(str, first["loc"]))
        message = f"{path}: {key or 'profile'} = {first['input']!r}: {first['msg']}"
        raise ProfileError(message) from error
