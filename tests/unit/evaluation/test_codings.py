import json

import pytest
from typer.testing import CliRunner

from dateline.cli import app
from dateline.errors import TerminalError
from dateline.evaluation.codings import Gold, Pair, codings, read_gold

TEXT = "French troops killed 12 rebels in Bamako on Monday, the defence ministry said."


def marked(**more):
    return {
        "type": "ASSAULT",
        "trigger": "killed",
        "cameo": "190",
        "source": {"text": "French troops", "country": "FRA", "sector": "MIL"},
        "target": {"text": "rebels", "country": None, "sector": "REB"},
        "modality": "reported",
        "speaker": "the defence ministry",
        "date": "2024-03-04",
        "date_text": "Monday",
        "place": "Bamako",
        "killed": 12,
    } | more


def record(*events, text=TEXT, identity="e1", **more):
    line = {"id": identity, "published": "2024-03-05", "text": text, "events": list(events)}
    return line | more


def write(path, *records):
    path.write_text("".join(json.dumps(each) + "\n" for each in records), encoding="utf-8")
    return path


def actor(text, country=None, sector=None):
    return {"text": text, "name": text, "country": country, "sector": sector}


def told(source, target):
    return {"source": source, "target": target, "trigger": {"start": 0, "end": 6}}


def test_an_event_is_found_with_what_it_tells(tmp_path):
    found = codings(write(tmp_path / "a.jsonl", record(marked())))
    scores = found["scores"]
    assert scores["precision"] == scores["recall"] == scores["f1"] == 1.0
    for name in ("type_macro_f1", "source", "target", "country", "sector", "date", "place"):
        assert scores[name] == 1.0, (name, found["wrong"])
    assert scores["count_recall"] == scores["cameo_root"] == scores["speaker"] == 1.0
    assert found["events_marked"] == found["events_told"] == 1
    assert found["events_per_sentence"] == 1.0
    (row,) = found["by_confidence"].values()
    assert row == {"events": 1, "right": 1.0}


def test_wrong_marks_are_seen_and_told(tmp_path):
    wrong = marked(
        source={"text": "rebels", "country": "MLI", "sector": "REB"},
        target=None,
        date="2024-03-05",
        place=None,
        killed=13,
        cameo="203",
    )
    found = codings(write(tmp_path / "a.jsonl", record(wrong)))
    assert found["scores"]["f1"] == 1.0
    for name in ("source", "target", "date", "place", "count_recall", "count_precision", "cameo"):
        assert found["scores"][name] == 0.0, name
    assert found["wrong"]["date"] == ["e1: ASSAULT 'killed': 2024-03-04"]


def test_nothing_is_told_of_half_b(tmp_path):
    wrong = record(marked(date="2024-03-01"), half="b")
    found = codings(write(tmp_path / "a.jsonl", wrong))
    assert found["scores"]["date"] == 0.0
    assert found["wrong"] == {}


def test_halves_are_scored_apart(tmp_path):
    path = write(
        tmp_path / "a.jsonl",
        record(marked(), half="a"),
        record(marked(date="2024-03-01"), identity="e2", half="b"),
    )
    assert codings(path, half="a")["scores"]["date"] == 1.0
    assert codings(path, half="b")["scores"]["date"] == 0.0
    assert codings(path)["scores"]["date"] == 0.5


def test_events_of_another_type_are_missed_and_too_much(tmp_path):
    found = codings(write(tmp_path / "a.jsonl", record(marked(type="PROTEST"))))
    assert found["scores"]["precision"] == found["scores"]["recall"] == 0.0
    assert found["scores"]["type_macro_f1"] == 0.0
    assert found["type_confusion"] == {"PROTEST": {"ASSAULT": 1}}
    assert found["wrong"]["recall"] == ["e1: PROTEST 'killed'"]


def test_optional_events_are_neither_missed_nor_too_much(tmp_path):
    optional = marked(optional=True)
    missed = marked(type="AID", trigger="ministry", optional=True)
    found = codings(write(tmp_path / "a.jsonl", record(optional, missed)))
    assert found["events_marked"] == 0
    assert "precision" not in found["scores"]
    assert "recall" not in found["scores"]


