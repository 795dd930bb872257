"""Pages of one made-up site, large as real ones: a template of 70-170 kB around a few kilobytes of the page's own.

What differs from page to page is what differs on real sites: text, headline, trail, pictures, the menu's open branch,
cards of other news, nonces and tokens, portlet ids, the day's date, counters.
"""

from __future__ import annotations

import random

STEMS = (
    "kommun skola väg vatten bro torg park förskola omsorg bibliotek simhall budget nämnd styrelse elev förälder resa "
    "buss cykel hus plan bygg miljö avfall energi värme kultur idrott förening ungdom äldre hälsa trygg polis brand "
    "näring företag arbete medarbetare ansökan bidrag beslut möte fullmäktige utskott samråd detalj tomt lokal hyra"
).split()
ENDINGS = ("", "en", "er", "erna", "s", "ens", "ande", "ning", "ningen", "ar", "arna", "et", "ets", "lig", "ligt")
SMALL = "och att det som en på är av för med till den har de inte om ett men var sig så vi från kan nu när ska".split()


class TemplateSite:
    """Pages by number; the same seed gives the same site."""

    def __init__(self, seed: int = 1, size: int = 110_000) -> None:
        dice = random.Random(seed)
        self.seed = seed
        links = [self._words(dice, 3) for _ in range(260)]
        self.menu = [(f"/{'/'.join(name.split()[:2])}/{number}.html", name) for number, name in enumerate(links)]
        css = "".join(
            f".c{dice.randrange(10**6):x}-{dice.choice(STEMS).encode().hex()[:9]}{{margin:{dice.randrange(64)}px "
            f"{dice.randrange(64)}px;color:#{dice.randrange(1 << 24):06x};flex:{dice.randrange(9)} 1 auto}}\n"
            for _ in range(max(0, size - 42_000) * 6 // 10 // 66)
        )
        script = "".join(
            f'r("{dice.randrange(1 << 40):x}",{{a:{dice.randrange(999)},t:"{self._words(dice, 2)}"}});\n'
            for _ in range(max(0, size - 42_000) * 4 // 10 // 48)
        )
        self.css, self.script = css, script

    @staticmethod
    def _words(dice: random.Random, count: int) -> str:
        """Words as skewed in frequency as a language's, half of them put together from two."""
        words = []
        for _ in range(count):
            if dice.random() < 0.45:
                words.append(dice.choice(SMALL))
                continue
            stem = STEMS[min(int(dice.paretovariate(0.6)) - 1, len(STEMS) - 1)] if dice.random() < 0.5 else ""
            words.append(stem + dice.choice(STEMS) + dice.choice(ENDINGS))
        return " ".join(words)

    def page(self, number: int) -> bytes:
        """The article with this number."""
        dice = random.Random(f"{self.seed}/{number}")
        title = self._words(dice, 6).capitalize()
        branch = dice.randrange(len(self.menu))
        menu = "".join(self._item(place, place == branch) for place in range(len(self.menu)))
        paragraphs = [
            self._words(dice, dice.randrange(20, 70)).capitalize() + "." for _ in range(dice.randrange(3, 12))
        ]
        cards = "".join(self._card(dice) for _ in range(4))
        nonce, token = f"{dice.getrandbits(96):024x}", f"{dice.getrandbits(256):064x}"
        picture = f"/images/18.{dice.getrandbits(40):x}/{dice.getrandbits(40)}"
        footer = "".join(f'<p>{name} <a href="{href}">{name}</a></p>' for href, name in self.menu[:60])
        body = "".join(f"<p>{paragraph}</p>\n" for paragraph in paragraphs)
        html = f"""<!DOCTYPE html>
<html lang="sv"><head><meta charset="utf-8"><title>{title} - Exempelkommun</title>
<meta name="csrf-token" content="{token}"><meta property="og:title" content="{title}">
<link rel="canonical" href="https://www.exempelkommun.se/nyheter/{number}.html">
<style nonce="{nonce}">{self.css}</style>
<script nonce="{nonce}">{self.script}</script></head><body class="page-{dice.randrange(10**8)}">
<header><p class="today">{dice.randrange(1, 29)} februari 2026</p><nav aria-label="Meny"><ul>{menu}</ul></nav></header>
<nav aria-label="Länkstig"><ol><li><a href="/">Hem</a></li><li><a href="/nyheter">Nyheter</a></li><li>{title}</li></ol>
</nav><main id="12.{dice.getrandbits(48):012x}"><h1>{title}</h1><p class="date">Publicerad: {dice.randrange(1, 29)}
februari 20{dice.randrange(10, 27)}</p><p class="ingress">{self._words(dice, 25)}.</p>
<figure><img src="{picture}/bild.jpg" srcset="{picture}/300w.jpg 300w, {picture}/900w.jpg 900w"
alt="{self._words(dice, 4)}"></figure>
{body}</main><aside><h2>Fler nyheter</h2>{cards}<p>Visad {dice.randrange(5000)} gånger</p></aside>
<footer>{footer}</footer>
<script nonce="{nonce}">window.state={{"id":"{dice.getrandbits(64):x}","time":{1_700_000_000 + number * 977}}}</script>
</body></html>"""
        return html.encode()

    def _item(self, place: int, is_open: bool) -> str:
        href, name = self.menu[place]
        state = ' class="menu__item menu__item--open" aria-expanded="true"' if is_open else ' class="menu__item"'
        return f'<li{state}><a class="menu__link" href="{href}"><span>{name}</span></a></li>\n'

    def _card(self, dice: random.Random) -> str:
        other = random.Random(f"{self.seed}/{dice.randrange(400)}")
        title = self._words(other, 6).capitalize()
        return f'<article class="card"><a href="/nyheter/{other.randrange(9999)}.html"><h3>{title}</h3></a></article>\n'
