"""Draw docs/images/event_confidence.svg: what share of events is right at which confidence.

    python training/plot.py

Measured on half `b` of the gold standard (tests/quality/events), which the weights were not fitted
on. Bars are Wilson intervals of 95 %.
"""

import json
import os
import sys
from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from math import sqrt
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import matplotlib as mpl

mpl.use("svg")
import matplotlib.pyplot as plt
from confidence import GOLD, is_right

from dateline.annotate import Annotator
from dateline.annotate.explaining import explain
from dateline.settings import PROJECT, get_settings

IMAGE = PROJECT / "docs" / "images" / "event_confidence.svg"
EDGES = (0.0, 0.5, 0.6, 0.7, 0.8, 1.0)
Z = 1.96


def main() -> int:
    """Measure, print the table, draw."""
    cases = sorted(measured())
    bins = [
        [(c, right) for c, right in cases if low <= c < high or c == high == 1.0]
        for low, high in pairwise(EDGES)
    ]
    rows = [_row(found) for found in bins if found]
    for told, share, low, high, number in rows:
        print(f"{told:.2f} told, {share:.2f} right ({low:.2f} to {high:.2f}) of {number}")  # noqa: T201
    _draw(rows, cases)
    return 0


def measured() -> list[tuple[float, bool]]:
    """(confidence, whether it is right) of the events of half `b`."""
    annotator = Annotator(get_settings().spacy_model)
    found = []
    for file in sorted(GOLD.glob("*.jsonl")):
        for record in map(json.loads, Path(file).read_text(encoding="utf-8").splitlines()):
            if record["half"] == "b":
                found += _events(annotator, record)
    return found


def _events(annotator: Annotator, record: dict) -> list[tuple[float, bool]]:
    article = {
        "article_id": record["id"],
        "content_hash": record["id"],
        "title": record.get("title"),
        "text": record["text"],
        "published_at": datetime.fromisoformat(record["published"]),
        "language": "en",
        "dateline_place": record.get("dateline_place"),
    }
    events = explain(annotator, article)["events"]
    return [(e["confidence"], any(is_right(e, m) for m in record["events"])) for e in events]


def _row(found: Sequence[tuple[float, bool]]) -> tuple[float, float, float, float, int]:
    """(mean confidence, share right, lower and upper end of its interval, number)."""
    n = len(found)
    share = sum(right for _, right in found) / n
    middle = (share + Z**2 / (2 * n)) / (1 + Z**2 / n)
    half = Z / (1 + Z**2 / n) * sqrt(share * (1 - share) / n + Z**2 / (4 * n**2))
    return sum(c for c, _ in found) / n, share, middle - half, middle + half, n


def _draw(rows: Sequence[tuple[float, ...]], cases: Sequence[tuple[float, bool]]) -> None:
    mpl.rcParams["svg.hashsalt"] = "dateline"
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 4))
    told, share = [row[0] for row in rows], [row[1] for row in rows]
    errors = [[row[1] - row[2] for row in rows], [row[3] - row[1] for row in rows]]
    left.plot([0, 1], [0, 1], color="0.7", linewidth=1)
    left.errorbar(told, share, yerr=errors, fmt="o-", capsize=3)
    left.set(xlabel="confidence", ylabel="share right", xlim=(0, 1), ylim=(0, 1))
    floors = sorted({c for c, _ in cases})
    kept = [[r for c, r in cases if c >= floor] for floor in floors]
    total = sum(r for _, r in cases)
    right.plot([sum(k) / total for k in kept], [sum(k) / len(k) for k in kept])
    right.set(xlabel="right events kept", ylabel="share right", xlim=(0, 1), ylim=(0, 1))
    left.set_title("calibration")
    right.set_title("choosing a floor")
    figure.tight_layout()
    figure.savefig(IMAGE, metadata={"Date": None, "Creator": None})


if __name__ == "__main__":
    sys.exit(main())
