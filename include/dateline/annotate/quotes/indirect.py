"""Indirect quotes: the content clauses of verbs of saying, and what stands with `according to`.

The span is the clause without its attribution; an attribution in the middle of a clause stays in
it, since a span is one piece. A clause with a few words between quotation marks is an indirect
quote, and these words are a direct one beside it; a clause that is mostly between marks is only
the direct one.
"""

from collections.abc import Iterable, Iterator, Sequence

from spacy.tokens import Doc, Token

from dateline.annotate.parts import Paragraph, Quote
from dateline.annotate.quotes.passages import Act, Passage
from dateline.annotate.quotes.sayings import governing_act, is_asserted
from dateline.annotate.quotes.verbs import speech_words

MIN_WORDS = 3
"""Tokens of the shortest clause."""
MOSTLY = 0.6
"""Share of a clause between quotation marks from which it is the direct quote alone."""
NEARLY_ALL = 0.88
"""The same of a clause behind its verb, where a few words make the quoted ones a sentence."""
_SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "csubjpass", "expl"})
RIGHT_BEHIND = 2
"""Tokens, such as a colon, between a verb and what it introduces."""
_VERBAL = frozenset({"VERB", "AUX"})
_QUESTIONS = frozenset({"whether", "if", "how", "why", "what", "who", "when", "where", "which"})
_AUTHOR = speech_words("author")
_EDGE = frozenset({"that", "and", "but", "so"})
"""Words that are cut from the start of a clause."""
_NO_SPEAKERS = speech_words("finding") | speech_words("thing")
"""What suggests or prescribes something without speaking."""
_WEAK = speech_words("weak")
"""Verbs that what does not speak may have as well."""


def indirect_quotes(
    paragraph: Paragraph, passage: Passage, direct: Sequence[Quote]
) -> Iterator[Quote]:
    """Indirect quotes of one paragraph.

    Args:
        paragraph: the paragraph.
        passage: the same, laid out.
        direct: the article's direct quotes.
    """
    ended = 0
    for act in passage.acts:
        if not _tells(act):
            continue
        found = _clause(act, passage)
        if found is None:
            continue
        if _quote_between(passage, found[1], act.index):
            continue
        start, end = _trim(passage.doc, found[0], _cut(passage, act, *found))
        start, end = _with_marks(passage, start, end)
        if end - start < MIN_WORDS or (start < ended and found[0] >= act.index):
            continue
        quote = _as_quote(paragraph, act, start, end)
        share = MOSTLY if start < act.index else NEARLY_ALL
        if not _is_direct(quote, direct, share):
            ended = end
            yield quote


def _tells(act: Act) -> bool:
    """Whether somebody other than the author says something as a fact."""
    noun = act.saying.speaker
    if noun is None or act.speaker is None or act.speaker.text.lower() in _AUTHOR:
        return False
    verb = act.saying.verb
    if verb is not None and verb.lemma in _WEAK and act.speaker.entity is None:
        return noun.pos_ == "PRON" and is_asserted(act.saying)
    return noun.lower_ not in _NO_SPEAKERS and is_asserted(act.saying)


def _quote_between(passage: Passage, end: int, verb: int) -> bool:
    """Whether a whole sentence is quoted between a clause and the verb behind it."""
    return any(
        end - 2 <= first and last <= verb and passage.doc[first].text[:1].isupper()
        for first, last in passage.ranges
    )


def _cut(passage: Passage, act: Act, start: int, end: int) -> int:
    """Where a clause ends in front of the next act of saying: `…, but she said that …`."""
    for other in passage.acts:
        noun, verb = other.saying.speaker, other.saying.token
        if start < verb.i < end and governing_act(verb) is act.saying.token:
            return verb.i
        if noun is None or not start < other.index < end or other.index <= act.index:
            continue
        first = min(noun.left_edge.i, other.index)
        if first > start + 1 and passage.doc[first - 1].dep_ == "cc":
            return first - 1
    return end


def _with_marks(passage: Passage, start: int, end: int) -> tuple[int, int]:
    """The range with both marks of what is quoted at its edges."""
    for first, last in passage.ranges:
        if start < first < end <= last + 1:
            end = min(last + 1, len(passage.doc))
        if first <= start < last <= end:
            start = max(first - 1, 0)
    return start, end


def _as_quote(paragraph: Paragraph, act: Act, start: int, end: int) -> Quote:
    span = paragraph.doc[start:end]
    assert act.speaker is not None
    return Quote(
        span.text,
        paragraph.start + span.start_char,
        paragraph.start + span.end_char,
        act.speaker.entity,
        act.speaker.text,
        act.verb_text,
        False,
        act.speaker.confidence,
    )


