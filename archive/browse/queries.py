"""Questions that people put to an archive: pages of ours, data for programs, ready to be changed in Datasette.

Their names are part of addresses, so they are Swedish and stay. A column `artikel` holds the id of the article whose
headline `rubrik` is; `archive.browse.data_names` has the heads of all columns. A parameter that is left empty has the
value that its label there names.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from archive.browse.messages import Language


@dataclass(frozen=True, slots=True)
class CannedQuery:
    """A question: its name in addresses, what people read in two languages, the SQL and the names of its parameters."""

    name: str
    titles: tuple[str, str]
    descriptions: tuple[str, str]
    sql: str
    parameters: tuple[str, ...] = ()

    def title(self, language: Language) -> str:
        """What is asked, in a few words."""
        return self.titles[language == "en"]

    def description(self, language: Language) -> str:
        """What the answer holds."""
        return self.descriptions[language == "en"]

    def to_metadata(self) -> dict[str, Any]:
        """The query as Datasette's metadata has it, which is the same for every reader and so in Swedish."""
        return {
            "title": self.title("sv"),
            "description": self.description("sv"),
            "sql": self.sql,
            "hide_sql": True,
        }


TIMES = frozenset("publicerad senaste_artikel senast_sedd sag_ut_sa_till borttagen senast forst_sedd manad".split())
"""Columns of answers that hold days, months or instants."""

_PLACE = """JOIN sites ON sites.id = articles.site_id
LEFT JOIN municipalities ON municipalities.code = sites.municipality_code"""
_NAME = "municipalities.name AS kommun, iif(municipalities.code IS NULL, sites.name, NULL) AS annan_webbplats"
"""Whose an article is: a municipality's, or else a website's that belongs to none."""


def _folded(text: str) -> str:
    """The text in small letters, in SQL: `lower` and LIKE know only those of ASCII."""
    for large, small in ("Åå", "Ää", "Öö", "Éé"):
        text = f"replace({text}, '{large}', '{small}')"
    return f"lower({text})"


_OF_KOMMUN = f"(coalesce(:kommun, '') = '' OR {_folded('municipalities.name')} = {_folded(':kommun')})"

