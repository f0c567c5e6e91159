"""Calls to subscribe that take more than one line."""

from dateline.clean.lines.sheet import Sheet

RULE = "call_block"

_CALLS = frozenset({"call_newsletter_label", "call_inbox", "call_newsletter"})
_MAX_WORDS = 45


def mark_blocks(sheet: Sheet) -> None:
    """Mark the paragraph below a heading that calls to subscribe, if it promises something."""
    for place in range(1, len(sheet.lines)):
        above = place - 1
        if (
            sheet.is_open(place)
            and sheet.rules[above] in _CALLS
            and sheet.lines[above].kind == "heading"
            and sheet.lines[place].kind == "paragraph"
            and sheet.words[place] <= _MAX_WORDS
            and _is_promise(sheet.lines[place].text)
        ):
            sheet.mark(place, RULE)


def _is_promise(text: str) -> bool:
    lowered = text.casefold()
    return any(
        word in lowered
        for word in (
            "latest",
            "news",
            "inbox",
            "updates",
            "deliver",
            "exclusive",
            "deals",
            "weekly",
        )
    ) and ("!" in text or "." not in text.rstrip(".") or "inbox" in lowered)
