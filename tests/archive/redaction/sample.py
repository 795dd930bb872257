"""An archive with an article that says a name, in every place where words may stand, and the search for them."""

from __future__ import annotations

from dataclasses import replace

from archive import Archive, dictionaries, pages
from archive.redaction import acts
from archive.schema import Article, Contact, Context, Image
from tests.archive.conftest import HOST, SECTION, Desk
from tests.archive.test_pages import TEMPLATE

NAME = "Åsa Granqvist"
SECRETS = ("Granqvist", "granqvist", "GRANQVIST")
RECTOR = f"{HOST}/nyheter/asa-granqvist-ny-rektor"
SCHOOL, POOL = f"{HOST}/nyheter/skolan", f"{HOST}/nyheter/simhallen"
ACT = acts.Act(RECTOR, "begäran enligt dataskyddsförordningen", "KS 2026/17", "arkivarien")
ARTICLE = Article(
    url=RECTOR,
    headline=f"{NAME} blir ny rektor",
    description=f"Från hösten leds skolan av {NAME}.",
    article_body=f"– Det känns bra, säger {NAME}.\n\nÅsa Granqvists kontor ligger i Ekbacken.",
    article_body_html=f"<p>– Det känns bra, säger {NAME}.</p>",
    section=SECTION,
    image=(Image(f"{HOST}/bilder/asa-granqvist.jpg", NAME, f"{NAME} på skolgården.", "Per Ek"),),
    contact=Contact(NAME, "rektor", "skolan@exempelkommun.se"),
)
TELLING = f"""<html><head><title>{NAME} blir ny rektor</title><meta content="&Aring;sa&nbsp;Granqvist"></head><body>
<a class="card" href="/nyheter/asa-granqvist-ny-rektor">Läs om <b>Åsa</b> <i class="x">Granqvist</i></a>
<script>{{"author": "\\u00c5sa Granqvist", "link": "/sok?q=%C3%85sa%20Granqvist"}}</script>{TEMPLATE}</body></html>"""


def crawl(archive: Archive) -> Desk:
    """A list that shows the article, the article with an earlier version, another one with a box about it."""
    desk = Desk(archive)
    desk.lists(RECTOR, SCHOOL, POOL, body=TELLING.encode())
    told = Context(("Hem", "Nyheter"), f"{HOST}/nyheter", 1, ARTICLE.headline, ARTICLE.description)
    with archive.transaction() as connection:
        connection.execute("UPDATE addresses SET context = ? WHERE url = ?", [told.to_json(), RECTOR])
    earlier = replace(ARTICLE, headline=f"Rektorn heter {NAME}")
    desk.reads(RECTOR, earlier, body=f"{TELLING} tidigare".encode())
    desk.reads(RECTOR, ARTICLE, body=f"{TELLING} sedan".encode(), day=2)
    desk.reads(SCHOOL, replace(ARTICLE, url=SCHOOL, headline="Skolan målas om", description=None, contact=None,
               article_body="Skolan målas om i sommar.", article_body_html="", image=()),
               body=f"{TELLING} skolan".encode())  # fmt: skip
    for number in range(dictionaries.ENOUGH + 4):
        archive.store_page(desk.start.id, desk.page(f"{HOST}/nyheter", f"{TELLING} {number}".encode()), desk.run_id)
    archive.failed(archive.entrance(POOL, desk.run_id)[0].id, f"HTTP 500 efter {NAME}", desk.run_id)
    archive.finish_run(desk.run_id, {"pages": 9}, "finished", 0)
    return desk


def places(archive: Archive) -> list[str]:
    """Where the words stand: every column of every table, every payload and dictionary, the bytes of the files."""
    tables = archive.connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    found = [
        f"{table}: {row}"
        for (table,) in tables
        for row in archive.connection.execute(f"SELECT * FROM {table}")
        if any(secret in str(value) for value in row for secret in SECRETS if not isinstance(value, bytes))
    ]
    for (page_id,) in archive.connection.execute("SELECT id FROM pages").fetchall():
        if any(secret.encode() in pages.body(archive.connection, page_id) for secret in SECRETS):
            found.append(f"payload of page {page_id}")
    for (dictionary_id,) in archive.connection.execute("SELECT id FROM dictionaries").fetchall():
        if any(secret.encode() in dictionaries.read(archive.connection, dictionary_id) for secret in SECRETS):
            found.append(f"dictionary {dictionary_id}")
    files = archive.path.parent.glob(f"{archive.path.name}*")
    found += [file.name for file in files if any(secret.encode() in file.read_bytes() for secret in SECRETS)]
    return found
