"""Figures and weapons of acts, in sentences written for this project.

Each line of `counts.jsonl` has the word of an act, its type, and the columns that it must get; all
others must stay empty.
"""

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from dateline.annotate.coding.counts import counts, details
from dateline.annotate.coding.event import Code
from dateline.annotate.coding.numbers import figure, read_number
from dateline.annotate.coding.rules import Frame, frame
from dateline.annotate.lexicon import load_lexicon
from dateline.annotate.syntax import prepositions

CASES = [
    json.loads(line)
    for line in Path(__file__).with_name("counts.jsonl").read_text(encoding="utf-8").splitlines()
]


def told(nlp, text, trigger, event_type, start=0):
    lexicon = load_lexicon()
    word = next(token for token in nlp(text) if token.text == trigger)
    if word.pos_ == "VERB":
        clause = frame(word)
    elif word.dep_ == "dobj" and word.head.lemma_ in lexicon.light:
        clause = frame(word.head)
    else:
        clause = Frame(word, None, word, "", None, tuple(prepositions(word)), passive=False)
    return details(clause, word, Code("r", *event_type.partition(" ")[::2], "000"), start, lexicon)


@pytest.mark.parametrize("case", CASES, ids=[c["id"] for c in CASES])
def test_counts(nlp, case):
    found = told(nlp, case["text"], case["trigger"], case["type"])
    columns = {name: value for name, value in asdict(counts(found)).items() if value is not None}
    assert columns == case["counts"]


@pytest.mark.parametrize("case", CASES, ids=[c["id"] for c in CASES])
def test_details_have_the_exact_words(nlp, case):
    for detail in told(nlp, case["text"], case["trigger"], case["type"], start=100):
        assert case["text"][detail.start - 100 : detail.end - 100] == detail.text


def test_there_are_enough_cases():
    assert len(CASES) >= 80


@pytest.mark.parametrize(
    ("text", "noun", "wanted"),
    [
        ("They killed at least 12 people.", "people", (12, None, "at_least", "at least 12 people")),
        ("They killed 20 to 30 people.", "people", (20, 30, None, "20 to 30 people")),
        ("They killed between 20 and 30.", "20", (20, 30, None, "between 20 and 30")),
        ("They sent up to 500 men.", "men", (500, None, "at_most", "up to 500 men")),
        ("They sent about 500 men.", "men", (500, None, "about", "about 500 men")),
        ("They killed dozens of men.", "dozens", (24, None, "at_least", "dozens of men")),
        ("They killed scores of men.", "scores", (40, None, "at_least", "scores of men")),
        ("They sent half a dozen men.", "men", (6, None, None, "half a dozen men")),
        ("They sent a man.", "man", (1, None, None, "a man")),
        ("They sent no men.", "men", (0, None, None, "no men")),
    ],
)
def test_number_phrases(nlp, text, noun, wanted):
    doc = nlp(text)
    found = figure(next(token for token in doc if token.text == noun))
    words = doc.text[found.start : found.end]
    assert (found.value, found.high, found.bound, words) == wanted


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("two hundred and fifty", 250),
        ("2.5 million", 2_500_000),
        ("tens of thousands", 20_000),
        ("hundreds of thousands", 200_000),
        ("twenty-five", 25),
        ("1,200", 1200),
        ("many", None),
    ],
)
def test_numbers_in_words(words, value):
    assert read_number(words) == value
