"""What Swedish municipalities call their news sections, and what only sounds like one.

The words are those of the menus of Swedish municipal and local sites and of the standard texts of the content systems
they run (docs/sites.md lists them); of Danish and Norwegian ones only what names the news itself. A name alone decides
nothing: what it leads to is read before it is believed.
"""

from __future__ import annotations

import re
from typing import Literal

from crawler.normalise.text import clean

Strength = Literal["archive", "news", "notices", "maybe"]
"""How surely a name is that of a news section: its whole archive, news, official notices, or perhaps."""

_NAMES: tuple[tuple[Strength, re.Pattern[str]], ...] = (
    (
        "archive",
        re.compile(
            r"nyhetsarkiv(?:et)?|nyheter,? \(?arkiv\)?|arkiv(?:et)? (?:för |med )?(?:nyheter|pressmeddelanden)|"
            r"nyhetslist\w*|"
            r"(?:alla|fler|äldre|samtliga|hela) (?:våra )?(?:nyhet\w*|pressmeddelanden|aktuellt|artiklar|meddelanden)|"
            r"(?:alla|samtliga) (?:inlägg|aktualiteter)|(?:all|more) news|news archive|"
            r"(?:alle|flere|eldre|ældre) (?:våre |vores )?(?:nyheter|nyheder)|nyhedsarkiv(?:et)?"
        ),
    ),
    (
        "news",
        re.compile(
            r"nyheter(?:na)?|nyhetsrum(?:met)?|nyhetsflöde\w*|aktuellt|aktuella nyheter|aktuell information|"
            r"senaste nytt|det senaste|senaste (?:nyheterna|inläggen|inlägg)|aktuella händelser|"
            r"aktualitet(?:er)?|notiser|kommun(?:info|information)|just nu|"
            r"[^\W\d_]{3,}(?:nytt|nyheter(?:na)?|notiser|pressmeddelanden)|"
            r"nyhets(?:sidan?|sidor|portal(?:en)?|artiklar|kanal(?:en)?|center|centrum|bank(?:en)?|blogg(?:en)?|notiser)|"
            r"news(?:room)?|pressmeddelanden?|(?:press|media|medie)rum(?:met)?|press|(?:för )press(?:en)?|"
            r"press(?:info|information|nytt|inbjudningar)|pressarkiv(?:et)?|press ?release[rs]?|"
            r"nyhetene|nyheder(?:ne)?|seneste nyt|aktuelt|presse(?:meldinger|meddelelser)"
        ),
    ),
    (
        "notices",
        re.compile(
            r"kungörelser?|tillkännagivanden?|drift(?:information|info|störningar|meddelanden|status|nytt|läge)|"
            r"anslag|(?:(?:digital|officiell|kommunens|vår) )?anslagstavla(?:n)?|"
            r"störningsinformation|(?:trafik|vatten|el|avfalls|nät|buss|tåg)?störningar|underrättelser|avbrott|"
            r"trafikinformation|viktiga meddelanden|meddelanden|"
            r"viktigt meddelande|anslagna kungörelser"
        ),
    ),
    (
        "maybe",
        re.compile(
            r"information|(?:information|info|meddelanden) (?:från|till) [^\W\d_]+|från kommunen|"
            r"nytt(?: (?:från|för|i) [^\W\d_]+)?|(?:vad |det )?händer(?: i [^\W\d_]+)?|hänt i veckan|"
            r"[^\W\d_]+ informerar|på gång|artiklar|inlägg|blogg(?:en)?|uppdateringar|arkiv(?:et)?|reportage|"
            r"(?:för )?medi(?:a|er)(?:service)?|krisinfo(?:rmation)?"
        ),
    ),
)
# Words that make a section something else, or a link no section at all.
_OTHER = re.compile(
    r"\b(?:nyhetsbrev\w*|prenumer\w*|kontakt\w*|presskontakt\w*|pressbild\w*|bildbank|logotyp\w*|rss|e-post|mejl|sms\w*|"
    r"kalend\w*|evenemang\w*|jobb\w*|ledig\w*|logga|sök\w*|kakor|cookies|podd\w*|film\w*|facebook|instagram|linkedin|"
    r"skicka|dela|skriv ut|felanmäl\w*|anmäl\w*|lyssna|språk\w*|webbkarta|tillgänglighet\w*|tipsa)\b"
)
_CALENDAR = re.compile(r"\b(?:\w*kalend\w*|evenemang\w*|calendar|events?)\b")
# What a menu's other lists with dates hold: they are not tried where nothing calls them news. A person's blog is not
# the site's news. These and those below are written without å ä ö, as addresses are.
_LISTS_OF_ELSE = re.compile(
    r"\b(?:\w*protokoll\w*|\w*handlingar\w*|\w*mote\w*|sammantrad\w*|kallels\w*|\w*namnd\w*|dagordning\w*|blankett\w*|"
    r"dokument\w*|\w*tjanst(?:er)?|gastbok\w*|oppettider|\w*bilder\w*|galleri\w*|video\w*|foto\w*|forum\w*|\w*annonser|"
    r"medlem\w*|matsedel\w*|program\w*|\w*blogg\w*|lankar|mina sidor|login|english|lattlast|start(?:sida)?n?|hem|"
    # series of documents, and what law has published
    r"\w*publikation(?:er(?:na)?)?|(?!match)\w*rapport(?:er(?:na)?)?|rapportserie\w*|remiss\w*|yttrande\w*|skrift(?:er|serie\w*)|"
    r"broschyr\w*|faktablad\w*|foldrar|handbocker|\w*vagledning(?:ar)?|\w*statistik\w*|\w*forfattning(?:ar|s\w*)|"
    r"foreskrifter|lagar|lagstiftning|rattsfall|domar|\w*diari(?:um|et|er)|\w*upphandling(?:ar)?|styrdokument|"
    r"detaljplaner|samrad\w*|taxor|priser|"
    # the same news once more, by its topics or writers
    r"taggar|tags|tagg?moln|etiketter|nyckelord|forfattare|skribenter|authors|contributors|"
    # what one takes part in, applies for or buys
    r"\w*kurs(?:er|utbud\w*)|utbildningar|seminari\w*|webbinari\w*|konferens\w*|forelasning\w*|utstallningar|"
    r"platsannons\w*|karriar\w*|rekrytering\w*|arbeta (?:hos|med)|tavling(?:ar|en)|faq|"
    r"fragor (?:och|&) svar|vanliga fragor|personalen|medarbetare|\w*projekt(?:en)?|stipendi\w*|"
    r"butik\w*|webshop|produkter|erbjudanden|kundcase|korsord|minnesrunor|recept)\b"
)
# The same where they are the whole name: with other words beside them they name parts of a site that may lead to news.
_ELSE_ALONE = re.compile(r"beslut(?:en)?|planer|bidrag|avgifter|personal|familj|organisation|rapport")
# What somebody has paid for, and no editor has written.
_PAID = re.compile(
    r"(?:annons\w*|[^\W\d_]+annonser|(?:betalt|kommersiellt) (?:innehall|samarbete)|sponsra[dt]\w*|sponsored|"
    r"reklam|native|partner(?:innehall| ?content)|advertorials?|brand ?studio)\b|.*\bi samarbete med\b"
)
_PLAIN = str.maketrans("åäöé", "aaoe")
_LEADS = re.compile(
    r"^(?:till|gå till|läs|se|visa|här (?:är|hittar du)|hela|mer(?: av)?|kommunens|våra|övriga|lokala|visa mer)\s+",
    re.IGNORECASE,
)
_AFTER = re.compile(r"\s*(?:\(\d+\)|(?<=[^\W\d_])\d{1,4}|\b(?:19|20)\d\d|\bhär)\s*$")
"""What stands behind a section's name: a count, a year, "här"."""
_SLUG = re.compile(r"[^\W\d_]{2,}(?:-[^\W\d_]+)+")
"""A topic as some systems show it, in the words of its address: "övriga-nyheter"."""
_OLDER = re.compile(r"(?:till )?(?:press)?arkiv(?:et)?|tidigare (?:nyheter|pressmeddelanden|inlägg)")
_MOST_WORDS = 6
"""Words in the name of a section at most; headlines have more."""


