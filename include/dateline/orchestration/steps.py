"""The steps of one data interval, shared by the DAGs that ingest.

Each task is one call of `dateline.pipeline`. What crosses between tasks are addresses of batches
and counts.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast

from airflow.sdk import Metadata, get_current_context, task

from dateline.orchestration.assets import WAREHOUSE
from dateline.orchestration.defaults import FETCH_POOL, NLP_POOL, WRITER_POOL

if TYPE_CHECKING:
    from dateline.partition import Interval


def current_interval() -> "Interval":
    """The data interval of the running task. The logical date plays no part anywhere.

    A run triggered by hand has the last complete interval of the timetable, or the one that was
    specified in the trigger dialog.

    Raises:
        TerminalError: the run has no interval, as one triggered without a logical date.
    """
    from dateline.errors import TerminalError
    from dateline.partition import Interval

    context = get_current_context()
    start, end = context.get("data_interval_start"), context.get("data_interval_end")
    if start is None or end is None:
        raise TerminalError(
            "this run has no data interval: specify one in the trigger dialog, or run a backfill"
        )
    return Interval(start, end)


@task(execution_timeout=timedelta(hours=6))  # a day of Common Crawl's archive is streamed
def discover_documents(
    kinds: Sequence[str], *, live: bool, scheduled_kinds: Sequence[str]
) -> list[str]:
    """Ask the sources which documents belong to the interval; returns addresses of batches.

    The log says what each listing had, and which could not serve the interval and why.
    """
    from dateline import pipeline
    from dateline.settings import get_settings

    context = get_current_context()
    if context["dag_run"].run_type == "scheduled" and scheduled_kinds:
        kinds = scheduled_kinds
    only = context["params"].get("sources") or ()
    return pipeline.discover(get_settings(), current_interval(), kinds, only=only, live=live)


@task(map_index_template="{{ task.op_kwargs['batch'].rsplit('/', 1)[-1] }}", pool=FETCH_POOL)
def fetch_batch(batch: str, *, live: bool) -> str:
    """Bring the documents of one batch into the raw zone."""
    from dateline import pipeline
    from dateline.settings import get_settings

    return pipeline.fetch(get_settings(), batch, live=live)


@task(map_index_template="{{ task.op_kwargs['batch'].rsplit('/', 1)[-1] }}", pool=NLP_POOL)
def clean_batch(batch: str) -> str:
    """Clean one batch into the lake: text and metadata of its articles."""
    from dateline import pipeline
    from dateline.settings import get_settings

    return pipeline.clean(get_settings(), batch)


@task
def find_duplicates() -> int:
    """Find copies among the articles of the interval and its neighbours; returns pairs."""
    from dateline import pipeline
    from dateline.settings import get_settings

    return pipeline.match(get_settings(), current_interval())


@task(map_index_template="{{ task.op_kwargs['batch'].rsplit('/', 1)[-1] }}", pool=NLP_POOL)
def annotate_batch(batch: str) -> str:
    """Annotate the articles of one batch into the lake, each text once."""
    from dateline import pipeline
    from dateline.settings import get_settings

    return pipeline.annotate(get_settings(), batch)


@task(pool=WRITER_POOL, trigger_rule="none_failed")
def load_interval() -> dict[str, int]:
    """Load the interval into the warehouse, also when it had no batch; returns outcomes."""
    from dateline import pipeline
    from dateline.settings import get_settings

    return pipeline.load(get_settings(), current_interval())


@task(pool=WRITER_POOL)
def check_interval() -> int:
    """Run the data checks; returns how many warn, and fails when one of severity fail does."""
    from dateline import pipeline
    from dateline.settings import get_settings

    return pipeline.check(get_settings(), current_interval())


@task(pool=WRITER_POOL, outlets=[WAREHOUSE])
def publish_copy(outcomes: dict[str, int]) -> Iterator[Metadata]:
    """Replace the read copy, and tell the consumers which interval is new."""
    from dateline import pipeline
    from dateline.settings import get_settings

    pipeline.publish(get_settings())
    interval = current_interval()
    yield Metadata(
        WAREHOUSE,
        {
            "interval_start": interval.start.isoformat(),
            "interval_end": interval.end.isoformat(),
            "outcomes": dict(outcomes),
        },
    )


def ingest(kinds: Sequence[str] = (), *, live: bool, scheduled_kinds: Sequence[str] = ()) -> None:
    """Wire the steps of an interval into the DAG under construction.

    Args:
        kinds: kinds of source to ask; empty for all.
        live: whether the DAG follows the clock, see `pipeline.discover`.
        scheduled_kinds: kinds that runs ask which the timetable starts, not a person; empty for
            the same.
    """
    batches = discover_documents(list(kinds), live=live, scheduled_kinds=list(scheduled_kinds))
    fetched = fetch_batch.partial(live=live).expand(batch=batches)
    cleaned = clean_batch.expand(batch=fetched)
    annotated = annotate_batch.expand(batch=cleaned)
    outcomes = cast("Any", load_interval())  # at run time what the task returns
    # Copies are sought once all batches are cleaned, so that each text is annotated once only.
    cleaned >> find_duplicates() >> annotated
    # Load after every batch: one transaction holds the interval. Check before publish: a failed
    # check stops all publishing, and readers keep the copy that they have.
    annotated >> outcomes >> check_interval() >> publish_copy(outcomes)
