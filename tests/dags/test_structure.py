import json
import subprocess
import sys

import pytest

from dateline.orchestration.defaults import FETCH_POOL, NLP_POOL, WRITER_POOL
from dateline.settings import PROJECT

FILES = {
    "ingest_news.py": ["ingest_news"],
    "backfill_archive.py": ["backfill_archive"],
    "build_marts.py": ["build_marts"],
    "maintain_lake.py": ["maintain_lake"],
}
INGEST = {
    "discover_documents": {"fetch_batch"},
    "fetch_batch": {"clean_batch"},
    "clean_batch": {"find_duplicates", "annotate_batch"},
    "find_duplicates": {"annotate_batch"},
    "annotate_batch": {"load_interval"},
    "load_interval": {"check_interval", "publish_copy"},
    "check_interval": {"publish_copy"},
    "publish_copy": set(),
}
STRUCTURE = {
    "ingest_news": INGEST,
    "backfill_archive": INGEST,
    "build_marts": {"build_touched": {"publish_marts"}, "publish_marts": set()},
    "maintain_lake": {
        "remove_leftovers": {"apply_retention"},
        "apply_retention": {"compact_lake"},
        "compact_lake": {"verify_lake"},
        "verify_lake": set(),
        "wants_raw": {"verify_raw"},
        "verify_raw": set(),
        "vacuum_warehouse": set(),
    },
}
HEAVY = ("duckdb", "lxml", "numpy", "pandas", "pyarrow", "spacy", "trafilatura")
GENERATED = ("dateline.warehouse.dictionary", "dateline.orchestration.dag_docs")
PARSE = """
import json, runpy, sys, time
import airflow.sdk
before = set(sys.modules)
started = time.process_time()
runpy.run_path(sys.argv[1])
seconds = time.process_time() - started
new = {name.split(".")[0] for name in set(sys.modules) - before}
print(json.dumps({"seconds": seconds, "new": sorted(new)}))
"""


def test_every_file_is_accounted_for_and_makes_its_dags(dag_bag):
    assert dag_bag.import_errors == {}
    assert {path.name for path in (PROJECT / "dags").glob("*.py")} == set(FILES)
    made = {dag_id: dag.fileloc for dag_id, dag in dag_bag.dags.items()}
    assert {dag_id: loc.rsplit("/", 1)[-1] for dag_id, loc in made.items()} == {
        dag_id: name for name, dag_ids in FILES.items() for dag_id in dag_ids
    }


@pytest.mark.parametrize("dag_id", STRUCTURE)
def test_structure(dag_bag, dag_id):
    dag = dag_bag.dags[dag_id]
    assert {t.task_id: set(t.downstream_task_ids) for t in dag.tasks} == STRUCTURE[dag_id]
    assert len(dag.tasks) <= 8


@pytest.mark.parametrize("dag_id", STRUCTURE)
def test_every_dag_says_what_it_is_and_how_long_it_may_take(dag_bag, dag_id):
    dag = dag_bag.dags[dag_id]
    assert dag.doc_md
    assert "dateline" in dag.tags
    assert dag.catchup is False
    assert dag.dagrun_timeout
    for task in dag.tasks:
        assert task.retries > 0
        assert task.retry_policy is not None
        assert task.execution_timeout


@pytest.mark.parametrize("dag_id", ["ingest_news", "backfill_archive", "maintain_lake"])
def test_schedule_has_data_intervals(dag_bag, dag_id):
    # A bare cron string would give a trigger timetable, whose intervals are empty.
    assert type(dag_bag.dags[dag_id].timetable).__name__ == "CronDataIntervalTimetable"


def test_only_the_writer_pool_touches_the_warehouse(dag_bag):
    pools = {
        (dag_id, task.task_id): task.pool
        for dag_id, dag in dag_bag.dags.items()
        for task in dag.tasks
    }
    writers = {key for key, pool in pools.items() if pool == WRITER_POOL}
    assert {task_id for _, task_id in writers} == {
        "load_interval",
        "check_interval",
        "publish_copy",
        "build_touched",
        "publish_marts",
        "vacuum_warehouse",
    }
    for pool, task_ids in (
        (NLP_POOL, {"clean_batch", "annotate_batch"}),
        (FETCH_POOL, {"fetch_batch"}),
    ):
        assert {task for (_, task), used in pools.items() if used == pool} == task_ids


@pytest.mark.parametrize("name", FILES)
def test_parsing_is_light(name):
    done = subprocess.run(
        [sys.executable, "-c", PARSE, str(PROJECT / "dags" / name)],
        check=True,
        capture_output=True,
        text=True,
    )
    parsed = json.loads(done.stdout.splitlines()[-1])
    assert not set(HEAVY) & set(parsed["new"])
    assert parsed["seconds"] < 0.5


@pytest.mark.parametrize("module", GENERATED)
def test_generated_pages_say_what_is_true(metadata_database, module):
    done = subprocess.run(
        [sys.executable, "-m", module, "--check"], check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
