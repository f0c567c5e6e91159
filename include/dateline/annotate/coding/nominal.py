"""How an event that a noun names is asserted: by its modifiers and by what governs it."""

from spacy.tokens import Token

from dateline.annotate.coding.modality import (
    CHARGES,
    NOMINAL,
    STRENGTH,
    VERBAL,
    Modality,
    climb,
    denier_of,
    governing,
    is_unasserted,
    negated,
    own,
    told,
    weaker,
)
from dateline.annotate.lexicon import Lexicon
from dateline.annotate.syntax import QUANTITY

DEFINITE = frozenset({"the", "this", "that", "these", "those"})
OPEN = STRENGTH.index("hypothetical")
MEANS = frozenset({"with", "by", "in", "through", "via", "into", "under", "to", "on", "for", "of"})
"""Prepositions under which a bare noun is as real as the verb: `may respond with strikes`."""


def noun_modality(noun: Token, lexicon: Lexicon) -> Modality:
    """Modality of the event that a noun names.

    A noun with an article or owner is taken for granted (`after the attack`), unless what governs
    it tells of what is not there yet (`called for the release of`); a bare one stands or falls
    with its clause (`may respond with strikes`).

    Args:
        noun: the noun of the event.
        lexicon: reporting verbs.
    """
    if negated(noun):
        return climb(noun, Modality("negated"), lexicon)
    value, start = modifiers(noun), noun
    node = _whole(noun)
    if node != noun:
        value = weaker(value, modifiers(node))
        if negated(node):
            value = "negated"
    governed = _governed(node, lexicon, is_bare=not _is_definite(node if node != noun else noun))
    start = _clause_of(node)
    above = climb(start, Modality(weaker(value, governed.value), governed.speaker), lexicon)
    held = _background(above, weaker(value, governed.value))
    return Modality(held, above.speaker)


def _background(above: Modality, value: str) -> str:
    """What a clause above does to a noun in it: it may attribute, no more."""
    asserted = above.speaker is not None and STRENGTH.index(above.value) < OPEN
    return "reported" if value == "actual" and asserted else value


def _whole(noun: Token) -> Token:
    """The head of `a wave of attacks`, the first of coordinated nouns."""
    node = noun
    while True:
        head = node.head
        if node.dep_ == "conj" and head.pos_ in NOMINAL:
            node = head
        elif node.dep_ == "pobj" and head.lower_ == "of" and _is_measure(head.head):
            node = head.head
        else:
            return node


def _is_measure(token: Token) -> bool:
    lemma = token.lemma_.lower()
    return token.pos_ in (*NOMINAL, "NUM") and (
        told("noun_prep", lemma) == "through" or lemma in QUANTITY
    )


def modifiers(noun: Token) -> str:
    """Modality by the adjectives in front of a noun, and a participle behind it."""
    value = "actual"
    for child in noun.lefts:
        if child.dep_ in ("amod", "compound", "nmod", "advmod"):
            found = told("adjective", child.lower_)
            value = weaker(value, found) if found else value
    for child in noun.rights:
        if child.dep_ == "acl" and child.tag_ == "VBN":
            found = told("subject", child.lemma_.lower())
            value = weaker(value, found) if found and found != "occur" else value
    return value


def as_noun_of(verb: Token, noun: Token) -> str:
    """Modality that a light verb and the modifiers of its noun add: `confirmed an alleged raid`.

    Args:
        verb: the light verb.
        noun: the noun that names its act.
    """
    return weaker(modifiers(noun), told("object", *_phrasal(verb)) or "actual")


def _is_definite(noun: Token) -> bool:
    return any(c.dep_ == "poss" or c.lower_ in DEFINITE for c in noun.lefts)


def _clause_of(noun: Token) -> Token:
    """The verb of the clause that a noun stands in, or the root."""
    node = noun
    while node.head != node and node.pos_ not in VERBAL:
        node = node.head
    return node


