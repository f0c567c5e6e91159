"""Every day, made for history: the documents of that day that any source can still show.

The same steps as `ingest_news`, over all sources: dated sitemaps, Common Crawl's news archive,
GDELT's lists, WARC collections, the drop folder, and feeds as far as they reach back. The log of
`discover_documents` and the table `core_listings` say which could serve the day, and which could
not and why. Start a backfill from the UI (Trigger, then Backfill) over any days, in any order,
as often as you like: the tables depend on which days are loaded, not on when.

The parameter `sources` limits a run to some sources. In the backfill dialog Airflow hands it on
only with "Override parameters on existing runs" ticked, also for days that were never run; the log
of `discover_documents` says which sources were asked.

By itself, once a day, it asks archives and the drop folder only: what sites and lists had for
yesterday has come with `ingest_news`.
"""

from datetime import timedelta

from airflow.sdk import CronDataIntervalTimetable, dag

from dateline.orchestration.defaults import DEFAULT_ARGS, SOURCES_PARAM, START
from dateline.orchestration.steps import ingest


@dag(
    schedule=CronDataIntervalTimetable("0 0 * * *", timezone="UTC"),
    start_date=START,
    catchup=False,
    max_active_runs=2,
    dagrun_timeout=timedelta(hours=12),
    default_args=DEFAULT_ARGS,
    params={"sources": SOURCES_PARAM},
    doc_md=__doc__,
    tags=["dateline", "ingest", "backfill"],
)
def backfill_archive() -> None:
    ingest(live=False, scheduled_kinds=("ccnews", "warc", "folder"))


backfill_archive()
