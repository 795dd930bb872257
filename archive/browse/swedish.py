"""Datasette's own pages in Swedish: its words are replaced in the page that its own template made.

No template of Datasette's is copied: each of ours (`table.html`, `row.html` …) includes Datasette's and hands what it
gave to `in_swedish`. A phrase that another version of Datasette words otherwise stays English, and nothing breaks.
Every pattern holds a piece of the template's markup, which archived text can't have: there it is escaped.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jinja2 import pass_context
from markupsafe import Markup

from archive.browse.links import serves_only_one
from archive.browse.messages import Messages, language_of
from archive.browse.metadata import TITLES
from archive.browse.options import archives

if TYPE_CHECKING:
    from collections.abc import Callable

    from datasette.app import Datasette
    from jinja2 import Environment
    from jinja2.runtime import Context

_COUNT = r"(?P<count>[\d,]+)"

PHRASES: dict[str, str] = {
    "<html>": '<html lang="sv">',
    "Menu</title>": "Meny</title>",
    "Table actions</title>": "Åtgärder</title>",
    " (view)</h1>": " (vy)</h1>",
    # Searching and filtering
    '<label for="_search">Search:</label>': '<label for="_search">Sök:</label>',
    '<option value="">- column -</option>': '<option value="">– kolumn –</option>',
    '<option value="">- remove filter -</option>': '<option value="">– ta bort villkoret –</option>',
    '<option value="">Sort...</option>': '<option value="">Sortera …</option>',
    "> descending</label>": "> fallande</label>",
    '<input type="submit" value="Apply">': '<input type="submit" value="Visa">',
    # Its form fields have no names; a screen reader says these
    '<select name="_filter_column': '<select aria-label="Kolumn" name="_filter_column',
    '<select name="_filter_op': '<select aria-label="Villkor" name="_filter_op',
    '<input type="text" name="_filter_value': '<input aria-label="Värde" type="text" name="_filter_value',
    '<select name="_sort"': '<select aria-label="Sortera efter" name="_sort"',
    '<textarea id="sql-editor"': '<textarea aria-label="SQL" id="sql-editor"',
    # Facets and pages
    ">These facets timed out:": ">Dessa grupperingar tog för lång tid:",
    '">Next page</a></p>': '">Nästa sida</a></p>',
    '<p class="zero-results">0 records</p>': '<p class="zero-results">Inga rader</p>',
    '<p class="zero-results">0 results</p>': '<p class="zero-results">Inga rader</p>',
    # Taking out
    "<p>This data as <a": "<p>Uppgifterna som <a",
    '<p class="export-links">This data as <a': '<p class="export-links">Uppgifterna som <a',
    '<a href="#export">advanced</a>': '<a href="#export">fler sätt</a>',
    "<h3>Advanced export</h3>": "<h3>Fler sätt att hämta uppgifterna</h3>",
    "<p>JSON shape:": "<p>JSON:",
    '">default</a>,': '">som Datasette ger det</a>,',
    '_shape=array">array</a>,': '_shape=array">bara raderna</a>,',
    '">newline-delimited</a>': '">en rad per post</a>',
    '_shape=object">object</a>': '_shape=object">efter nyckel</a>',
    'name="_dl"> download file</label>': 'name="_dl"> spara som fil</label>',
    'name="_labels" checked> expand labels</label>': 'name="_labels" checked> med namn vid nycklarna</label>',
    'name="_stream"> stream all rows</label>': 'name="_stream"> alla rader</label>',
    '<input type="submit" value="Export CSV">': '<input type="submit" value="Hämta CSV">',
    "Download SQLite DB: <a": "Hämta hela filen (SQLite): <a",
    # SQL
    ">View and edit SQL</span>": ">Visa och ändra SQL</span>",
    "<h3>Custom SQL query": "<h3>Egen fråga i SQL",
    ">Format SQL</button>": ">Ordna raderna</button>",
    '<input type="submit" value="Run SQL">': '<input type="submit" value="Fråga">',
    'class="canned-query-edit-sql">Edit SQL</a>': 'class="canned-query-edit-sql">Ändra SQL</a>',
    "<h3>Query parameters</h3>": "<h3>Frågans värden</h3>",
    # The database
    '<h2 id="queries">Queries</h2>': '<h2 id="queries">Frågor</h2>',
    '<h2 id="tables">Tables</h2>': '<h2 id="tables">Tabeller</h2>',
    '<h2 id="views">Views</h2>': '<h2 id="views">Vyer</h2>',
    "<em> (hidden)</em>": "<em> (dold)</em>",
    "<p>Many rows</p>": "<p>Många rader</p>",
    "<h2>Links from other tables</h2>": "<h2>Rader i andra tabeller som hör hit</h2>",
    # What goes wrong
    "<title>Forbidden</title>": "<title>Inte tillåtet</title>",
    "<h1>Forbidden</h1>": "<h1>Inte tillåtet</h1>",
    "<title>Invalid SQL</title>": "<title>Frågan går inte att förstå</title>",
    "<h1>Invalid SQL</h1>": "<h1>Frågan går inte att förstå</h1>",
    "<title>SQL Interrupted</title>": "<title>Det tog för lång tid</title>",
    "<h1>SQL Interrupted</h1>": "<h1>Det tog för lång tid</h1>",
    "<p>SQL query took too long. The time limit is controlled by the": "<p>Frågan blev för stor. Gränsen sätts med",
}  # fmt: skip

_OPERATORS = {
    "contains": "innehåller", "does not contain": "innehåller inte", "starts with": "börjar med",
    "ends with": "slutar med", "like": "liknar", "not like": "liknar inte", "in": "är någon av",
    "not in": "är ingen av", "date": "är dagen", "is null": "saknas", "is not null": "finns", "is blank": "är tomt",
    "is not blank": "är inte tomt", "array contains": "har bland sina värden",
    "array does not contain": "har inte bland sina värden",
}  # fmt: skip
"""How Datasette's filters compare; those that are signs, and `glob`, are the same in every language."""

