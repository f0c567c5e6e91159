"""The headline, by agreement of the places that state it."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, takewhile
from typing import Any

from lxml.html import HtmlElement

from dateline.clean.metadata.head import Head, visible_text
from dateline.clean.metadata.values import comparable, text_of, tidy_text

_SEPARATOR = re.compile(
    r"\s+(?:[<(|\u00b7\u2022\u00bb\u203a\u2013\u2014\-~]|::+|//)\s+|\s*[|\uff5c]\s*|\s*::\s*"
)
_TIGHT = re.compile(r"\s*[-_\u2013\u2014(]\s*")
"""What separates only where the name of the site follows."""
_GENRE = re.compile(
    r"opinions?|editorials?|commentary|column|analysis|(?:local|world|national|business) news|news"
    r"|sports?|politics|videos?|photos|watch",
    re.IGNORECASE,
)
"""Sections that sites put after a bar at a headline's end."""
_COLON = re.compile(r":\s+")
_CUT = re.compile(r"\s*(?:\u2026|\.\.\.)$")
_WORD = re.compile(r"\w+")
_LOGO = re.compile(r"logo|site-?(?:title|name)|brand|masthead", re.IGNORECASE)
_OUTSIDE = frozenset({"aside", "footer", "nav", "noscript"})
_NEAR = 0.5
"""Share of words that a visible headline and a stated title have in common, as others are none."""
_ALONE = 4
"""Words of the only visible headline from which on it is believed without agreement."""
_CUT_LENGTH = 20
_MAX_LOWER = 40
_MAX_OTHERS = 1_000
_FIELDS = ("og:title", "twitter:title", "parsely-title", "sailthru.title", "dc.title", "title")


@dataclass(frozen=True, slots=True)
class Stated:
    """A title as one place states it."""

    text: str
    source: str


def read_title(
    tree: HtmlElement, head: Head, node: Mapping[str, Any] | None, sites: Sequence[str]
) -> tuple[str | None, str, HtmlElement | None]:
    """The headline without the site's name, where it is from, and its element if it is visible.

    A visible headline that another place states, too, is the best; else what the places that state
    one for other sites' use say.

    Args:
        tree: the page.
        head: its head.
        node: the article's node in JSON-LD.
        sites: names of the site.
    """
    stated = _stripped(list(_stated(head, node)), sites, [text for _, text in head.headings])
    visible = _visible(head, stated, sites)
    if visible is not None:
        element, text, source = visible
        return text, source, element
    if not stated:
        return None, "", None
    best = _uncut(stated[0], stated)
    return best.text, best.source, _lower(tree, best.text)


def _lower(tree: HtmlElement, title: str) -> HtmlElement | None:
    """The heading below the first level, or other element, that is the headline, if one is."""
    wanted = comparable(title)
    for heading in islice(tree.iter("h2", "h3"), _MAX_LOWER):
        if comparable(tidy_text(visible_text(heading))) == wanted:
            return heading
    others = islice(tree.iter("b", "strong", "font", "div", "span", "p"), _MAX_OTHERS)
    length = len(title) + _CUT_LENGTH
    texts = ((one, one.text) for one in others if one.text and len(one.text) < length)
    return next((one for one, text in texts if comparable(tidy_text(text)) == wanted), None)


def _stated(head: Head, node: Mapping[str, Any] | None) -> Iterator[Stated]:
    if text := head.first("og:title"):
        yield Stated(text, "og")
    if node and (text := text_of(node.get("headline")) or text_of(node.get("name"))):
        yield Stated(text, "json-ld")
    for text, name in islice(head.all(*_FIELDS[1:]), 8):
        yield Stated(text, "twitter" if name.startswith("twitter") else f"meta:{name}")
    if head.title:
        yield Stated(head.title, "title")


def _stripped(
    stated: Sequence[Stated], sites: Sequence[str], headings: Sequence[str]
) -> list[Stated]:
    """Titles without names of the site, and without what no other place has at its end."""
    keys = site_keys(sites)
    forms = {comparable(one.text) for one in stated} | {comparable(text) for text in headings}
    forms = {form for form in forms if _key(form) not in keys}
    found = [Stated(without_site(one.text, keys, forms), one.source) for one in stated]
    return [one for one in found if _key(one.text) and _key(one.text) not in keys]


