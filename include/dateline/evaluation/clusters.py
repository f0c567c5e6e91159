"""Scores of stories on articles whose stories are known: B-cubed, beside plain baselines.

A file is JSON lines, gzip or not, with `id`, `date` (ISO 8601), `title`, `text` and `cluster`.
The articles arrive day by day, as they do in the pipeline. B-cubed precision of an article is the
share of its found story that is of its true story, recall the share of its true story that is in
the found one; both are averaged over articles (Bagga and Baldwin 1998).
"""

import gzip
import json
from collections import Counter
from collections.abc import Hashable, Sequence
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.cluster import AgglomerativeClustering
from sklearn.feature_extraction.text import TfidfVectorizer

from dateline.errors import TerminalError
from dateline.language import detect_language
from dateline.schemas import Row
from dateline.stories import Follower, Parameters
from dateline.stories.placing import DEFAULTS

FIELDS = frozenset({"id", "date", "title", "text", "cluster"})
BATCH_DISTANCE = 0.85
"""Cosine distance up to which the batch baseline joins clusters, the best on development data."""


def score(path: str | Path, parameters: Parameters = DEFAULTS) -> dict[str, Any]:
    """Cluster the articles of a file day by day and compare.

    Args:
        path: the file.
        parameters: what decides whether an article joins a story.

    Raises:
        TerminalError: the file is not of that form.

    Returns:
        `articles`, `gold_stories`, `stories`, B-cubed `precision`, `recall`, `f1`; and under
        `baselines` the same of every article for itself, and of batch clustering (TF-IDF, average
        link) that sees all articles at once.
    """
    records = sorted(_records(Path(path)), key=lambda r: (r["day"], r["date"] or "", r["id"]))
    gold = [record["cluster"] for record in records]
    found = follow(records, parameters)
    return {
        "articles": len(records),
        "gold_stories": len(set(gold)),
        **_scores(gold, found),
        "baselines": {
            "singletons": _scores(gold, list(range(len(gold)))),
            "batch": _scores(gold, _batch(records)),
        },
    }


def _records(path: Path) -> list[Row]:
    """The objects of the file.

    Raises:
        TerminalError: a line is no object with the fields, or its date is none; or there is none.
    """
    content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    records = [
        _record(line, f"{path}:{number}")
        for number, line in enumerate(content.splitlines(), 1)
        if line.strip()
    ]
    if not records:
        raise TerminalError(f"{path}: no articles")
    return records


def _record(line: bytes, place: str) -> Row:
    try:
        record: Row = json.loads(line)
    except ValueError as error:
        raise TerminalError(f"{place}: not JSON: {error}") from error
    if not isinstance(record, dict) or not record.keys() >= FIELDS:
        raise TerminalError(f"{place}: not an object with {', '.join(sorted(FIELDS))}")
    try:
        return record | {"id": str(record["id"]), "day": _day(record["date"])}
    except ValueError as error:
        raise TerminalError(f"{place}: {error}") from error


def _day(text: str | None) -> date:
    """The day of a date or time; articles without one come first."""
    return date.fromisoformat(str(text)[:10]) if text else date(1970, 1, 1)


def follow(records: Sequence[Row], parameters: Parameters = DEFAULTS) -> list[str]:
    """The story of each article, the articles placed day after day.

    Args:
        records: articles with `day`, `title` and `text`, in the order of their dates.
        parameters: what decides.
    """
    follower = Follower(parameters)
    numbered = enumerate(records)
    stories: list[str] = []
    for day, group in groupby(numbered, key=lambda pair: pair[1]["day"]):
        rows = [
            {"article_id": str(number), "day": day, "language": detect_language(record["text"])}
            | {"title": record["title"], "text": record["text"]}
            for number, record in group
        ]
        stories += [placed.story_id for placed in follower.place(day, rows)]
    return stories


def _batch(records: Sequence[Row]) -> list[int]:
    texts = [f"{record['title'] or ''} {record['text']}" for record in records]
    vectors = TfidfVectorizer(sublinear_tf=True, stop_words="english").fit_transform(texts)
    model = AgglomerativeClustering(
        None, metric="cosine", linkage="average", distance_threshold=BATCH_DISTANCE
    )
    found: np.ndarray = model.fit_predict(vectors.toarray())
    return [int(label) for label in found]


def _scores(gold: Sequence[Hashable], found: Sequence[Hashable]) -> dict[str, Any]:
    both = Counter(zip(gold, found, strict=True))
    true, told = Counter(gold), Counter(found)
    precision = sum(n * n / told[f] for (_, f), n in both.items()) / len(gold)
    recall = sum(n * n / true[g] for (g, _), n in both.items()) / len(gold)
    return {
        "stories": len(told),
        "precision": round(precision, 3),
        "recall": round(recall, 3),
        "f1": round(2 * precision * recall / (precision + recall), 3),
    }
