"""What the coder produces, before it becomes rows."""

from dataclasses import dataclass

from dateline.annotate.coding.parties import Party
from dateline.annotate.parts import Entity
from dateline.annotate.times.clause import When


@dataclass(frozen=True, slots=True)
class Code:
    """Which event: PLOVER type and mode, CAMEO code, and the rule that says so."""

    rule_id: str
    type: str
    mode: str | None
    cameo: str


@dataclass(frozen=True, slots=True)
class Attempt:
    """A rule that was tried on a word, and what became of it; `dateline explain` shows them.

    Args:
        start: offset of the word in the article's text.
        word: the word.
        rule_id: the rule.
        outcome: `coded`, or why not.
        arguments: what the parse gives the word: subject, object, complement, prepositions.
        features: of a coded event, what its confidence rests on.
    """

    start: int
    word: str
    rule_id: str
    outcome: str
    arguments: dict[str, str]
    features: dict[str, float]


@dataclass(frozen=True, slots=True)
class Where:
    """A place of an act.

    Args:
        entity: the place.
        basis: what tells it: clause, sentence, paragraph or dateline.
        text: its words; empty for a dateline, which is no part of the text.
        start: offset of the words into the article's text, code points.
        end: end of them.
    """

    entity: Entity
    basis: str
    text: str = ""
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Counts:
    """Figures of one event; None where the text gives none. Of a range, the lower end."""

    killed: int | None = None
    injured: int | None = None
    detained: int | None = None
    quantity: float | None = None
    quantity_unit: str | None = None
    weapon: str | None = None


@dataclass(frozen=True, slots=True)
class Detail:
    """A figure or circumstance of an event, with the words that tell it.

    Args:
        kind: killed, injured, detained, quantity, weapon, date or location.
        text: the words, exactly those between the offsets.
        start: offset into the article's text, code points.
        end: end of the words.
        value: the number told, lower of a range; None for words without one.
        value_high: upper end of a range, else None.
        unit: what is counted, as a lemma: `people`, `missile`, `dollar`; of a weapon its name in
            the singular.
        bound: `at_least`, `at_most`, `about`, or None for a plain number.
    """

    kind: str
    text: str
    start: int
    end: int
    value: float | None = None
    value_high: float | None = None
    unit: str | None = None
    bound: str | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """One coded event of an article. Offsets are code points into the article's text.

    Args:
        code: type, mode, CAMEO code and rule.
        modality: actual, claimed, reported, future, hypothetical, denied or negated.
        confidence: 0 to 1, how likely type, source and target are right; see `confidence.py`.
        sentence: (start, end).
        trigger: (start, end) of the word that names the act.
        trigger_text: that word.
        sources: who acts.
        targets: who is acted upon.
        speaker: to whom the article attributes it.
        when: its date.
        where: its place, and what tells it.
        counts: its figures.
        details: figures, date, place and weapon with the words that tell them.
        contexts: PLOVER contexts, sorted.
    """

    code: Code
    modality: str
    confidence: float
    sentence: tuple[int, int]
    trigger: tuple[int, int]
    trigger_text: str
    sources: tuple[Party, ...]
    targets: tuple[Party, ...]
    speaker: Party | None
    when: When
    where: Where | None
    counts: Counts
    details: tuple[Detail, ...] = ()
    contexts: tuple[str, ...] = ()
