"""Names that the recogniser found once and missed elsewhere in the article."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from dateline.annotate.lexicon import Lexicon
from dateline.annotate.names.forms import normalise
from dateline.annotate.names.lines import Line
from dateline.annotate.names.people import SUFFIXES, split_name
from dateline.annotate.parts import Mention

MIN_LETTERS = 3
"""Shorter surnames are left to the recogniser."""
OFTEN = 2
"""From so many mentions on, a single word is surely a name."""

Names = dict[str, list[tuple[tuple[str, ...], Mention]]]
"""First word of a name to its words and a mention of it, the longest name first."""


def find_again(
    mentions: Sequence[Mention], lines: Sequence[Line], lexicon: Lexicon
) -> list[Mention]:
    """Further occurrences of names of several words, of frequent ones, and of surnames.

    In headlines all names of the text are sought.

    Args:
        mentions: what was found.
        lines: the paragraphs.
        lexicon: the known names: a surname that is one of them is left out.
    """
    words = {id(m): tuple(lines[m.paragraph].words[m.first : m.last]) for m in mentions}
    sure = _index(_sure(mentions, words, lines, lexicon))
    every: Names | None = None
    taken: dict[int, set[int]] = {}
    for mention in mentions:
        taken.setdefault(mention.paragraph, set()).update(range(mention.first, mention.last))
    again: list[Mention] = []
    for line in lines:
        here = taken.setdefault(line.number, set())
        if not line.paragraph.is_headline:
            again += _in(line, sure, here)
            continue
        if every is None:
            every = _index(_all(mentions, words) | _sure(mentions, words, lines, lexicon))
        again += (replace(mention, form="headline") for mention in _in(line, every, here))
    return again


def _sure(
    mentions: Sequence[Mention],
    words: dict[int, tuple[str, ...]],
    lines: Sequence[Line],
    lexicon: Lexicon,
) -> dict[tuple[str, ...], Mention]:
    """Names that are meant wherever they stand: words to a mention of each."""
    names: dict[tuple[str, ...], Mention] = {}
    count = Counter(m.text for m in mentions if m.known is None and " " not in m.text)
    for mention in mentions:
        text = mention.text
        if mention.is_demonym or mention.form != "name":
            continue
        if " " in text or "-" in text:
            names.setdefault(words[id(mention)], mention)
        elif count[text] >= OFTEN and mention.type in ("person", "organization", "armed_group"):
            names.setdefault((text,), mention)
        if mention.type == "person" and " " in text:
            word = _family(text)
            known = word in lexicon.names or word in lexicon.demonyms
            if len(word) >= MIN_LETTERS and not known:
                family = _tokens(word, lines[mention.paragraph], mention)
                names.setdefault(family, mention)
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


def _tokens(text: str, line: Line, mention: Mention) -> tuple[str, ...]:
    """The tokens of a mention that are a part of its words; none where it cuts through them."""
    for first in range(mention.first, mention.last):
        for last in range(mention.last, first, -1):
            if line.text(first, last) == text:
                return tuple(line.words[first:last])
    return ()


def _all(
    mentions: Sequence[Mention], words: dict[int, tuple[str, ...]]
) -> dict[tuple[str, ...], Mention]:
    return {words[id(m)]: m for m in reversed(mentions) if m.form == "name" and not m.is_demonym}


def _index(names: dict[tuple[str, ...], Mention]) -> Names:
    index: Names = {}
    for words, mention in sorted(names.items(), key=lambda pair: -len(pair[0])):
        if words:
            index.setdefault(words[0], []).append((words, mention))
    return index


def _in(line: Line, names: Names, taken: set[int]) -> Iterator[Mention]:
    """Names that stand where nothing was found."""
    for first, word in enumerate(line.words):
        if word not in names or first in taken:
            continue
        for words, like in names[word]:
            last = first + len(words)
            if tuple(line.words[first:last]) != words or not taken.isdisjoint(range(first, last)):
                continue
            if len(words) == 1 and _is_part(line, first):
                continue
            taken.update(range(first, last))
            is_same = len(words) == like.last - like.first
            mention = line.mention(first, last, like.type, like.known if is_same else None)
            mention.contains = like.contains if is_same else None
            yield mention
            break


def _is_part(line: Line, index: int) -> bool:
    """Whether a word stands beside another name word, and may belong to another name."""
    words = line.words
    if line.is_joined(index + 1) and words[index + 2].islower():
        return True
    if index + 1 < len(words) and words[index + 1].istitle() and line.is_proper(index + 1):
        return True
    return (
        bool(index)
        and line.is_proper(index - 1)
        and words[index - 1][:1].isupper()
        and (line.paragraph.doc[index - 1].ent_type_ in ("PERSON", "PER"))
    )
