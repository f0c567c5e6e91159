"""Scores of stories."""

import gzip
import json

import pytest

from dateline.errors import TerminalError
from dateline.evaluation.clusters import _scores, score


def write(path, records):
    path.write_text("\n".join(json.dumps(record) for record in records) + "\n", encoding="utf-8")
    return path


RECORDS = [
    {"id": str(n), "date": f"2026-03-0{n + 1}", "title": title, "text": text, "cluster": cluster}
    for n, (title, text, cluster) in enumerate(
        [
            ("Dam cracks", "Engineers found a crack in the dam above the valley.", "dam"),
            ("Dam mended", "The crack in the dam above the valley was mended.", "dam"),
            ("Bank raises rate", "The governor raised the rate to defend the lira.", "bank"),
        ]
    )
]


def test_b_cubed_by_hand():
    """Two of a story together and one apart, with a stranger: (1/1 + 2/3 + 2/3 + 1/3) / 4."""
    found = _scores(["a", "a", "a", "b"], [0, 1, 1, 1])
    assert found["precision"] == pytest.approx((1 + 2 / 3 + 2 / 3 + 1 / 3) / 4, abs=1e-3)
    assert found["recall"] == pytest.approx((1 / 3 + 2 / 3 + 2 / 3 + 1) / 4, abs=1e-3)
    assert found["stories"] == 2


def test_all_right():
    assert _scores("aab", [5, 5, 7])["f1"] == 1.0


@pytest.mark.parametrize("suffix", [".jsonl", ".jsonl.gz"])
def test_a_file(tmp_path, suffix):
    path = write(tmp_path / "gold.jsonl", RECORDS[::-1])
    if suffix.endswith(".gz"):
        packed = tmp_path / "gold.jsonl.gz"
        packed.write_bytes(gzip.compress(path.read_bytes()))
        path = packed
    found = score(path)
    assert (found["articles"], found["gold_stories"], found["stories"]) == (3, 2, 2)
    assert found["f1"] == 1.0
    assert found["baselines"]["singletons"]["recall"] == pytest.approx(2 / 3, abs=1e-3)


@pytest.mark.parametrize("field", ["id", "date", "title", "text", "cluster"])
def test_a_file_of_another_form(tmp_path, field):
    record = {name: value for name, value in RECORDS[0].items() if name != field}
    with pytest.raises(TerminalError, match=field):
        score(write(tmp_path / "bad.jsonl", [record]))


@pytest.mark.parametrize("line", ["{", "3", json.dumps(RECORDS[0] | {"date": "yesterday"})])
def test_a_bad_line_is_named(tmp_path, line):
    path = tmp_path / "bad.jsonl"
    path.write_text(json.dumps(RECORDS[1]) + "\n" + line + "\n", encoding="utf-8")
    with pytest.raises(TerminalError, match=r"bad\.jsonl:2"):
        score(path)


def test_ids_may_repeat(tmp_path):
    assert score(write(tmp_path / "gold.jsonl", RECORDS + RECORDS))["articles"] == 6


def test_an_article_without_date_comes_first(tmp_path):
    records = [RECORDS[0] | {"date": None}, *RECORDS[1:]]
    assert score(write(tmp_path / "gold.jsonl", records))["articles"] == 3


def test_an_empty_file(tmp_path):
    with pytest.raises(TerminalError):
        score(write(tmp_path / "empty.jsonl", []))
