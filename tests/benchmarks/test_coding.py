"""Event coding as a share of the pipeline's processor time, over the same texts in the same run."""

import time
from datetime import UTC, datetime

import pytest
from benchmarks.test_annotating import own_texts, public_texts

from dateline.annotate import Annotator
from dateline.annotate.coding.coder import Coder
from dateline.settings import Settings

MOST = 0.25
"""Share of the pipeline's time that coding may cost."""


@pytest.fixture(params=[own_texts, public_texts], ids=["own", "public"])
def articles(request):
    kept = dict.fromkeys(text for text in request.param() if text.strip())
    return [
        {
            "article_id": str(number),
            "content_hash": str(number),
            "title": None,
            "text": text,
            "published_at": datetime(2016, 1, 4, tzinfo=UTC),
            "language": "en",
        }
        for number, text in enumerate(kept)
    ]


def timed(spent, name, function):
    def run(*arguments, **named):
        start = time.process_time()
        result = function(*arguments, **named)
        if result is not None:
            result = list(result)
        spent[name] = spent.get(name, 0.0) + time.process_time() - start
        return result

    return run


def test_coding_costs_a_part_of_parsing(articles, monkeypatch, record_property):
    annotator = Annotator(Settings().spacy_model)
    spent = {}
    list(annotator.annotate(articles[:3]))
    monkeypatch.setattr(Coder, "events", timed(spent, "coding", Coder.events))
    monkeypatch.setattr(Coder, "__init__", timed(spent, "coding", Coder.__init__))
    parse = annotator._pipelines["en"]
    monkeypatch.setitem(annotator._pipelines, "en", timed(spent, "parsing", parse))
    events = sum(len(found.rows["events"]) for found in annotator.annotate(articles))
    share = spent["coding"] / spent["parsing"]
    record_property("share", round(share, 3))
    print(f"coding is {share:.1%} of parsing; {events} events in {len(articles)} articles")
    assert share <= MOST
