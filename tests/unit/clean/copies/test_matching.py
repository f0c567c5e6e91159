"""Pairs of copies from real files of a lake."""

import logging
import random
from datetime import UTC, datetime, timedelta

import pytest
from upath import UPath

from dateline.clean.copies.fingerprints import text_key
from dateline.clean.copies.matching import FEW, TEXTS, match
from dateline.clean.copies.sketches import sketch
from dateline.clean.copies.versions import replaced
from dateline.errors import TerminalError
from dateline.partition import Interval, Partition
from dateline.schemas import ARTICLES, DUPLICATES, FINGERPRINTS, stable_id
from dateline.settings import Settings
from dateline.storage import write_rows

DAY = datetime(2026, 11, 20, tzinfo=UTC)
WORDS = [a + b for a in ("har", "mol", "tes", "vin", "dor", "kel") for b in "aeiouy"]


def prose(seed, words=120):
    """A text of a seed; texts of different seeds have next to no three words in common."""
    rng = random.Random(seed)
    return " ".join(f"{rng.choice(WORDS)}{rng.choice(WORDS)}" for _ in range(words))


def day(number, hours=24):
    start = DAY + timedelta(days=number)
    return Interval(start, start + timedelta(hours=hours))


class Lake:
    """A lake in a folder, filled by intervals."""

    def __init__(self, folder):
        self.settings = Settings(data=str(folder / "data"), duplicate_days=7)

    def put(self, interval, articles, batch=0):
        """Write the articles of a batch: `(id, text)`, with columns that differ from the rest."""
        rows = [
            {
                "article_id": name,
                "content_hash": stable_id(rest.pop("title", ""), text),
                "source_id": "wire",
                "text": text,
                "published_at": interval.start,
                "fetched_at": interval.start,
                **interval.as_row(),
                **rest,
            }
            for name, text, rest in ((a, t, dict(*more)) for a, t, *more in articles)
        ]
        bands = sketch([row["text"] for row in rows])
        known = set(FINGERPRINTS.schema.names)
        prints = [
            {k: v for k, v in row.items() if k in known}
            | {"text_md5": text_key(row["text"]), "bands": band}
            for row, band in zip(rows, bands, strict=True)
        ]
        partition = Partition(self.settings.data, interval, batch)
        write_rows(partition.lake(ARTICLES.name), ARTICLES, rows)
        write_rows(partition.lake(FINGERPRINTS.name), FINGERPRINTS, prints)
        return partition

    def match(self, interval, *batches):
        parts = [Partition(self.settings.data, interval, batch) for batch in batches or (0,)]
        return match(self.settings, interval, parts)


@pytest.fixture
def lake(tmp_path):
    return Lake(tmp_path)


def pairs(rows):
    return [(row["article_id"], row["other_id"]) for row in rows]


def copies(rows):
    return sorted({row["article_id"] for row in rows if row["is_exact"]})


def changed(text, seed=1, share=0.1):
    """A text with some of its words replaced, all in one stretch."""
    words = text.split()
    return " ".join([*words[: int(len(words) * (1 - share))], prose(seed, int(len(words) * share))])


def test_equal_and_near_texts_of_one_interval_are_pairs(lake):
    text = prose(1)
    lake.put(
        day(0),
        [("a", text), ("b", text), ("c", changed(text)), ("d", prose(2)), ("e", prose(3))],
    )
    rows = lake.match(day(0))
    assert pairs(rows) == [("b", "a"), ("c", "a"), ("c", "b")]
    assert [row["is_exact"] for row in rows] == [True, False, False]
    assert rows[0]["similarity"] == 1.0
    assert 0.8 < rows[1]["similarity"] == rows[2]["similarity"] < 1.0
    assert all(list(row) == DUPLICATES.schema.names for row in rows)


def test_rows_fit_their_table_and_a_rerun_gives_the_same_bytes(lake, tmp_path):
    text = prose(1)
    lake.put(day(-1), [("z", text), ("y", changed(text, 4))])
    lake.put(day(0), [("a", text), ("b", changed(text))], batch=0)
    lake.put(day(0), [("c", changed(text, 2)), ("d", text)], batch=1)
    paths = [UPath(tmp_path / f"{n}.parquet") for n in range(2)]
    for path, order in zip(paths, ((0, 1), (1, 0)), strict=True):
        write_rows(path, DUPLICATES, lake.match(day(0), *order))
    assert paths[0].read_bytes() == paths[1].read_bytes()
    assert len(lake.match(day(0), 0, 1)) == 14


