"""Macros: right, made once, made anew when their file changes, and there for any client."""

import json
import shutil
import subprocess
import sys

import duckdb
import pytest
from sql.test_statements import insert
from unit.warehouse.lake_builder import Capture, day, write_day

from dateline.errors import TerminalError
from dateline.settings import PROJECT
from dateline.warehouse import build_marts, check, load, publish, query
from dateline.warehouse.connect import published_path
from dateline.warehouse.dictionary import dictionary
from dateline.warehouse.migrate import migrate

FOLDER = PROJECT / "sql"
NAMES = sorted(path.stem for path in (FOLDER / "macros").glob("*.sql"))

CLIENT = """
import json, sys, duckdb
con = duckdb.connect(sys.argv[1] or ":memory:", read_only=bool(sys.argv[1]))
for statement in sys.argv[2:]:
    con.execute(statement)
print(json.dumps(con.fetchall(), default=str))
"""
"""A client that has nothing but DuckDB: a file to open or none, and statements."""


@pytest.fixture(scope="module")
def con():
    """Six events of three countries: one told by a copy, one denied, one without a target."""
    with duckdb.connect(":memory:") as con:
        migrate(con, FOLDER)
        text = "A calm night 🛰. The army hit Homs. Calm since."
        insert(
            con,
            "core_articles",
            [
                {"article_id": "a", "canonical_url": "https://a.example/1", "text": text},
                {"article_id": "copy", "canonical_url": "https://b.example/1", "duplicate_of": "a"},
            ],
        )
        homs = {"location_lat": 34.73, "location_lon": 36.72, "location_resolution": "city"}
        rows = [
            {"event_id": "1", "event_type": "ASSAULT", "rule_id": "r", "confidence": 0.5}
            | {"sentence_start": 16, "sentence_end": 34, "trigger_text": "hit"}
            | homs,
            {"event_id": "2", "article_id": "copy"} | homs,
            {"event_id": "3", "modality": "negated"},
            {"event_id": "4"} | homs | {"location_resolution": "country"},
            {"event_id": "5"} | homs | {"location_lat": 35.52, "location_lon": 35.79},
        ]
        insert(con, "core_events", [{"article_id": "a"} | row for row in rows])
        parties = {
            "1": [("source", "RUS", "Army"), ("target", "SYR", "Homs"), ("target", "SYR", None)],
            "2": [("source", "RUS", "Army"), ("target", "SYR", "Homs")],
            "3": [("source", "SYR", "Damascus"), ("target", "RUS", "Moscow")],
            "4": [("source", "RUS", "Army"), ("target", "TUR", "Ankara")],
            "5": [("source", "RUS", "Army"), ("target", "RUS", "Duma")],
        }
        insert(
            con,
            "core_event_actors",
            [
                {"event_id": event, "role": role, "country": country, "name": name}
                | {"text": "the others", "start_offset": place}
                for event, actors in parties.items()
                for place, (role, country, name) in enumerate(actors)
            ],
        )
        yield con


def rows(con, sql: str) -> list[tuple]:
    return con.execute(sql).fetchall()


def test_dyad_has_both_directions_once_each(con):
    found = rows(
        con,
        "SELECT event_id, source_country, target_country, source, target, modality, is_copy "
        "FROM dyad('RUS', 'SYR') ORDER BY event_id",
    )
    assert found == [
        ("1", "RUS", "SYR", "Army", "Homs", "", False),
        ("2", "RUS", "SYR", "Army", "Homs", "", True),
        ("3", "SYR", "RUS", "Damascus", "Moscow", "negated", False),
    ]
    assert rows(con, "SELECT event_id FROM dyad('SYR', 'RUS') ORDER BY event_id") == [
        ("1",),
        ("2",),
        ("3",),
    ]
    assert rows(con, "SELECT event_id FROM dyad('RUS', 'RUS')") == [("5",)]
    assert rows(con, "FROM dyad('FRA', 'SYR')") == []


def test_evidence_is_the_sentence_as_the_article_has_it(con):
    found = rows(
        con,
        "SELECT source, trigger, target, sentence, rule, confidence, article_id, url "
        "FROM evidence('1')",
    )
    assert found == [
        (
            *("Army", "hit", "Homs, the others", "The army hit Homs.", "r", 0.5),
            *("a", "https://a.example/1"),
        )
    ]
    assert rows(con, "FROM evidence('none')") == []


