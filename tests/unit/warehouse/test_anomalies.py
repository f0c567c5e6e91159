"""Checks that compare an interval with those before it: what they let pass, and what they tell."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import duckdb
import pytest

from dateline.settings import PROJECT
from dateline.warehouse.migrate import migrate
from dateline.warehouse.statements import Statements

FOLDER = PROJECT / "sql"
START = datetime(2015, 10, 1)  # noqa: DTZ001, a Thursday
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture(scope="module")
def migrated():
    with duckdb.connect(":memory:") as con:
        migrate(con, FOLDER)
        yield con


@pytest.fixture
def con(migrated):
    migrated.begin()
    yield migrated
    migrated.rollback()


def put(con, number, source, articles, *, length=DAY, outcome="ok") -> None:
    """What a source brought in the interval of that number; `outcome` of its listing, if any."""
    start = START + number * length
    bounds = [start, start + length]
    con.execute(
        "INSERT INTO core_captures BY NAME SELECT $3 || $1::VARCHAR || i AS article_id, "
        "'h' AS content_hash, $3 AS source_id, $1 AS fetched_at, $1 AS interval_start, "
        "$2 AS interval_end, 'f' AS lake_file, 'ok' AS outcome FROM range($4) AS t (i)",
        [*bounds, source, articles],
    )
    if outcome:
        con.execute(
            "INSERT INTO core_listings VALUES ($1, $2, $3, 'feed', 'u', $4, '', "
            "NULL, NULL, NULL, NULL, NULL, 0, 0, 0, 0, 0, 0)",
            [*bounds, source, outcome],
        )
    con.execute(
        "INSERT OR IGNORE INTO core_runs VALUES ($1, $2, 'load', 0, 0, MAP {}, 0, MAP {})", bounds
    )


def told(con, name: str, *numbers: int, length=DAY) -> list[dict]:
    """What a check says of these intervals; of all that are loaded, if none is given."""
    con.execute(
        "CREATE OR REPLACE TEMP TABLE checked_intervals AS "
        "SELECT DISTINCT interval_start, interval_end FROM core_runs"
    )
    if numbers:
        starts = [START + number * length for number in numbers]
        con.execute(
            "DELETE FROM checked_intervals WHERE interval_start NOT IN (FROM unnest($1))", [starts]
        )
    return Statements(con, FOLDER).rows(f"checks/{name}")


def brief(rows: list[dict]) -> list[tuple]:
    return [(r["source_id"], r["articles"], r["expected_low"], r["expected_high"]) for r in rows]


def working_days(until: int) -> list[int]:
    return [n for n in range(until) if (START + n * DAY).isoweekday() < 6]


def put_days(con, source: str, counts: Sequence[int], numbers: Sequence[int]) -> None:
    for number, count in zip(numbers, counts, strict=True):
        put(con, number, source, count)


NOISE = (20, 24, 17, 22, 19, 25, 21, 18, 20, 23, 16, 22, 20, 19)


@pytest.mark.parametrize("history", [13, 14])
def test_silence_is_told_after_fourteen_intervals(con, history):
    days = working_days(60)
    put_days(con, "wire", NOISE[:history], days[:history])
    put(con, days[14], "wire", 0)
    expected = [("(all)", 0, 6, 42), ("wire", 0, 6, 42)] if history == 14 else []
    rows = told(con, "volume_anomalies", days[14])
    assert brief(rows) == expected
    assert rows == told(con, "volume_anomalies", days[14])
    assert all(row["intervals_before"] == 14 for row in rows)


@pytest.mark.parametrize(("count", "is_told"), [(6, False), (5, True), (42, False), (43, True)])
def test_the_expected_range_is_told_where_it_is_left(con, count, is_told):
    days = working_days(60)
    put_days(con, "wire", NOISE, days[:14])
    put(con, days[14], "wire", count)
    assert bool(told(con, "volume_anomalies", days[14])) == is_told


def test_weekends_are_compared_with_weekends(con):
    for number in range(70):
        is_weekend = (START + number * DAY).isoweekday() >= 6
        put(con, number, "wire", NOISE[number % 14] // (10 if is_weekend else 1))
    for number in range(20, 70):
        assert told(con, "volume_anomalies", number) == []


def test_a_weekday_is_compared_with_itself_where_there_are_enough(con):
    """A weekly paper: 30 articles on Thursdays, one or two on other days."""
    for number in range(7 * 16):
        put(con, number, "weekly", 30 if number % 7 == 0 else 1 + number % 2)
    assert told(con, "volume_anomalies", 7 * 15) == []
    assert brief(told(con, "volume_anomalies", 7 * 9)) == [
        ("(all)", 30, 0, 13),
        ("weekly", 30, 0, 13),
    ]  # not yet fourteen Thursdays
    put(con, 7 * 16, "weekly", 2)
    (row,) = [r for r in told(con, "volume_anomalies", 7 * 16) if r["source_id"] == "weekly"]
    assert (row["of_the_same"], row["articles"]) == ("weekday", 2)


def test_hours_are_compared_with_the_same_hour(con):
    for number in range(24 * 25):
        put(con, number, "wire", 40 if 8 <= number % 24 < 20 else 1, length=HOUR)
    newest = 24 * 25
    put(con, newest, "wire", 30, length=HOUR)
    assert brief(told(con, "volume_anomalies", newest, length=HOUR)) == [
        ("(all)", 30, 0, 9),
        ("wire", 30, 0, 9),
    ]
    assert told(con, "volume_anomalies", newest - 1, newest - 10, length=HOUR) == []


@pytest.mark.parametrize(
    "outcome",
    ["out_of_reach", None],
    ids=["its listing does not reach back", "it was not asked"],
)
def test_a_source_that_could_give_nothing_is_not_told(con, outcome):
    days = working_days(60)
    put_days(con, "wire", NOISE, days[:14])
    put_days(con, "other", [200] * 15, days[:15])
    put(con, days[14], "wire", 0, outcome=outcome)
    assert told(con, "volume_anomalies", days[14]) == []


def test_a_new_source_and_one_that_never_gave_anything_are_not_told(con):
    days = working_days(60)
    put_days(con, "silent", [0] * 15, days[:15])
    put_days(con, "other", [200] * 15, days[:15])
    put(con, days[14], "new", 12)
    assert told(con, "volume_anomalies", days[14]) == []


def test_a_source_that_is_switched_off_is_not_told(con):
    days = working_days(60)
    put_days(con, "wire", NOISE, days[:14])
    put_days(con, "other", [200] * 15, days[:15])
    put(con, days[14], "wire", 0)
    con.execute(
        "INSERT INTO dim_sources BY NAME SELECT 'wire' AS source_id, '' AS name, "
        "'site' AS kind, false AS is_enabled"
    )
    assert told(con, "volume_anomalies", days[14]) == []


def test_of_the_whole_warehouse_the_last_week_is_looked_at(con):
    days = working_days(60)
    put_days(con, "wire", [*NOISE, 0, *NOISE, 0], days[:30])
    rows = told(con, "volume_anomalies")
    assert {row["interval_start"] for row in rows} == {START + days[29] * DAY}


def put_articles(con, number, source="wire", n=20, *, words=400, undated=0, events=40, rejects=0):
    """Articles of a day: their length, how many have no date, their events, what was rejected."""
    start = START + number * DAY
    bounds = [start, start + DAY]
    con.execute(
        "INSERT INTO core_articles BY NAME SELECT $3 || $1::VARCHAR || i AS article_id, "
        "'u' AS url, 'u' AS canonical_url, $3 AS source_id, $1 AS fetched_at, 't' AS text, "
        "$5::INTEGER AS word_count, 'h' AS content_hash, 1 AS revision, $1 AS interval_start, "
        "$2 AS interval_end, $1 AS published_at, "
        "CASE WHEN i < $6 THEN 'fetched' ELSE 'second' END AS published_precision "
        "FROM range($4) AS t (i)",
        [*bounds, source, n, words, undated],
    )
    con.execute(
        "INSERT INTO core_events BY NAME SELECT $2 || $1::VARCHAR || i % $4 AS article_id, "
        "'h' AS content_hash, $2 || $1::VARCHAR || i AS event_id, 0 AS sentence_start, "
        "0 AS sentence_end, '' AS trigger_text, 0 AS trigger_start, 0 AS trigger_end, "
        "'ASSAULT' AS event_type, 'actual' AS modality, 'r' AS rule_id FROM range($3) AS t (i)",
        [start, source, events, n],
    )
    con.execute(
        "INSERT INTO core_rejects BY NAME SELECT $1 AS interval_start, $2 AS interval_end, "
        "'clean' AS stage, 0 AS batch, $3 AS source_id, 'no_text' AS outcome, '' AS reason "
        "FROM range($4)",
        [*bounds, source, rejects],
    )
    con.execute("INSERT INTO core_runs VALUES ($1, $2, 'load', 0, 0, MAP {}, 0, MAP {})", bounds)


@pytest.mark.parametrize(
    ("change", "measures"),
    [
        ({}, []),
        ({"events": 0}, ["events per original article"]),
        ({"events": 30}, []),
        ({"words": 40}, ["median of words per article"]),
        ({"words": 500}, []),
        ({"undated": 18}, ["share of articles without a date"]),
        ({"rejects": 40}, ["share of documents rejected"]),
        ({"rejects": 5}, []),
        ({"n": 19, "words": 40, "undated": 19, "events": 0}, []),
    ],
)
def test_a_change_of_quality_is_told_where_twenty_documents_show_it(con, change, measures):
    for number in range(14):
        put_articles(con, number, words=380 + 10 * (number % 5), events=36 + number % 9)
    put_articles(con, 14, **change)
    rows = told(con, "quality_anomalies", 14)
    assert [row["measure"] for row in rows if row["source_id"] == "wire"] == measures
    assert all(
        not row["expected_low"] <= row["value"] <= row["expected_high"]
        and row["expected_low"] <= row["usual"] <= row["expected_high"]
        for row in rows
    )
    assert told(con, "quality_anomalies", 13) == []
