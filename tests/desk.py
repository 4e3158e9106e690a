"""A desk of a test's own: real folders, Postgres and broker, and made-up news to lay on it."""

import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any, NamedTuple, Self, TypeVar
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID

import psycopg
from kombu.message import Message
from psycopg.rows import dict_row
from uuid_utils.compat import uuid7
from waiting import wait_until

from worker.adapters.compiled import make_preparer
from worker.adapters.inbox import CLAIMED, Inbox
from worker.adapters.queue import CeleryQueue, make_app
from worker.adapters.spool import Spool
from worker.adapters.store import PostgresLedger, PostgresStore, Session
from worker.adapters.watch import Watch
from worker.config import load
from worker.core.article import Article, Tag
from worker.core.bookmark import Trail
from worker.core.delivery import Delivery, Lane, LiveAllowance
from worker.core.fingerprint import fingerprint
from worker.core.prepare import Preparer
from worker.core.reading import Part, Prepared, Reading
from worker.core.settle import Ignore, Settler
from worker.errors import Rejected, Unavailable
from worker.ingest import Ingest
from worker.intake import Intake
from worker.publish import publish
from worker.settings import Settings
from worker.sweep import Sweep

T = TypeVar("T")
Row = dict[str, Any]

LEASE_S = 60.0
INBOX_KEY = 4711


class Sent(NamedTuple):
    """One message as a worker would get it."""

    run: str
    ids: list[UUID]
    lane: str
    title: str


def story(n: object, *, place: str = "BRISTOL", more: str = "") -> str:
    """A short report; another `n` is other news."""
    return (
        f"Council backs plan {n} for the harbour bridge\n\n"
        f"{place}, March 3 (Reuters) - The city council voted on Monday for plan {n}, which would "
        "close the harbour bridge to lorries from the first day of June until the end of the "
        "year.\n\n"
        f"Members of the council said that plan {n} had been on the table since the winter, and "
        f"that the shops on both sides of the water would be told in time.{more}\n"
    )


@cache
def preparer() -> Preparer:
    """The product's own; its tables are compiled once for all tests."""
    return make_preparer(load(environ={})[0])


def new_id(age_s: float = 0.0) -> UUID:
    """A UUIDv7, made so many seconds ago."""
    fresh = uuid7().int
    return UUID(int=(((fresh >> 80) - int(age_s * 1000)) << 80) | (fresh & ((1 << 80) - 1)))


def prepared(
    body: str,
    *,
    headline: str | None = "A headline",
    tags: Sequence[Tag] = (),
    article_id: UUID | None = None,
    **fields: Any,
) -> Prepared:
    """An article as reading leaves it, made by hand."""
    article = Article(body=body, headline=headline, **fields)
    return Prepared(
        article_id=article_id or new_id(),
        article=article,
        fingerprint=fingerprint(article),
        tags=tuple(tags),
    )


def part(delivery: Delivery, *outcomes: Prepared | Rejected, ended: bool = True) -> Part:
    """The readings of one delivery from its next position on."""
    readings = [Reading(delivery.next_position + n, o) for n, o in enumerate(outcomes)]
    return Part(delivery, readings, ended=ended)


def at(path: bytes) -> Path:
    """A path in the bytes of the file system, for asserting things about it."""
    return Path(os.fsdecode(path))


def names(folder: Path) -> list[str]:
    """What lies in a folder."""
    return sorted(path.name for path in folder.iterdir())


def together(calls: Sequence[Callable[[], T]]) -> list[T]:
    """Call all at the same moment, each in a thread; an error of any is raised."""
    gate = threading.Barrier(len(calls))

    def start(call: Callable[[], T]) -> T:
        gate.wait(timeout=10)
        return call()

    with ThreadPoolExecutor(len(calls)) as pool:
        return [future.result(timeout=60) for future in [pool.submit(start, c) for c in calls]]


