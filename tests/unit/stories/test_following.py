"""Stories over days: what a follower remembers."""

import json
from datetime import date
from itertools import groupby
from pathlib import Path

from dateline.stories import Follower, Parameters

STREAM = Path(__file__).parents[2] / "quality" / "stories" / "stream.jsonl"


def days():
    records = [json.loads(line) for line in STREAM.read_text(encoding="utf-8").splitlines()]
    rows = [
        {"article_id": r["id"], "day": date.fromisoformat(r["date"]), "language": None}
        | {"title": r["title"], "text": r["text"]}
        for r in records
    ]
    return [(day, list(group)) for day, group in groupby(rows, key=lambda row: row["day"])]


def test_a_follower_that_recalls_goes_on_as_one_that_was_there():
    """The state of yesterday is the articles of the window and their stories, and nothing else."""
    there = Follower(Parameters(window=4))
    placed = {}
    for day, rows in days():
        found = there.place(day, rows)
        fresh = Follower(Parameters(window=4))
        fresh.recall([row | {"story_id": placed[row["article_id"]]} for row in before(day)])
        assert fresh.place(day, rows) == found
        placed |= {each.id: each.story_id for each in found}


def before(day, window=4):
    return [row for d, rows in days() if 0 < (day - d).days <= window for row in rows]


def test_twice_gives_the_same():
    one, other = Follower(), Follower()
    for day, rows in days():
        assert one.place(day, rows) == other.place(day, rows)


def test_a_story_ends_with_its_window():
    (first, rows), *_ = days()
    follower = Follower(Parameters(window=2))
    began = follower.place(first, rows[:1])
    later = date.fromordinal(first.toordinal() + 3)
    assert follower.place(later, [rows[0] | {"article_id": "x", "day": later}])[0].story_id != (
        began[0].story_id
    )
