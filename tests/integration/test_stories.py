"""Stories through the whole pipeline: from files of two days to the marts, in either order."""

import json
import os
import subprocess
import sys
from datetime import date, timedelta

import pytest
from integration.runs import tables

from dateline import pipeline
from dateline.partition import Interval
from dateline.settings import PROJECT, Settings
from dateline.warehouse import query, run_saved

STREAM = PROJECT / "tests" / "quality" / "stories" / "stream.jsonl"
DAYS = (date(2026, 3, 9), date(2026, 3, 10))


def write_inbox(settings):
    for line in STREAM.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        if date.fromisoformat(record["date"]) in DAYS:
            folder = settings.root / "inbox" / record["date"]
            folder.mkdir(parents=True, exist_ok=True)
            content = f"{record['title']}\n{record['text']}\n"
            (folder / f"{record['id']}.txt").write_text(content, encoding="utf-8")


def run(settings, *days):
    for day in days:
        interval = Interval.parse(day.isoformat(), (day + timedelta(1)).isoformat())
        pipeline.run(settings, interval, ("folder",))


@pytest.fixture(scope="module")
def settings(tmp_path_factory):
    settings = Settings(data=str(tmp_path_factory.mktemp("data")), min_words=15)
    write_inbox(settings)
    run(settings, *DAYS)
    return settings


def of_stories(settings):
    return {name: digest for name, digest in tables(settings).items() if "stor" in name}


def test_stories_of_two_days(settings):
    (marra,) = query(
        settings,
        "SELECT m.* FROM mart_stories AS m WHERE m.articles > 1 AND m.title LIKE '%Marra%' "
        "AND m.language = 'en'",
    ).to_pylist()
    assert (marra["articles"], marra["days"]) == (3, 2)
    assert "Awa Diallo" in marra["keywords"]
    assert marra["article_ids"] == sorted(marra["article_ids"])
    languages = query(settings, "SELECT DISTINCT language FROM mart_stories").to_pylist()
    assert {"en", "es", "fr"} <= {row["language"] for row in languages}
    mixed = query(
        settings,
        "SELECT story_id FROM mart_story_articles JOIN core_articles USING (article_id) "
        "GROUP BY story_id HAVING count(DISTINCT language) > 1",
    )
    assert mixed.num_rows == 0


def test_every_article_is_in_a_story(settings):
    (count,) = query(
        settings,
        "SELECT (SELECT count(*) FROM core_articles) AS articles, "
        "(SELECT count(*) FROM mart_story_articles) AS placed, "
        "(SELECT sum(articles)::BIGINT FROM mart_stories) AS counted",
    ).to_pylist()
    assert count["articles"] == count["placed"] == count["counted"] > 15


def test_the_second_day_first_and_again_gives_the_same(settings, tmp_path):
    other = Settings(data=str(tmp_path), min_words=15)
    write_inbox(other)
    run(other, *reversed(DAYS))
    assert of_stories(other) == of_stories(settings)
    run(other, DAYS[0])
    assert of_stories(other) == of_stories(settings)


def test_the_timeline_of_a_story(settings):
    period = {"first_day": "2026-03-09", "last_day": "2026-03-10"}
    top = run_saved(settings, "top_stories", period).to_pylist()
    timeline = run_saved(settings, "story_timeline", {"story": top[0]["story_id"]}).to_pylist()
    assert len(timeline) == top[0]["articles"]
    assert timeline[0]["similarity"] == 1.0


def dateline(*arguments):
    return subprocess.run(
        [sys.executable, "-c", "from dateline.cli import main; main()", *arguments],
        capture_output=True,
        env=os.environ,
        check=False,
    )


def test_the_score_as_a_command(tmp_path):
    done = dateline("evaluate", "clusters", str(STREAM))
    found = json.loads(done.stdout)
    assert (found["articles"], found["gold_stories"]) == (81, 29)
    assert found["f1"] > found["baselines"]["singletons"]["f1"]
    bad = tmp_path / "bad.jsonl"
    bad.write_text('{"id": 1}\n', encoding="utf-8")
    failed = dateline("evaluate", "clusters", str(bad))
    assert failed.returncode == 1
    assert b"bad.jsonl:1" in failed.stderr
