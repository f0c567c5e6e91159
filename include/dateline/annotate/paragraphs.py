"""A text as paragraphs, which are parsed one by one."""

import re
from collections.abc import Iterator

MAX_PARAGRAPH = 20_000
"""Code points of a longer paragraph that are parsed; the rest is no prose."""
_BREAK = re.compile(r"\n\s*\n\s*|(?<=[.!?:…”\"])[^\S\n]*\n\s*|\n\s*(?![a-z])")
"""Between paragraphs: a blank line, or a line's end that is not in the middle of a sentence."""
_DATELINE = re.compile(
    r"(?:[A-Z][A-Z.'’ -]{2,40}|[A-Z]\w+(?=, [A-Z][a-z]+\.? \d))"  # noqa: RUF001 - both kinds
    r"(?:, [A-Z][\w. ]{2,25})*(?:, [A-Z][a-z]+\.? \d{1,2})?(?:, [A-Z]{2,8})?"
    r"(?: ?\([\w/ ]{2,20}\))? ?(?:--|[—–:-]) +|\([A-Z]{2,8}\) +(?=[A-Z])"  # noqa: RUF001
)
"""`BEIRUT, Lebanon (Agency) -`: place and agency in front of the first sentence."""


HEADLINE_WORDS = range(3, 21)
"""Words of a line that can be a headline."""
CAPITALS = 0.8
"""Share of its longer words that begin with a capital."""
_SENTENCE_ENDS = (".", "!", ":", ";", ",", "”", '"', "-", "–", "—")  # noqa: RUF001
LONGER = 4
"""Letters of a longer word: shorter ones may be in lower case in a headline."""


def is_headline(paragraph: str) -> bool:
    """Whether a paragraph is a line in title case or capitals, and neither sentence nor dateline.

    The recogniser of names takes such lines for names throughout.
    """
    if paragraph[:1] in "([" or paragraph.rstrip().endswith(_SENTENCE_ENDS) or "\n" in paragraph:
        return False
    words: list[str] = re.findall(r"[^\W\d_][^\W_]*", paragraph)
    longer = [word for word in words if len(word) >= LONGER]
    if not longer or len(words) > HEADLINE_WORDS[-1]:
        return False
    if len(words) < HEADLINE_WORDS[0]:
        return paragraph.isupper()
    return sum(word[0].isupper() for word in longer) >= CAPITALS * len(longer)


def paragraphs(text: str) -> Iterator[tuple[str, int]]:
    """Paragraphs with their offsets; a dateline in front is a paragraph of its own."""
    ends = [match.span() for match in _BREAK.finditer(text)]
    starts = [0, *(end for _, end in ends)]
    for begin, end in zip(starts, [*(start for start, _ in ends), len(text)], strict=True):
        whole = text[begin:end]
        start = begin + len(whole) - len(whole.lstrip())
        paragraph = whole.strip()[:MAX_PARAGRAPH]
        dateline = _DATELINE.match(paragraph)
        if dateline:
            yield dateline.group(), start
            paragraph, start = paragraph[dateline.end() :], start + dateline.end()
        if paragraph.strip():
            yield paragraph, start
