"""Ends the components when their launcher is gone, even if it was killed with SIGKILL.

Run as `python -m dateline.orchestration.guard FOLDER` with a pipe from the launcher as standard
input. The pipe closes when the launcher ends, however that happens. What the records in FOLDER
name is then asked to end, and killed if it does not.
"""

import sys
from pathlib import Path

from dateline.orchestration import processes
from dateline.orchestration.processes import ProcessRecord

GRACE_SECONDS = 5.0


def main() -> None:
    """Wait for the launcher's end, then clear up. After a proper end there are no records."""
    sys.stdin.buffer.read()
    records = ProcessRecord.all_in(Path(sys.argv[1]))
    processes.end(records, GRACE_SECONDS, hurry=lambda: False)


if __name__ == "__main__":
    main()
