"""Lines of links to other articles."""

from collections.abc import Iterator

from dateline.clean.lines.rules import in_all_languages
from dateline.clean.lines.sheet import Sheet

TAIL, RUN = "linked_tail", "linked_run"

_TEASERS = frozenset({"label_teaser", "label_teaser_tail", "label_most_read"})

_WHOLE = 0.9
_MOST = 0.8
_LISTED = 0.5
_LISTED_ITEM = 0.1
_LONG_ITEM = 60
_MAX_WORDS = 25


def teasers() -> frozenset[str]:
    """Rules for labels above lists of other articles."""
    return _TEASERS | in_all_languages("read_also")


def mark_links(sheet: Sheet) -> None:
    """Mark lines of links at the end, in runs, and below the label of a list."""
    _below_labels(sheet)
    _tail(sheet)
    for run in _runs(sheet):
        for place in run:
            sheet.mark(place, RUN)


def _is_candidate(sheet: Sheet, place: int, share: float) -> bool:
    line = sheet.lines[place]
    return (
        line.link_share >= share
        and line.kind in ("paragraph", "heading", "item")
        and sheet.words[place] <= _MAX_WORDS
    )


def _below_labels(sheet: Sheet) -> None:
    """What a label such as `Read more` stands above."""
    below, labels = False, teasers()
    for place in range(len(sheet.lines)):
        if not sheet.is_open(place):
            below = sheet.rules[place] in labels or (below and sheet.rules[place] is not None)
        elif below and (_is_candidate(sheet, place, _LISTED) or _is_linked_item(sheet, place)):
            sheet.mark(place, RUN)
        else:
            below = False


def _is_linked_item(sheet: Sheet, place: int) -> bool:
    """Whether a line is an item with a link in it: an advertisement, or a teaser with its text."""
    line = sheet.lines[place]
    return (
        line.kind == "item" and line.link_share >= _LISTED_ITEM and sheet.words[place] <= _LONG_ITEM
    )


def _runs(sheet: Sheet) -> Iterator[list[int]]:
    """Paragraphs of links in a row; lists and headings of links are as often the article's own."""
    run: list[int] = []
    for place in range(len(sheet.lines) + 1):
        if (
            place < len(sheet.lines)
            and sheet.lines[place].kind == "paragraph"
            and _is_candidate(sheet, place, _WHOLE)
        ):
            run.append(place)
            continue
        if len(run) > 1 and len(run) < len(sheet.lines) // 3:
            yield run
        run = []


def _tail(sheet: Sheet) -> None:
    for place in range(len(sheet.lines) - 1, 0, -1):
        if not sheet.is_open(place):
            continue
        if not _is_candidate(sheet, place, _MOST) or _is_sentence(sheet, place):
            return
        sheet.mark(place, TAIL)


def _is_sentence(sheet: Sheet, place: int) -> bool:
    return sheet.lines[place].text.endswith(".")
