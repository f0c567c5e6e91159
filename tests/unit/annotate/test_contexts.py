"""Contexts of acts, in sentences written for this project.

Each line of `contexts.jsonl` has the word of an act, its type and mode, and the contexts that its
words and mode must give it: these, and no others beside the first.
"""

import json
from pathlib import Path

import pytest

from dateline.annotate.coding.contexts import MOST, context_words, contexts
from dateline.annotate.coding.event import Code
from dateline.annotate.coding.parties import Party
from dateline.knowledge import read_table

CASES = [
    json.loads(line)
    for line in Path(__file__).with_name("contexts.jsonl").read_text(encoding="utf-8").splitlines()
]


def found(nlp, text, trigger, code, *sides):
    sources, targets = sides or ((), ())
    doc = nlp(text)
    word = next(token for token in doc if token.text == trigger)
    return contexts(context_words(word.sent), word, code, sources, targets)


def party(country, sector):
    return Party(0, 1, "x", "x", country=country, sector=sector)


@pytest.mark.parametrize("case", CASES, ids=[f"{c['id']} {c['contexts']}" for c in CASES])
def test_contexts(nlp, case):
    code = Code("r", case["type"], case["mode"], "000")
    got = found(nlp, case["text"], case["trigger"], code)
    assert set(case["contexts"]) <= set(got)
    assert len(got) <= len(case["contexts"]) + 1


def test_every_context_has_a_sentence():
    told = {name for case in CASES for name in case["contexts"]}
    assert told == {row["context"] for row in read_table("contexts")}
    assert len(CASES) >= 40


def test_words_of_another_clause_do_not_count(nlp):
    text = "Police arrested a man in Lima, and parliament rejected the bill."
    assert found(nlp, text, "arrested", Code("r", "COERCE", "arrest", "173")) == ()
    assert found(nlp, text, "rejected", Code("r", "REJECT", None, "120")) == ("legislative",)


def test_what_hangs_on_a_clause_counts_where_it_tells_nothing(nlp):
    text = "Police arrested a man who had bribed officials."
    code = Code("r", "COERCE", "arrest", "173")
    assert found(nlp, text, "arrested", code) == ("corruption",)


def test_the_longest_phrase_counts(nlp):
    code = Code("r", "AGREE", None, "030")
    text = "They agreed on artificial intelligence."
    assert found(nlp, text, "agreed", code) == ("technology",)


def test_actors_tell_contexts(nlp):
    text = "They attacked them."
    code = Code("r", "ASSAULT", None, "190")
    sides = [party("FRA", "MIL")], [party("MLI", "REL")]
    assert found(nlp, text, "attacked", code, *sides) == ("military", "religion_ethnicity")


def test_talks_between_states_are_diplomatic(nlp):
    code = Code("r", "CONSULT", None, "040")
    states = [party("FRA", "GOV")], [party("MLI", "GOV")]
    at_home = [party("FRA", "GOV")], [party("FRA", "CVL")]
    assert found(nlp, "They met.", "met", code, *states) == ("diplomatic",)
    assert found(nlp, "They met.", "met", code, *at_home) == ()


def test_there_are_few_of_them(nlp):
    text = "The army, the court, the parliament, the church and the hospital condemned the cartel."
    assert len(found(nlp, text, "condemned", Code("r", "ACCUSE", None, "110"))) == MOST
