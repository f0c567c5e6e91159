"""The recogniser's spans, repaired: what sticks to a name goes, what joins two is cut."""

from collections.abc import Iterator, Sequence

from spacy.tokens import Doc

from dateline.annotate.names.forms import CURLY
from dateline.annotate.names.lines import Line, Piece
from dateline.annotate.names.people import given_names
from dateline.annotate.names.words import (
    INSIDE_TITLES,
    PARTICLES,
    PORTFOLIOS,
    POSSESSIVES,
    is_no_name,
    is_short_title,
    is_title,
    type_by_words,
)

TYPES = {
    "PERSON": "person",
    "ORG": "organization",
    "GPE": "place",
    "LOC": "place",
    "FAC": "facility",
    "EVENT": "event",
    "NORP": "other",
    "PRODUCT": "other",
    "LAW": "other",
    "WORK_OF_ART": "other",
    "PER": "person",
    "MISC": "other",
}
"""Entity type of the contract for a label of spaCy's recognisers, trained on OntoNotes or on
Wikipedia (PER, MISC); others are not entities."""
PERSONS = frozenset({"PERSON", "PER"})
"""Labels of persons."""
CREDITED = PERSONS | {"ORG"}
"""Labels of names that are none in front of a hyphen and a participle: `Oscar-nominated`."""
SITES = frozenset({"GPE", "LOC", "FAC"})
"""Labels of names that hold no title, unless a person's name follows."""
LISTED = PERSONS | {"GPE", "LOC", "NORP"}
"""Labels of names that hold no comma and no `and`."""
_MARKS = frozenset('"“”„«»()[]{};:|•*·…~`<>=_—–') | {"--", "..."}  # noqa: RUF001
"""Tokens that no name goes across."""
_EDGES = _MARKS | POSSESSIVES | {",", ".", "-", "‘", "/", "\\", "&", "?", "!", "+"}  # noqa: RUF001
_ELISIONS = frozenset({"l'", "d'", f"l{CURLY}", f"d{CURLY}"})
"""French articles that the tokenizer cuts off."""
NAME_WORDS = 3
"""Words of a person's name behind a title, at most."""
MIN_CAPITALS = 4
"""Letters of a word in capitals that is no acronym."""


def pieces(line: Line) -> list[Piece]:
    """Names that the recogniser found in a paragraph, in order.

    Args:
        line: the paragraph.
    """
    found = [
        piece
        for span in _spans(line.paragraph.doc)
        for part in _parts(line, span)
        for piece in _without_titles(line, part)
    ]
    return [piece for piece in found if _is_name(line, piece)]


def _spans(doc: Doc) -> Iterator[Piece]:
    for span in doc.ents:
        label = span.label_
        if label in TYPES:
            yield Piece(span.start, span.end, label)


def _parts(line: Line, span: Piece) -> Iterator[Piece]:
    """The parts of a span between marks, commas and conjunctions, without what sticks to them."""
    words, label = line.words, span.label
    start = span.first
    for index in range(span.first, span.last + 1):
        if index < span.last and not _is_cut(line, span, index):
            continue
        credited = words[start] == "/" and label in PERSONS
        part = _trimmed(words, Piece(start, index, "ORG" if credited else label))
        if part is not None:
            yield from _cut_of(words, part) if label in PERSONS else (part,)
        start = index


def _is_cut(line: Line, span: Piece, index: int) -> bool:
    """Whether a part of a span begins at a token."""
    word, label = line.words[index], span.label
    if index == span.first:
        return False
    if word in _MARKS or line.words[index - 1] in _MARKS:
        return True
    if label in LISTED and (word in (",", "/") or word in ("and", "or")):
        return not (word == "," and line.words[index + 1 : index + 2] in (["Jr."], ["Sr."]))
    if word in POSSESSIVES and (owned := line.keys.get(index + 1)) is not None:
        return owned.last >= span.last
    return (word == "or" and label != "WORK_OF_ART") or _is_after_capitals(line, span, index)


def _is_after_capitals(line: Line, span: Piece, index: int) -> bool:
    """Whether capitals end here that do not belong to the name: `DETROIT The`, `GETTY Ann Lee`."""
    before, word = line.words[index - 1], line.words[index]
    if not _is_shouted(before):
        return False
    is_lead = span.first == 0 or span.label in PERSONS or _is_shouted(line.words[index - 2])
    return is_lead and word[:1].isupper() and not word.isupper()


def _is_shouted(word: str) -> bool:
    return word.isupper() and len(word) >= MIN_CAPITALS and word.isalpha()


