"""A parsed paragraph as plain lists, which are read much faster than spaCy's tokens."""

from dataclasses import dataclass, field
from typing import NamedTuple

from dateline.annotate.lexicon import Known
from dateline.annotate.names.marking import DEMONYMS, KNOWN
from dateline.annotate.parts import Mention, Paragraph


class Piece(NamedTuple):
    """Tokens of one name: from, to (exclusive), and the recogniser's label."""

    first: int
    last: int
    label: str


class Hit(NamedTuple):
    """Tokens of a known name or a demonym: from, to (exclusive), and its key in the lexicon."""

    first: int
    last: int
    key: str


@dataclass(slots=True)
class Line:
    """One paragraph.

    Args:
        number: of the paragraph.
        paragraph: itself.
        words: the texts of its tokens.
        starts: where each token begins in the paragraph's text.
        pos: parts of speech, as spaCy's symbols.
        sentence_starts: 1 where a sentence begins.
        proper: the part of speech of names.
        noun: the part of speech of common nouns.
        known: known names, in order.
        demonyms: demonyms, in order; the key is the country.
        keys: token to the key of the known name or demonym that begins there.
    """

    number: int
    paragraph: Paragraph
    words: list[str] = field(init=False)
    starts: list[int] = field(init=False)
    pos: list[int] = field(init=False)
    sentence_starts: list[int] = field(init=False)
    proper: int = field(init=False)
    noun: int = field(init=False)
    known: list[Hit] = field(init=False)
    demonyms: list[Hit] = field(init=False)
    keys: dict[int, Hit] = field(init=False)

    def __post_init__(self) -> None:
        doc = self.paragraph.doc
        symbols = doc.vocab.strings
        self.proper, self.noun = symbols["PROPN"], symbols["NOUN"]
        columns = doc.to_array(["IDX", "LENGTH", "POS", "SENT_START"]).astype("int64")
        self.starts, lengths, self.pos, self.sentence_starts = columns.T.tolist()
        text = self.paragraph.text
        self.words = [
            text[start : start + length] for start, length in zip(self.starts, lengths, strict=True)
        ]
        self.known = [Hit(s.start, s.end, s.kb_id_) for s in doc.spans[KNOWN]]
        self.demonyms = [Hit(s.start, s.end, s.kb_id_) for s in doc.spans[DEMONYMS]]
        self.keys = {hit.first: hit for hit in (*self.demonyms, *self.known)}

    def is_proper(self, index: int) -> bool:
        """Whether the token is a proper noun."""
        return self.pos[index] == self.proper

    def is_noun(self, index: int) -> bool:
        """Whether the token is a common noun."""
        return self.pos[index] == self.noun

    def is_joined(self, index: int) -> bool:
        """Whether the token is a hyphen between two words without spaces."""
        words, starts = self.words, self.starts
        if not 0 < index < len(words) - 1 or words[index] != "-":
            return False
        before = starts[index - 1] + len(words[index - 1]) == starts[index]
        return before and starts[index] + 1 == starts[index + 1]

    def text(self, first: int, last: int) -> str:
        """The words from one token to another (exclusive), as printed."""
        end = self.starts[last - 1] + len(self.words[last - 1])
        return self.paragraph.text[self.starts[first] : end]

    def mention(
        self, first: int, last: int, kind: str, known: Known | None, *, is_demonym: bool = False
    ) -> Mention:
        """A mention; an organization that contains a country's name belongs to that country."""
        text = self.text(first, last)
        start = self.paragraph.start + self.starts[first]
        contains = None
        if known is None and kind == "organization":
            contains = self.inner_key(first, last)
        return Mention(
            text,
            start,
            start + len(text),
            self.number,
            first,
            last,
            kind,
            known,
            contains,
            is_demonym=is_demonym,
        )

    def inner_key(self, first: int, last: int) -> str | None:
        """Key of the first known name or demonym that lies within the tokens."""
        for index in range(first, last):
            hit = self.keys.get(index)
            if hit is not None and hit.last <= last:
                return hit.key
        return None
