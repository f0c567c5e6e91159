"""The run of the sample, and the pages that are made from it."""

from datetime import timedelta
from pathlib import Path

from dateline import pipeline
from dateline.guides.tour import tour
from dateline.partition import Interval
from dateline.settings import PROJECT, Settings
from dateline.warehouse.catalogue import catalogue

SAMPLE = Interval.parse("2015-10-01", "2015-10-10")
SAMPLE_KINDS = ("warc", "folder")
DOCUMENTS = PROJECT / "docs"
TEMPLATE = DOCUMENTS / "tour.in.md"


def run_sample(settings: Settings) -> None:
    """Load the bundled sample, day after day, as `make run` does, without Airflow.

    Args:
        settings: the settings; their data root is empty, or holds the sample.
    """
    start = SAMPLE.start
    while start < SAMPLE.end:
        end = start + timedelta(days=1)
        pipeline.run(settings, Interval(start, end), SAMPLE_KINDS)
        start = end


def pages(settings: Settings, template: Path = TEMPLATE) -> dict[str, str]:
    """Name of each page in `docs` to its text.

    Args:
        settings: the settings; their data root holds a run of the sample.
        template: what the tour is made of.

    Raises:
        TerminalError: nothing is published, or a query or a step of the tour fails.
    """
    return {
        "queries.md": catalogue(settings),
        "tour.md": tour(settings, template.read_text(encoding="utf-8")),
    }
