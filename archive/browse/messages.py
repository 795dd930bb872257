"""Every word that the pages for people say, in Swedish and in English, and whose language is which."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

from archive.browse.data_names import DATA_NAMES

Language = Literal["sv", "en"]

_ACCEPTED = re.compile(r"\s*([A-Za-z]{1,8}|\*)(?:-[A-Za-z0-9-]{1,30})?\s*(?:;\s*q=([01](?:\.\d{0,3})?))?\s*")


def language_of(accept_language: str | None) -> Language:
    """English for a browser that asks for it before Swedish or its neighbours, else Swedish (RFC 9110, 12.5.4).

    >>> [language_of(text) for text in ("sv-SE,sv;q=0.9,en;q=0.8", "de,en;q=0.8", "nb,en;q=0.5", None)]
    ['sv', 'en', 'sv', 'sv']
    """
    best: dict[Language, float] = {"sv": 0.001, "en": 0.0}
    for item in (accept_language or "").split(",")[:20]:
        match = _ACCEPTED.fullmatch(item)
        language = match and _LANGUAGES.get(match[1].lower())
        if match and language:
            best[language] = max(best[language], float(match[2] or 1))
    return "en" if best["en"] > best["sv"] else "sv"


_LANGUAGES: dict[str, Language] = {"sv": "sv", "nb": "sv", "nn": "sv", "no": "sv", "da": "sv", "en": "en"}
"""Norwegian and Danish readers get Swedish: the archive itself is in it."""


@dataclass(frozen=True, slots=True)
class Messages:
    """The messages in one language: `messages("search")`, `messages("articles", n=3)`."""

    language: Language

    def __call__(self, key: str, **values: object) -> str:
        """The message, with its values filled in; `n` chooses between singular and plural."""
        text = MESSAGES[key][0 if self.language == "sv" else 1]
        if "|" in text:
            singular, plural = text.split("|")
            text = singular if values["n"] == 1 else plural
        return text.format(**{name: self.number(value) for name, value in values.items()})

    def known(self, prefix: str, name: str) -> str:
        """The message for a name that data gives (`source-label`), the name itself where there is none."""
        return self(f"{prefix}-{name}") if f"{prefix}-{name}" in MESSAGES else name

    def number(self, value: object) -> object:
        r"""An integer with its thousands apart, as the language does; anything else as it is.

        >>> Messages("sv").number(12345), Messages("en").number(12345)
        ('12\xa0345', '12,345')
        """
        if not isinstance(value, int):
            return value
        return f"{value:,}".replace(",", "\u00a0") if self.language == "sv" else f"{value:,}"

    def filled(self, key: str, **values: Markup | str) -> Markup:
        """A message whose values are markup (links, times); the message itself is ours and plain."""
        return Markup(self(key, **{name: f"{{{name}}}" for name in values})).format(**values)  # noqa: S704


MESSAGES: dict[str, tuple[str, str]] = DATA_NAMES | {
    # Frame
    "name": ("Kommunarkiv", "Kommunarkiv"),
    "skip": ("Hoppa till innehållet", "Skip to content"),
    "menu": ("Huvudmeny", "Main menu"),
    "home": ("Startsida", "Front page"),
    "municipalities": ("Kommuner", "Municipalities"),
    "pictures": ("Bilder", "Pictures"),
    "search": ("Sök", "Search"),
    "search-archive": ("Sök i arkivet", "Search the archive"),
    "search-hint": (
        "Böjningar och sammansättningar hittas: skola ger även skolan och förskola.",
        "Inflected forms and compounds are found: skola also finds skolan and förskola.",
    ),
    "footer": (
        "Texterna och bilderna tillhör dem som har publicerat dem. Arkivet visar dem som de såg ut när de hämtades.",
        "Texts and pictures belong to those who published them. The archive shows them as they were when fetched.",
    ),
    "state-of": ("Läget: hur insamlingen går", "State: how the crawling goes"),
    "data": ("Hela arkivet som tabeller, SQL och JSON", "The whole archive as tables, SQL and JSON"),
    "in-table": ("Uppgifterna här som tabell", "What is here as a table"),
    "row": ("Artikelns alla fält", "All fields of the article"),
    "feed": ("Prenumerera (Atom)", "Subscribe (Atom)"),
    "feed-json": ("Prenumerera (JSON Feed)", "Subscribe (JSON Feed)"),
    "missing": ("Sidan finns inte i arkivet", "The archive has no such page"),
    "missing-text": (
        ("Adressen kan vara felskriven, eller så visar arkivet inte artikeln längre. Sök efter den, eller börja på "
        "startsidan."),
        "The address may be wrong, or the archive no longer shows the article. Search for it, or go to the front page.",
    ),
    "slow": ("Det tog för lång tid", "That took too long"),
    "slow-text": (
        "Frågan blev för stor. Försök med fler ord eller en snävare avgränsning.",
        "The question was too big. Try more words or a narrower selection.",
    ),
    "municipality-name": ("{name} kommun", "Municipality of {name}"),
    "as-table": ("Visa som tabell", "Show as a table"),
    "enumeration": ("{others} och {last}", "{others} and {last}"),
    "previous": ("Föregående sida", "Previous page"),
    "next": ("Nästa sida", "Next page"),
    "pages": ("Sidor", "Pages"),
    "page": ("Sida {n}|Sida {n}", "Page {n}|Page {n}"),
    "past-the-end": ("Listan slutar före sida {n}.", "The list ends before page {n}."),
    "first-page": ("Till första sidan", "To the first page"),
    # Front page and lists
    "headline": ("Kommunernas nyheter, sparade som de var", "Municipal news, kept as it was"),
    "search-example": ("t.ex. simhall, detaljplan", "e.g. simhall, detaljplan"),
    "on-map": ("Kommunerna på kartan", "The municipalities on a map"),
    "all-sites": ("Webbplatser", "Websites"),
    "articles": ("{n} artikel|{n} artiklar", "{n} article|{n} articles"),
    "websites": ("{n} webbplats|{n} webbplatser", "{n} website|{n} websites"),
    "places": ("{n} kommun|{n} kommuner", "{n} municipality|{n} municipalities"),
    "front-summary": ("{articles} från {places}.", "{articles} from {places}."),
    "fresh": ("Senast hämtat {when}.", "Last fetched {when}."),
    "newest": ("Senaste nytt", "Latest news"),
    "all-news": ("Alla nyheter", "All news"),
    "questions": ("Frågor till arkivet", "Questions to the archive"),
    "largest-sections": ("Avsnitt", "Sections"),
    "other-sites": ("Andra webbplatser", "Other websites"),
    "undated": ("Utan datum", "No date"),
    "gone": ("Borttagen från webbplatsen", "Removed from the website"),
    "empty": ("Arkivet är tomt än så länge.", "The archive is still empty."),
    "nothing-here": ("Här finns inga artiklar.", "There are no articles here."),
    # Pictures
    "picture-at": ("Bilden hos {host}", "The picture at {host}"),
    "picture-from": ("Hämtad från {host}", "Fetched from {host}"),
    "picture-in": ("Samma bild finns i:", "The same picture is in:"),
    "no-alt": ("Bild utan beskrivning", "Picture without description"),
    "credit": ("Foto: {name}", "Photo: {name}"),
    "pictures-lead": (
        "Artiklarnas bilder med bildtext och fotograf. Saknas filen i arkivet visas en hänvisning till webbplatsen.",
        "The articles’ pictures with caption and credit. Where the archive has no file, it refers to the website.",
    ),
    "search-pictures": ("Sök bland bilderna", "Search the pictures"),
    "no-pictures": ("Inga bilder hittades.", "No pictures were found."),
    "more-pictures": ("Fler bilder", "More pictures"),
    # Article
    "trail": ("Här låg artikeln", "Where the article stood"),
    "also-in": ("Visades också i", "Also listed in"),
    "published": ("Publicerad", "Published"),
    "published-unknown": ("Publiceringsdatum saknas", "No publication date"),
    "modified": ("Ändrad", "Modified"),
    "role-published": ("Publicerad", "Published"),
    "role-modified": ("Ändrad", "Modified"),
    "role-mentioned": ("Nämnd i texten", "Mentioned in the text"),
    "gone-notice": (
        "Artikeln är borttagen från webbplatsen. Det upptäcktes {when}.",
        "The article has been removed from the website. That was noticed {when}.",
    ),
    "changed-notice": (
        "Artikeln har ändrats efter att den först sparades.",
        "The article has changed since it was first kept.",
    ),
    "see-change": ("Se vad som ändrades", "See what changed"),
    "attachments": ("Bilagor", "Attachments"),
    "kept-copy": ("Arkivets kopia", "The archive's copy"),
    "about": ("Om artikeln", "About this article"),
    "original": ("Ursprunglig adress", "Original address"),
    "other-addresses": ("Andra adresser", "Other addresses"),
    "captured": ("Sparad", "Kept"),
    "captured-value": ("först {first}, senast sedd {last}", "first {first}, last seen {last}"),
    "author": ("Författare", "Author"),
    "contact": ("Kontakt", "Contact"),
    "website": ("Webbplats", "Website"),
    "words": ("Längd", "Length"),
    "words-value": ("{n} ord|{n} ord", "{n} word|{n} words"),
    "dates": ("Datum", "Dates"),
    "date-known": ("det stod ”{text}” ({source})", "it said “{text}” ({source})"),
    "date-unknown": ("okänt", "unknown"),
    "extracted": ("Så lästes sidan", "How the page was read"),
    "extracted-lead": (
        ("Var på den sparade sidan varje uppgift står, och den beteckning som programmet har för det (fältet "
        "extracted_by)."),
        "Where on the kept page each detail stands, and what the program calls that (the field extracted_by).",
    ),
    "versions": ("Tidigare versioner", "Earlier versions"),
    "version": ("Version {n}|Version {n}", "Version {n}|Version {n}"),
    "version-line": ("sågs senast {when}; därefter ändrades {fields}", "last seen {when}; then {fields} changed"),
    "table": ("Tabell, bläddra i sidled", "Table, scrolls sideways"),
    # Version
    "version-title": ("Ändring {n} av {of}", "Change {n} of {of}"),
    "version-lead": (
        "Texten sågs senast {when}. Struket försvann och understruket kom till i nästa version.",
        "This text was last seen {when}. Struck text went away and underlined text came in the next version.",
    ),
    "removed": ("borttaget:", "removed:"),
    "added": ("tillagt:", "added:"),
    "to-article": ("Till artikeln som den är nu", "To the article as it is now"),
    "earlier-change": ("Tidigare ändring", "Earlier change"),
    "later-change": ("Senare ändring", "Later change"),
    "changed-fields": ("Uppgifter som ändrades", "Details that changed"),
    # Section and place
    "section-below": ("Avsnitt här under", "Sections below"),
    "section-trail": ("Avsnittets plats", "Where the section is"),
    "section-original": ("Avsnittet på webbplatsen", "The section on the website"),
    "search-here": ("Sök här", "Search here"),
    "map-of": ("Karta: {name} bland Sveriges kommuner", "Map: {name} among Sweden's municipalities"),
    "map-all": ("Karta över kommuner i arkivet", "Map of the municipalities in the archive"),
    "map-of-caption": (
        "Varje prick är mitten av en kommun; den stora är {name}.",
        "Each dot is the centre of a municipality; the big one is {name}.",
    ),
    "map-all-caption": (
        ("Varje prick är mitten av en av Sveriges 290 kommuner. De färgade har artiklar i arkivet; ju större prick, "
        "desto fler. De leder till kommunernas sidor."),
        ("Each dot is the centre of one of Sweden's 290 municipalities. Those in colour have articles in the archive; "
        "the bigger the dot, the more. They lead to the pages of the municipalities."),
    ),
    "per-month": ("Artiklar per månad", "Articles per month"),
    "month": ("Månad", "Month"),
    "number": ("Antal", "Number"),
    "newest-day": ("senast {when}", "latest {when}"),
    "municipalities-lead": ("Kommuner med artiklar i arkivet.", "Municipalities with articles in the archive."),
    "no-municipality": (
        "Ingen av arkivets webbplatser hör till en kommun, så här finns ingen karta att visa.",
        "None of the archive’s websites belongs to a municipality, so there is no map to show.",
    ),
    "set-municipality": (
        ("En webbplats hör till den kommun vars adress den har. För en annan webbplats anges kommunens kod i "
        "webbplatsens profil (docs/sites.md), så här för Håbo; nästa hämtning rättar sig efter det:"),
        ("A website belongs to the municipality whose address it has. For another website, its profile "
        "(docs/sites.md) gives the code of the municipality, as here for Håbo; the next crawl follows it:"),
    ),
    # Calendar
    "calendar": ("Kalender", "Calendar"),
    "calendar-of": ("Kalender för {name}", "Calendar of {name}"),
    "calendar-lead": (
        "Hur många artiklar som publicerades varje dag. Ju starkare färg, desto fler.",
        "How many articles were published each day. The stronger the colour, the more.",
    ),
    "legend": ("Artiklar:", "Articles:"),
    "no-such-year": (
        "Arkivet har inga artiklar från {asked}. Här visas {year}, det senaste året som har några.",
        "The archive has no articles from {asked}. This is {year}, the latest year that has any.",
    ),
    "not-a-year": (
        "Adressen nämner inget årtal på fyra siffror. Här visas {year}, det senaste året med artiklar.",
        "The address names no year of four digits. This is {year}, the latest year that has articles.",
    ),
    "without-day": (
        "{n} artikel från {year} saknar dag och syns inte här.|{n} artiklar från {year} saknar dag och syns inte här.",
        "{n} article of {year} has no day and is not here.|{n} articles of {year} have no day and are not here.",
    ),
    "without-date": (
        "{n} artikel saknar datum helt.|{n} artiklar saknar datum helt.",
        "{n} article has no date at all.|{n} articles have no date at all.",
    ),
    "show-them": ("Visa", "Show"),
    "no-calendar": ("Ingen kalender", "No calendar"),
    "no-calendar-text": (
        "Här finns inga artiklar vars år är känt.",
        "There are no articles here whose year is known.",
    ),
    "years": ("År", "Years"),
    "year-of": ("{year} dag för dag", "{year} day by day"),
    "weekdays": ("må ti on to fr lö sö", "Mo Tu We Th Fr Sa Su"),
    "weekday-names": (
        "måndag tisdag onsdag torsdag fredag lördag söndag",
        "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    ),
    "months-short": (
        "jan feb mar apr maj jun jul aug sep okt nov dec",
        "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
    ),
    "per-municipality": ("Kommuner månad för månad {year}", "Municipalities month by month {year}"),
    "all-municipalities": ("Alla kommuner", "All municipalities"),
    "whole-year": ("Hela året", "Whole year"),
    # State
    "state": ("Läget", "State"),
    "state-lead": (
        "Hur insamlingen från varje webbplats går. De som någon bör se över står först.",
        "How the crawling goes, site by site. Those that somebody should look at come first.",
    ),
    "state-run": ("Senaste insamlingen började {when}.", "The last run began {when}."),
    "alarms": ("{n} larm.|{n} larm.", "{n} alarm.|{n} alarms."),
    "no-alarms": ("Inga larm.", "No alarms."),
    "state-watch": ("Att se över", "To look at"),
    "state-ended": ("Senaste insamling", "Last run"),
    "state-counts": ("Insamlingen gav", "What that run found"),
    "state-robots": ("Regler (robots.txt)", "Rules (robots.txt)"),
    "state-newest": ("Senaste nyhet", "Latest news"),
    "state-articles": ("Artiklar", "Articles"),
    "no-run": ("ingen ännu", "none yet"),
    "run-counts": ("{new} nya, {changed} ändrade, {gone} borttagna", "{new} new, {changed} changed, {gone} gone"),
    "run-failed": ("{n} sida gick inte att hämta|{n} sidor gick inte att hämta", "{n} page failed|{n} pages failed"),
    "ended-0": ("klar", "done"),
    "ended-1": ("fel i programmet", "a fault of the program"),
    "ended-3": ("inte klar, fortsätter nästa gång", "incomplete, goes on next time"),
    "ended-6": ("webbplatsen svarade inte eller nekade", "no answer from the site, or refused"),
    "ended-7": ("inga nyheter hittades", "no news was found"),
    "ended-130": ("avbruten", "interrupted"),
    "ended-None": ("inte avslutad", "not ended"),
    "robots-allowed": ("tillåter insamling", "allow crawling"),
    "robots-refused": ("nekar insamling", "refuse crawling"),
    "robots-unreachable": ("gick inte att hämta", "can’t be had"),
    "crawl-delay": ("{seconds} s mellan frågorna", "{seconds} s between requests"),
    "alarm-silent": ("Tyst avsnitt", "Silent section"),
    "alarm-missing-field": ("Uppgifter saknas", "Missing fields"),
    "alarm-no-section": ("Avsnittet är borta", "No section"),
    "alarm-no-list": ("Listan är tom", "No list"),
    "alarm-refused": ("Nekad", "Refused"),
    "alarm-cms": ("Nytt publiceringssystem", "Another CMS"),
    "alarm-not-crawled": ("Inte besökt", "Not crawled"),
    "told-silent": (
        "{section}: inga nyheter på {days} dygn, förut aldrig mer än {longest} dygn emellan",
        "{section}: no news for {days} d, before that never more than {longest} d between",
    ),
    "told-missing-field": (
        "{field} saknas i {share} av de senaste {of} artiklarna, förut i {before}",
        "{field} lacking in {share} of the last {of} articles, in {before} before",
    ),
    "told-no-section": ("inget avsnitt fanns där {section} fanns förut", "no section where {section} was before"),
    "told-no-list": ("listorna visar inga nyheter längre", "the lists show no news any more"),
    "told-refused": ("webbplatsen nekade allt ({reason})", "the site refused everything ({reason})"),
    "told-cms": (
        "sidorna ser ut att vara gjorda med {cms}, förut med {before}",
        "the pages look made with {cms}, before with {before}",
    ),
    "told-not-crawled": (
        "senaste insamlingen var för {days} dygn sedan, förut aldrig mer än {longest} dygn emellan",
        "the last run was {days} d ago, before that never more than {longest} d",
    ),
    # Questions
    "answers": ("{n} rad|{n} rader", "{n} row|{n} rows"),
    "answers-cut": ("De första {n} raderna", "The first {n} rows"),
    "percent": ("{n}\u00a0%", "{n}%"),
    "no-answers": ("Inget sådant finns i arkivet.", "There is nothing of the kind in the archive."),
    "ask": ("Fråga", "Ask"),
    "answer-as": ("Svaret som", "The answer as"),
    "sql": ("Så ställs frågan (SQL)", "How it is asked (SQL)"),
    "change-sql": ("Ändra frågan i Datasette", "Change the question in Datasette"),
    "more-questions": ("Fler frågor", "More questions"),
    # Search
    "results": ("{n} träff|{n} träffar", "{n} hit|{n} hits"),
    "least-results": ("Minst {n} träff|Minst {n} träffar", "At least {n} hit|At least {n} hits"),
    "least-articles": ("Minst {n} artikel|Minst {n} artiklar", "At least {n} article|At least {n} articles"),
    "results-for": ("Sökning: {query}", "Search: {query}"),
    "no-results": ("Inget hittades.", "Nothing was found."),
    "no-results-tips": (
        "Pröva färre ord, ett annat ord för samma sak, eller ta bort en avgränsning.",
        "Try fewer words, another word for the same thing, or remove a restriction.",
    ),
    "to-place": ("Till sidan för {name}", "To the page of {name}"),
    "meant-period": (
        "Sök ”{query}” bland det som publicerades {when}",
        "Search “{query}” in what was published {when}",
    ),
    "meant-all": ("Visa allt som publicerades {when}", "Show all that was published {when}"),
    "apart": ("Ingen artikel har alla orden. Var för sig ger de:", "No article has all of them. Each alone gives:"),
    "nearest-words": ("Ingen artikel har ordet ”{word}”. Närmast är:", "No article has “{word}”. Nearest are:"),
    "search-syntax": (
        "”exakt fras” · -utan · börja* · ett ELLER annat",
        "“exact phrase” · -without · begin* · one OR another",
    ),
    "narrow": ("Avgränsa", "Narrow down"),
    "narrow-cut": (
        "Siffrorna gäller de {n} träffar som senast kom in i arkivet.",
        "The numbers are of the {n} hits that came into the archive last.",
    ),
    "chosen": ("Avgränsat till", "Narrowed to"),
    "remove": ("Ta bort avgränsningen {label}", "Remove the restriction {label}"),
    "not-a-time": (
        "”{given}” är ingen tid (2026, 2026-02 eller 2026-02-27). Här visas artiklar från alla tider.",
        "“{given}” is no time (2026, 2026-02 or 2026-02-27). Articles of all times are shown.",
    ),
    "facet-municipalities": ("Kommun", "Municipality"),
    "facet-counties": ("Län", "County"),
    "facet-sites": ("Webbplats", "Website"),
    "facet-sections": ("Avsnitt", "Section"),
    "facet-years": ("År", "Year"),
    "facet-content": ("Innehåll", "Content"),
    "with-picture": ("Med bild", "With picture"),
    "with-attachment": ("Med bilaga", "With attachment"),
    "many": ("Många träffar", "Many hits"),
}  # fmt: skip
