"""Pages of a section, each with the same three pieces of news, as different systems list them."""

from __future__ import annotations

from crawler.document import Document

HERE = "https://www.exempel.se/nyheter"


def document(main: str, url: str = HERE, head: str = "") -> Document:
    nav = "<nav><ul><li><a href=/bygga>Bygga, bo och miljö</a><li><a href=/skola>Förskola och skola</a></ul></nav>"
    links = "<li><a href=/om>Om webbplatsen och kakor</a><li><a href=/karta>Kartor över kommunen</a>"
    footer = f"<footer><ul>{links}</ul></footer>"
    return Document.from_text(f"<html><head>{head}</head><body>{nav}<main><h1>Nyheter</h1>{main}</main>{footer}", url)


CARDS = """
<div class="list">
 <article class="post-3"><h2><a href="/nyheter/isbanan">Isbanan öppnar på lördag</a></h2>
  <time datetime="2026-02-08">8 februari 2026</time>
  <p>Nu är isen tjock nog. <a href="/nyheter/isbanan">Läs mer</a></p>
  <p class=cat><a href="/kategori/fritid">Fritid</a> <a href="/kategori/is">Isbanor</a></p></article>
 <article class="post-2"><h2><a href="/nyheter/budget">Fullmäktige antog budgeten</a></h2>
  <time datetime="2026-02-05">5 februari 2026</time>
  <p>Skatten höjs inte. <a href="/nyheter/budget">Läs mer</a></p>
  <p class=cat><a href="/kategori/politik">Politik</a> <a href="/kategori/pengar">Ekonomi</a></p></article>
 <article class="post-1"><h2><a href="https://www.exempel.se/nyheter/bron">Bron vid ån stängs av</a></h2>
  <time datetime="2026-02-01">1 februari 2026</time></article>
</div>"""
PLAIN = """
<ul class="sv-channel">
 <li class="sv-channel-item"><a href="/nyheter/isbanan">Isbanan öppnar på lördag</a> <span>2026-02-08</span></li>
 <li class="sv-channel-item"><a href="/nyheter/budget">Fullmäktige antog budgeten</a></li>
 <li class="sv-channel-item"><a href="/nyheter/bron">Bron vid ån stängs av</a> <span>2026-02-01</span></li>
 <li class="sv-channel-item"><a href="/filer/protokoll.pdf">Protokoll från mötet i januari</a></li>
 <li class="sv-channel-item"><a href="https://annan.example/nyhet">Nyhet på en annan webbplats</a></li>
</ul>
<div class="puffs"><h3><a href="/evenemang/loppis">Loppis på torget i Bålsta</a></h3></div>"""
NEWS = ["isbanan", "budget", "bron"]