_FACETS = {
    "municipality": "Kommun", "county": "Län", "section": "Avsnitt", "year": "År", "site": "Webbplats",
    "site_id": "Webbplats", "section_id": "Avsnitt", "published_precision": "Datumets noggrannhet",
}  # fmt: skip

_SORTED = r"sorted by (?P<by>[^<]*?)(?P<falling> descending)?"
_LONGER = sorted(_OPERATORS, key=len, reverse=True)
_OPERATOR = re.compile(rf"(?<= )(?:{'|'.join(_LONGER)})(?= |$)")


def in_swedish(html: str) -> str:
    """A page of Datasette's with its words in Swedish; what it has no words for is left as it is.

    >>> in_swedish("<h3>1,204 rows where year = 2017 sorted by published descending</h3>")
    '<h3>1\\xa0204 rader där year = 2017 i ordning efter published, fallande</h3>'
    """
    for english, swedish in PHRASES.items():
        html = html.replace(english, swedish)
    for pattern, said in _PATTERNS:
        html = pattern.sub(said, html)
    return html


def _rows(text: str) -> str:
    """A number of rows as Datasette writes it ("1,204"), in Swedish."""
    return Messages("sv")("answers", n=int(text.replace(",", "")))


def _heading(match: re.Match[str]) -> str:
    """What a table's page shows: how many rows, which of them, and in which order."""
    said = f" {_condition(match['where'])}" if match["where"] else ""
    order = f" i ordning efter {match['by']}{', fallande' if match['falling'] else ''}" if match["by"] else ""
    return f"{match['before']}{_rows(match['count'])}{said}{order}{match['after']}"


def _condition(text: str) -> str:
    """A condition in words; what a reader filled in stands between escaped quotation marks and stays as it is."""
    pieces = re.split(r"(&#34;.*?&#34;)", text)
    pieces[::2] = [
        _OPERATOR.sub(lambda match: _OPERATORS[match[0]], piece)
        .replace("where ", "där ", not number)
        .replace("search matches ", "sökningen ger ")
        .replace(" and ", " och ")
        for number, piece in enumerate(pieces[::2])
    ]
    return "".join(pieces)


def _related(match: re.Match[str]) -> str:
    return f"{_rows(match['count'])}</a>\n                i {match['table']}, genom {match['column']}"


