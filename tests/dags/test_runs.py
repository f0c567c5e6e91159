"""The real DAGs, run by Airflow in this process, on the real sample."""

from datetime import UTC, datetime

import pytest
from fixtures.sample.site import SampleSite
from integration.runs import sample_sources, source_file, tables

from dateline import pipeline
from dateline.partition import Interval
from dateline.settings import Settings, get_settings
from dateline.warehouse import open_warehouse, query

# Airflow and FastAPI warn of each other while they run a DAG; our own warnings fail other tests.
pytestmark = pytest.mark.filterwarnings("default")


@pytest.fixture
def here(tmp_path, monkeypatch):
    """Tasks read their settings from the environment."""

    def point(**variables):
        if "sources" not in variables:
            variables["sources"] = sample_sources(tmp_path)
        places = {"data": tmp_path / "data", "home": tmp_path / "home"}
        variables = places | {"host_delay_seconds": 0} | variables
        for name, value in variables.items():
            monkeypatch.setenv(f"DATELINE_{name.upper()}", str(value))
        get_settings.cache_clear()
        return get_settings()

    yield point
    get_settings.cache_clear()


def run(dag_bag, dag_id, end):
    """Run a DAG by hand at a time: its data interval is the last complete one before."""
    return dag_bag.dags[dag_id].test(logical_date=datetime.fromisoformat(end).replace(tzinfo=UTC))


def test_backfill_archive_loads_a_day_as_the_command_does(dag_bag, here, tmp_path):
    settings = here()
    done = run(dag_bag, "backfill_archive", "2015-10-06")
    assert done.state == "success"
    other = Settings(data=str(tmp_path / "other"))
    pipeline.run(other, Interval.parse("2015-10-05", "2015-10-06"), ("warc", "folder"))
    # build_marts has not run yet on the one side.
    core = {name for name in tables(other) if name.startswith("core_")}
    assert {name: tables(settings)[name] for name in core} == {
        name: tables(other)[name] for name in core
    }


def test_build_marts_by_hand_rebuilds_all(dag_bag, here):
    settings = here()
    assert run(dag_bag, "backfill_archive", "2015-10-08").state == "success"
    assert query(settings, "select 1 as x from mart_event_daily").to_pylist() == []
    assert dag_bag.dags["build_marts"].test().state == "success"
    assert query(settings, "select 1 as x from mart_event_daily").to_pylist()


def test_ingest_news_takes_the_hour_from_feeds_and_folder(dag_bag, here, tmp_path):
    inbox = tmp_path / "data" / "inbox" / "2015-10-07"
    inbox.mkdir(parents=True)
    text = "Dredgers return to the river\n" + "Dredgers came back to the river on Tuesday. " * 9
    (inbox / "dredgers.txt").write_text(text, encoding="utf-8")
    with SampleSite(until="2015-10-08T00:00:00Z") as site:
        feeds = sorted(path for path in site.pages if path.endswith("feed.rss"))
        sources = source_file(
            tmp_path,
            {"id": "inbox", "kind": "folder"},
            *(
                {
                    "id": f"feed-{number}",
                    "kind": "site",
                    "feeds": [site.base + path],
                    "allow_hosts": ["127.0.0.1"],
                }
                for number, path in enumerate(feeds)
            ),
        )
        settings = here(sources=sources)
        first = run(dag_bag, "ingest_news", "2015-10-07T11:00")
        pages = [path for _, path in site.requests if "feed" not in path and "robots" not in path]
        again = run(dag_bag, "ingest_news", "2015-10-07T11:00")
        repeated = [
            path for _, path in site.requests if "feed" not in path and "robots" not in path
        ]
    assert (first.state, again.state) == ("success", "success")
    assert pages
    assert repeated == pages, "a rerun fetches no page again"
    found = query(settings, "select source_id from core_articles").to_pylist()
    sources_found = [row["source_id"] for row in found]
    assert sources_found.count("inbox") == 1
    assert len(set(sources_found)) > 1


def test_a_failing_check_stops_the_run_before_it_publishes(dag_bag, here, monkeypatch):
    from dateline.errors import TerminalError

    settings = here()
    monkeypatch.setattr(
        pipeline, "check", lambda *_: (_ for _ in ()).throw(TerminalError("rows failed"))
    )
    assert run(dag_bag, "backfill_archive", "2015-10-06").state == "failed"
    with open_warehouse(settings) as connection:
        assert connection.execute("select count(*) from core_articles").fetchone() > (0,)
    with pytest.raises(TerminalError, match="published"):
        query(settings, "select 1")


def test_maintain_lake_fails_on_a_broken_file_and_names_it(dag_bag, here):
    settings = here()
    assert run(dag_bag, "backfill_archive", "2015-10-06").state == "success"
    assert dag_bag.dags["maintain_lake"].test().state == "success"
    path = next((settings.root / "lake" / "articles").rglob("*.parquet"))
    path.write_bytes(path.read_bytes()[:-20])
    assert dag_bag.dags["maintain_lake"].test().state == "failed"


def test_maintain_lake_compacts_old_days_and_verifies_pages_when_asked(dag_bag, here):
    settings = here()
    assert run(dag_bag, "backfill_archive", "2015-10-06").state == "success"
    pages = next((settings.root / "raw").rglob("*.warc.gz"))
    done = dag_bag.dags["maintain_lake"].test(run_conf={"raw": True})
    assert done.state == "success"
    assert {ti.task_id: ti.state for ti in done.get_task_instances()}["verify_raw"] == "success"
    pages.write_bytes(pages.read_bytes()[:-40] + b"x" * 40)
    assert dag_bag.dags["maintain_lake"].test(run_conf={"raw": True}).state == "failed"


def test_maintain_lake_lets_old_days_go(dag_bag, here, monkeypatch):
    settings = here()
    assert run(dag_bag, "backfill_archive", "2015-10-06").state == "success"
    monkeypatch.setenv("DATELINE_KEEP_RAW_DAYS", "30")
    monkeypatch.setenv("DATELINE_KEEP_LAKE_DAYS", "30")
    get_settings.cache_clear()
    assert dag_bag.dags["maintain_lake"].test().state == "success"
    assert not list((settings.root / "raw").rglob("*.warc.gz"))
    assert not list((settings.root / "lake").rglob("*.parquet"))
    assert run(dag_bag, "backfill_archive", "2015-10-06").state == "failed"
