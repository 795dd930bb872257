"""Questions that people put to an archive, ready to be asked and changed in Datasette.

Their names are part of addresses, so they are Swedish and stay. A column `artikel` holds an article's id and is shown
as a link to its page; a parameter that is left empty has the value that its description names.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class CannedQuery:
    """A question: its name in addresses, what people read, and the SQL. Its title is in two languages."""

    name: str
    title: str
    english: str
    description: str
    sql: str

    def to_metadata(self) -> dict[str, Any]:
        """The query as Datasette's metadata has it."""
        return {"title": self.title, "description": self.description, "sql": self.sql, "hide_sql": True}


_PLACE = """JOIN sites ON sites.id = articles.site_id
LEFT JOIN municipalities ON municipalities.code = sites.municipality_code"""

QUERIES = (
    CannedQuery(
        "senaste_per_kommun",
        "Det senaste från varje kommun",
        "The latest from every municipality",
        "Den nyaste artikeln från varje kommun och webbplats, och hur många artiklar arkivet har därifrån.",
        f"""SELECT municipalities.name AS kommun, sites.name AS webbplats, articles.id AS artikel,
    articles.headline AS rubrik, max(articles.date_published) AS publicerad, count(*) AS artiklar
FROM articles {_PLACE}
WHERE articles.hidden = 0
GROUP BY sites.id
ORDER BY publicerad DESC""",
    ),
    CannedQuery(
        "tysta_webbplatser",
        "Tysta webbplatser",
        "Silent websites",
        "Webbplatser vars nyaste artikel är äldre än så många dagar (60) före arkivets nyaste: har de slutat skriva, "
        "eller har webbplatsen byggts om?",
        """SELECT sites.name AS webbplats, sites.key AS namn, max(articles.date_published) AS senaste_artikel,
    max(articles.last_seen) AS senast_sedd, count(articles.id) AS artiklar
FROM sites LEFT JOIN articles ON articles.site_id = sites.id AND articles.hidden = 0
GROUP BY sites.id
HAVING senaste_artikel IS NULL OR senaste_artikel < date(
    (SELECT max(last_seen) FROM articles WHERE hidden = 0),
    '-' || coalesce(nullif(cast(:dagar AS integer), 0), 60) || ' days')
ORDER BY senaste_artikel""",
    ),
    CannedQuery(
        "andrade_efter_publicering",
        "Ändrade efter publiceringen",
        "Changed after publication",
        "Artiklar vars text eller uppgifter har ändrats efter att de först sparades; den senaste ändringen först.",
        f"""SELECT articles.id AS artikel, articles.headline AS rubrik, municipalities.name AS kommun,
    articles.date_published AS publicerad, article_versions.seen_at AS sag_ut_sa_till,
    article_versions.changed AS andrat
FROM article_versions JOIN articles ON articles.id = article_versions.article_id {_PLACE}
WHERE articles.hidden = 0
ORDER BY article_versions.seen_at DESC""",
    ),
    CannedQuery(
        "borttagna",
        "Borttagna från webbplatsen",
        "Removed from the website",
        "Artiklar som arkivet har men som inte längre finns på sin webbplats.",
        f"""SELECT articles.id AS artikel, articles.headline AS rubrik, municipalities.name AS kommun,
    articles.date_published AS publicerad, articles.gone_at AS borttagen, articles.url AS adress
FROM articles {_PLACE}
WHERE articles.hidden = 0 AND articles.gone_at IS NOT NULL
ORDER BY articles.gone_at DESC""",
    ),
    CannedQuery(
        "bilder_per_fotograf",
        "Bilder efter fotograf",
        "Pictures by photographer",
        "Bilderna som anger en fotograf eller källa, de flitigaste först; fotograf är en del av namnet.",
        """SELECT article_images.credit_text AS fotograf, count(*) AS bilder, max(articles.id) AS artikel,
    max(articles.date_published) AS senast
FROM article_images JOIN articles ON articles.id = article_images.article_id
WHERE articles.hidden = 0 AND article_images.credit_text LIKE '%' || coalesce(:fotograf, '') || '%'
GROUP BY article_images.credit_text
ORDER BY bilder DESC, fotograf""",
    ),
    CannedQuery(
        "bilder_utan_beskrivning",
        "Bilder utan alternativtext",
        "Pictures without alternative text",
        "Hur många av varje webbplats bilder som saknar alternativtext för den som inte ser bilden.",
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
        "Utan publiceringsdatum",
        "Without a publication date",
        "Artiklar som inte säger när de publicerades.",
        f"""SELECT articles.id AS artikel, articles.headline AS rubrik, municipalities.name AS kommun,
    articles.first_seen AS forst_sedd, articles.url AS adress
FROM articles {_PLACE}
WHERE articles.hidden = 0 AND articles.date_published IS NULL
ORDER BY articles.first_seen DESC""",
    ),
    CannedQuery(
        "artiklar_per_manad",
        "Artiklar per månad och kommun",
        "Articles per month and municipality",
        "Hur många artiklar varje kommun publicerade varje månad; kommun är namnet, alla när det är tomt.",
        f"""SELECT substr(articles.date_published, 1, 7) AS manad, coalesce(municipalities.name, sites.name) AS kommun,
    count(*) AS artiklar, sum(articles.word_count) AS ord
FROM articles {_PLACE}
WHERE articles.hidden = 0 AND length(articles.date_published) >= 7
    AND (coalesce(:kommun, '') = '' OR municipalities.name = :kommun)
GROUP BY manad, kommun
ORDER BY manad DESC, kommun""",
    ),
    CannedQuery(
        "bilagor_per_typ",
        "Bilagor efter filtyp",
        "Attachments by file type",
        "Vilka slags filer artiklarna länkar till.",
        """SELECT coalesce(attachments.encoding_format, 'okänd') AS filtyp, count(*) AS bilagor,
    count(DISTINCT articles.site_id) AS webbplatser, max(articles.id) AS artikel
FROM article_attachments JOIN attachments ON attachments.id = article_attachments.attachment_id
JOIN articles ON articles.id = article_attachments.article_id
WHERE articles.hidden = 0
GROUP BY filtyp
ORDER BY bilagor DESC""",
    ),
)  # fmt: skip
