"""Scores of the search for near-duplicates on documents that are known to be copies or not.

A file is JSON lines with `id`, `text` and `cluster` (or `page`). Documents with the same cluster
are copies of one another; all others are not, nor are those without one. What is scored is what
the pipeline does: the same sketches, candidates and rule.
"""

import json
import time
from collections import Counter
from pathlib import Path
from typing import Any

from dateline.clean.copies.alike import alike
from dateline.clean.copies.fingerprints import text_key
from dateline.clean.copies.sketches import sketch
from dateline.errors import TerminalError
from dateline.schemas import Row

_REPEATS = 3


def score(path: str | Path) -> dict[str, Any]:
    """Find the pairs of a file and compare.

    Args:
        path: the gold file.

    Returns:
        `documents`, `empty` (left out: they have no words to compare), `gold_pairs`,
        `found_pairs`, `precision`, `recall`, `f1`, `documents_per_second` (sketched, of processor
        time), and `false_pairs`: up to 20 pairs of ids that were found and are none.

    Raises:
        TerminalError: the file is not of that form.
    """
    documents = _documents(Path(path))
    held = [document for document in documents if document["text"].strip()]
    texts = [document["text"] for document in held]
    seconds = _seconds(texts)
    pairs = alike([text_key(text) for text in texts], texts)
    false = [(p.first, p.second) for p in pairs if not _same(held[p.first], held[p.second])]
    sizes = Counter(cluster for document in held if (cluster := _cluster(document)) is not None)
    gold = sum(size * (size - 1) // 2 for size in sizes.values())
    right = len(pairs) - len(false)
    return {
        "documents": len(documents),
        "empty": len(documents) - len(held),
        "gold_pairs": gold,
        "found_pairs": len(pairs),
        "precision": round(right / len(pairs), 5) if pairs else None,
        "recall": round(right / gold, 5) if gold else None,
        "f1": round(2 * right / (len(pairs) + gold), 5) if pairs or gold else None,
        "documents_per_second": round(len(texts) / seconds) if seconds else None,
        "false_pairs": [[held[one].get("id"), held[other].get("id")] for one, other in false[:20]],
    }


def _seconds(texts: list[str]) -> float:
    """The least processor time of some repeats of sketching."""
    times = []
    for _ in range(_REPEATS):
        started = time.process_time()
        sketch(texts)
        times.append(time.process_time() - started)
    return min(times)


def _documents(path: Path) -> list[Row]:
    """The objects of the file.

    Raises:
        TerminalError: a line is no object with a text.
    """
    documents = []
    for number, line in enumerate(path.read_bytes().splitlines(), 1):
        try:
            document = json.loads(line) if line.strip() else None
        except ValueError as error:
            raise TerminalError(f"{path}:{number}: not JSON: {error}") from error
        if document is None:
            continue
        if not isinstance(document, dict) or not isinstance(document.get("text"), str):
            raise TerminalError(f"{path}:{number}: not an object with a text")
        documents.append(document)
    return documents


def _cluster(document: Row) -> str | None:
    value = document.get("cluster", document.get("page"))
    return None if value is None else json.dumps(value)


def _same(one: Row, other: Row) -> bool:
    return _cluster(one) is not None and _cluster(one) == _cluster(other)
