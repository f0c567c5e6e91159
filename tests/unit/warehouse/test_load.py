"""Load: one state for one set of loaded intervals, whatever the way to it."""

import itertools
import logging
import shutil
from collections import Counter
from collections.abc import Sequence

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from unit.warehouse.lake_builder import (
    Capture,
    Listed,
    article_row,
    day,
    settings_in,
    write_day,
    write_ledger,
)

from dateline.errors import TerminalError
from dateline.partition import Interval, Partition
from dateline.schemas import ADDED, ANNOTATIONS, ARTICLES, DUPLICATES, ENTITIES, stable_id
from dateline.settings import Settings
from dateline.storage import read_rows, write_rows
from dateline.warehouse import check, fingerprint, load, open_warehouse
from dateline.warehouse.connect import CONFIG

Days = dict[int, Sequence[Sequence[Capture]]]


def load_day(settings: Settings, number: int, batches: Sequence[Sequence[Capture]]):
    return load(settings, day(number), write_day(settings, day(number), batches))


def hashes(settings: Settings) -> dict[str, str]:
    """All tables but the note of stale days, which grows until marts are built."""
    with open_warehouse(settings) as con:
        return {k: v for k, v in fingerprint(con).items() if not k.startswith("mart_stale_")}


def select(settings: Settings, statement: str) -> list[tuple]:
    with open_warehouse(settings) as con:
        return con.execute(statement).fetchall()


VERSIONS: Days = {
    1: [[Capture("a", "first"), Capture("b", "only")], [Capture("c", "left")]],
    2: [[Capture("a", "second"), Capture("b", "only")]],
    3: [[Capture("a", "first", hour=9), Capture("d", "new", source="other")]],
}


def loaded_in_order(folder, order: Sequence[int], days: Days = VERSIONS) -> Settings:
    settings = settings_in(folder)
    for number in order:
        load_day(settings, number, days[number])
    return settings


@pytest.fixture(scope="module")
def expected(tmp_path_factory) -> dict[str, str]:
    return hashes(loaded_in_order(tmp_path_factory.mktemp("expected"), (1, 2, 3)))


@pytest.mark.parametrize("order", list(itertools.permutations((1, 2, 3))), ids=str)
def test_any_order_of_loads_gives_the_same_tables(tmp_path, order, expected):
    assert hashes(loaded_in_order(tmp_path, order)) == expected


def test_repeated_loads_give_the_same_tables(tmp_path, expected):
    settings = loaded_in_order(tmp_path, (2, 1, 2, 3, 1, 1, 3))
    assert hashes(settings) == expected


def test_the_number_of_threads_changes_nothing(tmp_path, expected, monkeypatch):
    monkeypatch.setitem(CONFIG, "threads", 1)
    assert hashes(loaded_in_order(tmp_path, (1, 2, 3))) == expected


def test_text_of_any_code_point_is_kept(settings):
    text = "Russia struck Syria\x00 \u202e e\u0301 👩‍👩‍👧.\n“We will go on,” he said."
    load_day(settings, 1, [[Capture(text=text)]])
    assert select(settings, "SELECT text FROM core_articles") == [(text,)]
    check(settings, day(1))


def test_latest_version_is_current_and_older_ones_are_revisions(tmp_path):
    settings = loaded_in_order(tmp_path, (3, 1, 2))
    assert select(settings, "SELECT title, revision FROM core_articles WHERE url LIKE '%/a'") == [
        ("Strikes on second", 2)
    ]
    assert select(
        settings, "SELECT title, revision, fetched_at::VARCHAR FROM core_article_revisions"
    ) == [("Strikes on first", 1, "2015-10-01 12:00:00")]


def test_outcomes_tell_what_became_of_each_article(settings):
    first = load_day(settings, 1, VERSIONS[1])
    second = load_day(settings, 2, VERSIONS[2])
    assert first.as_dict() == {"ok": 3}
    assert second.as_dict() == {"ok": 1, "unchanged": 1}
    assert load_day(settings, 1, VERSIONS[1]).as_dict() == {"ok": 2, "superseded": 1}


