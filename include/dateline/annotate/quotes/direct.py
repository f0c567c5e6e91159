"""Direct quotes: which words between quotation marks are speech, and whose.

Words between marks are speech where a verb of saying governs them, or where they are a sentence of
their own; one or two words that nothing governs are scare quotes, words in title case are titles.
Two stretches that an attribution parts (`"…," she said, "…"`) are two quotes of one speaker.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Token

from dateline.annotate.parts import Paragraph, Quote
from dateline.annotate.quotes.marks import Marked
from dateline.annotate.quotes.passages import SENTENCE_END, Act, Passage
from dateline.annotate.quotes.sayings import Saying, phrase_head
from dateline.annotate.quotes.speakers import (
    NEXT_PARAGRAPH,
    SAME_PARAGRAPH,
    Speaker,
    Speakers,
)
from dateline.annotate.quotes.verbs import SpeechVerb, speech_words
from dateline.annotate.syntax import RELATIVES

NEAR = 4
"""Tokens between a verb of saying and a quote that it governs without doubt."""
LONG = 6
"""Words from which a quotation that nothing governs is speech rather than a scare quote."""
SHORT = 2
"""Words from which part of a sentence is speech right behind a verb of saying."""
MEDIUM = 3
"""Words from which it is speech in a clause that a verb of saying governs."""
WHOLE = 4
"""Words from which a whole sentence between marks is speech, whoever says it."""
SKIPPED = 3
"""Lines that are no sentences, between two parts of a speech."""
_NAMING = speech_words("naming")
_WORKS = speech_words("work")
"""Nouns in front of a title."""
_AUTHOR = speech_words("author")
_DASHES = frozenset({"—", "–", "-", "--", "––", "——", "―"})  # noqa: RUF001 - all are dashes
UNLISTED = SpeechVerb("", "", "say", False, True)
"""What stands for a verb that no list has."""
_MAIN = frozenset({"ROOT", "conj", "ccomp", "parataxis"})
_JOINS = frozenset({"and", "but", "while", "then", "when", "as"})


@dataclass(frozen=True, slots=True)
class _Source:
    """Where a quote's speaker comes from; no verb where the quote goes on after another."""

    speaker: Speaker | None
    act: Act | None = None
    is_near: bool = False


@dataclass(slots=True)
class _Said:
    """The latest act of saying or quote, which a quote without its own may go on from."""

    number: int
    speaker: Speaker
    is_question: bool = False


