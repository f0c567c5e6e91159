"""The three families of error.

Transient errors are tried again by whoever runs the task, terminal ones fail it with a message
that says what to do, and record errors cost one record: it goes to the rejects table and the
batch goes on.
"""

from dateline.outcomes import Outcome


class DatelineError(Exception):
    """Base of all errors that Dateline raises on purpose."""


class TransientError(DatelineError):
    """Something that may work when tried again: a lock, a network fault."""


class TerminalError(DatelineError):
    """Something that no retry mends: a wrong setting, a failed check."""


class RecordError(DatelineError):
    """One record cannot be used. Becomes a row in the rejects table.

    Args:
        outcome: the outcome of the closed list that the record ends in.
        reason: what was wrong, in words a person can act on.
    """

    def __init__(self, outcome: Outcome, reason: str) -> None:
        super().__init__(f"{outcome}: {reason}")
        self.outcome = outcome
        self.reason = reason
