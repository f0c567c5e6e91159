"""Questions to the published copy: answers in four forms, no writes, no other files."""

import csv
import io
import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from unit.warehouse.lake_builder import Capture, day, write_day

from dateline.errors import TerminalError
from dateline.urls import url_key
from dateline.warehouse import (
    build_marts,
    check,
    load,
    publish,
    query,
    render,
    run_saved,
    saved_queries,
    status,
    table_counts,
)

RESULT = pa.table(
    {
        "name": ["Homs", None, "a,b\n“q”"],
        "n": [1, 2, None],
        "tags": [["x"], [], None],
        "counts": pa.array([[("ok", 1)], [], None], pa.map_(pa.string(), pa.int64())),
    }
)


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    from unit.warehouse.lake_builder import settings_in

    settings = settings_in(tmp_path_factory.mktemp("published"))
    captures = [Capture("a", "one"), Capture("b", "two", hour=13)]
    load(settings, day(1), write_day(settings, day(1), [captures], [("clean", "no_text")]))
    load(settings, day(2), write_day(settings, day(2), [[Capture("a", "three")]]))
    check(settings)
    build_marts(settings)
    publish(settings)
    return settings


def written(form: str, result: pa.Table = RESULT, **more) -> bytes:
    out = io.BytesIO()
    render(result, form, out, **more)
    return out.getvalue()


def test_answers_are_rows(published):
    rows = query(published, "SELECT title FROM core_articles ORDER BY title").to_pylist()
    assert rows == [{"title": "Strikes on three"}, {"title": "Strikes on two"}]


def test_parameters_are_bound(published):
    statement = "SELECT count(*) AS n FROM core_articles WHERE title = $title"
    assert query(published, statement, {"title": "Strikes on two"}).to_pylist() == [{"n": 1}]
    assert query(published, "SELECT ? AS x", ["'; --"]).to_pylist() == [{"x": "'; --"}]


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM core_articles",
        "CREATE TABLE extra (a INTEGER)",
        "COPY core_articles TO 'out.csv'",
        "SELECT * FROM read_text('/etc/hostname')",
        "ATTACH 'other.duckdb'",
        "SET enable_external_access = true",
        "SELECT nothing",
        "SELEC 1",
        "INSTALL httpfs",
    ],
)
def test_what_is_wrong_or_writes_is_refused(published, statement):
    with pytest.raises(TerminalError):
        query(published, statement)


def test_csv(published):
    rows = list(csv.reader(io.StringIO(written("csv").decode())))
    assert rows == [
        ["name", "n", "tags", "counts"],
        ["Homs", "1", '["x"]', '{"ok": 1}'],
        ["", "2", "[]", "{}"],
        ["a,b\n“q”", "", "", ""],
    ]


def test_json():
    assert json.loads(written("json")) == [
        {"name": "Homs", "n": 1, "tags": ["x"], "counts": {"ok": 1}},
        {"name": None, "n": 2, "tags": [], "counts": {}},
        {"name": "a,b\n“q”", "n": None, "tags": None, "counts": None},
    ]
    assert json.loads(written("json", RESULT.slice(0, 0))) == []


def test_values_without_a_json_form_are_still_written(published):
    result = query(
        published,
        "SELECT 1 AS a, 2 AS a, 'nan'::DOUBLE AS nan, [(1, 'x')] AS pairs, {'k': [1]} AS struct, "
        "MAP {1: {'b': 2}} AS map, INTERVAL 1 DAY AS gap, 1.50::DECIMAL(5, 2) AS price, "
        "'x'::BLOB AS bytes, [1, 2]::INTEGER[2] AS pair, NULL AS nothing, "
        "TIMESTAMP_NS '2015-10-01 00:00:00.000000001' AS fine, "
        "TIMESTAMPTZ '2015-10-01 00:00:00+00' AS zoned",
    )
    (row,) = json.loads(written("json", result))
    assert (row["a"], row["a_1"]) == (1, 2)
    assert row["nan"] is None
    # DuckDB 2 gives the fields of such a struct names.
    assert row["pairs"] in ([[1, "x"]], [{"element1": 1, "element2": "x"}])
    assert row["struct"] == {"k": [1]}
    assert row["map"] == {"1": {"b": 2}}
    assert row["price"] == "1.50"
    assert row["pair"] == [1, 2]
    assert row["fine"].endswith("000000001")
    for form in ("csv", "table", "parquet"):
        assert written(form, result.drop_columns(["gap"] if form == "parquet" else []))


def test_json_has_times_and_dates_as_text(published):
    result = query(published, "SELECT DATE '2015-10-01' AS d, TIMESTAMP '2015-10-01 10:00' AS t")
    assert json.loads(written("json", result)) == [{"d": "2015-10-01", "t": "2015-10-01 10:00:00"}]


def test_parquet():
    assert pq.read_table(io.BytesIO(written("parquet"))).to_pylist() == RESULT.to_pylist()


def test_table_aligns_and_counts():
    result = pa.table({"name": ["Homs", "[b]Aleppo"], "n": [1, 20]})
    assert written("table", result, width=80).decode().splitlines() == [
        "name         n",
        "──────────────",
        "Homs         1",
        "[b]Aleppo   20",
        "(2 rows)",
    ]


