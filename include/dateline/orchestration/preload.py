"""Imports in the scheduler what the tasks use, before its workers are forked from it.

LocalExecutor forks a process per worker, and those one per task; what is imported by then costs
a task nothing. Loading spaCy alone takes two seconds of processor time otherwise. In return,
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
    """Import the stages and what they need.

    Returns:
        Names of the imported modules of the stages.
    """
    importlib.import_module("dateline.pipeline")
    importlib.import_module("spacy")
    names = [
        module.name
        for package in PACKAGES
        for module in pkgutil.walk_packages(
            importlib.import_module(package).__path__, f"{package}."
        )
    ]
    for name in names:
        importlib.import_module(name)
    return names
