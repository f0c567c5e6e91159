"""`python -m dateline.orchestration.dag_docs [--check]`: docs/dags.md from the DAGs themselves."""

import sys
from typing import Any

from dateline.settings import PROJECT

PAGE = PROJECT / "docs" / "dags.md"
HEADER = """# DAGs

Generated from `dags/` by `make docs`; do not edit by hand.
"""


def render() -> str:
    """The page: each DAG with its schedule, its description and its tasks in order."""
    from airflow.dag_processing.dagbag import DagBag

    bag = DagBag(dag_folder=PROJECT / "dags")
    if bag.import_errors:
        raise SystemExit("\n".join(bag.import_errors.values()))
    return "\n".join([HEADER, *(_section(dag) for _, dag in sorted(bag.dags.items()))])


def _section(dag: Any) -> str:
    rows = [
        f"| `{task.task_id}` | {_summary(task)} | {task.pool} | {_then(task)} |"
        for task in dag.topological_sort()
    ]
    return "\n".join(
        [
            f"## {dag.dag_id}\n",
            f"Schedule: {_schedule(dag)}. Tags: {', '.join(sorted(dag.tags))}.\n",
            f"{dag.doc_md.strip()}\n",
            "| Task | What it does | Pool | Then |",
            "|---|---|---|---|",
            *rows,
            "",
        ]
    )


def _schedule(dag: Any) -> str:
    expression = getattr(dag.timetable, "expression", None)
    return f"`{expression}` UTC" if expression else "when the asset `warehouse` is updated"


def _summary(task: Any) -> str:
    text = (task.doc_md or task.python_callable.__doc__).strip()
    return " ".join(text.split()).rstrip(".")


def _then(task: Any) -> str:
    return ", ".join(f"`{name}`" for name in sorted(task.downstream_task_ids)) or "-"


def main() -> None:
    """Write the page, or with `--check` exit 1 if it is not what the DAGs say."""
    page = render()
    if "--check" not in sys.argv[1:]:
        PAGE.write_text(page, encoding="utf-8")
    elif not PAGE.exists() or PAGE.read_text(encoding="utf-8") != page:
        raise SystemExit(f"{PAGE.name} is out of date: run make docs")


if __name__ == "__main__":
    main()
