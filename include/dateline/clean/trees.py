"""The tree of a page: parsed once, within limits, and without what is never article text."""

import re

from lxml.html import HtmlElement
from trafilatura.utils import load_html
from trafilatura.xml import delete_element

from dateline.errors import RecordError
from dateline.outcomes import Outcome

MAX_CHARACTERS = 20_000_000
"""A longer page is not parsed."""
MAX_ELEMENTS = 20_000
"""Elements of one page, at most. The dev pages' largest has a quarter of it; time grows with it."""
MAX_TEXT = 1_500_000
"""Characters of text of one page, scripts and styles left out, at most: some 250,000 words."""
_FURNITURE = re.compile(
    r"""(?:^|[\s_-])(?:
        modals?|popup|pop-up|popover|lightbox|tooltip(?:s|text)?|breadcrumbs?
        |bio|biography|newsletters?|subscribe|sign-?up|comments?|disqus
    )(?=$|[\s_-])""",
    re.IGNORECASE | re.VERBOSE,
)
"""Words in a class or id that name a part beside the article. Judged on 460 public pages, each
word takes text from several sites and no article's own from any."""
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_CONTAINERS = ("div", "section", "aside", "ul", "ol", "form", "p", "span")
_MAX_SHARE = 0.2
"""Share of the page's paragraphs, by characters, above which a part is rather the article."""


def parse(html: str) -> HtmlElement:
    """The tree of a page.

    Raises:
        RecordError: `no_text`: it is no HTML; `oversized`: it is beyond a limit above.
    """
    if len(html) > MAX_CHARACTERS:
        raise RecordError(Outcome.OVERSIZED, f"{len(html)} characters; {MAX_CHARACTERS} at most")
    tree = load_html(html, MAX_CHARACTERS)
    if tree is None:
        raise RecordError(Outcome.NO_TEXT, "not an HTML page")
    _require_limits(tree)
    return tree


def _require_limits(tree: HtmlElement) -> None:
    text = 0
    for count, element in enumerate(tree.iter(), 1):
        if element.tag not in ("script", "style"):
            text += len(element.text or "")
        text += len(element.tail or "")
        if count > MAX_ELEMENTS or text > MAX_TEXT:
            reason = f"more than {MAX_ELEMENTS} elements or {MAX_TEXT} characters of text"
            raise RecordError(Outcome.OVERSIZED, reason)


def drop_furniture(tree: HtmlElement) -> None:
    """Take out parts whose class or id says that they stand beside the article."""
    named = _named(tree)
    if not named:
        return
    limit = _MAX_SHARE * _paragraphs(tree)
    for element in named:
        if element.getparent() is None or _paragraphs(element) > limit:
            continue
        if next(element.iter("h1", "article", "main"), None) is None:
            delete_element(element)


def _named(tree: HtmlElement) -> list[HtmlElement]:
    verdicts: dict[str, bool] = {}
    found = []
    for element in tree.iter(*_CONTAINERS):
        name = f"{element.get('class', '')} {element.get('id', '')}"
        if name not in verdicts:
            verdicts[name] = bool(_FURNITURE.search(_CAMEL.sub("-", name)))
        if verdicts[name]:
            found.append(element)
    return found


def _paragraphs(element: HtmlElement) -> int:
    return sum(len(paragraph.text_content()) for paragraph in element.iter("p"))
