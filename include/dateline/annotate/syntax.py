"""Grammar: who is subject, object and complement of a verb, read from the dependency parse.

Labels are those of spaCy's English pipelines (ClearNLP). All functions are pure.
"""

from collections import deque
from collections.abc import Iterator

from spacy.tokens import Token

from dateline.knowledge import word_class

OBJECT_CONTROL = word_class("object_control")
"""Verbs whose object does what their infinitive says."""

QUANTITY = word_class("quantity")
"""Nouns that count the noun after `of`, which is the one that matters."""

BARE_PASSIVE = word_class("bare_passive")
"""Verbs that never stand without an object: without one they are participles of a passive."""

INNER_CLAUSES = frozenset({"ccomp", "relcl", "parataxis", "csubj"})
"""Clauses that tell of something else."""

PARTICLES = frozenset({"up", "down", "out", "off", "back", "by", "over", "away", "aside", "apart"})
"""Adverbs that make phrasal verbs."""

COMPANIONS = PARTICLES | {"along", "together", "ahead", "around", "forward", "home"}
"""Adverbs that stand between a verb and its preposition: `back away from`, `go along with`."""

SHARED = 2
"""Tokens between two coordinated verbs that share an object: one stands between them."""

TIMES = frozenset({"DATE", "TIME"})
"""Labels of names that are times."""

RELATIVES = frozenset({"who", "which", "that", "whom"})


def conjuncts(token: Token) -> Iterator[Token]:
    """The token and what is coordinated with it, in order."""
    yield token
    for child in token.rights:
        if child.dep_ == "conj":
            yield from conjuncts(child)


def is_passive(verb: Token) -> bool:
    """Whether the verb is passive, a bare participle after a noun included."""
    if any(child.dep_ in ("nsubjpass", "csubjpass", "auxpass") for child in verb.children):
        return True
    if (verb.dep_ == "acl" and verb.tag_ == "VBN") or _is_bare_passive(verb):
        return True
    if verb.dep_ == "conj" and verb.tag_ == "VBN" and not _own_subject(verb):
        return is_passive(verb.head) and not any(c.dep_ == "aux" for c in verb.children)
    return False


def _is_bare_passive(verb: Token) -> bool:
    """`Three rebels arrested in Lagos`: the passive of headlines, for verbs that need an object."""
    if verb.tag_ not in ("VBN", "VBD") or verb.lemma_.lower() not in BARE_PASSIVE:
        return False
    deps = {child.dep_ for child in verb.children}
    return "nsubj" in deps and not deps & {"aux", "dobj", "ccomp", "xcomp", "prt", "dative"}


def _own_subject(verb: Token) -> Token | None:
    return next((c for c in verb.lefts if c.dep_ in ("nsubj", "nsubjpass", "csubj")), None)


def _antecedent(subject: Token, verb: Token) -> Token:
    """The noun that a relative pronoun stands for."""
    if subject.lower_ in RELATIVES and verb.dep_ == "relcl":
        return verb.head
    return subject


def grammatical_subject(verb: Token) -> Token | None:
    """The noun in subject position, shared subjects and control included."""
    own = _own_subject(verb)
    if own is not None:
        return _antecedent(own, verb)
    head = verb.head
    if verb.dep_ == "conj" and head.pos_ in ("VERB", "AUX"):
        return grammatical_subject(head)
    if verb.dep_ == "xcomp":
        control = direct_object(head) if head.lemma_.lower() in OBJECT_CONTROL else None
        return control if control is not None else grammatical_subject(head)
    return _adjunct_subject(verb, head)


def _adjunct_subject(verb: Token, head: Token) -> Token | None:
    """Who does what a participle or gerund tells, which has no subject of its own."""
    if verb.dep_ == "acl":
        return head
    if verb.dep_ == "advcl" and head.pos_ in ("VERB", "AUX"):
        return None if is_passive(head) else grammatical_subject(head)
    return _subject_of_gerund(head) if verb.dep_ == "pcomp" else None


def _subject_of_gerund(preposition: Token) -> Token | None:
    """Who does the gerund after a preposition: `accused Russia of bombing`, `after meeting`."""
    governor = preposition.head
    if governor.pos_ not in ("VERB", "AUX"):
        return None
    if preposition.lower_ in ("of", "for", "from", "into"):
        return direct_object(governor) or grammatical_subject(governor)
    return grammatical_subject(governor)


def direct_object(verb: Token) -> Token | None:
    """The noun in object position of an active verb, or None."""
    found = next((c for c in verb.rights if c.dep_ == "dobj"), None)
    if found is None and verb.dep_ == "relcl":
        pronoun = next((c for c in verb.lefts if c.dep_ in ("dobj", "pobj")), None)
        return verb.head if pronoun is not None else None
    return found if found is not None else _shared_object(verb)


def _shared_object(verb: Token) -> Token | None:
    """`beat and detained protesters`: the object of two verbs stands behind the second."""
    for child in verb.rights:
        if child.dep_ == "conj" and child.i <= verb.i + SHARED and child.tag_ == verb.tag_:
            return next((c for c in child.rights if c.dep_ == "dobj"), None)
    return None


