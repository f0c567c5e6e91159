"""`make run`: the whole of Dateline on one machine, from nothing to a loaded warehouse.

Run as `python -m dateline.orchestration.launcher`. Starts PostgreSQL and Airflow's four
components on the loopback address, loads the bundled sample by a backfill, prints what was
loaded, and stays until Ctrl-C. No process outlives it.

This module imports little, so that Ctrl-C is heeded from the first moment.
"""

import argparse
import sys
from collections.abc import Sequence
from datetime import UTC, datetime

from dateline.orchestration.stop import StopFlag, StopRequestedError

SAMPLE_START = "2015-10-01"
SAMPLE_END = "2015-10-10"
HIGHEST_PORT = 65535
INTERRUPTED = 130
"""Exit status of a program ended by Ctrl-C: 128 and the signal's number."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run Dateline on this machine.

    Args:
        arguments: of the command line; None for those of this process.

    Returns:
        The exit status: 0 for success, 1 for a failure that was explained.
    """
    stop = StopFlag()
    with stop.listening():
        options = _parser().parse_args(arguments)
        from dateline.errors import DatelineError
        from dateline.orchestration import session

        try:
            session.run(stop, **vars(options))
        except StopRequestedError:
            sys.stderr.write("stopped\n")
            return INTERRUPTED
        except DatelineError as error:
            sys.stderr.write(f"dateline: {error}\n")
            return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make run", description="Run Dateline on this machine.")
    parser.add_argument("--once", action="store_true", help="end when the sample is loaded")
    parser.add_argument("--port", type=_port, help="port of the UI; no other will do")
    parser.add_argument("--start", type=_day, default=SAMPLE_START, help="first day to load")
    parser.add_argument("--end", type=_day, default=SAMPLE_END, help="day after the last one")
    return parser


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= HIGHEST_PORT:
        raise argparse.ArgumentTypeError(f"{text} is not between 1 and {HIGHEST_PORT}")
    return int(text)


def _day(text: str) -> datetime:
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is not a day like {SAMPLE_START}") from None


if __name__ == "__main__":
    sys.exit(main())
