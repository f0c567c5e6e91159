"""Quotes: what stands between marks, whose it is, and what is told without marks."""

import pytest

from dateline.annotate import as_json
from dateline.annotate.quotes.marks import marked_spans
from dateline.knowledge import read_table, split


def between(*texts):
    """What stands between marks, by paragraph of its start and end."""
    return [
        texts[m.paragraph][m.start : m.end]
        if m.paragraph == m.last_paragraph
        else (m.paragraph, m.last_paragraph)
        for m in marked_spans(texts)
    ]


@pytest.fixture(scope="module")
def quotes(annotator):
    def of(text):
        row = {"article_id": "a", "content_hash": "h", "text": text, "published_at": None}
        (annotation,) = annotator.annotate([row | {"language": "en"}])
        found = as_json(annotation, 0)["quotes"]
        for quote in found:
            assert text[quote["start"] : quote["end"]] == quote["text"]
        return found

    return of


def direct(found):
    return [(q["speaker"], q["text"]) for q in found if q["is_direct"]]


def indirect(found):
    return [(q["speaker"], q["text"]) for q in found if not q["is_direct"]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"One," she said, "two."', ["One,", "two."]),
        ("“One,” she said, “two.”", ["One,", "two."]),
        ("„Eins“, sagte er.", ["Eins"]),
        ("« Un », dit-elle.", ["Un"]),
        ("'It's the officials' plan,' he said.", ["It's the officials' plan,"]),
        ("‘It’s over,’ he’d said of the ’90s.", ["It’s over,"]),
        ("“One ‘two’ three,” he said.", ["One ‘two’ three,"]),
        ("'One \"two\" three,' he said.", ['One "two" three,']),
        ("the players' hopes and James' car", []),
        ("rock 'n' roll in the '90s", []),
        ("He is 6'2\" tall", []),
        ("A “lost end", ["lost end"]),
        ("“One. And more, he said. “Two,” she said.", ["One.", "Two,"]),
        ("We won,” he said.", ["We won,"]),
        ("“”", []),
        ('"', []),
    ],
)
def test_marks(text, expected):
    assert between(text) == expected


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("“One.", "“Two.", "“Three,” he said."), [(0, 2)]),
        (('"One.', 'two," he said.'), [(0, 1)]),
        (('"One.', "He left."), ["One."]),
        (("‘One.", "‘Two,’ he said."), [(0, 1)]),
        (("“One.", "“Two."), [(0, 1)]),
    ],
)
def test_marks_over_paragraphs(texts, expected):
    assert between(*texts) == expected


@pytest.mark.parametrize(
    "text",
    [
        "“We will not go back to the old ways,” Maria Lopez said.",
        "“We will not go back to the old ways,” said Maria Lopez.",
        "Maria Lopez said: “We will not go back to the old ways.”",
        "“We will not go back to the old ways,” Maria Lopez told reporters in Rome.",
        "Maria Lopez was quoted as saying “we will not go back to the old ways.”",
        "Maria Lopez, who leads the party, said, “We will not go back to the old ways.”",
        "Maria Lopez closed the meeting by saying: “We will not go back to the old ways.”",
        "Maria Lopez spoke last. “We will not go back to the old ways,” she said.",
        "Maria Lopez was angry: “We will not go back to the old ways.”",
        "The head of the party, Maria Lopez, said “we will not go back to the old ways.”",
        "“We will not go back to the old ways.” — Maria Lopez, head of the party",
        "“We will not go back to the old ways,” deadpanned Maria Lopez.",
    ],
)
def test_the_speaker_of_a_direct_quote(quotes, text):
    (found,) = [q for q in quotes(text) if q["is_direct"]]
    assert found["speaker"] == "Maria Lopez"
    assert found["speaker_entity_id"] == "person:maria lopez"
    assert 0.4 <= found["speaker_confidence"] <= 1


def test_two_spans_around_an_attribution_are_two_quotes(quotes):
    found = quotes("“We are ready,” Maria Lopez said, “and we will wait for the vote.”")
    assert direct(found) == [
        ("Maria Lopez", "We are ready,"),
        ("Maria Lopez", "and we will wait for the vote."),
    ]


