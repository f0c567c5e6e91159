"""Lines in, lines out, over several processes that share one loaded pipeline."""

import gc
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing.connection import wait
from typing import Self

from dateline.errors import TerminalError

Work = Callable[[list[bytes]], list[bytes]]

MOST_WORKERS = 16
"""Default at most: beyond, reading and writing in one process holds the others up."""
WAITING = 3
"""Chunks in work for each process: enough that none waits, few enough for memory."""

_work: Work | None = None


def available() -> int:
    """Worker processes that make sense here: the cores that this process may use."""
    if not hasattr(os, "sched_getaffinity"):  # not Linux: forked processes are not safe there
        return 1
    return min(len(os.sched_getaffinity(0)), MOST_WORKERS)


class Workers:
    """Processes forked from this one, with what it has loaded.

    Args:
        work: what is done with some lines: one line out for each line in.
        number: how many processes.

    Forked at once, so make it before there are threads. Use it as a context manager: at its end no
    process is left, and if this process dies they follow.
    """

    def __init__(self, work: Work, number: int) -> None:
        gc.freeze()  # collected memory would be written to, and so no longer be shared
        self._number = number
        self._pool = ProcessPoolExecutor(
            number, multiprocessing.get_context("fork"), initializer=_start, initargs=(work,)
        )
        self._pool.submit(os.getpid)  # the first task starts all processes

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(cancel_futures=True)

    def map(self, lines: Iterable[bytes], *, chunk: int) -> Iterator[bytes]:
        """The lines that the work makes, in the order of those it is given.

        Args:
            lines: of any number; a few chunks are read ahead.
            chunk: lines that a process works on at once.

        Raises:
            TerminalError: a process died; all lines before are answered, none is left out.
        """
        pending: deque[Future[list[bytes]]] = deque()
        answered = 0
        source = iter(lines)
        try:
            while part := list(islice(source, chunk)):
                pending.append(self._pool.submit(_run, part))
                if len(pending) >= WAITING * self._number:
                    done = pending.popleft().result()
                    yield from done
                    answered += len(done)
            while pending:
                done = pending.popleft().result()
                yield from done
                answered += len(done)
        except BrokenProcessPool as error:
            raise TerminalError(
                f"a worker process died, perhaps for want of memory; {answered} lines are answered."
                " Run the rest again, with fewer --workers"
            ) from error


def _start(work: Work) -> None:
    global _work  # noqa: PLW0603 - one for each process; it is inherited, and need not be pickled
    _work = work
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends the pool
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _run(lines: list[bytes]) -> list[bytes]:
    if _work is None:
        raise RuntimeError("not a worker process")
    return _work(lines)
