"""Swedish full-text search: word forms, query expansion, ranking (docs/search.md)."""

from __future__ import annotations

from archive.search.expansion import Quality, expand
from archive.search.facets import Facets, FacetValue, count, facets
from archive.search.filters import EVERYTHING, Filters
from archive.search.index import (
    COLUMNS,
    abandon_renewal,
    create_covering_index,
    create_tables,
    index_article,
    index_texts,
    record_dictionary,
)
from archive.search.lexicon import load as load_lexicon
from archive.search.nearest import nearest_words, words_apart
from archive.search.periods import Period, period_in
from archive.search.pictures import PictureHit, count_pictures, picture_words, search_pictures
from archive.search.ranking import Hit, search
from archive.search.renewal import optimise, reindex, reindex_steps, why_outdated
from archive.search.snippets import MARK_END, MARK_START, mark

__all__ = [
    "COLUMNS",
    "EVERYTHING",
    "MARK_END",
    "MARK_START",
    "FacetValue",
    "Facets",
    "Filters",
    "Hit",
    "Period",
    "PictureHit",
    "Quality",
    "abandon_renewal",
    "count",
    "count_pictures",
    "create_covering_index",
    "create_tables",
    "expand",
    "facets",
    "index_article",
    "index_texts",
    "load_lexicon",
    "mark",
    "nearest_words",
    "optimise",
    "period_in",
    "picture_words",
    "record_dictionary",
    "reindex",
    "reindex_steps",
    "search",
    "search_pictures",
    "why_outdated",
    "words_apart",
]
