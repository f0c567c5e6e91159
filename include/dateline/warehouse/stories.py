"""Stories in the warehouse: days are placed anew until nothing can differ any more.

Where the articles of a day go depends on the articles of that day and of a window of days before
it, and on the stories of the latter. So a day is placed when its own articles changed, and when a
day of its window changed: its articles, or where they went. What comes out is the same as placing
all days in order, whatever the order in which they were loaded.
"""

import logging
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Protocol

import pyarrow as pa

from dateline.schemas import Row
from dateline.warehouse.statements import Statements

PART = 20_000
"""Stories that are described at once."""

log = logging.getLogger(__name__)

_PLACED = pa.schema(
    {
        "article_id": pa.string(),
        "content_hash": pa.string(),
        "story_id": pa.string(),
        "similarity": pa.float64(),
    }
)


class Placed(Protocol):
    """Where an article went."""

    @property
    def id(self) -> str: ...  # noqa: D102
    @property
    def story_id(self) -> str: ...  # noqa: D102
    @property
    def similarity(self) -> float: ...  # noqa: D102


class Placer(Protocol):
    """What places the articles of a day, given those of the window before it."""

    @property
    def window(self) -> int:
        """Days that a day depends on, before the day itself."""

    def recall(self, articles: Sequence[Row]) -> None:
        """Forget all, and take the articles of the window, with their stories."""

    def place(self, day: date, articles: Sequence[Row]) -> Sequence[Placed]:
        """Place the articles of the next day."""


def follow_stories(sql: Statements, placer: Placer | None, *, everything: bool) -> None:
    """Bring `mart_story_articles` and `mart_stories` up to date, inside a transaction.

    Args:
        sql: the statements, on the warehouse, with the table `rebuilt_days`.
        placer: what places articles; None leaves them where they are.
        everything: place all days anew, as after a change of the placer's parameters.
    """
    sql.run("stories/touched")
    if placer is not None:
        changed = sql.rows("stories/changed_days", {"all": everything})
        placed = _follow(sql, placer, {row["day"] for row in changed})
        log.info("stories: %d days changed, %d placed", len(changed), placed)
    sql.run_in_parts("marts/stories", "touched_stories", PART)


def _follow(sql: Statements, placer: Placer, changed: set[date]) -> int:
    """Place the days that changed and those that may follow from them; their number."""
    if not changed:
        return 0
    window = timedelta(placer.window)
    until, before, number = date.min, None, 0
    days = [row["day"] for row in sql.rows("stories/days", {"first_day": min(changed)})]
    for day in days:
        if day not in changed and day > until:
            before = None
            continue
        if before is None:
            placer.recall(_articles(sql, day - window, day - timedelta(1)))
        if _place(sql, placer, day) or day in changed:
            until = day + window
        before, number = day, number + 1
    return number


def _place(sql: Statements, placer: Placer, day: date) -> bool:
    """Place the articles of a day; whether any went elsewhere than before."""
    articles = _articles(sql, day, day)
    versions = {row["article_id"]: row["content_hash"] for row in articles}
    placed = placer.place(day, articles)
    rows = [
        {"article_id": each.id, "content_hash": versions[each.id]}
        | {"story_id": each.story_id, "similarity": each.similarity}
        for each in placed
    ]
    before = {
        row["article_id"]: row["story_id"] for row in sql.rows("stories/placed", {"day": day})
    }
    sql.con.register("placed_articles", pa.Table.from_pylist(rows, schema=_PLACED))
    sql.run("stories/replace", {"day": day})
    return before != {each.id: each.story_id for each in placed}


def _articles(sql: Statements, first: date, last: date) -> list[Row]:
    return sql.rows("stories/articles", {"first_day": first, "last_day": last})