def test_table_without_room_is_written_a_record_at_a_time():
    result = pa.table({"name": ["Homs", "Aleppo"], "population": [1, 20]})
    assert written("table", result, width=12).decode() == (
        "      name  Homs\npopulation  1\n\n      name  Aleppo\npopulation  20\n(2 rows)\n"
    )


def test_table_without_rows():
    assert written("table", RESULT.slice(0, 0)).decode().endswith("(0 rows)\n")


def test_an_unknown_form_is_refused():
    with pytest.raises(TerminalError, match="xml"):
        written("xml")


def test_status_tells_tables_stages_intervals_and_checks(published):
    sections = {section.title: section for section in status(published)}
    assert ("core_articles", 2) in sections["Tables"].rows
    stages = {row[0]: row[3] for row in sections["Stages, all intervals"].rows}
    assert list(stages) == ["discover", "fetch", "clean", "annotate", "load"]
    assert stages["clean"] == "ok 3, no_text 1"
    assert stages["load"] == "ok 2, superseded 1"
    assert len(sections["Articles of the last 10 intervals"].rows) == 2
    assert [row[0] for row in sections["Sources, their last intervals"].rows] == ["wire"]
    assert sections["Checks that found something"].rows == []
    assert all(len(row) == len(s.header) for s in sections.values() for row in s.rows)


def test_table_counts_are_by_name(published):
    counts = table_counts(published)
    assert dict(counts)["core_article_revisions"] == 1
    assert dict(counts)["core_articles"] == 2
    assert [name for name, _ in counts] == sorted(name for name, _ in counts)


def test_every_saved_query_runs(published):
    assert len(saved_queries(published)) >= 6
    for saved in saved_queries(published):
        run_saved(published, saved.name)


def test_an_address_is_found_under_its_twins(published):
    result = run_saved(published, "seen", {"url": "http://www.wire.example/b?utm_source=feed#top"})
    (row,) = result.to_pylist()
    assert (row["source_id"], row["outcome"]) == ("wire", "ok")
    assert row["article_id"]
    assert row["raw_uri"].endswith("wire.warc.gz")
    assert run_saved(published, "seen", {"url": "https://wire.example/never"}).num_rows == 0


def test_analysts_can_ask_for_the_key_of_an_address(published):
    result = query(published, "SELECT url_key($url) AS k", {"url": "https://wire.example/a"})
    assert result.to_pylist() == [{"k": url_key("https://wire.example/a")}]


def test_saved_queries_take_parameters(published):
    result = run_saved(published, "dyad_timeline", {"target": "TUR"})
    assert result.num_rows == 0
    assert run_saved(published, "dyad_timeline").num_rows == 2
    with pytest.raises(TerminalError, match="no parameter colour; it has: source, target"):
        run_saved(published, "dyad_timeline", {"colour": "red"})
    with pytest.raises(TerminalError, match=r"no saved query 'nothing'; there are: .*boilerplate"):
        run_saved(published, "nothing")


def folder_with(tmp_path, text):
    (tmp_path / "queries").mkdir(exist_ok=True)
    (tmp_path / "queries" / "one.sql").write_text(text, encoding="utf-8")
    return tmp_path


def test_headers_of_a_saved_query_are_read(published, tmp_path):
    text = (
        "-- about: How many?\n-- topic: events\n-- dashboard: yes\n-- note: First.\n"
        "-- note: Second.\n-- example: no, it is too long\n-- param: a = x y\n-- param: b =\n"
        "SELECT $a, $b\n"
    )
    changed = published.model_copy(update={"sql": folder_with(tmp_path, text)})
    (saved,) = saved_queries(changed)
    assert (saved.name, saved.about, saved.topic) == ("one", "How many?", "events")
    assert saved.is_dashboard
    assert saved.notes == ("First.", "Second.")
    assert saved.no_example == "it is too long"
    assert saved.params == {"a": "x y", "b": ""}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("-- topic: events\nSELECT 1", "needs one line `-- about"),
        ("-- about: What?\nSELECT 1", "needs one line `-- topic"),
        ("-- about: What?\n-- topic: sport\nSELECT 1", "no topic 'sport'"),
        ("-- about: What?\n-- about: Who?\n-- topic: events\nSELECT 1", "needs one line `-- about"),
    ],
)
def test_a_saved_query_without_its_headers_is_told(published, tmp_path, text, message):
    changed = published.model_copy(update={"sql": folder_with(tmp_path, text)})
    with pytest.raises(TerminalError, match=message):
        saved_queries(changed)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"first_day": "yesterday"}, "first_day=yesterday is not of the right kind"),
        ({"first_day": "2015-10-01", "limit": "many"}, "limit=many is not of the right kind"),
        ({"limit": "9" * 30}, "limit=9{30} is not of the right kind"),
    ],
)
def test_a_value_that_cannot_be_cast_is_told_with_its_parameter(published, given, told):
    with pytest.raises(TerminalError, match=f"^who_attacks_whom: {told}.*by default: first_day="):
        run_saved(published, "who_attacks_whom", given)
