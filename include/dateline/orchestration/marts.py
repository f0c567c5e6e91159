"""The tasks of `build_marts`."""

from typing import TYPE_CHECKING

from airflow.sdk import get_current_context, task

from dateline.orchestration.assets import MARTS, WAREHOUSE
from dateline.orchestration.defaults import WRITER_POOL

if TYPE_CHECKING:
    from dateline.partition import Interval


def triggering_intervals() -> "list[Interval] | None":
    """The intervals whose loads triggered this run; None when a person did."""
    from dateline.partition import Interval

    events = get_current_context().get("triggering_asset_events") or {}
    extras = [event.extra for event in events.get(WAREHOUSE, [])]
    pairs = {(extra["interval_start"], extra["interval_end"]) for extra in extras}
    return [Interval.parse(*pair) for pair in sorted(pairs)] or None


@task(pool=WRITER_POOL)
def build_touched() -> None:
    """Bring the marts up to date with what was loaded."""
    from dateline import pipeline
    from dateline.settings import get_settings

    pipeline.build_marts(get_settings(), triggering_intervals())


@task(pool=WRITER_POOL, outlets=[MARTS])
def publish_marts() -> str:
    """Replace the read copy; returns its path."""
    from dateline import pipeline
    from dateline.settings import get_settings

    return pipeline.publish(get_settings())
