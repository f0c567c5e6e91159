"""How sentences written for this project assert an act: as fact, word, plan, supposition, or not.

Each line of `modality.jsonl` has the word of an act as it stands in the text, first time, and the
modality that the sentence gives it.
"""

import json
from collections import Counter
from pathlib import Path

import pytest

from dateline.annotate.coding.modality import STRENGTH, modality, weaker
from dateline.annotate.coding.nominal import noun_modality
from dateline.annotate.lexicon import load_lexicon

CASES = [
    json.loads(line)
    for line in Path(__file__).with_name("modality.jsonl").read_text(encoding="utf-8").splitlines()
]


def found(nlp, text, trigger):
    word = next(token for token in nlp(text) if token.text == trigger)
    of = modality if word.pos_ in ("VERB", "AUX") else noun_modality
    return of(word, load_lexicon())


@pytest.mark.parametrize("case", CASES, ids=[f"{c['id']} {c['modality']}" for c in CASES])
def test_modality(nlp, case):
    assert found(nlp, case["text"], case["trigger"]).value == case["modality"]


def test_the_file_has_cases_of_every_modality():
    assert len(CASES) >= 120
    times = Counter(case["modality"] for case in CASES)
    assert set(times) == set(STRENGTH)
    assert min(times.values()) >= 10


@pytest.mark.parametrize(
    ("text", "trigger", "speaker"),
    [
        ("Officials said that Russia had shelled the port.", "shelled", "said"),
        ("According to the mayor, Russia shelled the port.", "shelled", "mayor"),
        ("Russia, officials say, shelled the port.", "shelled", "say"),
        ("Iran denied that it had armed the rebels.", "armed", "denied"),
        ("Kenya accused Sudan of arming the rebels.", "arming", "accused"),
        ("The mayor said the attack was cruel.", "attack", "said"),
        ("Russia shelled the port.", "shelled", None),
    ],
)
def test_who_says_so(nlp, text, trigger, speaker):
    word = found(nlp, text, trigger).speaker
    assert (word.text if word is not None else None) == speaker


@pytest.mark.parametrize(
    ("text", "trigger", "announces"),
    [
        ("Norway will send a frigate.", "send", True),
        ("Norway will start sending frigates.", "sending", True),
        ("Norway said it would send a frigate.", "send", True),
        ("Norway will not send a frigate.", "send", True),
        ("Norway may send a frigate.", "send", False),
        ("Norway sent a frigate.", "sent", False),
    ],
)
def test_an_announcement_is_an_intent(nlp, text, trigger, announces):
    assert found(nlp, text, trigger).is_intent is announces


def test_the_less_factual_wins():
    assert weaker("actual", "reported") == "reported"
    assert weaker("denied", "hypothetical") == "denied"
