"""The supervisor restarts what ends by itself, and ends everything in reverse when asked."""

import os
import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from waiting import wait_until

from worker.stack.account import StackError
from worker.stack.child import Child
from worker.stack.supervisor import STARTS_MAX, Supervisor

WAITING = "import signal; signal.pause()"
STUBBORN = """
import pathlib, signal, subprocess, sys
signal.signal(signal.SIGTERM, signal.SIG_IGN)
grandchild = subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"])
draft = pathlib.Path(sys.argv[1] + ".draft")
draft.write_text(str(grandchild.pid))
draft.rename(sys.argv[1])
signal.pause()
"""


@dataclass
class Recorded:
    """A service that runs nowhere and notes what is done to it."""

    name: str
    notes: list[str]
    lives: list[bool] = field(default_factory=list)
    pid: int | None = None
    exit_code: int | None = None

    def start(self) -> None:
        self.notes.append(f"start {self.name}")

    def stop(self) -> None:
        self.notes.append(f"stop {self.name}")

    def alive(self) -> bool:
        return self.lives.pop(0) if self.lives else True


def python(code: str, *argv: str, name: str = "child", grace_s: float = 5.0) -> Child:
    return Child(name, [sys.executable, "-c", code, *argv], dict(os.environ), grace_s=grace_s)


def gone(pid: int) -> bool:
    try:
        return "Z" in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return True


def soon(call: Callable[[], None], after: float = 0.1) -> None:
    timer = threading.Timer(after, call)
    timer.daemon = True
    timer.start()


def test_services_end_in_the_reverse_of_their_order() -> None:
    notes: list[str] = []
    with Supervisor() as supervisor:
        for name in ("database", "broker", "worker"):
            supervisor.start(Recorded(name, notes))
    assert notes[3:] == ["stop worker", "stop broker", "stop database"]


def test_one_that_cannot_be_stopped_does_not_keep_the_others_running() -> None:
    class Stuck(Recorded):
        def stop(self) -> None:
            raise StackError("stuck")

    notes: list[str] = []

    def all_at_once() -> None:
        with Supervisor() as supervisor:
            supervisor.start(Recorded("database", notes))
            supervisor.start(Stuck("worker", notes))

    with pytest.raises(StackError, match="stuck"):
        all_at_once()
    assert "stop database" in notes


def test_one_that_ended_by_itself_is_started_again_and_told() -> None:
    notes: list[str] = []
    changes: list[int] = []
    with Supervisor(changed=lambda: changes.append(1), backoff_s=0.01) as supervisor:
        supervisor.start(Recorded("worker", notes, lives=[True, False]))
        assert supervisor.run(until=lambda: notes.count("start worker") == 2, every=0.01)
    assert changes == [1]


def test_a_failed_restart_is_tried_again() -> None:
    class Hesitant(Recorded):
        def start(self) -> None:
            super().start()
            if len(self.notes) in (2, 3):
                raise StackError("the port is taken")

    notes: list[str] = []
    with Supervisor(backoff_s=0.01) as supervisor:
        supervisor.start(Hesitant("broker", notes, lives=[False]))
        assert supervisor.run(until=lambda: len(notes) == 4, every=0.01)


def test_one_that_never_stays_is_given_up_while_starting() -> None:
    """Restarting for ever would hide a broken set-up."""
    with Supervisor(backoff_s=0.001) as supervisor:
        supervisor.start(Recorded("broken", [], lives=[False] * STARTS_MAX))
        with pytest.raises(StackError, match=f"broken ended {STARTS_MAX} times"):
            supervisor.run(until=lambda: False, every=0.01)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_watch(number: signal.Signals) -> None:
    with Supervisor() as supervisor:
        supervisor.start(child := python(WAITING))
        pid = child.pid
        assert pid is not None
        soon(lambda: os.kill(os.getpid(), number))
        assert supervisor.run() is False
    assert gone(pid)


def test_the_handlers_of_before_are_put_back() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with Supervisor():
        assert signal.getsignal(signal.SIGTERM) is not before
    assert signal.getsignal(signal.SIGTERM) is before


def test_a_killed_child_is_back_with_another_process() -> None:
    with Supervisor(backoff_s=0.01) as supervisor:
        supervisor.start(child := python(WAITING))
        first = child.pid
        assert first is not None
        os.kill(first, signal.SIGKILL)
        assert supervisor.run(until=lambda: child.pid != first)
        assert child.alive()


def test_what_ignores_the_signal_is_killed_with_all_it_started(tmp_path: Path) -> None:
    child = python(STUBBORN, str(tmp_path / "pid"), grace_s=0.2)
    child.start()
    wait_until((tmp_path / "pid").exists, what="the child is set up")
    grandchild = int((tmp_path / "pid").read_text())
    child.stop()
    assert child.exit_code == -signal.SIGKILL
    wait_until(lambda: gone(grandchild), what="the grandchild is gone too")


def test_what_a_killed_child_leaves_behind_is_ended(tmp_path: Path) -> None:
    """An orphaned pool process would go on working beside the new one."""
    child = python(STUBBORN, str(tmp_path / "pid"))
    child.start()
    wait_until((tmp_path / "pid").exists, what="the child is set up")
    grandchild = int((tmp_path / "pid").read_text())
    assert child.pid is not None
    os.kill(child.pid, signal.SIGKILL)
    wait_until(lambda: not child.alive(), what="the end is noticed")
    wait_until(lambda: gone(grandchild), what="the grandchild is gone too")
