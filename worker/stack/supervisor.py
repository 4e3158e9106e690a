"""The supervisor of `copytaster up`: starts services in order, restarts them, ends them in reverse.

It sleeps in the kernel until a signal comes or a restart is due. Every child is tied to it
(see `launch`): when the supervisor itself is killed, the kernel asks its children to end.
"""

import selectors
import signal
import socket
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from types import FrameType
from typing import Any, Protocol, Self

from worker.logs import get_logger
from worker.stack.account import StackError
from worker.stack.child import Child

BACKOFF_S = 0.5
BACKOFF_MAX_S = 30.0
STARTS_MAX = 4
"""So many early ends of one service, before everything answered, are a broken set-up."""
IMPATIENT_S = 1.0
"""Two signals closer than this are one: `timeout` and terminals send twice."""


class Service(Protocol):
    """What can be supervised: an embedded server, or a `Child`."""

    name: str

    @property
    def pid(self) -> int | None:
        """The process, once started."""

    @property
    def exit_code(self) -> int | None:
        """How it ended by itself."""

    def start(self) -> None:
        """Start, or start again."""

    def stop(self) -> None:
        """End, and return when it has ended."""

    def alive(self) -> bool:
        """Whether it runs."""


@dataclass(slots=True)
class _Watched:
    service: Service
    since: float
    failures: int = 0
    due: float | None = None


class Supervisor:
    """Runs services between `with` and its end; use it in the main thread."""

    def __init__(
        self,
        *,
        changed: Callable[[], None] = lambda: None,
        backoff_s: float = BACKOFF_S,
        backoff_max_s: float = BACKOFF_MAX_S,
    ) -> None:
        """`changed` is called after every restart; the backoff doubles from one to the other."""
        self._changed = changed
        self._backoff_s = backoff_s
        self._backoff_max_s = backoff_max_s
        self._watched: list[_Watched] = []
        # ends in reverse, and all of them, whatever one of them raises
        self._ending = ExitStack()
        self._asked_at: float | None = None
        self._before: dict[int, Any] = {}
        self._fd_before = -1

    @property
    def pids(self) -> dict[str, int]:
        """The process of each service."""
        services = (watched.service for watched in self._watched)
        return {service.name: service.pid for service in services if service.pid}

    @property
    def asked(self) -> bool:
        """Whether a signal asked us to end."""
        return self._asked_at is not None

    def __enter__(self) -> Self:
        self._wake, self._bell = socket.socketpair()
        for end in (self._wake, self._bell):
            end.setblocking(False)
        self._fd_before = signal.set_wakeup_fd(self._bell.fileno(), warn_on_full_buffer=False)
        for number in (signal.SIGTERM, signal.SIGINT):
            self._before[number] = signal.signal(number, self._ask)
        # without a handler the death of a child would not ring the bell
        self._before[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, lambda *_: None)
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self._ending.close()
        finally:
            for number, handler in self._before.items():
                signal.signal(number, handler)
            signal.set_wakeup_fd(self._fd_before)
            self._wake.close()
            self._bell.close()

    def start(self, service: Service) -> None:
        """Start a service and watch over it from now on."""
        self._ending.callback(self._end, service)
        service.start()
        self._watched.append(_Watched(service, since=time.monotonic()))
        get_logger().info("process_started", name=service.name, pid=service.pid)

    def run(self, until: Callable[[], bool] | None = None, *, every: float = 0.1) -> bool:
        """Watch until asked to end (then False), or until the condition holds (then True).

        Raises:
            StackError: a service kept ending by itself before the condition held.
        """
        with selectors.DefaultSelector() as selector:
            selector.register(self._wake, selectors.EVENT_READ)
            while not self.asked:
                for watched in self._watched:
                    self._look_after(watched, final=until is not None)
                if until is not None and until():
                    return True
                waits = [w.due - time.monotonic() for w in self._watched if w.due is not None]
                waits += [] if until is None else [every]
                if selector.select(max(0.0, min(waits)) if waits else None):
                    self._hush()
        return False

    def _look_after(self, watched: _Watched, *, final: bool) -> None:
        service, now = watched.service, time.monotonic()
        if watched.due is None:
            if service.alive():
                return
            if now - watched.since > self._backoff_max_s:
                watched.failures = 0
            self._postpone(watched, now)
            if final and watched.failures >= STARTS_MAX:
                raise StackError(
                    f"{service.name} ended {watched.failures} times (exit code "
                    f"{service.exit_code}) before everything answered; its lines above say why"
                )
        elif now >= watched.due:
            try:
                service.start()
            except StackError as error:
                self._postpone(watched, now, reason=str(error))
                return
            watched.since, watched.due = time.monotonic(), None
            get_logger().info("process_started", name=service.name, pid=service.pid)
            self._changed()

    def _postpone(self, watched: _Watched, now: float, *, reason: str | None = None) -> None:
        wait = min(self._backoff_s * 2**watched.failures, self._backoff_max_s)
        watched.failures += 1
        watched.due = now + wait
        get_logger().warning(
            "process_exited",
            name=watched.service.name,
            exit_code=watched.service.exit_code,
            again_in_s=wait,
            **({"reason": reason} if reason else {}),
        )

    @staticmethod
    def _end(service: Service) -> None:
        pid, running = service.pid, service.alive()
        service.stop()
        if running:
            get_logger().info("process_stopped", name=service.name, pid=pid)

    def _ask(self, _number: int, _frame: FrameType | None) -> None:
        now = time.monotonic()
        if self._asked_at is None:
            self._asked_at = now
        elif now - self._asked_at > IMPATIENT_S:
            # asked again: whoever asks does not want to wait for running tasks
            for watched in self._watched:
                if isinstance(watched.service, Child):
                    watched.service.kill()

    def _hush(self) -> None:
        with suppress(BlockingIOError):
            while self._wake.recv(4096):
                pass