def test_intervals_before_and_after_are_searched_as_far_as_the_setting_says(lake):
    text = prose(1)
    for number in (-8, -7, -1, 0, 1, 7, 8):
        lake.put(day(number), [(f"n{number}", text)])
    rows = lake.match(day(0))
    assert pairs(rows) == [("n0", "n-1"), ("n0", "n-7"), ("n1", "n0"), ("n7", "n0")]


def test_near_texts_are_found_across_intervals(lake):
    text = prose(1, 300)
    lake.put(day(-1), [("before", changed(text)), ("other", prose(9))])
    lake.put(day(1), [("after", changed(text, 2)), ("another", prose(8))])
    lake.put(day(0), [("now", text)])
    rows = lake.match(day(0))
    assert pairs(rows) == [("after", "now"), ("now", "before")]
    assert copies(rows) == []


def test_a_copy_follows_the_order_in_which_originals_are_chosen(lake):
    text, noon = prose(1), DAY + timedelta(hours=12)
    lake.put(
        day(0),
        [
            ("a", text, {"published_at": None}),
            ("b", text, {"published_at": noon, "fetched_at": noon}),
            ("c", text, {"published_at": noon}),
            ("d", text, {"published_at": noon + timedelta(hours=1)}),
        ],
    )
    assert copies(lake.match(day(0))) == ["a", "b", "d"]


def test_a_pair_is_the_same_whichever_interval_finds_it(lake):
    text = prose(1)
    lake.put(day(-1), [("z", text)])
    lake.put(day(0, hours=1), [("b", changed(text))])
    lake.put(day(0), [("a", text)])
    found = [lake.match(interval) for interval in (day(-1), day(0, hours=1), day(0))]
    assert [pairs(rows) for rows in found] == [
        [("a", "z"), ("b", "z")],
        [("b", "a"), ("b", "z")],
        [("a", "z"), ("b", "a")],
    ]
    assert found[0] + found[1][:1] == [found[2][0], found[1][1], found[2][1]]


def test_versions_of_one_article_are_no_pair(lake):
    text = prose(1)
    lake.put(
        day(0), [("a", text), ("a", changed(text)), ("a", text, {"title": "Now with a title"})]
    )
    lake.put(day(-1), [("a", changed(text, 3))])
    assert lake.match(day(0)) == []


def test_an_article_that_is_there_twice_counts_once(lake):
    text = prose(1)
    lake.put(day(0), [("a", text), ("a", text), ("b", text)], batch=0)
    lake.put(day(0), [("b", text, {"fetched_at": DAY + timedelta(hours=1)})], batch=1)
    assert pairs(lake.match(day(0), 0, 1)) == [("b", "a")]


def test_a_version_captured_again_is_no_copy_of_one_that_came_after_it(lake):
    text = prose(1)
    lake.put(day(-1), [("old", text)])
    lake.put(
        day(0),
        [
            ("new", text, {"published_at": DAY}),
            ("old", text, {"published_at": DAY + timedelta(hours=1)}),
        ],
    )
    assert copies(lake.match(day(0))) == ["new"]


def test_short_texts_are_copies_only_if_equal(lake):
    text = prose(1, 15)
    lake.put(day(0), [("a", text), ("b", text), ("c", text + " and more")])
    assert pairs(lake.match(day(0))) == [("b", "a")]


def test_a_brief_in_a_digest_is_no_copy_of_it(lake):
    brief = prose(1, 60)
    lake.put(day(0), [("brief", brief), ("digest", f"{prose(2, 300)} {brief} {prose(3, 300)}")])
    assert lake.match(day(0)) == []


def test_a_text_in_a_longer_one_of_like_length_is_near(lake):
    text = prose(1, 200)
    lake.put(day(0), [("a", text), ("b", f"{text} {prose(2, 150)}")])
    rows = lake.match(day(0))
    assert pairs(rows) == [("b", "a")]
    assert rows[0]["similarity"] == 1.0
    assert not rows[0]["is_exact"]


