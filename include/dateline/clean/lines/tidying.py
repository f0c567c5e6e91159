"""Line rules: lines that are no part of an article, kept aside with the rule that says so.

The rules are rows of `knowledge/line_rules.csv` and `notice_rules.csv`.
"""

import re
from collections.abc import Callable, Collection, Sequence
from functools import lru_cache, partial

from dateline.clean.lines.bios import RULE as BIO
from dateline.clean.lines.bios import is_bio, mark_rest
from dateline.clean.lines.credits import credit_rule
from dateline.clean.lines.following import ARTICLE, COMMENTS, mark_following
from dateline.clean.lines.links import RUN, TAIL, mark_links, teasers
from dateline.clean.lines.provenance import credit_rule_ids, mark_credit, read_provenance
from dateline.clean.lines.rules import (
    Matcher,
    enabled,
    in_all_languages,
    is_english,
    matcher,
)
from dateline.clean.lines.sheet import Sheet
from dateline.clean.lines.titles import mark_site, mark_titles
from dateline.clean.parts import MAX_DROPPED, Line, Metadata, Profile, Tidied
from dateline.cleaning import SOURCE_DROP, Cleaning

_RISKIEST = ((TAIL, RUN), (BIO, "bio_role"), ("teaser_prefix", "teaser_linked", "teaser_more_at"))
"""Rules that are taken back, in this order, where too much would be dropped. Others are sure of
their lines, however many these are."""
_CUTS = (ARTICLE, COMMENTS)
_ENOUGH_BEFORE = 150
"""Words that are left of an article for a cut to stay that drops too much: of further articles
and comments there may be any number."""
_ENDS = frozenset(
    {
        "label_comments",
        "label_tags",
        BIO,
        "bio_role",
        "contact_author",
        "notice_copyright",
        "amp_switcher",
        "source_link",
    }
)

_PARTS = ("head_byline", "head_date", "tail_date")
"""Rules for lines that stand once above or below an article, or else head each of its parts."""

Scoped = Callable[[str], Matcher]
"""The rules that apply to an article, by scope."""


def tidy(
    lines: Sequence[Line],
    metadata: Metadata,
    profile: Profile,
    cleaning: Cleaning,
    *,
    host: str = "",
) -> Tidied:
    """Sort an article's lines into text, credits, dateline, and what is no part of it.

    Args:
        lines: in reading order.
        metadata: what is known of the article; rules compare lines with its title and authors.
        profile: which rules apply.
        cleaning: what the source wants otherwise.
        host: of the article's address; an agency's text on its own site is not syndicated.
    """
    off = frozenset(cleaning.rules_off)
    kept = _matching(lines, cleaning.keep)
    sheet = Sheet(lines, (enabled(profile) | credit_rule_ids() | {SOURCE_DROP}) - off, kept)
    for place in _matching(lines, cleaning.drop):
        sheet.mark(place, SOURCE_DROP)
    _mark(sheet, metadata, partial(matcher, profile, off=off, english=is_english(lines)))
    overrun = _limit(sheet)
    dropped: list[dict[str, str | int]] = [
        {"rule": rule_id, "text": lines[place].text, "line": place}
        for place, rule_id in enumerate(sheet.rules)
        if rule_id is not None
    ]
    tidied = Tidied(sheet.open_lines(), sheet.open_places(), dropped, overrun=overrun)
    read_provenance(tidied, sheet, metadata, host)
    return tidied


def _mark(sheet: Sheet, metadata: Metadata, scoped: Scoped) -> None:
    """Mark lines in the order in which the rules build on one another."""
    mark_titles(sheet, metadata)
    _everywhere(sheet, scoped)
    mark_following(sheet, _ending(sheet, metadata, scoped("tail")))
    _ends(sheet, metadata, scoped)
    mark_rest(sheet)
    mark_site(sheet, metadata)
    _next_to_others(sheet, scoped)
    mark_links(sheet)


def _everywhere(sheet: Sheet, scoped: Scoped) -> None:
    anywhere, linked = scoped("any"), scoped("linked")
    for place, (line, words) in enumerate(zip(sheet.lines, sheet.words, strict=True)):
        rule = anywhere.find(line, words)
        if rule is None and sheet.is_linked(place):
            rule = linked.find(line, words)
        if rule is None:
            mark_credit(sheet, place)
            continue
        sheet.mark(place, rule.rule_id)


