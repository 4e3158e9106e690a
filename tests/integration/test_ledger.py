"""Who has a delivery: exactly one run, the newest, and what becomes of those that died."""

from collections.abc import Sequence
from contextlib import closing

import psycopg
import pytest
from desk import Desk, named, new_id, part, prepared, story, together
from waiting import wait_until

from worker.adapters.store import PostgresStore
from worker.core.delivery import Delivery, Lane, State
from worker.errors import Reason, Unavailable
from worker.ports import Begun


def begin(store: PostgresStore, run: str, *deliveries: Delivery) -> Begun:
    return store.begin(run, [delivery.delivery_id for delivery in deliveries])


def nothing(begun: Begun) -> bool:
    return not (begun.fresh or begun.stored or begun.apart)


def ids(deliveries: Sequence[Delivery]) -> list[object]:
    return [delivery.delivery_id for delivery in deliveries]


def test_a_row_holds_what_was_claimed(desk: Desk) -> None:
    path = b"desk/caf\xe9\n\xf0\x9f\x93\xb0.txt"
    delivery = Delivery(delivery_id=new_id(), path=path, lane=Lane.BACKLOG, size_bytes=12)
    desk.ledger.insert_claimed([delivery])
    row = desk.row(delivery)
    assert bytes(row["path_bytes"]) == path
    assert row["path"] == "desk/caf\\xe9\\n📰.txt"
    assert (row["source_hint"], row["lane"], row["size_bytes"]) == ("desk", "backlog", 12)
    assert (row["state"], row["attempt"], row["failures"]) == ("claimed", 0, 0)
    standing = desk.ledger.where_are([delivery.delivery_id, new_id()])
    assert list(standing) == [delivery.delivery_id]
    assert standing[delivery.delivery_id].delivery.path == path


def test_a_row_that_is_there_stays_as_it_is(desk: Desk) -> None:
    (delivery,) = desk.rows()
    desk.ledger.mark_queued([delivery.delivery_id])
    desk.ledger.insert_claimed([named(delivery, path=b"other.txt")])
    assert (desk.row(delivery)["path"], desk.row(delivery)["state"]) == ("desk/0.txt", "queued")


def test_two_runs_of_the_same_message_at_once_share_nothing(desk: Desk) -> None:
    deliveries = desk.rows(100)
    stores = [desk.store(f"work {n}") for n in range(6)]
    begun = together(
        [lambda n=n, s=s: begin(s, f"run {n}", *deliveries) for n, s in enumerate(stores)]
    )
    taken = [delivery for one in begun for delivery in one.fresh]
    assert sorted(ids(taken)) == ids(deliveries)
    assert {delivery.attempt for delivery in taken} == {1}


def test_runs_that_overlap_at_once_take_each_delivery_once(desk: Desk) -> None:
    deliveries = desk.rows(90)
    stores = [desk.store(f"work {n}") for n in range(6)]
    begun = together(
        [
            lambda n=n, s=s: begin(
                s, f"run {n}", *deliveries[n * 10 : n * 10 + 40][:: 1 - n % 2 * 2]
            )
            for n, s in enumerate(stores)
        ]
    )
    assert sorted(ids([d for one in begun for d in one.fresh])) == ids(deliveries)


def test_a_run_of_a_session_that_began_while_another_waited_is_alive(desk: Desk) -> None:
    running, late = desk.rows(2)
    desk.begun(desk.store("first"), [running], "a")
    one = "select from desk.delivery where delivery_id = %s for update"
    taken = (
        "update desk.delivery set state = 'running', run = 'late', run_count = 1, attempt = 1,"
        " session_pid = %s, session_start = (select backend_start from pg_stat_activity"
        "  where pid = %s), lease_until = now() + interval '1 hour' where delivery_id = %s"
    )
    with closing(psycopg.connect(desk.url)) as holder:
        holder.execute(one, [late.delivery_id])

        def take() -> list[Begun]:
            wait_until(lambda: desk.waits_for_lock("second"), what="the other run waits")
            with closing(psycopg.connect(desk.url)) as session:
                pid = session.info.backend_pid
                holder.execute(taken, [pid, pid, late.delivery_id])
                holder.commit()
                wait_until(lambda: not desk.waits_for_lock("second"), what="it goes on")
            return []

        store = desk.store("second")
        (begun,), _ = together([lambda: [begin(store, "b", running, late)], take])
    assert nothing(begun)
    assert (desk.row(late)["run"], desk.row(late)["failures"]) == ("late", 0)