def test_an_event_in_a_text_without_one_is_a_false_alarm(tmp_path):
    bare = "French troops killed 12 rebels near Kidal."
    quiet = "The bakery opens at seven."
    path = write(tmp_path / "a.jsonl", record(text=bare), record(text=quiet, identity="e2"))
    found = codings(path)
    assert found["false_alarms"] == 0.5
    assert found["scores"]["no_false_alarm"] == 0.5
    assert found["scores"]["precision"] == found["scores"]["factual_precision"] == 0.0


def test_facts_must_be_facts_of_the_gold(tmp_path):
    text = "French troops killed 12 rebels near Kidal on Monday."
    hedged = marked(modality="hypothetical", speaker=None)
    found = codings(write(tmp_path / "a.jsonl", record(hedged, text=text)))
    assert found["scores"]["factual_precision"] == 0.0
    assert found["modality_confusion"] == {"hypothetical": {"actual": 1}}


def test_sides_of_a_mutual_event_may_be_swapped():
    event = marked(source=actor("the prime minister"), target=actor("his guest"), mutual=True)
    gold = Gold(0, 6, event)
    swapped = told(actor("guest"), actor("prime minister"))
    assert Pair(gold, swapped).agreement == (True, 0)
    assert Pair(gold, swapped, swapped=True).agreement == (True, 2)


def test_one_of_several_actors_is_enough_and_none_is_right_where_none_is():
    event = marked(source=actor("France"), target=None, more_sources=[actor("Chad")])
    pair = Pair(Gold(0, 6, event), told(actor("Chad"), None))
    assert pair.is_right("source")
    assert pair.is_right("target")
    assert not Pair(Gold(0, 6, event), told(None, actor("Mali"))).is_right("source")
    assert not Pair(Gold(0, 6, event), told(None, actor("Mali"))).is_right("target")


def test_a_phrase_told_to_name_no_actor_is_as_good_as_none():
    unnamed = actor("the killings") | {"name": None}
    event = marked(source=actor("France"), target=None)
    assert Pair(Gold(0, 6, event), told(actor("France"), unnamed)).is_right("target")
    assert not Pair(Gold(0, 6, event), told(actor("France"), actor("Mali"))).is_right("target")


def test_accents_and_apostrophes_do_not_matter():
    event = marked(source=actor("Tskhinvali"), target=actor("Macron's soldiers"))
    pair = Pair(Gold(0, 6, event), told(actor("Ts\u2019khinvali"), actor("Macr\u00f3n")))
    assert pair.is_right("source")
    assert pair.is_right("target")


def test_vague_figures_are_not_counted(tmp_path):
    text = "Thousands of Malians marched through Bamako on Monday against the junta."
    event = marked(
        type="PROTEST",
        trigger="marched",
        source=actor("Malians", "MLI"),
        target=actor("junta"),
        modality="actual",
        speaker=None,
    )
    del event["killed"]
    found = codings(write(tmp_path / "a.jsonl", record(event, text=text)))
    assert found["scores"]["recall"] == 1.0
    assert "count_precision" not in found["scores"]


def test_a_trigger_that_occurs_twice(tmp_path):
    text = "They killed a guard and skilled hands killed time."
    (line,) = read_gold(write(tmp_path / "a.jsonl", record(marked(nth=2), text=text)))
    (gold,) = line["events"]
    assert (gold.start, text[gold.start : gold.end]) == (38, "killed")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "line 1"),
        (json.dumps({"id": "x", "text": "t"}), "events"),
        (json.dumps(record(marked(trigger="bombed"))), "no trigger 'bombed' number 1"),
        (json.dumps(record(marked(nth=2))), "number 2"),
    ],
)
def test_a_broken_line_is_said_clearly(tmp_path, line, message):
    path = tmp_path / "a.jsonl"
    path.write_text(line, encoding="utf-8")
    with pytest.raises(TerminalError, match=message):
        codings(path)


def test_command(tmp_path):
    path = write(tmp_path / "a.jsonl", record(marked(), half="a"), record(half="b", identity="e2"))
    result = CliRunner().invoke(app, ["evaluate", "codings", str(path), "--half", "a"])
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["texts"] == 1
