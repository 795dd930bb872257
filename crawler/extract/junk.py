"""Lines that stand in the text of a page and are no part of the article: dates, labels, sharing, calls to read on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawler.normalise.date_words import ARTICLES, LABELS, LATEST, MONTHS, RELATIVE_DAYS, UNITS, WEEKDAYS
from crawler.normalise.text import clean
from crawler.texts import text_of

if TYPE_CHECKING:
    from crawler.extract.blocks import Block

_LINE_LENGTH = 160
"""Letters of a line that can be junk by its first words; longer ones are prose that begins alike."""

# A line that begins so and is short is no prose: what the CMS says of the page.
_LABELS = re.compile(
    r"(?:(?:först |senast )?(?:publicera[dt]|uppdatera[dt]|ändra[dt]|granska[dt]|skapa[dt])(?: av| den| för| i ?(?:dag|går)\b|:| \d|$)|"
    r"(?:sidan|artikeln|texten|nyheten|informationen|innehållet|inlägget|dokumentet) (?:är |blev )?(?:senast |först )?"
    r"(?:publicera|uppdatera|ändra|granska|skapa|skrive[nt] (?:den )?\d)|"
    r"(?:publicerings|ändrings|uppdaterings|gransknings)datum:?(?: \d|$)|tidpunkt för publicering|"
    r"senast (?:uppdaterad|ändrad|granskad|publicerad|kontrollerad)|(?:sid(?:an)?s?|innehålls)ansvarig(?: för [^.:]{2,40})?(?: ?:| (?-i:[A-ZÅÄÖÉ])| \S+@|$)|ansvarig (?:för sidan|utgivare)|"
    r"(?:skriven|text) av:|(?:skribent|författare|(?:webb)?redaktör):|kategori(?:er|serat som)?:?(?: |$)|taggar:?|ämnen:|etiketter:|läst:? \d+|"
    r"hjälpte (?:informationen|sidan|den här)|var (?:informationen|sidan|den här sidan|detta) till (?:hjälp|nytta)|"
    r"(?:hittade du|fick du hjälp|är du nöjd)|tack för (?:din feedback|ditt svar|att du hjälper)|"
    r"(?:denna|den här) (?:artikel|sida|text|nyhet)n? (?:är (?:hämtad|utskriven)|skrevs ut) från|"
    r"dela (?:sidan|artikeln|på|via|med|:|$|nyheten|den här)|tipsa (?:en vän|om)|skriv ut|lyssna(?: på)?(?: (?:sidan|texten|artikeln))?$|"
    r"följ \S+(?: kommun)? (?:gärna )?(?:på|i) (?:facebook|instagram|twitter|linkedin|youtube|x\b|sociala medier)|"
    r"till (?:sidans )?topp(?:en)?$|tillbaka(?: till .{0,40})?$|föregående|nästa (?:artikel|nyhet|inlägg)|"
    r"(?:published|updated|posted|last (?:updated|modified|edited))(?: on| at| by|:| \d|$)|by:? [A-Z][\w.]+ [A-Z]\w+$|"
    r"(?:share (?:this|on|via|article)|share$|follow us|advertisement|sponsored|anzeige|annons|annonse|publicité|publicidad|reklam)\b|"
    r"\d+ (?:min(?:ute)?s? read|min\.? lesezeit)|(?:lesezeit|lesedauer|reading time|lästid|lesetid|læsetid):?|"
    r"(?:read|see) (?:more|also|next)\s*:|also read|läs (?:mer|också|även)\s*:|les også|læs også|lue myös|"
    r"(?:lesen sie|mehr zum thema|auch interessant|lire aussi|à lire aussi|leer también|leggi anche|lees ook)\b|"
    r"subscribe|sign up|newsletter|download (?:the|our) app|copyright|(?:(?:19|20)\d\d\W{1,3}){0,2}©|all rights reserved|alle rechte vorbehalten|tous droits)",
    re.IGNORECASE,
)
# Headings over what is not the article; all below them goes, down to the next heading that is none of these.
_HEADINGS = re.compile(
    r"\W*(?:relatera(?:t|de?)(?: \w+){0,2}|läs (?:mer|också|även|vidare)(?: om .{0,60})?|(?:läs vidare|fortsätt läsa|logga in|bli prenumerant)(?: (?:med|som|för|och) .{0,60})?|mer (?:om|från) .{0,60}|fler (?:nyheter|artiklar)(?: \w+){0,3}|"
    r"så (?:här )?(?:jobbar|arbetar) .{0,40}(?:nyheter|journalistik|redaktion).{0,30}|vill du (?:läsa|fortsätta läsa) .{0,60}|vil du (?:lese|læse) .{0,60}|få full?d? (?:adgang|tilgang) til .{0,60}|logg? in[dn](?: .{0,40})?|redan prenumerant.{0,60}|already a subscriber.{0,60}|allerede abonnent.{0,60}|"
    r"(?:andra|senaste|aktuella) (?:nyheter|nytt|artiklar|inlägg)(?:na)?(?: \w+){0,3}|mest läst(?:a)?|just nu|se även|"
    r"dela(?: sidan| artikeln| på .*| med .*)?|kommentarer(?: \(\d+\))?|lämna (?:en kommentar|ett svar)|taggar|etiketter|ämnen|nyckelord|keywords|sidinformation|om sidan|"
    r"hjälpte informationen.*|prenumerera.*|nyhetsbrev.*|kalender|kommande evenemang|evenemang|"
    r"related(?: \w+){0,3}|more (?:from|on|stories|news|like this)\b.*|read (?:more|next|also)\b.*|you (?:may|might) also.*|recommended.*|most (?:read|popular).*|"
    r"comments?(?: \(\d+\))?|leave a (?:reply|comment)|share(?: this)?.*|tags|topics|about the authors?|newsletter.*|sign up.*|"
    r"mehr zum thema.*|das könnte (?:sie|dich) auch.*|weitere (?:artikel|meldungen|themen)\b.*|lesen sie auch.*|auch interessant.*|kommentare.*|"
    r"lire aussi.*|à lire.*|sur le même sujet.*|artículos relacionados|más noticias.*|leggi anche.*|articoli correlati|les også.*|læs også.*|lees ook.*)\W*",
    re.IGNORECASE,
)


def is_junk_line(block: Block) -> bool:
    """Whether a block is a short line of the CMS rather than of the author."""
    text = block.text
    if block.element.tag in _TERMS:
        term = block.element.getprevious() if block.element.tag == "dd" else block.element
        if term is not None and term.tag == "dt" and _LABELS.match(f"{clean(text_of(term)).rstrip(': ')}:"):
            return True
    return len(text) <= _LINE_LENGTH and (
        _LABELS.match(text.lstrip(_ARROWS)) is not None
        or _is_row_of_labels(block)
        or _BY.fullmatch(text) is not None
        or _is_dated_byline(text)
        or counts_comments(text)
        or is_paid_label(text)
        or is_age_notice(text)
        or _LASTS.fullmatch(text) is not None
        or _is_visited_date(text)
        or is_entry_line(text)
        or (_ANSWERS.fullmatch(text) is not None and _beside_a_label(block))
    )


def _is_row_of_labels(block: Block) -> bool:
    """Whether a line is several labels, with who wrote the text perhaps, and signs or markup between them."""
    parts = _PARTS.split(block.text)
    if len(parts) > 1:
        return all(map(_is_label, parts))
    # One by one, for hardly any line of several runs begins with a label.
    labels = 0
    for run in block.runs if len(block.runs) > 1 else ():
        if part := clean(run.text).strip("|·•, "):
            if not _is_label(part):
                return False
            labels += 1
    return labels > 1


def _is_label(part: str) -> bool:
    return bool(_LABELS.match(part.lstrip(_ARROWS)) or _BY.fullmatch(part)) or is_date_line(part, 0)


def _is_dated_byline(text: str) -> bool:
    """Whether a line is who wrote a text and the day: "Av Lena Dahl den 3 april 2022"."""
    day = _DAY_BEHIND.search(text)
    return day is not None and _BY.fullmatch(text, 0, day.start()) is not None and is_date_line(text[day.start() :], 0)


def is_entry_line(text: str) -> bool:
    """Whether a line says on which day, and perhaps by whom, a text was put on the site, and makes no sentence.

    >>> is_entry_line("Inlagt 6 november 2026 av redaktionen"), is_entry_line("Skrivet 1998 av Bo Ek")
    (True, False)
    """
    label = _ENTERED.match(text)
    if label is None or text.endswith((".", "!", "?")):
        return False
    when = _BY_WHOM.sub(" ", _UNDER_WHAT.sub(" ", text[label.end() :], count=1), count=1)
    return _DAY.search(when) is not None and is_date_line(when, 0)


def _is_visited_date(text: str) -> bool:
    """Whether a line is a date and how often the page was read."""
    visits = _VISITS.search(text) if text.endswith(_COUNTED) else None
    return visits is not None and is_date_line(text[: visits.start()], 0)


def _beside_a_label(block: Block) -> bool:
    """Whether the line before or after a block says when the page was published or changed."""
    near = (next(block.element.itersiblings("*", preceding=before), None) for before in (True, False))
    texts = (clean(text_of(element)) for element in near if element is not None)
    return any(len(text) <= _LINE_LENGTH and _DAY.search(text) and _LABELS.match(text) for text in texts)


_TERMS = frozenset({"dt", "dd"})
_ANSWERS = re.compile(
    r"ansvarig(?: (?:avdelning|enhet|förvaltning|handläggare|nämnd|person|redaktör))?:[^.!?]{2,60}", re.IGNORECASE
)
"""Who answers for a page; in a list of facts the same words tell of an event or a project."""
_ENTERED = re.compile(
    r"(?:inla(?:gt|gd)|uppla(?:gt|gd)|posta[dt]|skriv(?:et|en)|written|posted|published)\b:?", re.IGNORECASE
)
_BY_WHOM = re.compile(r"\b(?:av|by):? (?:[^\W\d][\w'’.-]*(?: |$)){1,4}")
_UNDER_WHAT = re.compile(r"\b(?:in|i|under) [^.!?]{2,60}? (?=(?:on|den) )")
"""The topics of what was put there: "Posted in Gator, Skola on Aug 25, 2026"."""
_DAY_BEHIND = re.compile(r",?\s+(?:den |on )?\d")
_PARTS = re.compile(r"\s*[|\n]\s*|\.\s+(?=[A-ZÅÄÖ])")
"""What parts the labels of a row: "Tillbaka | Tipsa en vän | Skriv ut", "Text: Lena Dahl. Publicerad 3 maj 2020"."""
_ARROWS = "<«‹←◄•· "
"""What a label may begin with: it leads back, or stands in a row."""
_PAID_LABEL = re.compile(
    r"\W*(?:(?:annons|reklam|sponsra[dt]|annonsörsinnehåll|(?:betalt |kommersiellt )?annonssamarbete|betalt innehåll|"
    r"advertisement|sponsored)|"
    r"(?:artikeln|texten|nyheten) fortsätter (?:efter|under|nedanför) (?:annonsen|reklamen)|"
    r"(?:annons|reklam)\W+(?:artikeln|texten) fortsätter (?:nedan|under)\w*)\W*",
    re.IGNORECASE,
)


def is_paid_label(text: str) -> bool:
    """Whether a text is nothing but the label of what somebody has paid for.

    >>> is_paid_label("– Annons -"), is_paid_label("Artikeln fortsätter efter annonsen"), is_paid_label("Annonser säljs")
    (True, True, False)
    """
    return _PAID_LABEL.fullmatch(text) is not None


_AGED = re.compile(
    r"(?:obs\W+|observera(?: att)?:? )?(?:(?:det|den) här |detta |denna |this |denne |dette )?"
    r"(?:innehåll(?:et)?|artikeln?|nyhet(?:en)?|sidan?|text(?:en)?|inlägg(?:et)?|information(?:en)?|pressmeddelande(?:t)?|"
    r"artikkelen|saken|innholdet|article|story|page|content) "
    r"(?:är|publicerades|skrevs|er|ble publisert|is|was published)(?: för| for)? (?:mer än|äldre än|över|mer enn|eldre enn|over|more than) "
    r"[^.!?,]{0,20}(?:år|månad|veck|dag|måned|uke|year|month|week|day)[^.!?,]{0,30}"
    r"(?:[.,;]?(?: och| and)?[^.!?]{0,40}\b(?:inaktuell\w*|föråldra\w*|inte (?:längre )?(?:aktuell\w*|stämmer)|utdatert|out of date|outdated))?[.!]?",
    re.IGNORECASE,
)


_LASTS = re.compile(r"\d{1,3}:\d\d(?::\d\d)? ?(?:min(?:uter)?|sek(?:under)?|tim(?:mar)?)\.?", re.IGNORECASE)
"""How long a sound or a film is, beside the button that plays it: "1:12 min"."""
_VISITS = re.compile(
    r"\W*\b(?:visningar|sidvisningar|lästa?|träffar|besök|hits|views)\W{0,2}\d[\d\s.]*(?:gånger|ggr)?\W*$",
    re.IGNORECASE,
)
"""How often a page was read, behind its date."""
_COUNTED = (*"0123456789", "gånger", "ggr")


def is_age_notice(text: str) -> bool:
    """Whether a text is what a CMS says of a page's age, which is another on every day it is fetched.

    >>> is_age_notice("Det här innehållet är mer än 2 år gammalt, och kan vara inaktuellt.")
    True
    >>> is_age_notice("Sidan är över tio år gammal och har besökts av 3 miljoner.")
    False
    """
    return _AGED.fullmatch(text) is not None


def is_byline_alone(text: str) -> bool:
    """Whether a line is nothing but who wrote it.

    >>> is_byline_alone("Skriven av Lena Dahl"), is_byline_alone("Av 31 röster var 18 emot")
    (True, False)
    """
    return _BY.fullmatch(text) is not None


def is_junk_heading(block: Block) -> bool:
    """Whether a heading stands over related news, comments, sharing and the like."""
    if block.kind not in {"h2", "h3", "h4"} or len(block.text) >= 80 or block.element.tag == "summary":
        return False  # what opens a piece of the text may say "Läs mer"
    return _HEADINGS.fullmatch(block.text) is not None


_COMMENTS = re.compile(r"\d+ (?:kommentar(?:er|e)?|comments?)", re.IGNORECASE)


def counts_comments(text: str) -> bool:
    """Whether a line says how many comments stand below it, and nothing else: "3 kommentarer"."""
    return text[:1].isdigit() and _COMMENTS.fullmatch(text) is not None


_LIST_HEADINGS = re.compile(r"\W*(?:nyheter|aktuellt|pressmeddelanden|på gång|news)\W*", re.IGNORECASE)


def heads_links(block: Block, after: Block | None) -> bool:
    """Whether a heading names a kind of page and stands over links to such: "Nyheter" over the latest three."""
    return after is not None and after.linked > 0 and _LIST_HEADINGS.fullmatch(block.text) is not None


# A line that is nothing but who wrote it: one to three names behind "Av", each of two to four capitalised words.
_NAME = r"[^\W\d_a-zåäöæøéü][\w'’.-]+(?: (?:von|van|de|der|af|[^\W\d_a-zåäöæøéü][\w'’.-]*)){1,3}"
_BY = re.compile(
    rf"(?:(?:(?:[Ss]krive[nt]|[Pp]ublicera[dt]|[Ii]nskickad|[Pp]osta[dt]) )?[Aa]v:?|[Tt]ext(?:(?: och | ?[&/] ?|, )(?:foto|bild))?:?|(?:[Rr]eporter|[Ss]kribent):|[Vv]on|(?:[Ww]ritten |[Pp]osted )?[Bb]y|[Pp]ar|[Pp]or|[Dd]i|[Dd]oor|[Aa]f|Tekst:?) {_NAME}(?:(?:,| och| und| and| et| og) {_NAME}){{0,2}}(?:, [\w -]{{2,30}})?(?:[\s,/|·•–-]+(?:[Ff]oto|[Bb]ild|[Pp]hoto)(?:graf)?(?: av)?:? {_NAME})?"
)
_DATELINE_LETTERS = 110
_WORD = re.compile(r"[^\W\d_]+")
_DATELIKE = re.compile(
    r"(?:19|20)\d\d\b|\d{1,2}[./:-]\d{1,2}|\d\W{0,2}(?:"
    + "|".join(sorted((*MONTHS, *UNITS), key=len, reverse=True))
    + r")\b",
    re.IGNORECASE,
)
_DAY = re.compile(
    rf"\d{{4}}-\d\d-\d\d|\d{{1,2}}[./]\d|\d\W{{0,2}}(?:{'|'.join(sorted(MONTHS, key=len, reverse=True))})\b"
    rf"|\b(?:{'|'.join(sorted(MONTHS, key=len, reverse=True))})\W{{1,2}}\d{{1,2}}\b",
    re.IGNORECASE,
)
_DATE_WORDS = (
    frozenset(
        """
        i dag går kl klockan uhr at on av by von am um ago sedan siden sitten vor för for först først den h et
        gmt bst utc cet cest est edt am pm
        """.split()
    )
    | {*MONTHS, *WEEKDAYS, *LABELS, *LATEST, *UNITS, *ARTICLES}
    | {word for words in RELATIVE_DAYS for word in words.split()}
)


def is_date_line(text: str, others: int) -> bool:
    """Whether a line is a date, with or without its label, and at most so many other words that make no sentence.

    >>> is_date_line("Publicerad den 3 oktober 2021 kl. 13.45", 0), is_date_line("Möte 3 oktober", 0)
    (True, False)
    """
    if len(text) > _DATELINE_LETTERS or not _DATELIKE.search(text):
        return False
    if others and text.endswith((".", "!", "?")):
        return False
    words = [word for word in _WORD.findall(text.casefold()) if word not in _DATE_WORDS]
    return len(words) <= others
