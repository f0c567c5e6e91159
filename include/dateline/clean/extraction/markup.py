"""Lines with their kinds and shares of links, from what trafilatura leaves of a page."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml.etree import _Element
from lxml.html import HtmlElement

from dateline.clean.parts import Line, LineKind

_KINDS: dict[str, LineKind] = {
    "p": "paragraph",
    "head": "heading",
    "item": "item",
    "quote": "quote",
    "code": "code",
    "row": "row",
}
_BLOCKS = {*_KINDS, "list", "table", "div", "body", "lb"}
_FLAT = {"item", "row", "head"}
"""Elements that are one line, whatever stands in them, but for lists and tables."""
_CELL_GAP = " | "
_NO_TEXT = "|•·-*\u2013\u2014 "
"""A line of nothing but these is none."""
_MARK = "\U00100000"
_MAX_SIZE = 0xFFFD
_MARKS = re.compile("[\U00100000-\U0010ffff]")


@dataclass(slots=True)
class _Open:
    """A line that is being read."""

    kind: LineKind = "paragraph"
    pieces: list[str] = field(default_factory=list)

    def add(self, text: str | None) -> None:
        if text:
            self.pieces.append(text)

    def close(self) -> Iterator[Line]:
        """The line, if it has text; the next one begins."""
        if not self.pieces:
            return
        text, linked = _without_marks(" ".join("".join(self.pieces).split()))
        self.pieces = []
        if text.strip(_NO_TEXT):
            share = min(1.0, linked / len(text.replace(" ", "")))
            yield Line(text, self.kind, round(share, 3))


def mark_links(tree: HtmlElement) -> None:
    """Note in the text itself what stands in links, as extractors throw the elements away.

    Each piece of text in a link gets a character of private use before it (plane 16, which nothing
    else uses) that tells how many characters follow, blanks not counted.
    """
    for link in tree.iter("a"):
        if marked := _marked(link.text):
            link.text = marked
        for node in link.iterdescendants():
            if isinstance(node.tag, str) and (marked := _marked(node.text)):
                node.text = marked
            if marked := _marked(node.tail):
                node.tail = marked


def _marked(text: str | None) -> str | None:
    """A piece of text with its mark; None if there is nothing to mark, or it has one."""
    if not text or not (bare := text.lstrip()) or bare[0] >= _MARK:
        return None
    size = min(len("".join(bare.split())), _MAX_SIZE)
    return text[: len(text) - len(bare)] + chr(ord(_MARK) + size) + bare


def _without_marks(text: str) -> tuple[str, int]:
    """A text without the marks of `mark_links`, and how many of its characters stand in links."""
    if max(text, default="") < _MARK:
        return text, 0
    sizes = [ord(c) - ord(_MARK) for c in text if c >= _MARK]
    return " ".join(_MARKS.sub("", text).split()), sum(sizes)


def as_lines(body: _Element) -> Iterator[Line]:
    """The lines of an extracted body (TEI elements), in reading order."""
    line = _Open()
    yield from _walk(body, line, "paragraph", flat=False)
    yield from line.close()


def _walk(element: _Element, line: _Open, kind: LineKind, *, flat: bool) -> Iterator[Line]:
    """Lines that end within an element, or where it begins."""
    line.add(element.text)
    for child in element:
        tag = str(child.tag)
        if tag == "cell" and child.getprevious() is not None:
            line.add(_CELL_GAP)
        breaks = tag in _BLOCKS and (not flat or tag in ("list", "table", "item", "row"))
        if breaks:
            yield from line.close()
        elif tag in _BLOCKS:
            line.add(" ")
        inner = kind if flat and not breaks else _inner_kind(tag, kind)
        line.kind = inner
        yield from _walk(child, line, inner, flat=flat or tag in _FLAT)
        if breaks:
            yield from line.close()
        elif tag in _BLOCKS:
            line.add(" ")
        line.kind = kind
        line.add(child.tail)


def _inner_kind(tag: str, kind: LineKind) -> LineKind:
    """What a line is, by the innermost element that says more than `paragraph`."""
    found = _KINDS.get(tag, kind)
    return kind if found == "paragraph" else found
