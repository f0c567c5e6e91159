"""The headline and the site's name, where the text repeats them."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from dateline.clean.lines.sheet import Sheet
from dateline.clean.parts import Metadata

RULE, SITE = "title_repeated", "site_name"

_WORD = re.compile(r"\w+")
_SEPARATOR = re.compile(r"\s+[|\-\u2013\u2014:\u00b7\u2022\u00bb\u203a]+\s+|\s*[|]\s*|:\s+")
_ENOUGH = 4
"""A part of a title with fewer words can be a heading of its own."""
_NEAR = 0.85
"""Share of words in order that a heading and a title that says the same have in common."""


def mark_titles(sheet: Sheet, metadata: Metadata) -> None:
    """Mark lines of the head that repeat the title: whole, without the site's name, or nearly.

    A paragraph must be the same word by word, and have no full stop where the title has none.
    """
    if not metadata.title or not sheet.has(RULE):
        return
    title = _words(metadata.title)
    forms = {tuple(form) for form in _forms(metadata.title)}
    if not title:
        return
    for place in sheet.head():
        line = sheet.lines[place]
        if line.kind not in ("heading", "paragraph"):
            continue
        words = _words(line.text)
        if not words or abs(len(words) - len(title)) > max(len(title), _ENOUGH):
            continue
        is_heading = line.kind == "heading"
        if (tuple(words) in forms or (is_heading and _is_near(words, title))) and not _is_sentence(
            line.text, metadata.title, is_heading=is_heading
        ):
            sheet.mark(place, RULE)


def mark_site(sheet: Sheet, metadata: Metadata) -> None:
    """Mark the site's name where it stands alone above or below all running text."""
    name = _words(metadata.site_name or "")
    places = range(len(sheet.lines))
    if name and sheet.has(SITE):
        _mark_name(sheet, name, places)
        _mark_name(sheet, name, places[::-1])


def _mark_name(sheet: Sheet, name: list[str], places: Sequence[int]) -> None:
    for place in places:
        line = sheet.lines[place]
        if sheet.is_open(place) and sheet.is_prose(place):
            return
        if line.kind in ("heading", "paragraph", "item") and _words(line.text) == name:
            sheet.mark(place, SITE)


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]


def _forms(title: str) -> list[list[str]]:
    """The title, and its parts that are long enough to be titles."""
    parts = [_words(part) for part in _SEPARATOR.split(title)]
    return [_words(title), *(part for part in parts if len(part) >= _ENOUGH)]


def _is_near(words: list[str], title: list[str]) -> bool:
    if min(len(words), len(title)) < _ENOUGH:
        return False
    compared = SequenceMatcher(None, words, title, autojunk=False)
    bounds = (compared.real_quick_ratio, compared.quick_ratio, compared.ratio)
    return all(bound() >= _NEAR for bound in bounds)


def _is_sentence(text: str, title: str, *, is_heading: bool) -> bool:
    """Whether a line that has the title's words is a sentence of the text."""
    return not is_heading and text.rstrip().endswith(".") and not title.rstrip().endswith(".")
