"""Patterns of names are what the tokenizer makes of them."""

import pytest
import spacy

from dateline.annotate.lexicon import load_lexicon
from dateline.annotate.names.patterns import matcher

NLP = spacy.blank("en")
NAMES = (
    "Hama",
    "Jabal al-Zawiya",
    "People's Protection Units",
    "People’s Protection Units",
    "U.S. Energy Department",
    "Im Thurn",  # the tokenizer cuts `Im`, which is mostly `I'm`
    "Côte d'Ivoire",
    "AC/DC (band)",
    "Group of 77",
)


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_found_in_a_text(name):
    doc = NLP(f"They saw {name} today")
    found = matcher(NLP, "name", NAMES)(doc, as_spans=True)
    assert [span.text for span in found] == [name]


def test_only_the_exact_form_is_found():
    assert not matcher(NLP, "name", ["Hama"])(NLP("Hamas, HAMA and hama"))


def test_all_known_names_are_found():
    lexicon = load_lexicon()
    find = matcher(NLP, "name", [*lexicon.names, *lexicon.demonyms])
    docs = {name: NLP.make_doc(name) for name in [*lexicon.names, *lexicon.demonyms]}
    missed = [
        name
        for name, doc in docs.items()
        if (0, len(doc)) not in {(start, end) for _, start, end in find(doc)}
    ]
    assert missed == []
