"""Checks: they pass on what the pipeline writes, and say what is wrong with the rest."""

import json
import re
import shutil

import pytest
from unit.warehouse.lake_builder import (
    Capture,
    Listed,
    day,
    listing_row,
    write_day,
    write_ledger,
)

from dateline.errors import TerminalError
from dateline.schemas import ANNOTATIONS, LISTINGS
from dateline.settings import PROJECT
from dateline.storage import read_rows, write_rows
from dateline.warehouse import check, check_docs, load, open_warehouse, publish, run_saved
from dateline.warehouse.checks import SAMPLE_ROWS, checks
from dateline.warehouse.connect import published_path


@pytest.fixture
def loaded(settings):
    captures = [Capture("a", "one"), Capture("b", "two")]
    load(settings, day(1), write_day(settings, day(1), [captures], [("clean", "no_text")]))
    return settings


def change(settings, *statements):
    with open_warehouse(settings) as con:
        for statement in statements:
            con.execute(statement)


def stored(settings) -> list[tuple]:
    with open_warehouse(settings) as con:
        return con.execute(
            "SELECT check_name, severity, failing_rows, sample, interval_start IS NULL "
            "FROM core_checks WHERE failing_rows > 0 ORDER BY check_name"
        ).fetchall()


@pytest.mark.parametrize("interval", [None, day(1)])
def test_a_sound_interval_passes(loaded, interval):
    results = check(loaded, interval)
    assert {r.check.name: r.failing_rows for r in results if r.failing_rows} == {}
    assert len(results) >= 14
    assert stored(loaded) == []


def test_what_fails_is_stored_and_named(loaded):
    change(loaded, "UPDATE core_events SET event_type = 'MAGIC'")
    with pytest.raises(TerminalError, match=r"known_event_types \(2 rows.*MAGIC"):
        check(loaded, day(1))
    ((name, severity, rows, sample, is_global),) = stored(loaded)
    assert (name, severity, rows, is_global) == ("known_event_types", "fail", 2, False)
    assert {row["event_type"] for row in json.loads(sample)} == {"MAGIC"}


def test_what_warns_does_not_stop(loaded):
    change(loaded, "UPDATE core_articles SET published_at = fetched_at + INTERVAL 2 DAY")
    warned = [r for r in check(loaded, day(1)) if r.failing_rows]
    assert [(r.check.name, r.check.severity) for r in warned] == [
        ("published_after_fetched", "warn")
    ]
    assert len(warned[0].sample) == 2


def test_a_check_of_one_interval_does_not_look_at_another(loaded):
    load(loaded, day(2), write_day(loaded, day(2), [[Capture("c", "three")]]))
    change(
        loaded,
        "UPDATE core_events SET goldstein = 11 WHERE article_id IN "
        "(SELECT article_id FROM core_articles WHERE interval_start = '2015-10-02')",
    )
    check(loaded, day(1))
    with pytest.raises(TerminalError, match="values_in_range"):
        check(loaded, day(2))
    with pytest.raises(TerminalError, match="values_in_range"):
        check(loaded)


def test_results_of_an_earlier_check_are_replaced(loaded):
    change(loaded, "UPDATE core_events SET goldstein = 11")
    with pytest.raises(TerminalError, match="values_in_range"):
        check(loaded, day(1))
    change(loaded, "UPDATE core_events SET goldstein = -10")
    check(loaded, day(1))
    assert stored(loaded) == []


def test_an_interval_that_was_not_loaded_fails(loaded):
    with pytest.raises(TerminalError, match="interval_loaded"):
        check(loaded, day(5))


def test_a_ledger_that_does_not_match_its_rejects_fails(settings):
    partitions = write_day(settings, day(1), [[Capture()]], [("clean", "no_text")])
    partitions[0].lake("rejects", "clean").unlink()
    load(settings, day(1), partitions)
    with pytest.raises(TerminalError, match="rejects_match_ledger"):
        check(settings, day(1))


def test_an_article_lost_between_stages_fails(settings):
    partitions = write_day(settings, day(1), [[Capture()]])
    write_ledger(partitions[0], "clean", 2)
    load(settings, day(1), partitions)
    with pytest.raises(TerminalError, match="stage_flow"):
        check(settings, day(1))


def test_a_document_without_its_fetch_fails(settings):
    partitions = write_day(settings, day(1), [[Capture()], [Capture("b", "other")]])
    partitions[1].lake("fetches").unlink()
    load(settings, day(1), partitions)
    with pytest.raises(TerminalError, match=r"fetch_flow \(1 rows, .*'batch': 1"):
        check(settings, day(1))


def test_listings_that_do_not_add_up_fail(loaded):
    change(loaded, "UPDATE core_listings SET seen = 2")
    with pytest.raises(TerminalError, match=r"listing_flow \(1 rows"):
        check(loaded, day(1))


def test_a_dead_source_warns_from_its_third_interval_on(settings):
    for number in (1, 2, 3):
        partitions = write_day(settings, day(number), [[Capture(hour=number)]])
        path = partitions[0].lake("listings")
        dead = listing_row(day(number), "dead", outcome="timeout", reason="no answer in 60 s")
        write_rows(path, LISTINGS, [*read_rows(path), dead])
        load(settings, day(number), partitions, sources=[Listed(), Listed("dead")])
        warned = [r.check.name for r in check(settings, day(number)) if r.failing_rows]
        assert warned == (["sources_alive"] if number == 3 else [])


