"""What the coder produces, before it becomes rows."""

from dataclasses import dataclass

from dateline.annotate.coding.counts import Counts
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
class Event:
    """One coded event of an article. Offsets are code points into the article's text.

    Args:
        code: type, mode, CAMEO code and rule.
        modality: actual, claimed, reported, future, hypothetical or negated.
        confidence: 0 to 1; a rule-based rank, not a calibrated probability.
        sentence: (start, end).
        trigger: (start, end) of the word that names the act.
        trigger_text: that word.
        sources: who acts.
        targets: who is acted upon.
        speaker: to whom the article attributes it.
        when: its date.
        location: the place named in its clause.
        counts: its figures.
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
    location: Entity | None
    counts: Counts
