"""Exec a program that ends when its parent does, as another user if need be.

A kill -9 of the supervisor must not leave servers behind, and only the kernel can promise that:
PR_SET_PDEATHSIG. It has to be set in the child, after it changed its user (which clears it) and
before it execs. A launcher does that instead of `preexec_fn`, which is unsafe beside threads.

The signal comes when the *thread* that started the child ends: start children from the main one.
This file is run by path with `-I -S`, so it imports nothing of ours.
"""

import ctypes
import os
import signal
import sys
from collections.abc import Sequence

PR_SET_PDEATHSIG = 1
UNCHANGED = -1
"""In place of a user and group id: stay who you are."""


def tied(
    argv: Sequence[str], *, death: signal.Signals, uid: int = UNCHANGED, gid: int = UNCHANGED
) -> list[str]:
    """The command line that execs `argv`, which gets the signal `death` when we are gone."""
    numbers = (int(death), os.getpid(), uid, gid)
    return [sys.executable, "-I", "-S", __file__, *map(str, numbers), *argv]


def main() -> None:
    """Drop to the user, tie the process to its parent, exec."""
    death, parent, uid, gid = map(int, sys.argv[1:5])
    if uid not in (UNCHANGED, os.geteuid()):
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_PDEATHSIG, death, 0, 0, 0) != 0:
        sys.exit(f"prctl: {os.strerror(ctypes.get_errno())}")
    # the parent may have died before the line above took effect
    if os.getppid() != parent:
        sys.exit("the parent is gone")
    os.execv(sys.argv[5], sys.argv[5:])  # noqa: S606 - exec is the purpose


if __name__ == "__main__":
    main()
