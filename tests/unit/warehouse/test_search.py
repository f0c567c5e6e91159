"""Keyword search: right with the stemmer of fts, and with the plain one where that is absent."""

import sys

import duckdb
import pytest
from unit.warehouse.lake_builder import Capture, day, settings_in, write_day

from dateline.settings import PROJECT
from dateline.warehouse import build_marts, check, load, publish, query, run_saved
from dateline.warehouse.extensions import load_extension

TEXTS = {
    "policy": "The ministry changed its policies on visas.",
    "bomb": "They were bombing the harbour.",
    "bombs": "Two bombs fell on the harbour.",
    "quiet": "Nothing happened.",
}


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    settings = settings_in(tmp_path_factory.mktemp("search"))
    captures = [
        Capture(name, f"no. {n}", text=text) for n, (name, text) in enumerate(TEXTS.items())
    ]
    load(settings, day(1), write_day(settings, day(1), [captures]))
    check(settings)
    build_marts(settings)
    publish(settings)
    return settings


@pytest.fixture
def with_fts():
    with duckdb.connect(":memory:") as con:
        if not load_extension(con, "fts"):
            pytest.skip("the extension fts is not installed for this DuckDB")


@pytest.fixture
def without_fts(monkeypatch, tmp_path):
    """As where neither the wheel nor an installed extension is: nothing to find, nowhere."""
    monkeypatch.setitem(sys.modules, "duckdb_extension_fts", None)
    monkeypatch.setenv("HOME", str(tmp_path))


def found(settings, words: str, **more: str) -> set[str]:
    rows = run_saved(settings, "search", {"words": words} | more).to_pylist()
    return {row["url"].removeprefix("https://wire.example/") for row in rows}


def stem(settings, word: str) -> str:
    return query(settings, "SELECT word_stem($word) AS s", {"word": word}).to_pylist()[0]["s"]


@pytest.mark.usefixtures("with_fts")
def test_with_fts_words_match_by_their_stem(published):
    assert stem(published, "bombing") == "bomb"
    assert found(published, "bombed") == {"bomb", "bombs"}
    assert found(published, "POLICY") == {"policy"}
    assert found(published, "bombed policy") == {"bomb", "bombs", "policy"}
    assert found(published, "bombed policy", match="all") == set()
    assert found(published, "harbour bomb", match="all") == {"bomb", "bombs"}


@pytest.mark.usefixtures("without_fts")
def test_without_fts_plurals_match(published):
    assert stem(published, "bombing") == "bombing"
    assert found(published, "bombed") == set()
    assert found(published, "bomb") == {"bombs"}
    assert found(published, "POLICY") == {"policy"}
    assert found(published, "bomb policies") == {"bombs", "policy"}


@pytest.mark.parametrize("words", ["", "  ", "“?!”", "(", r"\b", "%", "'"])
def test_nothing_is_found_by_no_words(published, words):
    assert found(published, words) == set()


def test_the_title_is_searched_too(published):
    assert found(published, "strike nothing", match="all") == {"quiet"}


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("policies", "policy"),
        ("strikes", "strike"),
        ("attacks", "attack"),
        ("boss", "boss"),
        ("gas", "gas"),
        ("virus", "virus"),
        ("is", "is"),
        ("", ""),
    ],
)
def test_plain_stems_are_those_of_the_s_stemmer(word, expected):
    with duckdb.connect(":memory:") as con:
        con.execute((PROJECT / "sql" / "macros" / "word_stem.sql").read_text(encoding="utf-8"))
        assert con.execute("SELECT word_stem(?)", [word]).fetchall() == [(expected,)]


def test_forms_of_a_word_are_small_capital_and_as_given():
    with duckdb.connect(":memory:") as con:
        con.execute((PROJECT / "sql" / "macros" / "word_forms.sql").read_text(encoding="utf-8"))
        forms = con.execute("SELECT list_sort(word_forms('McCabe', 'mccabe'))").fetchall()
    assert forms == [(["MCCAB", "McCab", "Mccab", "mccab"],)]