class DirectQuotes:
    """Finds the direct quotes of an article.

    Args:
        paragraphs: the parsed paragraphs.
        passages: the same, laid out.
        speakers: tells who is meant by a phrase.
    """

    def __init__(
        self, paragraphs: Sequence[Paragraph], passages: Sequence[Passage], speakers: Speakers
    ) -> None:
        self._paragraphs = paragraphs
        self._passages = passages
        self._speakers = speakers
        self._said: list[_Said] = []
        self._next_act = (0, 0)

    def find(self, spans: Sequence[Marked]) -> list[Quote]:
        """The quotes among what stands between marks, in order."""
        counts: dict[int, int] = {}
        found: list[Quote] = []
        for span in spans:
            position = counts.get(span.paragraph, 0)
            for number in range(span.paragraph, span.last_paragraph + 1):
                counts[number] = counts.get(number, 0) + 1
            if self._paragraphs[span.paragraph].is_headline:
                continue
            quote = self._quote(span, position)
            if quote is not None:
                found.append(quote)
        return found

    def _quote(self, span: Marked, position: int) -> Quote | None:
        passage = self._passages[span.paragraph]
        text = self._text(span)
        source = self._attributed(span, position)
        if not _is_speech(text, passage, position, source):
            return None
        self._catch_up(passage, passage.ranges[position][0])
        speaker = source.speaker if source else self._going_on(passage, position)
        if speaker is not None:
            is_question = text.rstrip().endswith("?")
            self._said.append(_Said(span.last_paragraph, speaker, is_question))
        start = self._paragraphs[span.paragraph].start + span.start
        return Quote(
            text,
            start,
            start + len(text),
            speaker.entity if speaker else None,
            speaker.text if speaker else None,
            source.act.verb_text if source and source.act else None,
            True,
            speaker.confidence if speaker else 0.0,
        )

    def _text(self, span: Marked) -> str:
        """The words of a quote; between paragraphs only white space is known to stand."""
        text = self._passages[span.paragraph].text
        if span.paragraph == span.last_paragraph:
            return text[span.start : span.end]
        parts, at = [text[span.start :]], self._paragraphs[span.paragraph].start + len(text)
        for number in range(span.paragraph + 1, span.last_paragraph + 1):
            start, text = self._paragraphs[number].start, self._passages[number].text
            parts.append("\n" * (start - at))
            parts.append(text[: span.end] if number == span.last_paragraph else text)
            at = start + len(text)
        return "".join(parts)

    def _attributed(self, span: Marked, position: int) -> _Source | None:
        """The act of saying in the quote's own sentence, in front of it or behind."""
        passage = self._passages[span.paragraph]
        begin, joined = passage.lead(position)
        first = passage.ranges[position][0]
        leading = [a for a in passage.between(begin, first) if _introduces(a)]
        if leading:
            act = next((a for a in reversed(leading) if a.saying.verb), leading[-1])
            return _Source(act.speaker, act, _is_near(act, first))
        last = self._passages[span.last_paragraph]
        ending = position if last is passage else 0
        behind = _behind(last, ending) or self._unlisted(last, ending)
        if behind is not None:
            return behind
        signed = self._signed(last, ending)
        if signed is not None:
            return signed
        if joined and self._said and self._said[-1].number == span.paragraph:
            return _Source(self._said[-1].speaker)
        return None

    def _unlisted(self, passage: Passage, position: int) -> _Source | None:
        """Attribution by a verb that no list has: `…,” he deadpanned`."""
        start, end = passage.tail(position)
        if not _opens(passage, position):
            return None
        last = passage.ranges[position][1]
        if passage.doc[last - 1].text not in (",", "?", "!") or passage.acts_between(start, end):
            return None
        verb = next(
            (t for t in passage.doc[start : min(start + NEAR, end)] if t.pos_ == "VERB"), None
        )
        if verb is None or verb.tag_ not in ("VBD", "VBZ"):
            return None
        noun = next((c for c in verb.lefts if c.dep_ == "nsubj" and c.i >= start), None)
        if noun is None and verb.i == start and start + 1 < end:
            noun = phrase_head(passage.doc, start + 1)
        if noun is None or any(c.dep_ == "dobj" for c in verb.rights):
            return None
        speaker = self._speakers.speaker(passage.number, noun)
        return _Source(
            speaker.times(SAME_PARAGRAPH), Act(Saying(verb, noun, UNLISTED), speaker), True
        )

    def _signed(self, passage: Passage, position: int) -> _Source | None:
        """Attribution by a dash and a name: `“…” — Amber Elise, owner of a shop`."""
        doc, start = passage.doc, passage.ranges[position][1]
        while start < len(doc) and (doc[start].is_quote or doc[start].is_space):
            start += 1
        dash = start
        while start < len(doc) and doc[start].text in _DASHES:
            start += 1
        if start == dash or start == len(doc) or doc[start].pos_ != "PROPN":
            return None
        noun = phrase_head(doc, start)
        if noun is None or any(t.pos_ in ("VERB", "AUX") for t in doc[noun.i + 1 : noun.i + 2]):
            return None
        return _Source(self._speakers.speaker(passage.number, noun), None, True)

    def _catch_up(self, passage: Passage, index: int) -> None:
        """Note the acts of saying that stand in front of a quote."""
        number, seen = self._next_act
        while number < passage.number:
            self._note(number, seen, len(self._passages[number].doc))
            number, seen = number + 1, 0
        self._note(number, seen, index)
        self._next_act = (number, max(index, seen))

    def _note(self, number: int, start: int, end: int) -> None:
        passage = self._passages[number]
        for act in passage.between(start, end):
            if act.speaker is not None and act.speaker.text.lower() not in _AUTHOR:
                asks = act.saying.verb_kind == "ask" and bool(passage.ranges)
                self._said.append(_Said(number, act.speaker, asks))

    def _going_on(self, passage: Passage, position: int) -> Speaker | None:
        """The speaker of a quote that has no attribution in its sentence."""
        subject = self._subject_before(passage, position)
        if subject is not None and _follows_colon(passage, position):
            return subject
        said = self._said[-1] if self._said else None
        if said is not None and said.number == passage.number:
            return said.speaker.times(SAME_PARAGRAPH)
        following = self._named_later(passage, position)
        if following is not None:
            return following.times(SAME_PARAGRAPH)
        return subject or self._going_on_from(said, passage)

    def _going_on_from(self, said: _Said | None, passage: Passage) -> Speaker | None:
        """The speaker of a quote that begins a paragraph: who spoke in the one before."""
        previous = self._previous(passage.number)
        if said is None or said.number < previous:
            return self._subject_of_paragraph(previous)
        if said.is_question:
            return self._other_than(said.speaker)
        return said.speaker.times(NEXT_PARAGRAPH)

    def _previous(self, number: int) -> int:
        """The paragraph before, captions and headings that stand between left out."""
        for earlier in range(number - 1, max(number - 1 - SKIPPED, -1), -1):
            passage = self._passages[earlier]
            text = passage.text.rstrip()
            if passage.ranges or passage.acts or text.endswith((*SENTENCE_END, ":", '"', "”")):
                return earlier
        return number - 1

    def _named_later(self, passage: Passage, position: int) -> Speaker | None:
        """Who the next quote of the paragraph is attributed to, or who `added` behind it."""
        start = passage.ranges[position][1]
        acts = [a for a in passage.between(start, len(passage.doc)) if _introduces(a)]
        return acts[0].speaker if acts else None

    def _subject_before(self, passage: Passage, position: int) -> Speaker | None:
        first = passage.ranges[position][0]
        return self._subject(passage, first) if first > 1 else None

    def _subject_of_paragraph(self, number: int) -> Speaker | None:
        if number < 0 or self._paragraphs[number].is_headline:
            return None
        passage = self._passages[number]
        return self._subject(passage, len(passage.doc))

    def _subject(self, passage: Passage, end: int) -> Speaker | None:
        """The person that the last main clause in front of a token is about."""
        for token in reversed(passage.doc[:end]):
            if token.dep_ in ("nsubj", "nsubjpass") and token.head.dep_ in _MAIN:
                if passage.quoted(token.i):
                    continue
                found = self._speakers.subject(passage.number, token)
                if found is not None:
                    return found
        return None

    def _other_than(self, asking: Speaker) -> Speaker | None:
        """The other party of a dialogue: who spoke last besides the one who asks."""
        for said in reversed(self._said[-8:]):
            other = said.speaker
            if other.entity is not asking.entity or other.text != asking.text:
                return other.times(NEXT_PARAGRAPH)
        return None


