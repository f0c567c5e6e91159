"""How a clause asserts its event: as fact, as somebody's word, as plan, as supposition, or not.

The walk goes from the verb of the event up to the root of the sentence; each link on the way may
make the event less factual. Which word does what is told in `knowledge/modality_words.csv`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from spacy.tokens import Token

from dateline.annotate.lexicon import Lexicon
from dateline.annotate.syntax import is_infinitive_with_subject, is_passive
from dateline.knowledge import read_table, split, word_class

HYPOTHETICAL_AUX = frozenset({"could", "may", "might", "would", "should", "must", "can", "ought"})
OPEN_AUX = frozenset({"may", "might", "should", "must", "ought"})
"""Those that leave it open even if negated: `might not come`."""
FUTURE_AUX = frozenset({"will", "shall", "'ll", "\u2019ll", "wo"})
NEGATIVE_WORDS = frozenset({"no", "neither", "none", "nobody", "nothing"})
SCARCELY = frozenset({"hardly", "scarcely", "barely"})
COMPARED = frozenset({"fewer", "less", "more", "only", "just"})
OCCASIONS = frozenset({"point", "time", "circumstance", "way", "moment", "stage"})
RELATIVES = frozenset({"who", "which", "that", "whom", "where", "when", "whose"})
INTERROGATIVES = frozenset({"if", "unless", "whether", "lest", "which", "what", "how"})
UNCONFIRMED = frozenset({"confirm", "verify", "specify", "say", "know", "clear", "rule", "certain",
                         "sure", "believe", "think", "prove", "establish", "see"})  # fmt: skip
"""Words after which, if negated, a clause is left open."""
COPULAS = frozenset({"be", "seem", "appear", "become", "remain", "make", "call", "consider"})
QUOTES = frozenset({'"', "\u201c", "\u201d", "``", "''"})
PREDICATES = frozenset({"acomp", "attr", "oprd"})
CONTENT = frozenset({"ccomp", "parataxis", "csubj", "csubjpass"})
"""Labels of content clauses."""
VERBAL = frozenset({"VERB", "AUX"})
NOMINAL = frozenset({"NOUN", "PROPN"})
CHARGES = word_class("charge_verb")
"""Verbs after which a gerund tells what somebody is accused of."""
STRENGTH = ("actual", "claimed", "reported", "future", "hypothetical", "negated", "denied")
"""Modalities, the most factual first; a clause takes the least factual that applies."""


@dataclass(frozen=True, slots=True)
class Modality:
    """How an event is asserted.

    Args:
        value: one of `STRENGTH`.
        speaker: the verb of saying that the clause depends on, or the noun behind `according to`.
        is_intent: the clause announces what its subject will do (or will not, if negated).
    """

    value: str
    speaker: Token | None = None
    is_intent: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """What the link from a word to its head does to the modality.

    Args:
        value: modality that it adds.
        speaker: verb of saying.
        is_intent: passes on an intent of the head.
        is_backdrop: what the word tells is taken for granted by all that stands above it.
    """

    value: str = "actual"
    speaker: Token | None = None
    is_intent: bool = False
    is_backdrop: bool = False


PLAIN, BACKDROP = Link(), Link(is_backdrop=True)


@cache
def _words() -> dict[tuple[str, str], str]:
    return {
        (row["link"], word): row["modality"]
        for row in read_table("modality_words")
        for word in split(row["words"])
    }


def told(link: str, *words: str) -> str | None:
    """Modality that a word gives over a link, by `modality_words.csv`; of the first word listed."""
    table = _words()
    return next((table[link, word] for word in words if (link, word) in table), None)


@cache
def _speech_verbs() -> frozenset[str]:
    """Verbs of saying with a that-clause, besides the reporting verbs of the rules."""
    rows = read_table("speech_verbs")
    kinds = frozenset({"joke", "promise"})
    return frozenset(
        row["lemma"]
        for row in rows
        if row["that"] and not row["particle"] and row["kind"] not in kinds
    ) - {"make", "fire", "hit", "shoot", "agree"}


def is_speech(verb: Token, lexicon: Lexicon) -> bool:
    """Whether a verb says what its content clause tells."""
    lemma = verb.lemma_.lower()
    return lemma in lexicon.classes["reporting"] or lemma in _speech_verbs()


def weaker(one: str, other: str) -> str:
    """The less factual of two modalities."""
    return max(one, other, key=STRENGTH.index)


# --- negation and auxiliaries


def negated(token: Token) -> bool:
    """Whether a negation stands at the verb or noun itself, `neither … nor` and `no …` included.

    `Not only`, and `not … until`, which tells of a late event, are none.
    """
    for child in token.children:
        if child.dep_ == "neg" or child.lower_ == "never":
            return not _is_late_or_more(token, child)
        if child.lower_ in ("neither", "nor", "no") and child.dep_ in (
            *("det", "advmod", "preconj", "nsubj", "nsubjpass"),
            *(("cc",) if child.i < token.i else ()),
        ):
            return True
        if child.lower_ == "longer" and any(c.lower_ == "no" for c in child.children):
            return True
    return token.pos_ in VERBAL and (_has_negative_argument(token) or _shares_negation(token))


def _is_late_or_more(verb: Token, negation: Token) -> bool:
    if negation.lower_ not in ("not", "n't"):
        return False
    after = verb.doc[negation.i + 1].lower_ if negation.i + 1 < len(verb.doc) else ""
    late = any(c.lower_ == "until" and c.dep_ in ("prep", "mark") for c in verb.rights)
    return after in ("only", "just", "merely", "simply") or (
        late and bool({"did", "had"} & auxiliaries(verb))
    )


def _has_negative_argument(verb: Token) -> bool:
    """`no arrests were made`, `neither side attacked`, `none of them was hurt`."""
    for child in verb.children:
        if child.dep_ not in ("nsubj", "nsubjpass", "dobj", "attr"):
            continue
        if child.lower_ in NEGATIVE_WORDS:
            return True
        if any(_is_negative(c) for c in child.lefts):
            return True
    return any(c.dep_ == "prep" and _is_never(c) for c in verb.lefts)


def _is_negative(determiner: Token) -> bool:
    """`no`, `not a`, `hardly any`."""
    if determiner.lower_ in NEGATIVE_WORDS or determiner.dep_ == "neg":
        return determiner.dep_ in ("det", "preconj", "cc", "nmod", "neg")
    words = {c.lower_ for c in determiner.lefts}
    return bool(words & SCARCELY) or ("not" in words and not words & COMPARED)


def _is_never(preposition: Token) -> bool:
    """`at no point did they fire`."""
    nouns = (c for c in preposition.children if c.dep_ == "pobj")
    return any(c.lower_ == "no" and n.lemma_ in OCCASIONS for n in nouns for c in n.lefts)


def _shares_negation(verb: Token) -> bool:
    """`did not meet or call`, `neither confirmed nor denied`."""
    head = verb.head
    if verb.dep_ != "conj" or head.pos_ not in VERBAL:
        return False
    if any(c.lower_ == "nor" and c.dep_ == "cc" for c in head.children):
        return True
    if any(c.dep_ in ("nsubj", "nsubjpass", "aux", "auxpass") for c in verb.lefts):
        return False
    either = any(c.lower_ in ("or", "nor") and c.dep_ == "cc" for c in head.children)
    bare = verb.tag_ == "VB"
    return (either or bare) and verb.tag_ == head.tag_ and negated(head)


def auxiliaries(verb: Token) -> set[str]:
    """Lower-case auxiliaries of a verb; a coordinated verb shares those of the first."""
    own = {c.lower_ for c in verb.lefts if c.dep_ in ("aux", "auxpass")}
    shared = verb.tag_ == "VB" or (verb.tag_ == "VBN" and verb.head.tag_ == "VBN")
    if not own and verb.dep_ == "conj" and shared:
        return auxiliaries(verb.head)
    return own


# --- the walk


def modality(verb: Token, lexicon: Lexicon) -> Modality:
    """Modality of the event whose clause has this verb.

    Args:
        verb: the verb of the event.
        lexicon: reporting verbs.
    """
    return climb(verb, own(verb), lexicon)


def climb(node: Token, start: Modality, lexicon: Lexicon) -> Modality:
    """What a modality becomes on the way from a word up to the root of its sentence.

    What a relative clause tells is the article's own word, whoever speaks above it, but for
    direct speech.
    """
    value, intent, speaker, backdrop = start.value, start.is_intent, start.speaker, False
    while True:
        speaker = speaker or _attribution(node, lexicon)
        if node.head == node:
            break
        link = _link(node, lexicon)
        if value == "negated" and link.value == "hypothetical" and node.dep_ in ("xcomp", "ccomp"):
            value = "hypothetical"  # `warned them not to come`
        if not backdrop:
            value, intent = weaker(value, link.value), intent or link.is_intent
        if not backdrop or link.value in ("actual", "reported"):
            speaker = speaker or link.speaker
        backdrop = backdrop or link.is_backdrop
        if node.dep_ == "relcl" and link is BACKDROP and not _is_quoted(node):
            break
        node = node.head
    if speaker is not None and value == "actual":
        value = "reported"
    return Modality(value, speaker, intent)


def _is_quoted(token: Token) -> bool:
    """Whether a token stands between quotation marks, as far as its sentence shows."""
    before = token.doc[token.sent.start : token.i]
    return sum(t.lower_ in QUOTES for t in before) % 2 == 1


def own(verb: Token) -> Modality:
    """Modality by the verb's own auxiliaries, negation, adverbs and conjunction."""
    aux = auxiliaries(verb)
    if FUTURE_AUX & aux or _going_to(verb):
        return Modality("negated" if negated(verb) else "future", is_intent=True)
    supposed = any(
        c.dep_ == "mark" and told("mark", c.lower_) == "hypothetical" for c in verb.lefts
    )
    if negated(verb) and not (supposed or OPEN_AUX & aux):
        return Modality("negated", is_intent="would" in aux)
    if HYPOTHETICAL_AUX & aux:
        if "would" in aux and _is_in_past_speech(verb):
            return Modality("future", is_intent=True)
        return Modality("hypothetical")
    if supposed:
        return Modality("hypothetical")
    adverbs = (told("adverb", c.lower_) for c in verb.children if c.dep_ == "advmod")
    return Modality(next((value for value in adverbs if value), "actual"))


