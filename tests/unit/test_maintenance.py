from datetime import UTC, datetime, timedelta

import pytest

from dateline import maintenance
from dateline.clean import cleaner_version
from dateline.errors import TerminalError
from dateline.ledger import entry
from dateline.outcomes import Outcome, Stage
from dateline.partition import Interval, Partition
from dateline.schemas import ANNOTATIONS, ARTICLES, BOILERPLATE, FINGERPRINTS
from dateline.storage import PART_SUFFIX, write_rows


@pytest.fixture
def partition(settings):
    """A batch that was processed: one article, no annotation."""
    partition = Partition(settings.data, Interval.parse("2015-10-07", "2015-10-08"))
    with entry(partition, Stage.CLEAN, {"cleaner": cleaner_version()}) as ledger:
        ledger.count(Outcome.OK)
        write_rows(partition.lake("articles"), ARTICLES, [{"article_id": "a"}])
        for table in (FINGERPRINTS, BOILERPLATE):
            write_rows(partition.lake(table.name), table, [])
    with entry(partition, Stage.ANNOTATE, {}) as ledger:
        ledger.count(Outcome.OK)
        for table in ANNOTATIONS:
            write_rows(partition.lake(table.name), table, [])
    return partition


def test_a_whole_lake_is_read(settings, partition):
    assert maintenance.verify(settings) == 3 + len(ANNOTATIONS) + 2


def test_what_was_cleaned_before_there_were_fingerprints_is_whole(settings, partition):
    for table in (FINGERPRINTS, BOILERPLATE):
        partition.lake(table.name).unlink()
    with pytest.raises(TerminalError, match="2 of"):
        maintenance.verify(settings)
    with entry(partition, Stage.CLEAN, {"cleaner": "dateline 0.1.0, trafilatura 2.3.1"}) as ledger:
        ledger.count(Outcome.OK)
    assert maintenance.verify(settings) == 3 + len(ANNOTATIONS)


def test_an_empty_root_has_nothing_to_verify_or_remove(settings):
    assert maintenance.verify(settings) == 0
    assert maintenance.remove_leftovers(settings, datetime.now(UTC)) == 0


@pytest.mark.parametrize(
    ("harm", "message"),
    [
        (lambda path: path.unlink(), "missing"),
        (lambda path: path.write_bytes(path.read_bytes()[:-9]), "unreadable"),
        (lambda path: path.write_bytes(b""), "unreadable"),
        (lambda path: write_rows(path, ARTICLES, []), "0 rows, and the ledger says 1"),
    ],
)
def test_a_fault_is_named(settings, partition, harm, message):
    path = partition.lake("articles")
    harm(path)
    with pytest.raises(TerminalError, match=message) as caught:
        maintenance.verify(settings)
    assert path.name in str(caught.value)


def test_only_leftovers_of_before_are_removed(settings, partition):
    left = partition.lake("articles").with_name(f".x{PART_SUFFIX}")
    left.write_bytes(b"half")
    now = datetime.now(UTC)
    assert maintenance.remove_leftovers(settings, now - timedelta(days=1)) == 0
    assert maintenance.remove_leftovers(settings, now + timedelta(days=1)) == 1
    assert not left.exists()
    assert partition.lake("articles").exists()


@pytest.mark.parametrize("name", ["home/hosts/a.example.robots", "data/state/listings/a/b.warc.gz"])
def test_copies_of_what_the_web_said_are_kept_for_some_time(settings, name):
    copy = settings.home.parent / name
    copy.parent.mkdir(parents=True)
    copy.write_bytes(b"copy")
    now = datetime.now(UTC)
    assert maintenance.remove_leftovers(settings, now + timedelta(days=89)) == 0
    assert maintenance.remove_leftovers(settings, now + timedelta(days=91)) == 1
    assert not copy.exists()


@pytest.mark.parametrize("name", ["home/hosts/a.robots.9.part", "data/state/listings/a/.b.9.part"])
def test_halves_of_copies_are_leftovers(settings, name):
    half = settings.home.parent / name
    half.parent.mkdir(parents=True)
    half.write_bytes(b"half")
    assert maintenance.remove_leftovers(settings, datetime.now(UTC) + timedelta(days=1)) == 1
