"""Where a page states its times: each statement with what it tells and how far to trust it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any, Literal
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from dateline.clean.metadata.times_forms import Reading, find_times, parse_time
from dateline.clean.parts import Moment
from dateline.knowledge import read_table

Tells = Literal["published", "modified"]

NEAR = 150
"""Elements after the headline among which its date is looked for."""
_LONG_TEXT = 200
"""Characters of a text that is no byline but the article's first paragraph."""
_BESIDE = 60
"""Letters that may stand beside a date in a byline."""
_SITE_NAME_WORDS = 2
_SHORTEST_DATE = len("1/2/2023")
_MAX_TIMES = 60
_MAX_DEPTH = 30

_UPDATED = re.compile(
    r"updat|modifi|revis|review|aktualis|zuletzt|geänd|actuali[sz]|mis à jour|aggiorn|atuali"
    r"|bijgewerkt|oppdatert|opdatert|uppdaterad|обновл|güncell|更新|업데이트|حدث",
    re.IGNORECASE,
)
_PUBLISHED = re.compile(r"publi|posted|entry-date|erschienen|veröff|pubbl|опубл", re.IGNORECASE)
_SKIPPED = frozenset(
    [
        "aside",
        "footer",
        "nav",
        "figure",
        "figcaption",
        "script",
        "style",
        "form",
        "select",
        "button",
    ]
)
_OTHER_THINGS = re.compile(r"Comment|Review|ListItem|Offer|Event", re.IGNORECASE)
_OTHER_PLACES = re.compile(
    r"related|sidebar|recommend|comment|latest|trending|more-", re.IGNORECASE
)
_URL_DAY = re.compile(
    r"(?<![\d])(?P<year>(?:19|20)\d\d)(?:(?P<mark>[/_-])(?P<month>[01]?\d|[a-z]{3})(?P=mark)"
    r"(?P<day>[0-3]?\d)|(?P<month2>[01]\d)(?P<day2>[0-3]\d))(?!\d)"
)


@dataclass(frozen=True, slots=True)
class Statement:
    """A time that a page states.

    Args:
        moment: the time.
        tells: what happened then.
        source: where it stands.
        is_guess: whether the place does not say what it is the time of.
    """

    moment: Moment
    tells: Tells
    source: str
    is_guess: bool = False


def read_nodes(nodes: Sequence[Mapping[str, Any]], reading: Reading) -> Iterator[Statement]:
    """Times in JSON-LD: of the article's node, and of the others in order of trust."""
    keys: dict[str, Tells] = {"datePublished": "published", "dateModified": "modified"}
    for node in nodes:
        for key, tells in keys.items():
            if moment := parse_time(_string(node.get(key)), reading):
                yield Statement(moment, tells, "json-ld")
    for node in nodes:
        for key in ("dateCreated", "uploadDate"):
            if moment := parse_time(_string(node.get(key)), reading):
                yield Statement(moment, "published", "json-ld", is_guess=True)


def _string(value: Any) -> str:
    while isinstance(value, list | dict):
        value = (value or [None])[0] if isinstance(value, list) else value.get("@value")
    return str(value) if isinstance(value, str | int | float) else ""


@lru_cache(maxsize=1)
def _fields() -> dict[str, tuple[int, Tells, bool]]:
    """Name of a meta field to its rank, what it tells, and whether it is a guess."""
    return {
        row["field"]: (
            rank,
            "modified" if row["tells"] == "modified" else "published",
            row["trust"] != "1",
        )
        for rank, row in enumerate(read_table("time_fields"))
    }


def read_metas(tree: HtmlElement, reading: Reading) -> list[Statement]:
    """Times in meta elements, the more trusted first (the order of `time_fields.csv`)."""
    found = []
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        field = _fields().get(name.strip().lower())
        if field and (moment := parse_time(meta.get("content") or "", reading)):
            rank, tells, is_guess = field
            source = f"meta:{name.strip().lower()}"
            found.append((rank, Statement(moment, tells, source, is_guess)))
    return [statement for _, statement in sorted(found, key=lambda pair: pair[0])]


def read_microdata(tree: HtmlElement, reading: Reading) -> Iterator[Statement]:
    """Times that `itemprop` marks; where they differ, each may be of another article."""
    query = "//*[@itemprop='datePublished' or @itemprop='dateModified']"
    found: dict[Tells, list[Moment]] = {"published": [], "modified": []}
    for element in islice(tree.xpath(query), _MAX_TIMES):
        if _is_of_another(element):
            continue
        if moment := _of_element(element, reading):
            modified = element.get("itemprop") == "dateModified"
            found["modified" if modified else "published"].append(moment)
    for tells, moments in found.items():
        for moment in moments:
            yield Statement(moment, tells, "microdata", is_guess=len(set(moments)) > 1)


def _is_of_another(element: HtmlElement) -> bool:
    """Whether the item that holds an element is no article but a comment or such."""
    around = islice(element.iterancestors(), _MAX_DEPTH)
    item = next((one for one in around if one.get("itemscope") is not None), None)
    return item is not None and bool(_OTHER_THINGS.search(item.get("itemtype") or ""))


