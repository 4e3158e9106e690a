"""The whole stack, in a process of its own, with stand-ins for watch, work and Flower."""

import json
import os
import re
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
import redis
from waiting import wait_until

from worker.stack import Run, read_run
from worker.stack.lock import take
from worker.stack.valkey import free_port

REPOSITORY = Path(__file__).parents[2]
IMPORTABLE = os.pathsep.join((str(REPOSITORY), os.environ.get("PYTHONPATH", str(REPOSITORY))))

STAND_IN = """
import http.server, os, signal, sys
from pathlib import Path
name = sys.argv[1]
data = Path(os.environ["COPYTASTER_DATA"])
assert os.environ["DATABASE_URL"] and os.environ["REDIS_URL"] and os.environ["COPYTASTER_INBOX"]
if name == "flower":
    class Page(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200 if self.path == "/healthcheck" else 404)
            self.end_headers()
        def log_message(self, *_):
            pass
    port = int(os.environ["COPYTASTER_FLOWER__PORT"])
    http.server.HTTPServer(("127.0.0.1", port), Page).serve_forever()
(data / f"{name}.answers").touch()
signal.pause()
"""

UP = """
import os, sys
from pathlib import Path
from worker import config
from worker.logs import configure
from worker.stack import Stack, StackError
configure(shape="json")
data, port, stand_in = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
effective, _ = config.load(
    environ={name: os.environ[name] for name in config.SHORT if name in os.environ},
    flags={"data": data, "flower.port": port, "inbox.path": data / "inbox"}
)
stack = Stack(
    effective,
    prepare=lambda urls: (data / "prepared").write_text(urls.database),
    answers=lambda: all((data / f"{name}.answers").exists() for name in ("watch", "work")),
    ready_file=data / "ready",
    command=(sys.executable, stand_in),
)
try:
    stack.run()
except StackError as error:
    sys.exit(f"error: {error}")
"""


class Up:
    """`copytaster up` on a folder, and how to start and end it."""

    def __init__(self, folder: Path) -> None:
        self.data = folder / "var"
        self.ready = self.data / "ready"
        self.stand_in = folder / "stand_in.py"
        self.stand_in.write_text(STAND_IN)
        self.port = str(free_port())
        self._output = (folder / "output").open("w+")
        self._started: list[subprocess.Popen[str]] = []

    def begin(self, **environ: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", UP, str(self.data), self.port, str(self.stand_in)],
            env={"PATH": os.defpath, "PYTHONPATH": IMPORTABLE, **environ},
            stdout=self._output,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._started.append(process)
        return process

    def start(self) -> subprocess.Popen[str]:
        process = self.begin()

        def ready() -> bool:
            assert process.poll() is None, self.output()
            run = read_run(self.data)
            return run is not None and run.pids["up"] == process.pid and self.ready.exists()

        wait_until(ready, within=30, what="everything answers")
        return process

    def running(self) -> Run:
        run = read_run(self.data)
        assert run is not None
        return run

    def output(self) -> str:
        return Path(self._output.name).read_text()

    def close(self) -> None:
        for process in self._started:
            if process.poll() is None:
                process.terminate()
                process.wait(30)
        self._output.close()


@pytest.fixture
def up() -> Iterator[Up]:
    folder = Path(tempfile.mkdtemp(prefix="copytaster-tests-"))
    folder.chmod(0o755)
    stack = Up(folder)
    yield stack
    stack.close()
    shutil.rmtree(folder)


def gone(pids: dict[str, int]) -> Callable[[], bool]:
    return lambda: not any(Path(f"/proc/{pid}").exists() for pid in pids.values())


def works(run: Run) -> None:
    with psycopg.connect(run.database_url) as connection:
        connection.execute("select 1")
    with redis.Redis.from_url(run.redis_url) as client:
        client.ping()


def test_everything_comes_up_tells_where_it_is_and_ends_on_sigterm(up: Up) -> None:
    process = up.start()
    run = up.running()
    works(run)
    assert set(run.pids) == {"up", "postgres", "valkey", "watch", "work", "flower"}
    assert run.pids["up"] == process.pid
    assert run.flower_password
    assert stat.S_IMODE((up.data / "run.json").stat().st_mode) == 0o600
    assert (up.data / "prepared").read_text() == run.database_url
    process.terminate()
    assert process.wait(20) == 0
    assert gone(run.pids)()
    assert read_run(up.data) is None
    assert not up.ready.exists()
    assert not (up.data / "run.json").exists()
    stopped = re.findall(r'"name": "(\w+)", "pid": \d+, "event": "process_stopped"', up.output())
    assert stopped == ["flower", "work", "watch", "valkey", "postgres"]


def test_a_second_one_on_the_same_data_is_refused(up: Up) -> None:
    up.data.mkdir()
    with take(up.data / "up.lock"):
        assert up.begin().wait(20) == 1
    assert f"already runs on {up.data} (process {os.getpid()})" in up.output()
    assert not (up.data / "postgres").exists()


def test_whatever_is_killed_comes_back_at_the_same_address(up: Up) -> None:
    up.start()
    before = up.running()
    for name, pid in before.pids.items():
        if name != "up":
            os.kill(pid, signal.SIGKILL)
    wait_until(
        lambda: (
            set(before.pids.items()) & set(up.running().pids.items()) == {("up", before.pids["up"])}
        ),
        within=20,
        what="all have new processes",
    )
    works(before)


def test_a_killed_supervisor_takes_everything_with_it_and_up_works_again(up: Up) -> None:
    process = up.start()
    run = up.running()
    with psycopg.connect(run.database_url) as connection:
        connection.execute("create table kept ()")
    process.kill()
    process.wait()
    wait_until(gone({k: v for k, v in run.pids.items() if k != "up"}), within=20, what="all gone")
    assert (up.data / "run.json").exists()
    assert read_run(up.data) is None, "a note without a holder is stale"
    up.start()
    with psycopg.connect(up.running().database_url) as connection:
        connection.execute("table kept")


def test_a_taken_port_of_flower_is_one_line_before_anything_starts(up: Up) -> None:
    with socket.create_server(("127.0.0.1", int(up.port))):
        assert up.begin().wait(20) == 1
    assert "use --flower-port N or --no-flower" in up.output()
    assert not (up.data / "postgres").exists()


def test_a_child_that_cannot_start_ends_the_stack(up: Up) -> None:
    up.stand_in.write_text("raise SystemExit(3)")
    there = {"DATABASE_URL": "postgresql://there/is", "REDIS_URL": "redis://there/0"}
    assert up.begin(**there).wait(60) == 1
    assert "(exit code 3) before everything answered" in up.output()
    assert not (up.data / "postgres").exists(), "an address that is set is used"
    started = [json.loads(line) for line in up.output().splitlines() if line.startswith("{")]
    assert gone({e["name"]: e["pid"] for e in started if e["event"] == "process_started"})()