def test_a_finished_delivery_that_comes_again_is_left_alone(desk: Desk) -> None:
    done = desk.kept(prepared("Bridge news."))
    store = desk.store()
    (bad,) = desk.begun(store, desk.rows())
    store.quarantine(bad, Reason.CRASHED, "it fell over")
    before = desk.row(done), desk.row(bad)
    assert nothing(begin(store, "again", done, bad))
    assert nothing(begin(store, "run", done, bad)), "not even by its own message"
    assert (desk.row(done), desk.row(bad)) == before


def test_unknown_ids_are_nobodys(desk: Desk) -> None:
    assert nothing(desk.store().begin("run", [new_id(), new_id()]))
    assert nothing(desk.store().begin("run", []))


def test_a_living_run_keeps_its_delivery(desk: Desk) -> None:
    first, second = desk.store("first"), desk.store("second")
    (mine,) = desk.begun(first, desk.rows(), "a")
    assert nothing(begin(second, "b", mine))
    assert desk.ledger.release_expired(10) == []
    assert first.store([part(mine, prepared("Bridge news."))])


def test_an_expired_lease_passes_on_and_the_old_run_is_fenced_off(desk: Desk) -> None:
    first, second = desk.store("first", lease_s=-1), desk.store("second")
    (old,) = desk.begun(first, desk.rows(), "a")
    (new,) = begin(second, "b", old).fresh
    assert new.attempt == old.attempt + 1
    assert first.store([part(old, prepared("Old news."))]) == []
    assert second.store([part(new, prepared("New news."))])
    assert desk.sql("select body from desk.article") == [{"body": "New news."}]


def test_a_lost_session_passes_on_at_once(desk: Desk) -> None:
    first, second = desk.store("first"), desk.store("second")
    (old,) = desk.begun(first, desk.rows(), "a")
    desk.sql("select pg_terminate_backend(%s, 5000)", desk.row(old)["session_pid"])
    (new,) = begin(second, "b", old).fresh
    assert desk.row(old)["lease_until"] is not None
    assert new.failures == 1, "it died alone"
    with pytest.raises(Unavailable):
        first.store([part(old, prepared("Old news."))])
    assert first.store([part(old, prepared("Old news."))]) == []


def test_a_message_that_comes_again_to_its_own_run_is_taken(desk: Desk) -> None:
    first, second = desk.store("first"), desk.store("second")
    (old,) = desk.begun(first, desk.rows(), "same")
    (new,) = begin(second, "same", old).fresh
    assert (new.attempt, new.failures) == (2, 1)
    assert first.store([part(old, prepared("Old news."))]) == []


def test_what_died_in_a_batch_comes_again_alone_and_uncounted(desk: Desk) -> None:
    first, second = desk.store("first"), desk.store("second")
    batch = desk.begun(first, desk.rows(3), "a")
    desk.end(first.session)
    begun = begin(second, "a", *batch)
    assert (begun.fresh, begun.stored) == ([], [])
    assert ids(begun.apart) == ids(batch)
    for delivery in begun.apart:
        row = desk.row(delivery)
        assert (row["state"], row["alone"], row["failures"]) == ("claimed", True, 0)
        assert row["last_error"] == "the worker process ended in the middle of the run"
    assert nothing(begin(second, "b", *batch)), "no batch takes them any more"
    (alone,) = begin(second, "c", batch[0]).fresh
    assert alone.failures == 0


def test_what_died_alone_has_failed_once(desk: Desk) -> None:
    (delivery,) = desk.rows()
    for failures in range(1, 4):
        store = desk.store()
        begin(store, "run", delivery)
        desk.end(store.session)
        (again,) = begin(desk.store(), "run", delivery).fresh
        assert again.failures == failures
        desk.sql("update desk.delivery set state = 'queued'")


def test_a_sweep_releases_what_died_in_the_same_way(desk: Desk) -> None:
    batch, single = desk.store("batch"), desk.store("single")
    two = desk.begun(batch, desk.rows(2), "a")
    one = desk.begun(single, desk.rows(), "b")
    living = desk.begun(desk.store("living"), desk.rows(), "c")
    for store in (batch, single):
        desk.end(store.session)
    desk.sql("update desk.delivery set started_at = started_at - interval '2 seconds'")
    released = desk.ledger.release_expired(10)
    assert ids(released) == ids([*two, *one])
    assert [(d.state, d.alone, d.failures) for d in released] == [
        (State.CLAIMED, True, 0),
        (State.CLAIMED, True, 0),
        (State.CLAIMED, False, 1),
    ]
    assert desk.row(living[0])["state"] == "running"
    assert desk.ledger.release_expired(10) == []


