"""Become another program that is told to end when the process that asked for it ends.

Run as `python -I -S spawn.py PARENT SIGNAL UID GID COMMAND...`, never imported: the kernel keeps
the "parent has died" signal of prctl(2) over an exec, but not over a change of user, so it is set
here, after that change and before the exec. UID and GID of -1 mean "as you are". Where there is
no prctl, the program simply starts, and the next start of the launcher clears what was left.
"""

import ctypes
import os
import sys

PR_SET_PDEATHSIG = 1
"""From linux/prctl.h."""


def become(parent: int, signal: int, uid: int, gid: int, command: list[str]) -> None:
    """Drop to the user, ask for the signal, and turn into the command.

    Args:
        parent: process id of the caller; if it is no longer our parent, it died already.
        signal: number of the signal to get when the parent dies.
        uid: numeric user to become, or -1.
        gid: numeric group to become, or -1.
        command: absolute path of the program, then its arguments.
    """
    if uid >= 0:
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal)
        if os.getppid() != parent:
            sys.exit(1)
    os.execv(command[0], command)  # noqa: S606


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[1:5]]
    become(numbers[0], numbers[1], numbers[2], numbers[3], sys.argv[5:])
