"""`dateline explain`: every rule that was tried, and why."""

from datetime import UTC, datetime

import pytest

from dateline.annotate.explaining import as_text, explain

TEXT = (
    "Taliban fighters killed 12 soldiers in Kunduz on Monday, officials said. "
    "The minister hit a new record. Sales of bread fell."
)


@pytest.fixture(scope="module")
def found(annotator):
    article = {
        "article_id": "a",
        "content_hash": "h",
        "title": None,
        "text": TEXT,
        "published_at": datetime(2015, 10, 8, tzinfo=UTC),
        "language": "en",
    }
    return explain(annotator, article)


def attempts(found, word):
    return {a["rule_id"]: a for a in found["attempts"] if a["word"] == word}


def test_the_rule_that_fired_has_its_arguments(found):
    fired = attempts(found, "killed")["v.assault.kill"]
    assert fired["outcome"] == "coded"
    assert fired["arguments"]["subject"] == "fighters"
    assert fired["arguments"]["object"] == "soldiers"
    assert "in Kunduz" in fired["arguments"]["prepositions"]
    assert fired["features"]["source.strong.named"] == 1


def test_each_coded_event_has_an_attempt_that_says_so(found):
    coded = {(a["start"], a["rule_id"]) for a in found["attempts"] if a["outcome"] == "coded"}
    assert {(e["trigger"]["start"], e["rule_id"]) for e in found["events"]} <= coded


def test_rules_that_did_not_fire_say_why(found):
    outcomes = {a["outcome"] for a in attempts(found, "hit").values()}
    assert outcomes
    assert "coded" not in outcomes
    assert any(text.startswith(("does not fit:", "discarded:", "gated:")) for text in outcomes)


def test_words_without_rules_are_not_listed(found):
    assert not attempts(found, "bread")


def test_the_report_names_entities_events_and_rules(found):
    report = "\n".join(as_text(found, TEXT))
    assert "Kunduz  (place; AFG" in report
    assert "from 'Monday'" in report
    assert "v.assault.kill: coded" in report
