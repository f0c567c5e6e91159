"""Line rules: lines that are no part of an article, kept aside with the rule that says so.

The rules are rows of `knowledge/line_rules.csv`.
"""

import csv
import re
from functools import lru_cache
from importlib.resources import files


@lru_cache(maxsize=1)
def line_rules() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Rule id and pattern for the whole line, in the order of the file."""
    table = files("dateline.knowledge").joinpath("line_rules.csv").read_text(encoding="utf-8")
    return tuple(
        (row["rule_id"], re.compile(row["pattern"], re.IGNORECASE))
        for row in csv.DictReader(table.splitlines())
    )


def drop_lines(lines: list[str]) -> tuple[list[str], list[dict[str, str]]]:
    """Split lines into those that stay and those that a rule drops.

    Args:
        lines: paragraphs of an article, without outer blanks.

    Returns:
        The lines that stay, and the dropped ones as `{"rule", "text"}`, both in reading order.
    """
    kept: list[str] = []
    dropped: list[dict[str, str]] = []
    for line in lines:
        rule_id = next((name for name, pattern in line_rules() if pattern.fullmatch(line)), None)
        if rule_id is None:
            kept.append(line)
        else:
            dropped.append({"rule": rule_id, "text": line})
    return kept, dropped