def test_ledger_of_an_earlier_load_follows_later_ones(settings):
    load_day(settings, 1, VERSIONS[1])
    load_day(settings, 2, VERSIONS[2])
    rows = select(
        settings,
        "SELECT inputs, outcomes FROM core_runs WHERE stage = 'load' ORDER BY interval_start",
    )
    assert rows == [(3, {"ok": 2, "superseded": 1}), (2, {"ok": 1, "unchanged": 1})]


def test_annotations_are_held_for_the_current_version_only(settings):
    load_day(settings, 1, VERSIONS[1])
    load_day(settings, 2, VERSIONS[2])
    for table in ANNOTATIONS:
        orphans = select(
            settings,
            f"SELECT count(*) FROM core_{table.name} "
            "ANTI JOIN core_articles USING (article_id, content_hash)",
        )
        assert orphans == [(0,)]
        per_article = select(settings, f"SELECT count(DISTINCT article_id) FROM core_{table.name}")
        assert per_article == [(3,)]


def test_version_before_comes_back_when_its_successor_goes(settings, tmp_path):
    load_day(settings, 1, VERSIONS[1])
    before = hashes(settings)
    load_day(settings, 2, [[Capture("a", "second")]])
    tally = load_day(settings, 2, [[]])
    assert tally.as_dict() == {}
    after = hashes(settings)
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"core_runs", "core_listings"}  # the empty second day was asked for
    check(settings, day(1))


def test_second_capture_stands_in_when_the_first_goes(settings):
    """The warehouse held only the first capture of b; the row of the second is in the lake."""
    load_day(settings, 1, VERSIONS[1])
    load_day(settings, 2, VERSIONS[2])
    load_day(settings, 1, [[]])
    assert select(
        settings, "SELECT fetched_at::VARCHAR FROM core_articles WHERE url LIKE '%/b'"
    ) == [("2015-10-02 12:00:00",)]
    alone = settings_in(settings.root.parent / "alone")
    load_day(alone, 2, VERSIONS[2])
    load_day(alone, 1, [[]])
    assert hashes(settings) == hashes(alone)
    check(settings)


def test_capture_gone_from_the_lake_is_forgotten_until_its_interval_is_loaded(settings, caplog):
    """Both days are processed again before either is loaded again, as a backfill may do."""
    load_day(settings, 1, VERSIONS[1])
    load_day(settings, 2, VERSIONS[2])
    changed = {1: [[Capture("b", "redone")]], 2: [[Capture("b", "redone")]]}
    partitions = {n: write_day(settings, day(n), batches) for n, batches in changed.items()}
    with caplog.at_level(logging.WARNING):
        load(settings, day(1), partitions[1])
    assert "load that interval again" in caplog.text
    load(settings, day(2), partitions[2])
    afresh = settings_in(settings.root.parent / "afresh")
    for n, batches in changed.items():
        load_day(afresh, n, batches)
    assert hashes(settings) == hashes(afresh)
    check(settings)


def test_a_page_captured_twice_in_one_batch_has_its_annotations_once(settings):
    twice = [[Capture("a", "first", hour=1), Capture("a", "first", hour=2)]]
    assert load_day(settings, 1, twice).as_dict() == {"ok": 1, "unchanged": 1}
    assert select(settings, "SELECT count(*) FROM core_events") == [(1,)]
    assert select(settings, "SELECT count(*) FROM core_mentions") == [(2,)]
    check(settings, day(1))


def test_a_page_captured_in_two_batches_has_its_annotations_once(settings):
    twice = [[Capture("a", "first", hour=3)], [Capture("a", "first", hour=2, source="other")]]
    assert load_day(settings, 1, twice).as_dict() == {"ok": 1, "unchanged": 1}
    assert select(settings, "SELECT source_id FROM core_articles") == [("other",)]
    assert select(settings, "SELECT count(*) FROM core_events") == [(1,)]
    check(settings, day(1))


captures = st.builds(
    Capture,
    article=st.sampled_from("abc"),
    content=st.sampled_from(["one", "two"]),
    hour=st.integers(0, 3),
    source=st.sampled_from(["wire", "other"]),
)
days = st.dictionaries(
    st.integers(1, 3),
    st.lists(st.lists(captures, max_size=3), min_size=1, max_size=2),
    min_size=1,
    max_size=3,
)


