"""Where an expression looks: back or ahead, by the verb that governs it."""

from spacy.tokens import Token

from dateline.annotate.times.calendar import FUTURE, NEAR, PAST, PRESENT
from dateline.knowledge import read_table, split

AHEAD = frozenset({"will", "shall", "'ll", "\u2019ll", "wo", "would", "may", "might", "could",
                   "should", "must", "can", "ought"})  # fmt: skip


def _words(name: str) -> frozenset[str]:
    rows = (row for row in read_table("time_words") if row["class"] == name)
    return frozenset(word for row in rows for word in split(row["words"]))


SCHEDULED = _words("scheduled")
"""Verbs whose participle tells what is to come: `scheduled for Friday`."""
PLANNED = _words("planned") | _words("scheduled")
"""Verbs and adjectives whose infinitive tells what is to come."""

UNTOLD = frozenset({"say", "tell", "report", "show", "write", "have"})
"""Verbs whose present tense does not tell what is to come."""


def looks(token: Token) -> int:
    """PAST, NEAR, FUTURE or PRESENT for a time expression with this head."""
    node = token
    for _ in range(40):
        if node.pos_ in ("VERB", "AUX"):
            found = _verb(node)
            if found is not None:
                return found
        if node.head == node:
            break
        node = node.head
    return NEAR


def _verb(verb: Token) -> int | None:  # noqa: PLR0911 - one return a form
    """What a verb's form says; None if its head decides."""
    lefts = {c.lower_ for c in verb.lefts if c.dep_ in ("aux", "auxpass")}
    lemma = verb.lemma_.lower()
    if AHEAD & lefts:
        return PAST if "have" in lefts else FUTURE
    if (
        lemma in SCHEDULED
        and verb.tag_ in ("VBN", "VBD")
        and (lefts or verb.dep_ in ("acl", "amod"))
    ):
        return FUTURE
    if verb.tag_ == "VBD" or lefts & {"was", "were", "had", "did", "been", "has", "have"}:
        return PAST
    if verb.tag_ in ("VBZ", "VBP"):
        return NEAR if lemma in UNTOLD else PRESENT
    if "to" in lefts:
        head = verb.head
        return FUTURE if head.lemma_.lower() in PLANNED or head.pos_ == "NOUN" else None
    if verb.tag_ == "VBG" and lefts & {"is", "are", "'s", "'re", "am"}:
        return FUTURE
    if verb.tag_ == "VBN":
        return FUTURE if lefts & {"is", "are", "be"} else PAST
    return FUTURE if verb.tag_ == "VB" and verb.dep_ == "ROOT" else None
