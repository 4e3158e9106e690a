"""The flow of the watch side on real folders: seen, settled, claimed, recorded, sent."""

import os
import shutil
import threading
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from desk import Desk, story
from waiting import wait_until

from worker.core.delivery import LiveAllowance
from worker.core.settle import Settler
from worker.intake import Intake
from worker.stack.postgres import EmbeddedPostgres

Lines = list[MutableMapping[str, Any]]


def count(desk: Desk) -> int:
    return int(desk.one("select count(*) from desk.delivery"))


def paths(desk: Desk) -> list[bytes]:
    rows = desk.sql("select path_bytes from desk.delivery order by path_bytes")
    return [bytes(row["path_bytes"]) for row in rows]


def files_in(desk: Desk) -> list[str]:
    """What lies in the inbox, claimed files left out."""
    return sorted(
        str((Path(folder) / name).relative_to(desk.inbox.root))
        for folder, _, names in os.walk(desk.inbox.root)
        for name in names
        if ".claimed" not in folder
    )


@contextmanager
def running(intake: Intake) -> Iterator[None]:
    """The loop in a thread of its own, as the command runs it."""
    stop = threading.Event()
    thread = threading.Thread(target=intake.run, args=(stop,))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        intake.watch.wake()
        thread.join(timeout=10)
        assert not thread.is_alive(), "the loop does not end"


def test_a_dropped_file_becomes_a_row_and_a_message(desk: Desk) -> None:
    intake = desk.intake()
    intake.turn()
    desk.drop("reuters/x.txt", story("A"))
    desk.turns(intake, lambda: count(desk) == 1)
    (row,) = desk.sql("select * from deliveries")
    assert (row["path"], row["source_hint"], row["state"]) == ("reuters/x.txt", "reuters", "queued")
    assert row["lane"] == "live"
    assert files_in(desk) == []
    (sent,) = desk.messages()
    assert (sent.ids, sent.title) == ([row["delivery_id"]], "1 file: x.txt")
    claimed = desk.inbox.root / ".claimed" / str(row["delivery_id"]) / "reuters" / "x.txt"
    assert claimed.read_text() == story("A")


def test_what_lay_there_at_start_goes_in(desk: Desk) -> None:
    for n in range(3):
        desk.drop(f"desk/{n}.txt", story(n))
    desk.turns(desk.intake(), lambda: count(desk) == 3)


def test_a_file_moved_in_goes_in_at_once(desk: Desk) -> None:
    intake = desk.intake(settler=Settler(settle_s=0.01, unseen_s=60.0, open_wait_s=60.0))
    intake.turn()
    outside = desk.folder / "x.txt"
    outside.write_text(story("A"))
    outside.rename(desk.inbox.root / "x.txt")
    desk.turns(intake, lambda: count(desk) == 1, within=3)


def test_a_file_that_is_still_written_waits_for_its_close(desk: Desk) -> None:
    intake = desk.intake(settler=Settler(settle_s=0.01, unseen_s=0.05, open_wait_s=60.0))
    intake.turn()
    with (desk.inbox.root / "x.txt").open("w") as file:
        for part in story("A").split("."):
            file.write(part + ".")
            file.flush()
            for _ in range(3):
                intake.turn()
        assert count(desk) == 0
    desk.turns(intake, lambda: count(desk) == 1)


def test_nested_folders_and_names_in_any_bytes_go_in(desk: Desk) -> None:
    names = [
        b"a/b/c/x.txt",
        b"caf\xe9/\xff\xfe.txt",
        b"new\nline",
        "뉴스/기사 1.txt".encode(),
        b"-x",
    ]
    intake = desk.intake()
    intake.turn()
    for name in names:
        desk.drop(name, story("A"))
    desk.turns(intake, lambda: count(desk) == len(names))
    assert paths(desk) == sorted(names)
    assert len({row["path"] for row in desk.sql("select path from deliveries")}) == len(names)


def test_a_folder_moved_in_brings_all_its_files(desk: Desk) -> None:
    intake = desk.intake()
    intake.turn()
    outside = desk.folder / "outside"
    for name in ("a.txt", "deep/b.txt", "deep/er/c.txt"):
        (outside / name).parent.mkdir(parents=True, exist_ok=True)
        (outside / name).write_text(story(name))
    outside.rename(desk.inbox.root / "ap")
    desk.turns(intake, lambda: count(desk) == 3)
    assert paths(desk) == [b"ap/a.txt", b"ap/deep/b.txt", b"ap/deep/er/c.txt"]