def _is_in_past_speech(verb: Token) -> bool:
    while verb.dep_ == "conj" and verb.head.pos_ in VERBAL:
        verb = verb.head
    return verb.dep_ == "ccomp" and verb.head.tag_ in ("VBD", "VBN")


def _going_to(verb: Token) -> bool:
    return verb.dep_ == "xcomp" and verb.head.lower_ == "going"


def _attribution(node: Token, lexicon: Lexicon) -> Token | None:
    """Who is said to tell it inside the clause: `according to X`, `officials say,`."""
    for child in node.children:
        if child.lower_ == "according":
            to = next((c for c in child.children if c.lower_ == "to"), child)
            return next((c for c in to.children if c.dep_ == "pobj"), None)
        if _is_aside(child, node) and is_speech(child, lexicon) and not negated(child):
            denies = told("that", child.lemma_.lower()) == "denied"
            return None if denies else child
        if child.dep_ == "dobj" and node.pos_ in VERBAL:
            found = _attribution(child, lexicon)
            if found is not None:
                return found
    return None


def _is_aside(child: Token, verb: Token) -> bool:
    """`, officials say,`; `, said an officer`, which the parser may take for a second verb."""
    if child.dep_ != "conj":
        return child.dep_ == "parataxis"
    told_last = not any(c.dep_ in ("ccomp", "cc") for c in child.rights)
    spoken = any(c.dep_ == "nsubj" for c in child.children) and child.lemma_ != "respond"
    return spoken and told_last and not any(c.dep_ == "cc" for c in verb.rights)


