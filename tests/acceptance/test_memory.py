"""What a worker process takes: with all tables, in a batch, and at its worst."""

from pathlib import Path

from running import Desk

MOST_MB = 200


def memory_mb(pid: int, field: str) -> float:
    """A figure of a process in megabytes; pages that it shares with others count in full."""
    status = Path(f"/proc/{pid}/status").read_text().splitlines()
    (line,) = [line for line in status if line.startswith(f"{field}:")]
    return int(line.split()[1]) / 1024


def test_no_worker_process_takes_more_than_its_share_of_memory(desk: Desk) -> None:
    desk.ended(*desk.drop_all("memory", range(400)))
    assert desk.pool()
    peaks = {pid: memory_mb(pid, "VmHWM") for pid in desk.pool()}
    assert max(peaks.values()) < MOST_MB, peaks
    assert memory_mb(desk.pid("work"), "VmRSS") < MOST_MB


def test_a_worker_does_not_load_flower_and_its_web_server(desk: Desk) -> None:
    """Celery's command line would, and every worker process would carry it."""
    for pid in (desk.pid("work"), *desk.pool()):
        maps = Path(f"/proc/{pid}/maps").read_text()
        assert "psycopg" in maps
        assert "tornado" not in maps
    assert "tornado" in Path(f"/proc/{desk.pid('flower')}/maps").read_text()
