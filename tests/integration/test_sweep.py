"""What was cut off is put right, on evidence, and nothing is ever emptied."""

import os
import shutil
import threading
from collections.abc import MutableMapping
from typing import Any

import pytest
import redis
from desk import Desk, at, names, new_id, prepared, story
from waiting import wait_until

from worker.adapters.inbox import CLAIMED
from worker.core.delivery import Delivery, Lane
from worker.errors import Reason, Unavailable
from worker.sweep import YOUNG_MS, Found

Lines = list[MutableMapping[str, Any]]
OLD_S = YOUNG_MS / 1000 + 1


def broker(desk: Desk) -> redis.Redis:
    client = redis.Redis.from_url(desk.redis_url, decode_responses=True)
    desk._open.append(client.close)
    return client


def cut_off(desk: Desk) -> None:
    """As if the publishing of every claimed row had been cut off long ago."""
    desk.sql("update desk.delivery set lease_until = now() - interval '1 second'"
             " where state = 'claimed'")  # fmt: skip


def orphan(desk: Desk, path: str, age_s: float, text: str | None = None) -> Delivery:
    """A claimed file without a row, claimed so long ago."""
    desk.drop(path, text or story(path))
    delivery = desk.inbox.claim(os.fsencode(path), new_id(age_s), Lane.LIVE)
    assert delivery is not None
    return delivery


def claimed_folders(desk: Desk) -> list[str]:
    return names(desk.inbox.root / os.fsdecode(CLAIMED))


def test_a_quiet_desk_needs_nothing(desk: Desk) -> None:
    assert not desk.sweep().once()
    assert desk.sweep().once() == Found()


def test_rows_whose_publishing_was_cut_off_are_published(desk: Desk) -> None:
    deliveries = [desk.claim(f"desk/{n}.txt") for n in range(3)]
    sweep = desk.sweep()
    assert sweep.once().republished == 0, "their publisher may be at it"
    cut_off(desk)
    assert sweep.once().republished == 3
    assert desk.states() == {"queued": 3}
    (sent,) = desk.messages()
    assert sent.ids == [delivery.delivery_id for delivery in deliveries]


def test_more_than_one_statement_can_hold_is_published(desk: Desk) -> None:
    desk.rows(4500)
    cut_off(desk)
    assert desk.sweep().once().republished == 4500
    assert desk.states() == {"queued": 4500}
    assert all(len(sent.ids) <= 128 for sent in desk.messages())


def test_what_is_postponed_is_published_when_it_is_due(desk: Desk) -> None:
    store, sweep = desk.store(), desk.sweep()
    (mine,) = desk.begun(store, desk.rows())
    store.postpone([mine], "the share is away")
    before = desk.row(mine)
    assert sweep.once().republished == 0
    desk.due_now()
    assert sweep.once().republished == 1
    row = desk.row(mine)
    assert (row["attempt"], row["failures"], row["state"]) == (before["attempt"], 0, "queued")
    assert len(desk.messages()) == 1


def test_what_is_stored_and_postponed_by_a_lost_session_is_sent_when_it_is_due(desk: Desk) -> None:
    delivery, worker = desk.claim("desk/x.txt", story("A")), desk.ingest()
    worker.run("warm up", [])
    (mine,) = worker.store.begin("run", [delivery.delivery_id]).fresh
    (page,) = worker.read([mine])
    worker.store_page(page)
    worker.postpone([mine], "Postgres is away")
    desk.end(worker.store.session)  # type: ignore[attr-defined]
    desk.sql(
        "update desk.delivery set started_at = started_at - interval '2 seconds',"
        " not_before = now() + interval '1 hour'"
    )
    assert not desk.sweep().once()
    desk.due_now()
    assert desk.sweep().once().released == 1
    desk.work()
    assert desk.states() == {"done": 1}


def test_an_orphan_is_adopted_by_what_its_path_tells(desk: Desk) -> None:
    found = orphan(desk, "reuters/late/x.txt", OLD_S)
    assert desk.sweep().once().adopted == 1
    row = desk.row(found)
    assert (row["path"], row["source_hint"], row["state"]) == (
        "reuters/late/x.txt",
        "reuters",
        "queued",
    )
    assert row["size_bytes"] == len(story("reuters/late/x.txt"))
    desk.work()
    assert desk.states() == {"done": 1}
    assert claimed_folders(desk) == []