def test_article_url_is_null_for_an_unknown_id(con):
    assert rows(con, "SELECT article_url('copy'), article_url('none')") == [
        ("https://b.example/1", None)
    ]
    per_row = "SELECT article_id, article_url(article_id) FROM core_articles ORDER BY article_id"
    assert rows(con, per_row) == [("a", "https://a.example/1"), ("copy", "https://b.example/1")]


def test_events_near_leaves_out_what_is_located_as_a_country(con):
    near = "SELECT event_id, round(km_away) FROM events_near(34.73, 36.72, {}) ORDER BY event_id"
    assert rows(con, near.format(1)) == [("1", 0.0), ("2", 0.0)]
    assert rows(con, near.format(121)) == [("1", 0.0), ("2", 0.0)]
    assert rows(con, near.format(122)) == [("1", 0.0), ("2", 0.0), ("5", 122.0)]


@pytest.mark.parametrize(
    ("points", "kilometres"),
    [
        ("51.4700, -0.4543, 40.6413, -73.7781", 5540),  # London Heathrow to New York Kennedy
        ("0, 179.5, 0, -179.5", 111),  # across the line of dates
        ("90, 0, 90, 120", 0),  # the pole, by two names
        ("0, 0, 0, 180", 20015),  # half around
    ],
)
def test_distances_are_those_of_great_circles(con, points, kilometres):
    found = rows(
        con,
        f"SELECT round(distance_km({points})), within_km({points}, {kilometres} - 0.6), "
        f"within_km({points}, {kilometres} + 0.6)",
    )
    assert found == [(kilometres, False, True)]


def test_nothing_is_near_where_a_coordinate_is_missing(con):
    found = rows(
        con,
        "SELECT distance_km(0, 0, NULL, 0), within_km(0, 0, NULL, 0, 9) IS TRUE, "
        "within_km(0, 0, 0, NULL, 9) IS TRUE, within_km(0, 0, 0, 0, NULL) IS TRUE",
    )
    assert found == [(None, False, False, False)]


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    from unit.warehouse.lake_builder import settings_in

    settings = settings_in(tmp_path_factory.mktemp("macros"))
    load(settings, day(1), write_day(settings, day(1), [[Capture("a", "one")]]))
    check(settings)
    build_marts(settings)
    publish(settings)
    return settings