def _trimmed(words: Sequence[str], piece: Piece) -> Piece | None:
    """The piece without articles, marks and possessives at its edges."""
    first, last = piece.first, piece.last
    may_be_particle = piece.label in LISTED
    while first < last and not _begins(words[first], may_be_particle=may_be_particle):
        first += 1
    while last > first and (words[last - 1] in _EDGES or words[last - 1] in ("and", "of", "the")):
        last -= 1
    return Piece(first, last, piece.label) if first < last else None


def _begins(word: str, *, may_be_particle: bool) -> bool:
    """Whether a name can begin with the word: a capital, a digit, or a particle (`al-`, `von`)."""
    if word in _EDGES or word in ("The", "THE", "A", "An", "AN") or word.lower() in _ELISIONS:
        return False
    return not word.islower() or (may_be_particle and word.rstrip("-") in PARTICLES)


def _cut_of(words: Sequence[str], piece: Piece) -> Iterator[Piece]:
    """A person's name ends before `of`: `Ann Lee of Italy` are two names."""
    for index in range(piece.first + 2, piece.last - 1):
        if words[index] in ("of", "from", "in", "at", "for"):
            yield Piece(piece.first, index, piece.label)
            tail = _trimmed(words, Piece(index + 1, piece.last, "GPE"))
            if tail is not None:
                yield tail
            return
    yield piece


def _without_titles(line: Line, piece: Piece) -> Iterator[Piece]:
    """A name behind its title, and what stands in front of that: `Dade County Sheriff Ann Lee`."""
    words, at = line.words, piece.first
    is_person = piece.label in PERSONS or (
        piece.last - at > 1 and is_title(words[at]) and _is_titled(words[at : piece.last])
    )
    for index in range(piece.last - 2, piece.first - 1, -1):
        word = words[index].lower().rstrip(".")
        if word in INSIDE_TITLES and words[index][0].isupper() and words[index + 1].istitle():
            is_person = is_person or piece.label in SITES or is_short_title(words[index])
            if is_person or words[index + 1] in given_names():
                at, is_person = index + 1, True
                break
    front = at
    while front > piece.first and (
        is_title(words[front - 1]) or words[front - 1].lower() in PORTFOLIOS
    ):
        front -= 1
    if is_person:
        while at < piece.last - 1 and is_title(words[at]):
            at += 1
    if front > piece.first:
        before = _trimmed(words, Piece(piece.first, front, "ORG"))
        if before is not None:
            yield before
    label = "PERSON" if is_person and at > piece.first else piece.label
    name = _trimmed(words, Piece(at, piece.last, label))
    if name is not None:
        yield _to_surname(line, name) if name.label in PERSONS else name


def _is_titled(words: Sequence[str]) -> bool:
    """Whether a title stands in front of a person's name, not in that of a body or a place."""
    if words[1] in given_names():
        return True
    is_role = words[0].lower().rstrip(".") in INSIDE_TITLES
    names = words[1:]
    return (
        is_role
        and len(names) <= NAME_WORDS
        and all(word.isalpha() and word.istitle() and not is_title(word) for word in names)
        and type_by_words(words) is None
    )


def _to_surname(line: Line, piece: Piece) -> Piece:
    """A person's name that breaks off at a particle, with its last word: `Marine Le`, `Pen`."""
    last, words = piece.last, line.words
    if words[last - 1].lower() not in PARTICLES or words[last - 1] == "Al" or last >= len(words):
        return piece
    if not (words[last].istitle() and line.is_proper(last)):
        return piece
    return Piece(piece.first, last + 1, piece.label)


def _is_name(line: Line, piece: Piece) -> bool:
    """Whether a piece is a name: some capital, letters, no everyday word."""
    words = line.words[piece.first : piece.last]
    if is_no_name(words) or not any(word[:1].isupper() or word[1:2].isupper() for word in words):
        return False
    if piece.label in CREDITED and line.is_joined(piece.last):
        return not line.words[piece.last + 1].islower()
    if piece.label not in SITES and _is_loud(line, piece):
        return False
    text = "".join(words)
    return len(text) > 1 and any(map(str.isalpha, text))


def _is_loud(line: Line, piece: Piece) -> bool:
    """Whether words in capitals are none: `CORE OF THE PROBLEM`; names with a given name stay."""
    words = line.words[piece.first : piece.last]
    if not all(_is_shouted(word) for word in words) or words[0].title() in given_names():
        return False
    if len(words) > 1:
        return any(len(word) > MIN_CAPITALS for word in words)
    beside = line.words[max(piece.first - 1, 0) : piece.last + 1]
    loud = sum(word.isupper() and len(word) > 2 for word in beside)  # noqa: PLR2004
    return len(words[0]) > MIN_CAPITALS and loud > 1
