"""Marts: built day by day, they equal marts built at once."""

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from unit.warehouse.lake_builder import Capture, day, listing_row, settings_in, write_day

from dateline.schemas import LISTINGS
from dateline.storage import read_rows, write_rows
from dateline.warehouse import build_marts, fingerprint, load, open_warehouse


def load_day(settings, number, captures):
    load(settings, day(number), write_day(settings, day(number), [captures]))


def derived(settings) -> dict[str, str]:
    with open_warehouse(settings) as con:
        return {k: v for k, v in fingerprint(con).items() if k.startswith(("mart_", "dim_"))}


def select(settings, statement) -> list[tuple]:
    with open_warehouse(settings) as con:
        return con.execute(statement).fetchall()


captures = st.builds(
    Capture,
    article=st.sampled_from("abc"),
    content=st.sampled_from(["one", "two"]),
    hour=st.sampled_from([0, 12]),
    text=st.sampled_from(["", "Russia struck Syria.\n“We will go on,” he said."]),
)


@given(
    loads=st.lists(
        st.tuples(st.integers(1, 2), st.lists(captures, max_size=3)), min_size=1, max_size=4
    )
)
@hypothesis_settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
def test_incremental_marts_equal_marts_built_at_once(tmp_path_factory, loads):
    settings = settings_in(tmp_path_factory.mktemp("marts"))
    for number, articles in loads:
        load_day(settings, number, articles)
        build_marts(settings, [day(number)])
    incremental = derived(settings)
    build_marts(settings)
    assert derived(settings) == incremental


def test_marts_of_a_day_that_lost_its_articles_are_empty(settings):
    load_day(settings, 1, [Capture("a"), Capture("b", "other")])
    build_marts(settings, [day(1)])
    assert select(settings, "SELECT events FROM mart_event_daily") == [(2,)]
    load_day(settings, 1, [])
    build_marts(settings, [])
    for mart in ("event_daily", "dyads_daily", "incidents", "actor_daily"):
        assert select(settings, f"SELECT count(*) FROM mart_{mart}") == [(0,)], mart
    health = "SELECT source_id, state, discovered, articles FROM mart_source_health"
    assert select(settings, health) == [("wire", "ok", 0, 0)]


def test_health_of_sources_follows_listings_fetches_and_rejects(settings):
    rejects = [("discover", "undated"), ("fetch", "timeout"), ("fetch", "robots_denied")]
    rejects += [("clean", "no_text")]
    partitions = write_day(settings, day(1), [[Capture("a")], [Capture("b", "other")]], rejects)
    path = partitions[0].lake("listings")
    dead = listing_row(day(1), "dead", outcome="source_unreachable", reason="no such host")
    write_rows(path, LISTINGS, [*read_rows(path), dead])
    load(settings, day(1), partitions)
    build_marts(settings, [day(1)])
    columns = "state, reason, discovered, fetched, robots_denied, failed_by_reason, rejected"
    assert select(settings, f"SELECT source_id, {columns} FROM mart_source_health") == [
        ("dead", "source_unreachable", "no such host", 0, 0, 0, {}, 0),
        ("wire", "ok", None, 5, 3, 1, {"timeout": 1}, 4),
    ]
    assert select(
        settings,
        "SELECT body_bytes, latency_p50, latency_max, lag_seconds FROM mart_source_health "
        "WHERE source_id = 'wire'",
    ) == [(3000, 0.5, 0.5, 18 * 3600)]
    unlisted = "SELECT kind FROM dim_sources WHERE source_id = 'dead'"
    assert select(settings, unlisted) == [("unlisted",)]


def test_documents_add_up_in_the_health_of_each_source(settings):
    load(settings, day(1), write_day(settings, day(1), [[Capture()]], [("fetch", "http_error")]))
    build_marts(settings, [day(1)])
    assert (
        select(
            settings,
            "SELECT source_id FROM mart_source_health "
            "WHERE discovered <> fetched + not_modified + robots_denied + failed "
            "OR failed <> coalesce(list_sum(map_values(failed_by_reason)), 0)",
        )
        == []
    )


def test_a_copy_found_later_changes_the_day_of_the_copy(settings):
    text = "Russia struck Syria.\n“We will go on,” he said."
    load_day(settings, 2, [Capture("copy", "x", text=text)])
    build_marts(settings, [day(2)])
    load_day(settings, 1, [Capture("first", "x", text=text)])
    build_marts(settings, [day(1)])
    assert select(settings, "SELECT event_date::VARCHAR, events FROM mart_event_daily") == [
        ("2015-10-01", 1)
    ]
    assert select(
        settings, "SELECT articles, independent_articles FROM mart_incidents ORDER BY event_date"
    ) == [(1, 1), (1, 0)]


@pytest.mark.parametrize("intervals", [None, [], [day(1)]])
def test_an_empty_warehouse_has_empty_marts(settings, intervals):
    build_marts(settings, intervals)
    assert select(settings, "SELECT intervals, gap_hours FROM mart_pipeline_freshness") == [
        (0, 0.0)
    ]
    assert select(settings, "SELECT count(*) FROM dim_dates") == [(0,)]


def test_dimensions_come_from_the_data(settings):
    load_day(settings, 1, [Capture()])
    build_marts(settings, [day(1)])
    assert select(settings, "SELECT name FROM dim_places ORDER BY name") == [
        ("Russia",),
        ("Syria",),
    ]
    assert select(settings, "SELECT day::VARCHAR, weekday_name FROM dim_dates") == [
        ("2015-10-01", "Thursday")
    ]
    assert select(settings, "SELECT count(*) FROM mart_stale_days") == [(0,)]
