"""Fit the weights of an event's confidence on the sentences of this folder.

    python training/confidence.py            fits, prints the scores, writes the weights
    python training/confidence.py --check    fits and compares with the weights that ship

An event counts as right when a marked event of the same sentence has its type, and its source and
target are the marked ones (a shared word of content, or nobody on both sides). Scores are of
five-fold cross-validation over sentences.
"""

import argparse
import csv
import io
import json
import os
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss, roc_auc_score
from sklearn.model_selection import GroupKFold, cross_val_predict

from dateline.annotate import Annotator
from dateline.annotate.explaining import explain
from dateline.knowledge import word_class
from dateline.settings import get_settings

SENTENCES = Path(__file__).parent / "events"
GOLD = Path(__file__).parents[1] / "tests" / "quality" / "events"
"""The gold standard: its half `a` is fitted on, half `b` measures."""
WEIGHTS = Path(__file__).parents[1] / "include" / "dateline" / "knowledge" / "confidence.csv"
STRENGTH = 0.1
"""C of the regression: the inverse of its L2 penalty. Chosen by cross-validation among
.03, .1, .3, 1 and 3."""
STOP = word_class("stop")
Features = dict[str, float]


def main() -> int:
    """Fit, print the scores, write or compare the weights; 1 if they differ."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    cases = list(training_cases())
    text = _table(*_fit(cases))
    print(json.dumps(_scores(cases), indent=2))  # noqa: T201 - a command
    if check:
        return int(WEIGHTS.read_text(encoding="utf-8") != text)
    WEIGHTS.write_text(text, encoding="utf-8")
    return 0


def training_cases() -> Iterator[tuple[int, Features, bool]]:
    """(number of the text, features, whether it is right) of each event that is coded."""
    annotator = Annotator(get_settings().spacy_model)
    files = sorted([*SENTENCES.glob("*.jsonl"), *GOLD.glob("*.jsonl")])
    lines = (line for file in files for line in file.read_text(encoding="utf-8").splitlines())
    for number, record in enumerate(map(json.loads, lines)):
        if record.get("half") != "b":
            for found, right in judged(annotator, record):
                yield number, found, right


def judged(annotator: Annotator, record: Mapping[str, Any]) -> Iterator[tuple[Features, bool]]:
    """Features of the events that are coded in a marked text, and whether each is right."""
    published = record.get("published")
    article = {
        "article_id": record["id"],
        "content_hash": record["id"],
        "title": record.get("title"),
        "text": record["text"],
        "published_at": datetime.fromisoformat(published) if published else None,
        "language": "en",
        "dateline_place": record.get("dateline_place"),
    }
    found = explain(annotator, article)
    features = {(a["start"], a["rule_id"]): a["features"] for a in found["attempts"]}
    for event in found["events"]:
        key = (event["trigger"]["start"], event["rule_id"])
        yield features[key], any(is_right(event, marked) for marked in record["events"])


def is_right(event: Mapping[str, Any], marked: Mapping[str, Any]) -> bool:
    """Whether a coded event has type, source and target of a marked one."""
    return (
        event["type"] == marked["type"]
        and _agrees(event["source"], marked, "source")
        and _agrees(event["target"], marked, "target")
    )


def _agrees(actor: Mapping[str, Any] | None, marked: Mapping[str, Any], role: str) -> bool:
    wanted = [marked[role], *marked.get(f"more_{role}s", ())] if marked[role] else []
    if actor is None or not wanted:
        return actor is None and not wanted
    words = _words(f"{actor['text']} {actor['name'] or ''}")
    return any(words & _words(each["text"]) for each in wanted)


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower())) - STOP


def _model() -> LogisticRegression:
    return LogisticRegression(C=STRENGTH, max_iter=5000, tol=1e-8, fit_intercept=False)


def _fit(cases: Sequence[tuple[int, Features, bool]]) -> tuple[dict[str, float], str]:
    """Weights by feature, and where they come from."""
    vectorizer = DictVectorizer(sort=True)
    matrix = vectorizer.fit_transform([found for _, found, _ in cases])
    model = _model().fit(matrix, [right for _, _, right in cases])
    weights = dict(zip(vectorizer.get_feature_names_out(), model.coef_[0], strict=True))
    sentences = len({number for number, _, _ in cases})
    return weights, f"training/confidence.py: {len(cases)} events of {sentences} sentences"


def _table(weights: Mapping[str, float], source: str) -> str:
    """The weights as CSV; two digits, so that any machine writes the same."""
    output = io.StringIO()
    writer = csv.writer(output, lineterminator="\n")
    writer.writerow(("feature", "weight", "source"))
    for name, weight in sorted(weights.items()):
        writer.writerow((name, f"{weight:.2f}", source))
    return output.getvalue()


def _scores(cases: Sequence[tuple[int, Features, bool]]) -> dict[str, Any]:
    """How well confidences of sentences that were left out tell right from wrong."""
    matrix = DictVectorizer(sort=True).fit_transform([found for _, found, _ in cases])
    right = np.array([each for _, _, each in cases])
    groups = [number for number, _, _ in cases]
    told = cross_val_predict(
        _model(), matrix, right, groups=groups, cv=GroupKFold(5), method="predict_proba"
    )[:, 1]
    bins = np.clip((told * 10).astype(int), 0, 9)
    return {
        "events": len(cases),
        "right": round(float(right.mean()), 3),
        "auc": round(float(roc_auc_score(right, told)), 3),
        "brier": round(float(brier_score_loss(right, told)), 3),
        "calibration_error": round(
            float(
                sum(
                    abs(told[bins == b].mean() - right[bins == b].mean()) * (bins == b).mean()
                    for b in np.unique(bins)
                )
            ),
            3,
        ),
        "bins": {
            f"{b / 10:.1f}": {
                "events": int((bins == b).sum()),
                "right": round(float(right[bins == b].mean()), 3),
            }
            for b in np.unique(bins)
        },
    }


if __name__ == "__main__":
    sys.exit(main())
