import json
from datetime import UTC, datetime

import pytest

from dateline.clean import clean, clean_object
from dateline.errors import RecordError
from dateline.outcomes import Outcome
from dateline.schemas import ARTICLES
from dateline.warc import RawRecord

FETCHED = datetime(2015, 10, 8, 6, 0, tzinfo=UTC)
PARAGRAPHS = [
    "Fishermen in the northern port said on Tuesday that two patrol boats had followed them home.",
    "The coast guard confirmed the patrol, and said that it had warned three trawlers by radio.",
    "A spokesman for the ministry declined to say whether the boats would return this week.",
]
PAGE = """<html><head><title>Patrol boats follow trawlers | Harbour Post</title>
<meta property="article:published_time" content="2015-10-07T23:30:00-02:00">
<meta property="article:modified_time" content="2015-10-08T05:00:00+00:00">
<link rel="canonical" href="{canonical}"></head><body><article><h1>Patrol boats follow trawlers</h1>
{body}<p>Exit mobile version</p></article></body></html>"""


def page(canonical="https://www.harbour.example/patrol/"):
    body = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    return PAGE.format(canonical=canonical, body=body)


def record(body, content_type="text/html", url="https://www.harbour.example/patrol/?utm_source=x"):
    return RawRecord(
        url=url,
        source_id="test",
        document_id="d",
        status=200,
        content_type=content_type,
        charset=None,
        body=body if isinstance(body, bytes) else body.encode(),
        fetched_at=FETCHED,
        raw_uri="raw/x.warc.gz",
        raw_offset=7,
        headers=(),
    )


def test_page_gives_text_metadata_and_the_dropped_line():
    row = clean(record(page()))
    assert row["title"] == "Patrol boats follow trawlers"
    assert [line for line in row["text"].splitlines() if line in PARAGRAPHS] == PARAGRAPHS
    assert "mobile version" not in row["text"]
    gone = {"rule": "amp_switcher", "text": "Exit mobile version", "line": 4}
    assert gone in row["dropped_lines"]
    assert row["published_at"] == datetime(2015, 10, 8, 1, 30, tzinfo=UTC)
    assert row["published_precision"] == "second"
    assert row["modified_at"] == datetime(2015, 10, 8, 5, 0, tzinfo=UTC)
    assert row["language"] == "en"
    assert row["canonical_url"] == "https://www.harbour.example/patrol/"
    assert set(row) <= set(ARTICLES.schema.names)
    assert row["word_count"] == len(row["text"].split())


def test_twin_addresses_are_one_article_and_a_copy_on_another_site_is_another():
    tracked = clean(record(page()))
    amp = clean(record(page(), url="https://www.harbour.example/patrol/amp/"))
    copy = clean(record(page(), url="https://other.example/patrol/"))
    assert tracked["article_id"] == amp["article_id"]
    assert copy["article_id"] != amp["article_id"]
    assert copy["content_hash"] == amp["content_hash"]


def test_plain_text_has_its_title_in_the_first_line():
    text = (
        "Boats follow trawlers\n\n"
        + "\n\n".join(PARAGRAPHS)
        + "\n\nSource link\n\nExit mobile version"
    )
    row = clean(record(text, "text/plain", "inbox:2015-10-07/boats.txt"))
    assert row["title"] == "Boats follow trawlers"
    assert row["text"] == "\n".join(PARAGRAPHS)
    assert [line["rule"] for line in row["dropped_lines"]] == ["source_link", "amp_switcher"]
    assert row["published_at"] is None


def test_words_of_the_leftovers_inside_a_sentence_stay():
    line = "Click the source link to go to mobile version, the leaflet said, and read on."
    row = clean_object({"text": f"A leaflet\n{line}"})
    assert row["text"] == line
    assert row["dropped_lines"] == []


def test_json_line_metadata_outranks_the_page():
    line = {"html": page(), "title": "Another title", "authors": "A. Bo; C. Dee", "tags": ["sea"]}
    line["published_at"] = "2015-10-06"
    row = clean(record(json.dumps(line), "application/json"))
    assert row["title"] == "Another title"
    assert row["authors"] == ["A. Bo", "C. Dee"]
    assert row["tags"] == ["sea"]
    assert (row["published_at"].day, row["published_precision"]) == (6, "day")


def test_half_a_surrogate_pair_in_json_costs_one_character():
    line = json.dumps({"text": "T\nHarbour \ud800 town", "authors": ["A \udfff"]})
    row = clean(record(line, "application/json"))
    assert row["text"] == "Harbour ? town"
    assert row["authors"] == ["A ?"]


@pytest.mark.parametrize(
    "stated", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "now"]
)
def test_a_time_that_cannot_be_costs_only_the_time(stated):
    html = page().replace("2015-10-07T23:30:00-02:00", stated)
    html = html.replace("2015-10-08T05:00:00+00:00", stated)
    row = clean(record(html))
    assert row["modified_at"] is None
    assert row["text"]


@pytest.mark.parametrize(
    ("line", "outcome"),
    [
        ({"url": 5, "text": "a b"}, Outcome.BROKEN_RECORD),
        ({"url": "http://[bad", "text": "a b"}, Outcome.BAD_URL),
        ([], Outcome.BROKEN_RECORD),
    ],
)
def test_a_line_of_the_command_that_cannot_be_used(line, outcome):
    with pytest.raises(RecordError) as caught:
        clean_object(line)
    assert caught.value.outcome is outcome


def test_single_line_is_text_not_title():
    row = clean_object({"text": PARAGRAPHS[0]})
    assert (row["title"], row["text"]) == (None, PARAGRAPHS[0])


@pytest.mark.parametrize(
    ("body", "content_type", "outcome"),
    [
        ("", "text/html", Outcome.EMPTY),
        ("<html><body></body></html>", "text/html", Outcome.NO_TEXT),
        ("Source link\nExit mobile version", "text/plain", Outcome.NO_TEXT),
        ("Title\n" + PARAGRAPHS[0], "text/plain", Outcome.TOO_SHORT),
        ("{", "application/json", Outcome.BROKEN_RECORD),
        ("[1]", "application/json", Outcome.BROKEN_RECORD),
        ('{"url": "x"}', "application/json", Outcome.BROKEN_RECORD),
        ('{"text": 3}', "application/json", Outcome.BROKEN_RECORD),
        ('{"text": ""}', "application/json", Outcome.EMPTY),
        ('{"html": ""}', "application/json", Outcome.EMPTY),
        ('{"text": "a\\nb", "authors": [3]}', "application/json", Outcome.BROKEN_RECORD),
        ('{"text": "a\\nb", "published_at": "soon"}', "application/json", Outcome.BROKEN_RECORD),
    ],
)
def test_record_that_cannot_be_used_ends_in_a_named_outcome(body, content_type, outcome):
    with pytest.raises(RecordError) as caught:
        clean(record(body, content_type), min_words=25)
    assert caught.value.outcome is outcome
    assert caught.value.reason


def test_deeply_nested_page_costs_only_itself():
    html = "<div>" * 20_000 + "<p>" + " ".join(PARAGRAPHS) + "</p>"
    try:
        clean(record(html))
    except RecordError as error:
        assert error.outcome in (Outcome.NO_TEXT, Outcome.CRASHED)


def test_seed_document(seed_text):
    row = clean(record(seed_text, "text/plain"), min_words=25)
    assert row["title"] == "Syria Attack Escalates, Missiles Fired From Russian Warships"
    assert "Source link" not in row["text"]
    assert "Exit mobile version" not in row["text"]
    assert row["text"].startswith("The Russian military")
    assert row["text"].endswith("the Mediterranean.”")
