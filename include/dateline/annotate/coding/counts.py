"""How many: people killed, injured, detained, and the quantity an act is told with."""

from dataclasses import dataclass

from spacy.tokens import Span, Token

from dateline.annotate.syntax import QUANTITY, conjuncts, logical_object, prepositions

WORDS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20,
    "dozen": 12,
}  # fmt: skip
"""Number words as digits."""
MULTIPLES = {"dozen": 12, "hundred": 100, "thousand": 1_000, "million": 1_000_000,
             "billion": 1_000_000_000}  # fmt: skip
KILL = frozenset({"kill", "die", "slay", "massacre", "slaughter"})
INJURE = frozenset({"wound", "injure", "hurt"})
DETAIN = frozenset({"arrest", "detain", "jail", "imprison"})
PEOPLE_CAP = 10_000_000
"""Larger numbers of people are misreadings (a year, a sum of money)."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Figures of one event; None where the sentence gives none."""

    killed: int | None = None
    injured: int | None = None
    detained: int | None = None
    quantity: float | None = None
    quantity_unit: str | None = None
    weapon: str | None = None


def number(noun: Token) -> float | None:
    """The number in front of a noun (`at least 12 people`), or the noun itself (`12 dead`)."""
    if noun.like_num:
        return _value(noun)
    for child in noun.children:
        if child.dep_ == "nummod":
            return _value(child)
    return None


def _value(token: Token) -> float | None:
    text = token.lower_.replace(",", "")
    factor = 1.0
    for child in token.children:
        if child.dep_ == "compound" and child.like_num and (small := _plain(child.lower_)):
            factor = small
    value = MULTIPLES.get(text) or _plain(text)
    return None if value is None else value * factor


def _plain(text: str) -> float | None:
    try:
        return float(text.replace(",", ""))
    except ValueError:
        return float(WORDS[text]) if text in WORDS else None


def casualties(sentence: Span) -> tuple[int | None, int | None, int | None]:
    """(killed, injured, detained) as one sentence tells them: the largest number of each verb."""
    found: dict[str, int] = {}
    for token in sentence:
        kind = _kind(token)
        if kind is None:
            continue
        people = (
            logical_object(token)
            if token.lemma_ != "die"
            else next((c for c in token.lefts if c.dep_ == "nsubj"), None)
        )
        value = max((_people(n) for n in conjuncts(people)), default=0) if people else 0
        if 0 < value < PEOPLE_CAP:
            found[kind] = max(found.get(kind, 0), value)
    return found.get("killed"), found.get("injured"), found.get("detained")


def _kind(verb: Token) -> str | None:
    if verb.pos_ != "VERB":
        return None
    lemma = verb.lemma_.lower()
    if lemma in KILL:
        return "killed"
    if lemma in INJURE:
        return "injured"
    return "detained" if lemma in DETAIN else None


def _people(noun: Token) -> int:
    value = number(noun)
    return int(value) if value is not None else 0


def quantity(
    noun: Token | None, weapons: frozenset[str]
) -> tuple[float | None, str | None, str | None]:
    """(quantity, unit, weapon) of the object of an act: `26 cruise missiles`."""
    if noun is None:
        return None, None, None
    counted = noun
    if noun.lemma_.lower() in QUANTITY:
        counted = next((n for prep, n in prepositions(noun) if prep == "of"), noun)
    lemma = counted.lemma_.lower()
    value = number(noun)
    weapon = None
    if lemma in weapons:
        before = counted.doc[counted.i - 1] if counted.i else counted
        kind = before.lower_ if before.dep_ == "compound" and before.head == counted else ""
        weapon = f"{kind} {lemma}".strip()
    return value, (lemma if value is not None else None), weapon
