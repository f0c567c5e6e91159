"""Words of articles as numbers."""

import pytest

from dateline.stories import terms
from dateline.stories import terms as function

module = __import__("sys").modules[function.__module__]


def numbers(title="", text=""):
    ((found, _),) = terms([(title, text)])
    return set(found.tolist())


def test_no_articles():
    assert terms([]) == []


def test_a_word_of_the_headline_counts_three_times():
    (((number,), (count,)),) = terms([("Dam", "dam")])
    assert (number, count) == (*numbers("dam"), 4)


def test_case_does_not_matter_and_common_words_do_not_count():
    assert numbers("THE DAM") == numbers("dam of the")


def test_numbers_alone_are_no_words():
    assert numbers(text="2026 12 5") == set()


def test_only_the_first_lines_are_read():
    lead = "river " * (module.LEAD // 6)
    assert numbers(text=lead + " harbour") == numbers(text="river")


def test_the_most_frequent_words_are_kept_in_ascending_order():
    words = [f"word{chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(200)]
    ((found, counts),) = terms([("river " * 9, " ".join(words))])
    assert len(found) == module.MOST_TERMS
    assert found.tolist() == sorted(found.tolist())
    assert counts.max() == 27


def test_scripts_without_spaces_give_pairs():
    assert len(numbers(text="新幹線")) == 2
    assert numbers(text="大雪で新幹線が運休") & numbers(text="新幹線の運休")
    assert not numbers(text="大雪で新幹線") & numbers(text="動物園")


@pytest.mark.parametrize(
    ("language", "word", "rare"),
    [("en", "also", "dam"), ("de", "und", "Damm"), ("fr", "les", "barrage"), ("ru", "на", "мост")],
)
def test_common_words_of_languages(language, word, rare):
    common = set(module.common(language).tolist())
    assert numbers(text=word) <= common
    assert not numbers(text=rare) & common


@pytest.mark.parametrize("language", ["", "xx", "ja"])
def test_languages_without_a_list(language):
    assert module.common(language).size == 0