@given(days=days, noise=st.lists(st.tuples(st.integers(1, 3), days), max_size=2), data=st.data())
@hypothesis_settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
def test_state_depends_on_the_loaded_intervals_only(tmp_path_factory, days, noise, data):
    """Earlier states of the same days, loaded in any order, leave no trace."""
    folder = tmp_path_factory.mktemp("state")
    plain, noisy = settings_in(folder / "plain"), settings_in(folder / "noisy")
    for number in sorted(days):
        load_day(plain, number, days[number])
    for _, earlier in noise:
        for number in earlier.keys() & days.keys():
            load_day(noisy, number, earlier[number])
    for number in data.draw(st.permutations(sorted(days))):
        load_day(noisy, number, days[number])
    assert hashes(noisy) == hashes(plain)
    assert model(days) == Counter(
        select(noisy, "SELECT article_id, content_hash, revision FROM core_articles")
    )
    check(noisy)
    shutil.rmtree(folder)


def model(days: Days) -> Counter:
    """What `core_articles` must hold, told another way."""
    rows = [
        article_row(capture, day(number))
        for number, batches in days.items()
        for batch in batches
        for capture in batch
    ]
    first_seen: dict[tuple, tuple] = {}
    for row in rows:
        version = (row["article_id"], row["content_hash"])
        seen = (row["fetched_at"], row["interval_start"])
        first_seen[version] = min(first_seen.get(version, seen), seen)
    current: dict[str, list[tuple]] = {}
    for (article, content), seen in first_seen.items():
        current.setdefault(article, []).append((*seen, content))
    return Counter((a, max(v)[2], len(v)) for a, v in current.items())


def test_exact_duplicates_point_to_the_one_published_first(settings):
    text = "Russia struck targets in Syria on Monday.\n“We will go on,” he said. Word for word."
    load_day(settings, 2, [[Capture("copy", "x", hour=1, site="copy.example", text=text)]])
    assert select(settings, "SELECT duplicate_of, is_syndicated FROM core_articles") == [
        (None, False)
    ]
    load_day(settings, 1, [[Capture("first", "x", hour=1, text=text)]])
    original = stable_id("https://wire.example/first")
    assert select(
        settings,
        "SELECT url, duplicate_of, similarity, is_syndicated FROM core_articles ORDER BY url",
    ) == [
        ("https://copy.example/copy", original, 1.0, True),
        ("https://wire.example/first", None, None, False),
    ]
    load_day(settings, 1, [[]])
    assert select(
        settings, "SELECT duplicate_of, similarity, is_syndicated FROM core_articles"
    ) == [(None, None, False)]


def test_a_copy_on_the_same_site_by_the_same_source_is_not_syndicated(settings):
    text = "Russia struck targets in Syria on Monday.\n“We will go on,” he said. Twice."
    load_day(settings, 1, [[Capture("a", "x", 1, text=text), Capture("b", "x", 2, text=text)]])
    assert select(
        settings, "SELECT duplicate_of IS NOT NULL, is_syndicated FROM core_articles ORDER BY url"
    ) == [(False, False), (True, False)]


def test_rejects_and_ledger_are_replaced(settings):
    rejects = [("discover", "undated"), ("fetch", "http_error"), ("clean", "no_text")]
    for dropped in (rejects, rejects[1:], rejects[1:]):
        load(settings, day(1), write_day(settings, day(1), VERSIONS[1], dropped))
    assert select(settings, "SELECT stage, outcome FROM core_rejects ORDER BY stage") == [
        ("clean", "no_text"),
        ("fetch", "http_error"),
    ]
    assert select(settings, "SELECT count(*) FROM core_runs") == [(1 + 3 * 2 + 1,)]
    check(settings, day(1))


def test_an_interval_without_batches_is_in_the_ledger(settings):
    write_ledger(Partition(settings.data, day(1)), "discover", 0, ["source_unreachable"])
    assert load(settings, day(1), []).inputs == 0
    assert select(settings, "SELECT stage, inputs, outcomes FROM core_runs ORDER BY stage") == [
        ("discover", 1, {"source_unreachable": 1}),
        ("load", 0, {}),
    ]
    assert select(settings, "SELECT outcome FROM core_rejects") == [("source_unreachable",)]


