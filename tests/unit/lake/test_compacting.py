"""Compaction: outside readers see each row once at any moment, and our own find each part."""

import hashlib
import json
import os
import shutil
import signal
import sys
import threading
from datetime import date
from pathlib import Path

import duckdb
import pytest
from unit.warehouse.lake_builder import Capture, day, settings_in, write_day
from upath import UPath

from dateline import lake
from dateline.lake import files
from dateline.partition import Partition, lake_dir
from dateline.schemas import ANNOTATIONS, ARTICLES, TABLES
from dateline.settings import Settings
from dateline.warehouse import load, open_warehouse
from dateline.warehouse.fingerprint import fingerprint

AFTER = date(2015, 12, 1)
DAYS = (1, 2)
BATCHES = 3


def fill(settings: Settings) -> list[Partition]:
    """Some days of a few batches; the first article is captured by each."""
    written = []
    for number in DAYS:
        captures = [
            [Capture("same", f"{number}-{batch}", hour=batch + 1), Capture(f"a{number}{batch}")]
            for batch in range(BATCHES)
        ]
        written += write_day(settings, day(number), captures, [("fetch", "http_error")])
    return written


def compact(root) -> int:
    return lake.compact(UPath(root), AFTER)


def seen(root: Path, table: str = "articles") -> list[tuple[str, ...]]:
    """What a tool sees that knows nothing of parts."""
    with duckdb.connect() as con:
        found = f"FROM read_parquet('{root}/lake/{table}/*/*.parquet', hive_partitioning = true)"
        return con.execute(f"SELECT COLUMNS(*)::VARCHAR {found} ORDER BY ALL").fetchall()


def parts(root, table: str = "articles") -> dict[str, list]:
    days = sorted(lake_dir(str(root), table).glob("dt=*"), key=str)
    return {p.name: lake.read(p).to_pylist() for d in days for p in lake.parts_of(d)}


