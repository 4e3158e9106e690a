"""Waiting for processes: until a server answers, and until others have ended."""

import os
import select
import subprocess
import time
from collections.abc import Callable, Iterable
from contextlib import ExitStack, suppress
from pathlib import Path

from worker.stack.account import StackError
from worker.stack.home import last_lines

GLANCE_S = 0.01
"""A server does not say when it begins to answer."""


def until_it_answers(
    name: str,
    process: subprocess.Popen[bytes] | None,
    answers: Callable[[], bool],
    *,
    log: Path,
    within: float,
) -> None:
    """Return when a server that was just started answers.

    Raises:
        StackError: it ended, or does not answer within so many seconds; with the end of its log.
    """
    deadline = time.monotonic() + within
    while not answers():
        if process is None or process.poll() is not None:
            raise StackError(f"{name} did not start; the end of {log}:\n{last_lines(log)}")
        if time.monotonic() > deadline:
            raise StackError(
                f"{name} does not answer after {within:.0f} s; the end of {log}:\n{last_lines(log)}"
            )
        until_one_ends([process.pid], GLANCE_S)


def until_one_ends(pids: Iterable[int], within: float) -> None:
    """Return when one of some processes has ended, or so many seconds have passed."""
    ends = select.poll()
    with ExitStack() as opened:
        for pid in pids:
            with suppress(ProcessLookupError):
                process = os.pidfd_open(pid)
                opened.callback(os.close, process)
                ends.register(process, select.POLLIN)
        ends.poll(within * 1000)