def _link(node: Token, lexicon: Lexicon) -> Link:
    """What the link from a word to its head does."""
    if node.pos_ not in VERBAL:
        return PLAIN
    dep = node.dep_
    of_noun = dep in ("acl", "ccomp") and node.head.pos_ in NOMINAL
    if of_noun or (dep == "relcl" and (_is_bare_content(node) or _is_infinitive(node))):
        return _of_noun(node)
    if dep in CONTENT and (not is_infinitive_with_subject(node) or _is_interrogative(node)):
        return _content(node, lexicon)
    by_label = {"pcomp": _behind_preposition, "advcl": _adjunct}
    by_label |= dict.fromkeys(("xcomp", *CONTENT), _infinitive)
    if dep in by_label:
        return by_label[dep](node)
    return BACKDROP if dep == "relcl" else PLAIN


def _is_infinitive(verb: Token) -> bool:
    return any(c.dep_ == "aux" and c.lower_ == "to" for c in verb.lefts)


def _is_bare_content(node: Token) -> bool:
    """`no proof the groups cooperate`: no relative clause, though it is parsed as one."""
    noun = told("noun_evidence", node.head.lemma_.lower()) or told("noun_that", node.head.lemma_)
    bare = not any(c.lower_ in RELATIVES for c in node.lefts)
    return noun is not None and bare and any(c.dep_ == "nsubj" for c in node.lefts)