def test_a_young_orphan_is_its_intakes_business(desk: Desk) -> None:
    orphan(desk, "desk/x.txt", 0)
    (desk.inbox.root / ".claimed" / str(new_id())).mkdir()
    assert not desk.sweep().once()
    assert len(claimed_folders(desk)) == 2


def test_an_orphan_that_two_sweeps_adopt_is_one_delivery(desk: Desk) -> None:
    orphan(desk, "desk/x.txt", OLD_S)
    first, second = desk.sweep(), desk.sweep()
    first.once()
    second.once()
    desk.work()
    assert desk.states() == {"done": 1}
    assert desk.one("select count(*) from sightings") == 1


def test_empty_claimed_folders_go_when_they_are_old(desk: Desk) -> None:
    old, young = new_id(OLD_S), new_id()
    for delivery_id in (old, young):
        (desk.inbox.root / ".claimed" / str(delivery_id) / "desk").mkdir(parents=True)
    (desk.inbox.root / ".claimed" / "no-id-at-all").mkdir()
    desk.sweep().once()
    assert claimed_folders(desk) == sorted([str(young), "no-id-at-all"])


def test_the_folders_are_looked_through_now_and_then(desk: Desk) -> None:
    now = [1_800_000_000.0]
    sweep = desk.sweep(wall_clock=lambda: now[0])
    sweep.once()
    orphan(desk, "desk/x.txt", OLD_S)
    now[0] += 29
    assert sweep.once().adopted == 0
    now[0] += 1
    assert sweep.once().adopted == 1


def test_a_wiped_broker_has_everything_queued_again(desk: Desk, lines: Lines) -> None:
    deliveries = [desk.claim(f"desk/{n}.txt") for n in range(3)]
    sweep = desk.sweep()
    sweep.once()
    desk.publish(deliveries)
    assert not sweep.once()
    broker(desk).flushdb()
    found = sweep.once()
    assert (found.requeued, found.republished) == (3, 3)
    assert [line["wiped"] for line in lines if line["event"] == "epoch_changed"] == [True]
    assert not sweep.once()
    desk.work()
    assert desk.states() == {"done": 3}


def test_a_running_delivery_is_not_touched_by_a_wiped_broker(desk: Desk) -> None:
    store, sweep = desk.store(), desk.sweep()
    sweep.once()
    (mine,) = desk.begun(store, desk.rows())
    broker(desk).flushdb()
    assert not sweep.once()
    assert desk.row(mine)["state"] == "running"


def test_messages_that_were_purged_are_missed_the_second_time(desk: Desk) -> None:
    deliveries = [desk.claim(f"desk/{n}.txt") for n in range(3)]
    sweep = desk.sweep()
    sweep.once()
    desk.publish(deliveries)
    broker(desk).delete("live")
    assert sweep.once().requeued == 0, "a worker may just have taken the last one"
    assert sweep.once().requeued == 3
    assert desk.states() == {"queued": 3}
    assert len(desk.messages()[0].ids) == 3
    assert desk.states() == {"queued": 3}


def test_a_busy_broker_is_no_evidence_of_anything(desk: Desk) -> None:
    sweep = desk.sweep()
    sweep.once()
    desk.publish([desk.claim("desk/x.txt")])
    desk.sql("update desk.delivery set received_at = now() - interval '3 days'")
    for _ in range(4):
        assert not sweep.once(), "age alone never counts"
    assert len(desk.messages()) == 1


def test_an_emptiness_between_messages_is_forgotten(desk: Desk) -> None:
    delivery = desk.claim("desk/x.txt")
    sweep = desk.sweep()
    sweep.once()
    desk.publish([delivery])
    desk.messages()
    assert sweep.once().requeued == 0
    desk.publish([delivery])
    assert sweep.once().requeued == 0
    desk.messages()
    assert sweep.once().requeued == 0, "counting begins anew"
    assert sweep.once().requeued == 1


