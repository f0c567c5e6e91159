"""The accelerated pipeline: the same annotations as the stock one, or the stock one itself."""

import json
import logging
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import psutil
import pytest
import spacy
from spacy.language import Language

from dateline.annotate.model.accelerate import Accelerated
from dateline.annotate.model.encoder import Embedding, Encoder, UnsupportedError, flat
from dateline.annotate.model.loading import load, pipe
from dateline.annotate.model.sameness import ANNOTATIONS, SENTENCES, is_same
from dateline.annotate.model.workers import Workers, available
from dateline.errors import TerminalError
from dateline.settings import PROJECT, Settings

MODEL = Settings().spacy_model
STORIES = PROJECT / "tests" / "quality" / "extraction" / "stories.txt"
OUR_SENTENCES = Path(__file__).parent / "sentences.jsonl"


def paragraphs():
    """A few hundred texts of our own, from two words to all of a story."""
    lines = OUR_SENTENCES.read_text(encoding="utf-8").splitlines()
    sentences = [json.loads(line)["text"] for line in lines]
    stories = STORIES.read_text(encoding="utf-8")
    lines = [line for line in stories.splitlines() if line]
    return [*SENTENCES, *sentences, *lines, " ".join(lines[:40]), stories[:4000], "  ", "Yes."]


TEXTS = paragraphs()


@pytest.fixture(scope="module")
def stock():
    return list(load(MODEL).pipe(TEXTS, batch_size=8))


@pytest.fixture(scope="module")
def fast():
    found = pipe(load(MODEL))
    assert isinstance(found, Accelerated)
    assert not found.kept
    return found


@pytest.fixture(scope="module")
def parsed(fast):
    return list(fast(TEXTS))


def same_bytes(one, other):
    return np.array_equal(one.to_array(ANNOTATIONS), other.to_array(ANNOTATIONS)) and (
        one.tensor.tobytes() == other.tensor.tobytes()
    )


def test_annotations_are_those_of_the_stock_pipeline(stock, parsed):
    assert len(TEXTS) > 200
    assert [
        doc.text for doc, ours in zip(stock, parsed, strict=True) if not is_same(doc, ours)
    ] == []


def test_a_text_does_not_depend_on_what_it_is_parsed_with(fast, parsed):
    assert all(map(same_bytes, parsed, list(fast(TEXTS[::-1]))[::-1]))
    assert all(same_bytes(doc, next(iter(fast([doc.text])))) for doc in parsed[::5])
    assert all(map(same_bytes, parsed, pipe(load(MODEL))(TEXTS)))  # nothing kept from before


def test_no_texts(fast):
    assert list(fast([])) == []
    assert [len(doc) for doc in fast(["", "Two words", ""])] == [0, 2, 0]


@pytest.mark.parametrize("capacity", [1, 60, 400])
def test_a_cache_that_overflows_changes_nothing(capacity):
    nlp = load(MODEL)
    docs = [nlp.make_doc(text) for text in TEXTS]
    layers = list(flat(nlp.get_pipe("tok2vec").model))
    small, large = Encoder(layers, capacity), Encoder(layers)
    for start in range(0, len(docs), 7):
        part = docs[start : start + 7]
        for one, other in zip(small(part), large(part), strict=True):
            assert one.tobytes() == other.tobytes()
        assert len(small.embedding) <= capacity
    assert len(large.embedding) > 400


def test_a_processor_that_treats_rows_differently_is_refused():
    features, _, hashes, mixing, *_ = flat(load(MODEL).get_pipe("tok2vec").model)

    class Mixing:
        get_dim = staticmethod(mixing.get_dim)

        @staticmethod
        def predict(vectors):
            return mixing.predict(vectors) * np.linspace(1, 1.001, len(vectors))[:, None]

    with pytest.raises(UnsupportedError, match="place of the row"):
        Embedding(features.attrs["columns"], hashes, Mixing())


def test_a_pipeline_that_is_not_installed():
    with pytest.raises(TerminalError, match=r"no_such_pipeline.*not installed"):
        load("no_such_pipeline")


def initialized(**shape):
    """A pipeline of random weights, whose encoder is of another shape than the installed one's."""
    nlp = spacy.blank("en")
    nlp.add_pipe("tok2vec", config={"model": shape})
    tagger = nlp.add_pipe("tagger", config={"model": {"tok2vec": LISTENER}})
    tagger.add_label("A")
    tagger.add_label("B")
    nlp.initialize()
    return nlp


LISTENER = {"@architectures": "spacy.Tok2VecListener.v1", "width": 96, "upstream": "tok2vec"}
SHAPES = [
    ({}, 0),
    ({"depth": 1, "maxout_pieces": 2}, 0),
    ({"subword_features": False}, 0),
    ({"window_size": 2}, 1),
]


@pytest.mark.parametrize(("shape", "kept"), SHAPES)
def test_parts_of_another_shape_stay_as_they_are(shape, kept):
    nlp = initialized(**shape)
    expected = list(nlp.pipe(TEXTS[:40]))
    found = pipe(nlp)
    assert isinstance(found, Accelerated)
    assert len(found.kept) == kept
    assert all(is_same(*pair) for pair in zip(expected, found(TEXTS[:40]), strict=True))


