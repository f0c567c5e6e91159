"""Paragraphs laid out for attribution: what is quoted, what is not, and who says something."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from spacy.tokens import Doc, Token

from dateline.annotate.parts import Paragraph
from dateline.annotate.quotes.marks import Marked
from dateline.annotate.quotes.sayings import Saying, find_sayings
from dateline.annotate.quotes.speakers import Speaker, Speakers

_ENDS = frozenset({".", "!", "?", "…", "..."})
SENTENCE_END = (".", "!", "?", "…")
"""How a whole sentence ends."""


@dataclass(frozen=True, slots=True)
class Act:
    """An act of saying with its speaker, at a token of its paragraph."""

    saying: Saying
    speaker: Speaker | None

    @property
    def index(self) -> int:
        """Number of the verb's token."""
        return self.saying.token.i

    @property
    def verb_text(self) -> str:
        """The verb as printed."""
        token = self.saying.token
        return token.text if self.saying.verb else token.doc[token.i : token.i + 2].text


@dataclass(slots=True)
class Passage:
    """One paragraph laid out.

    Args:
        number: its number.
        doc: its document.
        text: its text.
        ranges: token ranges between quotation marks, in order, the marks left out.
        acts: acts of saying outside the marks, in order.
    """

    number: int
    doc: Doc
    text: str
    ranges: list[tuple[int, int]] = field(default_factory=list)
    acts: list[Act] = field(default_factory=list)

    def quoted(self, index: int) -> bool:
        """Whether a token stands between quotation marks."""
        return any(first <= index < last for first, last in self.ranges)

    def lead(self, position: int) -> tuple[int, bool]:
        """Where the sentence begins that runs into a quote, and whether that is another quote.

        Args:
            position: the quote's number in the paragraph.
        """
        first = self.ranges[position][0]
        floor = self.ranges[position - 1][1] if position else 0
        for index in range(first - 1, floor - 1, -1):
            if self.doc[index].text in _ENDS:
                return index + 1, False
        return floor, position > 0 and not self._ends_sentence(position - 1)

    def tail(self, position: int) -> tuple[int, int]:
        """Token range behind a quote, up to the end of the sentence or to the next quote."""
        last = self.ranges[position][1]
        more = position + 1 < len(self.ranges)
        ceiling = self.ranges[position + 1][0] if more else len(self.doc)
        start = last
        while start < ceiling and (self.doc[start].is_quote or self.doc[start].text in (",", "’")):  # noqa: RUF001
            start += 1
        for index in range(start, ceiling):
            if self.doc[index].text in _ENDS:
                return start, index
        return start, ceiling

    def between(self, start: int, end: int) -> list[Act]:
        """Acts of saying in a token range, those without a speaker left out."""
        return [a for a in self.acts if start <= a.index < end and a.speaker is not None]

    def acts_between(self, start: int, end: int) -> bool:
        """Whether a token range has an act of saying, with a speaker or without."""
        return any(start <= act.index < end for act in self.acts)

    def _ends_sentence(self, position: int) -> bool:
        first, last = self.ranges[position]
        inside = self.doc[last - 1].text if last > first else ""
        behind = self.doc[last + 1 : last + 2].text
        if inside.endswith(SENTENCE_END):
            following = self.doc[last + 1 : last + 2].text
            return not following[:1].islower()
        return behind in _ENDS


def lay_out(
    paragraphs: Sequence[Paragraph],
    texts: Sequence[str],
    spans: Sequence[Marked],
    speakers: Speakers,
) -> list[Passage]:
    """The paragraphs with their quoted ranges and acts of saying, speakers told in order.

    Args:
        paragraphs: the parsed paragraphs.
        texts: their texts.
        spans: what stands between quotation marks.
        speakers: tells who is meant by a phrase.
    """
    quoted: dict[int, list[tuple[int, int]]] = {}
    for span in spans:
        for number in range(span.paragraph, span.last_paragraph + 1):
            start = span.start if number == span.paragraph else 0
            end = span.end if number == span.last_paragraph else len(texts[number])
            quoted.setdefault(number, []).append((start, end))
    return [
        _passage(Passage(number, paragraph.doc, text), paragraph, quoted.get(number, ()), speakers)
        for number, (paragraph, text) in enumerate(zip(paragraphs, texts, strict=True))
    ]


def _passage(
    passage: Passage,
    paragraph: Paragraph,
    quoted: Sequence[tuple[int, int]],
    speakers: Speakers,
) -> Passage:
    doc, number = passage.doc, passage.number
    if quoted:
        offsets = [token.idx for token in doc]
        passage.ranges = [
            (bisect_right(offsets, start) - 1, bisect_left(offsets, end)) for start, end in quoted
        ]
    if paragraph.is_headline:
        return passage
    inside = {i for first, last in passage.ranges for i in range(first, last)}

    def is_quoted(token: Token) -> bool:
        return token.i in inside

    for saying in find_sayings(doc, is_quoted):
        noun = saying.speaker
        is_sure = saying.is_sure or (bool(quoted) and saying.verb_kind == "judge")
        speaker = speakers.speaker(number, noun, is_sure=is_sure) if noun else None
        passage.acts.append(Act(saying, speaker))
    return passage
