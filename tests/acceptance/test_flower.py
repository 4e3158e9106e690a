"""Flower shows what runs to who has the password, and nothing of ours listens elsewhere."""

import base64
import json
import re
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import redis
from running import Desk, story
from waiting import wait_until

LISTENS = "0A"


def get(desk: Desk, path: str, *, password: str | None = None) -> tuple[int, bytes]:
    run = desk.run()
    request = urllib.request.Request(run.flower_url + path)
    if password is not None:
        given = base64.b64encode(f"{run.flower_user}:{password}".encode()).decode()
        request.add_header("Authorization", f"Basic {given}")
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read()


def test_flower_wants_its_password(desk: Desk) -> None:
    for path in ("/", "/tasks", "/api/tasks", "/api/workers", "/broker"):
        assert get(desk, path)[0] == 401, path
        assert get(desk, path, password="guessed")[0] == 401, path
    password = desk.run().flower_password
    for path in ("/workers", "/tasks", "/api/tasks", "/broker"):
        assert get(desk, path, password=password)[0] == 200, path


def test_flower_shows_tasks_by_the_names_of_files(desk: Desk) -> None:
    desk.drop("for-flower.txt", story("for flower"))
    desk.ended("for-flower.txt")
    password = desk.run().flower_password

    def shown() -> dict[str, Any] | None:
        tasks = json.loads(get(desk, "/api/tasks?limit=10", password=password)[1])
        found = (t for t in tasks.values() if "for-flower.txt" in (t["args"] or ""))
        task = next(found, None)
        return task if task and task["state"] == "SUCCESS" else None

    task = wait_until(shown, what="Flower has the task")
    assert task["name"] == "ingest"
    assert "1 file: for-flower.txt" in task["args"]
    page = get(desk, "/tasks", password=password)[1]
    assert b"Ann Writer" not in page, "no body goes through the broker"
    desk.prove()


def test_nothing_listens_beyond_loopback_and_the_broker_wants_its_password(desk: Desk) -> None:
    assert desk.run().pids.keys() >= {"postgres", "valkey", "watch", "work", "flower"}
    ours = sockets(desk)
    listening = []
    for table in ("tcp", "tcp6", "udp", "udp6"):
        for line in Path(f"/proc/self/net/{table}").read_text().splitlines()[1:]:
            fields = line.split()
            if fields[9] in ours and (fields[3] == LISTENS or table.startswith("udp")):
                listening.append(fields[1])
    assert len(listening) == 2, "the broker and Flower"
    for address in listening:
        assert address.partition(":")[0] in {"0100007F", "0" * 24 + "01000000"}
    # Postgres answers on a Unix socket only
    assert desk.rows("show listen_addresses", owner=True) == [{"listen_addresses": ""}]
    with desk.broker() as broker:
        assert broker.ping()
    open_door = re.sub(r":[^@/]+@", "", desk.run().redis_url)
    assert open_door != desk.run().redis_url
    told = refused(open_door)
    assert "authenticat" in told.lower()


def sockets(desk: Desk) -> set[str]:
    """The inodes of all sockets that processes of the stack hold."""
    found = set()
    for process in desk.processes():
        for fd in Path(f"/proc/{process}/fd").iterdir():
            try:
                kind, _, inode = str(fd.readlink()).partition(":")
            except OSError:
                continue
            if kind == "socket":
                found.add(inode.strip("[]"))
    return found


def refused(url: str) -> str:
    """What the broker says to who has no password."""
    try:
        with redis.Redis.from_url(url) as stranger:
            stranger.ping()
    except redis.AuthenticationError as error:
        return str(error)
    return "it answered"
