"""The tree of a page: parsed once, within limits, and without what is never article text."""

import re
from collections.abc import Callable

from lxml.etree import XPath
from lxml.html import HtmlElement
from trafilatura.utils import load_html
from trafilatura.xml import delete_element

from dateline.errors import RecordError
from dateline.outcomes import Outcome

MAX_CHARACTERS = 20_000_000
"""A longer page is not parsed."""
MAX_ELEMENTS = 60_000
"""Elements of one page, at most: ten times what the largest of 460 public pages has."""
MAX_TEXT = 2_500_000
"""Characters of text of one page, scripts and styles left out, at most: some 400,000 words."""
_ELEMENTS, _TEXT = XPath("count(//*)"), XPath("string-length(string(/))")
_LONG = XPath("//@class[string-length() > 2000] | //@id[string-length() > 2000]")
"""Names that no author wrote; expressions are tried at each of their characters."""
_FURNITURE = re.compile(
    r"""(?:^|[\s_-])(?:
        modals?|popup|pop-up|popover|lightbox|tooltip(?:s|text)?|breadcrumbs?
        |bio|newsletters?|subscribe|sign-?up|comments?|disqus
    )(?=$|[\s_-])""",
    re.IGNORECASE | re.VERBOSE,
)
"""Words in a class or id that name a part beside the article. Judged on 460 public pages: those
that change anything take text from several sites, and hardly any article's own."""
_NEVER = re.compile(
    r"""^(?:[Cc]omment(?!ary)|comol|disqus_thread|dsq-comments)|(?:article|post)-comments
        |mvp-post-add-(?:box|wrap)|elementor-share-buttons|infinite-?scroll""",
    re.VERBOSE,
)
"""What trafilatura takes out of a page before all else, where comments are not wanted
(`trafilatura.xpaths`, 2.3.1): readers' comments, and articles that follow the page's own."""
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_CONTAINERS = ("div", "section", "aside", "ul", "ol", "form", "details")
_TABLE_PARTS = ("caption", "colgroup", "tbody", "thead", "tfoot", "tr", "td", "th")
_OF_CARDS = ("a", "h1", "h2", "h3", "h4", "img")
_PROSE = 80
_LAYOUT_TEXT = 800
_LAYOUT_BREAKS = 4
"""Characters, and paragraphs or line breaks, of a cell that is a part of the page, not a value;
tables of numbered code look alike, and are left."""
_ENOUGH = 800
"""Characters in paragraphs that show how a page marks its text."""
_MAX_SHARE = 0.2
"""Share of the page's paragraphs, by characters, above which a part is rather the article; of all
its text, where it has hardly any paragraphs. Where all such parts together have half of that, their
names mean something else."""


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
    elements, text = int(_ELEMENTS(tree)), int(_TEXT(tree))
    text -= sum(len(script.text or "") for script in tree.iter("script", "style"))
    if elements > MAX_ELEMENTS or text > MAX_TEXT:
        reason = f"{elements} elements and {text} characters of text"
        raise RecordError(Outcome.OVERSIZED, f"{reason}; {MAX_ELEMENTS} and {MAX_TEXT} at most")
    for name in _LONG(tree):
        name.getparent().attrib.pop(name.attrname, None)
    return tree


def unfold_layout_tables(tree: HtmlElement) -> None:
    """Make plain parts of tables that lay out a page, so that their cells are read as text.

    Args:
        tree: the page; it is changed.
    """
    tables = {_table_of(cell) for cell in tree.iter("td") if _is_layout(cell)}
    if not tables:
        return
    parts = [part for part in tree.iter("table", *_TABLE_PARTS) if _table_of(part) in tables]
    for part in parts:
        part.tag = "div"
        part.attrib.clear()


def _table_of(part: HtmlElement) -> HtmlElement | None:
    """The table that a part is of; a table is its own."""
    return part if part.tag == "table" else next(part.iterancestors("table"), None)


def _is_layout(cell: HtmlElement) -> bool:
    """Whether a cell holds a headline of the page, or paragraphs of prose."""
    if next(cell.iter("h1"), None) is not None:
        return True
    if len(cell.text_content()) < _LAYOUT_TEXT or next(cell.iter("pre", "code"), None) is not None:
        return False
    return sum(1 for _ in cell.iter("p", "br")) >= _LAYOUT_BREAKS


def keep_first_lines(tree: HtmlElement) -> None:
    """Take the name from blocks of plain paragraphs called teasers: articles begin with some.

    A teaser of another article has a link to it, or stands in one. The library drops all.

    Args:
        tree: the page; it is changed.
    """
    for part in tree.iter("div", "section", "p"):
        if (
            "teaser" in part.get("class", "").lower()
            and _paragraphs(part) >= _PROSE
            and next(part.iter(*_OF_CARDS), None) is None
            and next(part.iterancestors("a"), None) is None
        ):
            part.attrib.pop("class")


def drop_furniture(tree: HtmlElement, *, comments: bool = False) -> None:
    """Take out parts whose class or id says that they stand beside the article.

    Args:
        tree: the page; it is changed.
        comments: whether the posts of readers are the page's own text, as in a forum.
    """
    if comments:
        return
    named = _named(tree)
    if not named:
        return
    size = _paragraphs if _paragraphs(tree) >= _ENOUGH else _characters
    whole = size(tree)
    beside = [
        (part, is_never) for part, is_never in named if _is_beside(part, is_never, whole, size)
    ]
    is_few = 2 * sum(size(part) for part, is_never in beside if not is_never) <= whole
    for part, is_never in beside:
        if is_never or is_few:
            delete_element(part)


def _is_beside(
    part: HtmlElement, is_never: bool, whole: int, size: Callable[[HtmlElement], int]
) -> bool:
    """Whether a part can stand beside the article, and not around it."""
    if next(part.iter("h1", "article", "main"), None) is not None:
        return False
    return is_never or size(part) <= _MAX_SHARE * whole


def _named(tree: HtmlElement) -> list[tuple[HtmlElement, bool]]:
    """Parts with telling names, and whether they are never text."""
    verdicts: dict[tuple[str | None, str | None], bool | None] = {}
    found = []
    for element in tree.iter(*_CONTAINERS):
        names = element.get("class"), element.get("id")
        if names not in verdicts:
            verdicts[names] = _verdict([name for name in names if name])
        verdict = verdicts[names]
        if verdict is not None:
            found.append((element, verdict))
    return found


def _verdict(names: list[str]) -> bool | None:
    if any(_NEVER.search(name) for name in names):
        return True
    return False if any(_FURNITURE.search(_CAMEL.sub("-", name)) for name in names) else None


def _characters(element: HtmlElement) -> int:
    scripts = sum(len(script.text or "") for script in element.iter("script", "style"))
    return len(element.text_content()) - scripts


def _paragraphs(element: HtmlElement) -> int:
    return sum(len(paragraph.text_content()) for paragraph in element.iter("p"))
