"""Third-person pronouns, where one person only can be meant."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from spacy.tokens import Token

from dateline.annotate.names.people import Person
from dateline.annotate.parts import Mention, Paragraph
from dateline.annotate.quotes.verbs import speech_words
from dateline.knowledge import word_class

_PRONOUN = re.compile(r"\b(?:he|she|his|her|him|himself|herself)\b", re.IGNORECASE)
_QUOTED = re.compile(r"“[^”]*”?|\"[^\"]*\"|‘[^’]*’(?!\w)")  # noqa: RUF001
FEMALE = frozenset({"she", "her", "herself"})
ONE, SUBJECT = 0.9, 0.75
"""Confidence where one person was named nearby, and where one of several was the subject."""
FEMALE_ROLES, MALE_ROLES = speech_words("female_role"), speech_words("male_role")
PERSONS = word_class("person") | FEMALE_ROLES | MALE_ROLES


@dataclass(frozen=True, slots=True)
class Meant:
    """A pronoun and the person it means."""

    paragraph: int
    token: Token
    person: Person
    confidence: float


def find_pronouns(
    of: Mapping[int, Person], mentions: Sequence[Mention], paragraphs: Sequence[Paragraph]
) -> Iterator[Meant]:
    """Pronouns outside quotation marks that mean one of the persons.

    The persons named earlier in the paragraph count, else those of the paragraph before. Of
    several, the subject of the sentence before, or of the clause above, is meant. Titles, roles
    and earlier pronouns tell who is a woman or a man.

    Args:
        of: mention, by its identity, to its person.
        mentions: names and roles, in the order of the text.
        paragraphs: the parsed paragraphs.
    """
    named: dict[int, list[Mention]] = defaultdict(list)
    for mention in mentions:
        if id(mention) in of:
            named[mention.paragraph].append(mention)
            person = of[id(mention)]
            person.gender = person.gender or _role_gender(mention, paragraphs)
    for number, paragraph in enumerate(paragraphs):
        if paragraph.is_headline:
            continue
        text = paragraph.text
        quoted = [match.span() for match in _QUOTED.finditer(text)]
        for match in _PRONOUN.finditer(text):
            if any(start <= match.start() < end for start, end in quoted):
                continue
            span = paragraph.doc.char_span(*match.span())
            if span is None or span[0].pos_ != "PRON" or _is_told_otherwise(span[0]):
                continue
            found = _meant(number, span[0], named, of, paragraphs)
            if found is not None:
                yield found


def _meant(
    number: int,
    token: Token,
    named: Mapping[int, Sequence[Mention]],
    of: Mapping[int, Person],
    paragraphs: Sequence[Paragraph],
) -> Meant | None:
    gender = "f" if token.lower_ in FEMALE else "m"
    here = [m for m in named.get(number, ()) if m.last <= token.i]
    before = list(named.get(number - 1, ())) if number else []
    for group in (here, before):
        fitting = [m for m in group if of[id(m)].gender in ("", gender)]
        people = {id(of[id(m)]): of[id(m)] for m in fitting}
        if not people:
            if group:
                return None
            continue
        if len(people) == 1:
            (person,) = people.values()
            sure = ONE if group is here else ONE - 0.1
        else:
            chosen = _subject(fitting, token, of, paragraphs)
            if chosen is None:
                return None
            person, sure = chosen, SUBJECT
        person.gender = person.gender or gender
        return Meant(number, token, person, sure)
    return None


def _is_told_otherwise(pronoun: Token) -> bool:
    """Whether the sentence itself tells whom it means: `Prince himself`, `a spokesman said he`."""
    beside = pronoun.i > 0 and pronoun.nbor(-1).pos_ in ("NOUN", "PROPN")
    return (beside and pronoun.lower_.endswith("self")) or _is_unnamed(pronoun)


def _is_unnamed(pronoun: Token) -> bool:
    """Whether the subject of a clause above is somebody without a name: `a spokesman said he`."""
    token = pronoun
    while token.head != token:
        token = token.head
        for child in token.lefts:
            if child.dep_ in ("nsubj", "nsubjpass") and child.pos_ == "NOUN":
                named = any(c.dep_ == "appos" and c.pos_ == "PROPN" for c in child.rights)
                return child.lower_ in PERSONS and child.i < pronoun.i and not named
    return False


def _subject(
    mentions: Sequence[Mention],
    token: Token,
    of: Mapping[int, Person],
    paragraphs: Sequence[Paragraph],
) -> Person | None:
    """The person whose name was last a subject, if it is not one that the pronoun stands beside."""
    for mention in reversed(mentions):
        doc = paragraphs[mention.paragraph].doc
        root = doc[mention.first : mention.last].root
        root = root.head if root.dep_ == "appos" else root
        if root.dep_ in ("nsubj", "nsubjpass") and not _same_clause(root, token):
            return of[id(mention)]
    return None


def _same_clause(noun: Token, token: Token) -> bool:
    """Whether a name is an argument of the very verb that the pronoun is one of."""
    return noun.doc is token.doc and noun.head == token.head and token.dep_ != "poss"


def _role_gender(mention: Mention, paragraphs: Sequence[Paragraph]) -> str:
    """`f` or `m` by a noun in apposition, or in front of the name."""
    doc = paragraphs[mention.paragraph].doc
    root = doc[mention.first : mention.last].root
    beside = [child.lower_ for child in root.children if child.dep_ in ("appos", "compound")]
    if root.dep_ == "appos":
        beside.append(root.head.lower_)
    if any(word in FEMALE_ROLES for word in beside):
        return "f"
    return "m" if any(word in MALE_ROLES for word in beside) else ""
