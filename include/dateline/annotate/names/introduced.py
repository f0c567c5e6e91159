"""Names that an acronym in parentheses tells the extent of.

`the International Criminal Tribunal for the former Yugoslavia (ICTY)` is one name, which the
recogniser breaks up. The algorithm is that of Schwartz and Hearst, "A simple algorithm for
identifying abbreviation definitions in biomedical text" (PSB 2003): the letters of the acronym are
sought from right to left in the words before it, the first of them at the start of a word.
"""

import re
from collections.abc import Iterator

from spacy.tokens import Doc, Span

_IN_PARENTHESES = re.compile(r" \(([A-Z][A-Za-z.&-]{1,9})\)")


def introduced_names(doc: Doc) -> Iterator[Span]:
    """Names in front of an acronym in parentheses, in order, without `the`.

    Args:
        doc: a parsed paragraph.
    """
    text = doc.text
    for match in _IN_PARENTHESES.finditer(text):
        letters = match.group(1).replace(".", "")
        if sum(letter.isupper() for letter in letters) < 2:  # noqa: PLR2004 - no acronym
            continue
        words = text[: match.start()].split(" ")[-min(len(letters) + 5, 2 * len(letters)) :]
        before = " ".join(words)
        start = _long_form(letters.lower(), before)
        if start is None:
            continue
        begin = match.start() - len(before) + start
        span = doc.char_span(begin, match.start())
        if span is not None and len(span) > 1 and text[begin].isupper() and _is_one(span):
            yield span


def _long_form(letters: str, text: str) -> int | None:
    """Where in the text the long form begins, or None if the letters are not in it."""
    lower, place = text.lower(), len(text) - 1
    for number, letter in reversed(list(enumerate(letters))):
        while place >= 0 and (
            lower[place] != letter or (number == 0 and place > 0 and lower[place - 1].isalnum())
        ):
            place -= 1
        if place < 0:
            return None
        place -= 1
    return place + 1


def _is_one(span: Span) -> bool:
    """Whether no other name ends in it: no full stop, comma or verb."""
    return not any(token.is_punct and token.text in ",;:()" for token in span) and not any(
        token.pos_ in ("VERB", "AUX") for token in span
    )
