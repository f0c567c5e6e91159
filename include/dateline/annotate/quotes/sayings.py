"""Acts of saying in a paragraph: a verb of saying and who its speaker is."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from spacy.strings import get_string_id
from spacy.tokens import Doc, Token

from dateline.annotate.quotes.verbs import SpeechVerb, speech_verbs
from dateline.annotate.syntax import direct_object, grammatical_subject, is_passive, logical_subject

NOMINAL = frozenset({"NOUN", "PROPN", "PRON"})
"""Parts of speech that may be the head of a speaker's phrase."""
_INNER = NOMINAL | {"DET", "ADJ", "NUM", "PART", "SYM", "X"}
"""Parts of speech inside a noun phrase in front of its head."""
_VERBAL = frozenset({"VERB", "AUX"})
_REPORTED = frozenset({"quote", "cite", "report", "describe", "record"})
"""Verbs whose object speaks: `quoted him as saying`."""
_NOT_SPEAKERS = frozenset({"what", "which", "that", "whatever", "there", "this", "how", "when"})
_GOES_ON = frozenset({"go", "continue", "proceed", "begin", "want", "like"})
"""Verbs whose infinitive is an act of saying all the same: `went on to say`."""
_ASIDES = frozenset({"WP", "WP$", "WDT", "DT", "CD", "VBG", "VBN", "IN"})
"""Tags of the first word of an aside behind a name."""
ASIDE = 30
"""Tokens of the longest aside that is looked past."""
_IF = frozenset({"if", "unless", "whether", "until"})


@dataclass(frozen=True, slots=True)
class Saying:
    """One act of saying.

    Args:
        token: the verb, or `according`.
        speaker: head of the phrase that names who speaks, or None.
        verb: what the knowledge file says of the verb; None for `according to`.
    """

    token: Token
    speaker: Token | None
    verb: SpeechVerb | None

    @property
    def verb_kind(self) -> str:
        """Kind of the verb; empty for `according to`."""
        return self.verb.kind if self.verb else ""

    @property
    def is_sure(self) -> bool:
        """Whether words are said, rather than a thing done that the verb may also tell of.

        `He noted the time` and `the calls began` are no acts of saying.
        """
        if self.verb is None:
            return True
        labels = {child.dep_ for child in self.token.children}
        return "ccomp" in labels or (self.verb.takes_that and "dobj" not in labels)


def find_sayings(doc: Doc, is_quoted: Callable[[Token], bool]) -> Iterator[Saying]:
    """Acts of saying outside quotation marks, in the order of the text.

    Args:
        doc: the paragraph.
        is_quoted: whether a token stands between quotation marks.
    """
    forms = _forms()
    for index, orth in enumerate(doc.to_array("LOWER").tolist()):
        if orth not in forms:
            continue
        token, verb = doc[index], forms[orth]
        if is_quoted(token):
            continue
        if verb is None:
            if token.i + 1 < len(doc) and doc[token.i + 1].lower_ == "to":
                yield Saying(token, _named_by_to(token), None)
        elif _is_verb(token, verb, doc):
            yield Saying(token, _speaker(token, verb, is_quoted), verb)


@lru_cache(maxsize=1)
def _forms() -> dict[int, SpeechVerb | None]:
    """Hash of an inflected form to its verb; that of `according` to None."""
    forms: dict[int, SpeechVerb | None] = {
        get_string_id(form): verb for form, verb in speech_verbs().items()
    }
    return forms | {get_string_id("according"): None}


def _is_verb(token: Token, verb: SpeechVerb, doc: Doc) -> bool:
    if verb.particle:
        behind = {t.lower_ for t in doc[token.i + 1 : token.i + 4]}
        return verb.particle in behind
    if token.pos_ in _VERBAL:
        return token.dep_ not in ("amod", "compound", "nsubj", "dobj", "pobj")
    # The small model reads a verb beside quotation marks as something else now and then.
    return verb.kind in ("say", "add", "tell") and token.lower_ in ("said", "says", "told", "added")


def _named_by_to(token: Token) -> Token | None:
    """The noun of `according to`."""
    noun = next((c for c in token.nbor(1).rights if c.dep_ == "pobj"), None)
    if noun is not None and noun.pos_ in NOMINAL:
        return noun
    start = token.i + 2
    return phrase_head(token.doc, start) if start < len(token.doc) else None


def phrase_head(doc: Doc, start: int) -> Token | None:
    """Head of the noun phrase that begins at a token: its last noun before anything else."""
    head = None
    for token in doc[start : start + 12]:
        if token.pos_ in NOMINAL and not (head is not None and token.pos_ == "PRON"):
            head = token
        elif token.pos_ not in _INNER and not _joins(token, head):
            break
    return head


def _joins(token: Token, head: Token | None) -> bool:
    """Whether a token that is no word goes on with a noun phrase: `R. K. Patil`, `Marks & Co`."""
    if token.text == ".":
        return head is not None and len(head.text) == 1
    return token.text in ("-", "&", "’s", "'s")  # noqa: RUF001 - both apostrophes