def _follows_colon(passage: Passage, position: int) -> bool:
    begin, _ = passage.lead(position)
    first = passage.ranges[position][0]
    return any(token.text == ":" for token in passage.doc[max(begin, first - 3) : first])


def _introduces(act: Act) -> bool:
    return act.saying.verb is None or act.saying.verb.takes_direct


def _is_near(act: Act, first: int) -> bool:
    return first - act.index <= NEAR


def _behind(passage: Passage, position: int) -> _Source | None:
    """The attribution behind a quote: `…," Mr. Carter said`."""
    start, end = passage.tail(position)
    acts = [act for act in passage.between(start, end) if _introduces(act)]
    if not acts or start >= end:
        return None
    act = acts[0]
    first, last = passage.ranges[position]
    inside = passage.doc[last - 1].text if last > first else ""
    opening = passage.doc[start]
    if opening.lower_ in RELATIVES or (
        opening.lower_ in _JOINS and _leads_on(passage, position, act, end)
    ):
        return None
    if inside.endswith(SENTENCE_END) and _is_new_sentence(passage, position, act, opening, end):
        return None
    if _after_full_stop(passage, position):
        return None
    return _Source(act.speaker, act, act.index - start <= NEAR)


def _after_full_stop(passage: Passage, position: int) -> bool:
    """Whether the sentence ends behind the closing mark: `… “a disgrace”. He said`."""
    last = passage.ranges[position][1]
    return any(t.text == "." for t in passage.doc[last : last + 2])


