"""Sessions that are given up in the middle of something, and what others see of that."""

from collections.abc import Callable

import pytest
from desk import Desk, story
from psycopg.pq import TransactionStatus
from waiting import wait_until

from worker.adapters.store import Session
from worker.ingest import TIME_LIMIT

LOCK = b"select pg_advisory_xact_lock(20011)"


def idle(session: Session) -> None:
    session.ping()


def between_statements(session: Session) -> None:
    session.connection().pgconn.exec_(b"begin; " + LOCK)


def after_an_error(session: Session) -> None:
    session.connection().pgconn.exec_(b"begin; " + LOCK)
    session.connection().pgconn.exec_(b"select 1/0")


def in_a_statement(session: Session) -> None:
    session.connection().pgconn.send_query(b"begin; " + LOCK + b"; select pg_sleep(1000)")


def before_its_results(session: Session) -> None:
    session.connection().pgconn.send_query(b"begin; " + LOCK)


def in_a_copy(session: Session) -> None:
    pgconn = session.connection().pgconn
    pgconn.exec_(b"begin; create temporary table held (n int) on commit drop; " + LOCK)
    pgconn.exec_(b"copy held from stdin")


IN_THE_MIDDLE = {
    idle: TransactionStatus.IDLE,
    between_statements: TransactionStatus.INTRANS,
    after_an_error: TransactionStatus.INERROR,
    in_a_statement: TransactionStatus.ACTIVE,
    before_its_results: TransactionStatus.ACTIVE,
    in_a_copy: TransactionStatus.ACTIVE,
}


@pytest.mark.parametrize("bring", IN_THE_MIDDLE)
def test_a_session_that_is_replaced_lets_go_at_once_and_ends_later(
    desk: Desk, bring: Callable[[Session], None]
) -> None:
    session = desk.session()
    old = session.connection()
    pid = old.info.backend_pid
    bring(session)
    if bring is not idle:
        held = "select count(*) from pg_locks where pid = %s and locktype = 'advisory'"
        wait_until(lambda: bring is after_an_error or desk.one(held, pid), what="it has the lock")
    assert old.info.transaction_status is IN_THE_MIDDLE[bring]
    there = "select count(*) from pg_stat_activity where pid = %s"
    with session.replaced():
        session.rows("set lock_timeout = '5s'")
        session.rows("select pg_advisory_xact_lock(20011)")
        assert session.connection().info.backend_pid != pid
        assert desk.one(there, pid) == 1, "its run is alive to others"
    wait_until(lambda: desk.one(there, pid) == 0, what="the old session has ended")
    session.ping()


def test_a_session_that_was_lost_is_replaced_as_well(desk: Desk) -> None:
    session = desk.session()
    pid = session.connection().info.backend_pid
    session.connection().pgconn.exec_(b"begin")
    desk.sql("select pg_terminate_backend(%s, 5000)", pid)
    with session.replaced():
        session.ping()


def test_a_session_never_used_is_replaced_by_none(desk: Desk) -> None:
    session = desk.session()
    with session.replaced():
        session.ping()
    session.ping()


def test_a_sweep_does_not_tell_the_end_of_a_run_before_the_run_does(desk: Desk) -> None:
    delivery = desk.claim("desk/x.txt", story("A"))
    worker = desk.ingest()
    worker._mine = {
        d.delivery_id: d for d in worker.store.begin("run", [delivery.delivery_id]).fresh
    }
    desk.sql("update desk.delivery set started_at = started_at - interval '2 seconds'")
    with worker.store.session.replaced():  # type: ignore[attr-defined]
        assert desk.sweep().once().released == 0
        worker.fail_rest(f"{TIME_LIMIT} of 30 s")
    assert desk.sweep().once().released == 0
    row = desk.row(delivery)
    assert (row["failures"], row["last_error"]) == (1, f"{TIME_LIMIT} of 30 s")
