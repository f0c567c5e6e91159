"""Who wrote an article, by the places that state it."""

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Any

from lxml.html import HtmlElement

from dateline.clean.metadata.bylines import (
    MAX_NAMES,
    Byline,
    begins_as_byline,
    begins_with_role,
    is_caseless,
    is_organization,
    join,
    read_byline,
)
from dateline.clean.metadata.head import Head, visible_text
from dateline.clean.metadata.jsonld import types_of
from dateline.clean.metadata.values import (
    comparable,
    objects_of,
    text_of,
    texts_of,
    tidy_text,
)

_FIELDS = (
    "parsely-author",
    "cxenseparse:author",
    "sailthru.author",
    "sailthru.byline_name",
    "byl",
    "byline",
    "article:author",
    "author",
    "article_author",
    "article.author",
    "articleauthor",
    "dc.creator",
    "dcterms.creator",
    "citation_author",
    "content.author",
    "og:author",
    "article:author_name",
    "branch:deeplink:authorname1",
)
_LABEL = re.compile(r"written by|by|author|posted by", re.IGNORECASE)
"""First label of a card for other sites whose value is a byline (Yoast)."""
_MARKED = re.compile(
    r"(?:^|[\s_-])(?:by-?line|author|writer|contributor|reporter)s?(?:$|[\s_-])", re.IGNORECASE
)
_AUTHOR_PAGE = re.compile(
    r"/(?:authors?|contributors?|writers?|columnists?|autor(?:es)?|auteurs?|journalists?|reporters?)"
    r"/(?=[^/])",
    re.IGNORECASE,
)
_PROFILE = re.compile(
    rf"{_AUTHOR_PAGE.pattern}|/(?:staff|people|person|profiles?|by|bio)/(?=[^/])", re.IGNORECASE
)
"""Addresses of persons, who need not be authors: only believed within a byline."""
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_OTHERS = re.compile(
    r"related|sidebar|recommend|comment|reader|latest(?!-by)|trending|popular|more-|promo|newsletter"
    r"|subscribe|caption|photo|image|bio\b|-box",
    re.IGNORECASE,
)
"""Classes of what is not the article: other articles, pictures, who comments."""
_OTHER_AUTHORS = re.compile(
    r"related|sidebar|recommend|comment|reader|latest|trending|popular|more-|promo", re.IGNORECASE
)
"""The same where authors are marked as such."""
_ABOUT_ALL = re.compile(r"^(?:has|with|no|tag|category|type|format|wp)-|^wp$", re.IGNORECASE)
"""Classes by which a style tells what a page has, or what it is about."""
_WHOLE = frozenset(["html", "body", "main", "article"])
_SKIPPED = frozenset(
    "aside footer nav script style select button figure figcaption svg".split()  # noqa: SIM905
)
_MARKS = (
    "//*[@itemprop='author' or @rel='author' or contains(@class, 'author-name')"
    " or contains(@class, 'author__name') or contains(@class, 'author_name')"
    " or self::a[contains(@href, '/author/')]]"
)
_MAX_MARKS = 40
_AFTER = 120
"""Elements after the headline among which its byline is looked for."""
_BEFORE = 12
"""The same before it: some pages have it above."""
_LONG_TEXT = 220
_LONG_BYLINE = 120


def read_authors(
    tree: HtmlElement,
    head: Head,
    node: Mapping[str, Any] | None,
    headline: HtmlElement | None,
    sites: Mapping[str, bool],
) -> tuple[Byline, str | None]:
    """Persons and organizations that wrote an article, and where the persons were found.

    The first place that names a person decides: JSON-LD, meta fields, the byline at the headline.
    Organizations are those of the places before it, too; those that are the site itself are told
    only where nobody else is.

    Args:
        tree: the page.
        head: its head.
        node: the article's node in JSON-LD.
        headline: the element of the headline, if it is visible.
        sites: names of the site as they are compared, and whether an organization has them.
    """
    places: list[tuple[str, Callable[[], Byline]]] = [
        ("json-ld", lambda: _of_node(node, sites)),
        ("meta", lambda: _of_metas(head, sites)),
        ("byline", lambda: _of_page(headline, sites)),
        ("marks", lambda: _of_marks(tree, sites)),
    ]
    found = Byline()
    for source, read in places:
        byline = read()
        found.add(byline)
        if byline.persons:
            return _with_more(found, source, headline, sites)
    return found, None


