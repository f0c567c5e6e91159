"""A net under looking at one document: what a library makes of it must not cost the others."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from dateline.errors import DatelineError, RecordError
from dateline.outcomes import Outcome

log = logging.getLogger(__name__)

_LONGEST = 500  # characters of a reason


@contextmanager
def guarded(what: str) -> Iterator[None]:
    """Turn a crash over one document into the outcome of that document.

    Faults of the machine (disk, memory, network) and errors raised on purpose pass through.

    Args:
        what: the document, for the log.

    Raises:
        RecordError: `crashed`, with the type and message of what came.
    """
    try:
        yield
    except (DatelineError, MemoryError):
        raise
    except Exception as error:
        if isinstance(error, OSError) and (error.errno is not None or type(error) is not OSError):
            raise
        log.exception("%s: crashed", what)
        reason = f"{type(error).__name__}: {error}"
        raise RecordError(Outcome.CRASHED, reason[:_LONGEST]) from error
