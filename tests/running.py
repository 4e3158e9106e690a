"""A running stack for acceptance tests: started as people start it, watched from outside."""

import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import psycopg
import redis
from psycopg.rows import dict_row
from waiting import wait_until

from worker.stack import Run, read_run

T = TypeVar("T")

FAST = {
    "COPYTASTER_QUEUE__SOFT_LIMIT_S": "3",
    "COPYTASTER_QUEUE__HARD_LIMIT_S": "4",
    "COPYTASTER_QUEUE__LEASE_S": "6",
    "COPYTASTER_QUEUE__VISIBILITY_TIMEOUT_S": "10",
    "COPYTASTER_QUEUE__BACKOFF_S": "0.2",
    "COPYTASTER_QUEUE__BACKOFF_MAX_S": "2",
    "COPYTASTER_INBOX__SETTLE_UNSEEN_S": "0.3",
    "COPYTASTER_INBOX__OPEN_WAIT_S": "20",
    "COPYTASTER_INBOX__RESCAN_S": "2",
    "COPYTASTER_SWEEP__INTERVAL_S": "0.5",
    "COPYTASTER_WORK__CONCURRENCY": "2",
    "COPYTASTER_WORK__SOFT_SHUTDOWN_S": "3",
}
"""Settings of a stack whose every wait is short."""

MARKER = "Seventeen herons counted the umbrellas below the customs house."
"""Stands in every body that `story` makes, and so must not stand in any log."""

WORDS = [
    "minister",
    "talks",
    "budget",
    "river",
    "harbour",
    "election",
    "police",
    "court",
    "strike",
    "market",
    "report",
    "flood",
    "train",
    "school",
    "vote",
    "company",
    "union",
    "border",
    "treaty",
    "export",
    "harvest",
    "storm",
    "bridge",
    "council",
    "factory",
    "price",
]


def story(number: int | str) -> bytes:
    """A wire story that shares its sentences with no other number's."""
    chance = random.Random(f"story {number}")

    def sentence(words: int) -> str:
        return " ".join(chance.choice(WORDS) for _ in range(words)).capitalize()

    paragraphs = "\n\n".join(f"{sentence(30)}. {sentence(20)}." for _ in range(3))
    return (
        f"{sentence(6)} {number}\n\nBy Ann Writer\n\n"
        f"GENEVA, March 3 (Reuters) - {sentence(25)}. {MARKER}\n\n{paragraphs}\n"
    ).encode()


@dataclass(frozen=True, slots=True)
class Told:
    """How a command ended, and what it printed."""

    code: int
    out: str
    err: str


