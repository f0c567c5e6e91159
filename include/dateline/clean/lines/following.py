"""What comes after the end of an article: further articles, and readers' comments."""

import re
from collections.abc import Callable

from dateline.clean.lines.sheet import Sheet

ARTICLE, COMMENTS = "following_article", "reader_comments"

_SAID = re.compile(r"\S{2,30}(?: \S{1,20})? said:|.* Reply$|.*\bClick to expand\.\.\.", re.DOTALL)
_MIN_POSTS = 2
_BYLINE = re.compile(
    r"\W*(?:by|written by|posted by|story by|von|par|por|di|door|av|af|autor|автор)[: ]\s*"
    r"(?-i:[A-Z])\S+(?: \S+){0,8}",
    re.IGNORECASE,
)
_DATED = re.compile(
    r".{0,40}\b(?:\d{1,2}(?:st|nd|rd|th)? (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d{1,2}),? \d{4}.{0,40}"
    r"|.{0,40}\b\d{1,2}(?:\.? (?:de )?[^\W\d]{3,12}\.?,? (?:de )?|[./]\d{1,2}[./])"
    r"(?:19|20)\d\d.{0,40}"
    r"|(?:published|updated|posted)\b.{0,40}\d.{0,30}",
    re.IGNORECASE,
)
_HEADLINE_WORDS = (4, 25)
_SHORT = 14
_BEFORE = 80
"""Words of an article before another can follow it."""
_MAX_TOPS = 3
"""More headings with byline and date than this are entries of a live blog."""
_AFTER = 60
"""Words that what follows has, if it is an article."""


def mark_following(sheet: Sheet, is_end: Callable[[int], bool]) -> None:
    """Mark a further article, or readers' posts, from their first line to the end.

    Args:
        sheet: the lines.
        is_end: whether the line at a place is of those that stand below articles: a sign-off, a
            bio, a label of comments or of other articles.
    """
    for rule_id, start in ((COMMENTS, _comments(sheet)), (ARTICLE, _article(sheet, is_end))):
        if start is not None:
            for place in range(start, len(sheet.lines)):
                sheet.mark(place, rule_id)


def _comments(sheet: Sheet) -> int | None:
    """Where a list of posts begins that runs to the end."""
    start = len(sheet.lines)
    while start > 0 and (sheet.lines[start - 1].kind == "item" or not sheet.is_open(start - 1)):
        start -= 1
    while start < len(sheet.lines) and sheet.lines[start].kind != "item":
        start += 1
    posts = sum(bool(_SAID.match(line.text)) for line in sheet.lines[start:])
    return start if posts >= _MIN_POSTS and sum(sheet.words[:start]) >= _BEFORE else None


def _article(sheet: Sheet, is_end: Callable[[int], bool]) -> int | None:
    """Where another article begins: a headline, a byline or date, and a body.

    Above the headline there is an end; or it is a heading that has both byline and date.
    """
    before, words = 0, sum(sheet.words)
    tops = _tops(sheet)
    for place, line in enumerate(sheet.lines):
        if (
            before >= _BEFORE
            and sheet.is_open(place)
            and line.kind in ("heading", "paragraph")
            and words - before - sheet.words[place] >= _AFTER
            and _is_headline(sheet, place)
            and any(_signs(sheet, place))
            and (place in tops or any(is_end(above) for above in range(place - 2, place)))
        ):
            return place
        before += sheet.words[place]
    return None


def _is_headline(sheet: Sheet, place: int) -> bool:
    least, most = _HEADLINE_WORDS
    text = sheet.lines[place].text
    return least <= sheet.words[place] <= most and not text.endswith((".", ":", ","))


def _signs(sheet: Sheet, place: int) -> tuple[bool, bool]:
    """Whether a byline and a date are among the three lines after a place."""
    after = [
        sheet.lines[n].text
        for n in range(place + 1, min(place + 4, len(sheet.lines)))
        if sheet.words[n] <= _SHORT
    ]
    return any(map(_BYLINE.fullmatch, after)), any(map(_DATED.fullmatch, after))


def _tops(sheet: Sheet) -> list[int]:
    """Headings with both byline and date: tops of articles, unless there are many."""
    tops = [
        place
        for place, line in enumerate(sheet.lines)
        if line.kind == "heading" and _is_headline(sheet, place) and all(_signs(sheet, place))
    ]
    return tops if len(tops) <= _MAX_TOPS else []
