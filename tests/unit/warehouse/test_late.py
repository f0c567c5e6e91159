"""Late and corrected articles: they change what they touch, nothing else, and leave no trace.

Whatever came late, the tables are then those of a warehouse that loaded the same lake in order; and
of the rows that were there, only those change that tell of the article, its day or its copies.
"""

import shutil
from collections import Counter
from collections.abc import Sequence

import pytest
from unit.warehouse.lake_builder import (
    Capture,
    article_row,
    day,
    settings_in,
    write_day,
)

from dateline.schemas import DUPLICATES, stable_id
from dateline.settings import Settings
from dateline.storage import write_rows
from dateline.stories import Follower, Parameters
from dateline.warehouse import build_marts, check, fingerprint, load, open_warehouse

TEXTS = {
    "ferry": "Russia struck the ferry terminal in Syria on Monday, officials said.\n"
    "“We will go on,” the minister said after the ferry had burned down in the harbour.",
    "bridge": "Russia struck a railway bridge in Syria on Tuesday, engineers said.\n"
    "“We will go on,” an engineer said and pointed at the pillars of the railway bridge.",
    "market": "Russia struck a covered market in Syria on Sunday, traders said.\n"
    "“We will go on,” a trader said among the stalls of the covered market.",
}

DAYS = {
    1: [Capture("ferry", "1", 8, text=TEXTS["ferry"]), Capture("market", "1", 9)],
    2: [Capture("bridge", "1", 8, text=TEXTS["bridge"]), Capture("quay", "2", 9, "other")],
    3: [Capture("stalls", "1", 8, "other", text=TEXTS["market"])],
    4: [Capture("tunnel", "4", 8)],
}
"""Four days without surprises."""

LATE = Capture(
    "late", "2", 20, "other", site="other.example", text=TEXTS["ferry"] + "\nMore of it."
)
CORRECTED = Capture("ferry", "2", 10, text=TEXTS["ferry"].replace("Monday", "Sunday"))
COPY = Capture("copy", "1", 20, "other", site="other.example", text=TEXTS["bridge"])


def add(settings: Settings, number: int, captures: Sequence[Capture]) -> None:
    load(settings, day(number), write_day(settings, day(number), [captures]))
    build_marts(settings, [day(number)], Follower(Parameters(window=2)))


def rows(settings: Settings) -> dict[str, Counter]:
    """The rows of each table, as they are."""
    with open_warehouse(settings) as con:
        names = fingerprint(con)
        return {
            name: Counter(repr(row) for row in con.execute(f"FROM {name}").fetchall())
            for name in names
            if not name.startswith("schema_")
        }


def select(settings: Settings, statement: str) -> list[tuple]:
    with open_warehouse(settings) as con:
        return con.execute(statement).fetchall()


def contents(settings: Settings) -> dict[str, str]:
    with open_warehouse(settings) as con:
        return {k: v for k, v in fingerprint(con).items() if k not in {"core_checks", "dim_checks"}}


def placed(settings: Settings) -> dict[str, str]:
    """Articles and their stories. How like its story an article is may change with others."""
    return dict(select(settings, "SELECT article_id, story_id FROM mart_story_articles"))


def id_of(capture: Capture) -> str:
    return article_row(capture, day(1))["article_id"]


@pytest.fixture(scope="module")
def in_order(tmp_path_factory) -> Settings:
    settings = settings_in(tmp_path_factory.mktemp("in_order") / "data")
    for number, captures in DAYS.items():
        add(settings, number, captures)
    check(settings)
    return settings


@pytest.fixture
def settings(in_order, tmp_path) -> Settings:
    """A warehouse with four days, to change."""
    return settings_in(shutil.copytree(in_order.data, tmp_path / "data"))


def anew(folder, days) -> dict[str, str]:
    """What the tables are when the days are loaded in order."""
    settings = settings_in(folder / "anew")
    for number in sorted(days):
        add(settings, number, days[number])
    return contents(settings)


def changed(before: dict[str, Counter], after: dict[str, Counter]) -> dict[str, list[str]]:
    """Rows that came or went, by table."""
    found = {
        name: sorted((before[name] - after[name]) + (after[name] - before[name])) for name in before
    }
    return {name: rows for name, rows in found.items() if rows}


OF_THE_LOAD = {
    "core_runs",
    "core_listings",
    "core_fetches",
    "mart_source_health",
    "mart_pipeline_freshness",
    "dim_dates",
    "dim_sources",
}
"""Tables whose rows of the interval a load replaces, and sums over everything."""


def test_a_late_article_changes_its_own_rows_its_day_and_its_story(settings, tmp_path):
    days = DAYS | {2: [*DAYS[2], LATE]}
    before, was = rows(settings), placed(settings)
    add(settings, 2, days[2])
    found = changed(before, rows(settings))
    check(settings)
    assert contents(settings) == anew(tmp_path, days)
    own = id_of(LATE)
    core = {name for name in found if name.startswith("core_")} - OF_THE_LOAD
    assert {"core_articles", "core_captures", "core_events", "core_mentions"} <= core
    assert all(own in row for name in core for row in found[name])
    now = placed(settings)
    assert now.items() - was.items() == {(own, now[own])}
    assert all(now[own] in row for row in found["mart_stories"])
    assert all("2015, 10, 1)" not in row for row in found["mart_story_articles"])
    for name in ("mart_event_daily", "mart_dyads_daily", "mart_actor_daily"):
        assert all("2015, 10, 2" in row for row in found[name])
    assert all(own in row for row in found["mart_incident_events"])
    for name in OF_THE_LOAD - {"mart_pipeline_freshness", "dim_dates"}:
        assert all("2015, 10, 2, 0, 0" in row for row in found.get(name, ()))
    assert found.keys() <= core | OF_THE_LOAD | {
        *("mart_stories", "mart_story_articles", "mart_incidents", "mart_incident_events"),
        *("mart_event_daily", "mart_dyads_daily", "mart_actor_daily", "dim_places"),
    }


