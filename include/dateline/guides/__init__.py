"""Pages that show results: `docs/queries.md` and `docs/tour.md`, made from a run of the sample.

`python -m dateline.guides` runs the sample in a folder of its own and writes both; `--check` only
compares; `--data ROOT` takes a run of the sample that is there.
"""

from dateline.guides.pages import DOCUMENTS, TEMPLATE, pages, run_sample

__all__ = ["DOCUMENTS", "TEMPLATE", "pages", "run_sample"]
