"""The Celery application with its two tasks; `celery -A worker.tasks` finds everything here."""

import gc
import os
import threading
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import billiard.util
from billiard.exceptions import SoftTimeLimitExceeded
from celery.exceptions import Reject
from celery.signals import (
    setup_logging,
    worker_init,
    worker_process_init,
    worker_process_shutdown,
)
from celery.utils.nodenames import host_format

from worker import logs
from worker.adapters.compiled_models import make_models
from worker.adapters.live_rules import LiveRules
from worker.adapters.queue import ENRICH, TASK, CeleryQueue, make_app
from worker.adapters.spool import Spool
from worker.adapters.store import EnrichStore, PostgresLedger, PostgresStore, Session
from worker.config import load
from worker.core.delivery import Delivery
from worker.enrich import Enrich
from worker.errors import Unavailable
from worker.ingest import TIME_LIMIT, Ingest
from worker.publish import publish

log = logs.get_logger()

WAIT_S = 10.0
"""Seconds that a task waits for Postgres before its message goes back to the broker."""

settings, _ = load()
app = make_app(settings)


class _Process:
    """What one worker process holds; its session opens after the fork, on first use."""

    def __init__(self) -> None:
        self.session = Session(
            settings.store.database_url.get_secret_value(),
            name="work",
            connect_timeout_s=settings.store.connect_timeout_s,
        )
        self.ingest = Ingest(
            store=PostgresStore(
                self.session,
                lease_s=settings.queue.lease_s,
                backoff_s=settings.queue.backoff_s,
                backoff_max_s=settings.queue.backoff_max_s,
                matching=settings.match.matching,
            ),
            spool=Spool(settings.inbox.path, settings.done, settings.quarantine),
            preparer=_compiled().preparer,
            publish=self.publish,
            attempts_max=settings.queue.attempts_max,
        )
        self.enrich = Enrich(store=EnrichStore(self.session), models=make_models)

    def publish(self, deliveries: Sequence[Delivery]) -> None:
        """Send deliveries again."""
        publish(
            PostgresLedger(self.session),
            CeleryQueue(app),
            deliveries,
            batch_max=settings.queue.batch_max,
            batch_bytes=settings.queue.batch_bytes,
        )

    def refresh_rules(self) -> None:
        """Take changed rules for what comes next."""
        if _compiled().refresh():
            self.ingest.preparer = _compiled().preparer
            gc.freeze()

    def wait_for_store(self) -> bool:
        """Whether Postgres answers within `WAIT_S`."""
        pause = threading.Event()
        waited = 0.0
        while waited < WAIT_S:
            try:
                self.session.ping()
            except Unavailable:
                pause.wait(0.5)
                waited += 0.5
            else:
                return True
        return False


def run_worker() -> int:
    """Work until a signal says that it is enough; the exit code, not 0 when Celery gave up.

    Not by way of Celery's command line: that imports all commands that there are, Flower's with its
    web server among them, 13 MB in every process.
    """
    worker = app.Worker(
        hostname=host_format(f"work-{os.getpid()}@%h"),
        concurrency=settings.concurrency,
        without_mingle=True,
        without_gossip=True,
        task_events=True,
        loglevel=settings.log.level,
        quiet=True,  # its banner is no line of our log
    )
    worker.start()
    return int(worker.exitcode or 0)


_rules: LiveRules | None = None
_process: _Process | None = None


@worker_init.connect  # type: ignore[untyped-decorator] # Celery ships no types
def compile_tables(**_: Any) -> None:
    """Compile before the workers fork, so that they share the memory."""
    global _rules  # noqa: PLW0603 - one per process, made once
    _rules = LiveRules(settings)


def _compiled() -> LiveRules:
    if _rules is None:
        compile_tables()
    assert _rules is not None
    return _rules


def _here() -> _Process:
    global _process  # noqa: PLW0603 - one per worker process, made after the fork
    if _process is None:
        _process = _Process()
    return _process


@setup_logging.connect  # type: ignore[untyped-decorator] # Celery ships no types
def _log_as_we_do(**_: Any) -> None:
    logs.configure(settings.log.level, settings.log.format)
    # the pool's own logger, which would write plain lines beside the log
    billiard.util.get_logger().propagate = True


@worker_process_init.connect  # type: ignore[untyped-decorator] # Celery ships no types
def _ready(**_: Any) -> None:
    # the compiled tables live as long as the process: no collection need walk through them
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
    _here()
    log.info("worker_ready")


@worker_process_shutdown.connect  # type: ignore[untyped-decorator] # Celery ships no types
def _leave(**_: Any) -> None:
    if _process is not None:
        _process.session.close()


@app.task(name=TASK, bind=True)  # type: ignore[untyped-decorator] # Celery ships no types
def ingest_batch(self: Any, ids: Sequence[str]) -> None:
    """Work off a batch of deliveries; this is the boundary where any error ends."""
    process = _here()
    wanted = _uuids(ids)
    if not wanted:
        return
    if not process.wait_for_store():
        raise Reject("Postgres is away", requeue=True)
    try:
        process.refresh_rules()
        process.ingest.run(str(self.request.id), wanted)
        _compiled().tell_overruns()
    except Unavailable as error:
        _postpone(process, str(error))
    except SoftTimeLimitExceeded:
        _fail(process, f"{TIME_LIMIT} of {settings.queue.soft_limit_s} s")
    except Exception as error:  # a bug of ours must not take the file or its neighbours along
        log.exception("batch_failed")
        _fail(process, f"{type(error).__name__}: {error}"[:1000])


@app.task(name=ENRICH)  # type: ignore[untyped-decorator] # Celery ships no types
def enrich_batch(ids: Sequence[str]) -> None:
    """Let models suggest tags; what fails here is sent again by a sweep, and harms nothing."""
    process = _here()
    try:
        process.enrich.run(_uuids(ids))
    except Unavailable as error:
        log.warning("service_unavailable", error=str(error))
    except Exception:  # a bug of ours, or of a model, must not end the worker
        process.session.close()  # whatever it was in the middle of is rolled back
        log.exception("enrich_failed")


def _uuids(ids: Sequence[str]) -> list[UUID]:
    try:
        return [UUID(one) for one in ids]
    except (ValueError, TypeError, AttributeError):
        log.warning("message_refused", why="it is not a list of ids")
        return []


def _postpone(process: _Process, error: str) -> None:
    log.warning("service_unavailable", error=error)
    if not process.wait_for_store():
        raise Reject(error, requeue=True)
    try:
        process.ingest.postpone_rest(error)
    except Unavailable as again:
        raise Reject(str(again), requeue=True) from again


def _fail(process: _Process, error: str) -> None:
    try:
        with process.session.replaced():
            process.ingest.fail_rest(error)
    except Unavailable as away:
        raise Reject(str(away), requeue=True) from away
