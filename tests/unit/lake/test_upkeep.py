"""Verification by checksums, and days that are let go."""

import shutil
from datetime import UTC, datetime, timedelta

import pytest
from unit.warehouse.lake_builder import Capture, day, write_day
from upath import UPath

from dateline import lake, maintenance, pipeline
from dateline.errors import TerminalError
from dateline.lake import sums
from dateline.partition import Partition
from dateline.schemas import ANNOTATIONS, ARTICLES, FETCHES
from dateline.settings import Settings
from dateline.storage import read_json
from dateline.warehouse import load, open_warehouse

NOW = datetime(2015, 12, 1, tzinfo=UTC)


@pytest.fixture
def filled(settings):
    """Two days of two batches, each file with its checksum."""
    for number in (1, 2):
        captures = [[Capture(f"{number}{batch}")] for batch in "ab"]
        write_day(settings, day(number), captures)
    for part in (settings.root / "lake").rglob("*.parquet"):
        sums.note(part)
    return settings


def flip(path: UPath, place: int) -> None:
    """Flip one bit of a file."""
    data = bytearray(path.read_bytes())
    data[place] ^= 4
    path.write_bytes(bytes(data))


@pytest.mark.parametrize("compacted", [False, True])
@pytest.mark.parametrize("place", [5, 0.3, 0.6, -3])
def test_a_flipped_bit_is_found_and_the_interval_named(filled, compacted, place):
    before = maintenance.verify(filled)
    if compacted:
        assert maintenance.compact(filled, NOW)
        assert maintenance.verify(filled) == before
    path = next((filled.root / "lake/events" / f"dt={day(2).dt}").glob("*.parquet"))
    size = path.stat().st_size
    flip(path, int(place * size) if isinstance(place, float) else place)
    with pytest.raises(TerminalError, match="1 of") as caught:
        maintenance.verify(filled)
    told = str(caught.value)
    assert path.name in told
    assert "2015-10-02T00:00:00+00:00 to 2015-10-03T00:00:00+00:00" in told
    assert "2015-10-01T00:00:00+00:00 to" not in told


def test_another_file_with_as_many_rows_is_found(filled):
    part = Partition(filled.data, day(1)).lake("articles")
    other = Partition(filled.data, day(1), 1).lake("articles")
    shutil.copy(other.path, part.path)
    with pytest.raises(TerminalError, match="another checksum than when it was written"):
        maintenance.verify(filled)


def test_a_broken_compacted_file_is_set_aside_and_its_intervals_run_again(filled):
    """Nothing of it is taken for good: what was not written again is missing, and named."""
    rows = {
        batch: lake.read_rows(Partition(filled.data, day(1), batch).lake("articles"))
        for batch in (0, 1)
    }
    maintenance.compact(filled, NOW)
    path = next((filled.root / "lake/articles" / f"dt={day(1).dt}").iterdir())
    flip(path, 200)
    lake.write_rows(Partition(filled.data, day(1), 0).lake("articles"), ARTICLES, rows[0])
    assert next((filled.root / "state/broken").rglob("*.parquet")).name == path.name
    with pytest.raises(TerminalError, match="missing"):
        maintenance.verify(filled)
    lake.write_rows(Partition(filled.data, day(1), 1).lake("articles"), ARTICLES, rows[1])
    maintenance.verify(filled)


def test_by_default_all_is_kept(filled):
    assert lake.apply_retention(filled, NOW + timedelta(days=9999)) == {"raw": 0, "lake": 0}


def keeping(settings: Settings, **days: int) -> Settings:
    return settings.model_copy(update=days)


def test_days_go_whole_and_the_ledger_says_so(filled):
    settings = keeping(filled, keep_lake_days=60)
    end = day(1).end + timedelta(days=60)
    assert lake.apply_retention(settings, end - timedelta(seconds=1))["lake"] == 0
    assert lake.apply_retention(settings, end)["lake"] == 1
    assert not list((filled.root / "lake").glob(f"*/dt={day(1).dt}"))
    assert list((filled.root / "lake").glob(f"*/dt={day(2).dt}"))
    note = read_json(filled.root / "ledger" / f"dt={day(1).dt}" / "retention.json")
    assert note["lake"]["files"] > 10
    assert maintenance.verify(settings)
    assert lake.apply_retention(settings, end)["lake"] == 0


def test_the_lake_is_kept_as_long_as_runs_look_back(filled):
    settings = keeping(filled, keep_lake_days=1)
    assert lake.apply_retention(settings, day(2).end + timedelta(days=29))["lake"] == 0


def test_pages_go_and_manifests_stay(filled):
    partition = Partition(filled.data, day(1))
    partition.raw_dir.mkdir(parents=True)
    partition.warc("wire").write_bytes(b"pages")
    partition.manifest.write_bytes(b"{}\n")
    assert lake.apply_retention(keeping(filled, keep_raw_days=30), NOW)["raw"] == 1
    assert not partition.warc("wire").exists()
    assert partition.manifest.exists()
    with pytest.raises(TerminalError, match="DATELINE_KEEP_RAW_DAYS"):
        pipeline.clean(filled, partition.uri)
    with pytest.raises(TerminalError, match="DATELINE_KEEP_RAW_DAYS"):
        pipeline.discover(filled, day(1))


def test_what_was_loaded_of_a_day_that_went_stays(filled):
    """Also when a version of that day is wanted again: it is forgotten, and nothing fails."""
    for number in (1, 2):
        batches = [Partition(filled.data, day(number), batch) for batch in (0, 1)]
        load(filled, day(number), batches)
    newer = write_day(filled, day(3), [[Capture("1a", "changed", hour=20)]])
    load(filled, day(3), newer)
    lake.apply_retention(keeping(filled, keep_lake_days=31), day(1).end + timedelta(days=31))
    with pytest.raises(TerminalError, match="what was loaded of it stays"):
        pipeline.load(filled, day(1))
    for table in (ARTICLES, FETCHES, *ANNOTATIONS):
        lake.write_rows(newer[0].lake(table.name), table, [])
    load(filled, day(3), newer)
    with open_warehouse(filled) as con:
        urls = con.execute("SELECT url FROM core_articles ORDER BY url").fetchall()
    assert [url.rpartition("/")[2] for (url,) in urls] == ["1b", "2a", "2b"]


def test_a_removal_that_was_killed_goes_on(filled, monkeypatch):
    def killed(*_):
        raise KeyboardInterrupt

    settings = keeping(filled, keep_lake_days=31)
    with monkeypatch.context() as patched:
        patched.setattr("dateline.lake.retention._remove_whole", killed)
        with pytest.raises(KeyboardInterrupt):
            lake.apply_retention(settings, NOW)
    assert lake.apply_retention(settings, NOW)["lake"] == 2
    assert not list((filled.root / "lake").rglob("*.parquet"))


def test_folders_that_a_killed_compaction_left_are_removed(filled):
    left = filled.root / "state" / "compaction" / "0f"
    left.mkdir(parents=True)
    (left / "unnamed").write_bytes(b"half")
    now = datetime.now(UTC)
    assert maintenance.remove_leftovers(filled, now - timedelta(days=1)) == 0
    assert maintenance.remove_leftovers(filled, now + timedelta(days=1)) == 1
    assert not left.exists()


def test_all_upkeep_in_one_call(filled):
    done = pipeline.maintain(filled, NOW, raw=True)
    assert done["files compacted away"] > 10
    assert done["files verified"] > 20
    again = pipeline.maintain(filled, NOW)
    assert again["files compacted away"] == 0
    assert again["files verified"] == done["files verified"]