def _leads_on(passage: Passage, position: int, act: Act, end: int) -> bool:
    """Whether the act of saying stands in front of the next quote."""
    return position + 1 < len(passage.ranges) and end - act.index <= NEAR


def _is_new_sentence(passage: Passage, position: int, act: Act, opening: Token, end: int) -> bool:
    """Whether what follows a quote that ends like a sentence is another sentence."""
    token = act.saying.token
    if opening.i == token.i or (opening.text[:1].islower() and opening.lower_ not in _JOINS):
        return False
    if any(c.dep_ in ("ccomp", "xcomp", "dobj") and c.i < end for c in token.rights):
        return True
    if _leads_on(passage, position, act, end):
        return True
    last = passage.ranges[position][1]
    return passage.doc[last - 1].text == "." and end - act.index > NEAR * 2


def _is_speech(text: str, passage: Passage, position: int, source: _Source | None) -> bool:
    """Whether words between marks are speech rather than a title, a name or a scare quote."""
    words = text.split()
    if not any(character.isalpha() for character in text):
        return False
    is_whole = text.rstrip().endswith((*SENTENCE_END, ",")) or _fills(passage, position)
    first, _ = passage.ranges[position]
    opens = _opens(passage, position)
    is_sure = source is not None and source.is_near and is_whole
    if _is_named(passage, position) and not is_sure:
        return False
    if _is_title(words) and not (is_sure and (opens or _leads(first, source))):
        return False
    if source is not None:
        return len(words) >= _least_words(source, is_whole)
    if words[0][:1].isupper() and is_whole:
        follows = opens and position > 0 and text.rstrip().endswith(SENTENCE_END)
        return follows or len(words) >= WHOLE or _fills(passage, position)
    return len(words) >= LONG or _fills(passage, position)


def _opens(passage: Passage, position: int) -> bool:
    """Whether a quote begins its sentence."""
    return passage.ranges[position][0] - passage.lead(position)[0] <= 1


def _least_words(source: _Source, is_whole: bool) -> int:
    """How many words make speech of what an act of saying governs."""
    if source.is_near and is_whole:
        return 1
    if source.is_near:
        judges = source.act is not None and source.act.saying.verb_kind == "judge"
        return MEDIUM if judges else SHORT
    return SHORT if is_whole and source.act else MEDIUM


def _leads(first: int, source: _Source | None) -> bool:
    """Whether the act of saying stands in front of the quote."""
    return source is not None and source.act is not None and source.act.index < first


def _fills(passage: Passage, position: int) -> bool:
    """Whether a quote is all that its paragraph holds."""
    first, last = passage.ranges[position]
    return first <= 1 and last >= len(passage.doc) - 1


def _is_named(passage: Passage, position: int) -> bool:
    """Whether the words in front say that a name or a title follows."""
    first = passage.ranges[position][0]
    tokens = [t for t in passage.doc[max(0, first - 4) : first] if not t.is_punct]
    before = [t.lower_ for t in tokens]
    if not before:
        return False
    if before[-1] in _NAMING or (before[-1] in _WORKS and tokens[-1].pos_ in ("NOUN", "PROPN")):
        return True
    return before[-1] == "as" and len(before) > 1 and before[-2] in ("known", "billed")


def _is_title(words: Sequence[str]) -> bool:
    """Whether words are printed as a title: nearly all longer ones begin with a capital."""
    if len(words) < 2 or words[-1].endswith(("!", "?")):  # noqa: PLR2004 - one is no title
        return False
    longer = [word for word in words if len(word) > 3]  # noqa: PLR2004 - not `the`, `of`
    return len(longer) > 1 and sum(w[:1].isupper() for w in longer) >= 0.8 * len(longer)
