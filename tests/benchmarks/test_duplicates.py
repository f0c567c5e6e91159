"""Speed of sketching and matching, and what is found: `make bench`.

Texts are synthetic, with words as common as those of a language; the pages of the last test are
public ones, and it is skipped where they are absent.
"""

import gzip
import itertools
import json
import os
import random
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trafilatura

from dateline.clean.copies.fingerprints import text_key
from dateline.clean.copies.sketches import shingles, sketch
from dateline.evaluation.duplicates import score
from dateline.partition import Interval, Partition
from dateline.schemas import ARTICLES, FINGERPRINTS, stable_id
from dateline.settings import PROJECT
from dateline.storage import write_rows

REPEATS = 3
WORDS = 600
RATE = 10_000  # documents of that length sketched in a second of one core, at least
SHARED = Path(os.environ.get("DATELINE_SHARED", PROJECT.parent / "shared"))
PAGES = SHARED / "eval" / "extraction" / "articles_dev.jsonl.gz"
MODES = {
    "default": {},
    "without comments": {"include_comments": False},
    "precision": {"include_comments": False, "favor_precision": True},
    "fast": {"include_comments": False, "fast": True},
    "recall": {"include_comments": False, "favor_recall": True},
}

NOW = datetime(2026, 11, 20, tzinfo=UTC)
ARTICLES_A_DAY = 4_000
SECONDS, MEMORY = 10, 400  # of processor time and MB, at most, for a day among 14 others
MATCH = """
import json, resource, sys, time
from datetime import datetime
from dateline.clean import match
from dateline.partition import Interval, Partition
from dateline.settings import Settings

settings, interval = Settings(data=sys.argv[1]), Interval.from_id(sys.argv[2])
started = time.process_time()
rows = match(settings, interval, [Partition(settings.data, interval)])
seconds = time.process_time() - started
print(json.dumps([len(rows), seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))
"""


class Writer:
    """Texts of words that are as common as those of a language (Zipf's law)."""

    def __init__(self, seed):
        self._rng = random.Random(seed)
        letters = "etaoinshrdlucmfwypvbgk"
        self._words = [
            "".join(self._rng.choices(letters, k=self._rng.randint(2, 9))) for _ in range(8_000)
        ]
        self._weights = list(itertools.accumulate(1 / (rank + 3) for rank in range(8_000)))

    def text(self, words=WORDS):
        return " ".join(self._rng.choices(self._words, cum_weights=self._weights, k=words)) + "."


def report(capsys, text):
    with capsys.disabled():
        print(f"\n{text}")


def rate(work, count):
    """The highest number in a second of processor time of some repeats."""
    times = []
    for _ in range(REPEATS):
        started = time.process_time()
        work()
        times.append(time.process_time() - started)
    return count / min(times)


def test_sketching(capsys):
    writer = Writer(1)
    texts = [writer.text() for _ in range(2_000)]
    speed = rate(lambda: sketch(texts), len(texts))
    sets = rate(lambda: shingles(texts), len(texts))
    report(capsys, f"sketching: {speed:,.0f} documents/s; shingle sets: {sets:,.0f}")
    assert speed >= RATE


@pytest.fixture(scope="module")
def lake(tmp_path_factory):
    """Fifteen days; one in ten articles is a copy of one of the day before, one has 500 copies."""
    root = str(tmp_path_factory.mktemp("lake"))
    writer, rng = Writer(2), random.Random(2)
    story, before = writer.text(), []
    for number in range(-7, 8):
        start = NOW + timedelta(days=number)
        fresh = [writer.text() for _ in range(int(ARTICLES_A_DAY * 0.9) - 500)]
        copied = rng.sample(before, min(len(before), ARTICLES_A_DAY // 10))
        changed = [text + writer.text(30) if rng.random() < 0.5 else text for text in copied]
        texts = [story + writer.text(30) for _ in range(500)] + fresh + changed
        write(Partition(root, Interval(start, start + timedelta(days=1))), texts)
        before = fresh
    return root


def write(partition, texts):
    start = partition.interval.start
    rows = [
        {
            "article_id": stable_id(partition.interval.id, str(place)),
            "content_hash": stable_id(text),
            "text": text,
            "text_md5": text_key(text),
            "bands": bands,
            "published_at": start + timedelta(seconds=place),
            "fetched_at": start,
            **partition.interval.as_row(),
        }
        for place, (text, bands) in enumerate(zip(texts, sketch(texts), strict=True))
    ]
    for table in (ARTICLES, FINGERPRINTS):
        known = set(table.schema.names)
        kept = ({k: v for k, v in row.items() if k in known} for row in rows)
        write_rows(partition.lake(table.name), table, kept)


def test_matching_a_day_with_a_week_before_and_after(capsys, lake):
    interval = Interval(NOW, NOW + timedelta(days=1))
    environment = os.environ | {"PYTHONPATH": str(PROJECT / "include")}
    done = subprocess.run(
        [sys.executable, "-c", MATCH, lake, interval.id],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    pairs, seconds, memory = json.loads(done.stdout)
    text = f"{pairs:,} pairs in {seconds:.1f} CPU-s, {memory:.0f} MB"
    report(capsys, f"matching {ARTICLES_A_DAY:,} articles with 14 times as many: {text}")
    assert seconds < SECONDS
    assert memory < MEMORY


@pytest.mark.skipif(not PAGES.exists(), reason="the public pages are not there")
def test_outputs_of_different_extractors_for_one_page_are_copies(capsys, tmp_path):
    pages = [json.loads(line) for line in gzip.decompress(PAGES.read_bytes()).splitlines()[::4]]
    path = tmp_path / "gold.jsonl"
    with path.open("w") as out:
        for mode, choices in MODES.items():
            for page in pages:
                text = trafilatura.extract(page["html"], **choices) or ""
                row = {"id": f"{page['id']} {mode}", "text": text, "cluster": page["id"]}
                out.write(json.dumps(row) + "\n")
    result = score(path)
    report(capsys, json.dumps(result))
    assert result["f1"] >= 0.99
    assert result["precision"] >= 0.999
