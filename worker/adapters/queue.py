"""Celery on Redis or Valkey: the application, and the messages that the flows send.

What each option is for stands beside it. Tasks are registered in `worker.tasks`; here they are
sent by name, so that the watch needs to import no task.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import kombu.pools
import redis
from celery import Celery
from kombu.entity import Queue as KombuQueue
from kombu.exceptions import OperationalError
from kombu.transport.redis import Channel, Transport

from worker.core.delivery import Delivery, Lane, title
from worker.errors import Unavailable
from worker.settings import Settings

TASK = "ingest"
ENRICH = "enrich"
"""The slow stage's task, and its queue, which workers look at last."""
EPOCH_KEY = "copytaster:epoch"
_UNANSWERED = "unacked"


class _Channel(Channel):
    """kombu's own, whose end on a lost broker does not end the worker.

    Celery 5.7 closes the connection to a lost broker twice, and the second time a message that
    nobody has answered yet is to be put back by a channel that has no address any more. That is
    what kombu's callers know as a lost connection, and in kombu 5.7.0 an AttributeError, at which
    Celery gives up.
    """

    def _connparams(self, *args: Any, **options: Any) -> Any:
        if self.connection.client is None:
            raise redis.ConnectionError("the connection to the broker is closed")
        return super()._connparams(*args, **options)  # type: ignore[no-untyped-call] # kombu ships no types


Transport.Channel = _Channel


def make_app(settings: Settings) -> Celery:
    """The Celery application of these settings."""
    app = Celery("copytaster", broker=settings.queue.redis_url.get_secret_value() or None)
    transport = {
        # a message that a worker took and did not answer goes to another after this long; the
        # documentation of Celery and kombu wants it in all three places
        "visibility_timeout": settings.queue.visibility_timeout_s,
        # look at live before backlog, each time
        "queue_order_strategy": "priority",
        # notice a dead broker
        "socket_keepalive": True,
        "socket_connect_timeout": 5,
        "socket_timeout": 30,
        "health_check_interval": 25,
        # a message that cannot be sent says so at once: the ledger has it, and the watch goes on.
        # Without this a publish tries for six seconds; workers wait for a broker by other settings
        "max_retries": 1,
        "interval_start": 0.1,
        "interval_max": 0.1,
    }
    app.conf.update(
        # nothing but JSON is read, whoever wrote it
        accept_content=["json"],
        task_serializer="json",
        result_serializer="json",
        event_serializer="json",
        # results: the ledger has them
        task_ignore_result=True,
        task_store_errors_even_if_ignored=False,
        result_backend=None,
        # a message is answered when its work is committed; a killed process answers nothing, and
        # its message comes again. A hard time limit kills the process: its message is put back
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        task_acks_on_failure=True,
        task_acks_on_timeout=False,
        worker_prefetch_multiplier=1,
        worker_pool="worker.adapters.pool:TaskPool",
        # a fork is ready in no time, but on a machine that stands still; Celery kills it after 4 s
        worker_proc_alive_timeout=60.0,
        worker_cancel_long_running_tasks_on_connection_loss=False,
        worker_soft_shutdown_timeout=settings.work.soft_shutdown_s,
        worker_enable_soft_shutdown_on_idle=False,
        task_soft_time_limit=settings.queue.soft_limit_s,
        task_time_limit=settings.queue.hard_limit_s,
        # a broker that is away comes back: never give up, neither at start nor later
        broker_connection_retry=True,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        broker_connection_timeout=5,
        broker_transport_options=transport,
        result_backend_transport_options={
            "visibility_timeout": settings.queue.visibility_timeout_s
        },
        visibility_timeout=settings.queue.visibility_timeout_s,
        # in the order in which every worker looks at them
        task_queues=[KombuQueue(name) for name in _queues(settings)],  # type: ignore[no-untyped-call] # kombu ships no types
        task_default_queue=Lane.LIVE.value,
        task_create_missing_queues=False,
        # what Flower draws from
        worker_send_task_events=True,
        task_send_sent_event=True,
        task_track_started=True,
        # the broker is ours alone to command
        worker_enable_remote_control=True,
        worker_hijack_root_logger=False,
        worker_redirect_stdouts=False,
        worker_concurrency=settings.concurrency,
        enable_utc=True,
        timezone="UTC",
    )
    return app