def test_what_is_none_of_ours_stays_and_is_counted(desk: Desk, lines: Lines) -> None:
    root = desk.inbox.root
    for name in (".hidden", "x.txt.part", "y.tmp", ".git/config", "z.txt.ready"):
        desk.drop(name, "not news")
    (root / "link.txt").symlink_to("/etc/hostname")
    os.mkfifo(root / "pipe.txt")
    desk.drop("news.txt", story("A"))
    intake = desk.intake()
    desk.turns(intake, lambda: count(desk) == 1)
    intake.turn()
    assert paths(desk) == [b"news.txt"]
    (line,) = [line for line in lines if line["event"] == "inbox_scanned"]
    assert line["ignored"] == {
        ".*": 1,
        "*.part": 1,
        "*.tmp": 1,
        "folder .*": 1,
        "a link, FIFO, socket or device": 2,
        "a .ready marker without its file": 1,
    }
    assert (root / "link.txt").is_symlink()
    assert (root / "pipe.txt").is_fifo()


def test_only_ready_files_are_taken_where_that_is_agreed(desk: Desk) -> None:
    intake = desk.intake(require_ready=True)
    desk.drop("before.txt", story("A"))
    desk.drop("early.txt", story("B"))
    desk.drop("early.txt.ready", "")
    desk.turns(intake, lambda: count(desk) == 1)
    desk.drop("x.txt", story("C"))
    intake.turn()
    assert paths(desk) == [b"early.txt"]
    desk.drop("x.txt.ready", "")
    desk.turns(intake, lambda: count(desk) == 2)
    assert paths(desk) == [b"early.txt", b"x.txt"]
    assert files_in(desk) == ["before.txt"], "the markers go with their files"


def test_six_hundred_at_once_go_in_a_few_messages(desk: Desk) -> None:
    for n in range(600):
        desk.drop(f"desk/{n:03}.txt", "x")
    intake = desk.intake(allowance=LiveAllowance(per_s=1, burst=256))
    desk.turns(intake, lambda: count(desk) == 600)
    assert len(list((desk.inbox.root / ".claimed").iterdir())) == 600
    messages = desk.messages()
    assert all(len(sent.ids) <= 128 for sent in messages)
    assert len(messages) <= 9
    assert len({i for sent in messages for i in sent.ids}) == 600
    assert desk.states() == {"queued": 600}
    lanes = {row["lane"]: row["n"] for row in desk.sql(
        "select lane, count(*) as n from deliveries group by lane")}  # fmt: skip
    assert lanes["backlog"] > 300, "a bulk drop leaves the live lane to fresh news"


def test_a_second_watcher_stands_by_and_takes_over(desk: Desk, lines: Lines) -> None:
    first, second = desk.intake("first"), desk.intake("second")
    first.turn()
    second.turn()
    events = [line["event"] for line in lines if line["event"].startswith("watch_")]
    assert events == ["watch_started", "watch_standby"]
    desk.drop("x.txt", story("A"))
    second.turn()
    assert count(desk) == 0, "it only stands by"
    # the first process dies: its sessions go with it
    desk.sql(
        "select pg_terminate_backend(pid, 5000) from pg_stat_activity"
        " where application_name like 'copytaster first%%' and datname = current_database()"
    )
    desk.turns(second, lambda: count(desk) == 1)
    assert lines[-1]["event"] != "watch_standby"


def test_two_watchers_at_once_take_each_file_once(desk: Desk) -> None:
    with running(desk.intake("first")), running(desk.intake("second")):
        for n in range(150):
            desk.drop(f"desk/{n}.txt", story(n))
        wait_until(lambda: count(desk) == 150)
    assert len(set(paths(desk))) == 150
    assert files_in(desk) == []


def test_an_inbox_that_is_made_again_is_watched_again(desk: Desk, lines: Lines) -> None:
    intake = desk.intake()
    desk.drop("a.txt", story("A"))
    desk.turns(intake, lambda: count(desk) == 1)
    shutil.rmtree(desk.inbox.root)
    desk.inbox.root.mkdir()
    desk.drop("b.txt", story("B"))
    desk.turns(intake, lambda: count(desk) == 2)
    # and by events, not only by that first listing
    desk.drop("deep/c.txt", story("C"))
    desk.turns(intake, lambda: count(desk) == 3)
    # the file system may give the new folder the old one's number; then only the emitter tells
    renewed = [line["why"] for line in lines if line["event"] == "observer_renewed"]
    assert {"the inbox is another folder now", "its emitter has died"} & set(renewed)