def test_a_corrected_article_is_replaced_and_its_former_version_kept(settings, tmp_path):
    days = DAYS | {4: [*DAYS[4], CORRECTED]}
    before = rows(settings)
    add(settings, 4, days[4])
    found = changed(before, rows(settings))
    check(settings)
    assert contents(settings) == anew(tmp_path, days)
    own = id_of(CORRECTED)
    core = {name for name in found if name.startswith("core_")} - OF_THE_LOAD
    assert all(own in row for name in core for row in found[name])
    for table, text in (("core_article_revisions", "Monday"), ("core_articles", "Sunday")):
        assert select(
            settings, f"SELECT contains(text, '{text}') FROM {table} WHERE article_id = '{own}'"
        ) == [(True,)]
    assert select(settings, f"SELECT revision FROM core_articles WHERE article_id = '{own}'") == [
        (2,)
    ]
    current = article_row(CORRECTED, day(4))["content_hash"]
    for table in ("core_events", "core_mentions", "core_quotes", "core_event_actors"):
        hashes = select(
            settings, f"SELECT DISTINCT content_hash FROM {table} WHERE article_id = '{own}'"
        )
        assert hashes == [(current,)]
    for name in ("mart_event_daily", "mart_actor_daily"):
        assert all("2015, 10, 1)" in row or "2015, 10, 4)" in row for row in found[name])
    assert select(
        settings, f"SELECT content_hash FROM mart_story_articles WHERE article_id = '{own}'"
    ) == [(current,)]


def test_a_correction_that_is_taken_back_leaves_no_trace(settings, in_order):
    before = contents(settings)
    add(settings, 4, [*DAYS[4], CORRECTED])
    assert contents(settings) != before
    add(settings, 4, DAYS[4])
    assert contents(settings) == before == contents(in_order)


def test_a_late_original_takes_over_from_its_copy(settings, tmp_path):
    """The copy was there first, told the incident alone, and is a duplicate now."""
    early = DAYS | {2: [DAYS[2][1]], 3: [*DAYS[3], COPY]}
    for number in (2, 3):
        add(settings, number, early[number])
    own, original = id_of(COPY), id_of(DAYS[2][0])
    marks = f"SELECT duplicate_of, is_syndicated FROM core_articles WHERE article_id = '{own}'"
    assert select(settings, marks) == [(None, False)]
    days = early | {2: DAYS[2]}
    before = rows(settings)
    add(settings, 2, days[2])
    found = changed(before, rows(settings))
    check(settings)
    assert contents(settings) == anew(tmp_path, days)
    assert select(settings, marks) == [(original, True)]
    assert all(original in row or own in row for row in found["core_articles"])
    for name in ("mart_event_daily", "mart_actor_daily"):
        assert all("2015, 10, 2)" in row or "2015, 10, 3)" in row for row in found[name])
    (incident,) = select(
        settings,
        "SELECT articles, independent_articles, first_article_id FROM mart_incidents "
        f"WHERE list_contains(article_ids, '{original}')",
    )
    assert incident[2] == original


def test_a_pair_of_copies_that_comes_late_marks_the_copy(settings, tmp_path):
    """Two texts that are nearly the same: the day of the later one is matched again."""
    partitions = write_day(settings, day(3), [DAYS[3]])
    later = article_row(DAYS[3][0], day(3))
    first = article_row(DAYS[1][1], day(1))
    pair = {
        "article_id": later["article_id"],
        "content_hash": later["content_hash"],
        "other_id": first["article_id"],
        "other_hash": first["content_hash"],
        "similarity": 0.9,
        "is_exact": False,
    }
    write_rows(partitions[0].lake("duplicates"), DUPLICATES, [pair])
    before = rows(settings)
    load(settings, day(3), partitions)
    build_marts(settings, [day(3)], Follower(Parameters(window=2)))
    found = changed(before, rows(settings))
    assert [later["article_id"] in row for row in found["core_articles"]] == [True, True]
    assert [later["article_id"] in row for row in found["core_duplicates"]] == [True]
    assert all("2015, 10, 3)" in row for row in found["mart_event_daily"])
    check(settings)


def test_marts_that_are_still_to_be_built_are_not_warned_of(settings):
    """Checks run after a load and before the marts: what these still name may be gone."""
    for number, captures in {4: [*DAYS[4], CORRECTED], 2: []}.items():
        load(settings, day(number), write_day(settings, day(number), [captures]))
        for interval in (day(number), None):
            warned = {r.check.name for r in check(settings, interval) if r.failing_rows}
            assert warned <= {"interval_not_empty"}
    build_marts(settings, [], Follower(Parameters(window=2)))
    assert {r.check.name for r in check(settings) if r.failing_rows} == {"interval_not_empty"}


@pytest.mark.parametrize("order", [(2, 3, 4, 1), (4, 1, 3, 2), (3, 4, 2, 1)], ids=str)
def test_a_day_that_comes_last_gives_what_all_give_in_order(in_order, tmp_path, order):
    settings = settings_in(tmp_path / "data")
    for number in order:
        add(settings, number, DAYS[number])
        check(settings, day(number))
    assert contents(settings) == contents(in_order)


def test_ids_are_those_of_addresses():
    assert id_of(LATE) == stable_id("https://other.example/late")
