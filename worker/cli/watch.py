"""`copytaster watch`."""

import os
import signal
import threading
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Annotated

import typer

from worker import logs
from worker.adapters.inbox import CLAIMED, Inbox
from worker.adapters.queue import CeleryQueue, make_app
from worker.adapters.spool import Spool
from worker.adapters.store import EnrichStore, PostgresLedger, Session
from worker.adapters.watch import Watch
from worker.cli.config import log_settings
from worker.cli.migrate import migrate_when_there
from worker.cli.options import Config, Data, ignore_of, queue_for, session_for, settings_for
from worker.core.delivery import LiveAllowance
from worker.core.settle import Settler
from worker.intake import Intake
from worker.settings import Settings
from worker.sweep import Sweep


def watch(
    inbox: Annotated[Path | None, typer.Option(help="Folder to watch.")] = None,
    data: Data = None,
    config: Config = None,
) -> None:
    """Watch the inbox: claim what is dropped, queue it, and sweep up what was cut off.

    One watcher an inbox is active; a second one stands by and takes over.

    Example: DATABASE_URL=... REDIS_URL=... copytaster watch --inbox /srv/news
    """
    settings, origins = settings_for(data, config, {"inbox.path": inbox})
    session_for(settings, "check")
    queue_for(settings)
    logs.configure(settings.log.level, settings.log.format)
    log_settings(settings, origins)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    migrate_when_there(settings, stop)
    intake = make_intake(settings)
    sweep = make_sweep(settings)
    intake.inbox.make()
    sweeping = threading.Thread(target=sweep.run, args=(stop,), name="sweep")
    sweeping.start()
    watching = threading.Thread(target=intake.run, args=(stop,), name="intake")
    watching.start()
    # signals reach the main thread only while it is not waiting for a lock of another
    while not stop.wait(1.0):
        if not (watching.is_alive() and sweeping.is_alive()):
            stop.set()
            os._exit(1)  # a thread died of something unforeseen: the supervisor starts us again
    intake.watch.wake()
    watching.join()
    sweeping.join()


def inbox_key(inbox: Path) -> int:
    """The advisory lock's number for an inbox, the same for every process that watches it."""
    digest = sha256(b"copytaster inbox " + os.fsencode(os.path.realpath(inbox))).digest()
    return int.from_bytes(digest[:8], "big", signed=True)


def make_intake(settings: Settings) -> Intake:
    """The watch side with its adapters."""
    inbox = Inbox(settings.inbox.path.resolve(), ignore_of(settings))
    claimed = os.path.join(os.fsencode(inbox.root), CLAIMED)  # noqa: PTH118 - bytes

    def skip(path: bytes) -> bool:
        return path == claimed or inbox.ignore.folder(os.path.basename(path)) is not None  # noqa: PTH119 - bytes

    url = settings.store.database_url.get_secret_value()
    lock = PostgresLedger(Session(url, name="watch lock"))
    key = inbox_key(inbox.root)
    return Intake(
        inbox=inbox,
        watch=Watch(
            root=inbox.root,
            skip=skip,
            observer=settings.inbox.observer,
            poll_s=settings.inbox.poll_s,
        ),
        settler=Settler(
            settle_s=settings.inbox.settle_s,
            unseen_s=settings.inbox.settle_unseen_s,
            open_wait_s=settings.inbox.open_wait_s,
        ),
        allowance=LiveAllowance(per_s=settings.queue.live_per_s, burst=settings.queue.live_burst),
        ledger=PostgresLedger(Session(url, name="watch")),
        queue=CeleryQueue(make_app(settings)),
        holds_lock=lambda: lock.lock_inbox(key),
        rescan_s=settings.inbox.rescan_s,
        batch_max=settings.queue.batch_max,
        batch_bytes=settings.queue.batch_bytes,
        require_ready=settings.inbox.require_ready,
    )


def make_sweep(settings: Settings) -> Sweep:
    """The sweep with its adapters."""
    session = Session(settings.store.database_url.get_secret_value(), name="sweep")
    queue = CeleryQueue(make_app(settings))
    return Sweep(
        ledger=PostgresLedger(session),
        queue=queue,
        spool=Spool(settings.inbox.path.resolve(), settings.done, settings.quarantine),
        interval_s=settings.sweep.interval_s,
        batch_max=settings.queue.batch_max,
        batch_bytes=settings.queue.batch_bytes,
        postings_days=settings.match.postings_days,
        enrich=make_sending(session, queue) if settings.enrich.enabled else None,
    )


def make_sending(session: Session, queue: CeleryQueue) -> Callable[[], int]:
    """What sends to the slow stage."""
    # numbers and models take a while to import, and most have no use for them
    from worker.adapters.models import learned_version  # noqa: PLC0415
    from worker.enrich import Sending  # noqa: PLC0415

    return Sending(EnrichStore(session), learned_version, queue.publish_enrich).once