def tree(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture
def root(tmp_path):
    fill(settings_in(tmp_path / "data"))
    return tmp_path / "data"


def test_a_day_of_a_table_becomes_one_file_with_the_same_rows(root):
    rows = {table.name: (seen(root, table.name), parts(root, table.name)) for table in TABLES[:8]}
    before = len(list((root / "lake").rglob("*.parquet")))
    saved = compact(root)
    assert saved == before - len(list((root / "lake").rglob("*.parquet"))) > 0
    for name, (outside, own) in rows.items():
        assert len(list((root / "lake" / name).rglob("*.parquet"))) == len(DAYS)
        assert seen(root, name) == outside
        assert parts(root, name) == own
    assert compact(root) == 0
    assert not any((root / "state" / "compaction").iterdir())


def test_young_days_are_left_alone(root):
    lake.compact(UPath(root), day(2).dt)
    assert len(list((root / "lake/articles" / f"dt={day(1).dt}").iterdir())) == 1
    assert len(list((root / "lake/articles" / f"dt={day(2).dt}").iterdir())) == BATCHES


def test_the_same_files_give_the_same_bytes(root, tmp_path):
    other = shutil.copytree(root, tmp_path / "other")
    compact(root)
    compact(other)
    assert tree(root / "lake") == tree(other / "lake")


def test_the_name_is_the_checksum(root):
    compact(root)
    for path in (root / "lake").rglob("compacted-*.parquet"):
        assert path.stem == f"compacted-{hashlib.sha256(path.read_bytes()).hexdigest()}"


def test_row_groups_are_of_whole_parts(root, monkeypatch):
    monkeypatch.setattr("dateline.lake.compacting.WIDE", {"articles": 4})
    before = parts(root)
    compact(root)
    path = next((root / "lake/articles").rglob("compacted-*"))
    assert [(p.group, p.first, p.rows) for p in files.places(UPath(path)).values()] == [
        *((0, 0, 2), (0, 2, 2), (1, 0, 2))
    ]
    assert parts(root) == before


def test_an_interval_that_runs_again_replaces_its_rows_only(root):
    settings = settings_in(root)
    compact(root)
    before = parts(root)
    part = Partition(settings.data, day(1), 1).lake("articles")
    rows = lake.read_rows(part)
    lake.write_rows(part, ARTICLES, [row | {"title": "Changed"} for row in rows])
    assert {row["title"] for row in parts(root)[part.name]} == {"Changed"}
    assert {k: v for k, v in parts(root).items() if k != part.name} == {
        k: v for k, v in before.items() if k != part.name
    }
    assert len(seen(root)) == len(DAYS) * BATCHES * 2
    folder = part.parent
    assert len(list(folder.iterdir())) == BATCHES  # unpacked
    assert compact(root) == BATCHES - 1
    assert {row["title"] for row in parts(root)[part.name]} == {"Changed"}


def test_a_batch_that_comes_late_is_taken_in(root):
    settings = settings_in(root)
    compact(root)
    rows = lake.read_rows(Partition(settings.data, day(1), 0).lake("articles"))
    late = Partition(settings.data, day(1), 7).lake("articles")
    lake.write_rows(late, ARTICLES, [row | {"article_id": "late"} for row in rows])
    folder = late.parent
    assert len(list(folder.iterdir())) == 2
    assert compact(root) == 1
    assert late.name in parts(root)
    assert len(seen(root)) == (len(DAYS) * BATCHES + 1) * 2


def test_unpacked_files_have_the_bytes_that_they_had(root):
    before = tree(root / "lake")
    compact(root)
    for number in DAYS:
        for table in (t for t in TABLES if lake_dir(str(root), t.name).exists()):
            folder = lake_dir(str(root), table.name) / f"dt={day(number).dt}"
            for part in lake.parts_of(folder)[:1]:
                lake.write_rows(part, table, lake.read_rows(part))
    assert tree(root / "lake") == before


def test_loads_recall_from_compacted_days(tmp_path):
    """Day 2 holds the newest version; when it runs again without, day 1's comes back."""
    found = []
    for name in ("plain", "compacted"):
        settings = settings_in(tmp_path / name)
        first = write_day(settings, day(1), [[Capture("a", "one")], [Capture("b", "two")]])
        load(settings, day(1), first)
        load(settings, day(2), write_day(settings, day(2), [[Capture("a", "new")], []]))
        if name == "compacted":
            assert compact(settings.data)
        for table in (ARTICLES, *ANNOTATIONS):
            lake.write_rows(Partition(settings.data, day(2)).lake(table.name), table, [])
        load(settings, day(2), [Partition(settings.data, day(2))])
        load(settings, day(1), first)
        with open_warehouse(settings) as con:
            found.append(fingerprint(con))
            assert con.execute("SELECT count(*) FROM core_events").fetchone() == (2,)
    assert found[0] == found[1]


def test_files_of_before_columns_were_added_are_compacted(root):
    part = lake.parts_of(UPath(root / "lake/articles" / f"dt={day(1).dt}"))[0]
    old = lake.read(part).drop_columns(["agency", "quality_flags"])
    from dateline.lake import sums
    from dateline.storage import write_table

    write_table(part, old)
    sums.note(part)
    compact(root)
    assert {row["agency"] for row in parts(root)[part.name]} == {None}


def test_a_broken_file_is_not_compacted(root, caplog):
    part = lake.parts_of(UPath(root / "lake/articles" / f"dt={day(1).dt}"))[0]
    part.write_bytes(part.read_bytes()[:-20])
    before = tree(root / "lake/articles" / f"dt={day(1).dt}")
    compact(root)
    assert tree(root / "lake/articles" / f"dt={day(1).dt}") == before
    assert part.name in caplog.text


def test_where_folders_cannot_be_exchanged_files_stay(root, monkeypatch, caplog):
    monkeypatch.setattr("dateline.lake.exchange._renameat2", lambda: None)
    before = tree(root / "lake")
    assert compact(root) == 0
    assert tree(root / "lake") == before
    assert "cannot be exchanged" in caplog.text


def test_on_other_file_systems_our_own_readers_find_each_part(request):
    """A root in memory stands for object storage: no folders to exchange."""
    settings = Settings(data=f"memory://{request.node.name}")
    fill(settings)
    before = parts(settings.data)
    files_before = len(list(settings.root.rglob("*.parquet")))
    assert compact(settings.data) == files_before - len(list(settings.root.rglob("*.parquet")))
    assert parts(settings.data) == before
    part = Partition(settings.data, day(1), 1).lake("articles")
    lake.write_rows(part, ARTICLES, [])
    assert parts(settings.data) == before | {part.name: []}
    assert compact(settings.data) == 1
    assert parts(settings.data) == before | {part.name: []}


def test_readers_meanwhile_see_the_old_or_the_new_files(root):
    """Compacted and unpacked again and again; a reader that listed before may have to try again."""
    settings, expected = settings_in(root), seen(root)
    part = Partition(settings.data, day(1), 1).lake("articles")
    rows = lake.read_rows(part)
    done = threading.Event()
    wrong, good, gone = [], 0, 0

    def work():
        for _ in range(25):
            compact(root)
            lake.write_rows(part, ARTICLES, rows)
        done.set()

    worker = threading.Thread(target=work)
    worker.start()
    while not done.is_set():
        try:
            found = seen(root)
        except duckdb.Error as error:
            assert "No such file" in str(error) or "o files found" in str(error), error
            gone += 1
            continue
        good += 1
        if found != expected:
            wrong.append(len(found))
        assert lake.read_rows(part) == rows
    worker.join()
    assert not wrong
    assert good


def kill_at_line(number: int, work) -> int:
    """Run some work in a child that kills itself before a line of `dateline.lake`; its status."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    left = number

    def count(frame, event, _):
        nonlocal left
        if not frame.f_globals.get("__name__", "").startswith(("dateline.lake", "dateline.stor")):
            return None
        if event == "line":
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
        return count

    sys.settrace(count)
    work()
    os._exit(0)


@pytest.mark.timeout(600)
@pytest.mark.parametrize("step", ["compact", "rewrite"])
def test_a_kill_anywhere_loses_nothing_and_a_rerun_repairs(tmp_path, step):
    """Before every third line that runs."""
    settings = settings_in(tmp_path / "before")
    write_day(settings, day(1), [[Capture("a", "one")], [Capture("b", "two")]])
    for table in sorted(p.name for p in (tmp_path / "before/lake").iterdir()):
        if table not in ("articles", "events"):
            shutil.rmtree(tmp_path / "before/lake" / table)
    name = Partition(settings.data, day(1), 1).lake("articles").name
    if step == "rewrite":
        compact(tmp_path / "before")

    def work(root: Path) -> None:
        if step == "compact":
            compact(root)
            return
        part = UPath(root / "lake/articles" / f"dt={day(1).dt}" / name)
        lake.write_rows(part, ARTICLES, lake.read_rows(part))

    expected, own = seen(tmp_path / "before"), parts(tmp_path / "before")
    undisturbed = shutil.copytree(tmp_path / "before", tmp_path / "undisturbed")
    work(undisturbed)
    died, stride = 1, 3
    while True:
        root = shutil.copytree(tmp_path / "before", tmp_path / "killed")
        status = kill_at_line(died, lambda root=root: work(root))
        assert seen(root) == expected, died
        assert parts(root) == own, died
        work(root)
        assert tree(root / "lake") == tree(undisturbed / "lake"), died
        shutil.rmtree(root)
        if status == 0:
            break
        assert status == -signal.SIGKILL
        died += stride
    assert died > 150


def test_metadata_lists_the_parts(root):
    compact(root)
    with duckdb.connect() as con:
        told = con.execute(
            "SELECT decode(value) FROM parquet_kv_metadata"
            f"('{root}/lake/events/*/*.parquet') WHERE key = 'dateline.parts'"
        ).fetchall()
    names = {name for (value,) in told for name, *_ in json.loads(value)}
    assert names == set(parts(root, "events"))