def test_two_sweeps_at_once_release_and_take_each_row_once(desk: Desk) -> None:
    store = desk.store(lease_s=-1)
    for n in range(4):
        desk.begun(store, desk.rows(50), str(n))
    ledgers = [type(desk.ledger)(desk.session(f"sweep {n}")) for n in range(4)]
    released = together([lambda one=one: one.release_expired(1000) for one in ledgers])
    assert max(map(len, released)) <= 200
    assert len({d.delivery_id for one in released for d in one}) == sum(map(len, released)) == 200
    desk.sql("update desk.delivery set lease_until = null")
    taken = together([lambda one=one: one.take_unpublished(1000) for one in ledgers])
    assert len({d.delivery_id for one in taken for d in one}) == sum(map(len, taken)) == 200


def test_a_stored_delivery_of_a_dead_run_only_wants_matching(desk: Desk) -> None:
    first, second = desk.store("first"), desk.store("second")
    stored, running = desk.begun(first, desk.rows(2), "a")
    first.store([part(stored, prepared("Bridge news."))])
    desk.end(first.session)
    begun = begin(second, "a", stored, running)
    assert (ids(begun.stored), ids(begun.apart)) == ([stored.delivery_id], [running.delivery_id])
    (outcome,) = second.match(begun.stored)
    assert (outcome.state, outcome.article_count) == (State.DONE, 1)


def test_what_died_while_it_was_matched_comes_again_alone_and_is_counted_then(desk: Desk) -> None:
    first, second = desk.store("first"), desk.store("second")
    batch = desk.begun(first, desk.rows(2), "a")
    first.store([part(d, prepared(f"Bridge news {n}.")) for n, d in enumerate(batch)])
    desk.end(first.session)
    begun = begin(second, "a", *batch)
    assert (begun.stored, ids(begun.apart)) == ([], ids(batch))
    assert {(desk.row(d)["state"], desk.row(d)["failures"]) for d in batch} == {("stored", 0)}
    assert nothing(begin(second, "b", *batch)), "no batch takes them any more"
    for failures in range(3):
        store = desk.store()
        (again,) = begin(store, f"c{failures}", batch[0]).stored
        assert again.failures == failures
        desk.end(store.session)
    row = desk.row(batch[0])
    assert row["last_error"] == "the worker process ended in the middle of the run"
    assert row["tries"] == 4


def test_a_sweep_counts_what_died_while_it_was_matched_in_the_same_way(desk: Desk) -> None:
    batch, single, reading = desk.store("batch"), desk.store("single"), desk.store("reading")
    two = desk.begun(batch, desk.rows(2), "a")
    one = desk.begun(single, desk.rows(), "b")
    early, late = desk.begun(reading, desk.rows(2), "c")
    batch.store([part(d, prepared(f"Bridge news {n}.")) for n, d in enumerate(two)])
    single.store([part(one[0], prepared("News of the harbour."))])
    reading.store([part(early, prepared("News of the river."))])
    for store in (batch, single, reading):
        desk.end(store.session)
    desk.sql("update desk.delivery set started_at = started_at - interval '2 seconds'")
    released = desk.ledger.release_expired(10)
    assert [(d.delivery_id, d.state, d.alone, d.failures) for d in released] == [
        (two[0].delivery_id, State.STORED, True, 0),
        (two[1].delivery_id, State.STORED, True, 0),
        (one[0].delivery_id, State.STORED, False, 1),
        (early.delivery_id, State.STORED, False, 0),
        (late.delivery_id, State.CLAIMED, True, 0),
    ]
    desk.sql("update desk.delivery set lease_until = now() - interval '1 second'")
    again = desk.ledger.release_expired(10)
    assert [d.failures for d in again] == [0, 0, 1, 0], "once is enough"


def test_what_was_stored_beside_a_neighbour_that_hangs_is_not_blamed_for_it(desk: Desk) -> None:
    """Its lease was renewed when it was stored, so it ends later than the neighbour's."""
    store = desk.store()
    stored, hung = desk.begun(store, desk.rows(2), "a")
    store.store([part(stored, prepared("Bridge news."))])
    lapse = "update desk.delivery set lease_until = now() - interval '1 second' where state = %s"
    desk.sql(lapse, "running")
    released = desk.ledger.release_expired(10)
    desk.sql(lapse, "stored")
    released += desk.ledger.release_expired(10)
    first, *later = [d for d in released if d.delivery_id == stored.delivery_id]
    assert [(d.state, d.alone, d.failures) for d in (first, *later)] == [
        (State.STORED, False, 0) for _ in (first, *later)
    ]
    assert (desk.row(hung)["state"], desk.row(hung)["alone"]) == ("claimed", True)


