"""The tasks of `maintain_lake`."""

from airflow.sdk import task

from dateline.orchestration.steps import current_interval


@task
def remove_leftovers() -> int:
    """Remove temporary files older than the interval, and old copies; returns how many."""
    from dateline import maintenance
    from dateline.settings import get_settings

    return maintenance.remove_leftovers(get_settings(), before=current_interval().start)


@task
def verify_lake() -> int:
    """Read the lake and compare it with the ledger; returns the number of files read."""
    from dateline import maintenance
    from dateline.settings import get_settings

    return maintenance.verify(get_settings())
