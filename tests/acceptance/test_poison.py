"""An article that ends every process that matches it costs its tries, and takes nobody along."""

import os
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from threading import Event

import psycopg
import pytest
from running import Desk, patient, started, story
from waiting import wait_until

NEIGHBOURS = 12
LOCK = 4711
HELD = f"""
    create function desk.hold() returns trigger language plpgsql as
        $$ begin perform pg_advisory_xact_lock({LOCK}); return new; end $$;
    create trigger hold before update on desk.article for each row
        when (new.body like '%poison%' and new.because not like 'not compared%')
        execute function desk.hold();
"""


@pytest.fixture
def one_worker(server_folder: Path) -> Iterator[Desk]:
    """A stack with a single worker process, so that it is plain who is killed."""
    desk = Desk(
        server_folder / "one",
        COPYTASTER_WORK__CONCURRENCY="1",
        COPYTASTER_QUEUE__SOFT_LIMIT_S="20",
        COPYTASTER_QUEUE__HARD_LIMIT_S="25",
        COPYTASTER_QUEUE__LEASE_S="30",
        COPYTASTER_QUEUE__VISIBILITY_TIMEOUT_S="40",
    )
    with started(desk) as running:
        yield running


def test_a_worker_killed_at_one_article_each_time_matches_all_others(one_worker: Desk) -> None:
    desk = one_worker
    bulk = desk.folder / "bulk"
    bulk.mkdir()
    names = [f"{number:03}.txt" for number in range(NEIGHBOURS)]
    for name in names:
        (bulk / name).write_bytes(story(name))
    (bulk / "poison.txt").write_bytes(story("poison") + b"\nThe cup held poison.\n")
    for path in sorted(bulk.iterdir()):
        desk.note(f"bulk/{path.name}", path.read_bytes())
    with psycopg.connect(desk.run().database_url, autocommit=True) as holding:
        holding.execute(HELD)
        holding.execute(f"select pg_advisory_lock({LOCK})".encode())
        with killer(desk) as killed:
            told = desk.tell("ingest", str(bulk))
            assert told.code == 0, told
            desk.prove()
    ended = desk.ended(*(f"bulk/{name}" for name in (*names, "poison.txt")))
    poison = ended.pop("bulk/poison.txt")
    assert len(killed) == 4, "once with all, and three times alone"
    assert (poison["state"], poison["attempts"]) == ("done", 5), "the last gave its match up"
    assert "the worker process ended" in poison["last_error"]
    assert {(row["state"], row["failures"]) for row in ended.values()} == {("done", 0)}
    assert {row["attempts"] for row in ended.values()} == {2}, "with the others, then alone"
    assert len(desk.events("match_given_up")) == 1
    (article,) = desk.rows("select relation, because from articles where body like '%%poison%%'")
    assert article["relation"] == "original"
    assert article["because"].startswith("not compared with others, given up after 3 tries alone")
    assert desk.rows("select count(*) as n from articles") == [{"n": NEIGHBOURS + 1}]


@contextmanager
def killer(desk: Desk) -> Iterator[list[int]]:
    """Somebody who kills the worker process whenever it is at the article; those killed."""
    done = Event()
    killed: list[int] = []
    with ThreadPoolExecutor(1) as pool:
        killing = pool.submit(kill_who_waits, desk, done, killed)
        try:
            yield killed
        finally:
            done.set()
        killing.result()


def kill_who_waits(desk: Desk, done: Event, killed: list[int]) -> None:
    waiting = (
        "select pid from pg_stat_activity where application_name = 'copytaster work'"
        " and wait_event = 'advisory'"
    )
    while not done.wait(0.05):
        for row in patient(lambda: desk.rows(waiting, owner=True))() or []:
            (process,) = wait_until(desk.pool, what="it is there")
            killed.append(process)
            os.kill(process, signal.SIGKILL)
            wait_until(partial(gone, desk, process), what="it has ended")
            # the server would not notice that nobody is there before it has the lock
            desk.rows(f"select pg_terminate_backend({row['pid']}, 5000)", owner=True)


def gone(desk: Desk, process: int) -> bool:
    """Whether a process of the pool has ended."""
    return process not in desk.pool()
