"""Imports in the scheduler what the tasks use, before its workers are forked from it.

LocalExecutor forks a process per worker, and those one per task; what is imported by then costs
a task nothing: spaCy and its pipeline alone take four seconds of processor time. In return,
code of these packages that is changed while Airflow runs counts from its next start on.

DuckDB is left to the tasks: importing it starts a thread, and a process with threads is not to
be forked.
"""

import importlib
import os
import pkgutil

VARIABLE = "DATELINE_PRELOAD"
"""Environment variable that asks for it; the launcher sets it for the scheduler alone."""
PACKAGES = (
    "dateline.sources",
    "dateline.fetch",
    "dateline.clean",
    "dateline.annotate",
)


def is_asked_for() -> bool:
    """Whether this process is one whose forks run tasks."""
    return os.environ.get(VARIABLE) == "1"


def preload() -> list[str]:
    """Import the stages and what they need, and load the spaCy pipeline.

    Returns:
        Names of the imported modules of the stages.
    """
    from dateline import pipeline
    from dateline.settings import get_settings

    names = [
        module.name
        for package in PACKAGES
        for module in pkgutil.walk_packages(
            importlib.import_module(package).__path__, f"{package}."
        )
    ]
    for name in names:
        importlib.import_module(name)
    pipeline.preload(get_settings())
    return names
