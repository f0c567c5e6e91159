"""What an article is about, as numbers: the words of its headline and its first lines, hashed."""

import re
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise

import numpy as np
from babel import Locale
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS, HashingVectorizer

DIMENSIONS = 2**22
"""Numbers that a word may be hashed to: two words of a vocabulary of 100,000 rarely share one."""
LEAD = 2_000
"""Characters of the text that are read: news tells the matter first and the background later."""
MOST_TERMS = 150
"""Words of an article that are kept, the most frequent ones."""
TITLE_WEIGHT = 3
"""A word of the headline counts as that many of the text."""
WORD = r"(?u)\b[^\W\d_][\w'\u2019-]+\b"
"""A word: two characters and more, the first of them a letter."""
COMMON = 300
"""Words of a language that are left out for being common."""

_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]+")
"""Runs of scripts that put no spaces between words: Thai, Lao, Burmese, Khmer, Chinese, Kana."""


def terms(articles: Sequence[tuple[str, str]]) -> list[tuple[np.ndarray, np.ndarray]]:
    """The words of each article, as (numbers, counts) of 4 bytes, numbers in ascending order.

    Nothing but the article itself decides which words are kept, so that they need to be counted
    once only. Common words of English are left out here, those of other languages when articles
    are compared. Where a script has no spaces, pairs of characters stand for words.

    Args:
        articles: (headline, text) of each.
    """
    if not articles:
        return []
    texts = (_spaced(f"{(title + ' ') * TITLE_WEIGHT}{text[:LEAD]}") for title, text in articles)
    counts = _vectorizer().transform(texts)
    return [_most(counts.indices[a:b], counts.data[a:b]) for a, b in _rows(counts.indptr)]


@lru_cache(maxsize=32)
def common(language: str) -> np.ndarray:
    """Numbers of the most common words of a language; none where no list is known.

    The lists are those that jusText ships, made of Wikipedia's words by frequency.

    Args:
        language: ISO 639-1 code.
    """
    name = Locale("en").languages.get(language, "").replace(" ", "_")
    path = files("justext") / "stoplists" / f"{name}.txt"
    if not name or not path.is_file():
        return np.empty(0, dtype=np.int64)
    words = path.read_text(encoding="utf-8").split()[:COMMON]
    return np.unique(_vectorizer().transform(words).indices.astype(np.int64))


def _spaced(text: str) -> str:
    return _UNSPACED.sub(_pairs, text) if _UNSPACED.search(text) else text


def _pairs(run: re.Match[str]) -> str:
    """Each character with the next, as a word."""
    signs = run[0]
    return " " + " ".join(map("".join, pairwise(signs))) + " "


def _rows(pointers: np.ndarray) -> list[tuple[int, int]]:
    return list(zip(pointers[:-1].tolist(), pointers[1:].tolist(), strict=True))


def _most(numbers: np.ndarray, counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The most frequent words; of equals those with the lower number."""
    kept = np.lexsort((numbers, -counts))[:MOST_TERMS]
    kept = kept[np.argsort(numbers[kept])]
    return numbers[kept].astype(np.int32), counts[kept]


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
