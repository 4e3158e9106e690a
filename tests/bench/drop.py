"""Measure the whole way: clone-like stack up, files dropped, rows read.

    python tests/bench/drop.py bulk   --files FOLDER [--count 5000]   articles a second
    python tests/bench/drop.py steady --files FOLDER [--rate 20] [--seconds 30]   p50 and p99

Starts `copytaster up` on a folder of its own and ends it. `FOLDER` holds text files, one article
each; without it, made-up stories are used. Prints one JSON line with the figures.
"""

import argparse
import contextlib
import json
import os
import random
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg

WORDS = (
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
)


def made_up(count: int, folder: Path) -> list[Path]:
    """Stories of made-up sentences, each its own article, about 2 KB."""
    chance = random.Random(7)  # the same stories every time
    paths = []
    for number in range(count):
        paragraphs = [
            " ".join(chance.choice(WORDS) for _ in range(55)).capitalize() + "." for _ in range(6)
        ]
        text = (
            f"{' '.join(chance.choice(WORDS) for _ in range(7)).capitalize()} {number}\n\n"
            f"By Ann Writer\n\nGENEVA, March 3 (Reuters) - {paragraphs[0]}\n\n"
            + "\n\n".join(paragraphs[1:])
            + "\n"
        )
        path = folder / f"story-{number:06d}.txt"
        path.write_text(text, "utf-8")
        paths.append(path)
    return paths


@contextlib.contextmanager
def stack(folder: Path, *options: str) -> Iterator[dict[str, Any]]:
    """A running stack; yields what it tells other commands."""
    ready = folder / "ready"
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "worker", "up", "--no-flower"),
                *("--inbox", str(folder / "inbox"), "--data", str(folder / "data")),
                *("--ready-file", str(ready), *options),
            ],
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    pause = threading.Event()
    try:
        while not ready.exists():
            if process.poll() is not None:
                sys.exit((folder / "log").read_text())
            pause.wait(0.05)
        run = json.loads((folder / "data" / "run.json").read_text())
        run["up"] = process.pid
        yield run
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def memory_mb(pid: int) -> float:
    """Peak resident memory of a process and all below it: the sum of their high-water marks."""
    total = 0
    for stat in Path("/proc").glob("[0-9]*/status"):
        with contextlib.suppress(OSError):
            fields = dict(
                line.split(":\t", 1) for line in stat.read_text().splitlines() if ":\t" in line
            )
            if _below(int(fields["Pid"]), pid):
                total += int(fields.get("VmHWM", "0 kB").split()[0])
    return total / 1024


def _below(pid: int, top: int) -> bool:
    while pid > 1:
        if pid == top:
            return True
        try:
            pid = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            return False
    return False


def cpu_seconds(run: dict[str, Any]) -> dict[str, float]:
    """Processor time spent so far, by what `up` started; children count with their parent."""
    ticks = os.sysconf("SC_CLK_TCK")
    spent = dict.fromkeys(run["pids"], 0.0)
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = stat.read_text().rpartition(")")[2].split()
            for name, top in run["pids"].items():
                if name != "up" and _below(int(stat.parent.name), top):
                    spent[name] += (int(fields[11]) + int(fields[12])) / ticks
    return spent


def largest_worker_mb(pid: int) -> float:
    """The largest high-water mark among our own Python processes."""
    largest = 0
    for stat in Path("/proc").glob("[0-9]*/status"):
        with contextlib.suppress(OSError):
            text = stat.read_text()
            fields = dict(line.split(":\t", 1) for line in text.splitlines() if ":\t" in line)
            if _below(int(fields["Pid"]), pid) and "python" in fields["Name"]:
                largest = max(largest, int(fields.get("VmHWM", "0 kB").split()[0]))
    return largest / 1024