def test_a_broker_that_is_away_leaves_rows_claimed_and_later_they_are_sent(
    desk: Desk, closed_port: int, lines: Lines
) -> None:
    away = desk.make_queue(f"redis://127.0.0.1:{closed_port}/0")
    deliveries = [desk.claim(f"desk/{n}.txt") for n in range(3)]
    from worker.publish import publish  # noqa: PLC0415

    sent = publish(desk.ledger, away, deliveries, batch_max=128, batch_bytes=10**6)
    assert sent == 0
    assert [line["waiting"] for line in lines if line["event"] == "publish_failed"] == [3]
    assert desk.states() == {"claimed": 3}
    cut_off(desk)
    orphan(desk, "desk/late.txt", OLD_S)
    with pytest.raises(Unavailable):
        desk.sweep(queue=away).once()
    cut_off(desk)
    sweep = desk.sweep()
    assert sweep.once().republished == 4
    desk.work()
    assert desk.states() == {"done": 4}


def test_the_sweep_outlives_a_broker_that_is_away(desk: Desk, closed_port: int) -> None:
    away = desk.make_queue(f"redis://127.0.0.1:{closed_port}/0")
    desk.claim("desk/x.txt")
    cut_off(desk)
    sweep = desk.sweep(queue=away, interval_s=0.02)
    stop = threading.Event()
    thread = threading.Thread(target=sweep.run, args=(stop,))
    thread.start()
    try:
        sweep.queue = desk.queue
        wait_until(lambda: desk.states() == {"queued": 1})
    finally:
        stop.set()
        thread.join(timeout=10)
    assert not thread.is_alive()


def test_filings_that_were_cut_off_are_finished(desk: Desk) -> None:
    store = desk.store()
    nested, gone = desk.claim("a/b/x.txt"), desk.claim("a/y.txt")
    dropped, empty = desk.claim("z.txt"), desk.claim("e.txt")
    for delivery, reason in (
        (nested, Reason.CRASHED),
        (gone, Reason.CRASHED),
        (dropped, Reason.CRASHED),
        (empty, Reason.VANISHED),
    ):
        (mine,) = desk.begun(store, [delivery], str(delivery.delivery_id))
        store.quarantine(mine, reason, "it fell over")
    desk.sql("update desk.delivery set dropped_at = now() where path = 'z.txt'")
    shutil.rmtree(desk.inbox.root / ".claimed" / str(gone.delivery_id))
    at(desk.spool().claimed_path(empty)).unlink()
    assert desk.sweep().once().filed == 0, "their runs may be about to"
    assert len(claimed_folders(desk)) == 3
    assert desk.sweep(later_s=20).once().filed == 2
    assert at(desk.spool().quarantine_path(nested)).is_file()
    assert at(desk.spool().reason_path(nested)).is_file()
    assert claimed_folders(desk) == []
    assert names(desk.quarantine) == [str(nested.delivery_id)], "the other was given up"


def test_a_sweep_in_the_middle_of_a_run_takes_nothing_from_it(desk: Desk) -> None:
    delivery = desk.claim("desk/x.txt", story("A"))
    worker, sweep = desk.ingest(), desk.sweep()
    worker.run("warm up", [])
    (mine,) = worker.store.begin("run", [delivery.delivery_id]).fresh
    assert not sweep.once()
    (page,) = worker.read([mine])
    assert not sweep.once()
    stored = worker.store_page(page)
    assert not sweep.once()
    worker.match(stored)
    assert desk.states() == {"done": 1}
    assert desk.sweep(later_s=20).once() == Found()
    assert len(list(desk.done.rglob("x.txt"))) == 1


def test_split_deliveries_are_sent_one_by_one(desk: Desk) -> None:
    store = desk.store()
    batch = desk.begun(store, desk.rows(3), "a")
    desk.end(store.session)
    desk.sql("update desk.delivery set started_at = started_at - interval '2 seconds'")
    assert desk.sweep().once().released == 3
    assert [len(sent.ids) for sent in desk.messages()] == [1, 1, 1]
    assert len(batch) == 3


def test_nothing_is_ever_deleted(desk: Desk) -> None:
    desk.kept(prepared("Bridge news."))
    orphan(desk, "desk/x.txt", OLD_S)
    store = desk.store()
    (bad,) = desk.begun(store, [desk.claim("desk/bad.txt")])
    store.quarantine(bad, Reason.CRASHED, "it fell over")
    desk.sweep().once()
    broker(desk).flushdb()
    desk.sweep().once()
    desk.work()
    files = [path for path in desk.folder.rglob("*.txt") if path.is_file()]
    assert sorted(path.name for path in files) == ["bad.txt", "x.txt"]
    assert desk.one("select count(*) from desk.delivery") == 3
    assert desk.one("select count(*) from desk.article") == 2