def _with_more(
    found: Byline, source: str, headline: HtmlElement | None, sites: Mapping[str, bool]
) -> tuple[Byline, str]:
    """The byline instead of what is said for machines, if it names the same persons and more.

    All of them must have pages of authors: what else follows a name may be a desk or a subject.
    """
    if source in ("json-ld", "meta"):
        shown = _of_page(headline, sites).persons
        keys = {comparable(name) for name in shown}
        if len(shown) > len(found.persons) and keys >= {comparable(n) for n in found.persons}:
            top = headline.getroottree().getroot() if headline is not None else None
            if top is not None and keys <= _profiles(top):
                return Byline(shown, found.organizations), "byline"
    return found, source


def _profiles(tree: HtmlElement) -> set[str]:
    """Names that a page links to pages of authors, as they are compared."""
    links = (link for link in tree.iter("a") if _PROFILE.search(link.get("href") or ""))
    return {comparable(tidy_text(visible_text(link))) for link in islice(links, _MAX_MARKS)}


def _of_node(node: Mapping[str, Any] | None, sites: Mapping[str, bool]) -> Byline:
    values = (node or {}).get("author") or (node or {}).get("creator")
    return join(_of_value(value, sites) for value in islice(objects_of(values), MAX_NAMES))


def _of_value(value: Any, sites: Mapping[str, bool]) -> Byline:
    """The names of one author in JSON-LD: an object, or plain text."""
    if not isinstance(value, dict):
        return read_byline(text_of(value) or "", sites)
    names = texts_of(value.get("name")) or texts_of(value.get("alternateName"))
    if any(kind.endswith("Organization") for kind in types_of(value)):
        return Byline(organizations=[name for name in names[:MAX_NAMES] if len(name) > 1])
    return join(read_byline(name, sites, one=len(names) == 1) for name in names[:MAX_NAMES])


def _of_metas(head: Head, sites: Mapping[str, bool]) -> Byline:
    """The names in the first meta field that names a person; handles and addresses are none."""
    found = Byline()
    for name in _FIELDS:
        byline = join(
            read_byline(text, sites)
            for text in head.metas.get(name, ())[:MAX_NAMES]
            if " " in text and "://" not in text.partition(" ")[0]
        )
        found.add(byline)
        if byline.persons:
            return found
    name = head.first("twitter:data1") or ""
    if _LABEL.fullmatch(head.first("twitter:label1") or ""):
        found.add(read_byline(name, sites))
    return found


def _of_page(headline: HtmlElement | None, sites: Mapping[str, bool]) -> Byline:
    """The names in the byline after the headline, or right before it."""
    if headline is None:
        return Byline()
    first: tuple[HtmlElement, Byline] | None = None
    for element in islice(_following(headline), _AFTER):
        if byline := _at(element, sites):
            if first and first[0] in islice(element.iterancestors(), 4):
                continue
            if next(element.iter("a"), None) is not None or _is_marked(element):
                return byline
            first = first or (element, byline)
        if element.tag == "p" and len(visible_text(element)) > _LONG_TEXT:
            break
    if first:
        return first[1]
    before = islice(headline.xpath("preceding::*[position() <= 12]"), _BEFORE)
    return next((byline for element in before if (byline := _at(element, sites))), Byline())


def _following(element: HtmlElement) -> Iterator[HtmlElement]:
    """Elements after one, in the page's order, without those of other things."""
    for one in (element, *islice(element.iterancestors(), 12)):
        for sibling in one.itersiblings():
            yield from _inside(sibling)


def _inside(element: HtmlElement) -> Iterator[HtmlElement]:
    if _is_skipped(element):
        return
    stack = [element]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(child for child in reversed(node) if not _is_skipped(child))


def _is_skipped(element: HtmlElement) -> bool:
    """Whether no byline is looked for in an element; an article's own footer may have one."""
    if not isinstance(element.tag, str) or _is_other(element):
        return True
    parent = element.getparent()
    if element.tag == "footer" and parent is not None and parent.tag == "article":
        return False
    return element.tag in _SKIPPED