def test_files_that_are_not_there_have_no_rows(settings):
    assert load(settings, day(1), [Partition(settings.data, day(1), 4)]).inputs == 0


def test_lake_in_memory_loads_like_a_local_one(tmp_path, expected):
    settings = Settings(data="memory://lake-of-test-load", warehouse=str(tmp_path))
    for number in (1, 2, 3):
        load_day(settings, number, VERSIONS[number])
    assert hashes(settings) == expected


def test_broken_parquet_changes_nothing(settings):
    load_day(settings, 1, VERSIONS[1])
    before = hashes(settings)
    partitions = write_day(settings, day(2), VERSIONS[2])
    path = partitions[0].lake("events")
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(TerminalError, match=r"broken Parquet file .*events.*process it again"):
        load(settings, day(2), partitions)
    assert hashes(settings) == before


@pytest.mark.parametrize("table", ["articles", "listings", "fetches"])
def test_parquet_with_other_columns_is_named(settings, table):
    partitions = write_day(settings, day(1), VERSIONS[1])
    write_rows(partitions[0].lake(table), ENTITIES, [])
    with pytest.raises(TerminalError, match=f"other columns than {table}"):
        load(settings, day(1), partitions)


def rewrite_as_first_version(path):
    """An article file as it was before cleaning had rules: without some columns."""
    with path.open("rb") as source:
        rows = pq.read_table(source)
    dropped = [
        [{"rule": d["rule"], "text": d["text"]} for d in row]
        for row in rows["dropped_lines"].to_pylist()
    ]
    place = rows.schema.get_field_index("dropped_lines")
    with path.open("wb") as out:
        pq.write_table(
            rows.set_column(place, "dropped_lines", pa.array(dropped)).drop_columns(
                sorted(ADDED["articles"])
            ),
            out,
        )


def test_article_files_of_the_first_version_are_read_and_recalled(settings):
    first = write_day(settings, day(1), VERSIONS[1])
    rewrite_as_first_version(first[0].lake("articles"))
    load(settings, day(1), first)
    load_day(settings, 2, VERSIONS[2])
    load_day(settings, 2, [[]])  # what the second day changed comes back from the first's file
    rows = select(settings, "SELECT dropped_lines, quality_flags, agency FROM core_articles")
    assert (
        rows == [([{"rule": "source_link", "text": "Source link", "line": None}], None, None)] * 3
    )
    check(settings)


def test_listings_and_fetches_of_the_interval_are_replaced(settings):
    load_day(settings, 1, VERSIONS[1])
    load_day(settings, 2, VERSIONS[2])
    load_day(settings, 1, [[Capture("a")], [Capture("b", "new", source="other")]])
    counts = "SELECT source_id, discovered FROM core_listings ORDER BY interval_start, source_id"
    assert select(settings, counts) == [("other", 1), ("wire", 1), ("wire", 2)]
    assert select(
        settings,
        "SELECT batch, source_id, url, outcome, dated_at::VARCHAR FROM core_fetches "
        "WHERE interval_start = '2015-10-01' ORDER BY batch",
    ) == [
        (0, "wire", "https://wire.example/a", "ok", "2015-10-01 06:00:00"),
        (1, "other", "https://wire.example/b", "ok", "2015-10-01 06:00:00"),
    ]
    check(settings)


def test_an_interval_from_before_listings_were_kept_loads_and_passes(settings):
    partitions = write_day(settings, day(1), VERSIONS[1])
    partitions[0].lake("listings").unlink()
    for partition in partitions:
        partition.lake("fetches").unlink()
    load(settings, day(1), partitions)
    assert select(settings, "SELECT count(*) FROM core_fetches") == [(0,)]
    check(settings, day(1))


@pytest.mark.parametrize(
    ("source", "location"),
    [
        (Listed(home="https://wire.example/"), "https://wire.example/"),
        (Listed(), "https://wire.example/feed"),
        (Listed(feeds=()), None),
    ],
)
def test_sources_say_where_they_are_read_from(settings, source, location):
    load(settings, day(1), write_day(settings, day(1), [[Capture()]]), sources=[source])
    assert select(settings, "SELECT source_id, kind, location FROM dim_sources") == [
        ("wire", "site", location)
    ]


