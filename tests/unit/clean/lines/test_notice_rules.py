import re

import pytest

from dateline.clean.lines.rules import words_of
from dateline.clean.parts import Line
from dateline.knowledge import read_table

ROWS = read_table("notice_rules")
IDS = [row["rule_id"] for row in ROWS]


def hits(row, text):
    pattern = re.compile(row["pattern"], re.IGNORECASE)
    return words_of(text) <= int(row["max_words"]) and pattern.fullmatch(text) is not None


@pytest.mark.parametrize("row", ROWS, ids=IDS)
def test_row_hits_its_notice_and_no_sentence_with_its_words(row):
    assert hits(row, row["example"])
    assert not hits(row, row["counterexample"])


def test_no_rule_hits_any_counterexample():
    for row in ROWS:
        found = [other["rule_id"] for other in ROWS if hits(other, row["counterexample"])]
        assert found == [], row["counterexample"]


def test_rows_are_sound():
    assert len(set(IDS)) == len(IDS)
    for row in ROWS:
        assert None not in row
        assert row["rule_id"].endswith(f"_{row['lang']}")
        assert all(row[column] for column in ("profile", "scope", "max_words", "action", "source"))
        assert re.fullmatch(row["pattern"], "") is None
        assert set(row["scope"].split(";")) <= {"any", "head", "tail", "run", "linked"}
        Line(row["example"])


def test_twenty_languages_have_the_switcher_and_the_label_over_advertisements():
    for kind in ("amp_switcher", "advertisement", "read_also", "share"):
        languages = {row["lang"] for row in ROWS if row["rule_id"].startswith(kind)}
        assert len(languages) >= 20
