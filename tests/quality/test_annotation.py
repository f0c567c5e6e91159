"""Floors of entities, links, places, quotes and times on articles that we wrote and marked.

The articles are in `tests/quality/annotation/articles` (their form: `evaluation/annotation.py`);
those whose names begin with `fresh_` were marked by somebody who had not seen the rules, and no
rule was made for them. `floors.json` holds the floors of both and the hash of the articles that
they were measured on; floors only rise. What is still wrong is told with
`dateline evaluate annotation tests/quality/annotation/articles/*.xml`.
"""

import hashlib
import json
from functools import cache
from pathlib import Path

import pytest

from dateline.errors import TerminalError
from dateline.evaluation.annotation import read_gold, score
from dateline.settings import Settings

HERE = Path(__file__).parent / "annotation"
ARTICLES = sorted((HERE / "articles").glob("*.xml"))
FLOORS = json.loads((HERE / "floors.json").read_text(encoding="utf-8"))
GROUPS = {
    "seen": [path for path in ARTICLES if not path.name.startswith("fresh_")],
    "fresh": [path for path in ARTICLES if path.name.startswith("fresh_")],
}


@cache
def scores(group):
    return score(GROUPS[group], Settings().spacy_model)


def test_articles_are_those_that_the_floors_were_measured_on():
    digest = hashlib.sha256()
    for path in ARTICLES:
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    assert digest.hexdigest()[:16] == FLOORS["corpus"]


def test_there_are_enough_articles():
    assert len(ARTICLES) >= 40


@pytest.mark.parametrize(
    ("group", "name", "floor"),
    [(group, name, floor) for group in GROUPS for name, floor in FLOORS[group].items()],
)
def test_floor(group, name, floor):
    assert scores(group)["scores"][name] >= floor, scores(group)["wrong"][name][:20]


@pytest.mark.parametrize("group", GROUPS)
def test_every_score_has_a_floor(group):
    assert set(scores(group)["scores"]) == set(FLOORS[group])


def test_marks_nest_and_quotes_of_several_paragraphs_are_one(tmp_path):
    path = tmp_path / "a.xml"
    path.write_text(
        """<article date="2016-03-10"><title>A  title</title>
        <entities><entity key="a" type="person"/></entities><text>
        <p>“<q by="a" part="1"><m e="a">Ann
        Lee</m> left
        <t first="2016-03-09">yesterday</t>.</q></p>
        <p>“<q by="a" part="1">Nobody saw it</q>”</p></text></article>""",
        encoding="utf-8",
    )
    gold = read_gold(path)
    text = gold.article["text"]
    assert text == "“Ann Lee left yesterday.\n“Nobody saw it”"
    assert [text[slice(*span)] for span in gold.mentions] == ["Ann Lee"]
    assert [text[slice(*span)] for span in gold.times] == ["yesterday"]
    (quote,) = gold.quotes
    assert text[slice(*quote.span)] == "Ann Lee left yesterday.\n“Nobody saw it"
    assert gold.article["title"] == "A title"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<article", "a.xml"),
        ('<article><text><p><m e="b">B</m></p></text></article>', "no entity .'b'"),
        ("<article><text><p><m>B</m></p></text></article>", "a.xml: 'e'"),
    ],
)
def test_a_broken_article_is_said_clearly(tmp_path, text, message):
    path = tmp_path / "a.xml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(TerminalError, match=message):
        read_gold(path)