class Desk:
    """One `copytaster up` on a folder, and everything that was dropped into it.

    Args:
        folder: made when it is missing; any user must be able to reach it.
        flower_port: Flower runs when it is given.
        environ: settings on top of `FAST`.
    """

    def __init__(self, folder: Path, *, flower_port: int = 0, **environ: str) -> None:
        folder.mkdir(exist_ok=True)
        folder.chmod(0o755)
        self.folder = folder
        self.inbox = folder / "inbox"
        self.data = folder / "var"
        self.staging = folder / "staging"
        self.staging.mkdir(exist_ok=True)
        self.done = Path(environ.get("COPYTASTER_SPOOL__DONE", self.data / "done"))
        self.ready = folder / "ready"
        self.log = folder / "log"
        self.err = folder / "err"
        self.environ = {
            **{k: v for k, v in os.environ.items() if not k.startswith(("COPYTASTER_", "PG"))},
            **FAST,
            **environ,
        }
        for address in ("DATABASE_URL", "REDIS_URL"):
            if address not in environ:
                self.environ.pop(address, None)
        self.dropped: dict[bytes, Counter[str]] = defaultdict(Counter)
        """The path of every file dropped, with the digests of what was dropped there."""
        self.secrets: set[str] = set()
        self._flower_port = flower_port
        self._up: subprocess.Popen[bytes] | None = None
        self._others: list[subprocess.Popen[bytes]] = []

    # processes

    def command(self, *words: str) -> list[str]:
        """The command line of a `copytaster` command."""
        return [sys.executable, "-m", "worker", *words]

    def start(self, *, within: float = 60) -> None:
        """Start the stack and wait until everything answers."""
        flower = [f"--flower-port={self._flower_port}"] if self._flower_port else ["--no-flower"]
        words = [f"--inbox={self.inbox}", f"--data={self.data}", f"--ready-file={self.ready}"]
        self.ready.unlink(missing_ok=True)
        self._up = up = self._open("up", *words, *flower, log=self.log)

        def answers() -> bool:
            assert up.poll() is None, self.err.read_text() + self.log.read_text()[-3000:]
            return self.ready.exists()

        wait_until(answers, within=within, what="everything answers")
        self.secrets |= {secret for url in self.urls() if (secret := _password(url))}
        self.secrets.add(self.run().flower_password or "-no flower-")

    def also(self, *words: str) -> tuple[subprocess.Popen[bytes], Path]:
        """Another process beside the stack, with the same settings; ended with it. And its log."""
        log = self.folder / f"log-{len(self._others)}"
        process = self._open(*words, log=log)
        self._others.append(process)
        return process, log

    def _open(self, *words: str, log: Path) -> subprocess.Popen[bytes]:
        with log.open("ab") as out, self.err.open("ab") as err:
            return subprocess.Popen(
                self.command(*words),
                cwd=self.folder,
                env=self.environ,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
            )

    @property
    def up(self) -> subprocess.Popen[bytes]:
        """The supervisor."""
        assert self._up is not None
        return self._up

    def stop(self) -> int:
        """End the stack as a service manager does; its exit code."""
        self.up.terminate()
        return self.up.wait(60)

    def close(self) -> None:
        """End everything, and let nothing of it remain."""
        for process in self._others:
            process.kill()
            process.wait()
        if self._up is not None and self._up.poll() is None:
            try:
                self.stop()
            finally:
                self._up.kill()
                self._up.wait()
        wait_until(lambda: not self.processes(), within=30, what="all processes have ended")

    def run(self) -> Run:
        """What the running stack tells of itself."""
        run = read_run(self.data)
        assert run is not None, "the stack is not running"
        return run

    def urls(self) -> tuple[str, str, str]:
        """The addresses: owner's, reader's, broker's."""
        run = self.run()
        return run.database_url, run.reader_url, run.redis_url

    def pid(self, name: str) -> int:
        """The process that the supervisor calls so."""
        return self.run().pids[name]

    def pool(self) -> list[int]:
        """The worker's pool processes."""
        return children(self.pid("work"))

    def another(self, name: str, than: int) -> None:
        """Wait until the supervisor has started a process anew."""

        def started() -> bool:
            run = read_run(self.data)
            return run is not None and run.pids.get(name, than) != than

        wait_until(started, within=30, what=f"{name} is started anew")

    def processes(self) -> list[int]:
        """Everything that runs in our folder: all processes of the stack do."""
        found = []
        for entry in Path("/proc").iterdir():
            with suppress(OSError):
                if entry.name.isdigit() and Path(entry / "cwd").readlink().is_relative_to(
                    self.folder
                ):
                    found.append(int(entry.name))
        return found

    def tell(self, *words: str) -> Told:
        """Run a command to its end on the running stack."""
        done = subprocess.run(
            self.command(*words),
            cwd=self.folder,
            env={**self.environ, "COPYTASTER_DATA": str(self.data)},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        return Told(done.returncode, done.stdout, done.stderr)

    # dropping

    def drop(self, name: str | bytes, body: bytes) -> None:
        """Write a file elsewhere and rename it into the inbox."""
        path = os.fsencode(name)
        staged = self.staging / str(time.monotonic_ns())
        staged.write_bytes(body)
        self.note(path, body)
        staged.rename(self.inbox / os.fsdecode(path))

    def note(self, name: str | bytes, body: bytes) -> None:
        """Remember a file that a test puts into the inbox by itself."""
        self.dropped[os.fsencode(name)][hashlib.sha256(body).hexdigest()] += 1

    def drop_all(self, prefix: str, numbers: Iterable[int]) -> set[str]:
        """Drop stories `<prefix>-<number>.txt`, all at once; their paths."""
        staged = self.staging / f"of-{prefix}"
        staged.mkdir()
        for number in numbers:
            body = story(f"{prefix} {number}")
            name = f"{prefix}-{number:05d}.txt"
            (staged / name).write_bytes(body)
            self.note(name, body)
        names = sorted(path.name for path in staged.iterdir())
        for name in names:
            (staged / name).rename(self.inbox / name)
        staged.rmdir()
        return set(names)

    # looking

    def rows(self, query: str, *values: Any, owner: bool = False) -> list[dict[str, Any]]:
        """Ask Postgres, as people do; as its owner where only the tables tell."""
        run = self.run()
        url = run.database_url if owner or not run.reader_url else run.reader_url
        with psycopg.connect(url, row_factory=dict_row, connect_timeout=5) as connection:
            return connection.execute(query.encode(), values).fetchall()

    def delivery(self, path: str) -> dict[str, Any]:
        """The one delivery of this path."""
        (row,) = self.rows("select * from deliveries where path = %s", path)
        return row

    def ended(self, *paths: str, within: float = 30) -> dict[str, dict[str, Any]]:
        """Wait until these paths are done or quarantined; their rows."""

        def all_ended() -> list[dict[str, Any]] | None:
            rows = self.rows(
                "select * from deliveries where path = any(%s)"
                " and state in ('done', 'quarantined')",
                list(paths),
            )
            return rows if {row["path"] for row in rows} >= set(paths) else None

        rows = wait_until(patient(all_ended), within=within, every=0.05, what="all have ended")
        return {row["path"]: row for row in rows}

    def broker(self) -> "redis.Redis":
        """A connection to the broker; close it."""
        return redis.Redis.from_url(self.run().redis_url)

    def events(self, name: str, log: Path | None = None) -> list[dict[str, Any]]:
        """The log's lines of this event."""
        lines = (log or self.log).read_text("utf-8").splitlines()
        told = [json.loads(line) for line in lines if f'"event": "{name}"' in line]
        return [line for line in told if line["event"] == name]

    @contextmanager
    def brake(self, table: str) -> Iterator[None]:
        """Nobody writes to a private table until this ends."""
        with (
            suppress(psycopg.OperationalError),  # a test may kill Postgres meanwhile
            psycopg.connect(self.run().database_url) as connection,
        ):
            connection.execute(f"lock table desk.{table} in exclusive mode".encode())
            yield

    def caught(self, application: str, count: int) -> list[int]:
        """Wait until so many sessions of this name wait for a lock; their backends."""

        def waiting() -> list[int] | None:
            rows = self.rows(
                "select pid from pg_stat_activity"
                " where application_name = %s and wait_event_type = 'Lock'",
                f"copytaster {application}",
                owner=True,
            )
            return [row["pid"] for row in rows] if len(rows) >= count else None

        return wait_until(waiting, within=15, what=f"{count} sessions of {application} wait")

    # proving

    def prove(self, *, within: float = 60) -> None:
        """Everything dropped reached one end, once: folders, ledger and articles agree."""
        self._wait_for_ends(within)
        rows = self.rows("select * from deliveries")
        # the ledger against what was dropped
        assert Counter(bytes(row["path_bytes"]) for row in rows) == {
            path: digests.total() for path, digests in self.dropped.items()
        }
        # the folders against the ledger
        found: dict[bytes, Counter[str]] = defaultdict(Counter)
        filed = {folder.name: folder for folder in self.done.glob("*/*")}
        apart = {path.name: path for path in (self.data / "quarantine").glob("*")}
        for row in rows:
            name, path = str(row["delivery_id"]), bytes(row["path_bytes"])
            if row["state"] == "done":
                there = list(filed.pop(name).iterdir())
            else:
                there = list(apart.pop(name).iterdir())
                reasons = [each for each in there if each.name.endswith(".reason.json")]
                assert len(reasons) == 1, there
                there.remove(reasons[0])
            assert [os.fsencode(each.name) for each in there] == [path.rpartition(b"/")[2]]
            (place,) = there
            with place.open("rb") as file:
                found[path][hashlib.file_digest(file, "sha256").hexdigest()] += 1
        assert found == self.dropped
        assert not filed, "files in done/ without a row"
        assert not apart, "files in quarantine/ without a row"
        # the sightings and rejections against the ledger
        assert not self.rows(
            "select path, state, article_count, rejection_count from deliveries d"
            " where article_count <>"
            "  (select count(*) from sightings s where s.delivery_id = d.delivery_id)"
            " or rejection_count <>"
            "  (select count(*) from rejections r where r.delivery_id = d.delivery_id)"
            " or (state = 'done') <> (article_count > 0)"
        )
        # no article twice, none that nobody saw
        assert not self.rows(
            "select headline, count(*) from desk.article group by headline, dateline_place, body,"
            " uri, version, pub_status having count(*) > 1"
            " union all select headline, 0 from desk.article a where not exists"
            "  (select from desk.sighting s where s.article_id = a.article_id)",
            owner=True,
        )
        # and the product's own proof agrees
        told = self.tell("reconcile")
        assert told.code == 0, told

    def _wait_for_ends(self, within: float) -> None:
        last: list[str] = []

        def none_open() -> bool:
            last[:] = self._open_ends()
            return not last

        try:
            wait_until(patient(none_open), within=within, every=0.1)
        except AssertionError as error:
            raise AssertionError(f"not within {within:g} s: {last}") from error

    def _open_ends(self) -> list[str]:
        """What is still on its way, for people."""
        pending = self.rows(
            "select path || ' is ' || state as what from deliveries"
            " where state not in ('done', 'quarantined') limit 5"
        )
        rows = self.rows("select count(*) as n from deliveries")
        missing = sum(digests.total() for digests in self.dropped.values()) - rows[0]["n"]
        claimed = [
            f"{name!r} lies in {folder!r}"
            for folder, _, names in os.walk(os.fsencode(self.inbox / ".claimed"))
            for name in names
        ]
        return [
            *(row["what"] for row in pending),
            *([f"{missing} files have no row"] if missing > 0 else []),
            *claimed[:5],
        ]

    def prove_log(self) -> None:
        """Every line is one JSON object with an event; no secret and no body is in any."""
        logs = [self.log, *self.folder.glob("log-*")]
        for log in logs:
            for line in log.read_text("utf-8").splitlines():
                try:
                    told = json.loads(line)
                except json.JSONDecodeError:
                    raise AssertionError(f"no JSON: {line!r}") from None
                assert told.get("event"), line
                assert {"level", "timestamp"} <= told.keys(), line
                assert MARKER.split()[2] not in line, line
                assert not any(secret in line for secret in self.secrets), line


def patient(condition: Callable[[], T]) -> Callable[[], T | None]:
    """The same condition, not met while Postgres is away."""

    def met() -> T | None:
        try:
            return condition()
        except psycopg.OperationalError:
            return None

    return met


def children(pid: int) -> list[int]:
    """The living child processes of a process; one that has ended may be listed for seconds."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, parent = stat.read_text().rpartition(")")[2].split()[:2]
            if int(parent) == pid and state != "Z":
                found.append(int(stat.parent.name))
    return sorted(found)


def peak_mb(pid: int) -> float:
    """The most memory that a process ever had resident."""
    status = Path(f"/proc/{pid}/status").read_text()
    (line,) = (line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def kill_tree(pid: int) -> None:
    """Kill -9 a process and its children, all at once."""
    tree = [pid, *children(pid)]
    for each in tree:
        with suppress(ProcessLookupError):
            os.kill(each, signal.SIGKILL)


def _password(url: str) -> str:
    return url.partition("://")[2].partition("@")[0].partition(":")[2]


def remove(folder: Path) -> None:
    """Delete a folder with whatever names are in it."""
    shutil.rmtree(os.fsencode(folder))


@contextmanager
def started(desk: Desk) -> Iterator[Desk]:
    """A stack that runs meanwhile, and whose log is looked through at the end."""
    try:
        desk.start()
        yield desk
        desk.prove_log()
    finally:
        desk.close()