def _queues(settings: Settings) -> list[str]:
    return [*(lane.value for lane in Lane), *([ENRICH] if settings.enrich.enabled else [])]


class CeleryQueue:
    """Fulfils `ports.Queue`."""

    def __init__(self, app: Celery) -> None:
        self._app = app
        self._redis: redis.Redis | None = None

    def publish(self, batch: Sequence[Delivery]) -> None:
        """Send one message: ids for the worker, names for people.

        Raises:
            Unavailable: the broker did not take it.
        """
        with _translated():
            self._app.send_task(
                TASK,
                args=([str(delivery.delivery_id) for delivery in batch],),
                queue=batch[0].lane.value,
                argsrepr=title(batch),
                kwargsrepr="",
                # the ledger tries again, not a loop in here
                retry=False,
                ignore_result=True,
            )

    def publish_enrich(self, ids: Sequence[UUID]) -> None:
        """Send articles to the slow stage.

        Raises:
            Unavailable: the broker did not take it.
        """
        with _translated():
            self._app.send_task(
                ENRICH,
                args=([str(article_id) for article_id in ids],),
                queue=ENRICH,
                argsrepr=f"{len(ids)} articles",
                kwargsrepr="",
                retry=False,
                ignore_result=True,
            )

    def identity(self, new_epoch: str) -> tuple[str, str]:
        """Epoch and run of the broker; a wiped broker takes `new_epoch`.

        The epoch goes when the broker is wiped; the run changes when it was restarted, which
        may lose the last second of what it held.
        """
        with _translated():
            broker = self._broker()
            broker.set(EPOCH_KEY, new_epoch, nx=True)
            epoch = broker.get(EPOCH_KEY)
            run = broker.info("server")["run_id"]
        return str(epoch), str(run)

    def depth(self) -> dict[str, int]:
        """Messages waiting in each lane, and those taken and not yet answered (`unanswered`)."""
        with _translated():
            pipe = self._broker().pipeline(transaction=True)
            for lane in Lane:
                pipe.llen(lane.value)
            pipe.hlen(_UNANSWERED)
            counts = pipe.execute()
        return dict(zip([*(lane.value for lane in Lane), "unanswered"], counts, strict=True))

    def server(self) -> dict[str, Any]:
        """What the broker says of itself, as far as `check` and `status` show it."""
        with _translated():
            broker = self._broker()
            told = broker.info()
            policy = broker.config_get("maxmemory-policy") if told else {}
        return {
            "version": told.get("valkey_version") or told.get("redis_version"),
            "used_memory": told.get("used_memory"),
            "appendonly": bool(told.get("aof_enabled")),
            "maxmemory_policy": policy.get("maxmemory-policy"),
        }

    def workers(self, timeout: float = 1.0) -> dict[str, Any]:
        """The workers that answer, with what each is doing."""
        with _translated():
            inspect = self._app.control.inspect(timeout=timeout)
            return inspect.stats() or {}

    def close(self) -> None:
        """Close the connections; the next use opens new ones."""
        if self._redis is not None:
            self._redis.close()
            self._redis = None
        self._app.pool.force_close_all()
        # kombu keeps closed pools by address, for ever: the next use must find new ones
        kombu.pools.reset()  # type: ignore[no-untyped-call] # kombu ships no types
        self._app._pool = None  # noqa: SLF001 - there is no public way
        self._app.amqp._producer_pool = None  # noqa: SLF001

    def _broker(self) -> redis.Redis:
        if self._redis is None:
            url = self._app.conf.broker_url or ""
            self._redis = redis.Redis.from_url(
                url.replace("redis+socket://", "unix://"),
                socket_connect_timeout=5,
                socket_timeout=10,
                decode_responses=True,
            )
        return self._redis


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except (OperationalError, redis.RedisError, OSError) as error:
        first = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise Unavailable(f"the broker: {first}") from error