def test_a_source_that_is_switched_off_may_be_dead(settings):
    for number in (1, 2, 3):
        partitions = write_day(settings, day(number), [])
        row = listing_row(day(number), "wire", outcome="timeout", reason="no answer in 60 s")
        write_rows(partitions[0].lake("listings"), LISTINGS, [row])
        load(settings, day(number), partitions, sources=[Listed(enabled=False)])
    assert {r.check.name for r in check(settings) if r.failing_rows} == {"interval_not_empty"}


def test_every_check_says_what_it_is_about():
    for each in checks(PROJECT / "sql"):
        assert each.about.endswith(".")


def test_a_check_without_a_header_is_named(loaded, tmp_path):
    folder = shutil.copytree(PROJECT / "sql", tmp_path / "sql")
    (folder / "checks" / "silent.sql").write_text("SELECT 1 WHERE FALSE;")
    with pytest.raises(TerminalError, match=r"silent\.sql lacks"):
        check(loaded.model_copy(update={"sql": folder}), day(1))


def test_nothing_is_published_until_a_failed_check_passes(loaded):
    published = publish(loaded).read_bytes()
    change(loaded, "UPDATE core_events SET goldstein = 11")
    with pytest.raises(TerminalError, match="values_in_range"):
        check(loaded, day(1))
    with pytest.raises(TerminalError, match=r"not published.*values_in_range \(\d+ rows, 2015"):
        publish(loaded)
    assert published_path(loaded).read_bytes() == published
    change(loaded, "UPDATE core_events SET goldstein = -10")
    check(loaded, day(1))
    publish(loaded)


def test_what_checks_mean_can_be_read_beside_what_they_found(loaded):
    change(loaded, "UPDATE core_articles SET published_at = fetched_at + INTERVAL 2 DAY")
    check(loaded, day(1))
    publish(loaded)
    rows = run_saved(loaded, "check_results").to_pylist()
    assert {row["check_name"]: row["about"] for row in rows} == {
        each.name: each.about for each in checks(loaded.sql)
    }
    assert [(row["check_name"], row["state"], row["failing_rows"]) for row in rows[:2]] == [
        ("published_after_fetched", "warn", 2),
        ("actor_text", "ok", 0),
    ]
    assert {row["published_at"][:10] for row in json.loads(rows[0]["sample"])} == {"2015-10-03"}


def test_results_are_kept_by_interval(loaded):
    load(loaded, day(2), write_day(loaded, day(2), [[Capture("c", "three")]]))
    change(loaded, "UPDATE core_articles SET published_at = fetched_at + INTERVAL 2 DAY")
    for interval in (day(1), day(2), None):
        check(loaded, interval)
    change(loaded, "UPDATE core_articles SET published_at = fetched_at")
    check(loaded, day(2))
    with open_warehouse(loaded) as con:
        kept = con.execute(
            "SELECT interval_start::DATE::VARCHAR, failing_rows FROM core_checks "
            "WHERE check_name = 'published_after_fetched' ORDER BY ALL"
        ).fetchall()
    assert kept == [("2015-10-01", 2), ("2015-10-02", 0), (None, 3)]


def test_the_sample_of_a_check_that_selects_many_rows_is_short(loaded):
    change(
        loaded,
        "INSERT INTO core_articles SELECT c.* REPLACE (c.article_id || i AS article_id) "
        "FROM core_articles AS c, range(2500) AS t (i)",
    )
    with pytest.raises(TerminalError, match=r"one_current_version \(5000 rows"):
        check(loaded, day(1))
    (found,) = [row for row in stored(loaded) if row[0] == "one_current_version"]
    assert len(json.loads(found[3])) == SAMPLE_ROWS


def test_what_a_check_found_that_is_no_more_is_forgotten(loaded, tmp_path):
    """Else a renamed check of severity fail would stop publishing for ever."""
    folder = shutil.copytree(PROJECT / "sql", tmp_path / "sql")
    header = "-- severity: fail\n-- about: Nothing is there.\n"
    (folder / "checks" / "nothing.sql").write_text(f"{header}SELECT 1 AS one;")
    with pytest.raises(TerminalError, match="nothing"):
        check(loaded.model_copy(update={"sql": folder}), day(1))
    check(loaded, day(1))
    publish(loaded)
    assert stored(loaded) == []


def test_the_page_of_checks_is_what_their_headers_say():
    assert check_docs.main(["--check"]) == 0


def test_a_page_of_other_checks_is_told(tmp_path, capsys):
    folder = shutil.copytree(PROJECT / "sql", tmp_path / "sql")
    path = folder / "checks" / "quote_text.sql"
    path.write_text(path.read_text().replace("severity: fail", "severity: warn"))
    assert check_docs.main(["--check", "--sql", str(folder)]) == 1
    assert "without --check" in capsys.readouterr().err
    out = tmp_path / "checks.md"
    assert check_docs.main(["--sql", str(folder), "--out", str(out)]) == 0
    assert check_docs.main(["--check", "--sql", str(folder), "--out", str(out)]) == 0
    assert "sql/checks/quote_text.sql) | warn | The text of a quotation" in out.read_text()


READ_WHOLE = {
    "copies_have_annotations": {"mentions"},
    "mart_references": {"events"},
    "quality_anomalies": {"events"},
}
"""Checks that read a column of a table of annotations for more than the interval, on purpose."""


def test_checks_read_what_the_interval_brought():
    """What a check of an interval costs must not grow with the warehouse: see sql/check."""
    names = "|".join(table.name for table in ANNOTATIONS)
    found = {
        each.name: set(re.findall(rf"(?:FROM|JOIN) core_({names})\b", text(each)))
        for each in checks(PROJECT / "sql")
    }
    assert {name: tables for name, tables in found.items() if tables} == READ_WHOLE


def text(each) -> str:
    return (PROJECT / "sql" / "checks" / f"{each.name}.sql").read_text(encoding="utf-8")
