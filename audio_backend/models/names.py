"""Which characters a name may have: all that people write with, none that steers a terminal or turns a line around."""

from __future__ import annotations

import unicodedata

JOINERS = "\u200c\u200d"
"""Persian and Indic spelling need them, and emoji made of several."""


def is_written(letter: str) -> bool:
    """Printable, or one of the joiners and wide spaces that `str.isprintable` doesn't count."""
    return letter.isprintable() or letter in JOINERS or unicodedata.category(letter) == "Zs"


def is_name(text: str) -> bool:
    """Something is to be seen, and nothing is hidden."""
    return all(map(is_written, text)) and any(letter.isprintable() and letter != " " for letter in text)
