"""The component that marks known names: which spans it marks, and under which key."""

import pytest

from dateline.annotate.names.marking import DEMONYMS, KNOWN


@pytest.fixture
def marked(annotator):
    def found(text):
        (doc,) = annotator._pipeline("en")([text])
        return (
            {(span.text, span.kb_id_) for span in doc.spans[KNOWN]},
            {(span.text, span.kb_id_) for span in doc.spans[DEMONYMS]},
        )

    return found


@pytest.mark.parametrize(
    ("text", "known", "demonyms"),
    [
        ("SYRIA ATTACK ESCALATES", {("SYRIA", "Syria")}, set()),
        ("RUSSIAN TROOPS LEAVE", set(), {("RUSSIAN", "RUS")}),
        ("The Russian Foreign Ministry spoke.", {("Russian Foreign Ministry",) * 2}, set()),
        ("NATO met.", {("NATO", "NATO")}, set()),
        ("Michael Jordan sang.", set(), set()),
        ("They left Jordan.", {("Jordan", "Jordan")}, set()),
        ("Barack Obama Jr. came.", set(), set()),
    ],
)
def test_what_is_marked(marked, text, known, demonyms):
    assert marked(text) == (known, demonyms)


def test_the_longest_name_is_marked(marked):
    known, _ = marked("He heads the UN Security Council in New York.")
    assert ("UN Security Council", "UN Security Council") in known
    assert "UN" not in {text for text, _ in known}
