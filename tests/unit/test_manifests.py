from datetime import timedelta

import pytest
from upath import UPath

from dateline import manifests
from dateline.partition import Interval
from dateline.schemas import Document

DAY = Interval.parse("2015-10-07", "2015-10-08")


def document(number, dated="2015-10-07T10:00:00+00:00"):
    return Document("feed", f"https://a.example/{number}", "http", dated)


@pytest.fixture
def root(tmp_path):
    return str(tmp_path)


def test_no_interval_no_batches(root):
    assert manifests.partitions(root, DAY) == []
    assert manifests.held_elsewhere(root, DAY, timedelta(days=1)) == set()


def test_batches_hold_each_document_once_in_order(root):
    documents = [document(n) for n in range(5)]
    batches = manifests.add(root, DAY, documents[::-1], batch_documents=2)
    assert [batch.batch for batch in batches] == [0, 1, 2]
    assert [d for batch in batches for d in manifests.documents(batch)] == documents
    assert manifests.partitions(root, DAY) == batches


def test_new_documents_get_batches_of_their_own(root):
    manifests.add(root, DAY, [document(5)], batch_documents=2)
    before = manifests.partitions(root, DAY)[0].manifest.read_bytes()
    batches = manifests.add(root, DAY, [document(1), document(2)], batch_documents=2)
    assert [len(manifests.documents(batch)) for batch in batches] == [1, 2]
    assert batches[0].manifest.read_bytes() == before
    assert manifests.add(root, DAY, [], batch_documents=2) == batches


def test_other_intervals_are_looked_at_only_so_far(root):
    hours = [Interval.parse(f"2015-10-07T0{h}:00", f"2015-10-07T0{h + 1}:00") for h in range(4)]
    for number, hour in enumerate(hours):
        manifests.add(root, hour, [document(number)], batch_documents=2)
    (UPath(root) / "raw" / "dt=2015-10-07" / ".DS_Store").write_bytes(b"")
    held = manifests.held_elsewhere(root, hours[1], timedelta(hours=1))
    assert held == {document(0).id, document(2).id}
