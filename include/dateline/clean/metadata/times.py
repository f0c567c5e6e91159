"""When an article was published, and when it was changed.

Order of trust: JSON-LD, meta fields, microdata, the date beside the headline, vague meta fields,
the address, other `time` elements, the last change if only that is stated (the source then ends
with `:modified`), htmldate. The day of a time is the one in the page's own zone; where a source
ends with `+zone`, the zone is from another statement of the same time.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from htmldate import find_date
from lxml.html import HtmlElement

from dateline.clean.metadata.times_forms import Reading, parse_time
from dateline.clean.metadata.times_page import (
    Statement,
    read_metas,
    read_microdata,
    read_nodes,
    read_other_times,
    read_url,
    read_visible,
)
from dateline.clean.parts import Moment

__all__ = ["parse_time", "read_times"]

EARLIEST = datetime(1995, 1, 1, tzinfo=UTC)
"""No page is older: there was no news on the web. Zeros and defaults of systems are."""
_CLOCK_SLACK = timedelta(days=1)
"""A page may be dated this much after it was fetched: zones differ, and clocks are wrong."""
_END = datetime(9999, 1, 1, tzinfo=UTC)
_DAY = timedelta(days=1)
_UPDATE_GAP = timedelta(days=30)
"""A page dated this much after the day in its address, and not changed since, states its update."""
_GUESS_GAP = timedelta(days=2)
"""The same for times that do not say what they are the time of."""
_WIDEST_ZONE = timedelta(hours=14)
_ZONE_STEP = timedelta(minutes=30)
_MONTH_FIRST_TOP = frozenset(["com", "org", "net", "us", "gov", "edu", "mil", "info", "io", "ph"])
_NO_LOCAL_ZONE = (None, "+00:00")
_VISIBLE = ("time", "byline")
_HTMLDATE_MAX_ELEMENTS = 20_000
"""htmldate is slow on large pages, and what it guesses there is worth little."""


def read_times(
    tree: HtmlElement,
    url: str,
    fetched_at: datetime | None,
    nodes: Sequence[Mapping[str, Any]] = (),
) -> tuple[Moment | None, Moment | None, dict[str, str]]:
    """Times of publication and of the last change, and where they were found.

    A change is only told where the page states it and it is not before publication.

    Args:
        tree: the page; it is not changed.
        url: where it was fetched.
        fetched_at: when, if known; no date later than this is believed.
        nodes: objects of JSON-LD about the article, the most trusted first.

    Returns:
        Published, modified, and for each of the two (`published_at`, `modified_at`) its source.
    """
    page = _Page(tree, url, fetched_at + _CLOCK_SLACK if fetched_at else _END)
    stated = _stated(page, nodes)
    modified = _first(stated, "modified")
    published = _published(page, stated, modified)
    if published and modified and _is_before(modified.moment, published.moment):
        modified = None
    if modified:
        modified = _refined(modified, [one for one in stated if one.tells == "modified"])
    sources = {
        name: one.source
        for name, one in (("published_at", published), ("modified_at", modified))
        if one
    }
    moments = [one.moment if one else None for one in (published, modified)]
    return moments[0], moments[1], sources


@dataclass(frozen=True)
class _Page:
    tree: HtmlElement
    url: str
    latest: datetime

    @cached_property
    def reading(self) -> Reading:
        return _reading(self.tree, self.url)

    def believed(self, statements: Iterable[Statement]) -> list[Statement]:
        """Those whose time can be true."""
        return [one for one in statements if EARLIEST <= one.moment.at <= self.latest]


def _stated(page: _Page, nodes: Sequence[Mapping[str, Any]]) -> list[Statement]:
    """What the page states, the more trusted first."""
    stated = [*read_nodes(nodes, page.reading), *read_metas(page.tree, page.reading)]
    stated = page.believed(stated)
    if all(one.is_guess or one.tells != "published" for one in stated):
        stated += page.believed(read_microdata(page.tree, page.reading))
    if not _is_settled(stated):
        stated += page.believed(read_visible(page.tree, page.reading))
    return sorted(stated, key=lambda one: one.is_guess and one.source not in _VISIBLE)


def _reading(tree: HtmlElement, url: str) -> Reading:
    """Month names by the page's language; months stand first in the United States only."""
    language, _, region = (tree.get("lang") or "").strip().lower().replace("_", "-").partition("-")
    try:
        top = (urlsplit(url).hostname or "").rpartition(".")[2]
    except ValueError:
        top = ""
    at_home = region == "us" if region else top in _MONTH_FIRST_TOP or not top
    return Reading(language[:3] or "en", month_first=language in ("", "en") and at_home)


