"""Forms of names: for comparing, for ids."""

import re
import unicodedata

CURLY = "\u2019"
"""The typographic apostrophe."""
PARTICLES = ("al-", "el-", "al ", "el ")
"""Articles of Arabic family names, set aside when surnames are compared."""


def normalise(name: str) -> str:
    """Name without accents, case, possessive and punctuation, for comparing and for ids."""
    text = unicodedata.normalize("NFKD", name.replace(CURLY, "'"))
    text = "".join(c for c in text if not unicodedata.combining(c)).casefold()
    return re.sub(r"[^\w]+", " ", re.sub(r"'s?$", "", text)).strip()


def surname(name: str) -> str:
    """Last word of a person's name, without an Arabic article."""
    last = name.rsplit(maxsplit=1)[-1].lower() if name.split() else ""
    for particle in PARTICLES:
        last = last.removeprefix(particle)
    return normalise(last)
