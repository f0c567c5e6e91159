"""Speed of stories with 10,000 live articles: `make bench`.

Articles are synthetic: words as common as those of a language, and some that belong to the matter.
Every other article begins a matter, so that there are thousands of live stories.
"""

import random
import time
from dataclasses import replace
from datetime import date, timedelta

import pytest
from benchmarks.test_duplicates import Writer, report

from dateline.stories import Article, Follower, place, terms

LIVE, ARRIVING, DAYS = 10_000, 1_000, 25
RATE = 2_000
"""Articles in a second of one core, words counted and placed, at least."""
START = date(2026, 11, 1)


class Matters:
    """Texts of 400 common words and 60 names, which are drawn from their matter's forty."""

    def __init__(self, seed: int) -> None:
        self._writer, self._rng = Writer(seed), random.Random(seed)
        letters = "etaoinshrdlucm"
        self._names = ["".join(self._rng.choices(letters, k=7)) for _ in range(60_000)]
        self._matters: dict[int, list[str]] = {}

    def article(self) -> tuple[str, str]:
        """Headline and text; one matter in two is new."""
        number = len(self._matters)
        if number and self._rng.random() < 0.5:
            number = self._rng.randrange(number)
        names = self._matters.setdefault(number, self._rng.sample(self._names, 40))
        words = self._writer.text(400).split() + self._rng.choices(names, k=60)
        self._rng.shuffle(words)
        return " ".join(self._rng.sample(names, 6)), " ".join(words)


@pytest.fixture(scope="module")
def texts():
    matters = Matters(3)
    return [matters.article() for _ in range(LIVE + ARRIVING)]


def articles(found, first, start):
    return [
        Article(
            f"{number:06}", start + timedelta(days=(number - first) * DAYS // LIVE), "en", *each
        )
        for number, each in enumerate(found, first)
    ]


@pytest.fixture(scope="module")
def live(texts):
    """Ten thousand articles in their stories."""
    placed = []
    waiting = articles(terms(texts[:LIVE]), 0, START)
    for day in sorted({article.day for article in waiting}):
        arriving = [article for article in waiting if article.day == day]
        went = {each.id: each.story_id for each in place(day, placed, arriving)}
        placed += [replace(article, story_id=went[article.id]) for article in arriving]
    return placed


def seconds(work):
    times = []
    for _ in range(3):
        started = time.process_time()
        result = work()
        times.append(time.process_time() - started)
    return min(times), result


def test_a_day_among_ten_thousand_live_articles(capsys, texts, live):
    counted, found = seconds(lambda: terms(texts[LIVE:]))
    today = START + timedelta(days=DAYS)
    arriving = [replace(a, day=today) for a in articles(found, LIVE, START)]
    spent, placed = seconds(lambda: place(today, live, arriving))
    stories = len({article.story_id for article in live})
    speed = ARRIVING / (counted + spent)
    joined = sum(each.story_id in {article.story_id for article in live} for each in placed)
    report(
        capsys,
        f"stories: {ARRIVING / counted:,.0f} articles/s counted, {ARRIVING / spent:,.0f} placed, "
        f"{speed:,.0f} both, among {LIVE:,} articles in {stories:,} stories; {joined} joined one",
    )
    assert speed >= RATE


def test_recalling_the_window(capsys, texts, live):
    """What a run pays once, before its first day: the words of the live articles."""
    rows = [
        {"article_id": article.id, "day": article.day, "language": "en"}
        | {"title": title, "text": text, "story_id": article.story_id}
        for article, (title, text) in zip(live, texts, strict=False)
    ]
    spent, _ = seconds(lambda: Follower().recall(rows))
    report(capsys, f"recalling {LIVE:,} articles: {spent:.1f} CPU-s")
    assert spent < LIVE / RATE
