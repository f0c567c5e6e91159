"""Stories in a real warehouse: neither the order of loading nor a rerun changes them."""

import json
import shutil
from datetime import date
from itertools import groupby
from pathlib import Path

import pytest
from unit.warehouse.lake_builder import Capture, day, settings_in, write_day

from dateline.stories import Follower, Parameters
from dateline.warehouse import (
    build_marts,
    check,
    fingerprint,
    load,
    open_warehouse,
    publish,
    run_saved,
)

STREAM = Path(__file__).parents[2] / "quality" / "stories" / "stream.jsonl"
FIRST = date(2026, 3, 2)
LAST = date(2026, 3, 11)
WINDOW = 2
"""Days: short, so that there are days which another one cannot change."""


def stream() -> dict[int, list[Capture]]:
    """The days of our stream from 1, as captures."""
    records = [json.loads(line) for line in STREAM.read_text(encoding="utf-8").splitlines()]
    return {
        (date.fromisoformat(text) - FIRST).days + 1: [
            Capture(r["id"], r["title"], hour, f"wire{hour % 3}", "wire.example", r["text"])
            for hour, r in enumerate(group, 8)
        ]
        for text, group in groupby(records, key=lambda record: record["date"])
        if date.fromisoformat(text) < LAST
    }


DAYS = stream()


def add(settings, number, captures, follower=None):
    load(settings, day(number), write_day(settings, day(number), [captures]))
    build_marts(settings, [day(number)], follower or Follower(Parameters(window=WINDOW)))


def select(settings, statement) -> list[tuple]:
    with open_warehouse(settings) as con:
        return con.execute(statement).fetchall()


def tables(settings) -> dict[str, str]:
    with open_warehouse(settings) as con:
        return {k: v for k, v in fingerprint(con).items() if "stor" in k}


def stories(settings) -> dict[str, str]:
    found = select(
        settings,
        "SELECT regexp_extract(url, '[^/]+$'), story_id "
        "FROM mart_story_articles JOIN core_articles USING (article_id)",
    )
    return dict(found)


class Counting(Follower):
    """A follower that keeps which days it placed."""

    def __init__(self) -> None:
        super().__init__(Parameters(window=WINDOW))
        self.days: list[int] = []

    def place(self, day, articles):
        self.days.append(day.day)
        return super().place(day, articles)


@pytest.fixture(scope="module")
def in_order(tmp_path_factory):
    """All days of the stream, loaded one after another."""
    settings = settings_in(tmp_path_factory.mktemp("in_order"))
    known: dict[str, str] = {}
    for number, captures in DAYS.items():
        add(settings, number, captures)
        found = stories(settings)
        assert known.items() <= found.items(), "a later day moved an article"
        known = found
    return settings


def copy_of(settings, folder):
    return settings_in(shutil.copytree(settings.data, folder / "data"))


def test_stories_of_the_stream(in_order):
    found = stories(in_order)
    assert len(found) == sum(map(len, DAYS.values()))
    assert found["ferry-1"] == found["ferry-4"] == found["ferry-2-copy"]
    assert found["ferry-1"] != found["film-1"]
    ((row),) = select(
        in_order,
        "SELECT articles, independent_articles, days, sources, sites, "
        "first_published_at::DATE::VARCHAR, last_published_at::DATE::VARCHAR "
        f"FROM mart_stories WHERE story_id = '{found['ferry-1']}'",
    )
    assert row == (5, 4, 4, 3, 1, "2015-10-05", "2015-10-09")
    assert check(in_order, None)


@pytest.mark.parametrize("order", ["reversed", "odd days first"])
def test_the_order_of_loading_does_not_matter(in_order, tmp_path, order):
    settings = settings_in(tmp_path)
    numbers = sorted(DAYS, reverse=True)
    if order == "odd days first":
        numbers = sorted(DAYS, key=lambda number: (number % 2 == 0, number))
    for number in numbers:
        add(settings, number, DAYS[number])
    assert stories(settings) == stories(in_order)
    build_marts(settings, None, Follower(Parameters(window=WINDOW)))
    assert stories(settings) == stories(in_order)


def test_a_rerun_changes_nothing_and_places_nothing(in_order, tmp_path):
    settings = copy_of(in_order, tmp_path)
    before, follower = tables(settings), Counting()
    add(settings, 5, DAYS[5], follower)
    assert tables(settings) == before
    assert follower.days == []
    build_marts(settings, None, follower)
    assert tables(settings) == before
    assert len(follower.days) == len(DAYS)


def test_a_late_article_places_its_day_and_those_that_it_can_change(in_order, tmp_path):
    settings = copy_of(in_order, tmp_path)
    follower = Counting()
    text = "An unrelated matter of pottery, glaze and kilns in a remote workshop."
    add(settings, 5, [*DAYS[5], Capture("late", "Pottery", 20, text=text)], follower)
    assert follower.days[:1] == [5]
    assert max(follower.days) < max(DAYS)
    at_once = tables(settings)
    build_marts(settings, None, Follower(Parameters(window=WINDOW)))
    assert tables(settings) == at_once


def test_an_article_that_is_gone_leaves_its_story(in_order, tmp_path):
    settings = copy_of(in_order, tmp_path)
    before = stories(settings)
    add(settings, 1, [capture for capture in DAYS[1] if capture.article != "dam-1"])
    after = stories(settings)
    assert "dam-1" not in after
    assert len(set(after.values())) == len(set(before.values()))
    assert check(settings, None)


def test_marts_without_a_placer_leave_stories_as_they_are(in_order, tmp_path):
    settings = copy_of(in_order, tmp_path)
    before = stories(settings)
    load(settings, day(40), write_day(settings, day(40), [[Capture("new")]]))
    build_marts(settings, [day(40)])
    assert stories(settings) == before
    results = {result.check.name: result.failing_rows for result in check(settings, None)}
    assert (results["articles_have_story"], results["stories_agree"]) == (1, 0)
    build_marts(settings, [], Follower(Parameters(window=WINDOW)))
    assert "new" in stories(settings)


def test_queries_of_stories(in_order, tmp_path):
    settings = copy_of(in_order, tmp_path)
    publish(settings)
    period = {"first_day": "2015-10-01", "last_day": "2015-11-01"}
    top = run_saved(settings, "top_stories", period).to_pylist()
    assert len(top) == 20
    assert top[0]["independent_articles"] >= top[-1]["independent_articles"]
    (ferry,) = {
        row["story_id"]
        for row in run_saved(
            settings, "story_timeline", {"story": "aboard runs aground"}
        ).to_pylist()
    }
    timeline = run_saved(settings, "story_timeline", {"story": ferry}).to_pylist()
    assert [row["is_copy"] for row in timeline].count(True) == 1
    assert timeline[0]["hours_since_first"] == 0