def _clause(act: Act, passage: Passage) -> tuple[int, int] | None:
    """Token range of what is said."""
    token, verb = act.saying.token, act.saying.verb
    if verb is None:
        return _according(token)
    if not verb.takes_that or _lacks_object(token):
        return None
    clauses = [c for c in token.children if c.dep_ == "ccomp" and c.pos_ in _VERBAL]
    if clauses and clauses[-1].i > token.i:
        behind = next(c for c in clauses if c.i > token.i)
        return None if _is_speech_itself(passage, token) else _behind(behind, token)
    if clauses:
        return None if _is_sentence(passage, clauses[0].i) else _in_front(clauses[0])
    if token.dep_ == "parataxis" and not _is_sentence(passage, token.head.i):
        return _around(token)
    return None


def _lacks_object(verb: Token) -> bool:
    """Whether a relative pronoun stands for part of what is said: `which he said were false`."""
    if verb.dep_ != "relcl":
        return False
    pronouns = [c for c in verb.lefts if c.lower_ in ("what", "which", "that")]
    return bool(pronouns) and not any(c.dep_ == "nsubj" for c in pronouns)


def _is_speech_itself(passage: Passage, verb: Token) -> bool:
    """Whether a quote stands right behind the verb: `said: “…”`, `told CNN: “…”`."""
    for first, _ in passage.ranges:
        lead = passage.doc[verb.i + 1 : first]
        if (
            verb.i < first
            and len(lead) <= RIGHT_BEHIND
            and not any(t.lower_ == "that" for t in lead)
        ):
            return True
        if verb.i < first and any(t.text == ":" for t in lead[-2:]):
            return not any(t.dep_ in _SUBJECTS for t in lead)
    return False


def _is_sentence(passage: Passage, index: int) -> bool:
    """Whether a token stands in a quote that begins like a sentence."""
    found = (first for first, last in passage.ranges if first <= index < last)
    return any(passage.doc[first].text[:1].isupper() for first in found)


def _is_finite(clause: Token) -> bool:
    has_subject = False
    if clause.left_edge.lower_ in _QUESTIONS - {"when", "where", "if"}:
        return False
    for child in clause.lefts:
        if child.dep_ == "aux" and child.lower_ == "to":
            return False
        if child.lower_ in _QUESTIONS and child.dep_ not in ("nsubj", "advcl"):
            return False
        has_subject = has_subject or child.dep_ in _SUBJECTS
    return has_subject or any(c.dep_ in _SUBJECTS for c in clause.rights)


def _behind(clause: Token, verb: Token) -> tuple[int, int] | None:
    if not _is_finite(clause) or any(c.dep_ in _SUBJECTS and c.i < verb.i for c in clause.lefts):
        return None
    start = max(clause.left_edge.i, verb.i + 1)
    if verb.nbor(1).lower_ == "that":
        start = verb.i + 2
    return start, clause.right_edge.i + 1


def _in_front(clause: Token) -> tuple[int, int] | None:
    """`The plan was dead, officials said`."""
    if not _is_finite(clause):
        return None
    return clause.left_edge.i, clause.right_edge.i + 1


def _around(verb: Token) -> tuple[int, int] | None:
    """A clause that the attribution is put into: `The plan, officials said, was dead`."""
    head = verb.head
    if head.pos_ not in _VERBAL or not _is_finite(head):
        return None
    start, end = head.left_edge.i, head.right_edge.i + 1
    left, right = verb.left_edge.i, verb.right_edge.i + 1
    if left <= start + 1:
        return right, end
    return (start, left) if right >= end - 2 else (start, end)


def _according(token: Token) -> tuple[int, int]:
    """The sentence that `according to` stands in, without it where it stands at an edge."""
    sentence = token.sent
    start, end = sentence.start, sentence.end
    right = token.right_edge.i + 1
    if token.i <= start + 1:
        comma = next((t.i for t in token.doc[right : right + 2] if t.text == ","), right - 1)
        return comma + 1, end
    if right >= end - 2:
        return start, token.i
    return start, end


def _trim(doc: Doc, start: int, end: int) -> tuple[int, int]:
    """A token range without marks, conjunctions and spaces at its edges."""
    while start < end and _is_edge(doc[start]):
        start += 1
    while end > start and (doc[end - 1].is_space or doc[end - 1].text in _CLOSING):
        end -= 1
    return start, end


def _is_edge(token: Token) -> bool:
    if token.is_space or token.lower_ == "that":
        return True
    if token.is_punct:
        return not token.is_quote and token.text not in ("(", "[")
    return token.lower_ in _EDGE and token.dep_ in ("mark", "cc")


_CLOSING = frozenset({".", ",", ";", ":", "—", "–", "-", "!", "and", "but"})  # noqa: RUF001


def _is_direct(quote: Quote, direct: Iterable[Quote], share: float) -> bool:
    """Whether a clause is mostly a direct quote, or cuts through one."""
    covered = 0
    for other in direct:
        if other.end <= quote.start or other.start >= quote.end:
            continue
        if other.start < quote.start - 1 or other.end > quote.end + 2:
            return True
        covered += other.end - other.start
    return covered > share * (quote.end - quote.start)
