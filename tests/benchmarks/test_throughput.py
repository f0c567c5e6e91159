"""Speed as ratios to the bare libraries, over the same sample in the same run: `make bench`."""

import time

import pytest
import trafilatura
from fastwarc.warc import ArchiveIterator, WarcRecordType
from upath import UPath

from dateline.annotate import Annotator
from dateline.clean import clean
from dateline.errors import RecordError
from dateline.settings import PROJECT, Settings
from dateline.warc import RawRecord, read_records

ARCHIVES = sorted((PROJECT / "include" / "sample").glob("*.warc.gz"))
REPEATS = 3


def seconds(work):
    """The least processor time of some repeats."""
    times = []
    for _ in range(REPEATS):
        started = time.process_time()
        work()
        times.append(time.process_time() - started)
    return min(times)


def report(capsys, what, count, unit, *, ours, bare):
    with capsys.disabled():
        print(
            f"\n{what}: {count / ours:,.0f} {unit}/CPU-s, {bare / ours:.2f} times the bare library"
        )


@pytest.fixture(scope="module")
def pages():
    records = (r for path in ARCHIVES for r in read_records(UPath(path), max_body=10**8))
    return [r for r in records if isinstance(r, RawRecord) and r.content_type == "text/html"]


@pytest.fixture(scope="module")
def articles(pages):
    found = []
    for page in pages:
        try:
            found.append(clean(page, min_words=25))
        except RecordError:
            continue
    return [row for row in found if row["language"] == "en"]


def test_reading_warc(capsys):
    def bare():
        for path in ARCHIVES:
            with path.open("rb") as stream:
                for record in ArchiveIterator(stream, record_types=WarcRecordType.response):
                    record.reader.read()

    def ours():
        return [r for path in ARCHIVES for r in read_records(UPath(path), max_body=10**8)]

    count = len(ours())
    times = seconds(ours), seconds(bare)
    report(capsys, "read WARC", count, "records", ours=times[0], bare=times[1])
    assert times[1] / times[0] > 0.3


def test_cleaning(pages, capsys):
    def ours():
        for page in pages:
            try:
                clean(page)
            except RecordError:
                continue

    def bare():
        for page in pages:
            trafilatura.extract(page.body, include_comments=False)

    times = seconds(ours), seconds(bare)
    report(capsys, "clean", len(pages), "pages", ours=times[0], bare=times[1])
    assert times[1] / times[0] > 0.3


def test_annotating(articles, capsys):
    import spacy

    model = Settings().spacy_model
    annotator, pipeline = Annotator(model), spacy.load(model)
    words = sum(row["word_count"] for row in articles)
    times = (
        seconds(lambda: list(annotator.annotate(articles))),
        seconds(lambda: list(pipeline.pipe(row["text"] for row in articles))),
    )
    report(capsys, "annotate", words, "words", ours=times[0], bare=times[1])
    assert times[1] / times[0] > 0.4