def test_a_pipeline_without_components():
    assert [doc.text for doc in pipe(spacy.blank("fr"))(["Oui, bien sûr."])] == ["Oui, bien sûr."]


@Language.component("dateline_test_moody")
def moody(doc):
    """Says something else each time."""
    moody.calls += 1
    for token in doc:
        token.dep_ = f"mood{moody.calls}"
    return doc


moody.calls = 0


def test_a_pipeline_that_says_something_else_runs_as_it_was(caplog):
    nlp = load(MODEL)
    models = [nlp.get_pipe(name).model for name in ("parser", "ner")]
    nlp.add_pipe("dateline_test_moody")
    with caplog.at_level(logging.WARNING):
        found = pipe(nlp)
    assert "spaCy's own speed" in caplog.text
    assert not isinstance(found, Accelerated)
    assert [nlp.get_pipe(name).model for name in ("parser", "ner")] == models
    assert [doc.text for doc in found(TEXTS[:9])] == TEXTS[:9]


def test_an_error_at_load_leaves_the_stock_pipeline(caplog, monkeypatch):
    def broken(*_):
        raise AttributeError("moved in a new version")

    monkeypatch.setattr("dateline.annotate.model.accelerate.Encoder", broken)
    found = pipe(load(MODEL))
    assert "moved in a new version" in caplog.text
    assert not isinstance(found, Accelerated)
    assert [doc.text for doc in found(TEXTS[:9])] == TEXTS[:9]


def shouted(lines):
    return [line.upper() for line in lines]


def test_workers_keep_the_order():
    lines = [f"line {n}\n".encode() for n in range(1000)]
    with Workers(shouted, 3) as workers:
        assert list(workers.map(lines, chunk=7)) == shouted(lines)
        assert list(workers.map([], chunk=7)) == []
    assert available() >= 1


def test_workers_have_what_was_loaded(fast, parsed):
    def tags(lines):
        return [repr([t.tag_ for t in doc]).encode() for doc in fast([x.decode() for x in lines])]

    with Workers(tags, 2) as workers:
        found = list(workers.map((text.encode() for text in TEXTS), chunk=11))
    assert found == [repr([token.tag_ for token in doc]).encode() for doc in parsed]


def test_an_error_of_the_work_is_raised_here():
    def fails(lines):
        raise ValueError(f"{len(lines)} lines")

    with Workers(fails, 2) as workers, pytest.raises(ValueError, match="3 lines"):
        list(workers.map([b"a\n"] * 3, chunk=5))


def test_a_worker_that_dies_is_told_of():
    def dies(lines):
        if b"bad\n" in lines:
            os._exit(9)
        return lines

    lines = [b"good\n"] * 40 + [b"bad\n"] + [b"good\n"] * 40
    answered = []
    with Workers(dies, 2) as workers, pytest.raises(TerminalError, match="fewer --workers"):
        answered.extend(workers.map(lines, chunk=4))
    assert len(answered) <= 40


COMMAND = [sys.executable, "-c", "from dateline.cli import main; main()", "annotate"]


@pytest.fixture(scope="module")
def articles():
    """Lines for the command: more than are worth a second process, and bad ones among them."""
    texts = ["\n\n".join(TEXTS[start : start + 6]) for start in range(0, 150, 6)]
    lines = [json.dumps({"id": n, "text": text}) for n, text in enumerate(texts)]
    return "\n".join([*lines[:9], "{", "", '{"id": "x"}', *lines[9:]]).encode() + b"\n"


def test_lines_are_the_same_with_any_number_of_workers(articles):
    one, two = (
        subprocess.run(
            [*COMMAND, "--workers", str(n)], input=articles, capture_output=True, check=True
        )
        for n in (1, 2)
    )
    assert one.stdout == two.stdout
    outcomes = [json.loads(line)["outcome"] for line in one.stdout.splitlines()]
    assert len(outcomes) == articles.count(b"\n") - 1
    assert [place for place, outcome in enumerate(outcomes) if outcome != "ok"] == [9, 10]
    assert outcomes.count("broken_record") == 2


@pytest.fixture
def listening():
    """A shell starts what runs in the background deaf to interrupts, and its children stay so."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("listening")
@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGKILL])
def test_no_process_is_left_behind(articles, end):
    process = subprocess.Popen(
        [*COMMAND, "--workers", "2"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        process.stdin.write(articles)
        process.stdin.flush()  # and it waits for more
        children = until(
            lambda: (
                len(psutil.Process(process.pid).children()) == 2
                and psutil.Process(process.pid).children()
            )
        )
        process.send_signal(end)
        assert process.wait(20)
        assert until(lambda: not any(child.is_running() for child in children))
    finally:
        process.kill()
        process.wait()
        process.stdin.close()


def until(true, seconds=30):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := true():
            return found
        time.sleep(0.1)
    raise AssertionError("it did not happen in time")
