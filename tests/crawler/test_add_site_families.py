"""add-site on families of sites that its rules were not written on: all news sections found, and nothing else."""

from __future__ import annotations

import pytest

from tests.crawler.looking import look, paths
from tests.sites.families import FAMILIES, Family


@pytest.mark.parametrize("family", FAMILIES, ids=[family.__name__ for family in FAMILIES])
def test_sections_of_a_family_not_written_on(family: type[Family]) -> None:
    portal = family()
    draft = look(portal)
    listed = {record["path"]: set(record["articles"]) for record in portal.truth() if record["kind"] == "section"}
    found = paths(draft)
    assert found <= set(listed)
    assert set().union(*(listed[path] for path in found)) == {portal.article_path(a) for a in portal.newest()}
    assert draft.name in {portal.name, ""}
    assert draft.requests <= 20
    assert {field.field for field in draft.fields if field.confidence == "high"} >= {"headline", "article_body"}
