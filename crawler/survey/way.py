"""The way of a survey through a site: start page, home page, what may be a section, a few articles of each."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from archive.schema import Context, Page
from crawler import cms
from crawler.discover import Candidate, entries_beside, find_clues, menu_entries, parts_of
from crawler.discover.paid import paid_for_as
from crawler.document import Document, document_of
from crawler.errors import NotAnArticle
from crawler.extract import extract_article
from crawler.extract.site_name import site_name
from crawler.listing import is_list, list_items, next_page, page_number
from crawler.listing.items import page_address
from crawler.listing.links import is_labelled_paid
from crawler.normalise.text import clean
from crawler.normalise.urls import canonical_url, same_site
from crawler.reading.articles import is_as_told
from crawler.sites import ad_hoc
from crawler.survey.draft import NO_PAGE, Draft
from crawler.survey.sections import (
    BESIDE,
    NO_LIST,
    ONE,
    PARTS,
    UNDATED,
    FoundSection,
    collections,
    is_above,
    is_named,
    is_part,
    judge,
    kin,
    proven,
    without_excerpts,
)
from crawler.texts import text_of
from crawler.trail import HOME_NAMES, begins_with, read_trail

if TYPE_CHECKING:
    from collections.abc import Container

    from archive.schema import Article

Fetch = Callable[[str], Awaitable[Page | str]]
"""Gives a page, or the reason why there is none."""

_ABSENT = {"HTTP 404", "HTTP 410", NO_PAGE}
_MAX_LOOKS, _MAX_HUB_LOOKS, _MAX_MENU_LOOKS = 10, 6, 7
"""Pages that are looked at for sections, and those after them that the menus lead to without calling them news."""
_MAX_PARTS = 6
"""Parts that are tried of a page that is named like news and lists none."""
_MAX_DEPTH = 2
"""Steps from the home page, or the start, to a page that may be a section; what is named like news is followed on."""
_FAILED_GUESSES = 2
"""Guessed addresses that may be missing before no more are tried: such a site has no pages of its folders."""
_SECTIONS_SAMPLED, _SAMPLES, _TRIES = 3, 2, 3
_NAMED_BY_USER, _OF_ARTICLE, _HUB = 100, 45, 5
# Menus under which municipalities keep their news where the home page names none.
_HUBS = re.compile(
    r"(?:om )?kommunen|kommun (?:och|&) politik|om oss|om webbplatsen|innehåll(?: a-ö)?|webbkarta|sajtkarta"
)


class Survey:
    """One look at one site."""

    def __init__(self, start: str, fetch: Fetch, *, is_home: bool = False) -> None:
        """A look that begins at `start`, and goes on from the site's home page, or with `is_home` from the start."""
        self._is_home = is_home
        self.draft = Draft(start, base_url=urljoin(start, "/"))
        self._fetch = fetch
        self._documents: dict[str, Document | str] = {}
        self._queue: list[tuple[Candidate, int]] = []
        self._known: set[str] = set()
        self._homes: set[str] = set()
        self._failed_guesses = 0
        self._undated: list[tuple[Candidate, Document]] = []
        """Lists that were left aside because nothing calls them news and they show no dates."""

    async def run(self) -> Draft:
        """Look at the site."""
        start = await self._document(self.draft.start)
        if isinstance(start, str):
            self.draft.refused = f"{self.draft.start}: {start}"
            self.draft.absent = start in _ABSENT
            return self.draft
        self.draft.base_url = urljoin(start.url, "/")
        home = start if self._is_home else await self._document(self.draft.base_url)
        if isinstance(home, Document):
            self._describe(home)
        self._homes = {_key(self.draft.base_url)}
        if not self._is_home and urlsplit(self.draft.start).path not in {"", "/"}:
            self._take_start(start)
        elif isinstance(home, Document):
            self._homes.add(_key(home.url))
        if isinstance(home, str):
            self.draft.problems.append(f"{self.draft.base_url}: {home}")
            await self._look(_MAX_LOOKS)
        else:
            await self._look_from(home)
        await self._sample()
        self.draft.name = self._site_name(home, start)
        return self.draft

    async def _look_from(self, home: Document) -> None:
        """Look at what the home page calls news, then at what else its menus have and at itself, if a list."""
        self._add_clues(home, 0)
        await self._look(_MAX_LOOKS)
        if is_list(home) and next_page(home):
            self._queue.append((Candidate(home.url, "", _HUB, ["the home page is a list with more pages"]), 0))
        if not self.draft.sections:
            self._add_hubs(home)
        self._add_menus(home)
        await self._look(_MAX_LOOKS + _MAX_HUB_LOOKS)
        self.draft.sections = without_excerpts(self.draft.sections)
        edited = (anchor for anchor in home.tagged("a") if not is_labelled_paid(anchor))
        shown = (page_address(home, anchor.get("href") or "") for anchor in edited)
        for section in collections(self.draft.sections, set(filter(None, shown))):
            self.draft.sections.remove(section)
            self.draft.looked_at.append((section.url, BESIDE))
        self._add_kin({item.url for item in list_items(home) if item.listed})

    def _add_menus(self, home: Document) -> None:
        """Put entries of menus into the row, those beside parts of the news first, also from pages above them."""
        named = [section for section in self.draft.sections if section.named]
        parts = [section for section in named if is_part(section)]
        beside = {section.url for section in named if not section.dated} | {part.url for part in parts}
        hubs = [section.url for section in named if any(is_above(section, part) for part in parts)]
        pages = [home, *(self._documents.get(canonical_url(hub)) for hub in hubs)]
        shown = [one for page in pages if isinstance(page, Document) for one in entries_beside(page, beside)]
        entries: dict[str, Candidate] = {}
        for entry in (*shown, *menu_entries(home)):
            entries.setdefault(_key(entry.url), entry)
        for candidate in [one for key, one in entries.items() if key not in self._known][:_MAX_MENU_LOOKS]:
            self._add(candidate, 0)

    def _add_kin(self, shown: Container[str]) -> None:
        """Take back lists without dates that are parts of the same news as a section without dates."""
        for candidate, document in self._undated:
            found = kin(document, candidate, self.draft.sections, shown)
            if found and not self._known_as(found):
                self.draft.looked_at.remove((candidate.url, UNDATED))
                self.draft.sections = without_excerpts([*self.draft.sections, found])

    async def _document(self, url: str) -> Document | str:
        key = canonical_url(url)
        if key not in self._documents:
            self.draft.requests += 1
            page = await self._fetch(url)
            if isinstance(page, str):
                self._documents[key] = page
            else:
                self._documents[key] = document_of(page)
        return self._documents[key]

    # Where sections may be

    def _take_start(self, start: Document) -> None:
        """A start that is a section is one by the user's word; one that is an article leads to its section."""
        candidate = Candidate(start.url, "", _NAMED_BY_USER, ["you named it"], chosen=True)
        self._add(candidate, 0)
        self._describe(start)
        self._add_clues(start, 0)
        if is_list(start):
            return
        crumbs = [crumb for crumb in read_trail(start).crumbs if crumb.name.casefold() not in HOME_NAMES]
        for crumb in reversed(crumbs):
            if crumb.item and same_site(crumb.item, start.url):
                reason = f"the trail of the page that you named goes through “{crumb.name}”"
                self._add(Candidate(crumb.item, crumb.name, _OF_ARTICLE, [reason]), 0)
        folder = urljoin(start.url, ".").rstrip("/")
        if urlsplit(folder).path:
            self._add(Candidate(folder, "", _OF_ARTICLE, ["the page that you named is below it"]), 0)

    def _add_clues(self, document: Document, depth: int) -> None:
        clues = find_clues(document)
        for candidate in clues.candidates:
            if depth <= _MAX_DEPTH or is_named(candidate.name):
                self._add(candidate, depth)
        self.draft.feeds += [feed for feed in clues.feeds if feed not in self.draft.feeds]
        known = {url for url, _ in self.draft.elsewhere}
        self.draft.elsewhere += [(url, name) for url, name in clues.elsewhere if url not in known]

    def _add_hubs(self, home: Document) -> None:
        for anchor in home.tagged("a"):
            name = clean(text_of(anchor))
            if _HUBS.fullmatch(name.casefold()):
                url = home.absolute(anchor.get("href") or "")
                if url and same_site(url, home.url):
                    self._add(Candidate(canonical_url(url), name, _HUB, [f"“{name}” may lead to news"]), 0)

    def _add(self, candidate: Candidate, depth: int) -> None:
        """Put an address into the row; one that waits there already goes forward when a page speaks better of it."""
        key = _key(candidate.url)
        if page_number(key) or key in self._homes:
            return
        if waiting := next((entry for entry in self._queue if _key(entry[0].url) == key), None):
            known, depth = waiting[0], min(depth, waiting[1])
            if candidate.points <= known.points and known.guessed <= candidate.guessed:
                return
            self._queue.remove(waiting)
            candidate.guessed = candidate.guessed and known.guessed
        elif key in self._known:
            return
        self._known.add(key)
        self._queue.append((candidate, depth))
        self._queue.sort(key=lambda entry: (-entry[0].points, entry[1], len(entry[0].url)))

    async def _look(self, most: int) -> None:
        """Look at the likeliest candidates; what they link to comes into the same row."""
        while self._queue and len(self.draft.sections) + len(self.draft.looked_at) < most:
            candidate, depth = self._queue.pop(0)
            if candidate.guessed and not self._may_guess(candidate.url):
                self._known.discard(_key(candidate.url))
                continue
            document = await self._document(candidate.url)
            if isinstance(document, str):
                self._failed_guesses += candidate.guessed
                self.draft.looked_at.append((candidate.url, document))
                continue
            found = judge(document, candidate)
            if isinstance(found, str):
                self.draft.looked_at.append((candidate.url, found))
                if found == UNDATED:
                    self._undated.append((candidate, document))
                elif found in {NO_LIST, ONE, PARTS} and is_named(candidate.name):
                    for part in parts_of(document)[:_MAX_PARTS]:
                        self._add(part, depth + 1)
            else:
                self._take(found, candidate.url)
            self._add_clues(document, depth + 1)

    def _take(self, found: FoundSection, url: str) -> None:
        """Take a section into the draft, once; the list that goes on in place of the page with the latest of it."""
        sections, known = self.draft.sections, self._known_as(found)
        if known and not found.goes_on_from(known):
            self.draft.looked_at.append((url, f"it is {known.url} once more"))
            return
        if known:
            sections[sections.index(known)] = found
            self.draft.looked_at.append((known.url, f"it is {found.url} once more"))
        else:
            sections.append(found)
        self._known |= {_key(item.url) for item in found.items if item.date}

    def _may_guess(self, url: str) -> bool:
        """Whether a folder that nothing links to is worth a request: not after others failed, nor inside a section."""
        inside = any(url.startswith(f"{_key(section.url)}/") for section in self.draft.sections)
        return not inside and self._failed_guesses < _FAILED_GUESSES

    def _known_as(self, found: FoundSection) -> FoundSection | None:
        """The section that this one is at another address: with the same news or the same trail below the home page."""
        for section in self.draft.sections:
            deep = len(found.trail) > 1 and found.trail == section.trail
            if deep or found.same_list(section) or found.url == section.url:
                return section
        return None

    # What articles give

    async def _sample(self) -> None:
        """Read a few articles of the surest sections, and drop a section whose name or dates they belie."""
        kept = []
        for number, section in enumerate(self.draft.sections_by_trust):
            wanted = _SAMPLES if number == 0 else 1
            doubtful = not section.dated or not section.named
            articles = await self._articles_of(section, wanted) if number < _SECTIONS_SAMPLED or doubtful else []
            self.draft.articles += articles
            if any(_bears_out(article, section) for article in articles):
                kept.append(proven(section))
            elif not articles and doubtful:
                self.draft.looked_at.append((section.url, "what it lists is no news that can be read"))
            else:
                kept.append(section)
        self.draft.sections = kept

    async def _articles_of(self, section: FoundSection, wanted: int) -> list[Article]:
        articles: list[Article] = []
        for position, item in enumerate(section.items[: wanted + _TRIES], 1):
            if len(articles) == wanted:
                break
            document = await self._document(item.url)
            if isinstance(document, str):
                continue
            context = Context(section.trail, section.url, position, item.headline, item.text, item.date)
            try:
                article = extract_article(document, ad_hoc(document.url), context)
            except NotAnArticle as error:
                if not is_list(document):  # a list of parts leads to lists, which have no text
                    self.draft.problems.append(f"{item.url}: {error.reason}")
                continue
            lists = is_list(document) and not is_as_told(article, document, context)
            if not lists and not paid_for_as(document, article.section, context):
                articles.append(article)
        return articles

    def _describe(self, document: Document) -> None:
        """What the page says of its site's CMS."""
        found = cms.recognise(document)
        self.draft.cms = self.draft.cms or (found.key if found else None)

    def _site_name(self, home: Document | str, start: Document) -> str:
        """What the home page, and else the start, says of the site's name, the other pages that were read beside it."""
        pages = {document.url: document for document in self._documents.values() if isinstance(document, Document)}
        for document in (home, start):
            if isinstance(document, Document):
                others = [other for url, other in pages.items() if url != document.url]
                if name := site_name(document, is_home=document is home, others=others):
                    return name
        return ""


def _key(url: str) -> str:
    return canonical_url(url).rstrip("/")


def _bears_out(article: Article, section: FoundSection) -> bool:
    through = bool(article.breadcrumb) and begins_with(article.section, section.trail)
    return bool(article.date_published) or through
