"""Line rules: lines that are no part of an article, kept aside with the rule that says so.

The rules are rows of `knowledge/line_rules.csv`.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from dateline.clean.parts import Line, Metadata, Profile, Tidied
from dateline.cleaning import Cleaning
from dateline.knowledge import read_table

MAX_DROPPED = 0.4
"""Share of an article's words that the rules may drop before they are doubted."""


def tidy(lines: Sequence[Line], metadata: Metadata, profile: Profile, cleaning: Cleaning) -> Tidied:
    """Sort an article's lines into text, credits, dateline, and what is no part of it.

    Args:
        lines: in reading order.
        metadata: what is known of the article; rules compare lines with its title and authors.
        profile: which rules apply.
        cleaning: what the source wants otherwise.
    """
    kept: list[Line] = []
    places: list[int] = []
    dropped: list[dict[str, str | int]] = []
    for place, line in enumerate(lines):
        rule_id = next((name for name, pattern in _rules() if pattern.fullmatch(line.text)), None)
        if rule_id is None:
            kept.append(line)
            places.append(place)
        else:
            dropped.append({"rule": rule_id, "text": line.text, "line": place})
    return Tidied(kept, places, dropped)


@lru_cache(maxsize=1)
def _rules() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (row["rule_id"], re.compile(row["pattern"], re.IGNORECASE))
        for row in read_table("line_rules")
    )
