"""One process of ours under the supervisor."""

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress

from worker.stack.launch import tied

GRACE_S = 20.0


class Child:
    """A process of ours in a process group of its own; its output goes where ours goes."""

    def __init__(
        self, name: str, argv: Sequence[str], env: Mapping[str, str], *, grace_s: float = GRACE_S
    ) -> None:
        """Name it, and say what to run and how long it may take to end."""
        self.name = name
        self._argv = argv
        self._env = env
        self._grace_s = grace_s
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """The process, once started."""
        return self._process.pid if self._process else None

    @property
    def exit_code(self) -> int | None:
        """How it ended; negative for a signal."""
        return self._process.returncode if self._process else None

    def alive(self) -> bool:
        """Whether it runs. Of one that has ended, what is left of its group is ended too."""
        if self._process is None or self._process.returncode is not None:
            return False
        ended = os.waitid(os.P_PID, self._process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        if ended is None:
            return True
        # while it is not reaped its number, and so its group's, cannot be another's
        self.kill()
        self._process.wait()
        return False

    def start(self) -> None:
        """Start the process."""
        self._process = subprocess.Popen(
            tied(self._argv, death=signal.SIGTERM),
            env=self._env,
            stdin=subprocess.DEVNULL,
            process_group=0,
        )

    def stop(self) -> None:
        """Ask it to end; when it does not within its grace time, kill its whole group."""
        if self._process is None or not self.alive():
            return
        # the leader only: Celery ends its pool itself, after the running tasks
        self._process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(self._grace_s)
        self.kill()
        self._process.wait()

    def kill(self) -> None:
        """Kill the process and all that it started, without asking."""
        if self._process is not None and self._process.returncode is None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
