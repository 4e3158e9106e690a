"""`copytaster up`: embedded servers where no address is set, then watch, work and Flower."""

import http.client
import os
import secrets
import socket
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from worker.logs import get_logger
from worker.settings import Settings
from worker.stack.account import StackError
from worker.stack.child import Child
from worker.stack.lock import Held, take
from worker.stack.postgres import EmbeddedPostgres
from worker.stack.run import LOCK, RUN, Run, read_run, write_run
from worker.stack.supervisor import Supervisor
from worker.stack.valkey import EmbeddedValkey

__all__ = ["Run", "Stack", "StackError", "Urls", "read_run"]

ANSWER_S = 2.0
ENDING_S = 10.0
"""On top of the time that a worker gives its running tasks."""


@dataclass(frozen=True, slots=True)
class Urls:
    """Where the servers are; `reader` is empty when Postgres is not ours."""

    database: str
    reader: str
    redis: str


class Stack:
    """Everything that runs on one machine, under one supervisor.

    Args:
        settings: the effective settings.
        prepare: called once the servers answer and before anything uses them: migrations.
        answers: whether watch and work answer; asked again and again after the start.
        announce: called once with what runs, when everything answers.
        config: the folder given as `--config`, handed on to the children.
        flower: whether Flower runs too.
        ready_file: written when everything answers, removed at the end.
        command: how `copytaster` is run; a command's name is appended.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        prepare: Callable[[Urls], None],
        answers: Callable[[], bool],
        announce: Callable[[Run], None] = lambda _run: None,
        config: Path | None = None,
        flower: bool = True,
        ready_file: Path | None = None,
        command: Sequence[str] = (sys.executable, "-m", "worker"),
    ) -> None:
        self._settings = settings
        self._prepare = prepare
        self._answers = answers
        self._announce = announce
        self._config = config
        self._flower = flower
        self._ready_file = ready_file
        self._command = tuple(command)
        self._data = settings.data.resolve()
        self._flower_password = (
            settings.flower.password.get_secret_value() or secrets.token_urlsafe(12)
        )
        self._run: Run | None = None
        self._supervisor = Supervisor(changed=self._tell_anew)

    def run(self) -> None:
        """Start everything, watch over it, and end it on SIGTERM or SIGINT.

        Raises:
            StackError: something is in the way of starting; one line what, and the next step.
        """
        self._data.mkdir(parents=True, exist_ok=True)
        try:
            lock = take(self._data / LOCK)
        except Held as held:
            raise StackError(
                f"`copytaster up` already runs on {self._data} (process {held.holder}); "
                "stop it, or use another --data"
            ) from None
        with lock:
            self._forget()
            self._check_port()
            try:
                with self._supervisor:
                    self._supervise(self._supervisor)
            finally:
                self._forget()
            get_logger().info("stack_stopped")

    def _supervise(self, supervisor: Supervisor) -> None:
        urls = self._start_servers(supervisor)
        if supervisor.asked:
            return
        self._prepare(urls)
        env = self._environment(urls)
        grace_s = self._settings.work.soft_shutdown_s + ENDING_S
        for name in ("watch", "work", "flower") if self._flower else ("watch", "work"):
            supervisor.start(Child(name, [*self._command, name], env, grace_s=grace_s))
        if not supervisor.run(until=self._all_answer):
            return
        flower = self._settings.flower
        self._run = Run(
            database_url=urls.database,
            reader_url=urls.reader,
            redis_url=urls.redis,
            flower_url=f"http://{flower.address}:{flower.port}" if self._flower else "",
            flower_user=flower.user if self._flower else "",
            flower_password=self._flower_password if self._flower else "",
            inbox=str(self._settings.inbox.path.resolve()),
        )
        self._tell_anew()
        get_logger().info("stack_started", **supervisor.pids)
        if self._ready_file is not None:
            self._ready_file.write_text("ready\n", "utf-8")
        self._announce(self._run)
        supervisor.run()

    def _start_servers(self, supervisor: Supervisor) -> Urls:
        """The embedded servers, each only where the settings name none."""
        database = self._settings.store.database_url.get_secret_value()
        redis = self._settings.queue.redis_url.get_secret_value()
        reader = ""
        if not database:
            postgres = EmbeddedPostgres(self._data / "postgres")
            supervisor.start(postgres)
            database, reader = postgres.url, postgres.reader_url
        if not redis and not supervisor.asked:
            own = self._config / "redis.conf" if self._config else None
            valkey = EmbeddedValkey(
                self._data / "valkey", config=own if own and own.exists() else None
            )
            supervisor.start(valkey)
            redis = valkey.url
        return Urls(database, reader, redis)

    def _environment(self, urls: Urls) -> Mapping[str, str]:
        """What the children have to know: all that a flag or we ourselves decided."""
        settings = self._settings
        env = {
            **os.environ,
            "DATABASE_URL": urls.database,
            "REDIS_URL": urls.redis,
            "COPYTASTER_DATA": str(self._data),
            "COPYTASTER_INBOX": str(settings.inbox.path.resolve()),
            "COPYTASTER_WORK__CONCURRENCY": str(settings.work.concurrency),
            "COPYTASTER_FLOWER__PORT": str(settings.flower.port),
            "COPYTASTER_FLOWER__PASSWORD": self._flower_password,
            "COPYTASTER_LOG__LEVEL": settings.log.level,
            "COPYTASTER_LOG__FORMAT": settings.log.format,
        }
        if self._config is not None:
            env["COPYTASTER_CONFIG"] = str(self._config.resolve())
        return env

    def _all_answer(self) -> bool:
        return (not self._flower or self._flower_answers()) and self._answers()

    def _flower_answers(self) -> bool:
        flower = self._settings.flower
        host = "127.0.0.1" if flower.address in ("", "0.0.0.0") else flower.address  # noqa: S104 - compared, not bound
        connection = http.client.HTTPConnection(host, flower.port, timeout=ANSWER_S)
        try:
            connection.request("GET", "/healthcheck")
            return connection.getresponse().status == http.client.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def _check_port(self) -> None:
        """Better one line now than a Flower that starts again and again."""
        if not self._flower:
            return
        address, port = self._settings.flower.address, self._settings.flower.port
        try:
            family = socket.AF_INET6 if ":" in address else socket.AF_INET
            socket.create_server((address, port), family=family).close()
        except OSError as error:
            raise StackError(
                f"Flower cannot listen on {address}:{port} ({error.strerror}); "
                "use --flower-port N or --no-flower"
            ) from None

    def _tell_anew(self) -> None:
        if self._run is not None:
            self._run = replace(self._run, pids={"up": os.getpid(), **self._supervisor.pids})
            write_run(self._data, self._run)

    def _forget(self) -> None:
        self._run = None
        (self._data / RUN).unlink(missing_ok=True)
        if self._ready_file is not None:
            self._ready_file.unlink(missing_ok=True)
