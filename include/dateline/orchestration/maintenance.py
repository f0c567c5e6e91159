"""The tasks of `maintain_lake`."""

from datetime import timedelta

from airflow.sdk import get_current_context, task

from dateline.orchestration.defaults import WRITER_POOL
from dateline.orchestration.steps import current_interval


@task
def remove_leftovers() -> int:
    """Remove temporary files older than the interval, and old copies; returns how many."""
    from dateline import maintenance
    from dateline.settings import get_settings

    return maintenance.remove_leftovers(get_settings(), before=current_interval().start)


@task
def apply_retention() -> dict[str, int]:
    """Let days go that are older than the settings say; returns how many, by zone."""
    from dateline import lake
    from dateline.settings import get_settings

    return lake.apply_retention(get_settings(), current_interval().end)


@task(execution_timeout=timedelta(hours=5))
def compact_lake() -> int:
    """Make one file of the small files of each day and table; returns how many there are less."""
    from dateline import maintenance
    from dateline.settings import get_settings

    return maintenance.compact(get_settings(), current_interval().end)


@task(execution_timeout=timedelta(hours=5))
def verify_lake() -> int:
    """Compare the lake with checksums and ledger; returns the number of files verified."""
    from dateline import maintenance
    from dateline.settings import get_settings

    return maintenance.verify(get_settings())


@task.short_circuit
def wants_raw() -> bool:
    """Whether the run was asked to verify the raw zone, too."""
    return bool(get_current_context()["params"]["raw"])


@task(execution_timeout=timedelta(hours=5))
def verify_raw() -> int:
    """Compare pages of the raw zone with the digests in their records; returns how many."""
    from dateline import maintenance
    from dateline.settings import get_settings

    return maintenance.verify_raw(get_settings())


@task(pool=WRITER_POOL)
def vacuum_warehouse() -> int:
    """Remove leftovers of published copies, rewrite a warehouse with many free blocks; bytes."""
    from dateline.settings import get_settings
    from dateline.warehouse import vacuum

    return vacuum(get_settings(), before=current_interval().start)
