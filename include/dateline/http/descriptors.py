"""How many files and connections this process may have open."""

import resource
from contextlib import suppress

_WANTED = 4096  # enough for hundreds of hosts; some systems begin at 256


def raise_limit() -> int:
    """Have the system allow more open files, as far as this process may ask for that.

    Returns:
        Files that may be open.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY:
        return _WANTED
    wanted = _WANTED if hard == resource.RLIM_INFINITY else min(_WANTED, hard)
    if soft < wanted:
        with suppress(OSError, ValueError):  # then it stays as it is
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return resource.getrlimit(resource.RLIMIT_NOFILE)[0]
