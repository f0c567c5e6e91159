"""An article's lines with what the rules have marked so far."""

import re
from collections.abc import Collection, Iterator, Sequence

from dateline.clean.lines.rules import words_of
from dateline.clean.parts import Line

PROSE_WORDS = 18
"""A line of so many words is a paragraph of running text, whatever it ends with."""
_SENTENCE_WORDS = 8
_SENTENCE_END = re.compile(r"[.!?\u2026\u3002\uff01\uff1f\u0964][\"'\u201d\u2019\u00bb)\]]*$")
LINKED = 0.8
"""Share of a line's characters in links from which it is a line of links."""


class Sheet:
    """Lines in reading order, and for each the rule that drops it, if one does.

    Args:
        lines: the lines.
        enabled: ids of the rules that may mark lines.
        kept: places of lines that no rule may drop.
    """

    def __init__(
        self, lines: Sequence[Line], enabled: Collection[str], kept: Collection[int] = ()
    ) -> None:
        self.lines = lines
        self.words = [words_of(line.text) for line in lines]
        self.rules: list[str | None] = [None] * len(lines)
        self.credits: list[int] = []
        self._enabled = enabled
        self._kept = frozenset(kept)

    def has(self, rule_id: str) -> bool:
        """Whether a rule is enabled."""
        return rule_id in self._enabled

    def mark(self, place: int, rule_id: str, *, is_credit: bool = False) -> bool:
        """Drop a line, unless the rule is off, or the line stays or goes already.

        Returns:
            Whether this rule drops it now.
        """
        if self.rules[place] is not None or place in self._kept or rule_id not in self._enabled:
            return False
        self.rules[place] = rule_id
        if is_credit:
            self.credits.append(place)
        return True

    def release(self, rule_ids: Collection[str]) -> None:
        """Let the lines that some rules dropped stay."""
        self.rules = [None if rule_id in rule_ids else rule_id for rule_id in self.rules]
        self.credits = [place for place in self.credits if not self.is_open(place)]

    def open_places(self) -> list[int]:
        """Places of the lines that no rule has."""
        return [place for place in range(len(self.lines)) if self.is_open(place)]

    def open_lines(self) -> list[Line]:
        """The lines that no rule has."""
        return [self.lines[place] for place in self.open_places()]

    def is_open(self, place: int) -> bool:
        """Whether no rule has a line."""
        return self.rules[place] is None

    def is_prose(self, place: int) -> bool:
        """Whether a line is running text: long, or a sentence."""
        line, words = self.lines[place], self.words[place]
        if line.link_share >= LINKED or line.kind == "heading":
            return False
        return words >= PROSE_WORDS or (
            words >= _SENTENCE_WORDS and bool(_SENTENCE_END.search(line.text))
        )

    def is_linked(self, place: int) -> bool:
        """Whether a line is nothing but links."""
        return self.lines[place].link_share >= LINKED

    def head(self, prose: int = 2, short: int = 8) -> Iterator[int]:
        """Places from the first, until so many open lines have passed; marks count at once."""
        return self._walk(range(len(self.lines)), prose, short)

    def tail(self, prose: int = 3, short: int = 10) -> Iterator[int]:
        """Places from the last back, until so many open lines have passed."""
        return self._walk(range(len(self.lines) - 1, -1, -1), prose, short)

    def _walk(self, places: Sequence[int], prose: int, short: int) -> Iterator[int]:
        for place in places:
            yield place
            if self.rules[place] is not None:
                continue
            if self.words[place] >= PROSE_WORDS:
                prose -= 1
            else:
                short -= 1
            if prose <= 0 or short <= 0:
                return
