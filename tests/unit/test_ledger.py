import pytest

from dateline.ledger import entry
from dateline.outcomes import NOT_REJECTS, Outcome, Stage
from dateline.partition import Interval, Partition
from dateline.schemas import Reject
from dateline.storage import read_json, read_rows


@pytest.fixture
def partition(tmp_path):
    return Partition(str(tmp_path), Interval.parse("2015-10-07", "2015-10-08"), 3)


def test_outcomes_add_up_to_inputs_and_rejects_have_rows(partition):
    with entry(partition, Stage.CLEAN, {"cleaner": "1"}) as ledger:
        ledger.count(Outcome.OK, 4)
        ledger.count(Outcome.SEEN)
        ledger.reject(Reject("s", "u", Outcome.EMPTY, "no bytes"), Reject("s", "v", "no_text", "x"))
    written = read_json(partition.ledger("clean"))
    assert written["inputs"] == sum(written["outcomes"].values()) == 7
    assert written["outcomes"] == {"empty": 1, "no_text": 1, "ok": 4, "seen": 1}
    assert written["batch"] == 3
    rows = read_rows(partition.lake("rejects", "clean"))
    assert [(row["url"], row["outcome"], row["reason"]) for row in rows] == [
        ("u", "empty", "no bytes"),
        ("v", "no_text", "x"),
    ]


def test_a_stage_that_raises_leaves_no_entry(partition):
    with pytest.raises(RuntimeError), entry(partition, Stage.CLEAN, {}) as ledger:
        ledger.count(Outcome.OK)
        raise RuntimeError
    assert not partition.ledger("clean").exists()


@pytest.mark.parametrize("outcome", sorted(set(Outcome) - NOT_REJECTS))
def test_what_needs_a_row_cannot_only_be_counted(partition, outcome):
    with pytest.raises(ValueError, match="rejects table"), entry(partition, Stage.CLEAN, {}) as e:
        e.count(outcome)
