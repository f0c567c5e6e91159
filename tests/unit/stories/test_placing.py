"""Articles to stories: who joins whom, and what it does not depend on."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from dateline.stories import Article, Parameters, place, terms
from dateline.stories import placing as module

DAY = date(2026, 3, 2)
DAM = (
    "Dam cracks above valley",
    "Engineers found a crack in the wall of the dam above the valley.",
)
DAM_AGAIN = ("Valley emptied below dam", "The crack in the dam made engineers empty the valley.")
BANK = ("Bank raises rate", "The governor of the central bank raised its rate to defend the lira.")
FOOD = ("Leek soup", "Slice six leeks, soften them in butter, add potatoes and stock.")


def article(name, content, day=DAY, language="en", story=None):
    ((numbers, counts),) = terms([content])
    return Article(name, day, language, numbers, counts, story)


def stories(placed):
    return {each.id: each.story_id for each in placed}


def test_an_article_joins_the_story_that_it_is_like():
    placed = place(DAY, [], [article("a", DAM), article("b", BANK), article("c", DAM_AGAIN)])
    found = stories(placed)
    assert found["a"] == found["c"] != found["b"]
    assert [each.id for each in placed] == ["a", "b", "c"]
    assert placed[0].similarity == 1.0
    assert Parameters().threshold <= placed[2].similarity < 1.0


def test_a_story_keeps_its_id_when_articles_join():
    first = stories(place(DAY, [], [article("a", DAM)]))
    later = place(
        DAY + timedelta(days=2),
        [article("a", DAM, story=first["a"])],
        [article("b", DAM_AGAIN, DAY + timedelta(days=2))],
    )
    assert stories(later) == {"b": first["a"]}


def test_a_copy_joins_the_story_of_its_original():
    text = DAM[1]
    copies = [("Other headline", text), (DAM[0], "(Agencies) " + text)]
    placed = place(DAY, [], [article(str(n), c) for n, c in enumerate([DAM, *copies])])
    assert len(set(stories(placed).values())) == 1


def test_languages_do_not_mix():
    codes = [("a", "en"), ("b", "de"), ("c", "en")]
    arriving = [article(name, DAM, language=code) for name, code in codes]
    placed = place(DAY, [], arriving)
    assert [each.id for each in placed] == ["a", "b", "c"]
    assert placed[0].story_id == placed[2].story_id != placed[1].story_id


def test_a_story_fades_with_the_days_since_its_last_article():
    old = [article("a", DAM, story="s")]
    alike = [
        place(DAY + timedelta(days=gap), old, [article("b", DAM, DAY + timedelta(days=gap))])[0]
        for gap in (0, 1, 10, 30)
    ]
    assert [each.story_id for each in alike] == ["s"] * 4
    similarities = [each.similarity for each in alike]
    assert similarities == sorted(similarities, reverse=True)
    assert similarities[0] > similarities[-1]


def test_an_article_without_words_is_a_story_of_its_own():
    placed = place(DAY, [], [article(name, ("", "1 2 3")) for name in "ab"] + [article("c", DAM)])
    assert len(set(stories(placed).values())) == 3


def test_nothing_arrives():
    assert place(DAY, [article("a", DAM, story="s")], []) == []


@pytest.mark.parametrize("size", [1, 2, 3])
def test_blocks_change_nothing(monkeypatch, size):
    arriving = [article(str(n), c) for n, c in enumerate([DAM, BANK, DAM_AGAIN, FOOD, BANK])]
    whole = place(DAY, [], arriving)
    monkeypatch.setattr(module, "BLOCK", size)
    assert place(DAY, [], arriving) == whole


@given(order=st.permutations(range(4)))
@hypothesis_settings(deadline=None, max_examples=10, derandomize=True)
def test_the_order_of_what_is_remembered_changes_nothing(order):
    before = [article(str(n), c, story=s) for n, (c, s) in enumerate([(DAM, "d"), (BANK, "b")] * 2)]
    arriving = [article("x", DAM_AGAIN), article("y", BANK), article("z", FOOD)]
    assert place(DAY, [before[n] for n in order], arriving) == place(DAY, before, arriving)


def test_of_equal_stories_the_lower_id_wins():
    before = [article("a", DAM, story="t"), article("b", DAM, story="s")]
    assert place(DAY, before, [article("c", DAM)])[0].story_id == "s"