def strength(name: str) -> Strength | None:
    """How surely a link or heading with this text is named like a news section; None when it is not.

    The number of its articles may stand behind it, with nothing between where it has a box of its own.

    >>> strength("Övriga Nyheter"), strength("Läs fler nyheter »"), strength("Prenumerera på nyheter")
    ('news', 'archive', None)
    >>> strength("övriga-nyheter"), strength("Corona-information")
    ('news', None)
    >>> strength("Nyheter (12)"), strength("Pressmeddelanden12"), strength("Nyhet 12")
    ('news', 'news', None)
    >>> strength("Aktuelt"), strength("Alle nyheder"), strength("Nyheder fra kommunen")
    ('news', 'archive', 'news')
    """
    text = _AFTER.sub("", clean(name)).casefold().strip(" ›»→>.:-–+•|")
    text = re.sub(r"\s*([/&])\s*", r" \1 ", text)
    if _SLUG.fullmatch(text):
        text = text.replace("-", " ")
    if not text or len(text.split()) > _MOST_WORDS or (is_other(text) and not _first_of_two(text)):
        return None
    bare = _LEADS.sub("", text)
    for kind, pattern in _NAMES:
        for candidate in dict.fromkeys((text, bare)):
            if pattern.fullmatch(candidate):
                return kind
    return _within(bare)


