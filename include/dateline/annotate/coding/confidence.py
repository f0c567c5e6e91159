"""How likely an event is right: a logistic model over what the coder knows of it.

The weights stand in `knowledge/confidence.csv`. `training/confidence.py` fits them on sentences
written for this project; an event counts as right when type, source and target are.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import exp, log1p

from spacy.tokens import Token

from dateline.annotate.coding.parties import Party
from dateline.knowledge import read_table

LOWEST, HIGHEST = 0.01, 0.99
CLAUSES = frozenset({"ROOT", "ccomp", "xcomp", "conj", "advcl", "acl", "relcl", "pobj", "dobj",
                     "nsubj", "nsubjpass", "pcomp"})  # fmt: skip
"""Labels of triggers that have a weight of their own."""


@dataclass(frozen=True, slots=True)
class Case:
    """What the coder knows of an event when it asks how sure it is.

    Args:
        rule_id: the rule, a construction in front of it.
        kind: verb, noun, light or demand.
        weight: how specific the rule is.
        senses: number of rules that the word has.
        sources: who acts.
        targets: who is acted upon.
        trigger: the word of the act.
        modality: how it is told.
        passive: whether the clause is passive.
    """

    rule_id: str
    kind: str
    weight: float
    senses: int
    sources: Sequence[Party]
    targets: Sequence[Party]
    trigger: Token
    modality: str
    passive: bool


def features(case: Case) -> dict[str, float]:
    """What speaks for or against an event, by name; most are 1, absent ones are 0."""
    trigger = case.trigger
    found = {
        "bias": 1.0,
        f"kind.{case.kind}": 1.0,
        f"modality.{case.modality}": 1.0,
        "rule.weight": case.weight / 5,
        "rule.senses": log1p(case.senses),
    }
    if case.rule_id.startswith("c."):
        found["rule.construction"] = 1.0
    if trigger.dep_ in CLAUSES:
        found[f"clause.{trigger.dep_}"] = 1.0
    if case.passive:
        found["passive.agent" if case.sources else "passive.bare"] = 1.0
    found |= {f"source.{name}": 1.0 for name in _kinds(case.sources)}
    found |= {f"target.{name}": 1.0 for name in _kinds(case.targets)}
    return found


def _kinds(side: Sequence[Party]) -> Iterator[str]:
    """What sort of actors stand on a side."""
    if not side:
        yield "none"
        return
    first = side[0]
    named = first.entity is not None or first.country is not None
    if first.is_strong:
        yield "strong.named" if named else "strong.role"
    else:
        yield "weak" if first.is_weak else "thing"
    flags = {
        "place": first.is_place,
        "inner": first.is_inner,
        "pronoun": first.pronoun,
        "several": len(side) > 1,
        "resort": first.via == "resort",
        "person": first.entity is not None and first.entity.type == "person",
    }
    yield from (name for name, holds in flags.items() if holds)


def confidence(found: Mapping[str, float]) -> float:
    """Share of events like this one that are right, 0.01 to 0.99.

    Args:
        found: what `features` returns.
    """
    weights = _weights()
    total = sum(weights.get(name, 0.0) * value for name, value in found.items())
    return round(min(max(1 / (1 + exp(-total)), LOWEST), HIGHEST), 3)


def contributions(found: Mapping[str, float]) -> dict[str, float]:
    """What each feature adds to the log-odds, the weightiest first."""
    weights = _weights()
    parts = {name: round(weights.get(name, 0.0) * value, 3) for name, value in found.items()}
    return dict(sorted(parts.items(), key=lambda part: (-abs(part[1]), part[0])))


@lru_cache(maxsize=1)
def _weights() -> dict[str, float]:
    return {row["feature"]: float(row["weight"]) for row in read_table("confidence")}