def _governed(node: Token, lexicon: Lexicon, *, is_bare: bool) -> Modality:
    head, dep = node.head, node.dep_
    if dep in ("dobj", "dative", "oprd") and head.pos_ in VERBAL:
        return _as_object(head, lexicon, is_bare=is_bare)
    if dep in ("nsubj", "nsubjpass") and head.pos_ in VERBAL:
        return _as_subject(node, head, lexicon, is_bare=is_bare)
    if dep == "attr":
        return _clause(head, lexicon)
    if dep == "pobj":
        return _behind_preposition(head, lexicon, is_bare=is_bare)
    return Modality("actual")


def _clause(verb: Token, lexicon: Lexicon) -> Modality:
    """A noun that takes place as its clause says."""
    return climb(verb, own(verb), lexicon)


def _phrasal(verb: Token) -> tuple[str, str]:
    particles = [c.lower_ for c in verb.rights if c.dep_ == "prt"]
    lemma = verb.lemma_.lower()
    return " ".join([lemma, *particles]), lemma


def _as_object(verb: Token, lexicon: Lexicon, *, is_bare: bool) -> Modality:
    words = _phrasal(verb)
    value = told("object", *words) or (told("bare_object", *words) if is_bare else None)
    if value is None:
        return _clause(verb, lexicon) if is_bare else Modality("actual")
    if value in ("denied", "claimed", "reported"):
        return Modality("hypothetical" if negated(verb) else value, verb)
    if value == "negated" and negated(verb):
        return Modality("hypothetical")
    return Modality(value)


def _as_subject(noun: Token, verb: Token, lexicon: Lexicon, *, is_bare: bool) -> Modality:
    words = _phrasal(verb)
    predicates = [c.lower_ for c in verb.children if c.dep_ in ("acomp", "oprd", "attr")]
    value = told("subject", *predicates, *words)
    if value in ("denied", "negated") and not noun.dep_.endswith("pass"):
        value = None
    if predicates and value == "occur" and own(verb).value in ("actual", "negated"):
        return Modality("actual")  # `the protest was not violent`: it took place
    if value == "occur" or (value is None and is_bare):
        how = _clause(verb, lexicon)
        below = next((c for c in verb.rights if c.dep_ == "xcomp"), None)
        return how if below is None else Modality(how.value, how.speaker)
    if value is None:
        return Modality("actual")
    return Modality("hypothetical" if value == "future" and negated(verb) else value)


def _behind_preposition(preposition: Token, lexicon: Lexicon, *, is_bare: bool) -> Modality:
    words, governor = governing(preposition)
    first = words.split()[-2] if len(words.split()) > 2 else ""  # noqa: PLR2004
    value = told("preposition", preposition.lower_, first)
    if value is not None:
        return Modality(value)
    if governor.pos_ in NOMINAL:
        return _under_noun(governor, lexicon, is_bare=is_bare)
    value = told("prep", words)
    lemma = governor.lemma_.lower()
    if is_bare and (lemma in CHARGES or value == "claimed"):
        return Modality("claimed", governor)
    if value is not None and value != "claimed" and (is_bare or words.endswith((" for", " from"))):
        return Modality("actual" if value == "negated" and negated(governor) else value)
    if is_bare and governor.pos_ in VERBAL and preposition.lower_ in MEANS:
        return _clause(governor, lexicon)
    return Modality("actual")


def _under_noun(governor: Token, lexicon: Lexicon, *, is_bare: bool) -> Modality:
    """`the threat of strikes`, `an end to the attacks`, `denied claims of a massacre`."""
    denier = denier_of(governor)
    if denier is not None:
        return Modality("denied", denier)
    lemma = governor.lemma_.lower()
    if told("noun_evidence", lemma) and is_unasserted(governor):
        return Modality("hypothetical")
    value = told("noun_prep", lemma)
    if value in ("hypothetical", "future") and not is_bare and lemma in ("talk", "support", "plan"):
        return Modality("actual")
    if value is None and is_bare:
        return _clause(_clause_of(governor), lexicon)
    return Modality(value if value and value != "through" else "actual")
