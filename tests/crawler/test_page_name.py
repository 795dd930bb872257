"""What a page that lists news calls itself."""

from __future__ import annotations

import pytest

from crawler.document import Document
from crawler.listing.page_name import page_name

HERE = "https://blad.granby.se/?cat=3"
SITE = '<h1><a href="https://blad.granby.se/">Granbybladet</a></h1>'
POSTS = (
    '<h2><a href="/?p=9">Bron över ån har fått räcken</a></h2><h2><a href="/?p=8">Tåget stannar i Granby igen</a></h2>'
)

ITEMS = (
    '<li><h3><a href="/?p=9">Bron över ån har fått räcken</a></h3></li>'
    '<li><h3><a href="/?p=8">Tåget stannar i Granby igen</a></h3></li>'
)
FEATURED = '<aside><article><h1><a href="/bron.html">Bron är klar</a></h1><p>Ett räcke återstår.</p></article></aside>'


@pytest.mark.parametrize(
    ("head", "body", "name"),
    [
        ("", f"{SITE}<h2>Arkiv för kategorin &#8216;Gator och vägar&#8217;</h2>{POSTS}", "Gator och vägar"),
        ("", f"{SITE}<h2>Archive for the &#8216;Gator och vägar&#8217; Category</h2>{POSTS}", "Gator och vägar"),
        ("", f"{SITE}<h1>Kategori: Gator och vägar</h1>{POSTS}", "Gator och vägar"),
        ("", f"{SITE}<h1>Posts from 'Gator och vägar'</h1>{POSTS}", "Gator och vägar"),
        (
            "",
            f'<h1><span class="breadcrumbs"><a href="/n">Nyheter</a> » </span><span>Gator och vägar</span></h1>{POSTS}',
            "Gator och vägar",
        ),
        ("", f"{SITE}<h1>Kategori:Gator och vägar</h1>{POSTS}", "Gator och vägar"),
        ("", f"{SITE}<h1>Taggat “Gator och vägar”</h1>{POSTS}", "Gator och vägar"),
        ("", f"{SITE}<h1>Artiklar märkta med ”Gator och vägar”</h1>{POSTS}", "Gator och vägar"),
        ("", f'{SITE}<h1>12 inlägg taggade me "Gator och vägar"</h1>{POSTS}', "Gator och vägar"),
        (
            "",
            f"{SITE}<h1>Taggat: så märker kommunen “Gator och vägar”</h1>{POSTS}",
            "Taggat: så märker kommunen “Gator och vägar”",
        ),
        ("", f"{SITE}<h1># Gator och vägar</h1>{POSTS}", "Gator och vägar"),
        ("<title>Category: Gator och vägar | Granby</title>", f"<h1>Archives</h1>{POSTS}", "Gator och vägar"),
        ("<title>Granby</title>", f"<h1>Archives</h1>{POSTS}", "Archives"),
        ("<title>Granby - Kategori</title>", f"<h2>Gator och vägar</h2><ul>{ITEMS}</ul>", "Gator och vägar"),
        (
            "<title>Gator och vägar</title>",
            f'<article><a href="/bron.html"><h1>Bron är klar</h1></a></article><main>{POSTS}</main>',
            "Gator och vägar",
        ),
        ("", f"{SITE}<h1>Gator och vägar <small>Category</small></h1>{POSTS}", "Gator och vägar"),
        ("", f"{SITE}<h1>Category Gator och vägar</h1>{POSTS}", "Gator och vägar"),
        ("", f"{SITE}<h1>Inlägg om Gator och vägar</h1>{POSTS}", "Gator och vägar"),
        ("", f"{SITE}<h1>Inlägg om</h1>{POSTS}", "Inlägg om"),
        ("", f"{SITE}<h1>Articles in the Gator och vägar category</h1>{POSTS}", "Gator och vägar"),
        (
            "<title>Granbybladet - Kommuninfo category</title>",
            f"{SITE}<h2>Articles in the Kommuninfo category</h2>{POSTS}",
            "Kommuninfo",
        ),
        (
            "<title>Granbybladet - Gator och vägar</title>",
            f"{SITE}{FEATURED}<h1>Other articles</h1>{POSTS}",
            "Gator och vägar",
        ),
        ("", f"<main><article><h1>Gator och vägar</h1>{POSTS}</article></main>", "Gator och vägar"),
        (
            "<title>Gator och vägar — Granby</title>",
            f'<header><h1>Granby</h1><nav><a href="/om">Om</a></nav></header>{POSTS}',
            "Gator och vägar",
        ),
        (
            "<title>Granby — Gator och vägar</title>",
            f'<main><header><h1>Gator och vägar</h1><nav><a href="/om">Om</a></nav></header>{POSTS}</main>',
            "Gator och vägar",
        ),
        ("<title>Category: Gator och vägar | Granbybladet</title>", f"{SITE}{POSTS}", "Gator och vägar"),
        ("<title>Categories - Gator och vägar - Granbybladet</title>", POSTS, "Gator och vägar"),
        ("<title>Gator och vägar Tag | Granbybladet</title>", POSTS, "Gator och vägar"),
        ("<title>Gator och vägar Arkiv - Granbybladet</title>", POSTS, "Gator och vägar"),
        ("<title>Kategori: Gator och vägar</title>", POSTS, "Gator och vägar"),
        ("<title>Etiketter - Granbybladet</title>", POSTS, "Etiketter - Granbybladet"),
        ("<title>Granbybladet » Kommuninfo</title>", f"{SITE}<h2>Nytt från trakten</h2>{POSTS}", "Kommuninfo"),
    ],
)
def test_a_section_is_not_named_like_the_site_whose_name_leads_home(head: str, body: str, name: str) -> None:
    assert page_name(Document.from_text(f"<html><head>{head}</head><body>{body}</body></html>", HERE)) == name