def names_archive(name: str) -> bool:
    """Whether a name is that of older news: an archive of news, or "Arkiv" alone beside a list of the latest.

    >>> names_archive("Nyhetsarkiv"), names_archive("Arkiv"), names_archive("Nyheter")
    (True, True, False)
    """
    return strength(name) == "archive" or _OLDER.fullmatch(clean(name).casefold()) is not None


def _first_of_two(text: str) -> bool:
    """Whether news is the first of two things in a name, whatever the other is: "Nyheter och evenemang"."""
    return any(re.match(rf"(?:{pattern.pattern}) (?:och|&|samt) ", text) for _, pattern in _NAMES[:3])


def is_other(name: str) -> bool:
    """Whether a name says that what it leads to is no news: a calendar, jobs, a newsletter, a form."""
    return bool(_OTHER.search(clean(name).casefold())) or is_paid(name)


def is_calendar(name: str) -> bool:
    """Whether a name is that of what is to happen, and of no news beside it.

    >>> is_calendar("Evenemangskalender"), is_calendar("Nyheter och evenemang"), is_calendar("Kalendern")
    (True, False, True)
    """
    text = clean(name).casefold()
    return bool(_CALENDAR.search(text)) and not _first_of_two(text) and strength(text) is None


def is_list_of_else(name: str) -> bool:
    """Whether a menu's entry names a list that is no news: minutes, forms, pictures."""
    plain = _plain(name)
    return is_other(name) or bool(_LISTS_OF_ELSE.search(plain)) or _ELSE_ALONE.fullmatch(plain) is not None


def leads_to_else(name: str) -> bool:
    """Whether a menu's entry names nothing but lists of something else; "Jobb och företag" may lead to news as well.

    >>> leads_to_else("Kallelser och protokoll"), leads_to_else("Jobb och företag")
    (True, False)
    """
    return all(map(is_list_of_else, re.split(r"\s*(?:\b(?:och|samt)\b|[&,/])\s*", name)))


def is_paid(name: str) -> bool:
    """Whether a name says that what it stands over, or leads to, is paid for by somebody.

    >>> is_paid("Annonsörsinnehåll"), is_paid("I samarbete med Byggmax"), is_paid("Kungörelser och annonser")
    (True, True, False)
    """
    return bool(_PAID.match(_plain(name)))


def _plain(name: str) -> str:
    """A name, or a part of an address, in words as addresses have them."""
    return re.sub(r"[-_+]+|%20|\.\w{3,5}$", " ", clean(name).casefold().translate(_PLAIN)).strip()


def _within(text: str) -> Strength | None:
    """A name with more words: "Nyheter och press", "Aktuellt från kommunen", "Press och media"."""
    words = r"(?:och|og|&|/|,|-|från|fra|om|i|inom|på|för|samt)"
    if re.match(rf"(?:{_NAMES[0][1].pattern}):\s", text):
        return "archive"  # "Fler nyheter: Gator", where "Nyheter: Gator" may be a headline
    for kind, pattern in _NAMES[:3]:
        if re.match(rf"(?:{pattern.pattern})(?=\s*{words}\s)", text) or re.search(
            rf"(?:^|\s)(?:{words}\s+)(?:{pattern.pattern})$", text
        ):
            return kind
        if len(text.split()) <= 3 and re.search(rf"^(?:\w+\s+){{1,2}}(?:{pattern.pattern})$", text):
            return kind
    return None


def folder_strength(segment: str) -> Strength | None:
    """The same for the last part of an address, in which å ä ö are often a a o and words are joined by hyphens.

    >>> folder_strength("nyhetsarkiv"), folder_strength("alla-nyheter.html"), folder_strength("bygglov")
    ('archive', 'archive', None)
    """
    name = re.sub(r"\.(?:html?|aspx?|php|[\d.]+)+$|\.\d.*$", "", segment.casefold())
    name = re.sub(r"[-_+]+|%20", " ", name)
    for plain, swedish in (("kungorelse", "kungörelse"), ("driftstorning", "driftstörning"), ("aldre", "äldre")):
        name = name.replace(plain, swedish)
    found = strength(name)
    return found if found != "maybe" else None