def bulk(run: dict[str, Any], files: list[Path], folder: Path) -> dict[str, float]:
    """Drop all files at once (one rename of a folder each hundred) and wait for the rows."""
    staging = folder / "staging"
    staging.mkdir()
    for number, path in enumerate(files):
        shutil.copyfile(path, staging / f"{number:06d}-{path.name}")
    names = sorted(path.name for path in staging.iterdir())
    inbox = Path(run["inbox"])
    pause = threading.Event()
    with psycopg.connect(run["reader_url"], autocommit=True) as connection:
        started = time.perf_counter()
        for name in names:
            (staging / name).rename(inbox / name)
        dropped = time.perf_counter()
        while True:
            row = connection.execute(
                "select count(*) from deliveries where state in ('done', 'quarantined')"
            ).fetchone()
            if row and row[0] >= len(files):
                break
            pause.wait(0.05)
        ended = time.perf_counter()
        counted = connection.execute(
            "select count(*), (select count(*) from sightings),"
            " (select count(*) from quarantine_open) from articles"
        ).fetchone()
    assert counted
    return {
        "files": len(files),
        "seconds": round(ended - started, 2),
        "dropping_s": round(dropped - started, 2),
        "files_per_s": round(len(files) / (ended - started)),
        "articles": counted[0],
        "sightings": counted[1],
        "quarantined": counted[2],
    }


def steady(run: dict[str, Any], files: list[Path], rate: float, seconds: float) -> dict[str, float]:
    """Drop files at a steady rate; the time from a file's close to its NOTIFY after commit."""
    inbox = Path(run["inbox"])
    count = int(rate * seconds)
    dropped: dict[str, float] = {}
    seen: dict[str, float] = {}
    done = threading.Event()

    def listen() -> None:
        with psycopg.connect(run["database_url"], autocommit=True) as connection:
            connection.execute("listen article_stored")
            while not done.is_set():
                for note in connection.notifies(timeout=0.2, stop_after=1):
                    seen[note.payload] = time.perf_counter()

    listener = threading.Thread(target=listen)
    listener.start()
    pause = threading.Event()
    begin = time.perf_counter() + 0.5
    for number in range(count):
        pause.wait(max(0.0, begin + number / rate - time.perf_counter()))
        path = files[number % len(files)]
        name = f"{number:06d}-{path.name}"
        (inbox / name).write_bytes(path.read_bytes() + f"\n\nNo. {number}.\n".encode())
        dropped[name] = time.perf_counter()
    deadline = time.perf_counter() + 20
    while len(seen) < count and time.perf_counter() < deadline:
        pause.wait(0.1)
    done.set()
    listener.join()
    with psycopg.connect(run["reader_url"], autocommit=True) as connection:
        rows = connection.execute(
            "select path, article_id::text from sightings where relation <> 'duplicate'"
        ).fetchall()
    took = sorted(
        (seen[article] - dropped[path]) * 1000
        for path, article in rows
        if article in seen and path in dropped
    )
    return {
        "rate": rate,
        "files": count,
        "rows_seen": len(took),
        "p50_ms": round(statistics.median(took), 1),
        "p99_ms": round(took[int(len(took) * 0.99)], 1),
        "max_ms": round(took[-1], 1),
    }


def main() -> None:
    """Run one measurement."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("what", choices=["bulk", "steady"])
    parser.add_argument("--files", type=Path)
    parser.add_argument("--count", type=int, default=5000)
    parser.add_argument("--rate", type=float, default=20)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--keep", action="store_true", help="leave the folder for a look")
    given = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="copytaster-bench-"))
    try:
        source = folder / "made-up"
        source.mkdir()
        files = sorted(given.files.iterdir()) if given.files else made_up(given.count, source)
        files = [path for path in files if path.is_file()][: given.count]
        with stack(folder) as run:
            before = cpu_seconds(run)
            if given.what == "bulk":
                figures = bulk(run, files, folder)
            else:
                figures = steady(run, files, given.rate, given.seconds)
            figures |= {
                f"cpu_{name}_s": round(spent - before[name], 2)
                for name, spent in cpu_seconds(run).items()
                if name != "up"
            }
            figures["all_processes_mb"] = round(memory_mb(int(run["up"])))
            figures["largest_python_mb"] = round(largest_worker_mb(int(run["up"])))
        print(json.dumps({"what": given.what} | figures))
    finally:
        if given.keep:
            print(f"left in {folder}", file=sys.stderr)
        else:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
