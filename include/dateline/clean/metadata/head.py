"""The head of a page, read once."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from lxml.html import HtmlElement

from dateline.clean.metadata.values import tidy_text

_MAX_METAS = 500
_MAX_HEADINGS = 12
_MAX_ANCESTORS = 60
_MAX_PIECES = 1_000
_HIDDEN = frozenset({"script", "style", "svg", "title", "noscript"})
_BLOCKS = frozenset({"br", "p", "div", "li", "h1", "h2", "h3", "h4"})
_NAMES = ("property", "name", "itemprop", "http-equiv")


@dataclass(slots=True)
class Head:
    """What stands in the head, and the headlines.

    Args:
        metas: lower-case name of a meta field to its contents, in the page's order.
        title: text of the title element.
        headings: elements `h1` with text, with that text.
    """

    metas: dict[str, list[str]] = field(default_factory=dict)
    title: str | None = None
    headings: list[tuple[HtmlElement, str]] = field(default_factory=list)

    def all(self, *names: str) -> Iterator[tuple[str, str]]:
        """Contents of meta fields with the name of the field, by the order of names."""
        for name in names:
            for text in self.metas.get(name, ()):
                yield text, name

    def first(self, *names: str) -> str | None:
        """The first content that one of some fields has."""
        return next((text for text, _ in self.all(*names)), None)


def read_head(tree: HtmlElement) -> Head:
    """Read the meta fields, the title and the headlines of a page."""
    head = Head()
    for meta in islice(tree.iter("meta"), _MAX_METAS):
        name = next((value for key in _NAMES if (value := meta.get(key))), None)
        content = meta.get("content") or meta.get("value")
        if name and content and (text := tidy_text(content)):
            head.metas.setdefault(name.strip().lower(), []).append(text)
    titles = (element for element in tree.iter("title") if not _is_drawn(element))
    head.title = next((text for one in titles if (text := tidy_text(one.text or ""))), None)
    for heading in islice(tree.iter("h1"), _MAX_HEADINGS):
        if text := tidy_text(visible_text(heading)):
            head.headings.append((heading, text))
    return head


def _is_drawn(title: HtmlElement) -> bool:
    """Whether a title is that of a drawing in the page."""
    around = islice(title.iterancestors(), _MAX_ANCESTORS)
    return any(one.tag in ("svg", "symbol", "g") for one in around)


def visible_text(element: HtmlElement, gap: str = " ") -> str:
    """Text of an element, without that of scripts, styles and drawings.

    Args:
        element: the element.
        gap: what sets blocks apart.
    """
    return "".join(islice(_pieces(element, gap, 0), _MAX_PIECES))


def _pieces(element: HtmlElement, block: str, depth: int) -> Iterator[str]:
    if not isinstance(element.tag, str) or element.tag in _HIDDEN or depth > _MAX_ANCESTORS:
        return
    yield element.text or ""
    for child in element:
        gap = block if child.tag in _BLOCKS else " " if _is_next_to_its_like(child) else ""
        yield gap
        yield from _pieces(child, block, depth + 1)
        yield gap + (child.tail or "")


def _is_next_to_its_like(child: HtmlElement) -> bool:
    before = child.getprevious()
    return child.tag == "span" and before is not None and before.tag == "span"
