"""News of municipalities that do not exist: Swedish of our own, the same for the same seed."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import cycle
from zoneinfo import ZoneInfo

from archive import slugify
from crawler.demo.content import Article, Block, ContactBox, Content, Document, Picture, Section, Service

STOCKHOLM = ZoneInfo("Europe/Stockholm")
NEWEST = datetime(2026, 10, 30, 14, 5, tzinfo=STOCKHOLM)

PLACES = (
    "Åsviken",
    "Norrbro",
    "Lillhaga",
    "Kyrkängen",
    "Södra hamnen",
    "Björknäset",
    "Gruvbyn",
    "Älvstrand",
    "Mossebo",
)
PEOPLE = ("Åsa Granlund", "Hasse Björk", "Nadia Rahimi", "Per-Olof Sköld", "Ylva Zetterholm", "Örjan Mört")
ROLES = ("projektledare", "enhetschef", "miljöinspektör", "rektor", "gatuchef", "kultursamordnare")

# Headline, lead and facts that go together; {plats} is filled in.
TOPICS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "Ny lekplats invigs i {plats}",
        "På lördag klipper barnen bandet till lekplatsen i {plats}, som har gungor, linbana och en båt att klättra i.",
        (
            "Förslagen kom från tre förskolor som fick rita sin drömlekplats.",
            "Marken är mjuk hela vägen, så att den som sitter i rullstol når fram till vattenleken.",
            "Den gamla rutschkanan lagas och flyttas till en annan park.",
        ),
    ),
    (
        "Så påverkas trafiken när bron i {plats} rustas",
        "Bron i {plats} stängs för bilar i sex veckor. Gående och cyklister kan passera under hela arbetet.",
        (
            "Omledningen skyltas från rondellen vid macken.",
            "Bussarna stannar vid en tillfällig hållplats på andra sidan ån.",
            "Betongen har skadats av vägsalt och måste bilas bort i två lager.",
        ),
    ),
    (
        "Kokningsrådet för {plats} är upphävt",
        "Nya prover visar att dricksvattnet i {plats} är bra igen. Du behöver inte längre koka vattnet.",
        (
            "Spola i några minuter innan du dricker första gången.",
            "Orsaken var en trasig backventil i tryckstegringen.",
            "Alla anslutna hushåll har också fått ett textmeddelande.",
        ),
    ),
    (
        "Skolan i {plats} vinner pris för sitt kök",
        "Kocken, eleverna och en hemlig linsgryta låg bakom när skolköket i {plats} utsågs till regionens bästa.",
        (
            "Juryn föll särskilt för att eleverna själva väger det som slängs.",
            "Matsvinnet har halverats på två år.",
            "Prissumman räcker till en ny brödugn.",
        ),
    ),
    (
        "Tyck till om trafiksäkerheten i {plats}",
        "Var är det svårt att ta sig fram i {plats}? Fram till månadsskiftet kan du sätta en nål på kartan.",
        (
            "Det går att svara utan att logga in.",
            "Förra året ledde svaren till nio nya övergångsställen.",
            "Den som hellre svarar på papper hittar blanketten i receptionen.",
        ),
    ),
    (
        "Äldreboendet i {plats} får egen höna",
        "Fem hönor och en tupp har flyttat in på gården. Redan första veckan räckte äggen till pannkakor åt alla.",
        (
            "De boende turas om att mata och plocka ägg.",
            "Satsningen har betalats av en lokal stiftelse.",
            "Tuppen heter Borgmästaren och vaknar tidigt.",
        ),
    ),
    (
        "Bygglov beviljat för solpark vid {plats}",
        "Nämnden säger ja till tolv hektar solceller på den nedlagda täkten vid {plats}.",
        (
            "Anläggningen väntas ge el motsvarande 2 400 villors hushållsbehov.",
            "Fåren som betar på platsen får stanna mellan panelerna.",
            "Beslutet kan överklagas inom tre veckor.",
        ),
    ),
    (
        "Fiber byggs ut till {plats}",
        "Under hösten grävs fiber ned till de sista åttio fastigheterna i {plats}.",
        (
            "Grävningen följer vägkanten och lagas med nytt grus efter hand.",
            "Den som ännu inte tecknat avtal kan göra det fram till dess att schaktet nått tomten.",
            "Arbetet görs av samma entreprenör som i fjol.",
        ),
    ),
    (
        "Höststormen fällde träd i {plats}",
        "Ett fyrtiotal träd föll över vägar och ledningar i {plats} under natten. Ingen människa skadades.",
        (
            "Röjningen beräknas pågå hela veckan.",
            "Håll dig borta från elledningar som hänger eller ligger på marken.",
            "Veden läggs upp vid återvinningen och får hämtas av den som vill.",
        ),
    ),
    (
        "Sommarjobben i {plats} är snart slut",
        "Ännu finns ett trettiotal platser för ungdomar som vill sommarjobba i {plats}.",
        (
            "Sök senast sista mars med e-legitimation.",
            "De flesta arbetar i förskola, park eller äldreomsorg.",
            "Lönen är enligt avtal och betalas ut i två omgångar.",
        ),
    ),
)
COMMON = (
    "Kostnaden ryms inom årets budget.",
    "Mer information lämnas när tidplanen är fastställd.",
    "Ärendet har beretts tillsammans med grannkommunerna.",
    "Frågor besvaras av kontaktcenter under kontorstid.",
    "Resultatet redovisas för nämnden före jul.",
    "Den som vill följa arbetet kan prenumerera på nyheter via e-post.",
)
QUOTES = (
    "Vi har väntat länge på det här",
    "Det är roligt att så många hör av sig",
    "Nu gäller det att hålla tidplanen",
    "Utan grannarna hade det aldrig gått",
)
HEADINGS = ("Bakgrund", "Vad händer nu?", "Det här gäller", "Så går det till")
SERVICES = (
    (("Bygga och bo",), "Här finns det du behöver veta innan du bygger, river eller flyttar."),
    (("Bygga och bo", "Bygglov"), "Du ansöker om bygglov i e-tjänsten. En komplett ansökan får svar inom tio veckor."),
    (("Bygga och bo", "Sophämtning"), "Kärlen töms varannan vecka. Ställ ut dem kvällen före."),
    (("Barn och utbildning",), "Förskolor, skolor och vuxenutbildning i kommunen."),
    (("Kontakt",), "Kontaktcenter svarar vardagar klockan 8–16.30."),
)


def make_content(
    name: str, seed: int, sections: Sequence[Section], count: int = 25, styles: Sequence[str] = ("long",)
) -> Content:
    """A municipality with `count` articles, one every other day, three of five in the last section but one.

    `sections` ends with the two that hold articles; those before only gather. `styles` are the date styles, in turn.
    """
    dice = random.Random(seed)
    keys = cycle([sections[-2].key] * 3 + [sections[-1].key] * 2)
    articles = [_article(dice, number, next(keys), styles[number % len(styles)]) for number in range(count)]
    home = sections[0].trail[:1]
    services = tuple(_service(home, names, text) for names, text in SERVICES)
    return Content(name, tuple(sections), tuple(_also_filed(articles, sections[-2].key)), services)


def _article(dice: random.Random, number: int, section: str, style: str) -> Article:
    headline, lead, facts = TOPICS[number % len(TOPICS)]
    place = PLACES[(number // len(TOPICS) + number) % len(PLACES)]
    round_ = number // (len(TOPICS) * len(PLACES))
    title = headline.format(plats=place) + (f" – del {round_ + 1}" if round_ else "")
    published = NEWEST - timedelta(days=2 * number, minutes=7 * (number % 40))
    person, role = dice.choice(PEOPLE), dice.choice(ROLES)
    return Article(
        id=100_000 - number,
        title=title,
        section=section,
        published=published,
        body=_body(dice, facts, f"{person}, {role}"),
        lead=lead.format(plats=place) if number % 4 else None,
        date_style=style,
        modified=published + timedelta(days=1, hours=3) if number % 5 == 0 else None,
        pictures=_pictures(number, place, person),
        documents=_documents(number),
        contact=_contact(person, role) if number % 3 == 0 else None,
    )


def _body(dice: random.Random, facts: Sequence[str], speaker: str) -> tuple[Block, ...]:
    common = dice.sample(COMMON, 3)
    told = dice.sample(facts, len(facts))
    blocks = [
        Block("paragraph", (f"{told[0]} {common[0]}",)),
        Block("paragraph", (f"– {dice.choice(QUOTES)}, säger {speaker}.",)),
        Block("heading", (dice.choice(HEADINGS),)),
        Block("paragraph", (f"{told[1]} {common[1]}",)),
    ]
    ending = (
        Block("list", (told[2], common[2])) if dice.random() < 0.3 else Block("paragraph", (f"{told[2]} {common[2]}",))
    )
    return (*blocks, ending)


def _pictures(number: int, place: str, person: str) -> tuple[Picture, ...]:
    first = Picture(
        f"bild-{number:03}.png", f"Vy över {place}", f"{place} i morgonljus.", person if number % 2 else None
    )
    second = Picture(f"bild-{number:03}-b.png", "", f"Det här är {place} från luften.", "Drönarklubben")
    return ((first, second) if number % 6 == 1 else (first,)) if number % 3 else ()


def _documents(number: int) -> tuple[Document, ...]:
    kind = ("Karta", "Beslut", "Tidplan")[number % 3]
    return (Document(f"{kind} {number}", f"{kind.lower()}-{number:03}.pdf"),) if number % 4 == 2 else ()


def _contact(person: str, role: str) -> ContactBox:
    return ContactBox(person, role, "08-465 004 60", "kontakt@kommun.example")


def _also_filed(articles: list[Article], section: str) -> list[Article]:
    """The fifth article, whose home is the other section, is filed in this one too."""
    return [replace(article, also_in=(section,)) if place == 4 else article for place, article in enumerate(articles)]


def _service(home: tuple[str, ...], names: tuple[str, ...], text: str) -> Service:
    return Service("/" + "/".join(map(slugify, names)), (*home, *names), (text, "Sidan granskas varje år."))
