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

PARTICLES = frozenset(
    """
    an av be bi efter er ent för före fram från förbi genom hän in kring med miss mot ned ner om på runt sam sär till
    und undan under upp ur ut van vid å åter över
    """.split()
)
"""First parts that make another word of the second: an "avtal" is no "tal", an "undersökning" no "sökning"."""

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
    anslutning ansvar avslutning bassäng biograf biologisk bolag bostad bostads distans eftermiddag ekologisk ekonomisk
    föremål förmiddag helvete hemlock koncentrera konkurs konsekvens konservera kommission kommissionär komposition
    kollagen kollektion kollektor korrelation kulminera laboratorium likgiltighet lägenhet medlemskap mellanskap måltid
    ordförande parallell person porslin redaktion redaktör reklam relation support vardag ändamål önskemål
    """.split()
)
"""Words that fall into two words by chance, or did so too long ago for a reader to think of it."""

VOWELS = frozenset("aeiouyåäöé")
