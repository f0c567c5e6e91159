"""After each load: the marts, and the read copy with them.

Brings `mart_*` up to date with the intervals that were loaded since the last run, then
publishes the read copy. Airflow may fold several loads into one run, so the run reads every
event that triggered it. A run triggered by hand rebuilds all marts.
"""

from datetime import timedelta

from airflow.sdk import dag

from dateline.orchestration.assets import WAREHOUSE
from dateline.orchestration.defaults import DEFAULT_ARGS, START
from dateline.orchestration.marts import build_touched, publish_marts


@dag(
    schedule=[WAREHOUSE],
    start_date=START,
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=3),
    default_args=DEFAULT_ARGS,
    doc_md=__doc__,
    tags=["dateline", "marts"],
)
def build_marts() -> None:
    build_touched() >> publish_marts()


build_marts()