def test_texts_without_blanks_are_compared(lake):
    rng = random.Random(5)
    one, other = ("".join(chr(0x4E00 + rng.randrange(2000)) for _ in range(300)) for _ in "ab")
    lake.put(day(0), [("a", one), ("b", one[:270] + other[:30]), ("c", other)])
    assert pairs(lake.match(day(0))) == [("b", "a")]


def test_many_copies_make_few_pairs_and_all_lead_to_the_first(lake):
    text = prose(1, 200)
    many = 60
    lake.put(day(-1), [("first", text)])
    lake.put(day(0), [(f"a{n:03d}", text) for n in range(many)])
    rows = lake.match(day(0))
    assert all((f"a{n:03d}", "first") in pairs(rows) for n in range(many))
    assert len(copies(rows)) == many
    assert len(rows) <= FEW * many


def test_many_near_copies_make_few_pairs_and_all_lead_to_the_first(lake):
    text, many = prose(1, 400), 60
    lake.put(day(0), [(f"a{n:03d}", changed(text, 10 + n, 0.05)) for n in range(many)])
    lake.put(day(1), [("later", changed(text, 5, 0.05))])
    rows = lake.match(day(0))
    assert all((f"a{n:03d}", "a000") in pairs(rows) for n in range(1, many))
    assert ("later", "a000") in pairs(rows)
    assert len(rows) <= TEXTS * (many + 1)


def test_each_of_many_equal_texts_is_near_the_first_of_another(lake):
    text, many = prose(1, 200), 10
    other = changed(text)
    lake.put(day(-1), [("first", text)])
    lake.put(day(0), [(f"a{n}", other) for n in range(many)])
    found = pairs(lake.match(day(0)))
    assert all((f"a{n}", "first") in found for n in range(many))


@pytest.mark.parametrize("table", [FINGERPRINTS, ARTICLES])
@pytest.mark.parametrize("damage", ["missing", "broken", "other table"])
def test_damaged_files_of_neighbours_are_passed_over_and_own_ones_are_an_error(
    lake, caplog, table, damage
):
    text = prose(1)
    lake.put(day(-2), [("good", changed(text, 2))])
    lake.put(day(-1), [("bad", changed(text, 3))])
    lake.put(day(0), [("now", text)])

    def spoil(interval):
        path = Partition(lake.settings.data, interval).lake(table.name)
        if damage == "missing":
            path.unlink()
        elif damage == "broken":
            path.write_bytes(path.read_bytes()[:100])
        else:
            write_rows(path, DUPLICATES, [])

    spoil(day(-1))
    with caplog.at_level(logging.WARNING):
        assert pairs(lake.match(day(0))) == [("now", "good")]
    unseen = damage == "missing" and table is FINGERPRINTS
    assert ("is passed over" in caplog.text) == (not unseen)
    spoil(day(0))
    with pytest.raises(TerminalError, match="clean its batch again"):
        lake.match(day(0))


def test_nothing_to_compare(lake):
    lake.put(day(0), [])
    assert lake.match(day(0)) == []
    assert match(lake.settings, day(3), []) == []
    lake.put(day(0), [("a", prose(1))])
    lake.put(day(1), [])
    lake.put(day(-1), [("short", "too short")])
    assert lake.match(day(0)) == []


def test_versions_that_were_replaced_are_told_from_the_latest(lake, caplog):
    early, late = DAY + timedelta(hours=1), DAY + timedelta(hours=9)
    own = lake.put(
        day(0),
        [("a", "one", {"fetched_at": early}), ("a", "two", {"fetched_at": late}), ("b", "three")],
    )
    lake.put(day(1), [("b", "four"), ("c", "five")])
    lake.put(day(2), [("c", "five"), ("b", "three")])  # captured again: no later version
    lake.put(day(30), [("c", "far away")])
    broken = lake.put(day(3), [("c", "six")]).lake(FINGERPRINTS.name)
    broken.write_bytes(b"half")

    def version(name, text):
        return name, stable_id("", text)

    versions = [("a", "one"), ("a", "two"), ("b", "three"), ("b", "four"), ("c", "five")]
    asked = {version(*each) for each in [*versions, ("unknown", "text")]}
    found = replaced(lake.settings, day(0), [own], asked)
    assert found == {version("a", "one"), version("b", "three")}
    assert "is passed over" in caplog.text
    assert replaced(lake.settings, day(0), [own], set()) == set()
