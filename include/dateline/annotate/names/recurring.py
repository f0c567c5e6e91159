"""Names that the recogniser found once and missed elsewhere in the article."""

import re
from collections.abc import Iterator, Sequence

from dateline.annotate.lexicon import Lexicon
from dateline.annotate.names.forms import normalise
from dateline.annotate.names.people import SUFFIXES, split_name
from dateline.annotate.parts import Mention, Paragraph

MIN_LETTERS = 3
"""Shorter surnames are left to the recogniser."""


def find_again(
    mentions: Sequence[Mention], paragraphs: Sequence[Paragraph], lexicon: Lexicon
) -> list[Mention]:
    """Further occurrences of full names, and surnames of persons named in full.

    In headlines all names of the text are sought.

    Args:
        mentions: what was found.
        paragraphs: the parsed paragraphs.
        lexicon: the known names: a surname that is one of them is left out.
    """
    names = _names(mentions, lexicon)
    short = {m.text: m for m in mentions if " " not in m.text and m.form == "name"}
    taken = {(m.paragraph, index) for m in mentions for index in range(m.first, m.last)}
    pattern = _pattern(names)
    again: list[Mention] = []
    for number, paragraph in enumerate(paragraphs):
        if paragraph.is_headline:
            every = {**short, **names}
            again += _in(number, paragraph, every, _pattern(every), taken, form="headline")
        elif names:
            again += _in(number, paragraph, names, pattern, taken, form="name")
    return again


def _names(mentions: Sequence[Mention], lexicon: Lexicon) -> dict[str, Mention]:
    """Words to a mention whose type and link another occurrence of them has."""
    names: dict[str, Mention] = {}
    for mention in mentions:
        if " " not in mention.text or mention.is_demonym or mention.form != "name":
            continue
        names.setdefault(mention.text, mention)
        if mention.type != "person":
            continue
        word = _family(mention.text)
        if len(word) >= MIN_LETTERS and word not in lexicon.names and word not in lexicon.demonyms:
            names.setdefault(word, mention)
    return names


def _family(name: str) -> str:
    """The surname as printed in a full name: `Le Pen` of `Marine Le Pen`, or empty."""
    family = split_name(name)[1]
    words = [word for word in name.split(" ") if normalise(word) not in SUFFIXES]
    tails = [" ".join(words[start:]) for start in range(1, len(words))]
    for printed in (*tails, words[-1].partition("-")[2], words[0]):
        if printed[:1].isupper() and normalise(printed) == family:
            return printed
    return ""


def _pattern(names: dict[str, Mention]) -> re.Pattern[str]:
    words = sorted(names, key=lambda name: (-len(name), name))
    return re.compile(r"(?<![\w-])(?:" + "|".join(map(re.escape, words)) + r")(?![\w-])")


def _in(
    number: int,
    paragraph: Paragraph,
    names: dict[str, Mention],
    pattern: re.Pattern[str],
    taken: set[tuple[int, int]],
    *,
    form: str,
) -> Iterator[Mention]:
    if not names:
        return
    for match in pattern.finditer(paragraph.doc.text):
        span = paragraph.doc.char_span(*match.span())
        if span is None or any((number, token.i) in taken for token in span):
            continue
        if " " not in match.group() and form == "name" and _is_part(paragraph, span.start):
            continue
        like = names[match.group()]
        start = paragraph.start + span.start_char
        taken.update((number, token.i) for token in span)
        yield Mention(
            span.text,
            start,
            start + len(span.text),
            number,
            span.start,
            span.end,
            like.type,
            like.known if span.text == like.text else None,
            like.contains if span.text == like.text else None,
            form=form,
        )


def _is_part(paragraph: Paragraph, index: int) -> bool:
    """Whether a word stands beside another name word, and may belong to another name."""
    doc = paragraph.doc
    before = doc[index - 1] if index else None
    after = doc[index + 1] if index + 1 < len(doc) else None
    return bool(
        (after is not None and after.is_title and after.pos_ == "PROPN")
        or (before is not None and before.pos_ == "PROPN" and before.ent_type_ == "PERSON")
    )
