"""Names in the order of the Swedish alphabet."""

from __future__ import annotations


def swedish_order(text: str) -> str:
    """A key that sorts å, ä and ö after z, as Swedish does.

    >>> sorted(["Örebro", "Älmhult", "Åre", "Zinkgruvan"], key=swedish_order)
    ['Zinkgruvan', 'Åre', 'Älmhult', 'Örebro']
    """
    return text.casefold().translate(_AFTER_Z)


_AFTER_Z = str.maketrans("åäöéü", "{|}ey")