# --- content clauses


def predicate(verb: Token) -> Iterator[str]:
    """The words that govern a clause: of `is unclear`, the adjective; else the verb."""
    if verb.pos_ == "AUX" or verb.lemma_.lower() in COPULAS:
        yield from (c.lower_ for c in verb.children if c.dep_ in PREDICATES)
    yield verb.lemma_.lower()
    yield verb.lower_


def _content(node: Token, lexicon: Lexicon) -> Link:
    """A content clause: `said that`, `denied that`, `not clear whether`, `would not confirm`."""
    head = node.head
    words = list(predicate(head))
    says = is_speech(head, lexicon)
    speaker = head if says else None
    value = told("that", *words)
    open_head = _is_withheld(head)
    if value == "denied":
        if node.i < head.i and any(c.dep_ == "dobj" for c in head.rights):
            return PLAIN  # `X did it; Y denies it`
        return Link("hypothetical" if open_head else "denied", head, is_backdrop=open_head)
    doubted = open_head and (says or set(words) & UNCONFIRMED or head.lemma_ in COPULAS)
    if doubted or _is_interrogative(node):
        return Link("hypothetical", speaker, is_backdrop=True)
    if value is None and not says and "false" in _adjectives_behind_as(head):
        return Link("denied", head)
    return Link(value or "actual", speaker)


def _is_withheld(verb: Token) -> bool:
    """`would not confirm`, `declined to say`, `neither confirmed nor denied`."""
    if negated(verb):
        return True
    above = verb.head
    return verb.dep_ == "xcomp" and told("to", above.lemma_.lower(), above.lower_) == "negated"


def _is_interrogative(node: Token) -> bool:
    return any(
        c.lower_ in INTERROGATIVES and c.dep_ != "nsubj"
        for c in (*node.lefts, *(g for c in node.lefts for g in c.lefts))
    )


def _adjectives_behind_as(verb: Token) -> set[str]:
    return {g.lower_ for c in verb.rights if c.lower_ == "as" for g in c.subtree}


