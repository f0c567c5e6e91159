from datetime import timedelta

import pytest
from upath import UPath

from dateline import manifests
from dateline.partition import Interval
from dateline.schemas import Document

DAY = Interval.parse("2015-10-07", "2015-10-08")


DATED = "2015-10-07T10:00:00+00:00"


def document(number):
    return Document("site", f"https://a.example/{number}", "http", DATED)


@pytest.fixture
def root(tmp_path):
    return str(tmp_path)


def test_no_interval_no_batches(root):
    assert manifests.partitions(root, DAY) == []
    assert manifests.held_elsewhere(root, DAY, timedelta(days=1)) == {}


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
    assert held == {manifests.identity(document(n)): document(n).dated for n in (0, 2)}


def test_hosts_take_turns_and_files_are_read_from_start_to_end(root):
    pages = [
        Document("site", f"https://{host}.example/{n}", "http", DATED)
        for host in "ab"
        for n in range(3)
    ]
    records = [
        Document("archive", f"https://c.example/{n}", "warc", DATED, "c.warc.gz", 100 - n)
        for n in range(3)
    ]
    batches = manifests.add(root, DAY, pages + records, batch_documents=5)
    first, second = (manifests.documents(batch) for batch in batches)
    assert [d.offset for d in first[:3]] == [98, 99, 100]
    assert [d.url[8] for d in first[3:] + second] == list("ababab")


def test_a_page_is_the_same_under_two_addresses_and_a_capture_is_itself():
    plain, tracked = (
        Document(source, url, "http", DATED)
        for source, url in (("a", "https://x.example/1"), ("b", "https://x.example/1?utm_id=9"))
    )
    assert manifests.identity(plain) == manifests.identity(tracked)
    captures = [Document("a", "https://x.example/1", "warc", DATED, "x.warc.gz", n) for n in (0, 9)]
    assert len({manifests.identity(d) for d in captures}) == 2