def test_what_is_too_much_for_one_statement_is_released_stored_rows_first(desk: Desk) -> None:
    store = desk.store()
    hung, stored = desk.begun(store, desk.rows(2), "a")
    store.store([part(stored, prepared("Bridge news."))])
    desk.sql("update desk.delivery set lease_until = now() - interval '1 second'")
    found = [d for _ in range(2) for d in desk.ledger.release_expired(1)]
    assert [(d.delivery_id, d.alone) for d in found] == [
        (stored.delivery_id, False),
        (hung.delivery_id, True),
    ]


def test_what_was_stored_when_its_batch_failed_at_reading_is_not_alone(desk: Desk) -> None:
    store = desk.store()
    batch = desk.begun(store, desk.rows(2), "a")
    store.store([part(batch[0], prepared("Bridge news."))])
    store.split(batch, "it ran into the time limit")
    assert [(desk.row(d)["state"], desk.row(d)["alone"]) for d in batch] == [
        ("stored", False),
        ("claimed", True),
    ]


def test_what_ended_in_an_orderly_way_while_it_was_matched_is_not_counted_again(desk: Desk) -> None:
    store = desk.store()
    for delivery, leave in zip(
        desk.begun(store, desk.rows(3), "a"),
        (
            lambda mine: store.postpone([mine], "Postgres was away"),
            lambda mine: store.split([mine], "a bug"),
            lambda mine: store.fail(mine, "a bug"),
        ),
        strict=True,
    ):
        store.store([part(delivery, prepared(f"News of {delivery.delivery_id}."))])
        leave(delivery)
    desk.sql(
        "update desk.delivery set not_before = null, lease_until = now() - interval '1 second'"
    )
    released = desk.ledger.release_expired(10)
    assert [(d.state, d.alone, d.failures) for d in released] == [
        (State.STORED, False, 0),
        (State.STORED, True, 0),
        (State.STORED, True, 1),
    ]
    assert [desk.row(d)["tries"] for d in released] == [0, 1, 1]


def test_a_restart_of_postgres_is_no_fault_of_any_file(
    stoppable_desk: Desk, stoppable: object
) -> None:
    desk = stoppable_desk
    store = desk.store()
    alone = desk.begun(store, desk.rows(), "a")[0]
    batch = desk.begun(store, desk.rows(2), "b")
    swept = desk.begun(store, desk.rows(), "c")[0]
    stoppable.stop()
    stoppable.start()
    with pytest.raises(Unavailable):
        store.session.ping()
    begun = begin(store, "a", alone)
    assert [(d.failures, d.alone) for d in begun.fresh] == [(0, False)]
    begun = begin(store, "b", *batch)
    assert [(d.failures, d.alone) for d in begun.fresh] == [(0, False)] * 2
    for close in ("_admin", "ledger"):
        vars(desk).pop(close, None)
    desk.sql("update desk.delivery set started_at = started_at - interval '2 seconds'")
    (released,) = desk.ledger.release_expired(10)
    assert (released.delivery_id, released.failures) == (swept.delivery_id, 0)
    assert (released.alone, released.last_error) == (False, None)


def test_what_is_postponed_waits_longer_each_time_and_costs_nothing(desk: Desk) -> None:
    store = desk.store(backoff_s=2, backoff_max_s=5)
    (delivery,) = desk.rows()
    waits = []
    for n in range(4):
        (mine,) = begin(store, str(n), delivery).fresh
        assert mine.failures == 0
        until = store.postpone([mine], "the share is away")
        row = desk.row(delivery)
        assert until == {delivery.delivery_id: row["not_before"]}
        assert (row["state"], row["failures"], row["alone"]) == ("claimed", 0, False)
        assert (row["last_error"], row["postponements"]) == ("the share is away", n + 1)
        waits.append(round(desk.one("select extract(epoch from not_before - now())::float8"
                                    " from desk.delivery")))  # fmt: skip
        assert nothing(begin(store, f"{n} early", delivery)), "it is not due"
        assert desk.row(delivery)["attempt"] == mine.attempt
        assert desk.ledger.take_unpublished(10) == []
        desk.due_now()
    assert waits == [2, 4, 5, 5]
    assert ids(desk.ledger.take_unpublished(10)) == [delivery.delivery_id]