def _of_noun(node: Token) -> Link:
    """A clause behind a noun: `the suggestion that …`, `plans to …`, `rebels fighting in …`."""
    noun, lemma = node.head, node.head.lemma_.lower()
    says = any(told(link, lemma) for link in ("noun_that", "noun_statement", "noun_evidence"))
    marked = any(c.dep_ == "mark" or (says and c.dep_ == "nsubj") for c in node.lefts)
    if _is_infinitive(node):
        ordinal = next((c.lower_ for c in noun.lefts if told("noun_to", c.lower_) == "actual"), "")
        ruled = told("object", noun.head.lemma_.lower()) if noun.dep_ == "dobj" else None
        if ruled == "denied" and not _is_withheld(noun.head):
            return Link("denied", noun.head)
        value = told("noun_to", ordinal or lemma) or "hypothetical"
        return Link("negated" if ruled == "negated" else value)
    if not marked:
        return _participle(node)
    value = told("noun_that", lemma) or "reported"
    if is_unasserted(noun):
        value = weaker(value, told("noun_evidence", lemma) or "hypothetical")
    denier = denier_of(noun)
    if denier is not None:
        return Link("denied", denier, is_backdrop=True)
    return Link(value, is_backdrop=True)


def _participle(node: Token) -> Link:
    """`a resolution condemning X`: done by words, unless they were turned down."""
    noun = node.head
    value = told("noun_ing", noun.lemma_.lower()) if node.tag_ == "VBG" else None
    if value is None:
        return BACKDROP
    undone = told("object", noun.head.lemma_.lower()) == "negated"
    return Link("negated" if undone else value, is_backdrop=True)


def is_unasserted(noun: Token) -> bool:
    """`no evidence`, `unconfirmed reports`: a noun that vouches for nothing."""
    if any(
        c.lower_ in ("unconfirmed", "unverified", "little", "unsubstantiated") for c in noun.lefts
    ):
        return True
    return negated(noun) or (
        noun.dep_ in ("dobj", "attr", "nsubj", "nsubjpass") and negated(noun.head)
    )


def denier_of(noun: Token) -> Token | None:
    """The verb that denies what a noun says: `rejected accusations`, `dismissed as false`."""
    node = noun
    while node.dep_ in ("conj", "appos") and node.head.pos_ in NOMINAL:
        node = node.head
    if node.dep_ == "pobj" and node.head.lower_ in ("as", "of"):
        node = node.head
    verb = node.head
    if verb.pos_ not in VERBAL or node.dep_ not in ("dobj", "nsubjpass", "prep"):
        return None
    if node.dep_ == "nsubjpass" and not is_passive(verb):
        return None
    denies = told("that", verb.lemma_.lower()) == "denied" or _called_false(verb, noun)
    states = told("noun_statement", noun.lemma_.lower()) is not None
    return verb if denies and states and not _is_withheld(verb) else None


def _called_false(verb: Token, noun: Token) -> bool:
    """`called the reports false`, `described allegations as baseless`."""
    near = {c.lower_ for c in verb.rights if c.dep_ in PREDICATES} | _adjectives_behind_as(verb)
    return any(told("that", word) == "denied" for word in near - {noun.lower_})


# --- infinitives, gerunds, adjuncts


def _infinitive(node: Token) -> Link:
    """An infinitive or gerund: done only after verbs such as `begin`, `manage`, `help`."""
    head = node.head
    to = _is_infinitive(node)
    value = told("to" if to else "gerund", *predicate(head))
    if to and head.lemma_ in ("have", "be") and any(c.lower_ == "yet" for c in head.children):
        return Link("negated")  # `has yet to come`
    if value is None:
        value = "hypothetical" if to else "actual"
    if value == "reported" and not (is_passive(head) or head.lower_ in ("said", "reported")):
        value = "hypothetical"
    if value == "denied":
        return Link("hypothetical" if _is_withheld(head) else "denied", head)
    if value != "actual":
        return Link(value, is_backdrop=_is_withheld(head))
    above = own(head)
    return Link(above.value, is_intent=above.is_intent)