def test_a_quote_that_goes_on_has_no_verb_and_less_confidence(quotes):
    first, second = quotes("“We are ready to wait,” said Maria Lopez. “That is all.”")
    assert (first["verb"], second["verb"]) == ("said", None)
    assert second["speaker"] == "Maria Lopez"
    assert second["speaker_confidence"] < first["speaker_confidence"]


def test_a_quote_over_paragraphs_is_one_row(quotes):
    text = "Maria Lopez said: “We are ready.\n\n“We can wait for a year.\n\n“That is all.”"
    assert direct(quotes(text)) == [("Maria Lopez", text[text.index("We are") : -1])]


def test_a_paragraph_of_speech_belongs_to_who_spoke_before(quotes):
    found = quotes("“We are ready,” Maria Lopez said.\n\n“We can wait for another year.”")
    assert [speaker for speaker, _ in direct(found)] == ["Maria Lopez", "Maria Lopez"]


def test_an_answer_is_not_by_who_asked(quotes):
    text = (
        "John Miller met Maria Lopez in Rome. “I am tired,” Maria Lopez said.\n\n"
        "“Will you go on?” John Miller asked.\n\n“I never thought of stopping.”"
    )
    assert [speaker for speaker, _ in direct(quotes(text))][-1] == "Maria Lopez"


def test_a_speaker_without_a_name_is_told_by_the_words(quotes):
    (found,) = quotes("“We do not know how many are dead,” a spokesman for the police said.")
    assert (found["speaker"], found["speaker_entity_id"]) == ("a spokesman for the police", None)


@pytest.mark.parametrize(
    "text",
    [
        "The so-called “safe zone” lies in the north of the country.",
        "The film “A Long Winter in Rome” opens next week.",
        "He played “Street Heroes,” which she liked, for an hour.",
        "The “new normal” has come to stay in the offices of the city.",
        "The dish, known as “the pride of the coast”, is served cold.",
    ],
)
def test_scare_quotes_and_titles_are_no_speech(quotes, text):
    assert direct(quotes(text)) == []


def test_part_of_a_sentence_is_direct_and_the_clause_around_it_indirect(quotes):
    found = quotes("Maria Lopez said the plan was “dead in the water” and would be dropped.")
    assert direct(found) == [("Maria Lopez", "dead in the water")]
    assert indirect(found) == [
        ("Maria Lopez", "the plan was “dead in the water” and would be dropped")
    ]


@pytest.mark.parametrize(
    ("text", "clause"),
    [
        ("Officials said that three people had died.", "three people had died"),
        ("Officials said three people had died.", "three people had died"),
        ("Three people had died, officials said.", "Three people had died"),
        ("According to officials, three people had died.", "three people had died"),
        ("Three people had died, according to officials.", "Three people had died"),
        ("Officials denied that three people had died.", "three people had died"),
        (
            "Three people, officials said, had died in the fire.",
            "Three people, officials said, had died in the fire",
        ),
    ],
)
def test_indirect_quotes(quotes, text, clause):
    (found,) = quotes(text)
    assert (found["text"], found["is_direct"]) == (clause, False)
    assert found["speaker"].lower() == "officials"


@pytest.mark.parametrize(
    "text",
    [
        "It was said that three people had died.",
        "Officials would not say whether three people had died.",
        "Officials did not say that three people had died.",
        "If officials say that three people died, the town will mourn.",
        "Officials called for calm in the town.",
        "Officials accused the company of hiding the deaths.",
        "A study suggests that three people in ten sleep badly.",
        "I said that three people had died.",
        "Officials explained how three people had died.",
    ],
)
def test_what_is_no_indirect_quote(quotes, text):
    assert quotes(text) == []


@pytest.mark.parametrize("text", ["“" * 300, "'a " * 300, '"a" ' * 300, "said said said", "said"])
def test_odd_texts_end_well(quotes, text):
    assert isinstance(quotes(text), list)


def test_verbs_of_saying_stand_once_and_have_forms():
    rows = read_table("speech_verbs")
    assert len({(row["lemma"], row["particle"]) for row in rows}) == len(rows)
    for row in rows:
        assert row["source"], row["lemma"]
        assert split(row["forms"]), row["lemma"]
        assert {row["that"], row["direct"]} <= {"yes", ""}
