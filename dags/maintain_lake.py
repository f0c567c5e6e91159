"""Every night: leftovers of killed runs out, files of the lake verified.

Removes temporary files that killed runs left behind, and copies of listings and of robots.txt that
nobody asked for anew in 90 days; then reads every Parquet file of the lake
that the ledger names, and fails with the names of those that are broken or missing.
"""

from datetime import timedelta

from airflow.sdk import CronDataIntervalTimetable, dag

from dateline.orchestration.defaults import DEFAULT_ARGS, START
from dateline.orchestration.maintenance import remove_leftovers, verify_lake


@dag(
    schedule=CronDataIntervalTimetable("30 3 * * *", timezone="UTC"),
    start_date=START,
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=6),
    default_args=DEFAULT_ARGS,
    doc_md=__doc__,
    tags=["dateline", "maintenance"],
)
def maintain_lake() -> None:
    remove_leftovers() >> verify_lake()


maintain_lake()
