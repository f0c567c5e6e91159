"""Names of places in the one form that they are looked up in."""

import unicodedata
from functools import lru_cache

_DROPPED = "\u02bb\u02bc\u02be\u02bf\u2018\u2019'`."
"""Apostrophes, the half rings and turned commas of transliterations, full stops."""
_SPACES = "-\u2010\u2013/,_()"
"""What stands between words besides spaces; brackets."""
_LETTERS = str.maketrans(
    {
        **dict.fromkeys(_DROPPED),
        **dict.fromkeys(_SPACES, " "),
        **dict(zip("\u0131łŁøØđĐðə", "illooddda", strict=True)),
        "þ": "th",
        "æ": "ae",
        "Æ": "ae",
        "œ": "oe",
    }
)
"""Letters that do not fall apart into a Latin letter and an accent."""
_WORDS = {"saint": "st", "sainte": "ste", "mount": "mt", "fort": "ft", "&": "and"}
"""Words that are printed in two ways, and the one that stands for both."""


@lru_cache(maxsize=65536)
def name_key(name: str) -> str:
    """A name without case, accents, apostrophes and hyphens; `Fort` and `Ft.` become one.

    Args:
        name: as printed.

    Returns:
        Words with single spaces; ASCII as far as the name is in Latin script.
    """
    text = name.translate(_LETTERS)
    if not text.isascii():
        parts = unicodedata.normalize("NFKD", text)
        text = "".join(c for c in parts if not unicodedata.combining(c)).translate(_LETTERS)
    words = text.casefold().split()
    return " ".join([_WORDS.get(word, word) for word in words])
