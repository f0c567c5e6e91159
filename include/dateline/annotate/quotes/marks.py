"""What stands between quotation marks, over all paragraphs of an article.

Double marks may be straight, curly, German or French; single ones, as British papers print them,
are told from apostrophes. Marks inside a quotation belong to its text. A quotation that runs over
paragraphs has its opening mark again in each of them, or in the first only, and its closing mark
in the last; a closing mark that never comes is taken to have been lost.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

_MARKS = re.compile("''|``|[\"“”„‟«»‘’‚']")  # noqa: RUF001 - all are quotation marks
_CLOSES = {
    '"': '"“”',
    "“": '”"‟',
    "„": '“”"‟',
    "«": "»",
    "»": "«",
    "``": "''\"”",
    "''": "''\"",
    "‟": '”"‟',
}
"""Opening double mark to the marks that may close it."""
_SINGLE = "‘’‚'"  # noqa: RUF001 - they are meant
_BEFORE = frozenset(" \t\n\u00a0([{—–-/:;,\"“„«»``'‘")  # noqa: RUF001 - they are meant
"""Characters that an opening mark may follow."""
_BEHIND = frozenset(" \t\n\u00a0.,;:!?…)]}—–-/\"”»’'")  # noqa: RUF001 - they are meant
"""Characters that may follow a closing mark."""
_STOPS = frozenset('.,!?…;—–-”"')  # noqa: RUF001 - they are meant
_ELISION = re.compile(
    r"(?:em|til|cause|n|tis|twas|round|bout|cos|ere|ello|im|er|\d0s)\b", re.IGNORECASE
)
"""What an apostrophe in front of a word leaves out, rather than quotes."""
_SENTENCE_END = re.compile(r"[.!?…](?=\s|$)")
MAX_PARAGRAPHS = 30
"""A quotation over more paragraphs is a lost closing mark."""


@dataclass(frozen=True, slots=True)
class Marked:
    """A stretch between quotation marks, the marks left out.

    Args:
        paragraph: number of the paragraph in which it begins.
        start: offset into that paragraph.
        last_paragraph: number of the paragraph in which it ends.
        end: offset into that one.
        is_closed: whether its closing mark was found.
    """

    paragraph: int
    start: int
    last_paragraph: int
    end: int
    is_closed: bool = True


@dataclass(slots=True)
class _Open:
    """An opening mark that waits for its closing one."""

    mark: str
    paragraph: int
    start: int


def marked_spans(texts: Sequence[str]) -> list[Marked]:
    """All quotations of an article, outermost ones only, in order.

    Args:
        texts: its paragraphs.
    """
    found: list[Marked] = []
    waiting: _Open | None = None
    for number, text in enumerate(texts):
        begin = 0
        if waiting is not None:
            begin = _continues(text, waiting)
            if begin < 0 or number - waiting.paragraph > MAX_PARAGRAPHS:
                found.append(_lost(waiting, number - 1, texts))
                waiting, begin = None, 0
        waiting = _scan(text, number, begin, waiting, found)
    if waiting is not None:
        found.append(_lost(waiting, len(texts) - 1, texts))
    tight = [_tight(span, texts) for span in found]
    return [span for span in tight if span.last_paragraph > span.paragraph or span.end > span.start]


def _tight(span: Marked, texts: Sequence[str]) -> Marked:
    """The span without white space inside its marks, as French has it."""
    text, last = texts[span.paragraph], texts[span.last_paragraph]
    start, end = span.start, span.end
    while start < len(text) and text[start].isspace():
        start += 1
    while end > 0 and last[end - 1].isspace():
        end -= 1
    return replace(span, start=start, end=end)


def _lost(waiting: _Open, last: int, texts: Sequence[str]) -> Marked:
    return Marked(waiting.paragraph, waiting.start, last, len(texts[last].rstrip()), False)


def _continues(text: str, waiting: _Open) -> int:
    """Where a waiting quotation goes on in the next paragraph; -1 where it does not."""
    for match in _MARKS.finditer(text):
        mark, start = match.group(), match.start()
        if mark in _SINGLE and waiting.mark not in _SINGLE:
            continue
        if start == 0 and (mark == waiting.mark or (mark in '“"«' and waiting.mark not in _SINGLE)):
            return match.end()
        if waiting.mark in _SINGLE:
            return -1
        return 0 if mark in _CLOSES[waiting.mark] and _may_close(text, match.end()) else -1
    return -1


def _scan(
    text: str, number: int, begin: int, waiting: _Open | None, found: list[Marked]
) -> _Open | None:
    """Read the marks of one paragraph; what is still open at its end is given back."""
    position = begin
    while match := _MARKS.search(text, position):
        mark, start, position = match.group(), match.start(), match.end()
        if waiting is not None:
            if _is_end(text, waiting, mark, start, position):
                found.append(Marked(waiting.paragraph, waiting.start, number, start))
                waiting = None
            elif mark == waiting.mark and _only_opens(text, start, position):
                found.append(_cut(text, waiting, number, start))
                waiting = _Open(mark, number, position)
            continue
        if mark in _SINGLE:
            end = _single_end(text, start, position)
            if end > 0:
                found.append(Marked(number, position, number, end))
                position = end + 1
            elif start == 0 and end == 0 and _opens(text, start, position):
                waiting = _Open(mark, number, position)
        elif _opens(text, start, position):
            waiting = _Open("“" if mark == "”" else mark, number, position)
        elif _is_stray_end(text, start, number, found):
            found.append(Marked(number, 0, number, start, False))
    return waiting


def _is_end(text: str, waiting: _Open, mark: str, start: int, end: int) -> bool:
    if waiting.mark in _SINGLE:
        return (
            mark in "’'"  # noqa: RUF001 - it is meant
            and _may_close(text, end)
            and text[start - 1 : start] in _STOPS
        )
    if mark not in _CLOSES[waiting.mark]:
        return False
    return mark in "”»«" or not _only_opens(text, start, end)


def _may_close(text: str, end: int) -> bool:
    return end >= len(text) or text[end] in _BEHIND


def _opens(text: str, start: int, end: int) -> bool:
    """Whether a mark may open a quotation where it stands."""
    if end >= len(text) or (text[end].isspace() and text[start] != "«"):
        return False
    before = text[start - 1]
    return start == 0 or before in _BEFORE or (before in ".!?" and text[end].isupper())


def _only_opens(text: str, start: int, end: int) -> bool:
    return _opens(text, start, end) and not _may_close(text, end) and start > 0


def _cut(text: str, waiting: _Open, number: int, before: int) -> Marked:
    """A quotation whose closing mark is missing before the next opens: its first sentence."""
    first = waiting.start if waiting.paragraph == number else 0
    stop = _SENTENCE_END.search(text, first, before)
    return Marked(
        waiting.paragraph, waiting.start, number, stop.end() if stop else before - 1, False
    )


def _is_stray_end(text: str, start: int, number: int, found: Sequence[Marked]) -> bool:
    """Whether a closing mark ends a quotation whose opening mark was lost."""
    if start == 0 or text[start - 1] not in ",.!?…":
        return False
    return not any(span.last_paragraph == number for span in reversed(found[-3:]))


def _single_end(text: str, start: int, begin: int) -> int:
    """Where a quotation in single marks ends; 0 without an end, -1 where no quotation begins.

    A plural possessive (`the officials' plan`) looks like an end: it is one only where nothing
    better follows before the next opening mark.
    """
    mark = text[start:begin]
    if not _opens(text, start, begin) or not (text[begin].isalnum() or text[begin] in '“"£$€…['):
        return -1
    if mark in "’'" and _ELISION.match(text, begin):  # noqa: RUF001 - it is meant
        return -1
    if mark == "’":  # noqa: RUF001 - it is meant
        return -1
    spare = 0
    for end in _single_ends(text, begin):
        if text[end - 1] != "s":
            return end
        spare = spare or end
    return spare


def _single_ends(text: str, begin: int) -> Iterator[int]:
    """Places where a quotation in single marks may end, up to the next that opens."""
    for match in _MARKS.finditer(text, begin):
        mark, start, end = match.group(), match.start(), match.end()
        if mark not in _SINGLE:
            continue
        if mark != "‘" and _may_close(text, end) and not text[start - 1].isspace():  # noqa: RUF001
            yield start
        elif _opens(text, start, end) and not _ELISION.match(text, end):
            return
