"""Stories followed day after day: what is remembered is the articles of the window."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from dateline.schemas import Row
from dateline.stories.placing import DEFAULTS, Article, Parameters, Placed, place
from dateline.stories.terms import terms


class Follower:
    """Places days of articles one after another.

    Its state is a function of what it was given, so that a follower that recalls the window's
    articles with their stories goes on as if it had placed them itself.

    Args:
        parameters: what decides.
    """

    def __init__(self, parameters: Parameters = DEFAULTS) -> None:
        self._parameters = parameters
        self._live: list[Article] = []

    @property
    def window(self) -> int:
        """Days that a day's stories depend on, before the day itself."""
        return self._parameters.window

    def recall(self, articles: Sequence[Row]) -> None:
        """Forget all, and take articles as placed.

        Args:
            articles: rows as `place` takes them, with `day` and `story_id` besides.
        """
        self._live = [
            replace(article, story_id=row["story_id"])
            for row, article in zip(articles, _articles(articles), strict=True)
        ]

    def place(self, day: date, articles: Sequence[Row]) -> list[Placed]:
        """Place the articles of a day, and remember them.

        Args:
            day: the day, later than those before.
            articles: rows with `article_id`, `day`, `language` (may be None), `title` (may be
                None) and `text`, in the order in which they appeared.

        Returns:
            One for each article.
        """
        self._live = [each for each in self._live if (day - each.day).days <= self.window]
        arriving = list(_articles(articles))
        placed = place(day, self._live, arriving, self._parameters)
        stories = {each.id: each.story_id for each in placed}
        self._live += [replace(each, story_id=stories[each.id]) for each in arriving]
        return placed


def _articles(rows: Sequence[Row]) -> Iterable[Article]:
    found = terms([(row["title"] or "", row["text"]) for row in rows])
    for row, (numbers, counts) in zip(rows, found, strict=True):
        yield Article(row["article_id"], row["day"], row["language"] or "", numbers, counts)