@pytest.mark.parametrize("table", ["listings", "fetches"])
def test_ingestion_of_another_interval_is_refused(settings, table):
    (partition,) = write_day(settings, day(1), [[Capture()]])
    (other,) = write_day(settings, day(2), [[Capture()]])
    shutil.copy(other.lake(table).path, partition.lake(table).path)
    with pytest.raises(TerminalError, match=rf"1 {table}\): process it again"):
        load(settings, day(1), [partition])


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"interval_start": "yesterday"}'])
def test_broken_ledger_is_named(settings, content):
    partitions = write_day(settings, day(1), VERSIONS[1])
    partitions[0].ledger("clean").write_bytes(content)
    with pytest.raises(TerminalError, match=r"broken ledger file .*clean-0000.json"):
        load(settings, day(1), partitions)


def test_annotations_of_no_article_are_refused(settings):
    partitions = write_day(settings, day(1), VERSIONS[1])
    write_rows(partitions[0].lake("articles"), ARTICLES, [])
    with pytest.raises(TerminalError, match="do not belong to the interval"):
        load(settings, day(1), partitions)
    assert select(settings, "SELECT count(*) FROM core_runs") == [(0,)]


def test_articles_of_another_interval_are_refused(settings):
    (partition,) = write_day(settings, day(1), [[]])
    write_rows(partition.lake("articles"), ARTICLES, [article_row(Capture(), day(2))])
    with pytest.raises(TerminalError, match="process it again"):
        load(settings, day(1), [partition])


def test_a_row_that_breaks_a_rule_of_its_table_is_named(settings):
    (partition,) = write_day(settings, day(1), [[Capture()]])
    path = partition.lake("articles")
    write_rows(path, ARTICLES, [row | {"text": None} for row in read_rows(path)])
    with pytest.raises(TerminalError, match=r'core_articles\."?text'):
        load(settings, day(1), [partition])


def test_hourly_and_daily_intervals_live_side_by_side(settings):
    hourly = Interval(day(1).start, day(1).start.replace(hour=1))
    load(settings, hourly, write_day(settings, hourly, [[Capture("a", "first", hour=0)]]))
    tally = load_day(settings, 1, [[Capture("a", "first", hour=12)]])
    assert tally.as_dict() == {"unchanged": 1}
    check(settings)


def test_near_duplicates_have_one_original_whatever_the_order_of_loads(settings):
    """B and C are like A; D is like C only, and so no copy of A: it is an original."""
    names = {"a": 1, "b": 2, "c": 3, "d": 4}
    captures = {name: Capture(name, name, hour=1, source=name) for name in names}
    pairs = {
        "b": [("b", "a", 0.9)],
        "c": [("c", "a", 0.7), ("c", "b", 0.8)],
        "d": [("d", "c", 0.9)],
    }
    results = []
    for order in (("a", "b", "c", "d"), ("d", "c", "b", "a"), ("c", "a", "d", "b", "a", "c")):
        fresh = settings_in(settings.root / "".join(order))
        for name in order:
            partitions = write_day(fresh, day(names[name]), [[captures[name]]])
            rows = [pair(captures, names, *each) for each in pairs.get(name, [])]
            write_rows(partitions[0].lake("duplicates"), DUPLICATES, rows)
            load(fresh, day(names[name]), partitions)
        results.append(
            select(
                fresh,
                "SELECT c.source_id, o.source_id, c.similarity, c.is_syndicated "
                "FROM core_articles AS c LEFT JOIN core_articles AS o "
                "ON c.duplicate_of = o.article_id ORDER BY ALL",
            )
        )
    assert (
        results
        == [
            [
                ("a", None, None, False),
                ("b", "a", 0.9, True),
                ("c", "a", 0.7, True),
                ("d", None, None, False),
            ]
        ]
        * 3
    )


def pair(captures, days, later: str, earlier: str, similarity: float) -> dict:
    rows = [article_row(captures[name], day(days[name])) for name in (later, earlier)]
    return {
        "article_id": rows[0]["article_id"],
        "content_hash": rows[0]["content_hash"],
        "other_id": rows[1]["article_id"],
        "other_hash": rows[1]["content_hash"],
        "similarity": similarity,
        "is_exact": False,
    }
