"""How a clause asserts its event: as fact, as somebody's word, as plan, as supposition, or not."""

from dataclasses import dataclass

from spacy.tokens import Token

from dateline.annotate.lexicon import Lexicon
from dateline.knowledge import word_class

HYPOTHETICAL_AUX = frozenset({"could", "may", "might", "would", "should", "must", "can", "ought"})
FUTURE_AUX = frozenset({"will", "shall", "'ll", "\u2019ll", "wo"})
CONDITIONS = frozenset({"if", "unless", "whether", "lest"})
DENIALS = frozenset({"deny", "refute", "dispute", "reject"})
UNCONFIRMED = frozenset({"confirm", "verify", "specify", "say", "know", "clear", "rule"})
CHARGES = word_class("charge_verb")
"""Verbs after which a gerund tells what somebody is accused of."""
HEDGES = frozenset({"allegedly", "reportedly", "purportedly", "supposedly"})
"""Adverbs by which an article keeps its distance."""
CONTENT = frozenset({"ccomp", "parataxis", "csubj", "csubjpass"})
"""Labels of content clauses."""
DOUBTFUL_NOUNS = word_class("doubtful_noun")
"""Nouns whose that-clause is not asserted."""
STRENGTH = ("actual", "claimed", "reported", "future", "hypothetical", "negated")
"""Modalities, the most factual first; a clause takes the least factual that applies."""


@dataclass(frozen=True, slots=True)
class Modality:
    """How an event is asserted.

    Args:
        value: one of `STRENGTH`.
        speaker: the verb of saying that the clause depends on, if any.
        is_intent: the clause announces what its subject will do (or will not, if negated).
    """

    value: str
    speaker: Token | None = None
    is_intent: bool = False


def negated(token: Token) -> bool:
    """Whether a negation stands at the verb or noun itself."""
    return any(
        c.dep_ == "neg" or (c.dep_ in ("det", "advmod") and c.lower_ in ("no", "never", "neither"))
        for c in token.children
    )


def auxiliaries(verb: Token) -> set[str]:
    """Lower-case auxiliaries of a verb; a coordinated verb shares those of the first."""
    own = {c.lower_ for c in verb.lefts if c.dep_ in ("aux", "auxpass")}
    if not own and verb.dep_ == "conj" and verb.tag_ == "VB":
        return auxiliaries(verb.head)
    return own


def modality(verb: Token, lexicon: Lexicon) -> Modality:
    """Modality of the event whose clause has this verb.

    Walks from the verb up to the sentence's root; each step may make the event less factual.
    """
    value, intent = _own(verb)
    speaker: Token | None = None
    node = verb
    while node.head != node:
        if speaker is None:
            speaker = _speech(node, lexicon)
        value = max(value, _step(node, lexicon), key=STRENGTH.index)
        node = node.head
    if speaker is not None and value == "actual":
        value = "reported"
    return Modality(value, speaker, intent)


def _own(verb: Token) -> tuple[str, bool]:
    """Modality by the verb's own auxiliaries and negation; whether it states an intent."""
    aux = auxiliaries(verb)
    if FUTURE_AUX & aux or _going_to(verb):
        return ("negated" if negated(verb) else "future"), True
    if negated(verb):
        return "negated", "would" in aux
    if HYPOTHETICAL_AUX & aux:
        in_speech = verb.dep_ == "ccomp" and verb.head.tag_ in ("VBD", "VBN")
        return ("future", True) if "would" in aux and in_speech else ("hypothetical", False)
    if any(c.dep_ == "mark" and c.lower_ in CONDITIONS for c in verb.children):
        return "hypothetical", False
    hedged = any(c.dep_ == "advmod" and c.lower_ in HEDGES for c in verb.children)
    return ("claimed" if hedged else "actual"), False


def _going_to(verb: Token) -> bool:
    return verb.dep_ == "xcomp" and verb.head.lower_ == "going"


def _speech(node: Token, lexicon: Lexicon) -> Token | None:
    """The verb of saying or accusing whose content the node is."""
    head = node.head
    if node.dep_ in CONTENT and node.pos_ in ("VERB", "AUX"):
        return head if head.lemma_.lower() in lexicon.classes["reporting"] else None
    return head.head if _is_charge(node) else None


def _is_charge(node: Token) -> bool:
    """`accused Syria of bombing`: what somebody is accused of."""
    governor = node.head.head
    return node.dep_ == "pcomp" and governor.lemma_.lower() in CHARGES


def _step(node: Token, lexicon: Lexicon) -> str:
    """What the link from a node to its head does to the modality."""
    head, classes = node.head, lexicon.classes
    lemma = head.lemma_.lower()
    if _is_content_of_noun(node):
        return "hypothetical" if lemma in DOUBTFUL_NOUNS else "reported"
    if node.dep_ in CONTENT and node.pos_ in ("VERB", "AUX"):
        return _content(node, lemma, classes["reporting"])
    if node.dep_ == "xcomp" and node.pos_ in ("VERB", "AUX"):
        return _infinitive(node, lemma, classes)
    if _is_charge(node):
        return "claimed"
    return "hypothetical" if _is_unreal_adjunct(node) else "actual"


def _is_content_of_noun(node: Token) -> bool:
    """`the suggestion that …`."""
    clause = node.dep_ in ("acl", "ccomp") and node.pos_ in ("VERB", "AUX")
    return clause and node.head.pos_ == "NOUN" and any(c.dep_ == "mark" for c in node.children)


def _is_unreal_adjunct(node: Token) -> bool:
    """A purpose (`to stop`), a condition (`if`), or what is done without."""
    if node.dep_ == "pcomp":
        return node.head.lower_ in ("without", "from", "against", "instead")
    if node.dep_ not in ("advcl", "acl", "relcl", "pobj"):
        return False
    return any(
        (c.dep_ == "aux" and c.lower_ == "to")
        or (node.dep_ == "advcl" and c.dep_ == "mark" and c.lower_ in CONDITIONS)
        for c in node.children
    )


def _content(node: Token, lemma: str, reporting: frozenset[str]) -> str:
    """A content clause: `said that`, `denied that`, `not clear whether`, `would not confirm`."""
    head = node.head
    if lemma in DENIALS:
        return "negated"
    interrogative = any(
        c.lower_ in (*CONDITIONS, "which", "what", "how") and c.dep_ != "nsubj"
        for c in (*node.lefts, *(g for c in node.lefts for g in c.lefts))
    )
    if interrogative or (negated(head) and lemma in (*UNCONFIRMED, "be", *reporting)):
        return "hypothetical"
    if lemma in reporting or lemma in ("show", "find", "see", "hear", "mean", "know", "learn"):
        return "actual"
    if lemma in ("hope", "want", "wish", "expect", "fear", "demand", "propose", "predict", "urge"):
        return "hypothetical"
    return "actual"


def _infinitive(node: Token, lemma: str, classes: dict[str, frozenset[str]]) -> str:
    """An infinitive or gerund: done only after verbs such as `begin`, `manage`, `help`."""
    if lemma in classes["implicative"]:
        return "actual"
    if lemma in classes["future"] or node.head.lower_ in classes["future"]:
        return "future"
    to = any(c.dep_ == "aux" and c.lower_ == "to" for c in node.children)
    if lemma in classes["ponder"]:
        return "hypothetical"
    if lemma in classes["reporting"] or (node.head.tag_ == "VBN" and to and lemma == "believe"):
        return "reported"
    return "hypothetical" if to else "actual"
