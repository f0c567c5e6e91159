"""What a line looks like: marks of what is no part of an article, and of what always is."""

import re
from collections.abc import Iterator

from dateline.clean.article import Draft
from dateline.clean.parts import Line
from dateline.clean.repeats.edges import HEAD, line_key

_LINKED = 0.5
_LABEL_WORDS = 6
_END = re.compile(r"[.!?:;\u2026\u3002\uff01\uff1f\u0964\u061f]\W*$")
_QUOTE = re.compile(r"[\"'\u00ab\u00bb\u2018-\u201f\u2039\u203a\u300c\u300e]")
_ITEM = re.compile(r"(?:[-*\u2022\u2023\u25aa\u00b7\u2013\u2014]|\d+[.)])\s")
_ADDRESS = re.compile(r"\S@\w|(?:^|\s)@\w|https?://|www\.\w|©|\(c\)\s", re.IGNORECASE)
_READER = re.compile(
    r"\b(?!(?-i:US)\b)(?:you|yours?|us|ours?|dich|dein\w*|uns|unser\w*|vous|votre|vos|"
    r"usted|ustedes|nuestr[oa]s?|vostr[oaie]|nostr[oaie]|voc\u00eas?|noss[oa]s?)\b",
    re.IGNORECASE,
)
"""Words with which an outlet speaks to its readers: English, German, French, Spanish, Italian,
Portuguese. Others have the other marks."""


def pitches(drafted: Draft) -> Iterator[tuple[int, int]]:
    """Place and key of each line that may be learned wherever it stands, not at the edges only.

    Paragraphs that speak to the reader, and lines that point out of the article.
    """
    for place, line in enumerate(drafted.tidied.lines):
        speaks = line.kind == "paragraph" and _READER.search(line.text)
        if (speaks or points_out(line)) and may_go(drafted, place):
            yield place, line_key(line.text)


def points_out(line: Line) -> bool:
    """Whether a line is a link for the most part, or holds an address or a copyright sign."""
    return line.link_share >= _LINKED or bool(_ADDRESS.search(line.text))


def is_marked(line: Line, drafted: Draft) -> bool:
    """Whether a line looks like what is no part of an article.

    It is a short label, not a sentence; or speaks to the reader; or names the article's author or
    its outlet, as notes on authors and pitches do.
    """
    if len(line.text.split()) <= _LABEL_WORDS and not _END.search(line.text):
        return True
    about = drafted.parts.metadata
    names = filter(None, [*about.authors, about.site_name])
    named = any(re.search(rf"\b{re.escape(name)}\b", line.text) for name in names)
    return named or bool(_READER.search(line.text))


def may_go(drafted: Draft, place: int) -> bool:
    """Whether a line may be learned at all.

    Not: lines that the source keeps, quotations, code, rows of tables, the title; items of lists
    that do not point out of the article; a heading with text after it.
    """
    lines = drafted.tidied.lines
    line = lines[place]
    if line.kind in ("quote", "code", "row") or _QUOTE.match(line.text):
        return False
    if (line.kind == "item" or _ITEM.match(line.text)) and not points_out(line):
        return False
    if line.kind == "heading" and place < min(HEAD, len(lines) - 1):
        return False
    if line_key(line.text) == line_key(drafted.parts.metadata.title or ""):
        return False
    return not any(re.fullmatch(keep, line.text) for keep in drafted.cleaning.keep)
