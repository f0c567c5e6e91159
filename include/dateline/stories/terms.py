"""What an article is about, as numbers: its most frequent words, hashed."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS, HashingVectorizer

DIMENSIONS = 2**22
"""Numbers that a word may be hashed to: two words of a vocabulary of 100,000 rarely share one."""
MOST_TERMS = 100
"""Words of an article that are kept, the most frequent ones."""
TITLE_WEIGHT = 3
"""A word of the headline counts as that many of the text."""
WORD = r"(?u)\b[^\W\d_][\w'\u2019-]+\b"
"""A word: two characters and more, the first of them a letter."""
MOST_COUNT = 255


def terms(articles: Sequence[tuple[str, str]]) -> list[tuple[list[int], list[int]]]:
    """The words of each article, as (numbers, counts), numbers in ascending order.

    Nothing but the article itself decides which words are kept, so that they need to be counted
    once only. Common words of English are left out; those of other languages weigh little later,
    for their frequency.

    Args:
        articles: (headline, text) of each.
    """
    if not articles:
        return []
    texts = (f"{(title + ' ') * TITLE_WEIGHT}{text}" for title, text in articles)
    counts = _vectorizer().transform(texts)
    return [_most(counts.indices[a:b], counts.data[a:b]) for a, b in _rows(counts.indptr)]


def _rows(pointers: np.ndarray) -> list[tuple[int, int]]:
    return list(zip(pointers[:-1].tolist(), pointers[1:].tolist(), strict=True))


def _most(numbers: np.ndarray, counts: np.ndarray) -> tuple[list[int], list[int]]:
    """The most frequent words; of equals those with the lower number."""
    kept = np.lexsort((numbers, -counts))[:MOST_TERMS]
    kept = kept[np.argsort(numbers[kept])]
    return numbers[kept].tolist(), np.minimum(counts[kept], MOST_COUNT).astype(int).tolist()


@lru_cache(maxsize=1)
def _vectorizer() -> HashingVectorizer:
    return HashingVectorizer(
        n_features=DIMENSIONS,
        alternate_sign=False,
        norm=None,
        stop_words=sorted(ENGLISH_STOP_WORDS),
        token_pattern=WORD,
        dtype=np.float32,
    )