def _is_below_a_teaser(element: HtmlElement) -> bool:
    """Whether a heading that is a link stands before an element: it is another article's."""
    before = element.getprevious()
    is_heading = before is not None and before.tag in ("h2", "h3", "h4", "h5")
    return is_heading and next(before.iter("a"), None) is not None


def _is_marked(element: HtmlElement) -> bool:
    """Whether an element says that it is a byline, or links to an author's page."""
    marks = " ".join(
        _CAMEL.sub("-", element.get(key) or "")
        for key in ("class", "data-testid", "id", "itemprop")
    )
    if element.get("rel") == "author" or _MARKED.search(marks):
        return True
    return element.tag == "a" and bool(_AUTHOR_PAGE.search(element.get("href") or ""))


def _at(element: HtmlElement, sites: Mapping[str, bool]) -> Byline | None:
    """The byline that an element is; None if it is none or names no person."""
    marked = _is_marked(element)
    text = tidy_text(visible_text(element, " | ")) if marked or _is_leaf(element) else ""
    if not text:
        text = _after_a_break(element)
    is_byline = marked or begins_as_byline(text) or begins_with_role(text)
    if not text or len(text) > _LONG_BYLINE or not is_byline or _is_below_a_teaser(element):
        return None
    links = [
        tidy_text(visible_text(link))
        for link in islice(element.iter("a"), MAX_NAMES)
        if link.get("rel") == "author" or _PROFILE.search(link.get("href") or "")
    ]
    linked = join(read_byline(link, sites) for link in links if link)
    byline = linked if linked.persons else read_byline(text, sites)
    plain = [
        name
        for name in byline.persons
        if (" " in name or is_caseless(name)) and not is_organization(name, sites)
    ]
    return Byline(plain, byline.organizations) if plain else None


def _after_a_break(element: HtmlElement) -> str:
    """The line after a line break that begins as a byline, as in pages laid out in tables."""
    children = [element] if element.tag == "br" else islice(element, 8)
    breaks = (child for child in children if child.tag == "br")
    lines = (tidy_text(child.tail or "") for child in breaks)
    return next((line for line in lines if begins_as_byline(line)), "")


def _is_leaf(element: HtmlElement) -> bool:
    """Whether an element may be a byline that nothing marks: a short one of text and links."""
    begin = "".join(islice(element.itertext(), 4)).strip()
    is_begun = begins_as_byline(begin) or begins_with_role(begin)
    return is_begun and element.tag in ("p", "div", "span", "li", "h2", "h3", "h4")


def _of_marks(tree: HtmlElement, sites: Mapping[str, bool]) -> Byline:
    """The author that marks in the page state, if all that they state is the same.

    They are `itemprop`, `rel`, classes of authors' names and links to authors' pages; so one in a
    box below the article counts, unless other articles with other authors are listed.
    """
    found: list[Byline] = []
    for element in islice(tree.xpath(_MARKS), _MAX_MARKS):
        name = tidy_text(element.get("content") or visible_text(element))
        around = islice(element.iterancestors(), 8)
        if (
            0 < len(name) <= _LONG_BYLINE
            and _is_of_its_page(element, name)
            and not any(
                one.tag in ("nav", "footer") or _is_other(one, _OTHER_AUTHORS) for one in around
            )
        ):
            found.append(read_byline(name, sites))
    stated = [byline for byline in found if byline.persons]
    return stated[0] if stated and all(b.persons == stated[0].persons for b in stated) else Byline()


def _is_of_its_page(element: HtmlElement, name: str) -> bool:
    """Whether what links to an author's page is the name, not `See all`: its address has a word."""
    if element.tag != "a" or element.get("rel") == "author":
        return True
    address = (element.get("href") or "").lower()
    return any(word in address for word in comparable(name).split())


def _is_other(element: HtmlElement, names: re.Pattern[str] = _OTHERS) -> bool:
    """Whether an element's class or id says that it is no part of the article."""
    if element.tag in _WHOLE:
        return False
    words = f"{element.get('class') or ''} {element.get('id') or ''}".split()
    return any(names.search(word) and not _ABOUT_ALL.search(word) for word in words)
