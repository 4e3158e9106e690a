"""Whatever is killed, wiped or restarted: every file reaches its end, once."""

import os
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
import pytest
from running import Desk, kill_tree, patient, started, story
from waiting import wait_until

FILES = 300


@pytest.fixture(scope="module")
def shaken(server_folder: Path) -> Iterator[Desk]:
    """A stack to break; its done folder may well lie on another device."""
    with tempfile.TemporaryDirectory(prefix="copytaster-done-") as done:
        # what ends at the soft limit must be let go in time, also on a machine that stands still
        limits = {"COPYTASTER_QUEUE__HARD_LIMIT_S": "7", "COPYTASTER_QUEUE__LEASE_S": "8"}
        desk = Desk(server_folder / "shaken", COPYTASTER_SPOOL__DONE=done, **limits)
        with started(desk) as running:
            yield running


def failures(desk: Desk, prefix: str) -> dict[int, int]:
    """How many of these files have so many failures counted against them."""
    rows = desk.rows(
        "select failures, count(*) as n from deliveries where path like %s group by failures",
        f"{prefix}-%",
    )
    return {row["failures"]: row["n"] for row in rows}


def in_a_batch(desk: Desk, prefix: str) -> bool:
    """Whether the killed runs cost nobody anything, but a file that was alone in its message."""
    counted = failures(desk, prefix)
    return counted[0] >= FILES - 2 and counted.keys() <= {0, 1}


def begun(desk: Desk, prefix: str) -> None:
    """Wait until the first of these files is done; most of them are under way then."""
    wait_until(
        lambda: desk.rows(
            "select 1 from deliveries where path like %s and state = 'done' limit 1", f"{prefix}-%"
        ),
        what="the first is done",
    )


def test_a_pool_process_killed_and_the_broker_wiped(shaken: Desk) -> None:
    with shaken.brake("article"):
        shaken.drop_all("pool", range(2 * FILES))
        shaken.caught("work", 2)
        os.kill(shaken.pool()[0], signal.SIGKILL)
        with shaken.broker() as broker:
            broker.flushall()
    shaken.prove()
    assert in_a_batch(shaken, "pool"), "nobody knows which of a batch it was"
    assert shaken.events("epoch_changed")[-1]["wiped"]


def test_the_whole_worker_killed(shaken: Desk) -> None:
    work = shaken.pid("work")
    with shaken.brake("article"):
        shaken.drop_all("work", range(FILES))
        shaken.caught("work", 2)
        kill_tree(work)
        shaken.another("work", work)
    shaken.prove()
    assert in_a_batch(shaken, "work")


def test_filing_refused_then_the_watch_killed_in_a_claim_then_all_ended(shaken: Desk) -> None:
    """Three cut-off things at once, since the sweep leaves each alone for its first 15 seconds."""
    names = [f"unfiled-{number}.txt" for number in range(20)]
    with refused(shaken):
        for name in names:
            shaken.drop(name, story(name))
        ended = shaken.ended(*names)
        assert {(row["state"], row["failures"]) for row in ended.values()} == {("done", 0)}
        for row in ended.values():
            assert (shaken.inbox / ".claimed" / str(row["delivery_id"]) / row["path"]).exists()

        def told() -> bool:
            return {line.get("path") for line in shaken.events("service_unavailable")} >= {*names}

        wait_until(told, what="it says so of each")

    watch = shaken.pid("watch")
    with shaken.brake("delivery"):
        shaken.drop_all("watch", range(FILES))
        # it has renamed the first files, and cannot write their rows; nor will it ever
        (backend,) = shaken.caught("watch", 1)
        os.kill(watch, signal.SIGKILL)
        with psycopg.connect(shaken.run().database_url) as connection:
            connection.execute("select pg_terminate_backend(%s, 5000)", (backend,))
    shaken.another("watch", watch)

    shaken.drop_all("term", range(FILES))
    begun(shaken, "term")
    assert shaken.stop() == 0
    assert shaken.processes() == []
    shaken.start()
    shaken.prove()
    sweeps = shaken.events("sweep_done")
    assert sum(sweep["adopted"] for sweep in sweeps) > 0
    assert sum(sweep["filed"] for sweep in sweeps) >= len(names)
    assert failures(shaken, "watch") == failures(shaken, "term") == {0: FILES}


@contextmanager
def refused(desk: Desk) -> Iterator[None]:
    """The done folder takes nothing until this ends: a regular file stands in its place."""
    away = desk.done.with_name(f"{desk.done.name}.away")
    desk.done.mkdir(exist_ok=True)
    desk.done.rename(away)
    desk.done.touch()
    yield
    desk.done.unlink()
    away.rename(desk.done)


def test_up_killed_and_started_again_at_once(shaken: Desk) -> None:
    with shaken.brake("article"):
        shaken.drop_all("up", range(FILES))
        shaken.caught("work", 2)
        shaken.up.kill()
        shaken.up.wait()
    shaken.start()
    shaken.drop_all("up-later", range(10))
    shaken.prove()
    assert failures(shaken, "up") == {0: FILES + 10}


