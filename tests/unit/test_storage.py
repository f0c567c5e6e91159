from datetime import UTC, datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from upath import UPath

from dateline.schemas import ENTITIES, REJECTS, stable_id
from dateline.storage import read_json, read_rows, replacing, write_json, write_rows

ROWS = [
    {"article_id": "b", "content_hash": "1", "entity_id": "x", "salience": 0.5},
    {"article_id": "a", "content_hash": "1", "entity_id": "y"},
]


@pytest.fixture(params=["local", "memory"])
def root(request, tmp_path):
    return UPath(tmp_path) if request.param == "local" else UPath(f"memory://{tmp_path.name}")


def test_rows_in_any_order_give_the_same_bytes_sorted_by_key(root):
    one, two = root / "e" / "1.parquet", root / "e" / "2.parquet"
    assert write_rows(one, ENTITIES, ROWS) == 2
    write_rows(two, ENTITIES, reversed(ROWS))
    assert one.read_bytes() == two.read_bytes()
    assert [row["article_id"] for row in read_rows(one)] == ["a", "b"]


def test_times_are_stored_in_utc(root):
    moment = datetime.fromisoformat("2015-10-07T02:00:00+02:00")
    write_rows(root / "r.parquet", REJECTS, [{"interval_start": moment}])
    (row,) = read_rows(root / "r.parquet")
    assert row["interval_start"].replace(tzinfo=UTC) == moment


def test_file_has_the_declared_schema_even_without_rows(tmp_path):
    write_rows(UPath(tmp_path / "r.parquet"), REJECTS, [])
    assert pq.read_schema(tmp_path / "r.parquet").equals(REJECTS.schema)


def test_a_failing_write_leaves_the_old_file_and_nothing_else(tmp_path):
    path = UPath(tmp_path / "x.json")
    write_json(path, {"a": 1})
    with pytest.raises(RuntimeError), replacing(path) as out:
        out.write(b"half")
        raise RuntimeError
    assert read_json(path) == {"a": 1}
    assert [file.name for file in tmp_path.iterdir()] == ["x.json"]


def test_a_value_that_does_not_fit_is_an_error_and_writes_nothing(tmp_path):
    with pytest.raises(pa.ArrowInvalid):
        write_rows(UPath(tmp_path / "e.parquet"), ENTITIES, [{"salience": "high"}])
    assert list(tmp_path.iterdir()) == []


def test_stable_id_keeps_parts_apart():
    assert stable_id("ab", "c") != stable_id("a", "bc")
    assert stable_id("a", "b") == stable_id("a", "b")
