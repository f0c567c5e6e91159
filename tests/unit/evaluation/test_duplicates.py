"""The scorer of near-duplicates, on small files of known clusters."""

import json
import random

import pytest

from dateline.errors import TerminalError
from dateline.evaluation.duplicates import score

WORDS = [a + b for a in ("har", "mol", "tes", "vin", "dor", "kel") for b in "aeiouy"]


def prose(seed, words=150):
    rng = random.Random(seed)
    return " ".join(f"{rng.choice(WORDS)}{rng.choice(WORDS)}" for _ in range(words))


def scored(folder, *documents):
    path = folder / "gold.jsonl"
    path.write_text("\n".join(json.dumps(document) for document in documents) + "\n\n")
    return score(path)


def test_pairs_are_scored(tmp_path):
    one, other = prose(1), prose(2)
    result = scored(
        tmp_path,
        {"id": "a", "text": one, "cluster": 1},
        {"id": "b", "text": one.upper(), "cluster": 1},
        {"id": "c", "text": f"{one} {prose(3, 40)}", "cluster": 1},
        {"id": "d", "text": other, "cluster": 2},
        {"id": "e", "text": prose(4), "cluster": 2},
        {"id": "f", "text": other},
        {"id": "g", "text": other},
        {"id": "h", "text": " \n", "cluster": 1},
    )
    assert result.pop("documents_per_second") > 0
    assert result == {
        "documents": 8,
        "empty": 1,
        "gold_pairs": 4,
        "found_pairs": 6,
        "precision": 0.5,
        "recall": 0.75,
        "f1": 0.6,
        "false_pairs": [["d", "f"], ["d", "g"], ["f", "g"]],
    }


def test_a_cluster_may_be_called_a_page(tmp_path):
    text = prose(1)
    result = scored(tmp_path, *({"id": n, "text": text, "page": "p"} for n in range(30)))
    assert result["gold_pairs"] == result["found_pairs"] == 435
    assert result["f1"] == 1.0


def test_all_members_of_a_large_cluster_are_found(tmp_path):
    text = prose(1, 400)
    copies = ({"id": n, "text": f"{text} {prose(n + 9, 30)}", "cluster": "x"} for n in range(40))
    result = scored(tmp_path, *copies, *({"id": f"o{n}", "text": prose(n + 99)} for n in range(40)))
    assert result["gold_pairs"] == result["found_pairs"] == 780
    assert result["false_pairs"] == []


def test_nothing_to_find(tmp_path):
    result = scored(tmp_path, {"id": "a", "text": prose(1)}, {"id": "b", "text": prose(2)})
    assert [result[name] for name in ("precision", "recall", "f1")] == [None, None, None]
    path = tmp_path / "empty.jsonl"
    path.write_bytes(b"")
    assert score(path)["documents"] == 0


@pytest.mark.parametrize("line", ["nonsense", "[1]", '{"id": 1}', '{"id": 1, "text": null}'])
def test_a_file_of_another_form_is_refused(tmp_path, line):
    path = tmp_path / "gold.jsonl"
    path.write_text(f'{{"id": 0, "text": "x"}}\n{line}\n')
    with pytest.raises(TerminalError, match=r"gold\.jsonl:2: not"):
        score(path)
