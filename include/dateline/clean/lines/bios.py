"""Paragraphs at the end that present an author."""

import re

from dateline.clean.lines.sheet import Sheet
from dateline.clean.parts import Metadata

RULE = "author_bio"

_ROLE = "bio_role"
_MAX_WORDS = 180
_MAX_WORDS_MORE = 60
_PERSON = re.compile(r"\b(?:he|she|they|his|her|their|him|them)\b", re.IGNORECASE)
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
    if place == 0 or line.kind not in ("paragraph", "item") or sheet.words[place] > _MAX_WORDS:
        return False
    start = _OPENING.match(line.text)
    text = line.text[start.end() :] if start else line.text
    return any(_presents(text, name) for name in metadata.authors)


def mark_rest(sheet: Sheet) -> None:
    """Mark a second paragraph of a bio, if nothing but dropped lines comes after it."""
    last = next(reversed(sheet.open_places()), 0)
    if (
        last > 0
        and sheet.rules[last - 1] in (RULE, _ROLE)
        and sheet.words[last] <= _MAX_WORDS_MORE
        and _PERSON.search(sheet.lines[last].text)
    ):
        sheet.mark(last, RULE)


def _presents(text: str, name: str) -> bool:
    parts = name.split()
    names = {name, parts[0], parts[-1]} if parts else set()
    return any(
        text.casefold().startswith(candidate.casefold()) and _VERB.match(text, len(candidate))
        for candidate in names
        if len(candidate) > 1
    )
