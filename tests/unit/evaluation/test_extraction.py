import gzip
import json

import pytest
from typer.testing import CliRunner

from dateline.cli import app
from dateline.errors import TerminalError
from dateline.evaluation.extraction import Answer, Tally, names, normal, overlap, own_answer, score
from dateline.outcomes import Outcome

LINES = [
    "The harbour of Veltra opened again on Thursday, nine weeks after the crane crews walked out.",
    "Two ships a day will be brought in until the silos along the river are empty, officials said.",
    "Members of the dockers' association vote on the details of the agreement before Christmas.",
]
HEAD = """<html><head><title>Harbour opens again</title>
<meta property="og:title" content="Harbour opens again">
<meta name="author" content="Lena Hartwig">
<meta property="article:published_time" content="2026-10-31T23:40:00-05:00"></head>"""


def page(identity="aaa-1", **more):
    body = "".join(f"<p>{line}</p>" for line in LINES * 2)
    return {
        "id": identity,
        "url": "https://gazette.example/harbour",
        "html": f"{HEAD}<body><article><h1>Harbour opens again</h1>{body}</article></body></html>",
        "text": "\n".join(LINES * 2),
        "title": "Harbour Opens  Again",
        "authors": "Lena Hartwig",
        "date": "2026-10-31",
    } | more


def write(path, pages):
    lines = b"".join(json.dumps(each).encode() + b"\n" for each in pages)
    path.write_bytes(gzip.compress(lines) if path.suffix == ".gz" else lines)
    return path


def test_shingles_of_four():
    assert overlap("a b c d e", "a b c d e") == (1.0, 1.0)
    assert overlap("a b c d e", "a b c d") == (1.0, 0.5)
    assert overlap("a b c d", "a b c d e f") == (1 / 3, 1.0)
    assert overlap("a b", "a b") == (1.0, 1.0), "a short text is one shingle"
    assert overlap("a b c d", "") == (0.0, 0.0)
    assert overlap("", "") == (1.0, 1.0)
    assert overlap("", "a b c d") == (0.0, 1.0)


def test_repeated_shingles_count_once_each():
    assert overlap("a b c d", "a b c d a b c d") == (0.2, 1.0)


def test_titles_are_compared_without_what_typesetters_change():
    assert normal("“It’s — over”") == normal('"It\'s - over"')
    assert normal(None) == normal(" \n") == ""
    assert normal("Four") != normal("Five")


@pytest.mark.parametrize(
    "given",
    [
        "Ann Lee and Bo Ek",
        "Bo Ek; Ann Lee",
        "Ann Lee, Bo Ek",
        "ann lee & BO EK",
        ["Ann Lee", "Bo Ek"],
    ],
)
def test_authors_are_a_set(given):
    assert names(given) == {"ann lee", "bo ek"}


def test_names_with_an_and_in_them_stay_whole():
    assert names("Sandra Anders") == {"sandra anders"}
    assert names(None) == names("") == names([]) == frozenset()


def test_false_authors_are_told_only_where_authors_are_stated():
    tally = Tally()
    tally.add({"text": "a b c d", "authors": None}, Answer("a b c d", authors=["Ann Lee"]), 0.5)
    assert "false_authors" not in tally.report()
    tally.add({"text": "a b c d", "authors": "Bo Ek"}, Answer("a b c d", authors=["Ann Lee"]), 0.5)
    report = tally.report()
    assert (report["false_authors"], report["authors"]) == (1.0, 0.0)
    assert report["pages_per_cpu_second"] == 2.0


def test_organisations_told_apart_make_a_byline():
    gold = {"text": "a b c d", "authors": "Ann Lee and Science Desk"}
    tally = Tally()
    tally.add(gold, Answer("a", authors=["Ann Lee"], organizations=["Science Desk"]), 1.0)
    assert (tally.report()["authors"], tally.report()["byline"]) == (0.0, 1.0)


def test_the_day_is_that_of_the_page():
    assert own_answer({"url": "https://gazette.example/h", "html": page()["html"]}).date == (
        "2026-10-31"
    )


def test_pages_are_scored_by_part(tmp_path):
    no_article = page("bbb-2", html="<html><body></body></html>", authors=None, date=None)
    path = write(tmp_path / "gold.jsonl.gz", [page(), no_article])
    found = score(path, peers=False)
    assert list(found) == ["all", "aaa", "bbb"]
    assert [part["pages"] for part in found.values()] == [2, 1, 1]
    own = found["aaa"]["dateline"]
    assert (own["precision"], own["recall"], own["exact"]) == (1.0, 1.0, 1.0)
    assert (own["title"], own["authors"], own["date"]) == (1.0, 1.0, 1.0)
    assert own["outcomes"] == {"ok": 1}
    assert own["speed_ratio"] > 0
    assert found["bbb"]["dateline"]["outcomes"] == {"no_text": 1}, "an error counts as no text"
    assert found["bbb"]["dateline"]["recall"] == 0.0
    assert found["all"]["dateline"]["f1"] == 0.5
    assert set(found["all"]) == {"pages", "dateline", "trafilatura", "trafilatura_no_comments"}


def test_what_is_known_is_not_given_to_the_cleaner(tmp_path):
    wrong = page(title="Something else", authors=["Bo Ek"], date="2020-01-01")
    own = score(write(tmp_path / "gold.jsonl", [wrong]), peers=False)["all"]["dateline"]
    assert (own["title"], own["authors"], own["date"]) == (0.0, 0.0, 0.0)


def test_a_failing_page_costs_that_page():
    answer = own_answer({"url": "http://[", "html": page()["html"]})
    assert (answer.text, answer.outcome) == ("", Outcome.BAD_URL)


@pytest.mark.parametrize("line", [b"{", b"[]", b'{"id": "a", "html": null, "text": ""}'])
def test_a_line_that_is_no_page_is_named(tmp_path, line):
    path = tmp_path / "gold.jsonl"
    path.write_bytes(b"\n" + line + b"\n")
    with pytest.raises(TerminalError, match=r"gold\.jsonl, line 2"):
        score(path)


def test_an_empty_file_is_an_error(tmp_path):
    with pytest.raises(TerminalError, match="no pages"):
        score(write(tmp_path / "gold.jsonl", []))


def test_the_command_prints_json(tmp_path):
    path = write(tmp_path / "gold.jsonl", [page()])
    done = CliRunner().invoke(app, ["evaluate", "extraction", str(path)])
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert list(found) == ["all"]
    assert set(found["all"]) >= {"dateline", "trafilatura_precision", "trafilatura_recall"}
