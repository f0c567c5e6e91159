"""Every day, made for history: the archives' and the drop folder's documents of that day.

The same steps as `ingest_news`, over sources that have a history: WARC collections and the
drop folder. Start a backfill from the UI (Trigger, then Backfill) over any days, in any order,
as often as you like: the tables depend on which days are loaded, not on when.
"""

from datetime import timedelta

from airflow.sdk import CronDataIntervalTimetable, dag

from dateline.orchestration.defaults import DEFAULT_ARGS, START
from dateline.orchestration.steps import ingest


@dag(
    schedule=CronDataIntervalTimetable("0 0 * * *", timezone="UTC"),
    start_date=START,
    catchup=False,
    max_active_runs=2,
    dagrun_timeout=timedelta(hours=12),
    default_args=DEFAULT_ARGS,
    doc_md=__doc__,
    tags=["dateline", "ingest", "backfill"],
)
def backfill_archive() -> None:
    ingest(kinds=("warc", "folder"), late=False)


backfill_archive()