QUERIES = (
    CannedQuery(
        "senaste_per_kommun",
        ("Det senaste från varje kommun", "The latest from every municipality"),
        (
            "Den nyaste artikeln från varje kommun och webbplats, och hur många artiklar arkivet har därifrån.",
            "The newest article of every municipality and website, and how many articles the archive has from there.",
        ),
        f"""SELECT municipalities.name AS kommun, sites.name AS webbplats, articles.id AS artikel,
    articles.headline AS rubrik, max(articles.date_published) AS publicerad, count(*) AS artiklar
FROM articles {_PLACE}
WHERE articles.hidden = 0
GROUP BY sites.id
ORDER BY publicerad DESC""",
    ),
    CannedQuery(
        "tysta_webbplatser",
        ("Tysta webbplatser", "Silent websites"),
        (
            ("Webbplatser vars nyaste artikel är så många dagar äldre än det arkivet senast såg. Har de slutat skriva, "
            "eller har webbplatsen byggts om?"),
            ("Websites whose newest article is so many days older than what the archive saw last. Have they stopped "
            "writing, or has the site been rebuilt?"),
        ),
        """SELECT sites.name AS webbplats, sites.key AS namn, max(articles.date_published) AS senaste_artikel,
    max(articles.last_seen) AS senast_sedd, count(articles.id) AS artiklar
FROM sites LEFT JOIN articles ON articles.site_id = sites.id AND articles.hidden = 0
GROUP BY sites.id
HAVING senaste_artikel IS NULL OR senaste_artikel < date(
    (SELECT max(last_seen) FROM articles WHERE hidden = 0),
    '-' || coalesce(nullif(cast(:dagar AS integer), 0), 60) || ' days')
ORDER BY senaste_artikel""",
        ("dagar",),
    ),
    CannedQuery(
        "andrade_efter_publicering",
        ("Ändrade efter publiceringen", "Changed after publication"),
        (
            "Artiklar vars text eller uppgifter har ändrats efter att de först sparades; den senaste ändringen först.",
            "Articles whose text or details have changed since they were first kept; the latest change first.",
        ),
        f"""SELECT articles.id AS artikel, articles.headline AS rubrik, {_NAME},
    articles.date_published AS publicerad, article_versions.seen_at AS sag_ut_sa_till,
    article_versions.changed AS andrat
FROM article_versions JOIN articles ON articles.id = article_versions.article_id {_PLACE}
WHERE articles.hidden = 0
ORDER BY article_versions.seen_at DESC""",
    ),
    CannedQuery(
        "borttagna",
        ("Borttagna från webbplatsen", "Removed from the website"),
        (
            "Artiklar som arkivet har men som inte längre finns på sin webbplats.",
            "Articles that the archive has but that are no longer on their website.",
        ),
        f"""SELECT articles.id AS artikel, articles.headline AS rubrik, {_NAME},
    articles.date_published AS publicerad, articles.gone_at AS borttagen, articles.url AS adress
FROM articles {_PLACE}
WHERE articles.hidden = 0 AND articles.gone_at IS NOT NULL
ORDER BY articles.gone_at DESC""",
    ),
    CannedQuery(
        "bilder_per_fotograf",
        ("Bilder efter fotograf", "Pictures by photographer"),
        (
            "Bilderna som anger en fotograf eller källa, de flitigaste först. En del av namnet räcker.",
            "The pictures that name a photographer or source, the busiest first. A part of the name is enough.",
        ),
        f"""SELECT article_images.credit_text AS fotograf, count(*) AS bilder, articles.id AS artikel,
    articles.headline AS rubrik, max(articles.date_published) AS senast
FROM article_images JOIN articles ON articles.id = article_images.article_id
WHERE articles.hidden = 0 AND instr({_folded("article_images.credit_text")}, {_folded("coalesce(:fotograf, '')")})
GROUP BY article_images.credit_text
ORDER BY bilder DESC, fotograf""",
        ("fotograf",),
    ),
    CannedQuery(
        "bilder_utan_beskrivning",
        ("Bilder utan alternativtext", "Pictures without alternative text"),
        (
            "Hur många av varje webbplats bilder som saknar alternativtext för den som inte ser bilden.",
            "How many pictures of each website have no alternative text for those who don’t see the picture.",
        ),
        """SELECT sites.name AS webbplats, count(*) AS bilder, sum(article_images.alt IS NULL) AS utan,
    round(100.0 * sum(article_images.alt IS NULL) / count(*)) AS procent
FROM article_images JOIN articles ON articles.id = article_images.article_id
JOIN sites ON sites.id = articles.site_id
WHERE articles.hidden = 0
GROUP BY sites.id
ORDER BY procent DESC, bilder DESC""",
    ),
    CannedQuery(
        "utan_datum",
        ("Utan publiceringsdatum", "Without a publication date"),
        (
            "Artiklar som inte säger när de publicerades.",
            "Articles that do not say when they were published.",
        ),
        f"""SELECT articles.id AS artikel, articles.headline AS rubrik, {_NAME},
    articles.first_seen AS forst_sedd, articles.url AS adress
FROM articles {_PLACE}
WHERE articles.hidden = 0 AND articles.date_published IS NULL
    AND {_OF_KOMMUN}
ORDER BY articles.first_seen DESC""",
        ("kommun",),
    ),
    CannedQuery(
        "utan_dag",
        ("Utan publiceringsdag", "Without a day of publication"),
        (
            "Artiklar som säger vilket år, vilken månad eller vilken vecka de publicerades, men inte vilken dag.",
            "Articles that say in which year, month or week they were published, but not on which day.",
        ),
        f"""SELECT articles.id AS artikel, articles.headline AS rubrik, {_NAME},
    articles.date_published AS publicerad, articles.date_published_text AS stod, articles.url AS adress
FROM articles {_PLACE}
WHERE articles.hidden = 0 AND length(articles.date_published) < 10
    AND (coalesce(:ar, '') = '' OR substr(articles.date_published, 1, 4) = :ar)
    AND {_OF_KOMMUN}
ORDER BY articles.date_published DESC""",
        ("ar", "kommun"),
    ),
    CannedQuery(
        "artiklar_per_manad",
        ("Artiklar per månad och kommun", "Articles per month and municipality"),
        (
            ("Hur många artiklar varje kommun publicerade varje månad, och hur många ord de har. Webbplatser som inte "
            "hör till någon kommun står för sig."),
            ("How many articles each municipality published each month, and how many words they have. Websites that "
            "belong to no municipality are told apart."),
        ),
        f"""SELECT substr(articles.date_published, 1, 7) AS manad, {_NAME},
    count(*) AS artiklar, sum(articles.word_count) AS ord
FROM articles {_PLACE}
WHERE articles.hidden = 0 AND articles.date_published GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]*'
    AND {_OF_KOMMUN}
GROUP BY manad, kommun, annan_webbplats
ORDER BY manad DESC, kommun IS NULL, kommun, annan_webbplats""",
        ("kommun",),
    ),
    CannedQuery(
        "bilagor_per_typ",
        ("Bilagor efter filtyp", "Attachments by file type"),
        (
            "Vilka slags filer artiklarna länkar till.",
            "What kinds of files the articles link to.",
        ),
        """SELECT coalesce(attachments.encoding_format, 'okänd') AS filtyp, count(*) AS bilagor,
    count(DISTINCT articles.site_id) AS webbplatser, max(articles.id) AS artikel, articles.headline AS rubrik
FROM article_attachments JOIN attachments ON attachments.id = article_attachments.attachment_id
JOIN articles ON articles.id = article_attachments.article_id
WHERE articles.hidden = 0
GROUP BY filtyp
ORDER BY bilagor DESC""",
    ),
)  # fmt: skip
