"""A tour of the warehouse: a page of text and code, with what each piece of code gives.

A fenced block of the template is run when its language is `sql` (on the published copy), `sh` (in
`bash`) or `python` (a program of its own); what it gives is written beneath. All run in a folder
where `data` is the data root. A word after the language says otherwise: `show` does not run it.
"""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from dateline.errors import TerminalError
from dateline.settings import Settings
from dateline.warehouse.catalogue import markdown
from dateline.warehouse.query import query

MOST_ROWS = 30
CELL_WIDTH = 250
LINE_WIDTH = 180
TIMEOUT_SECONDS = 120

_BLOCK = re.compile(
    r"^```(?P<language>sql|sh|python)(?P<show> show)?\n(?P<code>.*?)^```$", re.MULTILINE | re.DOTALL
)


def tour(settings: Settings, template: str) -> str:
    """The page, in Markdown.

    Args:
        settings: the settings; their data root, a local folder, holds a run of the sample.
        template: the page without results.

    Raises:
        TerminalError: a block fails.
    """
    with tempfile.TemporaryDirectory(prefix="dateline-tour-") as name:
        folder = Path(name)
        (folder / "data").symlink_to(Path(settings.data).resolve(), target_is_directory=True)
        return _BLOCK.sub(lambda block: _with_result(settings, folder, block), template)


def _with_result(settings: Settings, folder: Path, block: re.Match[str]) -> str:
    if block["show"]:
        return block[0].replace(" show\n", "\n", 1)
    if block["language"] == "sql":
        result = markdown(query(settings, block["code"]), MOST_ROWS, CELL_WIDTH)
        return f"{block[0]}\n\n{result}"
    shell = ["bash", "-euo", "pipefail", "-c"]
    program = shell if block["language"] == "sh" else [sys.executable, "-c"]
    output = _output([*program, block["code"]], folder, _environment(folder))
    return f"{block[0]}\n\n```text\n{output}\n```"


def _environment(folder: Path) -> Mapping[str, str]:
    """That of this process, with the data root, `dateline` on the path and plain output."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DATELINE_")}
    return kept | {
        "DATELINE_DATA": str(folder / "data"),
        "DATELINE_HOME": str(folder / "home"),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        "COLUMNS": str(LINE_WIDTH),
        "NO_COLOR": "1",
        "LC_ALL": "C.UTF-8",
        "OPENBLAS_NUM_THREADS": "1",
    }


def _output(command: list[str], folder: Path, environment: Mapping[str, str]) -> str:
    """What a command prints.

    Raises:
        TerminalError: it fails, or takes too long.
    """
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env=dict(environment),
            capture_output=True,
            text=True,
            timeout=TIMEOUT_SECONDS,
            check=True,
        )
    except subprocess.CalledProcessError as error:
        raise TerminalError(f"the tour fails at\n{command[-1]}\n{error.stderr}") from error
    except subprocess.TimeoutExpired as error:
        raise TerminalError(f"the tour takes too long at\n{command[-1]}") from error
    lines = done.stdout.replace(str(folder), "").splitlines()
    return "\n".join(line.rstrip() for line in lines).strip("\n")
