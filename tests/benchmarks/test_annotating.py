"""Annotation as a ratio to spaCy as shipped, over the same texts in the same run: `make bench`.

Each rate is of a process of its own that sees each text once: words that come again come as they do
in news, and no article comes twice. The public development sets are used where they are; the
project's own texts are fewer, so that more of the time goes into what is new to the caches.
"""

import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import SHARED
from upath import UPath

from dateline.clean import clean
from dateline.errors import RecordError
from dateline.settings import PROJECT, Settings
from dateline.warc import RawRecord, read_records

MODEL = Settings().spacy_model
PEER = PROJECT / ".venv" / "peers" / "spacy-3.8.18" / "bin" / "python"
RATE = Path(__file__).with_name("rate.py")
REPEATS = 2
LONG = 120_000
"""Words of a run that shows the rate: in a short one most words are new to the caches."""
ONE_THREAD = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


def own_texts():
    """The project's own sample, cleaned, and the stories that cleaning is tested with."""
    stories = PROJECT / "tests" / "quality" / "extraction" / "stories.txt"
    yield from (text.partition("\n")[2] for text in stories.read_text("utf-8").split("\n\n"))
    for path in sorted((PROJECT / "include" / "sample").glob("*.warc.gz")):
        for record in read_records(UPath(path), max_body=10**8):
            try:
                row = clean(record) if isinstance(record, RawRecord) else None
            except RecordError:
                continue
            if row and row["language"] == "en":
                yield row["text"]


def public_texts():
    """Articles of the public development sets, about 500 words each."""
    for name in ("geo/tr_news.jsonl", "clusters/news_clusters_dev.jsonl"):
        path = SHARED / "eval" / name
        if not path.exists():
            pytest.skip("the public development sets are not on this machine")
        yield from (json.loads(line)["text"] for line in path.read_text("utf-8").splitlines())


@pytest.fixture(scope="module", params=[own_texts, public_texts], ids=["own", "public"])
def texts(request):
    kept = dict.fromkeys(text for text in request.param() if text.strip())
    lines = [json.dumps({"id": number, "text": text}) for number, text in enumerate(kept)]
    return "\n".join(lines).encode()


def rate(texts, what, python=sys.executable):
    """The best of some runs: words by second of processor time, and peak memory in MB."""
    runs = [
        json.loads(
            subprocess.run(
                [python, RATE, what, MODEL],
                input=texts,
                stdout=subprocess.PIPE,
                check=True,
                env=ONE_THREAD,
            ).stdout
        )
        for _ in range(REPEATS)
    ]
    return max(runs, key=lambda run: run["rate"])


def report(capsys, text):
    with capsys.disabled():
        print(f"\n{text}")


def time_of_children():
    """Seconds of processor time of the child processes that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def is_long(texts):
    return texts.count(b" ") >= LONG


@pytest.fixture(scope="module")
def ours(texts):
    return rate(texts, "annotator")


def test_against_the_installed_spacy(texts, ours, capsys):
    stock, bare = rate(texts, "stock"), rate(texts, "pipe")
    report(
        capsys,
        f"{stock['words']:,} words; installed spaCy {stock['rate']:,.0f} words/CPU-s;"
        f" accelerated pipeline {bare['rate']:,.0f} ({bare['rate'] / stock['rate']:.2f} times);"
        f" whole annotator {ours['rate']:,.0f} ({ours['rate'] / stock['rate']:.2f} times),"
        f" {ours['peak_mb']:.0f} MB at most",
    )
    assert bare["rate"] > (1.8 if is_long(texts) else 1.5) * stock["rate"]
    assert ours["peak_mb"] < 700


def test_against_spacy_3_8_18(texts, ours, capsys):
    if not PEER.exists():
        pytest.skip("no environment with spaCy 3.8.18: make bench makes it where it can")
    stock = rate(texts, "stock", PEER)
    report(
        capsys,
        f"{stock['words']:,} words; spaCy 3.8.18 {stock['rate']:,.0f} words/CPU-s;"
        f" whole annotator {ours['rate']:,.0f}: {ours['rate'] / stock['rate']:.2f} times",
    )
    assert ours["rate"] >= (2.0 if is_long(texts) else 1.7) * stock["rate"]


def test_two_cores(texts, capsys):
    if len(os.sched_getaffinity(0)) < 2:
        pytest.skip("one core")
    if not is_long(texts):
        pytest.skip("too few words")
    seconds = {1: [], 2: []}
    used = {1: [], 2: []}
    for _ in range(REPEATS):
        for workers, found in seconds.items():
            started, before = time.perf_counter(), time_of_children()
            command = "from dateline.cli import main; main()"
            subprocess.run(
                [sys.executable, "-c", command, "annotate", "--workers", str(workers)],
                input=texts,
                stdout=subprocess.DEVNULL,
                check=True,
            )
            found.append(time.perf_counter() - started)
            used[workers].append(time_of_children() - before)
    one, two = min(seconds[1]), min(seconds[2])
    report(
        capsys,
        f"dateline annotate, start included: {one:.1f} s with one process, {two:.1f} s with two:"
        f" {one / two:.2f} times; of processor time {min(used[1]):.1f} s and {min(used[2]):.1f} s",
    )
    assert one / two >= 1.7