def test_a_stored_delivery_can_be_postponed_and_keeps_what_it_has(desk: Desk) -> None:
    store = desk.store()
    (mine,) = desk.begun(store, desk.rows())
    store.store([part(mine, prepared("Bridge news."))])
    store.postpone([mine], "Postgres was away")
    assert desk.row(mine)["state"] == "stored"
    assert nothing(begin(store, "early", mine))
    desk.sql("update desk.delivery set not_before = now(), lease_until = now()")
    (again,) = begin(store, "due", mine).stored
    assert [o.state for o in store.match([again])] == [State.DONE]


def test_a_message_that_was_noted_late_does_not_hide_a_postponement(desk: Desk) -> None:
    """A worker took the message and postponed its delivery before the publisher noted it."""
    store = desk.store()
    (delivery,) = desk.rows()
    (mine,) = begin(store, "run", delivery).fresh
    store.postpone([mine], "the share is away")
    desk.ledger.mark_queued([delivery.delivery_id])
    assert desk.row(delivery)["state"] == "claimed", "queued would mean that a message exists"
    desk.due_now()
    assert ids(desk.ledger.take_unpublished(10)) == [delivery.delivery_id]


def test_noting_a_message_never_takes_a_state_back(desk: Desk) -> None:
    store = desk.store()
    running, done, fresh = desk.rows(3)
    begin(store, "a", running)
    done = desk.begun(store, [done], "b")[0]
    store.store([part(done, prepared("Bridge news."))])
    store.match([done])
    desk.ledger.mark_queued(ids([running, done, fresh]))
    assert [desk.row(d)["state"] for d in (running, done, fresh)] == ["running", "done", "queued"]


def test_claimed_rows_are_published_by_the_sweep_only_after_their_lease(desk: Desk) -> None:
    deliveries = desk.rows(3)
    assert desk.ledger.take_unpublished(10) == []
    desk.sql("update desk.delivery set lease_until = now() - interval '1 second'")
    assert ids(desk.ledger.take_unpublished(2)) == ids(deliveries[:2])
    assert ids(desk.ledger.take_unpublished(2)) == ids(deliveries[2:])
    assert desk.ledger.take_unpublished(2) == []


def test_a_failure_alone_is_counted_and_waits(desk: Desk) -> None:
    store = desk.store()
    (mine,) = desk.begun(store, desk.rows())
    assert store.fail(mine, "ZeroDivisionError") == 1
    row = desk.row(mine)
    assert (row["state"], row["alone"], row["last_error"]) == ("claimed", True, "ZeroDivisionError")
    assert nothing(begin(store, "early", mine))
    assert store.fail(mine, "again") is None, "the run is over"


def test_a_process_that_dies_alone_three_times_ends_in_quarantine(desk: Desk) -> None:
    delivery = desk.claim("desk/x.txt", story("1"))
    for n in range(3):
        store = desk.store(f"work {n}")
        begin(store, str(n), delivery)
        desk.end(store.session)
        desk.sql("update desk.delivery set started_at = started_at - interval '2 seconds'")
        (released,) = desk.ledger.release_expired(10)
        assert released.failures == n + 1
    desk.ingest().run("last", [delivery.delivery_id])
    row = desk.row(delivery)
    assert (row["state"], row["reason"]) == ("quarantined", "crashed")
    assert row["detail"] == (
        "given up after 3 tries alone: the worker process ended in the middle of the run"
    )
    assert (desk.quarantine / str(delivery.delivery_id) / "x.txt").is_file()


def test_one_watcher_holds_an_inbox_for_as_long_as_its_session_lives(desk: Desk) -> None:
    first, second = (type(desk.ledger)(desk.session(name)) for name in ("first", "second"))
    assert first.lock_inbox(7)
    assert first.lock_inbox(7), "asking again changes nothing"
    assert not second.lock_inbox(7)
    assert second.lock_inbox(8), "another inbox is another lock"
    desk.end(first.session)
    assert second.lock_inbox(7)


def test_the_broker_is_noted(desk: Desk) -> None:
    assert desk.ledger.broker_seen() is None
    desk.ledger.note_broker("epoch", "run")
    desk.ledger.note_broker("epoch", "other run")
    assert desk.ledger.broker_seen() == ("epoch", "other run")
    deliveries = desk.rows(3)
    desk.ledger.mark_queued(ids(deliveries[:2]))
    assert desk.ledger.queued_count() == 2
    assert desk.ledger.requeue_all() == 2
    assert desk.states() == {"claimed": 3}
    assert ids(desk.ledger.take_unpublished(10)) == ids(deliveries[:2]), "without waiting"
