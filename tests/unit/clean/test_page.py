import json

import pytest

from dateline.clean.page import read_page
from dateline.cleaning import DEFAULT
from dateline.errors import RecordError

LINES = [
    f"The lock keeper of gate {n} counted the barges, wrote their names down and went home early."
    for n in range(8)
]


def page(body: str, **node: str) -> str:
    script = json.dumps({"@type": "NewsArticle", "headline": "Barges at the lock"} | node)
    head = f'<title>Barges</title><script type="application/ld+json">{script}</script>'
    return f"<html><head>{head}</head><body>{body}</body></html>"


def read(html: str):
    return read_page(html, "https://lock.example/barges-at-the-lock", None, DEFAULT)


@pytest.mark.parametrize("body", ['<div id="root"></div>', f"<article><p>{LINES[0]}</p></article>"])
@pytest.mark.parametrize(
    "stated", ["\n\n".join(LINES), "".join(f"<p>{line}</p>" for line in LINES)]
)
def test_the_stated_text_stands_in_for_a_page_that_scripts_draw(body, stated):
    parts = read(page(body, articleBody=stated))
    assert [line.text for line in parts.lines] == LINES
    assert parts.method == "json-ld"


def test_what_a_page_shows_goes_before_what_it_states():
    shown = "".join(f"<p>{line}</p>" for line in LINES)
    parts = read(page(f"<article>{shown}</article>", articleBody="Another text. " * 20))
    assert [line.text for line in parts.lines] == LINES
    assert parts.method == "precision"


@pytest.mark.parametrize("stated", ["", "  \n ", {"text": "no string"}])
def test_a_page_that_shows_and_states_nothing_has_no_text(stated):
    with pytest.raises(RecordError, match="no article"):
        read(page('<div id="root"></div>', articleBody=stated))
