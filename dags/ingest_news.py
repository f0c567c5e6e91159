"""Every hour: what the web and the drop folder show of that hour, into the warehouse.

Asks the sites of `include/sources.toml` (feeds that are due, news sitemaps, home pages), GDELT's
lists if enabled, and the drop folder which documents belong to the data interval, fetches them
politely into the raw zone, cleans and annotates them batch by batch, loads the interval in one
transaction, checks it and publishes the read copy.

What a source shows up to a day after its date, and no other run has taken, belongs to this hour,
too. A page that an earlier hour holds is fetched again only when its source says that it was
updated, and then only if it changed.

Running an interval again repairs it: documents that are in the raw zone are not fetched again,
and the warehouse ends up with the same rows. A run triggered by hand is about the last complete
hour, unless the trigger dialog specifies an interval.
"""

from datetime import timedelta

from airflow.sdk import CronDataIntervalTimetable, dag

from dateline.orchestration.defaults import DEFAULT_ARGS, SOURCES_PARAM, START
from dateline.orchestration.steps import ingest


@dag(
    schedule=CronDataIntervalTimetable("0 * * * *", timezone="UTC"),
    start_date=START,
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=3),
    default_args=DEFAULT_ARGS,
    params={"sources": SOURCES_PARAM},
    doc_md=__doc__,
    tags=["dateline", "ingest"],
)
def ingest_news() -> None:
    ingest(kinds=("site", "gdelt", "folder"), live=True)


ingest_news()
