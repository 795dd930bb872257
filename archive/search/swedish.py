"""What no dictionary says of Swedish words, as tables."""

from __future__ import annotations

FUNCTION_WORDS = frozenset(
    """
    alla allt andra annan annat att av bara blev bli blir blivit bör borde de dem den denna deras dess dessa det detta
    dig din dina ditt du där då efter ej ej eller en er era ert ett fanns finns fler flera flest för före från genom ha
    hade han hans har haft hella henne hennes hon honom hos hur här i in inga ingen inget innan inom inte ja jag just
    kan kunde kunna kunnat man med medan mellan men mer mest mig min mina mitt mot mycket må måste många ned ner ni nog
    nu något någon några när och också om oss på sedan sen sig sin sina sitt ska skall skulle som så sådan sådana sådant
    till under upp ur ut utan utom vad var vara varför varit varje varken vars vem vet vi vid vilka vilken vilket vill
    ville vår våra vårt vore å än är även åt över
    """.split()
)
"""Words that have no forms but themselves here. Else "skola" would find every "ska" and "varor" every "är"."""

SHORT_BASE_FORMS = {"broder": "bror", "fader": "far", "moder": "mor"}
"""Base forms that dictionaries give to some forms of a word, and the one under which it is looked for."""

_FORMS_OF_OTHER_STEMS = {
    "liten": "litet lilla lille små smått mindre minst minsta minste",
    "stor": "större störst största störste",
    "gammal": "gammalt gamla gamle äldst äldsta äldste",
    "bra god": "bättre bäst bästa bäste",
    "dålig": "sämre sämst sämsta värre värst värsta",
    "ung": "yngre yngst yngsta yngste",
    "lång": "längre längst längsta längste",
    "hög": "högre högst högsta högste",
    "låg": "lägre lägst lägsta",
    "tung": "tyngre tyngst tyngsta",
    "grov": "grövre grövst grövsta",
    "trång": "trängre trängst trängsta",
    "nära": "närmare närmast närmaste",
    "äldre gammal": "äldre",
}
OTHER_STEMS = {
    form: frozenset(bases.split()) for bases, forms in _FORMS_OF_OTHER_STEMS.items() for form in forms.split()
}
"""The forms of adjectives that are compared with another stem or vowel, each with its base forms."""

LINKED = {
    "ande": "ande", "barna": "barn", "flick": "flicka", "folk": "folk", "hälso": "hälsa", "kyrko": "kyrka", "pojk": "pojke",
    "rese": "resa", "riks": "rike", "ränte": "ränta", "skol": "skola", "tanke": "tanke", "taxe": "taxa", "tio": "tio",
    "trapp": "trappa", "vane": "vana",
}  # fmt: skip
"""Forms of words in compounds behind which the dictionary's letters alone would find another word."""

PARTICLES = frozenset(
    """
    an av be bi efter er ent för före fram från förbi genom hän in kring med miss mot ned ner om på runt sam sär till
    und undan under upp ur ut van vid å åter över
    """.split()
)
"""First parts that make another word of the second: an "avtal" is no "tal", an "undersökning" no "sökning"."""

UNSTRESSED = frozenset("an be er ent hän und".split())
"""Particles that make another word of everything: an "ansikte" is no "sikte"."""

VERBAL_ENDINGS = (
    "ad", "an", "ande", "are", "at", "else", "ende", "het", "ig", "ing", "itet", "lig", "nad", "sam", "sion", "tion",
)  # fmt: skip
"""Endings of nouns that are made of verbs; after a particle they belong to the verb with its particle."""

SUFFIXES = frozenset({"dom", "kap", "lek", "nation", "ring"})
"""Words that are also endings: an "ungdom" is no "dom", a "lagring" no "ring"; "dödsdom" with its s is a "dom"."""

SHORT_BEGINNINGS = frozenset("ap ax bo by ek el hö is it ko kö ny ox rå sy te tv tå va yt ål ås öl".split())
"""The words of two letters that begin compounds; any other two letters are a coincidence."""

SHORT_ENDINGS = frozenset("by kö år".split())
"""The words of two letters that end compounds."""

NOT_COMPOUNDS = frozenset(
    """
    alltihop allting anapest anatema anklaga ansikte anslutning ansvar arvode avslutning bakelit balneolog bassäng
    besvär betting bildad biljett biograf biologisk biotop bokstav bolag bolagera bostad bostads budskap distans
    domstol domän eftermiddag ekologisk ekonomisk elände emellan farfar farmor fenomen fortfarande framför framtid
    fullmäktig fullmäktige föremål förmiddag förråd galjon generation generell helvete hemlig hemlighet hemlock
    härskare ibland ingenting intresserad island israelit justis kalender kamera kamrat kanal kandidat kanjon kapital
    kapitel karaktär karmelit karriär katastrof kategori klenod kollagen kollektion kollektor kombination kommendera
    kommentar kommission kommissionär kommunicera kommunikation kompis komposition koncentrera konferens konkurs
    konsekvens konsert konservera konstnär konsult kontakt kontor kontrakt kontroll korrelation kristall kristina
    kulminera kurtis kusin laboratorium landskap likgiltighet litegrann lägenhet mansard margarin marodör maskera
    maskerad massera material maximal medlemskap mellanskap metro minister ministerium missbruk misshandel missnöje
    modell moral morfar mormor måltid måndag nationell naturligtvis normal någonting onsdag ordförande ordna ordning
    organisation original parallell parkera parkering passage pastis pension person personal perspektiv pikant
    population porslin portal porträtt porträttera position potential prestation princip program projekt prototyp
    publik påstående rapportera rapportering redaktion redaktör redskap referens register reklam relation restaurang
    roman salong samband sammanhang samtal sekreterare sekretess semester senator servera servering signal situation
    självfallen station status stipendium student studie support symbol sympati syntes syskon system sällskap tabell
    talang tanke teater terräng tillfälle tillsammans tisdag torsdag tradition transport transportera transportering
    turist undervisa undervisning universitet utgåva vanlig varandra vardag variation verkstad verkstäder version
    visigot volontär våldta åtminstone ämbete ändamål önskemål
    """.split()
)
"""Words that fall into two words by chance, or did so too long ago for a reader to think of it."""

VOWELS = frozenset("aeiouyåäöé")