def _ends(sheet: Sheet, metadata: Metadata, scoped: Scoped) -> None:
    """Rules for the head and the tail: each reaches as far as rules find something there."""
    head, tail = scoped("head"), scoped("tail")
    for place in sheet.head():
        if rule := head.find(sheet.lines[place], sheet.words[place]):
            sheet.mark(place, rule.rule_id)
    for place in sheet.tail():
        if is_bio(sheet, place, metadata):
            sheet.mark(place, BIO)
        elif rule := tail.find(sheet.lines[place], sheet.words[place]):
            sheet.mark(place, rule.rule_id)
        else:
            mark_credit(sheet, place, is_tail=True)
    sheet.release([rule_id for rule_id in _PARTS if _is_series(sheet, rule_id)])


def _is_series(sheet: Sheet, rule_id: str) -> bool:
    """Whether running text stands between two lines of a rule: they head parts of the article."""
    places = [place for place, found in enumerate(sheet.rules) if found == rule_id]
    between = range(places[0] + 1, places[-1]) if places else ()
    return any(sheet.is_open(place) and sheet.is_prose(place) for place in between)


def ends() -> frozenset[str]:
    """Rules for lines that stand below an article, where another may follow."""
    return _ENDS | teasers() | in_all_languages("comments", "amp_switcher", "source_link")


def _ending(sheet: Sheet, metadata: Metadata, tail: Matcher) -> Callable[[int], bool]:
    """Whether the line at a place is one that stands below an article."""
    below = ends()

    def is_end(place: int) -> bool:
        line, rule_id = sheet.lines[place], sheet.rules[place]
        if rule_id is None:
            rule = tail.find(line, sheet.words[place])
            rule_id = rule.rule_id if rule else None
        return (
            rule_id in below
            or is_bio(sheet, place, metadata)
            or credit_rule(line, place_from_end=0) is not None
        )

    return is_end


def _next_to_others(sheet: Sheet, scoped: Scoped) -> None:
    """Rules for words that are labels only among labels: beside a dropped line, or two in a row."""
    find = scoped("run").find
    found = [find(line, words) for line, words in zip(sheet.lines, sheet.words, strict=True)]
    for places in (range(len(found)), range(len(found) - 1, -1, -1)):
        for place in places:
            rule = found[place]
            beside = [n for n in (place - 1, place + 1) if 0 <= n < len(found)]
            if rule and any(found[n] or not sheet.is_open(n) or sheet.is_linked(n) for n in beside):
                sheet.mark(place, rule.rule_id)


def _limit(sheet: Sheet) -> bool:
    """Take rules back, the riskiest first, while too many words would be dropped.

    Returns:
        Whether too many would have been.
    """
    allowed = MAX_DROPPED * sum(sheet.words)
    if _dropped_words(sheet) <= allowed:
        return False
    if sum(sheet.words) - _dropped_words(sheet) < _ENOUGH_BEFORE:
        sheet.release(_CUTS)
    allowed = MAX_DROPPED * (sum(sheet.words) - _dropped_words(sheet, _CUTS))
    for group in _RISKIEST:
        if _dropped_words(sheet) - _dropped_words(sheet, _CUTS) <= allowed:
            break
        sheet.release(group)
    return True


def _dropped_words(sheet: Sheet, rule_ids: Collection[str] | None = None) -> int:
    """Words that rules drop: all rules, or some."""
    return sum(
        words
        for words, rule_id in zip(sheet.words, sheet.rules, strict=True)
        if rule_id is not None and (rule_ids is None or rule_id in rule_ids)
    )


def _matching(lines: Sequence[Line], patterns: tuple[str, ...]) -> list[int]:
    """Places of the lines that one of a source's patterns matches whole."""
    if not patterns:
        return []
    whole = _joined(patterns)
    return [place for place, line in enumerate(lines) if whole.fullmatch(line.text)]


@lru_cache(maxsize=256)
def _joined(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))
