"""Articles to stories, online: each joins the story that it is most like, or begins one.

Single-pass clustering with centroids, as in topic detection and tracking (Allan et al. 1998), with
TF-IDF weights over the articles of the last days and a similarity that fades with the days since a
story's last article.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import sqrt

import numpy as np
from scipy import sparse

from dateline.schemas import stable_id


@dataclass(frozen=True, slots=True)
class Parameters:
    """What decides whether an article joins a story; chosen as docs/stories.md tells.

    Args:
        threshold: similarity from which an article joins.
        window: days after which a story is over.
        half_life: days after which half of what can fade has faded.
        lasting: share of the similarity that does not fade.
    """

    threshold: float = 0.18
    window: int = 30
    half_life: float = 7.0
    lasting: float = 0.7

    def fading(self, days: int) -> float:
        """Factor of the similarity to a story whose last article is some days old."""
        return self.lasting + (1 - self.lasting) * float(0.5 ** (days / self.half_life))


DEFAULTS = Parameters()
BLOCK = 512
"""Articles that are compared at once, which bounds the memory."""


@dataclass(frozen=True, slots=True)
class Article:
    """An article with its terms.

    Args:
        id: its id; articles are placed in the order in which they are given.
        day: day of publication.
        language: ISO 639-1; a story has one language.
        numbers: its terms, as `terms` gives them.
        counts: how often each stands in it.
        story_id: its story, where it has one.
    """

    id: str
    day: date
    language: str
    numbers: Sequence[int]
    counts: Sequence[int]
    story_id: str | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """Where an article went: its story, and how alike they were; 1 for a story's first article."""

    id: str
    story_id: str
    similarity: float


@dataclass(slots=True)
class _Story:
    """A story while a day is placed.

    Args:
        id: its id.
        last: day of its last article.
        square: squared length of the sum of its articles' vectors.
    """

    id: str
    last: date
    square: float


def place(
    day: date,
    before: Sequence[Article],
    arriving: Sequence[Article],
    parameters: Parameters = DEFAULTS,
) -> list[Placed]:
    """Place the articles of one day.

    The result depends on the arguments only: the same articles of the window, in the same stories,
    give the same.

    Args:
        day: the day.
        before: articles of the window's earlier days, each with its story, in any order.
        arriving: articles of the day, in order.
        parameters: what decides.
    """
    placed: list[Placed] = []
    for language in sorted({article.language for article in arriving}):
        old = sorted((a for a in before if a.language == language), key=lambda a: a.id)
        new = [a for a in arriving if a.language == language]
        placed += _place(day, old, new, parameters)
    return placed


def _place(
    day: date, before: Sequence[Article], arriving: Sequence[Article], parameters: Parameters
) -> list[Placed]:
    """Place articles of one language."""
    vectors = _vectors([*before, *arriving])
    old, new = vectors[: len(before)], vectors[len(before) :]
    stories, sums = _stories(before, old)
    joined: list[_Story] = []
    placed = []
    for start in range(0, len(arriving), BLOCK):
        end = min(start + BLOCK, len(arriving))
        to_stories = (new[start:end] @ sums.T).tocsr()
        to_earlier = (new[start:end] @ new[:end].T).tocsr()
        for row in range(start, end):
            dots: dict[str, tuple[_Story, float]] = {}
            _count(dots, to_stories, row - start, stories)
            _count(dots, to_earlier, row - start, joined)
            story, alike = _nearest(dots, day, parameters)
            if story is None:
                story, alike = _Story(stable_id("story", arriving[row].id), day, 0.0), 1.0
            story.square += 2 * dots[story.id][1] + 1 if story.id in dots else 1
            story.last = day
            joined.append(story)
            placed.append(Placed(arriving[row].id, story.id, round(alike, 4)))
    return placed


def _stories(
    before: Sequence[Article], vectors: sparse.csr_matrix
) -> tuple[list[_Story], sparse.csr_matrix]:
    """The stories so far, and the sums of their articles' vectors, a row for each."""
    ids = sorted({article.story_id or "" for article in before})
    rows = {story_id: row for row, story_id in enumerate(ids)}
    of = np.array([rows[article.story_id or ""] for article in before], dtype=np.int64)
    membership = sparse.csr_matrix(
        (np.ones(len(before)), (of, np.arange(len(before)))), shape=(len(ids), len(before))
    )
    sums = membership @ vectors
    last = [date.min] * len(ids)
    for article, row in zip(before, of.tolist(), strict=True):
        last[row] = max(last[row], article.day)
    squares = _squares(sums)
    return [_Story(ids[r], last[r], float(squares[r])) for r in range(len(ids))], sums


def _count(
    dots: dict[str, tuple[_Story, float]],
    products: sparse.csr_matrix,
    row: int,
    stories: Sequence[_Story],
) -> None:
    """Add a row of products, whose columns are those of some stories, story by story."""
    start, end = products.indptr[row], products.indptr[row + 1]
    columns, values = products.indices[start:end].tolist(), products.data[start:end].tolist()
    for column, value in zip(columns, values, strict=True):
        if column < len(stories):
            story = stories[column]
            dots[story.id] = (story, dots[story.id][1] + value if story.id in dots else value)


def _nearest(
    dots: dict[str, tuple[_Story, float]], day: date, parameters: Parameters
) -> tuple[_Story | None, float]:
    """The story that an article is most like, if it is like enough; of equals the lower id."""
    best: tuple[float, str] | None = None
    for story, dot in dots.values():
        alike = dot / sqrt(story.square) * parameters.fading((day - story.last).days)
        if alike >= parameters.threshold and (best is None or (-alike, story.id) < best):
            best = (-alike, story.id)
    return (None, 0.0) if best is None else (dots[best[1]][0], -best[0])


def _vectors(articles: Sequence[Article]) -> sparse.csr_matrix:
    """TF-IDF vectors of length 1, one row for each article."""
    lengths = np.array([len(a.numbers) for a in articles], dtype=np.int64)
    pointers = np.concatenate(([0], np.cumsum(lengths)))
    numbers = np.array([n for a in articles for n in a.numbers], dtype=np.int32)
    counts = np.array([n for a in articles for n in a.counts], dtype=np.float64)
    found, columns = np.unique(numbers, return_inverse=True)
    frequency = np.bincount(columns, minlength=len(found))
    rarity = np.log((1 + len(articles)) / (1 + frequency)) + 1
    weights = (1 + np.log(counts)) * rarity[columns]
    matrix = sparse.csr_matrix(
        (weights, columns, pointers), shape=(len(articles), max(len(found), 1))
    )
    norms = np.sqrt(_squares(matrix))
    norms[norms == 0] = 1
    return matrix.multiply(1 / norms[:, None]).tocsr()


def _squares(matrix: sparse.csr_matrix) -> np.ndarray:
    return np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel()