def of_database(url: str, name: str) -> str:
    """The same address with another database."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


class LinePreparer(Preparer):
    """Reads a made-up format: each line is an article, or a rejection where it begins with `!`."""

    def parse(
        self, stream: Any, start: int = 0, _trail: Trail | None = None
    ) -> Iterator[tuple[int, Article | Rejected]]:
        """The lines from `start` on."""
        for position, line in enumerate(stream):
            if position < start:
                continue
            text = line.decode().strip()
            found = Rejected(text[1:].split()[0], text) if text[0] == "!" else Article(body=text)
            yield position, found


class Desk:
    """Everything of one stack but the processes."""

    def __init__(self, folder: Path, database_url: str, redis_url: str = "") -> None:
        self.folder = folder
        self.url = database_url
        self.redis_url = redis_url
        self.inbox = Inbox(folder / "inbox", Ignore())
        self.inbox.make()
        self.done = folder / "done"
        self.quarantine = folder / "quarantine"
        self._open: list[Callable[[], None]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for close in reversed(self._open):
            close()

    # what is outside

    def session(self, name: str = "test") -> Session:
        """One more session of the workers' role."""
        session = Session(self.url, name=name)
        self._open.append(session.close)
        return session

    def end(self, session: Session) -> None:
        """End a session and see it gone, as when its process was killed."""
        pid = session.connection().info.backend_pid
        session.close()
        there = "select count(*) from pg_stat_activity where pid = %s"
        wait_until(lambda: self.one(there, pid) == 0, what="the session has ended")

    @cached_property
    def _admin(self) -> psycopg.Connection[Row]:
        connection = psycopg.connect(self.url, autocommit=True, row_factory=dict_row)
        self._open.append(connection.close)
        return connection

    def sql(self, query: str, *values: object) -> list[Row]:
        """What a query returns, looked at from outside."""
        cursor = self._admin.execute(query.encode(), values or None)
        return cursor.fetchall() if cursor.description else []

    def one(self, query: str, *values: object) -> Any:
        """The one value that a query returns."""
        (row,) = self.sql(query, *values)
        (value,) = row.values()
        return value

    def row(self, delivery: Delivery) -> Row:
        """A delivery's row."""
        (row,) = self.sql(
            "select * from desk.delivery where delivery_id = %s", delivery.delivery_id
        )
        return row

    def states(self) -> dict[str, int]:
        """How many deliveries are in which state."""
        rows = self.sql("select state, count(*) as n from desk.delivery group by state")
        return {row["state"]: row["n"] for row in rows}

    def waits_for_lock(self, name: str) -> bool:
        """Whether the session of this name waits for another's lock."""
        return bool(
            self.sql(
                "select 1 from pg_stat_activity where datname = current_database()"
                " and application_name = %s and wait_event_type = 'Lock'",
                f"copytaster {name}",
            )
        )

    @contextmanager
    def reader(self, reader_url: str) -> Iterator[psycopg.Connection]:
        """A session of the role that may only read; that transactions may write is no help."""
        writes = "-c default_transaction_read_only=off"
        with psycopg.connect(reader_url, autocommit=True, options=writes) as connection:
            yield connection
        # the owner may not end another role's session when it drops the database
        sessions = (
            "select count(*) from pg_stat_activity"
            " where datname = current_database() and usename <> current_user"
        )
        wait_until(lambda: self.one(sessions) == 0, what="the reader's session has ended")

    # adapters and flows

    @cached_property
    def ledger(self) -> PostgresLedger:
        """The ledger."""
        return PostgresLedger(self.session("ledger"))

    def store(self, name: str = "work", **settings: Any) -> PostgresStore:
        """A store with a session of its own."""
        values: dict[str, Any] = {"lease_s": LEASE_S, "backoff_s": 1.0, "backoff_max_s": 60.0}
        values |= settings
        return PostgresStore(self.session(name), **values)

    def spool(self) -> Spool:
        """A process's view of the folders."""
        return Spool(self.inbox.root, self.done, self.quarantine)

    @cached_property
    def settings(self) -> Settings:
        """The settings that lead to this desk."""
        return load(
            environ={
                "DATABASE_URL": self.url,
                "REDIS_URL": self.redis_url,
                "COPYTASTER_INBOX": str(self.inbox.root),
                "COPYTASTER_DATA": str(self.folder),
            }
        )[0]

    def make_queue(self, redis_url: str | None = None) -> CeleryQueue:
        """A queue of its own."""
        settings = self.settings
        if redis_url is not None:
            settings = load(environ={"REDIS_URL": redis_url})[0]
        queue = CeleryQueue(make_app(settings))
        self._open.append(queue.close)
        return queue

    @cached_property
    def queue(self) -> CeleryQueue:
        """The queue."""
        return self.make_queue()

    def publish(self, deliveries: Sequence[Delivery], batch_max: int = 128) -> int:
        """Send claimed deliveries."""
        return publish(
            self.ledger, self.queue, deliveries, batch_max=batch_max, batch_bytes=2_000_000
        )

    def ingest(self, **parts_of: Any) -> Ingest:
        """A worker process's flow; parts can be replaced."""
        values: dict[str, Any] = {
            "store": self.store(),
            "spool": self.spool(),
            "preparer": preparer(),
            "publish": self.publish,
            "attempts_max": 3,
        }
        return Ingest(**{**values, **parts_of})

    def sweep(self, *, later_s: float = 0, **parts_of: Any) -> Sweep:
        """The sweep, on a clock that may be ahead; parts can be replaced."""
        values: dict[str, Any] = {
            "ledger": self.ledger,
            "queue": parts_of.get("queue") or self.queue,
            "spool": self.spool(),
            "interval_s": 5.0,
            "wall_clock": lambda: time.time() + later_s,
            "batch_max": 128,
            "batch_bytes": 2_000_000,
        }
        return Sweep(**{**values, **parts_of})

    def intake(self, name: str = "watch", **parts_of: Any) -> Intake:
        """A watcher that settles quickly; its lock session is named `<name> lock`."""
        claimed = os.fsencode(self.inbox.root / os.fsdecode(CLAIMED))
        lock = PostgresLedger(self.session(f"{name} lock"))
        watch = Watch(root=self.inbox.root, skip=lambda path: path == claimed)
        self._open.append(watch.stop)
        values: dict[str, Any] = {
            "inbox": self.inbox,
            "watch": watch,
            "settler": Settler(settle_s=0.01, unseen_s=0.1, open_wait_s=1.0),
            "allowance": LiveAllowance(per_s=100, burst=256),
            "ledger": PostgresLedger(self.session(name)),
            "queue": self.queue,
            "holds_lock": lambda: lock.lock_inbox(INBOX_KEY),
            "rescan_s": 30.0,
            "batch_max": 128,
            "batch_bytes": 2_000_000,
        }
        return Intake(**{**values, **parts_of})

    # deliveries

    def drop(self, path: str | bytes, text: str | bytes) -> Path:
        """Lay a whole file into the inbox."""
        full = self.inbox.root / os.fsdecode(path)
        full.parent.mkdir(parents=True, exist_ok=True)
        full.write_bytes(text if isinstance(text, bytes) else text.encode())
        return full

    def claim(
        self, path: str | bytes, text: str | bytes | None = None, lane: Lane = Lane.LIVE
    ) -> Delivery:
        """A file taken out of the inbox, with its row."""
        self.drop(path, story(path) if text is None else text)
        delivery = self.inbox.claim(os.fsencode(path), new_id(), lane)
        assert delivery is not None
        self.ledger.insert_claimed([delivery])
        return delivery

    def rows(self, count: int = 1, lane: Lane = Lane.LIVE) -> list[Delivery]:
        """Deliveries without any file, for what looks at no file."""
        deliveries = [
            Delivery(delivery_id=new_id(), path=f"desk/{n}.txt".encode(), lane=lane)
            for n in range(count)
        ]
        self.ledger.insert_claimed(deliveries)
        return deliveries

    def begun(
        self, store: PostgresStore, deliveries: Sequence[Delivery], run: str = "run"
    ) -> list[Delivery]:
        """Begin a run of them; the fresh ones."""
        return store.begin(run, [delivery.delivery_id for delivery in deliveries]).fresh

    def kept(self, *articles: Prepared, store: PostgresStore | None = None) -> Delivery:
        """One new delivery that holds these articles, all the way to `done`."""
        store = store or self.__dict__.setdefault("_keeper", self.store("keeper"))
        (delivery,) = self.begun(store, self.rows())
        store.store([part(delivery, *articles)])
        store.match([delivery])
        return delivery

    def messages(self) -> list[Sent]:
        """Take all messages off the broker, as a worker gets them."""
        app = self.queue._app
        found: list[Sent] = []

        def keep(body: Any, message: Message) -> None:
            message.ack()
            headers = message.headers
            ids = [UUID(i) for i in body[0][0]]
            lane = message.delivery_info["routing_key"]
            found.append(Sent(headers["id"], ids, lane, headers["argsrepr"]))

        with app.connection() as connection, connection.channel() as channel:
            consumer = app.amqp.TaskConsumer(channel)
            consumer.register_callback(keep)
            with consumer:
                while any(self.queue.depth().values()):
                    connection.drain_events(timeout=5)
        return found

    def work(self, ingest: Ingest | None = None, rounds: int = 1) -> list[Sent]:
        """Work off the messages that there are, as the task does; then those that came of it."""
        ingest = ingest or self.ingest()
        worked = []
        for _ in range(rounds):
            for sent in self.messages():
                worked.append(sent)
                self.task(ingest, sent.run, sent.ids)
        return worked

    def task(self, ingest: Ingest, run: str, ids: Sequence[UUID]) -> None:
        """One message with the task's boundary around it."""
        try:
            ingest.run(run, ids)
        except Unavailable as error:
            ingest.postpone_rest(str(error))
        except Exception as error:  # noqa: BLE001 - what the task's boundary does
            with ingest.store.session.replaced():  # type: ignore[attr-defined]
                ingest.fail_rest(f"{type(error).__name__}: {error}")

    def due_now(self) -> None:
        """Let time pass for what was postponed."""
        self.sql("update desk.delivery set not_before = now() where not_before is not null")

    def turns(self, intake: Intake, until: Callable[[], T], within: float = 10.0) -> T:
        """Turn the intake's loop until something has come true."""
        deadline = time.monotonic() + within

        def turned() -> T:
            assert time.monotonic() < deadline + within, "a turn hangs"
            intake.turn()
            return until()

        return wait_until(turned, within=within, every=0)


def named(delivery: Delivery, **fields: Any) -> Delivery:
    """The delivery with other fields."""
    return replace(delivery, **fields)
