"""A look at a site that nobody has crawled yet: its news sections, its CMS, and what its articles would give.

`Survey` goes through one site by way of a `fetch` that it is given, and knows nothing of the network;
`crawler.survey.fetching` brings the network, politely. What comes out is a `Draft`.
"""

from __future__ import annotations

from crawler.survey.draft import Draft
from crawler.survey.sections import FoundSection
from crawler.survey.stepwise import StepwiseSurvey
from crawler.survey.way import Fetch, Survey

__all__ = ["Draft", "Fetch", "FoundSection", "StepwiseSurvey", "Survey"]
