"""Every night: leftovers out, old days let go, small files of the lake compacted, all verified.

Removes temporary files that killed runs left behind, and copies of listings and of robots.txt that
nobody asked for anew in 90 days. Lets days of the raw zone and of the lake go that are older than
`DATELINE_KEEP_RAW_DAYS` and `DATELINE_KEEP_LAKE_DAYS` (for ever, by default). Makes one file of the
files of each table and day that is older than `DATELINE_COMPACT_AFTER_DAYS`; readers see the old
files or the new one. Then compares every Parquet file of the lake that the ledger names with its
checksum and counts, and fails with the names of those that are broken or missing, and of the
intervals to run again. Triggered with `raw`, it compares the pages of the raw zone, too, with the
digests in their records. Beside that, removes unfinished published copies, and writes the
warehouse's file anew when a third of it is free.
"""

from datetime import timedelta

from airflow.sdk import CronDataIntervalTimetable, Param, dag

from dateline.orchestration.defaults import DEFAULT_ARGS, START
from dateline.orchestration.maintenance import (
    apply_retention,
    compact_lake,
    remove_leftovers,
    vacuum_warehouse,
    verify_lake,
    verify_raw,
    wants_raw,
)


@dag(
    schedule=CronDataIntervalTimetable("30 3 * * *", timezone="UTC"),
    start_date=START,
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=12),
    default_args=DEFAULT_ARGS,
    doc_md=__doc__,
    params={"raw": Param(default=False, type="boolean", title="Verify the raw zone, too")},
    tags=["dateline", "maintenance"],
)
def maintain_lake() -> None:
    # Verified last: a file that is broken is not compacted, and named here.
    remove_leftovers() >> apply_retention() >> compact_lake() >> verify_lake()
    wants_raw() >> verify_raw()
    vacuum_warehouse()


maintain_lake()
