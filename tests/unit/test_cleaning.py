"""Per-source choices of cleaning, as the list of sources gives them."""

from pathlib import Path

import pytest

from dateline.cleaning import DEFAULT, rule_ids
from dateline.errors import TerminalError
from dateline.sources.config import parse_sources

SOURCE = """
[[source]]
id = "post"
name = "Harbour Post"
kind = "site"
feeds = ["https://harbour.example/rss"]
"""


def cleaning(text):
    return parse_sources(f"{SOURCE}[source.clean]\n{text}", Path("sources.toml"))[0].clean


def test_a_source_that_says_nothing_has_the_defaults():
    assert parse_sources(SOURCE, Path("sources.toml"))[0].clean == DEFAULT


def test_choices_are_read():
    chosen = cleaning(
        'profile = "generic"\nrules_off = ["author_bio"]\nkeep = ["Tags: .*"]\n'
        'drop = ["Harbour Post \\\\d+"]\nlearn = false'
    )
    assert chosen.profile == "generic"
    assert chosen.rules_off == ("author_bio",)
    assert chosen.keep == ("Tags: .*",)
    assert chosen.drop == (r"Harbour Post \d+",)
    assert chosen.learn is False


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('profile = "blog"', "clean.profile: 'blog' is none of 'auto', 'news' or 'generic'"),
        (
            'rules_off = ["author_bios"]',
            "clean.rules_off: 'author_bios' is no line rule; did you mean author_bio?",
        ),
        ('rules_off = ["zzz"]', "clean.rules_off: 'zzz' is no line rule"),
        ('keep = ["("]', "clean.keep: '(' is not a regular expression: missing )"),
        ('drop = ["[a"]', "clean.drop: '[a' is not a regular expression: unterminated character"),
        ('drop = [""]', "clean.drop: must not be empty"),
        ('drop = "x"', "clean.drop: must be an array of strings"),
        ("drop = [1]", "clean.drop: must be an array of strings"),
        ('learn = "no"', "clean.learn: must be true or false"),
        ('drops = ["x"]', "clean.drops: no such key; did you mean drop?"),
        ("x = 1", "clean.x: no such key"),
    ],
)
def test_faults_are_told_in_the_words_of_the_file(text, says):
    with pytest.raises(TerminalError) as caught:
        cleaning(text)
    assert f"sources.toml: source post: {says}" in str(caught.value)


def test_all_faults_are_told_at_once():
    with pytest.raises(TerminalError) as caught:
        cleaning('keep = ["("]\ndrop = ["["]\nx = 1')
    assert str(caught.value).count("sources.toml: source post: clean.") == 3


def test_cleaning_is_a_table():
    with pytest.raises(TerminalError, match=r"clean: must be a table, \[source\.clean\]"):
        parse_sources(f'{SOURCE}clean = "x"', Path("sources.toml"))


def test_rules_of_all_tables_can_be_switched_off():
    assert {"amp_switcher", "title_repeated", "following_article", "reporting_by"} <= rule_ids()
