"""Tells Airflow, as a component starts, which pools the DAGs need.

A missing pool leaves tasks "scheduled" for ever, with no more than a warning in the scheduler's
log, so they are made wherever this plugin is installed, not by one launcher alone.
"""

import logging
from typing import Any

from airflow.listeners import hookimpl

from dateline.orchestration.machine import cores

DUCKDB_WRITER = "duckdb_writer"
"""One slot: DuckDB lets one process write."""
NLP = "nlp"
"""A slot per core: annotation is bound by the processor."""

log = logging.getLogger(__name__)


def pools() -> dict[str, tuple[int, str]]:
    """Slots and description of each pool that the DAGs use."""
    return {
        DUCKDB_WRITER: (1, "Writes to the warehouse: one at a time"),
        NLP: (cores(), "Annotation: one task per core"),
    }


@hookimpl
def on_starting(component: Any) -> None:
    """Make missing pools. Those that exist keep the slots somebody may have given them.

    Args:
        component: a `Job` in the scheduler, triggerer and DAG processor, which reach the
            metadata database; a marker in a task, which does not.
    """
    if type(component).__name__ == "Job":
        create_missing_pools()


def create_missing_pools() -> None:
    """Make each missing pool; another component may be doing the same at this moment."""
    from airflow.models.pool import Pool
    from airflow.utils.session import create_session
    from sqlalchemy.exc import IntegrityError

    for name, (slots, description) in pools().items():
        try:
            with create_session() as session:
                if Pool.get_pool(name, session=session) is None:
                    Pool.create_or_update_pool(
                        name, slots, description, include_deferred=False, session=session
                    )
        except IntegrityError:
            log.info("pool %s was made by another component", name)