def _is_settled(stated: Sequence[Statement]) -> bool:
    """Whether a firm time of publication is there, with its local zone."""
    first = next((one for one in stated if one.tells == "published" and not one.is_guess), None)
    if first is None or first.moment.precision == "day":
        return False
    return first.moment.zone not in _NO_LOCAL_ZONE


def _first(stated: Iterable[Statement], tells: str) -> Statement | None:
    return next((one for one in stated if one.tells == tells), None)


def _published(
    page: _Page, stated: Sequence[Statement], modified: Statement | None
) -> Statement | None:
    """The time of publication, by the most trusted statement that nothing speaks against."""
    all_told = [one for one in stated if one.tells == "published"]
    in_order = [
        one for one in all_told if modified is None or one.moment.at - modified.moment.at <= _DAY
    ]
    told = in_order or [one for one in all_told if not one.is_guess]
    day = read_url(page.url)
    by_url = page.believed([Statement(day, "published", "url")] if day else [])
    if told and not (by_url and _is_update(told[0], by_url[0].moment, modified)):
        return _refined(told[0], all_told)
    others = page.believed(read_other_times(page.tree, page.reading))
    others = [one for one in others if one.tells == "published"]
    if by_url:
        near = (one for one in others if abs(one.moment.at - by_url[0].moment.at) < _GUESS_GAP)
        return next(near, by_url[0])
    if others:
        return others[0]
    if modified:
        return replace(modified, tells="published", source=f"{modified.source}:modified")
    return _by_htmldate(page)


def _is_before(first: Moment, second: Moment) -> bool:
    """Whether a time is before another one by more than their precision and zones explain."""
    rough = "day" in (first.precision, second.precision) or first.zone is None
    return first.at < second.at - (_DAY if rough else timedelta(0))


def _is_update(told: Statement, by_url: Moment, modified: Statement | None) -> bool:
    """Whether what is told as publication is a later change, by the day in the address."""
    gap = told.moment.at - by_url.at
    if told.is_guess:
        return gap > _GUESS_GAP
    unchanged = modified is None or modified.moment.at - told.moment.at < _DAY
    return gap > _UPDATE_GAP and unchanged


def _refined(told: Statement, others: Sequence[Statement]) -> Statement:
    """A statement with the time of day and the zone that others of the same time add."""
    for other in others:
        if told.moment.precision == "day" and _adds_clock(told.moment, other.moment):
            sources = dict.fromkeys((told.source, other.source))
            told = replace(other, source="+".join(sources))
        if told.moment.precision == "second" and told.moment.zone in _NO_LOCAL_ZONE:
            zone = _shared_zone(told.moment, other.moment)
            if zone:
                told = replace(told, moment=zone, source=f"{told.source}+zone")
    return told


def _adds_clock(day: Moment, other: Moment) -> bool:
    return other.precision == "second" and _local(other).date() == _local(day).date()


def _local(moment: Moment) -> datetime:
    """The time on the clock of its zone."""
    if moment.zone is None:
        return moment.at
    return moment.at.astimezone(datetime.strptime(moment.zone, "%z").tzinfo)


def _shared_zone(moment: Moment, other: Moment) -> Moment | None:
    """A time with the zone of another statement, if both are of the same minute.

    Two are when they are the same moment, or the same on the clock (a `Z` stuck to a local time);
    a time without a zone is the same moment if whole half hours lie between.
    """
    if other.precision != "second" or other.zone == "+00:00":
        return None
    if other.zone is not None:
        if abs(other.at - moment.at) < timedelta(minutes=1):
            return replace(moment, zone=other.zone)
        same_clock = _local(other).replace(tzinfo=UTC, second=0) == moment.at.replace(second=0)
        return other if same_clock else None
    seconds = moment.at.second if other.at.second else 0
    gap = other.at - moment.at.replace(second=seconds)
    if moment.zone is None or not gap or abs(gap) > _WIDEST_ZONE or gap % _ZONE_STEP:
        return None
    sign, minutes = ("-" if gap < timedelta(0) else "+"), int(abs(gap).total_seconds()) // 60
    return replace(moment, zone=f"{sign}{minutes // 60:02}:{minutes % 60:02}")


def _by_htmldate(page: _Page) -> Statement | None:
    """What htmldate makes of a page, without its search for the commonest date in the text.

    That search costs four times as much, and gives the copyright's year more often than a date.
    """
    if page.tree.xpath("count(//*)") > _HTMLDATE_MAX_ELEMENTS:
        return None
    text = find_date(
        page.tree,
        extensive_search=False,
        url=page.url,
        original_date=True,
        min_date=EARLIEST.replace(tzinfo=None),
        max_date=page.latest.replace(tzinfo=None),
        deferred_url_extractor=True,
    )
    moment = parse_time(text) if text else None
    return Statement(moment, "published", "htmldate", is_guess=True) if moment else None
