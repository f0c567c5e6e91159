"""Articles to stories, online: each joins the story that it is most like, or begins one.

Single-pass clustering with centroids, as in topic detection and tracking (Allan et al. 1998), with
TF-IDF weights over the articles of the last days and a similarity that fades with the days since a
story's last article.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from scipy import sparse

from dateline.schemas import stable_id
from dateline.stories.terms import common


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
PRIOR = 300
"""Articles without the word that are thought to have come before: in the first days of a window, or
in a language of few articles, a word that two articles share is not taken for a common one."""
COMMON_SHARE = 0.1
"""Share of the articles from which a word tells nothing: such words are most of the work."""
BLOCK = 512
"""Articles that are compared at once, which bounds the memory."""


@dataclass(frozen=True, slots=True, eq=False)
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
    numbers: np.ndarray
    counts: np.ndarray
    story_id: str | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """Where an article went: its story, and how alike they were; 1 for a story's first article."""

    id: str
    story_id: str
    similarity: float


class _Stories:
    """The stories while a day is placed, in columns.

    Args:
        ids: their ids; stories that begin today come last.
        fading: what is left of the similarity to each, for the days since its last article.
        squares: squared lengths of the sums of their articles' vectors.
        room: how many stories may begin.
    """

    def __init__(
        self, ids: Sequence[str], fading: Sequence[float], squares: np.ndarray, room: int
    ) -> None:
        self.ids = list(ids)
        self._squares = np.concatenate((squares, np.zeros(room)))
        lengths = np.sqrt(np.where(squares > 0, squares, 1.0))
        self._scales = np.concatenate((fading / lengths, np.zeros(room)))

    def join(self, stories: np.ndarray, dots: np.ndarray, threshold: float) -> tuple[int, float]:
        """Let an article join the story that it is most like; of equals the lower id.

        Args:
            stories: places of stories; a place may be there more than once.
            dots: products of the article with some of each story's articles.
            threshold: similarity from which it joins.

        Returns:
            The story's place and the similarity; -1 stands for no story.
        """
        sums = np.bincount(stories, dots, minlength=len(self._scales))
        alike = sums * self._scales
        most = float(alike.max())
        if most < threshold:
            return -1, most
        found = min(np.flatnonzero(alike == most).tolist(), key=self.ids.__getitem__)
        self._grow(found, 2 * sums[found] + 1)
        return found, most

    def begin(self, story_id: str) -> int:
        """A new story of one article; its place."""
        self.ids.append(story_id)
        self._grow(len(self.ids) - 1, 1.0)
        return len(self.ids) - 1

    def _grow(self, story: int, square: float) -> None:
        self._squares[story] += square
        self._scales[story] = 1 / np.sqrt(self._squares[story])


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

    Returns:
        One for each arriving article, in their order.
    """
    placed: dict[str, Placed] = {}
    for language in sorted({article.language for article in arriving}):
        old = sorted((a for a in before if a.language == language), key=lambda a: a.id)
        new = [a for a in arriving if a.language == language]
        placed |= {each.id: each for each in _place(day, old, new, parameters)}
    return [placed[article.id] for article in arriving]


def _place(
    day: date, before: Sequence[Article], arriving: Sequence[Article], parameters: Parameters
) -> list[Placed]:
    """Place articles of one language."""
    vectors = _vectors([*before, *arriving], arriving[0].language)
    old, new = vectors[: len(before)], vectors[len(before) :]
    stories, sums = _stories(day, before, old, len(arriving), parameters)
    joined = np.empty(len(arriving), dtype=np.int64)
    placed = []
    for start in range(0, len(arriving), BLOCK):
        block = new[start : start + BLOCK]
        to_stories = (block @ sums.T).tocsr()
        to_earlier = (block @ new[: start + BLOCK].T).tocsr()
        for row in range(block.shape[0]):
            at = start + row
            known, dots = _row(to_stories, row)
            others, more = _row(to_earlier, row)
            earlier = others < at
            near = np.concatenate((known, joined[others[earlier]]))
            dots = np.concatenate((dots, more[earlier]))
            story, alike = stories.join(near, dots, parameters.threshold)
            if story < 0:
                story, alike = stories.begin(stable_id("story", arriving[at].id)), 1.0
            joined[at] = story
            placed.append(Placed(arriving[at].id, stories.ids[story], round(alike, 4)))
    return placed


def _row(products: sparse.csr_matrix, row: int) -> tuple[np.ndarray, np.ndarray]:
    """Columns and values of a row."""
    start, end = products.indptr[row], products.indptr[row + 1]
    return products.indices[start:end], products.data[start:end]


def _stories(
    day: date,
    before: Sequence[Article],
    vectors: sparse.csr_matrix,
    room: int,
    parameters: Parameters,
) -> tuple[_Stories, sparse.csr_matrix]:
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
    fading = [parameters.fading((day - each).days) for each in last]
    return _Stories(ids, fading, _squares(sums), room), sums


def _vectors(articles: Sequence[Article], language: str) -> sparse.csr_matrix:
    """TF-IDF vectors of length 1, one row for each article; of length 0 where it has no terms."""
    lengths = np.array([len(a.numbers) for a in articles], dtype=np.int64)
    pointers = np.concatenate(([0], np.cumsum(lengths)))
    numbers = np.concatenate([article.numbers for article in articles])
    counts = np.concatenate([article.counts for article in articles]).astype(np.float64)
    found, columns = np.unique(numbers, return_inverse=True)
    frequency = np.bincount(columns, minlength=len(found))
    share = (1 + frequency) / (PRIOR + len(articles))
    rarity = -np.log(share)
    rarity[(share > COMMON_SHARE) | np.isin(found, common(language))] = 0
    weights = (1 + np.log(counts)) * rarity[columns]
    matrix = sparse.csr_matrix(
        (weights, columns, pointers), shape=(len(articles), max(len(found), 1))
    )
    matrix.eliminate_zeros()
    norms = np.sqrt(_squares(matrix))
    norms[norms == 0] = 1
    scaled: sparse.csr_matrix = matrix.multiply(1 / norms[:, None]).tocsr()
    return scaled


def _squares(matrix: sparse.csr_matrix) -> np.ndarray:
    return np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel()
