"""What a search is narrowed to, as conditions on `articles`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Filters:
    """What the articles of a search must be; what is left out does not matter.

    `site` is a site's key, `section` a trail ("Hem › Nyheter", with everything below it), `municipality` a code or a
    name, `county` a code or a name, `year` the year of publication, `since` and `until` ISO dates cut anywhere, both
    included; of a week of publication its Monday counts.
    """

    site: str | None = None
    section: str | None = None
    municipality: str | None = None
    county: str | None = None
    year: int | None = None
    since: str | None = None
    until: str | None = None
    has_image: bool | None = None
    has_attachment: bool | None = None

    def conditions(self, *, of_found: bool = False) -> tuple[str, list[str | int]]:
        """SQL that follows `WHERE` for the table `articles`, and its parameters; hidden articles never pass.

        `of_found` is for articles that something else has found: each is then asked whether it stands in the section,
        where else all that stand there are listed first, a million for a section that every site has.
        """
        conditions, parameters = ["articles.hidden = 0"], list[str | int]()
        for name, condition in (_CONDITIONS | (_OF_FOUND if of_found else {})).items():
            if (value := getattr(self, name)) is not None:
                conditions.append(condition)
                parameters += [value] * condition.count("?")
        for name, table in _TABLES.items():
            if (wanted := getattr(self, name)) is not None:
                conditions.append(
                    f"{'' if wanted else 'NOT '}EXISTS (SELECT 1 FROM {table} WHERE article_id = articles.id)"
                )
        return " AND ".join(conditions), parameters


EVERYTHING = Filters()
"""No narrowing: every article that is not hidden."""

_BELOW = """WITH RECURSIVE below(id) AS (
    SELECT id FROM sections WHERE trail = ?
    UNION SELECT sections.id FROM sections JOIN below ON sections.parent_id = below.id) SELECT id FROM below"""

_IS_WEEK = "substr(articles.date_published, 6, 1) = 'W'"
# 4 January lies in the first week of its year (ISO 8601); the Sunday that ends this week, six days back and the weeks on.
_MONDAY = """date(substr(articles.date_published, 1, 4) || '-01-04', 'weekday 0', '-6 days',
    (7 * (substr(articles.date_published, 7, 2) - 1)) || ' days')"""

_CONDITIONS = {
    "site": "articles.site_id IN (SELECT id FROM sites WHERE key = ?)",
    "section": f"articles.id IN (SELECT article_id FROM article_sections WHERE section_id IN ({_BELOW}))",
    "municipality": """articles.site_id IN (SELECT sites.id FROM sites
        JOIN municipalities ON municipalities.code = sites.municipality_code
        WHERE municipalities.code = ? OR municipalities.name = ?)""",
    "county": """articles.site_id IN (SELECT sites.id FROM sites
        JOIN municipalities ON municipalities.code = sites.municipality_code
        WHERE municipalities.county_code = ? OR municipalities.county = ?)""",
    "year": "articles.published_year = ?",
    # A week ("2017-W06") comes behind all months of its year as text, so no index loses one; its Monday decides.
    "since": f"articles.date_published >= ? AND (NOT {_IS_WEEK} OR {_MONDAY} >= ?)",
    # "2017" as the end takes the whole year with it: what is compared is cut at the length that was given.
    "until": f"substr(CASE WHEN {_IS_WEEK} THEN {_MONDAY} ELSE articles.date_published END, 1, length(?)) <= ?",
}

_OF_FOUND = {
    # The sign + makes SQLite look up the article's few sections, not each of the many sections in turn.
    "section": f"""EXISTS (SELECT 1 FROM article_sections
        WHERE article_id = articles.id AND +section_id IN ({_BELOW}))""",
}

_TABLES = {"has_image": "article_images", "has_attachment": "article_attachments"}