def logical_subject(verb: Token) -> Token | None:
    """Who acts: the subject of an active verb, the `by` phrase of a passive one."""
    if not is_passive(verb):
        return grammatical_subject(verb)
    for child in verb.rights:
        if child.dep_ == "agent" or (child.dep_ == "prep" and child.lower_ == "by"):
            return next((c for c in child.children if c.dep_ in ("pobj", "pcomp")), None)
    return None


def logical_object(verb: Token) -> Token | None:
    """Who is acted upon: the object of an active verb, the subject of a passive one."""
    if not is_passive(verb):
        return direct_object(verb)
    return grammatical_subject(verb) or direct_object(verb)


def indirect_object(verb: Token) -> Token | None:
    """The receiver: the dative noun, or the object of `to`."""
    for child in verb.rights:
        if child.dep_ == "dative":
            if child.pos_ != "ADP":
                return child
            return next((c for c in child.children if c.dep_ == "pobj"), None)
    return None


def prepositions(token: Token) -> Iterator[tuple[str, Token]]:
    """(preposition, its noun) under a token, `out of` and coordinated ones included."""
    for child in token.children:
        if child.dep_ in ("prep", "agent", "dative") and child.pos_ in ("ADP", "SCONJ", "VERB"):
            yield from _prepositional(child)
        elif child.dep_ == "advmod" and child.lower_ in COMPANIONS:
            yield from prepositions(child)


def _prepositional(preposition: Token) -> Iterator[tuple[str, Token]]:
    for child in preposition.children:
        if child.dep_ in ("pobj", "pcomp"):
            yield preposition.lower_, child
        elif child.dep_ == "prep":
            for inner, noun in _prepositional(child):
                yield inner, noun
                yield preposition.lower_, noun


def particle(verb: Token) -> str:
    """The particle of a phrasal verb, or an empty string; `out` of `pull out of` is one."""
    for child in verb.children:
        if child.dep_ == "prt":
            return child.lower_
        if child.lower_ not in COMPANIONS:
            continue
        if child.dep_ == "advmod" and child.pos_ in ("ADP", "ADV"):
            return child.lower_
        if child.dep_ == "prep" and not any(c.dep_ in ("pobj", "pcomp") for c in child.children):
            return child.lower_
    return ""


def stray_particle(verb: Token) -> tuple[str, Token] | None:
    """(particle, object) of `vote down a deal`, where the parser took the two for a phrase."""
    following = verb.nbor() if verb.i + 1 < len(verb.doc) else None
    if following is None or following.head != verb or following.dep_ != "prep":
        return None
    if following.lower_ not in PARTICLES:
        return None
    noun = next((c for c in following.children if c.dep_ == "pobj"), None)
    return (following.lower_, noun) if noun is not None else None


def complement(verb: Token) -> Token | None:
    """The clause that completes the verb: infinitive, gerund or that-clause."""
    return next((c for c in verb.rights if c.dep_ in ("xcomp", "ccomp")), None)


def is_infinitive_with_subject(verb: Token) -> bool:
    """Whether the parser took `X to do` after `ask`, `allow`, `order` for one clause."""
    return verb.dep_ == "ccomp" and any(c.dep_ == "aux" and c.lower_ == "to" for c in verb.lefts)


def content_lemmas(noun: Token) -> Iterator[str]:
    """Lemmas that say what a noun phrase is about: its head, conjuncts, what `number of` counts."""
    for token in conjuncts(noun):
        yield token.lemma_.lower()
        if token.lemma_.lower() in QUANTITY or token.lower_ in QUANTITY:
            yield from (n.lemma_.lower() for prep, n in prepositions(token) if prep == "of")


def phrase(noun: Token) -> tuple[int, int]:
    """Token range of a noun phrase: modifiers in front, the head, and an `of` phrase behind."""
    left = min([noun.i, *(c.left_edge.i for c in noun.lefts if c.dep_ not in ("prep", "punct"))])
    right = noun.i
    for child in noun.rights:
        if child.dep_ == "prep" and child.lower_ in ("of", "in", "for") and child.i == right + 1:
            nouns = [c for c in child.children if c.dep_ == "pobj" and c.ent_type_ not in TIMES]
            right = max([right, *(phrase(n)[1] - 1 for n in nouns)])
        elif child.dep_ in ("nummod", "flat", "compound") and child.i == right + 1:
            right = child.i
    return left, right + 1


def nouns_below(node: Token, preps: frozenset[str]) -> Iterator[Token]:
    """Nouns after some prepositions below a word, the nearest first, other clauses left out.

    `in the village of X, near Y` gives X before Y.
    """
    queue = deque([(node, False)])
    while queue:
        current, inside = queue.popleft()
        leads = current.lower_ in preps or (inside and current.lower_ == "of")
        for child in current.children:
            other = child.dep_ in INNER_CLAUSES or child.dep_ == "conj"
            if (other and child.pos_ in ("VERB", "AUX")) or (
                child.lower_ == "from" and "from" not in preps
            ):
                continue
            below = (child.dep_ == "pobj" and leads) or (inside and child.dep_ in ("appos", "conj"))
            if below:
                yield child
            queue.append((child, below or (inside and child.dep_ == "prep")))