def test_postgres_restarted_under_load(shaken: Desk) -> None:
    postgres = shaken.pid("postgres")
    shaken.drop_all("restart", range(FILES))
    begun(shaken, "restart")
    with shaken.brake("article"):
        patient(lambda: shaken.caught("work", 1))()
        os.kill(postgres, signal.SIGINT)
        shaken.another("postgres", postgres)
    shaken.prove()
    assert failures(shaken, "restart") == {0: FILES}


def test_the_broker_killed_under_load(shaken: Desk) -> None:
    valkey = shaken.pid("valkey")
    shaken.drop_all("broker", range(FILES))
    begun(shaken, "broker")
    os.kill(valkey, signal.SIGKILL)
    shaken.another("valkey", valkey)
    shaken.prove()
    assert failures(shaken, "broker") == {0: FILES}


def test_the_broker_killed_while_one_run_is_on_and_the_worker_waits_for_more(shaken: Desk) -> None:
    """What Celery and kombu close then they close twice; the second time must not end the worker."""
    work, valkey = shaken.pid("work"), shaken.pid("valkey")
    with shaken.brake("article"):
        shaken.drop("waits.txt", story("waits"))
        shaken.caught("work", 1)
        os.kill(valkey, signal.SIGKILL)
        shaken.another("valkey", valkey)
    assert shaken.ended("waits.txt")["waits.txt"]["failures"] == 0
    shaken.drop("after.txt", story("after"))
    shaken.prove()
    assert shaken.pid("work") == work, "it lives on"


def test_the_broker_away_for_longer_than_the_time_limit_of_a_run_that_has_ended(
    shaken: Desk,
) -> None:
    """Celery, which reads no results meanwhile, must not let its limit reach what comes after."""
    pool = shaken.pool()
    with shaken.brake("article"):
        shaken.drop("away.txt", story("away"))
        shaken.caught("work", 1)
        os.kill(shaken.pid("valkey"), signal.SIGKILL)

    def away() -> bool:
        with suppress(ProcessLookupError):
            os.kill(shaken.pid("valkey"), signal.SIGKILL)
        beyond = "path = 'away.txt' and received_at < now() - interval '4 s'"
        return bool(shaken.rows(f"select from deliveries where {beyond}"))

    wait_until(away, what="its soft limit has passed")
    shaken.drop("back.txt", story("back"))
    shaken.prove()
    assert set(pool) <= set(shaken.pool()), "the process that had ended it lives on"


def test_a_run_that_hangs_is_killed_at_the_hard_limit_and_comes_again(shaken: Desk) -> None:
    before = len(limits(shaken, "Hard"))
    with stopped_in_the_middle(shaken, "hang.txt") as pool:
        wait_until(lambda: len(limits(shaken, "Hard")) > before, within=20, what="the hard limit")
        wait_until(lambda: set(pool) - set(shaken.pool()), within=20, what="the hung one is killed")
    row = shaken.ended("hang.txt")["hang.txt"]
    assert (row["state"], row["article_count"]) == ("done", 1)
    assert row["attempts"] > 1
    shaken.prove()


def test_a_run_beyond_the_soft_limit_ends_from_inside_and_comes_again(shaken: Desk) -> None:
    before = len(limits(shaken, "Soft"))
    with stopped_in_the_middle(shaken, "late.txt") as pool:
        wait_until(lambda: len(limits(shaken, "Soft")) > before, what="the soft limit")
    row = shaken.ended("late.txt")["late.txt"]
    # what failed came further after all, and counts no longer
    assert (row["state"], row["article_count"], row["failures"]) == ("done", 1, 0)
    assert row["attempts"] > 1
    assert "time limit" in row["last_error"]
    assert set(pool) <= set(shaken.pool()), "the process lives on"
    shaken.prove()


@contextmanager
def stopped_in_the_middle(desk: Desk, name: str) -> Iterator[list[int]]:
    """A file in the middle of its run, and the pool's processes stopped until this ends."""
    with desk.brake("article"):
        desk.drop(name, story(name))
        running = "select from deliveries where path = %s and state = 'running'"
        wait_until(lambda: desk.rows(running, name), what="it is begun")
        desk.caught("work", 1)
        # only now: what a test before this one broke may have been replaced just before
        pool = desk.pool()
        for process in pool:
            os.kill(process, signal.SIGSTOP)
    try:
        yield pool
    finally:
        for process in set(pool) & set(desk.pool()):
            os.kill(process, signal.SIGCONT)


def limits(desk: Desk, which: str) -> list[str]:
    """The lines in which Celery says that a run ran into its `Soft` or its `Hard` limit."""
    lines = desk.log.read_text("utf-8").splitlines()
    return [line for line in lines if f"{which} time limit" in line]