def _of_element(element: HtmlElement, reading: Reading) -> Moment | None:
    """The time that an element states, by attribute or by its text."""
    for name in ("datetime", "content", "title"):
        if moment := parse_time(element.get(name) or "", reading):
            return moment
    found = find_times(_text(element), reading)
    return found[0][0] if found else None


def _text(element: HtmlElement) -> str:
    """Its text, with single blanks; only the start of a long one."""
    pieces = islice(element.itertext(), 20)
    return " ".join(" ".join(piece[:_LONG_TEXT] for piece in pieces).split())


def headline(tree: HtmlElement) -> HtmlElement | None:
    """The heading that is the likeliest headline: the first `h1` of more than two words."""
    headings = list(islice(tree.iter("h1"), 10))
    longer = (heading for heading in headings if len(_text(heading).split()) > _SITE_NAME_WORDS)
    return next(longer, headings[0] if headings else None)


def after(element: HtmlElement) -> Iterator[HtmlElement]:
    """Elements after an element, in the page's order."""
    here: HtmlElement | None = element
    while here is not None:
        for sibling in here.itersiblings():
            yield from sibling.iter()
        here = here.getparent()


def read_visible(tree: HtmlElement, reading: Reading) -> list[Statement]:
    """Times that readers see beside the headline: in `time` elements, and in short texts."""
    top = headline(tree)
    if top is None:
        return []
    found = list(_before(top, reading))
    for element in islice(after(top), NEAR):
        if not isinstance(element.tag, str):
            continue
        if element.tag in ("time", "abbr"):
            found += _of_time(element, reading)
        elif element.tag not in _SKIPPED:
            if len(element.text or "") > _LONG_TEXT:
                break
            found += _of_text(element, reading)
    return found


def _before(top: HtmlElement, reading: Reading) -> Iterator[Statement]:
    """Times of `time` elements that share a block with the headline and stand before it."""
    for block in islice(top.iterancestors("header", "div", "section"), 2):
        for element in islice(block.iter("time", "h1"), 2):
            if element is top:
                break
            yield from _of_time(element, reading)


def _of_time(element: HtmlElement, reading: Reading) -> Iterator[Statement]:
    """The time of a `time` element, and its text's if that differs, as in another zone."""
    seen = find_times(_text(element), reading)[:1]
    label = f"{element.get('class')} {_label(element)}"
    moments = [_of_element(element, reading), *(moment for moment, _ in seen)]
    for moment in dict.fromkeys(moments):
        if moment:
            yield Statement(moment, _told(_text(element), label), "time", is_guess=True)


def _told(text: str, label: str) -> Tells:
    """What a date tells by the words that stand at it; the nearer ones count first."""
    for words in (text, label):
        if _PUBLISHED.search(words):
            return "published"
        if _UPDATED.search(words):
            return "modified"
    return "published"


def _label(element: HtmlElement) -> str:
    """What stands directly before an element, unless that has a date of its own."""
    previous, parent = element.getprevious(), element.getparent()
    if previous is not None:
        label = f"{_text(previous)[-40:]} {(previous.tail or '')[-40:]}"
    else:
        label = (parent.text or "")[-40:] if parent is not None else ""
    return "" if any(map(str.isdigit, label)) else label


def _of_text(element: HtmlElement, reading: Reading) -> Iterator[Statement]:
    for text in (element.text, element.tail):
        line = " ".join((text or "")[: _LONG_TEXT + 1].split())
        if not _SHORTEST_DATE <= len(line) <= _LONG_TEXT // 2 or not any(map(str.isdigit, line)):
            continue
        if sum(map(str.isalpha, line)) > _BESIDE:
            continue
        label = _label(element)
        for moment, before in find_times(line, reading)[:2]:
            yield Statement(moment, _told(before, label), "byline", is_guess=True)


def read_other_times(tree: HtmlElement, reading: Reading) -> Iterator[Statement]:
    """Times of `time` elements anywhere, except in lists of other articles."""
    for element in islice(tree.iter("time"), _MAX_TIMES):
        around = list(islice(element.iterancestors(), _MAX_DEPTH))
        names = " ".join(f"{item.get('class')} {item.get('id')}" for item in around[:4])
        if any(item.tag in _SKIPPED for item in around) or _OTHER_PLACES.search(names):
            continue
        yield from islice(_of_time(element, reading), 1)


def read_url(url: str) -> Moment | None:
    """The day in an address's path, such as `/2023/12/22/`, `/2023/dec/22/`, `/20231222/`."""
    try:
        path = urlsplit(url).path.lower()
    except ValueError:
        return None
    for match in _URL_DAY.finditer(path[:2000]):
        month, day = match["month"] or match["month2"], match["day"] or match["day2"]
        joint = " " if month.isalpha() else "-"
        stated = (day, month, match["year"]) if month.isalpha() else (match["year"], month, day)
        if moment := parse_time(joint.join(stated)):
            return moment
    return None