def _speaker(token: Token, verb: SpeechVerb, is_quoted: Callable[[Token], bool]) -> Token | None:
    if verb.kind == "cite":
        found = grammatical_subject(token) if is_passive(token) else direct_object(token)
        return found if _can_speak(found, is_quoted) else None
    found = _inverted(token, is_quoted) or _by_grammar(token)
    if not _can_speak(found, is_quoted) and not is_passive(token):
        found = _before(token, is_quoted)
    if found is not None and found.lower_.endswith("self") and found.i:
        found = found.nbor(-1)
    return found if _can_speak(found, is_quoted) else None


def _can_speak(noun: Token | None, is_quoted: Callable[[Token], bool]) -> bool:
    return (
        noun is not None
        and noun.pos_ in NOMINAL | {"DET", "NUM", "ADJ", "X"}
        and noun.lower_ not in _NOT_SPEAKERS
        and not is_quoted(noun)
    )


def _by_grammar(token: Token) -> Token | None:
    """The subject by the parse; of `quoted X as saying` it is X."""
    head = token.head
    if token.dep_ == "pcomp" and head.lower_ == "as" and head.head.lemma_ in _REPORTED:
        citing = head.head
        return grammatical_subject(citing) if is_passive(citing) else direct_object(citing)
    if token.dep_ == "pcomp" and head.head.dep_ in ("acomp", "attr"):
        return grammatical_subject(head.head.head)
    if governing_act(token) is not None:
        return grammatical_subject(token.head.head)
    if token.dep_ == "ccomp" and not any(c.dep_ in ("nsubj", "nsubjpass") for c in token.lefts):
        return logical_subject(token) or _following(token)
    if not is_passive(token):
        own = [c for c in token.lefts if c.dep_ == "nsubj"]
        if len(own) > 1:
            return own[-1]
    return logical_subject(token) or (None if is_passive(token) else _following(token))


def governing_act(token: Token) -> Token | None:
    """The verb of saying that a coordinated one rather goes with than with the clause beside it.

    In `The UN said thousands had fled and urged both sides` the parse has the thousands urge.
    """
    if token.dep_ != "conj" or token.head.dep_ != "ccomp" or not token.tag_.startswith("VB"):
        return None
    if any(c.dep_ in ("nsubj", "nsubjpass", "aux") for c in token.lefts):
        return None
    head = token.head.head
    same_tense = head.tag_ == token.tag_ or (head.tag_ == "VBD" and token.tag_ == "VBN")
    return head if same_tense and head.lower_ in speech_verbs() else None


def _following(token: Token) -> Token | None:
    return next((c for c in token.rights if c.dep_ in ("nsubj", "npadvmod", "oprd")), None)


def _inverted(token: Token, is_quoted: Callable[[Token], bool]) -> Token | None:
    """The speaker behind the verb: `…,” said Mr. Carter`."""
    doc, index = token.doc, token.i
    before = doc[index - 1] if index else None
    if before is None or not (before.is_quote or before.text in (",", "—", "–", "-")):  # noqa: RUF001
        return None
    if not before.is_quote and not (index > 1 and (doc[index - 2].is_quote)):
        return None
    if index + 1 >= len(doc) or is_quoted(doc[index + 1]):
        return None
    behind = doc[index + 1]
    if behind.pos_ == "PRON" and behind.lower_ in ("me", "us", "him", "them"):
        return None
    return phrase_head(doc, index + 1)


def _before(token: Token, is_quoted: Callable[[Token], bool]) -> Token | None:
    """The noun in front of the verb, where the parse has lost it.

    What is said of the speaker between commas is left out: `A judge, who asked not to be named,
    told CNN`.
    """
    doc, index = token.doc, token.i - 1
    while index >= 0 and doc[index].pos_ in ("ADV", "AUX"):
        index -= 1
    if index >= 0 and doc[index].text == ",":
        index = _before_aside(doc, index)
    if index < 0 or is_quoted(doc[index]) or doc[index].pos_ not in NOMINAL:
        return None
    return doc[index]


def _before_aside(doc: Doc, comma: int) -> int:
    """Number of the token in front of an aside that ends with a comma; -1 without one."""
    for index in range(comma - 1, max(comma - ASIDE, 0), -1):
        token = doc[index]
        if token.text in (".", ";", ":") or token.is_quote:
            return -1
        if token.text == "," and doc[index + 1].tag_ in _ASIDES:
            return index - 1
    return -1


def is_asserted(saying: Saying) -> bool:
    """Whether the saying takes place: neither denied, nor only possible, wanted or asked for."""
    token = saying.token
    for child in token.lefts:
        if child.dep_ == "neg" or (child.dep_ == "mark" and child.lower_ in _IF):
            return False
        if child.dep_ == "aux" and child.tag_ in ("MD", "TO") and not _goes_on(token):
            return False
    return not (token.dep_ == "conj" and _denied_head(token))


def _goes_on(token: Token) -> bool:
    return token.dep_ == "xcomp" and token.head.lemma_ in _GOES_ON


def _denied_head(token: Token) -> bool:
    """Whether a coordinated verb shares the auxiliary and the negation of the first."""
    if any(c.dep_ in ("nsubj", "nsubjpass", "aux") for c in token.lefts):
        return False
    return token.tag_ == "VB" and any(c.dep_ in ("neg", "aux") for c in token.head.lefts)