def client(file, *statements: str) -> list[list]:
    done = subprocess.run(
        [sys.executable, "-c", CLIENT, str(file), *statements],
        capture_output=True,
        check=False,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


SENTENCE = [["Russia struck one targets in Syria on Monday.", "https://wire.example/a"]]


def test_a_client_that_opens_the_file_has_them(published):
    event = query(published, "SELECT event_id FROM core_events").to_pylist()[0]["event_id"]
    path = published_path(published)
    assert client(path, f"SELECT sentence, url FROM evidence('{event}')") == SENTENCE
    assert client(path, "SELECT event_id FROM dyad('SYR', 'RUS')") == [[event]]
    assert client(path, "SELECT article_url(article_id) FROM core_events") == [
        ["https://wire.example/a"]
    ]
    assert client(path, "SELECT within_km(0, 0, 0, 1, 112)") == [[True]]
    assert client(path, "FROM events_near(0, 0, 9)") == []


@pytest.mark.parametrize("name", ["p", "published", "my news"])
def test_a_client_that_attaches_the_file_has_them(published, name):
    event = query(published, "SELECT event_id FROM core_events").to_pylist()[0]["event_id"]
    attach = f"ATTACH '{published_path(published)}' AS \"{name}\" (READ_ONLY)"
    there = f"db := '\"{name}\"'"
    assert (
        client("", attach, f"SELECT sentence, url FROM \"{name}\".evidence('{event}', {there})")
        == client("", attach, f'USE "{name}"', f"SELECT sentence, url FROM evidence('{event}')")
        == SENTENCE
    )
    assert client("", attach, f"SELECT event_id FROM \"{name}\".dyad('SYR', 'RUS', {there})") == [
        [event]
    ]
    assert client("", attach, f'SELECT "{name}".within_km(0, 0, 0, 1, 112)') == [[True]]
    assert client("", attach, f'FROM "{name}".events_near(0, 0, 9, {there})') == []
    assert client(
        "",
        attach,
        f'SELECT "{name}".article_url(article_id, {there}) FROM "{name}".core_events',
    ) == [["https://wire.example/a"]]


def test_readers_of_the_published_copy_have_them(published):
    assert query(published, "FROM dyad('RUS', 'SYR')").num_rows == 1


@pytest.fixture
def folder(tmp_path):
    """A copy of the SQL files, to change."""
    return shutil.copytree(FOLDER, tmp_path / "sql")


def made(con) -> dict[str, str]:
    return dict(rows(con, "SELECT name, checksum FROM schema_macros"))


def test_they_are_made_anew_when_their_file_changes(folder, tmp_path):
    path = folder / "macros" / "within_km.sql"
    with duckdb.connect(tmp_path / "w.duckdb") as con:
        migrate(con, folder)
        before = made(con)
        path.write_text("CREATE OR REPLACE MACRO within_km(a, b, c, d, e) AS 'changed';")
        migrate(con, folder)
        after = made(con)
    assert {name for name in NAMES if before[name] != after[name]} == {"within_km"}
    with duckdb.connect(tmp_path / "w.duckdb") as con:
        assert rows(con, "SELECT within_km(1, 2, 3, 4, 5)") == [("changed",)]


def test_what_did_not_change_writes_nothing(folder, tmp_path):
    with duckdb.connect(tmp_path / "w.duckdb") as con:
        migrate(con, folder)
        con.execute("CHECKPOINT")
        size = (tmp_path / "w.duckdb").stat().st_size
    with duckdb.connect(tmp_path / "w.duckdb") as con:
        migrate(con, folder)
        assert rows(con, "SELECT wal_size FROM pragma_database_size()") == [("0 bytes",)]
    assert (tmp_path / "w.duckdb").stat().st_size == size


def test_one_without_a_file_is_dropped(folder):
    with duckdb.connect(":memory:") as con:
        migrate(con, folder)
        for name in ("dyad", "within_km"):
            (folder / "macros" / f"{name}.sql").unlink()
        migrate(con, folder)
        assert sorted(made(con)) == sorted(set(NAMES) - {"dyad", "within_km"})
        for call in ("FROM dyad('RUS', 'SYR')", "SELECT within_km(0, 0, 0, 0, 1)"):
            with pytest.raises(duckdb.CatalogException):
                con.execute(call)


def test_a_wrong_one_changes_nothing_and_is_named(folder):
    with duckdb.connect(":memory:") as con:
        migrate(con, folder)
        before = made(con)
        (folder / "macros" / "article_url.sql").write_text(
            "CREATE OR REPLACE MACRO article_url(article_id) AS 'changed';"
        )
        (folder / "macros" / "wrong.sql").write_text("CREATE MACRO wrong(x) AS (SELECT;")
        with pytest.raises(TerminalError, match="macros"):
            migrate(con, folder)
        assert made(con) == before
        assert rows(con, "SELECT article_url('none')") == [(None,)]


def test_dictionary_has_each_with_its_comment():
    page = dictionary(FOLDER).split("\n## Macros\n")[1]
    listed = [line for line in page.splitlines() if line.startswith("| `")]
    assert [line.split("(")[0].removeprefix("| `") for line in listed] == NAMES
    assert all(len(line.split(" | ")[-1]) > 20 for line in listed)
    assert "| `dyad(country, other)` | rows | Events between two countries" in page


@pytest.mark.parametrize("alias", ["a", "e", "n", "p", "s", "t", "x", "k"])
def test_what_a_caller_calls_a_table_does_not_change_what_a_macro_gives(con, alias):
    """A macro's arguments are put into its text: an alias within it must be no usual one."""
    events, told, articles, addresses = con.execute(
        f"SELECT (SELECT count(*) FROM core_events), "
        f"(SELECT count(*) FROM core_events AS {alias}, evidence({alias}.event_id)), "
        f"(SELECT count(*) FROM core_articles), "
        f"(SELECT count(*) FROM core_articles AS {alias} "
        f"WHERE article_url({alias}.article_id) = {alias}.canonical_url)"
    ).fetchone()
    assert told == events > 0
    assert addresses == articles > 0


def test_an_address_is_found_by_a_column_without_its_table(con):
    assert con.execute(
        "SELECT count(*) FROM core_articles WHERE article_url(article_id) <> canonical_url"
    ).fetchone() == (0,)