def test_a_missing_inbox_is_made_anew(desk: Desk, lines: Lines) -> None:
    intake = desk.intake()
    intake.turn()
    shutil.rmtree(desk.inbox.root)
    desk.turns(intake, lambda: desk.inbox.root.is_dir() and intake.watch.trouble() is None)
    assert "inbox_missing" in [line["event"] for line in lines]
    desk.drop("x.txt", story("A"))
    desk.turns(intake, lambda: count(desk) == 1)


def test_a_dead_observer_is_replaced(desk: Desk, lines: Lines) -> None:
    intake = desk.intake()
    intake.turn()
    intake.watch.stop()
    desk.drop("x.txt", story("A"))
    desk.turns(intake, lambda: count(desk) == 1)
    whys = [line["why"] for line in lines if line["event"] == "observer_renewed"]
    assert whys == ["start", "the observer has ended"]


def test_the_polling_observer_sees_the_same(desk: Desk) -> None:
    intake = desk.intake()
    intake.watch.observer, intake.watch.poll_s = "polling", 0.05
    intake.turn()
    desk.drop("deep/x.txt", story("A"))
    desk.turns(intake, lambda: count(desk) == 1)
    assert intake.watch.kind == "polling"


def test_while_postgres_is_away_files_stay_and_nothing_is_lost(
    stoppable_desk: Desk, stoppable: EmbeddedPostgres, lines: Lines
) -> None:
    desk = stoppable_desk
    desk.sql("select 1")
    with running(desk.intake()):
        desk.drop("before.txt", story("A"))
        wait_until(lambda: desk.states() == {"queued": 1})
        stoppable.stop()
        wait_until(lambda: "service_unavailable" in [line["event"] for line in lines])
        for n in range(5):
            desk.drop(f"desk/{n}.txt", story(n))
        before = len(lines)
        wait_until(lambda: len(lines) > before, what="it has tried again")
        assert len(files_in(desk)) == 5
        stoppable.start()
        vars(desk).pop("_admin")
        wait_until(lambda: count(desk) == 6, within=15)
        wait_until(lambda: desk.states() == {"queued": 6})
    assert files_in(desk) == []


def test_what_was_claimed_as_postgres_went_is_recorded_when_it_is_back(desk: Desk) -> None:
    intake = desk.intake()
    intake.turn()
    desk.drop("x.txt", story("A"))
    # the table is away from the moment of the claim on
    desk.sql("alter table desk.delivery rename to elsewhere")
    from psycopg.errors import UndefinedTable  # noqa: PLC0415

    with pytest.raises(UndefinedTable):
        desk.turns(intake, lambda: False, within=5)
    assert files_in(desk) == [], "it was claimed"
    desk.sql("alter table desk.elsewhere rename to delivery")
    desk.turns(intake, lambda: count(desk) == 1)
    assert len(desk.messages()) == 1


def test_a_broker_that_is_away_leaves_the_row_for_the_sweep(desk: Desk, closed_port: int) -> None:
    intake = desk.intake(queue=desk.make_queue(f"redis://127.0.0.1:{closed_port}/0"))
    desk.drop("x.txt", story("A"))
    desk.turns(intake, lambda: count(desk) == 1)
    assert desk.states() == {"claimed": 1}
    desk.sql("update desk.delivery set lease_until = now()")
    assert desk.sweep().once().republished == 1
    desk.work()
    assert desk.states() == {"done": 1}


def test_a_whole_desk_from_drop_to_done(desk: Desk) -> None:
    with running(desk.intake()):
        for n in range(20):
            desk.drop(f"ap/{n % 10}-{n // 10}.txt", story(n % 10))
        worker = desk.ingest()
        wait_until(lambda: desk.work(worker) is not None and desk.states() == {"done": 20})
    assert desk.one("select count(*) from articles") == 10
    assert desk.one("select count(*) from sightings") == 20
    assert len(list(desk.done.rglob("*.txt"))) == 20
    assert list((desk.inbox.root / ".claimed").iterdir()) == []