def chain(preposition: Token) -> tuple[str, Token]:
    """The words from a verb or noun to a preposition below it, and that word itself.

    `stopped short of` gives (`stop short of`, stopped).
    """
    words, node = [preposition.lower_], preposition.head
    while node.dep_ in ("prep", "advmod", "prt", "acomp") and node.pos_ not in (*VERBAL, *NOMINAL):
        words.append(node.lower_)
        node = node.head
    if len(words) == 1:
        words += [c.lower_ for c in node.rights if c.dep_ == "prt"]
    words.append(node.lemma_.lower())
    return " ".join(reversed(words)), node


def governing(preposition: Token) -> tuple[str, Token]:
    """The same, of the verb where the preposition hangs on its object: `accused X of`."""
    words, node = chain(preposition)
    verb = node.head
    if node.pos_ in NOMINAL and node.dep_ == "dobj" and not told("noun_prep", node.lemma_.lower()):
        behind = f"{verb.lemma_.lower()} {preposition.lower_}"
        if told("prep", behind) or (verb.lemma_.lower() in CHARGES and preposition.lower_ != "in"):
            return behind, verb
    return words, node


def _behind_preposition(node: Token) -> Link:
    """A gerund: `accused of bombing`, `without firing`, `refrained from attacking`."""
    words, governor = governing(node.head)
    if _is_infinitive(node):  # `pleaded with X to talk`
        return Link("hypothetical")
    value = told("preposition", node.head.lower_)
    if value == "negated" or node.head.lower_ in ("instead", "than"):
        return Link("negated")
    if governor.pos_ in NOMINAL:
        return _gerund_of_noun(node, governor)
    if governor.lemma_.lower() in CHARGES:
        return Link("claimed", governor)
    value = told("prep", words) or "actual"
    doubled = value == "negated" and own(governor).value == "negated"
    return PLAIN if doubled else Link(value)


def _gerund_of_noun(node: Token, noun: Token) -> Link:
    """`the risk of losing`, `talks on ending`, `claims of violating`."""
    denier = denier_of(noun)
    if denier is not None:
        return Link("denied", denier)
    value = told("noun_prep", noun.lemma_.lower())
    if value is None or value == "through":
        about = node.head.lower_ in ("about", "on", "towards", "toward")
        return Link("hypothetical" if about else "actual")
    return Link(value)


def _adjunct(node: Token) -> Link:
    """A purpose (`to stop`), a condition (`if`), a result (`killing`), a time (`when`)."""
    marks = [c.lower_ for c in node.lefts if c.dep_ in ("mark", "advmod")]
    if any(told("mark", mark) == "hypothetical" for mark in marks):
        return Link("hypothetical", is_backdrop=True)
    if _is_infinitive(node):
        return Link("actual" if _is_errand(node) else "hypothetical")
    above = own(node.head).value if node.head.pos_ in VERBAL else "actual"
    unreal = above in ("future", "hypothetical")
    if any(told("mark", mark) == "pending" for mark in marks):
        finite = any(t.tag_ in ("VBZ", "VBP") for t in (node, *node.lefts))
        open_ended = finite and (above != "actual" or "until" in marks)
        return Link("hypothetical" if open_ended else "actual", is_backdrop=True)
    if node.tag_ == "VBG" and not marks and unreal:
        return Link(above)
    return PLAIN if node.tag_ == "VBG" and not marks else BACKDROP


def _is_errand(infinitive: Token) -> bool:
    """`flew to Cairo to meet`: who went there to meet is taken to have met."""
    journey = infinitive.head
    went = journey.tag_ in ("VBD", "VBN") and own(journey).value == "actual"
    words = told("errand", infinitive.lemma_.lower()), told("journey", journey.lemma_.lower())
    return went and None not in words
