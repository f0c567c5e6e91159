"""What Dateline does as a component of Airflow starts: missing pools are made.

A missing pool leaves tasks "scheduled" for ever, with no more than a warning in the scheduler's
log, so they are made wherever this plugin is installed, not by one launcher alone.
"""

import logging
from typing import Any

from airflow.listeners import hookimpl

from dateline.orchestration import preload
from dateline.orchestration.defaults import POOLS
from dateline.orchestration.machine import cores

log = logging.getLogger(__name__)


@hookimpl
def on_starting(component: Any) -> None:
    """Make missing pools, and import what tasks need where that was asked for.

    Args:
        component: a `Job` in the scheduler, triggerer and DAG processor, which reach the
            metadata database; a marker in a task, which does not.
    """
    if type(component).__name__ != "Job":
        return
    create_missing_pools()
    if preload.is_asked_for():
        preload.preload()


def create_missing_pools() -> None:
    """Make each missing pool. One that exists keeps the slots somebody may have given it.

    Another component may be doing the same at this moment.
    """
    from airflow.models.pool import Pool
    from airflow.utils.session import create_session
    from sqlalchemy.exc import IntegrityError

    for name, (slots, description) in POOLS.items():
        try:
            with create_session() as session:
                if Pool.get_pool(name, session=session) is None:
                    Pool.create_or_update_pool(
                        name,
                        slots or cores(),
                        description,
                        include_deferred=False,
                        session=session,
                    )
        except IntegrityError:
            log.info("pool %s was made by another component", name)
