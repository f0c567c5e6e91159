"""Paragraphs at the end that present an author."""

import re

from dateline.clean.parts import Metadata
from dateline.clean.sheet import Sheet

RULE = "author_bio"

_MAX_WORDS = 180
_VERB = re.compile(
    r"(?:,[^.]{2,80},)?\W+(?:currently |also |previously )?(?:is|are|has|covers|writes|wrote|joined"
    r"|works|reports|reported|holds|lives|hosts|specializes|specialises|leads|studied|serves"
    r"|graduated|can|may|contributes|edits|began|started|loves|enjoys|spends|teaches)\b"
)
_OPENING = re.compile(
    r"(?:about(?: the author)?:?\s+|by\s+|[-\u2013\u2014*\u2022]\s*)?(?:(?:mrs?|ms|dr|prof)\.? )?",
    re.IGNORECASE,
)


def is_bio(sheet: Sheet, place: int, metadata: Metadata) -> bool:
    """Whether a line begins with an author's name and goes on about the author.

    The given name alone counts where the line says `is` or the like right after it.
    """
    line = sheet.lines[place]
    if line.kind not in ("paragraph", "item") or sheet.words[place] > _MAX_WORDS:
        return False
    start = _OPENING.match(line.text)
    text = line.text[start.end() :] if start else line.text
    return any(_presents(text, name) for name in metadata.authors)


def _presents(text: str, name: str) -> bool:
    parts = name.split()
    names = {name, parts[0], parts[-1]} if parts else set()
    return any(
        text.casefold().startswith(candidate.casefold()) and _VERB.match(text, len(candidate))
        for candidate in names
        if len(candidate) > 1
    )