def _answered(match: re.Match[str]) -> str:
    return f"{match['before']}: {'fler än ' if match['more'] else ''}{_rows(match['count'])}"


def _named(match: re.Match[str]) -> str:
    """A table's name with its title before it, as a link says it."""
    title = TITLES.get(match["name"])
    return f"{match['before']}{title} ({match['name']})</a>" if title else match[0]


def _error(match: re.Match[str]) -> str:
    return f"<{match['tag']}>Det gick inte ({match['status']})</{match['tag']}>"


_PATTERNS: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r'(<p class="crumbs">\s*<a href="[^"]*">)home(?=</a>)'), r"\1Startsida"),
    (
        re.compile(rf"(?P<before><h3>){_COUNT} rows?\s*(?P<where>where .*?)?\s*(?:{_SORTED})?(?P<after>\s*</h3>)"),
        _heading,
    ),
    (
        re.compile(
            rf"(?P<before><title>[^<]*?: ){_COUNT} rows?\s*(?P<where>where [^<]*?)?\s*(?:{_SORTED})?(?P<after></title>)"
        ),
        _heading,
    ),
    (re.compile(rf"(?<=<p>){_COUNT} rows?(?=</p>)"), lambda match: _rows(match["count"])),
    (re.compile(rf"{_COUNT} rows?</a>\s*from (?P<column>\w+) in (?P<table>\w+)"), _related),
    (
        re.compile(rf"(?P<before><h3>Egen fråga i SQL) returning (?P<more>more than )?{_COUNT} rows?"),
        _answered,
    ),
    (re.compile(r'(?P<before><h3><a href="[^"]*">)(?P<name>\w+)</a>'), _named),
    (re.compile(r'(?P<before><li><a href="[^"]*">)(?P<name>news|provenance)</a>'), _named),
    (re.compile(r'(<option value="[^"]*"(?: selected)?>)Sort by (?=[^<]*</option>)'), r"\1Sortera efter "),
    (
        re.compile(rf"(?<=>)(?P<name>{'|'.join(_LONGER)})(?=</option>)"),
        lambda match: _OPERATORS[match["name"]],
    ),
    (
        re.compile(r'(?P<before><p class="facet-info-name">\s*<strong>)(?P<name>\w+)'),
        lambda match: match["before"] + _FACETS.get(match["name"], match["name"]),
    ),
    (re.compile(r'(<p class="suggested-facets">\s*)Suggested facets:'), r"\1Gruppera efter:"),
    (re.compile(r"(<p>\s*)CSV options:"), r"\1CSV:"),
    (re.compile(r'(<span class="show-hide-sql">\(<a href="[^"]*">)hide(?=</a>)'), r"\1dölj"),
    (re.compile(r'(<span class="show-hide-sql">\(<a href="[^"]*">)show(?=</a>)'), r"\1visa"),
    (
        re.compile(r'<p>\.\.\. and (?P<link><a href="[^"]*">)(?P<count>[\d,]+) hidden tables?</a>'),
        lambda match: f"<p>{match['link']}Visa också {match['count']} dolda tabeller</a>",
    ),
    (re.compile(r"<(?P<tag>h1|title)>Error (?P<status>\d+)</(?P=tag)>"), _error),
    (re.compile(r'Powered by (?=<a href="https://datasette\.io/")'), "Visas med "),
    (re.compile(r"(&middot; )Queries took ([\d.]+)ms"), r"\1frågorna tog \2 ms"),
)


def add_filter(environment: Environment, datasette: Datasette) -> None:
    """Give Datasette's templates the filter `kommunarkiv_swedish`, which knows whether the page is an archive's."""

    @pass_context
    def kommunarkiv_swedish(context: Context, html: str) -> str:
        database, request = context.get("database"), context.get("request")
        ours = database in archives(datasette) if database else serves_only_one(datasette)
        if not ours or (request and language_of(request.headers.get("accept-language")) != "sv"):
            return html
        return Markup(in_swedish(str(html)))  # noqa: S704 - Datasette's own page, its values escaped

    environment.filters["kommunarkiv_swedish"] = kommunarkiv_swedish
