"""Contexts of events: the fields of policy that an act belongs to, by PLOVER's list.

Words and phrases of the act's clause tell them; where it has none, those of the clauses that hang
on it. The mode of the act and the sectors of its actors add what words leave out.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from spacy.tokens import Span, Token

from dateline.annotate.coding.event import Code
from dateline.annotate.coding.parties import STATE, Party
from dateline.knowledge import read_table, split

MOST = 4
"""Contexts that one event may have."""
OTHER_CLAUSES = frozenset({"ccomp", "relcl", "parataxis", "advcl", "csubj"})
VERBAL = frozenset({"VERB", "AUX"})

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """Words of a sentence that tell a context: their tokens, end exclusive."""

    context: str
    first: int
    last: int


def _tokens(words: str) -> Phrase:
    """A phrase as the pipeline cuts it: at hyphens between letters, and before `'s`."""
    return tuple(re.sub(r"(?<=[a-z])(-)(?=[a-z])|('s)\b", r" \1\2 ", words).split())


@cache
def _phrases() -> dict[str, tuple[tuple[Phrase, tuple[str, ...]], ...]]:
    """First word of a phrase to the phrases with their contexts, the longest first."""
    contexts: dict[Phrase, list[str]] = {}
    for row in read_table("contexts"):
        for words in split(row["words"]):
            contexts.setdefault(_tokens(words), []).append(row["context"])
    by_first: dict[str, list[tuple[Phrase, tuple[str, ...]]]] = {}
    for phrase, names in contexts.items():
        by_first.setdefault(phrase[0], []).append((phrase, tuple(names)))
    return {
        first: tuple(sorted(found, key=lambda pair: -len(pair[0])))
        for first, found in by_first.items()
    }


@cache
def _by(column: str) -> dict[str, tuple[str, ...]]:
    """Values of `sectors` or `modes` to their contexts."""
    found: dict[str, list[str]] = {}
    for row in read_table("contexts"):
        for value in split(row[column]):
            found.setdefault(value, []).append(row["context"])
    return {value: tuple(names) for value, names in found.items()}


def context_words(sent: Span) -> tuple[Hit, ...]:
    """The words of a sentence that tell contexts; of overlapping phrases the longest.

    Args:
        sent: the sentence.
    """
    lowers = [token.lower_ for token in sent]
    lemmas = [token.lemma_.lower() for token in sent]
    phrases, hits, i = _phrases(), list[Hit](), 0
    while i < len(lowers):
        length, names = _longest(phrases, lowers, lemmas, i)
        hits += [Hit(name, sent.start + i, sent.start + i + length) for name in names]
        i += max(length, 1)
    return tuple(hits)


def _longest(
    phrases: dict[str, tuple[tuple[Phrase, tuple[str, ...]], ...]],
    lowers: Sequence[str],
    lemmas: Sequence[str],
    i: int,
) -> tuple[int, tuple[str, ...]]:
    """Length and contexts of the longest phrase that begins at a word; (0, ()) for none."""
    for first in dict.fromkeys((lowers[i], lemmas[i])):
        for phrase, names in phrases.get(first, ()):
            parts = range(i, min(i + len(phrase), len(lowers)))
            if len(parts) == len(phrase) and all(
                part in (lowers[at], lemmas[at]) for part, at in zip(phrase, parts, strict=True)
            ):
                return len(phrase), names
    return 0, ()


def contexts(
    hits: Sequence[Hit],
    act: Token,
    code: Code,
    sources: Sequence[Party],
    targets: Sequence[Party],
) -> tuple[str, ...]:
    """The contexts of one event, sorted, `MOST` at most; those told by most words of its clause.

    Args:
        hits: `context_words` of its sentence.
        act: the verb or noun of its clause.
        code: its type and mode.
        sources: who acts.
        targets: who is acted upon.
    """
    told = _counted(hits, _clause(act)) or _counted(hits, _around(act))
    ranked = [
        *_by("modes").get(code.mode or "", ()),
        *(name for name, _ in told.most_common()),
        *_of_actors(code, sources, targets),
    ]
    return tuple(sorted(list(dict.fromkeys(ranked))[:MOST]))


def _counted(hits: Sequence[Hit], inside: set[int]) -> Counter[str]:
    """How many words tell each context, of those with a token inside."""
    return Counter(
        hit.context for hit in hits if any(i in inside for i in range(hit.first, hit.last))
    )


def _of_actors(code: Code, sources: Sequence[Party], targets: Sequence[Party]) -> Iterable[str]:
    """Contexts by the sectors of the actors, and by the type of an act between states."""
    if _between_states(sources, targets):
        yield from _by("modes").get(code.type, ())
    for party in (*sources, *targets):
        yield from _by("sectors").get(party.sector or "", ())


def _between_states(sources: Sequence[Party], targets: Sequence[Party]) -> bool:
    ours, theirs = ({p.country for p in side if _is_state(p)} for side in (sources, targets))
    return bool(ours) and bool(theirs) and ours != theirs


def _is_state(party: Party) -> bool:
    is_country = party.entity is not None and party.entity.type == "country"
    return bool(party.country) and (is_country or party.sector in STATE)


def _top(act: Token) -> Token:
    """The verb of the clause of an act, or the root."""
    while act.pos_ not in VERBAL and act.head != act:
        act = act.head
    return act


def _clause(act: Token) -> set[int]:
    """The tokens of the clause of an act."""
    inside = set(_below(_top(act)))
    return inside if act.pos_ in VERBAL else inside | {token.i for token in act.subtree}


def _around(act: Token) -> set[int]:
    """The tokens of its clause with those that hang on it, but not of clauses beside it."""
    top = _top(act)
    beside = [c for c in top.rights if c.dep_ == "conj" and c.pos_ in VERBAL]
    return {t.i for t in top.subtree} - {t.i for verb in beside for t in verb.subtree}


def _below(token: Token) -> Iterable[int]:
    """The tokens of a clause: those below a verb, other clauses left out."""
    yield token.i
    for child in token.children:
        if child.pos_ in VERBAL and child.dep_ in OTHER_CLAUSES:
            continue
        if child.pos_ in VERBAL and child.dep_ == "conj":
            continue
        yield from _below(child)
