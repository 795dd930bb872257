"""A survey in a crawl's own steps: it says which page it needs next, and goes on when it is told what came of that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.survey.way import Survey

if TYPE_CHECKING:
    from collections.abc import Generator

    from archive.schema import Page
    from crawler.survey.draft import Draft

_NOT_LOOKED_AT = "not looked at: enough pages were"


class StepwiseSurvey:
    """A survey from a home page; the crawl that makes it keeps each page before the survey reads it.

    It has `most` pages, and no more than `enough` once it has found a section.
    """

    def __init__(self, home: str, most: int, enough: int) -> None:
        survey = Survey(home, _Asked, is_home=True)
        self.draft: Draft = survey.draft
        """What the survey has come to."""
        self.pages = 0
        """How many pages it was told of."""
        self._most, self._enough = most, enough
        self._way = survey.run()
        self.needs: str | None = self._way.send(None)
        """The address of the page that the survey waits for; None once it is done."""

    def go_on(self, answer: Page | str) -> None:
        """Tell the page that was waited for, or why there is none."""
        self.pages += 1
        try:
            self.needs = self._way.send(answer)
            while self.pages >= (self._enough if self.draft.sections else self._most):
                self.needs = self._way.send(_NOT_LOOKED_AT)
        except StopIteration:
            self.needs = None


class _Asked:
    """Hands an address out of the survey to who goes on with it, and the answer in."""

    def __init__(self, url: str) -> None:
        self._url = url

    def __await__(self) -> Generator[str, Page | str, Page | str]:
        return (yield self._url)
