"""The warehouse at the size of a year of news, and at a tenth of it: `make bench`.

What is built is kept in DATELINE_BENCH_DIR, if that is set: building takes half an hour. Figures
are printed as tables in Markdown.
"""

import json
import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest
from benchmarks.volume import Volume

from dateline.settings import PROJECT, Settings
from dateline.warehouse import check, open_published, publish, run_saved, saved_queries
from dateline.warehouse.export import export

ARTICLES = int(os.environ.get("DATELINE_BENCH_ARTICLES", "1000000"))
DAYS = 365
WHOLE, TENTH = (ARTICLES, DAYS), (ARTICLES // 10, 36)
DAY_SECONDS, DAY_RATIO = 20.0, 1.5
QUERY_MS, DASHBOARD_MS = 500, 100
READERS = 10
ENVIRONMENT = {**os.environ, "PYTHONPATH": f"{PROJECT / 'include'}:{PROJECT / 'tests'}"}

READ = """
import sys
from pathlib import Path
from dateline.settings import Settings
from dateline.warehouse import query
settings, answers = Settings(data=sys.argv[1]), 0
question = '''SELECT
    (SELECT count(*) FROM core_articles) AS articles,
    (SELECT sum(articles) FROM mart_stories) AS in_stories,
    (SELECT count(*) FROM mart_story_articles) AS placed'''
while not Path(sys.argv[2]).exists():
    (row,) = query(settings, question).to_pylist()
    assert row["in_stories"] == row["placed"], row
    answers += 1
print(answers)
"""

QUESTIONS = {
    "events by type": "SELECT event_type, count(*) AS n FROM core_events GROUP BY 1 ORDER BY 1",
    "two countries by month": """
        SELECT substr(CAST(e.event_date AS VARCHAR), 1, 7) AS month, count(*) AS n
        FROM core_events AS e
        JOIN core_event_actors AS s ON s.event_id = e.event_id AND s.role = 'source'
        JOIN core_event_actors AS t ON t.event_id = e.event_id AND t.role = 'target'
        WHERE s.country = 'USA' AND t.country = 'RUS'
        GROUP BY 1 ORDER BY 1""",
    "who is named most": """
        SELECT entity_id, count(*) AS n FROM core_entities
        GROUP BY 1 ORDER BY n DESC, 1 LIMIT 20""",
    "quotes of a speaker": """
        SELECT count(*) AS n FROM core_quotes
        WHERE speaker_entity_id = (
            SELECT speaker_entity_id FROM core_quotes WHERE speaker_entity_id IS NOT NULL
            GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1)""",
    "articles with a word": "SELECT count(*) AS n FROM core_articles WHERE text LIKE '%ceasefire%'",
}
ASKED = ("articles", "entities", "events", "event_actors", "quotes")


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Data roots of the two sizes."""
    kept = os.environ.get("DATELINE_BENCH_DIR")
    folder = Path(kept) if kept else tmp_path_factory.mktemp("volume")
    for articles, days in (TENTH, WHOLE):
        if not (folder / str(articles) / "READY").exists():
            shutil.rmtree(folder / str(articles), ignore_errors=True)
            run("benchmarks.volume", folder / str(articles), "--articles", articles, "--days", days)
    return {size: folder / str(size[0]) for size in (TENTH, WHOLE)}


def run(module: str, *arguments) -> str:
    command = [sys.executable, "-m", module, *map(str, arguments)]
    done = subprocess.run(command, env=ENVIRONMENT, stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout


def table(capsys, header, rows):
    with capsys.disabled():
        lines = [header, ["---"] * len(header), *rows]
        print("\n\n" + "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines))


@pytest.mark.timeout(7200)
def test_one_more_day(built, tmp_path, capsys):
    """A day costs little more in the large warehouse than in one of a tenth of its size."""
    told = {}
    for size, folder in built.items():
        root = shutil.copytree(folder, tmp_path / "copy")
        publish(Settings(data=str(root)))  # the second copy, that all publishing but the first has
        told[size] = json.loads(run("benchmarks.volume.day", root, *size))
        shutil.rmtree(root)
    rows = [
        [step, *(f"{told[size][step]['seconds']:.2f} s" for size in (TENTH, WHOLE))]
        for step in told[WHOLE]
    ]
    seconds = {size: sum(step["seconds"] for step in told[size].values()) for size in built}
    peak = max(step["peak_gb"] for step in told[WHOLE].values())
    ratio = seconds[WHOLE] / seconds[TENTH]
    rows += [
        ["in all", *(f"{seconds[size]:.2f} s" for size in (TENTH, WHOLE))],
        ["ratio", "", f"{ratio:.2f}"],
        ["peak memory", "", f"{peak} GB"],
    ]
    table(capsys, ["one more day", *(f"{size[0]:,} articles" for size in (TENTH, WHOLE))], rows)
    assert seconds[WHOLE] < DAY_SECONDS
    assert ratio < DAY_RATIO
    assert peak < 4


@pytest.mark.timeout(3600)
def test_saved_queries(built, capsys):
    """Each query of the catalogue with its defaults, median of five."""
    settings = Settings(data=str(built[WHOLE]))
    slow, rows = [], []
    for saved in saved_queries(settings):
        times = []
        for _ in range(5):
            started = time.perf_counter()
            answer = run_saved(settings, saved.name)
            times.append(1000 * (time.perf_counter() - started))
        median = statistics.median(times)
        limit = DASHBOARD_MS if saved.is_dashboard else QUERY_MS
        rows.append([saved.name, f"{median:.0f} ms", "dashboard" if saved.is_dashboard else ""])
        rows[-1].append(answer.num_rows)
        slow += [(saved.name, round(median))] if median >= limit else []
    table(capsys, ["query", "median", "", "rows"], rows)
    assert not slow


@pytest.mark.timeout(3600)
def test_ten_readers_while_copies_are_replaced(built, tmp_path, capsys):
    root = shutil.copytree(built[WHOLE], tmp_path / "copy")
    settings, stop = Settings(data=str(root)), tmp_path / "stop"
    volume = Volume(root, *WHOLE)
    publish(settings)
    command = [sys.executable, "-c", READ, str(root), str(stop)]
    readers = [
        subprocess.Popen(command, env=ENVIRONMENT, stdout=subprocess.PIPE, text=True)
        for _ in range(READERS)
    ]
    times = []
    for number in range(4):
        check(settings, volume.interval(volume.days - 1 - number))
        started = time.perf_counter()
        publish(settings)
        times.append(time.perf_counter() - started)
    stop.touch()
    answers = [int(reader.communicate()[0]) for reader in readers]
    assert [reader.returncode for reader in readers] == [0] * READERS
    rows = [[READERS, sum(answers), len(times), f"{statistics.median(times):.2f} s"]]
    table(capsys, ["readers", "answers", "copies replaced", "median of publishing"], rows)


@pytest.mark.timeout(3600)
def test_peers(built, tmp_path, capsys):
    """Pandas' `to_sql` into SQLite, and Parquet files without a warehouse, on the same rows."""
    settings = Settings(data=str(built[TENTH]))
    export(settings, tmp_path / "lake", "parquet", tables=[f"core_{name}" for name in ASKED])
    lake = duckdb.connect()
    for name in ASKED:
        files = f"read_parquet('{tmp_path}/lake/core_{name}/**/*.parquet')"
        lake.execute(f"CREATE VIEW core_{name} AS FROM {files}")
    with sqlite3.connect(tmp_path / "peer.sqlite") as peer, open_published(settings) as con:
        peer.execute("PRAGMA case_sensitive_like = ON")
        into_sqlite = {}
        for name in ASKED:
            flat = (
                f"SELECT * EXCLUDE ({lists}) FROM core_{name}"
                if (lists := nested(con, name))
                else f"FROM core_{name}"
            )
            frame = con.execute(flat).df()
            started = time.perf_counter()
            frame.to_sql(f"core_{name}", peer, index=False, chunksize=100_000)
            into_sqlite[name] = time.perf_counter() - started
        for name, column in (
            ("events", "event_id"),
            ("event_actors", "event_id"),
            ("articles", "article_id"),
        ):
            peer.execute(f"CREATE INDEX {name}_key ON core_{name} ({column})")
        rows = []
        for about, question in QUESTIONS.items():
            times, answers = zip(*(asked(c, question) for c in (con, lake, peer)), strict=True)
            assert answers[0] == answers[1] == answers[2], about
            rows.append([about, *(f"{1000 * seconds:.0f} ms" for seconds in times)])
    rows.append(["rows of all days written", "", "", f"{sum(into_sqlite.values()):.0f} s"])
    table(capsys, ["question", "published copy", "read_parquet", "pandas and SQLite"], rows)


def nested(con, name: str) -> str:
    described = con.execute(f"DESCRIBE core_{name}").fetchall()
    return ", ".join(f'"{row[0]}"' for row in described if "[]" in row[1] or "(" in row[1])


def asked(con, question: str):
    times = []
    for _ in range(3):
        started = time.perf_counter()
        answer = con.execute(question).fetchall()
        times.append(time.perf_counter() - started)
    return statistics.median(times), answer