def without_site(title: str, keys: Iterable[str], forms: Iterable[str] = ()) -> str:
    """A title without the site's name before or after it.

    Args:
        title: the title.
        keys: names of the site in lower-case letters and digits only.
        forms: comparable titles; what is left of one of them is the title.
    """
    keys, forms = set(keys), set(forms)
    for _ in range(3):
        shorter = _shortened(title, keys, forms)
        if shorter is None:
            break
        title = shorter
    front, bar, rest = title.rpartition(" | ")
    return front if bar and _GENRE.fullmatch(rest) else title


def _shortened(title: str, keys: set[str], forms: set[str]) -> str | None:
    marks = [*_SEPARATOR.finditer(title)]
    for mark in reversed(marks):
        front, rest = title[: mark.start()], title[mark.end() :]
        if front and (_key(rest) in keys or comparable(front) in forms):
            return front
        if comparable(rest) in forms:
            return rest
    for mark in reversed([*_TIGHT.finditer(title)]):
        front, rest = title[: mark.start()], title[mark.end() :]
        if front and _key(rest) in keys:
            return front
    for mark in [*marks, *_COLON.finditer(title)]:
        front, rest = title[: mark.start()], title[mark.end() :]
        if rest and _key(front) in keys:
            return rest
    return None


def _key(text: str) -> str:
    return "".join(_WORD.findall(comparable(text))).removeprefix("the")


def site_keys(names: Iterable[str]) -> set[str]:
    """Names of a site as they are compared: letters and digits only."""
    return {key for name in names if (key := _key(name))}


def _visible(
    head: Head, stated: Sequence[Stated], sites: Sequence[str]
) -> tuple[HtmlElement, str, str] | None:
    """The visible headline that fits best what is stated, with the places that agree."""
    keys = site_keys(sites)
    forms = {comparable(one.text) for one in stated}
    found = [
        (one, _without_kicker(one, without_site(text, keys, forms), forms))
        for one, text in head.headings
        if _is_headline(one, text, keys)
    ]
    best: tuple[float, HtmlElement, str] | None = None
    for element, text in found:
        fit = max((likeness(text, one.text) for one in stated), default=0.0)
        if best is None or fit > best[0]:
            best = (fit, element, text)
    is_alone = len(found) == 1 and len(_WORD.findall(found[0][1])) >= _ALONE
    if best is None or (stated and best[0] < _NEAR and not is_alone):
        return None
    _, element, text = best
    agreeing = [one.source for one in stated if comparable(one.text) == comparable(text)]
    return element, text, "+".join(dict.fromkeys(["h1", *agreeing]))


def _without_kicker(heading: HtmlElement, text: str, forms: set[str]) -> str:
    """A headline without the label in an element of its own before it, if that makes it agree."""
    if len(heading) < 2 or comparable(text) in forms:  # noqa: PLR2004
        return text
    rest = text.removeprefix(tidy_text(visible_text(heading[0]))).lstrip(" :|")
    return rest if comparable(rest) in forms else text


def _is_headline(heading: HtmlElement, text: str, keys: set[str]) -> bool:
    if _key(text) in keys or not _key(text):
        return False
    about = f"{heading.get('class') or ''} {heading.get('id') or ''}"
    if _LOGO.search(about):
        return False
    around = islice(heading.iterancestors(), 40)
    within = takewhile(lambda one: one.tag not in ("article", "main"), around)
    return not any(one.tag in _OUTSIDE for one in within)


def likeness(one: str, other: str) -> float:
    """Share of words that two titles have in common (Dice); 1 if one is a cut form of the other."""
    one, other = comparable(one), comparable(other)
    short, long = sorted((_CUT.sub("", one), _CUT.sub("", other)), key=len)
    if short == long or (len(short) >= _CUT_LENGTH and long.startswith(short)):
        return 1.0
    first, second = set(_WORD.findall(one)), set(_WORD.findall(other))
    return 2 * len(first & second) / max(1, len(first) + len(second))


def _uncut(best: Stated, stated: Sequence[Stated]) -> Stated:
    """The whole form of a title that ends in an ellipsis, if another place has it."""
    if not _CUT.search(best.text):
        return best
    begin = comparable(_CUT.sub("", best.text))
    whole = (one for one in stated if not _CUT.search(one.text))
    return next((one for one in whole if comparable(one.text).startswith(begin)), best)
